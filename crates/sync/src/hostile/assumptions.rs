//! What goes wrong how often.

/// Shares of devices or pairs, from 0 to 1, unless something else is said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Assumptions {
    /// Devices in a world.
    pub devices: usize,
    /// Devices of one agent.
    pub devices_of_agent: usize,
    /// Sites of a company at most; each has an agent.
    pub sites_of_company: usize,
    /// The device shows a placeholder instead of its serial number.
    pub placeholder_serial: f64,
    /// The device shows only MAC addresses that it makes up.
    pub randomised_mac: f64,
    /// The device shows the MAC address of another one of its agent.
    pub cloned_mac: f64,
    /// DHCP has given the device an address since the configuration was written; half the time one that another device
    /// had.
    pub moved_ip: f64,
    /// The device is in no configuration.
    pub no_configuration: f64,
    /// The configuration has no serial number.
    pub psa_lacks_serial: f64,
    /// The configuration has no MAC address.
    pub psa_lacks_mac: f64,
    /// The configuration has no IP address.
    pub psa_lacks_ip: f64,
    /// The device has a second network interface.
    pub second_interface: f64,
    /// The value is written in another spelling than ours.
    pub other_spelling: f64,
    /// The configuration's column holds several MACs and is cut at 25 characters.
    pub cut_macs: f64,
    /// The device stands in a dock, whose address it shows first, and which another device had when its configuration
    /// was written.
    pub shared_dock: f64,
    /// Of those docks: the block of its address belongs to a maker of computers, so that it cannot be told from one.
    pub unknown_dock: f64,
    /// The device shows the address of a virtual router, which stands in the configuration of its other member.
    pub virtual_router: f64,
    /// The serial numbers of two configurations stand in the wrong one of the two.
    pub swapped_serials: f64,
    /// A person typed the serial number of the device; one in ten made a mistake that is another device's number.
    pub typed_serial: f64,
    /// The configuration is inactive.
    pub inactive: f64,
    /// The configuration belongs to another site of the company.
    pub other_site: f64,
    /// The device has two configurations.
    pub duplicate: f64,
    /// The device was replaced by a new one with its name and address; the configuration is that of the old one.
    pub replaced: f64,
    /// The device shows the serial number of another one of its agent: copied machines, members of a stack.
    pub cloned_serial: f64,
    /// The configuration's device is gone; its address may have been handed on.
    pub gone: f64,
    /// All sites of the company use the same addresses, as routers come from the shop.
    pub same_addresses: f64,
}

impl Assumptions {
    /// What other systems' users report, as far as it was measured before: placeholders, moved addresses, made-up and
    /// cloned MACs, missing values.
    #[must_use]
    pub fn base() -> Self {
        Self {
            devices: 20_000,
            devices_of_agent: 60,
            sites_of_company: 1,
            placeholder_serial: 0.25,
            randomised_mac: 0.15,
            cloned_mac: 0.01,
            moved_ip: 0.25,
            no_configuration: 0.10,
            psa_lacks_serial: 0.25,
            psa_lacks_mac: 0.35,
            psa_lacks_ip: 0.0,
            second_interface: 0.0,
            other_spelling: 0.0,
            cut_macs: 0.0,
            shared_dock: 0.0,
            unknown_dock: 0.0,
            virtual_router: 0.0,
            swapped_serials: 0.0,
            typed_serial: 0.0,
            inactive: 0.0,
            other_site: 0.0,
            duplicate: 0.0,
            replaced: 0.0,
            cloned_serial: 0.0,
            gone: 0.0,
            same_addresses: 0.0,
        }
    }

    /// All traps at once.
    #[must_use]
    pub fn hostile() -> Self {
        Self {
            sites_of_company: 3,
            psa_lacks_ip: 0.10,
            second_interface: 0.20,
            other_spelling: 0.50,
            cut_macs: 0.10,
            shared_dock: 0.02,
            unknown_dock: 0.25,
            virtual_router: 0.005,
            swapped_serials: 0.002,
            typed_serial: 0.01,
            inactive: 0.01,
            other_site: 0.01,
            duplicate: 0.01,
            replaced: 0.01,
            cloned_serial: 0.005,
            gone: 0.05,
            same_addresses: 0.25,
            ..Self::base()
        }
    }
}
