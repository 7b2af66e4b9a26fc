//! The devices in scope beside the configurations: whose values some configuration holds, too.

use std::borrow::Borrow;
use std::hash::Hash;

use rustc_hash::{FxHashMap, FxHashSet};
use sitebook_domain::DeviceId;

use super::decide::Standing;
use super::index::{ConfigurationIndex, Interned, NONE, Table, Values};
use super::kept::KeptPairs;
use crate::evidence::{ConfigurationKeys, DeviceKeys, Keys, Repeated};

/// The devices of a company by their values, beside its configurations: everything that a decision looks at.
///
/// Made once; then [`put`](Self::put) and [`remove`](Self::remove) take in what changed, at a cost that does not depend on
/// the number of devices or configurations. It decides as one made afresh from the same devices would. A change may
/// change what is said about other devices, too: those that hold a value of the changed device, or would have it.
///
/// `D` is the device itself, or a reference to it where the index lives no longer than the devices.
#[derive(Debug, Clone)]
pub struct DeviceIndex<'s, D = DeviceKeys> {
    pub(super) configurations: &'s ConfigurationIndex,
    pub(super) standing: Standing<'s>,
    /// Ids of configurations that the source keeps with the devices.
    pub(super) kept: KeptPairs,
    /// By id those there were at first, then those that came later. A device that left keeps its place.
    records: Vec<D>,
    /// The places of devices that came later.
    later: FxHashMap<DeviceId, u32>,
    /// Of each place, whether its device is still in scope.
    present: Vec<bool>,
    /// Of each place, whether its device may get a configuration.
    pub(super) open: Vec<bool>,
    /// Devices that have a configuration, in scope or not.
    matched: FxHashSet<DeviceId>,
    /// Of each configuration, whether it has a device.
    pub(super) taken: Vec<bool>,
    /// Of the first devices, the values that a configuration holds; nothing else can make a pair.
    values: Interned,
    /// The same of each device that was put in since, one by one.
    changed: FxHashMap<u32, Interned>,
    pub(super) serials: Holders,
    pub(super) macs: Holders,
    pub(super) adapters: Holders,
    pub(super) ips: Holders,
    /// What several devices hold, whether a configuration holds it or not.
    pub(super) repeated: Repeated,
    /// What no configuration holds makes no pair, but it may contradict one, and then has to be held once.
    other_serials: Unpaired<u128>,
    other_macs: Unpaired<u64>,
}

/// Values of devices that no configuration holds.
#[derive(Debug, Default)]
struct Others {
    serials: Vec<u128>,
    macs: Vec<u64>,
}

impl<'s, D: Borrow<DeviceKeys>> DeviceIndex<'s, D> {
    /// Indexes all devices in scope that their source still reports, in any order: also those that nothing is asked about
    /// hold values. Of several with one id one is taken, whatever the order.
    #[must_use]
    pub fn new(mut devices: Vec<D>, configurations: &'s ConfigurationIndex, standing: Standing<'s>) -> Self {
        if !devices.is_sorted_by(|one, next| one.borrow().id < next.borrow().id) {
            devices.sort_unstable_by(|one, other| one.borrow().cmp(other.borrow()));
            devices.dedup_by(|one, kept| (*one).borrow().id == (*kept).borrow().id);
        }
        let mut taken = vec![false; configurations.records.len()];
        for place in standing.matched.iter().filter_map(|(_, configuration)| configurations.place(*configuration)) {
            taken[place as usize] = true;
        }
        let mut index = Self {
            configurations,
            standing,
            kept: KeptPairs::new(standing.kept, configurations),
            later: FxHashMap::default(),
            present: vec![true; devices.len()],
            open: Vec::with_capacity(devices.len()),
            matched: standing.matched.iter().map(|(device, _)| *device).collect(),
            taken,
            values: Interned::default(),
            changed: FxHashMap::default(),
            serials: Holders::of(&configurations.serials),
            macs: Holders::of(&configurations.macs),
            adapters: Holders::of(&configurations.adapters),
            ips: Holders::of(&configurations.ips),
            repeated: Repeated::default(),
            other_serials: Unpaired::default(),
            other_macs: Unpaired::default(),
            records: Vec::new(),
        };
        let mut values = Interned::with_capacity(devices.len());
        let mut others = Others::default();
        for (place, device) in (0..).zip(&devices) {
            let device = device.borrow();
            index.open.push(index.may_be_matched(device));
            index.hold(place, &device.keys, &mut values, &mut others);
        }
        index.values = values;
        index.other_serials = Unpaired::new(others.serials, &mut index.repeated.serials);
        index.other_macs = Unpaired::new(others.macs, &mut index.repeated.macs);
        index.records = devices;
        index
    }

