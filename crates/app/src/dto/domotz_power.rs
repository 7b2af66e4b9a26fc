//! Power of a device or an outlet: switching it, and what goes dark with it.

/// What can be done with power.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum DomotzPowerAction {
    /// On.
    On,
    /// Off.
    Off,
    /// Off and on again.
    Cycle,
    /// The device restarts itself; not for outlets.
    SoftwareReboot,
}

/// What becomes of the agent when something is switched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum DomotzAgentFate {
    /// It keeps its power and its way into the internet.
    Stays,
    /// It loses one of them: then Domotz sees nothing of the network, and can switch nothing on again.
    Lost,
    /// Nobody knows what it runs on, or how that is connected.
    Unknown,
}

shapes! {
    /// Switch the power of a device, or of one of its outlets.
    pub struct DomotzPowerRequest {
        /// The device.
        pub device: String,
        /// The source's id of the outlet; none = the device itself.
        #[serde(default)]
        #[ts(optional)]
        pub outlet: Option<String>,
        /// What to do.
        pub action: DomotzPowerAction,
    }

    /// What switching came to.
    pub struct DomotzPowerReply {
        /// What Domotz says afterwards: `on`, `off`, `online`, `offline`, or empty where it does not know yet.
        pub says: String,
        /// It was done, and Domotz could not be asked afterwards: why not.
        pub unread: Option<String>,
    }

    /// A device that goes dark with another one.
    pub struct DomotzDarkDevice {
        /// Our id.
        pub id: String,
        /// Its name.
        pub name: String,
        /// The outlet that ends, such as `Outlet 3 of pdu01`; empty where it is not about power.
        pub outlet: String,
    }

    /// Devices that go dark for one reason. Those that Domotz no longer reports are left out.
    #[derive(Default)]
    pub struct DomotzDarkDevices {
        /// By name.
        pub devices: Vec<DomotzDarkDevice>,
        /// How many more of them are ignored here.
        pub ignored: u32,
        /// How many more of them Domotz knows that are not in Sitebook.
        pub not_here: u32,
    }

    /// What goes dark with something that is about to be switched. That itself is not in it, and nobody twice.
    pub struct DomotzPowerReach {
        /// Those that lose power.
        pub loses_power: DomotzDarkDevices,
        /// Those that lose one outlet and go on by another.
        pub keeps_a_feed: DomotzDarkDevices,
        /// Those that reach the network only through what goes dark.
        pub cut_off: DomotzDarkDevices,
        /// Those that are connected to what goes dark, where it is not known from where the network is reached.
        pub connected: DomotzDarkDevices,
        /// Names of those among them whose own outlets are cut: Domotz does not reach them any more to switch them on again.
        pub out_of_reach: Vec<String>,
        /// What becomes of the agent.
        pub agent: DomotzAgentFate,
        /// What is not known, a sentence each; nothing = all that Domotz knows was asked.
        pub not_known: Vec<String>,
    }
}
