//! Ids of configurations that the source of the devices keeps with them.

use rustc_hash::FxHashMap;
use sitebook_domain::DeviceId;

use super::index::ConfigurationIndex;

/// Devices and configurations that point at each other and at nobody else: an id that two devices carry was copied, and
/// says nothing about either.
#[derive(Debug, Clone, Default)]
pub(super) struct KeptPairs {
    by_device: FxHashMap<DeviceId, u32>,
    by_configuration: FxHashMap<u32, DeviceId>,
}

impl KeptPairs {
    /// Of the ids that devices carry, those of configurations in scope that one device alone carries.
    pub(super) fn new(kept: &[(DeviceId, i64)], configurations: &ConfigurationIndex) -> Self {
        let mut carriers: FxHashMap<u32, Vec<DeviceId>> = FxHashMap::default();
        for (device, id) in kept {
            if let Some(configuration) = configurations.place(*id) {
                carriers.entry(configuration).or_default().push(*device);
            }
        }
        let mut pairs = Self::default();
        for (configuration, devices) in carriers {
            if let [device] = devices.as_slice() {
                pairs.by_device.insert(*device, configuration);
                pairs.by_configuration.insert(configuration, *device);
            }
        }
        pairs
    }

    /// The configuration whose id a device carries.
    pub(super) fn of_device(&self, device: DeviceId) -> Option<u32> {
        self.by_device.get(&device).copied()
    }

    /// The device that carries the id of a configuration.
    pub(super) fn of_configuration(&self, configuration: u32) -> Option<DeviceId> {
        self.by_configuration.get(&configuration).copied()
    }
}
