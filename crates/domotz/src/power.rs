//! Switching power: of a device, and of one outlet.

/// What can be done with the power of a device, where the API says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PowerAction {
    /// On.
    On,
    /// Off.
    Off,
    /// Off and on again; only a device on exactly one power distribution unit has it.
    Cycle,
    /// The device restarts itself.
    SoftwareReboot,
}

impl PowerAction {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::On, Self::Off, Self::Cycle, Self::SoftwareReboot];

    /// The segment of its path: with a hyphen, where the flag that allows it has an underscore.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
            Self::Cycle => "cycle",
            Self::SoftwareReboot => "software-reboot",
        }
    }
}

/// What can be done with one outlet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OutletAction {
    /// On.
    On,
    /// Off.
    Off,
    /// Off and on again.
    Cycle,
}

impl OutletAction {
    /// The segment of its path.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
            Self::Cycle => "cycle",
        }
    }
}