    /// Takes in a device, or its values of now in place of those it had.
    pub fn put(&mut self, device: D) {
        let shown = device.borrow();
        let (id, open) = (shown.id, self.may_be_matched(shown));
        let kept = self.kept_place(id);
        if let Some(place) = kept {
            self.release(place);
        }
        let place = kept.unwrap_or(self.records.len() as u32);
        let (mut values, mut others) = (Interned::with_capacity(1), Others::default());
        self.hold(place, &shown.keys, &mut values, &mut others);
        for serial in others.serials {
            self.other_serials.add(serial, &mut self.repeated.serials);
        }
        for mac in others.macs {
            self.other_macs.add(mac, &mut self.repeated.macs);
        }
        self.changed.insert(place, values);
        if kept.is_some() {
            self.records[place as usize] = device;
            self.present[place as usize] = true;
            self.open[place as usize] = open;
        } else {
            self.records.push(device);
            self.present.push(true);
            self.open.push(open);
            self.later.insert(id, place);
        }
    }

    /// Takes a device out of scope: its source does not report it any more, or its agent is no longer linked here. Nothing
    /// happens when it is not in scope.
    pub fn remove(&mut self, id: DeviceId) {
        if let Some(place) = self.place(id) {
            self.release(place);
            self.present[place as usize] = false;
            self.open[place as usize] = false;
        }
    }

    fn may_be_matched(&self, device: &DeviceKeys) -> bool {
        !device.ignored && !self.matched.contains(&device.id)
    }

    /// Counts a device as holder of its values, and adds those that a configuration holds, too, as a row to `values`.
    fn hold(&mut self, place: u32, keys: &Keys, values: &mut Interned, others: &mut Others) {
        let known = self.configurations;
        let serial = keys.serial.and_then(|serial| {
            let value = known.serials.find(serial);
            if value.is_none() {
                others.serials.push(serial);
            }
            Some(self.serials.add_counted(value?, place, serial, &mut self.repeated.serials))
        });
        let macs = keys.macs.iter().filter_map(|mac| {
            let value = known.macs.find(*mac);
            if value.is_none() {
                others.macs.push(*mac);
            }
            Some(self.macs.add_counted(value?, place, *mac, &mut self.repeated.macs))
        });
        let adapters = keys.adapters.iter().filter_map(|mac| known.adapters.find(*mac));
        let ips = keys.ips.iter().filter_map(|ip| known.ips.find(*ip));
        values.push(
            serial.unwrap_or(NONE),
            macs,
            adapters.map(|value| self.adapters.add(value, place)),
            ips.map(|value| self.ips.add(value, place)),
        );
    }

    /// Takes back what [`Self::hold`] counted for a device in scope.
    fn release(&mut self, place: u32) {
        if !self.present[place as usize] {
            return;
        }
        let known = self.configurations;
        let Keys { serial, macs, adapters, ips, .. } = &self.records[place as usize].borrow().keys;
        if let Some(serial) = serial {
            match known.serials.find(*serial) {
                Some(value) => self.serials.remove_counted(value, place, serial, &mut self.repeated.serials),
                None => self.other_serials.remove(*serial, &mut self.repeated.serials),
            }
        }
        for mac in macs {
            match known.macs.find(*mac) {
                Some(value) => self.macs.remove_counted(value, place, mac, &mut self.repeated.macs),
                None => self.other_macs.remove(*mac, &mut self.repeated.macs),
            }
        }
        for value in adapters.iter().filter_map(|mac| known.adapters.find(*mac)) {
            self.adapters.remove(value, place);
        }
        for value in ips.iter().filter_map(|ip| known.ips.find(*ip)) {
            self.ips.remove(value, place);
        }
    }

    /// The place that a device has or had.
    fn kept_place(&self, id: DeviceId) -> Option<u32> {
        let first = &self.records[..self.values.len()];
        let place = first.binary_search_by_key(&id, |device| device.borrow().id);
        place.ok().map(|place| place as u32).or_else(|| self.later.get(&id).copied())
    }

