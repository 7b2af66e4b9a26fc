//! What stands on such networks: kinds, makers with addresses from their own blocks (IEEE MA-L), models.

use crate::places::Trade;

/// A model of device.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Model {
    pub(crate) kind: &'static str,
    /// How its devices are called, before the number.
    pub(crate) stem: &'static str,
    pub(crate) vendor: &'static str,
    /// As its maker calls it.
    pub(crate) name: &'static str,
    /// First three bytes of its MAC address: a block of the vendor.
    pub(crate) block: [u8; 3],
    /// Beginning of its serial numbers; empty where the network does not tell them.
    pub(crate) serial: &'static str,
    pub(crate) firmware: &'static str,
    pub(crate) os: &'static str,
}

macro_rules! models {
    ($($kind:literal $stem:literal [$($vendor:literal, $model:literal, $a:literal $b:literal $c:literal, $serial:literal, $firmware:literal, $os:literal;)*])*) => {
        &[$($(Model {
            kind: $kind, stem: $stem, vendor: $vendor, name: $model, block: [$a, $b, $c], serial: $serial,
            firmware: $firmware, os: $os,
        }),*),*]
    };
}

#[rustfmt::skip]
const MODELS: &[Model] = models! {
    "firewall" "fw" [
        "Fortinet", "FortiGate 60F", 0x00 0x09 0x0F, "FGT60FTK20", "7.4.3", "FortiOS";
        "SonicWall", "TZ370", 0x18 0xB1 0x69, "18B169", "7.1.1", "SonicOS";
        "WatchGuard", "Firebox T45", 0x00 0x90 0x7F, "D0FA0", "12.10.3", "Fireware";
        "Cisco Meraki", "MX68", 0xE0 0x55 0x3D, "Q2KY-", "18.211", "";
    ]
    "router" "router" [
        "DrayTek", "Vigor 2865", 0x14 0x49 0xBC, "", "4.4.5", "";
        "MikroTik", "hEX S", 0x64 0xD1 0x54, "HEX0", "7.14", "RouterOS";
        "Netgear", "Orbi RBR50", 0x9C 0x3D 0xCF, "5DH", "2.7.4", "";
    ]
    "switch" "sw" [
        "Cisco", "CBS350-24P", 0x00 0x1B 0x54, "FOC25", "3.4.0", "";
        "Aruba", "2930F 24G", 0x94 0xB4 0x0F, "CN93HKX", "16.11.0015", "";
        "Ubiquiti", "USW-Pro-24-PoE", 0x24 0x5A 0x4C, "", "6.6.65", "";
        "Netgear", "GS724TPv3", 0xA0 0x40 0xA0, "4FG", "6.0.8", "";
    ]
    "access_point" "ap" [
        "Ubiquiti", "U6-Pro", 0xFC 0xEC 0xDA, "", "6.6.55", "";
        "Ruckus", "R550", 0x58 0xB6 0x33, "30219", "6.1.2", "";
        "Aruba", "AP-515", 0x9C 0x1C 0x12, "CNJ8K9T", "8.11.2", "ArubaOS";
    ]
    "server" "srv" [
        "Dell", "PowerEdge T150", 0xF8 0xBC 0x12, "7HX", "2.19.1", "Windows Server 2022";
        "Hewlett Packard", "ProLiant ML30 Gen10", 0x94 0x57 0xA5, "CZJ2", "U44", "Windows Server 2019";
        "VMware", "Virtual Machine", 0x00 0x50 0x56, "VMware-56 4d ", "", "Ubuntu 22.04";
        "Supermicro", "SYS-5019", 0x00 0x25 0x90, "S4012", "3.4", "Debian 12";
    ]
    "nas" "nas" [
        "Synology", "DS923+", 0x00 0x11 0x32, "2340S8R", "7.2.1", "DSM";
        "QNAP", "TS-464", 0x24 0x5E 0xBE, "Q23", "5.1.6", "QTS";
    ]
    "ups" "ups" [
        "APC", "Smart-UPS 1500", 0x00 0xC0 0xB7, "AS23", "UPS 15.0", "";
        "Eaton", "5P 1150i", 0x00 0x20 0x85, "G117M", "02.14", "";
    ]
    "printer" "print" [
        "Brother", "HL-L6400DW", 0x30 0x05 0x5C, "E7", "1.31", "";
        "Hewlett Packard", "LaserJet M507", 0x3C 0xD9 0x2B, "PHBB", "2507", "";
        "Canon", "iR-ADV C357", 0x00 0x1E 0x8F, "2JK0", "58.31", "";
        "Epson", "WF-C5790", 0x64 0xEB 0x8C, "X3BC", "", "";
    ]
    "label_printer" "label" [
        "Zebra", "ZD421", 0x00 0x07 0x4D, "D2J21", "V93.21", "";
    ]
    "camera" "cam" [
        "Axis", "P3265-LVE", 0xAC 0xCC 0x8E, "ACCC8E", "11.8.64", "";
        "Hikvision", "DS-2CD2143G2", 0x44 0x19 0xB6, "DS2CD2143", "5.7.12", "";
        "Bosch", "NBE-3502", 0x00 0x04 0x63, "0945", "8.80", "";
    ]
    "workstation" "pc" [
        "Dell", "OptiPlex 7010", 0x18 0x66 0xDA, "4BQ", "1.14.0", "Windows 11 Pro";
        "Lenovo", "ThinkCentre M70q", 0x54 0xE1 0xAD, "PC1", "M3", "Windows 11 Pro";
        "Hewlett Packard", "EliteDesk 800 G6", 0x94 0x57 0xA5, "8CC1", "S21", "Windows 10 Pro";
        "Apple", "iMac 24", 0xF0 0x18 0x98, "C02", "", "macOS 15";
        "Intel", "NUC11", 0xA4 0xBF 0x01, "G6PA", "", "Windows 11 Pro";
    ]
    "phone" "tel" [
        "Yealink", "T46U", 0x80 0x5E 0xC0, "", "108.86.0.20", "";
        "Polycom", "VVX 350", 0x64 0x16 0x7F, "", "6.4.3", "";
        "Grandstream", "GXP2170", 0x00 0x0B 0x82, "20EYX", "1.0.11", "";
    ]
    "tv" "tv" [
        "Samsung", "QE55Q60", 0x8C 0xEA 0x48, "", "", "Tizen";
        "LG", "55UR78", 0xA8 0x23 0xFE, "", "", "webOS";
    ]
    "speaker" "sonos" [
        "Sonos", "One SL", 0x5C 0xAA 0xFD, "", "16.1", "";
    ]
    "console" "console" [
        "Sony", "PlayStation 5", 0xF8 0x46 0x1C, "", "", "";
        "Nintendo", "Switch", 0x98 0xB6 0xE9, "", "", "";
        "Microsoft", "Xbox Series X", 0x7C 0xED 0x8D, "", "", "";
    ]
    "thermostat" "thermostat" [
        "Nest", "Learning Thermostat", 0x18 0xB4 0x30, "02AA01AC", "6.2", "";
        "ecobee", "SmartThermostat", 0x44 0x61 0x32, "5217", "4.8.7", "";
    ]
    "lighting" "hue" [
        "Philips", "Hue Bridge", 0x00 0x17 0x88, "", "1963", "";
    ]
    // Phones of guests and staff, which make up an address for each network.
    "mobile" "mobile" [
        "", "", 0x00 0x00 0x00, "", "", "";
    ]
};

