//! The sample that people try Sitebook with: small, but with every awkward value that a real table holds.

use crate::records::NewConfiguration;
use crate::state::Simulator;

/// Name, street, city.
type SampleSite = (&'static str, &'static str, &'static str);

/// The statuses and types that companies have, in the order of their tables.
const COMPANY_STATUSES: [&str; 3] = ["Active", "Inactive", "Not Approved"];
const COMPANY_TYPES: [&str; 4] = ["Client", "Prospect", "Vendor", "Former Client"];

/// Identifier, name, sites.
const COMPANIES: [(&str, &str, &[SampleSite]); 6] = [
    ("NorthsideDental", "Northside Dental", &[("Main", "1 High St", "London"), ("Annexe", "3 High St", "London")]),
    ("HarbourLegal", "Harbour Legal LLP", &[("Head Office", "22 Quay Rd", "Bristol")]),
    (
        "OakwoodSchools",
        "Oakwood Schools Trust",
        &[("Primary", "5 Oak Ln", "Leeds"), ("Secondary", "9 Elm Ave", "Leeds"), ("Sixth Form", "2 Ash Rd", "York")],
    ),
    ("OBrien", "O'Brien <script>alert(1)</script> & Sons", &[("Yard", "7 Mill Ln", "Dublin")]),
    ("Lakeview", "Lakeview Hotel [Group]", &[("Hotel", "12 Shore Dr", "Geneva"), ("Spa", "14 Shore Dr", "Geneva")]),
    ("ClosedCafe", "Corner Café (closed)", &[("Main", "4 Market Sq", "Bath")]),
];

const TYPES: [&str; 8] =
    ["Firewall", "Switch", "Access Point", "Server", "Workstation", "Printer", "Camera", "Managed Device"];

const MANUFACTURERS: [&str; 10] =
    ["Fortinet", "Cisco", "Ubiquiti", "Dell", "HP", "Lenovo", "Axis", "Hikvision", "Synology", "Brother"];

/// Type and manufacturer (by position above), model and name stem of the devices that each company gets in turn.
const DEVICES: [(usize, usize, &str, &str); 10] = [
    (0, 0, "FG-60F", "fw"),
    (1, 1, "CBS350-24P", "sw"),
    (2, 2, "U6-Pro", "ap"),
    (3, 3, "PowerEdge T150", "srv"),
    (4, 5, "ThinkCentre M70q", "pc"),
    (5, 4, "LaserJet M507", "print"),
    (6, 6, "P3265-LVE", "cam"),
    (6, 7, "DS-2CD2143", "cam"),
    (3, 8, "DS923+", "nas"),
    (7, 9, "HL-L2350DW", "label"),
];

const PLACEHOLDER_SERIALS: [&str; 5] =
    ["To be filled by O.E.M.", "Default string", "0000000000", "N/A", "System Serial Number"];

const PER_COMPANY: usize = 12;

impl Simulator {
    /// Six companies (one deleted) of several statuses and types, their sites, configuration types, statuses, manufacturers, and 60 configurations with MAC
    /// addresses in every spelling, placeholder serials, inactive records and duplicates.
    #[must_use]
    pub fn sample() -> Self {
        let mut simulator = Self::empty();
        let types = TYPES.map(|name| simulator.add_type(name));
        for (name, closed) in [("Active", false), ("In Stock", false), ("Retired", true)] {
            simulator.add_status(name, closed);
        }
        for name in COMPANY_STATUSES {
            simulator.add_company_status(name);
        }
        let company_types = COMPANY_TYPES.map(|name| simulator.add_company_type(name));
        let makers = MANUFACTURERS.map(|name| simulator.add_manufacturer(name));
        for (number, (identifier, name, sites)) in COMPANIES.into_iter().enumerate() {
            let company = simulator.add_company(identifier, name);
            let sites: Vec<i64> = sites
                .iter()
                .map(|(name, street, city)| {
                    let site = simulator.add_site(company, name);
                    simulator.edit_site(site, |site| {
                        (*street).clone_into(&mut site.address_line1);
                        (*city).clone_into(&mut site.city);
                    });
                    site
                })
                .collect();
            let city = COMPANIES[number].2.first().map_or("", |site| site.2);
            let (status, own_types) = standing(identifier);
            simulator.edit_company(company, |company| {
                city.clone_into(&mut company.city);
                COMPANY_STATUSES[status].clone_into(&mut company.status);
                company.types = own_types.iter().map(|position| company_types[*position]).collect();
            });
            if identifier == "ClosedCafe" {
                simulator.delete_company(company);
                continue;
            }
            for index in 0..PER_COMPANY {
                let (kind, maker, model, stem) = DEVICES[index % DEVICES.len()];
                simulator.add_configuration(NewConfiguration {
                    company,
                    // Some records have no site, as tools that create without one leave them.
                    site: if index % 5 == 4 { None } else { Some(sites[index % sites.len()]) },
                    type_id: types[kind],
                    manufacturer: (index % 6 != 5).then_some(makers[maker]),
                    name: format!("{stem}{:02}", index / DEVICES.len() + 1),
                    serial_number: serial(number, index),
                    model_number: model.to_owned(),
                    mac_address: mac(number, index),
                    ip_address: format!("10.{number}.0.{}", index + 1),
                    notes: if index == 0 { "Rack in the cellar".to_owned() } else { String::new() },
                    active: index % 8 != 7,
                    ..NewConfiguration::default()
                });
            }
        }
        simulator
    }
}

/// Status and types of a company, by position above.
fn standing(identifier: &str) -> (usize, &'static [usize]) {
    match identifier {
        "OBrien" => (0, &[0, 2]),
        "Lakeview" => (2, &[1]),
        "ClosedCafe" => (1, &[3]),
        _ => (0, &[0]),
    }
}

fn serial(company: usize, index: usize) -> String {
    match index {
        3 => PLACEHOLDER_SERIALS[company % PLACEHOLDER_SERIALS.len()].to_owned(),
        6 => String::new(),
        // The last one repeats the first: what a second tool creates when it does not find the first record.
        11 => serial(company, 0),
        _ => format!("SN{company}{index:03}XZ"),
    }
}

fn mac(company: usize, index: usize) -> String {
    let bytes = [0x00, 0x09, 0x0F, company as u8, 0xAB, if index == 11 { 0 } else { index as u8 }];
    let joined = |separator: &str| bytes.map(|byte| format!("{byte:02X}")).join(separator);
    match index % 8 {
        0 => joined(":"),
        1 => joined("-"),
        2 => joined(""),
        3 => joined(":").to_lowercase(),
        4 => {
            let hex = joined("").to_lowercase();
            format!("{}.{}.{}", &hex[..4], &hex[4..8], &hex[8..])
        }
        // Several addresses in a field of 25: the second is cut.
        5 => format!("{}, 00:09:", joined(":")),
        6 => "N/A".to_owned(),
        _ => format!(" {} ", joined(" ")),
    }
}