    /// The place of a device in scope.
    pub(super) fn place(&self, id: DeviceId) -> Option<u32> {
        self.kept_place(id).filter(|place| self.present[*place as usize])
    }

    /// Every place, in the order of the ids.
    pub(super) fn places(&self) -> Vec<u32> {
        let mut places: Vec<u32> = (0..self.records.len() as u32).collect();
        if !self.later.is_empty() {
            places.sort_unstable_by_key(|place| self.device(*place).id);
        }
        places
    }

    pub(super) fn device(&self, place: u32) -> &DeviceKeys {
        self.records[place as usize].borrow()
    }

    pub(super) fn configuration(&self, place: u32) -> &'s ConfigurationKeys {
        &self.configurations.records[place as usize]
    }

    /// The values of a device that a configuration holds, too.
    pub(super) fn values(&self, place: u32) -> Values<'_> {
        self.changed.get(&place).map_or_else(|| self.values.of(place), |row| row.of(0))
    }
}

/// For each value of a table, the devices that hold it.
#[derive(Debug, Clone)]
pub(super) struct Holders(Vec<Holder>);

#[derive(Debug, Clone, Copy, Default)]
struct Holder {
    count: u32,
    /// The places of all of them, exclusively or-ed: where there is one, its place. Nothing else has to be known of
    /// several, and a device comes and goes without a list of the others.
    places: u32,
}

impl Holders {
    fn of<K: Eq + Hash + Copy>(table: &Table<K>) -> Self {
        Self(vec![Holder::default(); table.len()])
    }

    fn add(&mut self, value: u32, device: u32) -> u32 {
        let holder = &mut self.0[value as usize];
        holder.count += 1;
        holder.places ^= device;
        value
    }

    /// The same, and notes the value once a second device holds it.
    fn add_counted<K: Eq + Hash>(&mut self, value: u32, device: u32, key: K, repeated: &mut FxHashSet<K>) -> u32 {
        if self.0[value as usize].count == 1 {
            repeated.insert(key);
        }
        self.add(value, device)
    }

    fn remove(&mut self, value: u32, device: u32) {
        let holder = &mut self.0[value as usize];
        holder.count -= 1;
        holder.places ^= device;
    }

    /// The same, and no longer notes the value once one device is left.
    fn remove_counted<K: Eq + Hash>(&mut self, value: u32, device: u32, key: &K, repeated: &mut FxHashSet<K>) {
        self.remove(value, device);
        if self.0[value as usize].count == 1 {
            repeated.remove(key);
        }
    }

    /// The device that alone holds a value.
    pub(super) fn only(&self, value: u32) -> Option<u32> {
        let holder = self.0[value as usize];
        (holder.count == 1).then_some(holder.places)
    }
}

/// How many devices hold each value that no configuration holds.
#[derive(Debug, Clone)]
struct Unpaired<K> {
    /// Sorted, once for each device: cheaper than counting in a map, for nearly every value stands once.
    first: Vec<K>,
    /// Devices more, or fewer, than that.
    since: FxHashMap<K, i32>,
}

impl<K> Default for Unpaired<K> {
    fn default() -> Self {
        Self { first: Vec::new(), since: FxHashMap::default() }
    }
}

impl<K: Ord + Hash + Copy> Unpaired<K> {
    /// Takes the values of all devices, and notes those that several hold.
    fn new(mut values: Vec<K>, repeated: &mut FxHashSet<K>) -> Self {
        values.sort_unstable();
        repeated.extend(values.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]));
        Self { first: values, since: FxHashMap::default() }
    }

    fn add(&mut self, value: K, repeated: &mut FxHashSet<K>) {
        if self.change(value, 1) == 2 {
            repeated.insert(value);
        }
    }

    fn remove(&mut self, value: K, repeated: &mut FxHashSet<K>) {
        if self.change(value, -1) == 1 {
            repeated.remove(&value);
        }
    }

    /// The number of holders after the change.
    fn change(&mut self, value: K, by: i32) -> i32 {
        let start = self.first.partition_point(|held| *held < value);
        let first = self.first[start..].partition_point(|held| *held == value) as i32;
        let since = self.since.entry(value).or_default();
        *since += by;
        let more = *since;
        // What has come and gone leaves nothing behind.
        if more == 0 {
            self.since.remove(&value);
        }
        first + more
    }
}