/// The models of a kind.
pub(crate) fn models_of(kind: &str) -> Vec<&'static Model> {
    MODELS.iter().filter(|model| model.kind == kind).collect()
}

/// The kinds of an agent's devices, in order; what follows the first ones comes round again and again.
pub(crate) fn kinds(trade: Trade) -> (&'static [&'static str], &'static [&'static str]) {
    match trade {
        Trade::Clinic => (
            &["firewall", "switch", "access_point", "server", "nas", "ups", "printer"],
            &["workstation", "phone", "workstation", "camera", "workstation", "mobile", "printer", "access_point"],
        ),
        Trade::Office => (
            &["firewall", "switch", "switch", "access_point", "server", "server", "nas", "ups"],
            &["workstation", "workstation", "phone", "printer", "workstation", "tv", "phone", "mobile", "access_point"],
        ),
        Trade::School => (
            &["firewall", "switch", "switch", "switch", "server", "server", "nas", "ups"],
            &["access_point", "workstation", "workstation", "camera", "workstation", "printer", "workstation", "tv"],
        ),
        Trade::Hotel => (
            &["firewall", "switch", "switch", "nas", "ups", "printer"],
            &["access_point", "tv", "camera", "tv", "phone", "mobile", "workstation", "thermostat"],
        ),
        Trade::Shop => (
            &["firewall", "switch", "access_point", "nas", "label_printer"],
            &["workstation", "camera", "camera", "phone", "workstation", "mobile", "printer"],
        ),
        Trade::Factory => (
            &["firewall", "switch", "switch", "server", "server", "nas", "ups"],
            &["access_point", "camera", "workstation", "label_printer", "workstation", "camera", "printer", "phone"],
        ),
        Trade::Home => (
            &["router", "access_point", "access_point", "nas"],
            &["tv", "speaker", "mobile", "thermostat", "camera", "console", "workstation", "mobile", "lighting"],
        ),
    }
}

/// Parts of the building and rooms in them.
pub(crate) fn rooms(trade: Trade) -> &'static [(&'static str, &'static str)] {
    match trade {
        Trade::Clinic => &[
            ("Ground floor", "Reception"),
            ("Ground floor", "Surgery 1"),
            ("First floor", "Surgery 2"),
            ("First floor", "Office"),
        ],
        Trade::Office => &[
            ("First floor", "Open plan"),
            ("First floor", "Meeting room"),
            ("Second floor", "Partners"),
            ("Second floor", "Library"),
        ],
        Trade::School => &[
            ("Main building", "Hall"),
            ("Main building", "Office"),
            ("Science block", "Lab 1"),
            ("Science block", "Lab 2"),
        ],
        Trade::Hotel => &[
            ("Lobby", "Front desk"),
            ("Ground floor", "Bar"),
            ("First floor", "Corridor"),
            ("Second floor", "Corridor"),
        ],
        Trade::Shop => {
            &[("Sales floor", "Counter"), ("Sales floor", "Entrance"), ("Back", "Office"), ("Back", "Store")]
        }
        Trade::Factory => &[("Hall 1", "Line"), ("Hall 1", "Packing"), ("Hall 2", "Dispatch"), ("Offices", "Accounts")],
        Trade::Home => {
            &[("Downstairs", "Living room"), ("Downstairs", "Kitchen"), ("Upstairs", "Study"), ("Upstairs", "Bedroom")]
        }
    }
}
