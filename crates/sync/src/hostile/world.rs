//! The world: companies with devices and configurations, and which belong together.

mod records;
mod spelling;
mod traps;

use std::collections::{HashMap, HashSet};

use sitebook_domain::{AgentId, Device, DeviceId};
use sitebook_psa::Configuration;
use uuid::Uuid;

use super::assumptions::Assumptions;
use crate::chance::Chance;
use records::{PsaRecord, Shown, Thing, configuration, device};

/// What is true about every device of an account.
#[derive(Debug, Clone)]
pub struct World {
    /// The companies.
    pub companies: Vec<Company>,
    /// The configurations of each device that has any.
    pub truth: HashMap<DeviceId, HashSet<i64>>,
}

/// One company.
#[derive(Debug, Clone)]
pub struct Company {
    /// The linked site of each agent.
    pub sites: HashMap<AgentId, i64>,
    /// The devices of all its agents.
    pub devices: Vec<Device>,
    /// Its configurations.
    pub configurations: Vec<Configuration>,
}

impl World {
    /// Makes the world of a seed.
    #[must_use]
    pub fn new(seed: u64, assumptions: &Assumptions) -> Self {
        let mut maker = Maker { chance: Chance::new(seed), assumptions: *assumptions, next_id: 0 };
        let mut world = Self { companies: Vec::new(), truth: HashMap::new() };
        let mut agents_left = assumptions.devices.div_ceil(assumptions.devices_of_agent);
        while agents_left > 0 {
            let agents = (1 + maker.chance.below(assumptions.sites_of_company)).min(agents_left);
            agents_left -= agents;
            let company = maker.company(agents, &mut world.truth);
            world.companies.push(company);
        }
        world
    }
}

/// Makes one company after the other.
struct Maker {
    chance: Chance,
    assumptions: Assumptions,
    /// Ids of devices, agents, sites and configurations come from one sequence.
    next_id: u32,
}

impl Maker {
    fn id(&mut self) -> u32 {
        self.next_id += 1;
        self.next_id
    }

    fn company(&mut self, agents: usize, truth: &mut HashMap<DeviceId, HashSet<i64>>) -> Company {
        let agents: Vec<(AgentId, i64)> =
            (0..agents).map(|_| (AgentId(Uuid::from_u128(self.id().into())), i64::from(self.id()))).collect();
        let things = self.things(&agents);
        // What each record says, first as it should be, then with everything that goes wrong.
        let mut shown: Vec<Shown> = things.iter().map(|thing| self.shown(thing)).collect();
        let mut records: Vec<PsaRecord> = self.records(&things);
        self.spring_traps(&things, &mut shown, &mut records);

        let mut company = Company { sites: agents.iter().copied().collect(), devices: vec![], configurations: vec![] };
        let mut ids: Vec<Option<DeviceId>> = Vec::with_capacity(things.len());
        for (thing, shown) in things.iter().zip(&shown) {
            let id = DeviceId(Uuid::from_u128(self.id().into()));
            ids.push((!shown.gone && !shown.replaced).then_some(id));
            if !shown.gone {
                company.devices.push(device(id, thing.agent, shown));
            }
        }
        for record in &records {
            let id = i64::from(self.id());
            if let Some(device) = ids[record.thing] {
                truth.entry(device).or_default().insert(id);
            }
            company.configurations.push(configuration(id, record, &mut self.chance, &self.assumptions));
        }
        company
    }

    /// The real devices.
    fn things(&mut self, agents: &[(AgentId, i64)]) -> Vec<Thing> {
        let same_addresses = self.chance.happens(self.assumptions.same_addresses);
        let mut things = Vec::new();
        for (number, (agent, site)) in agents.iter().enumerate() {
            let network = if same_addresses { 1 } else { number + 1 };
            for host in 0..self.assumptions.devices_of_agent {
                let second = self.chance.happens(self.assumptions.second_interface);
                things.push(Thing {
                    agent: *agent,
                    site: *site,
                    group: number,
                    serial: self.serial(),
                    macs: (0..=usize::from(second)).map(|_| self.mac()).collect(),
                    ip: format!("192.168.{network}.{}", host + 10),
                });
            }
        }
        things
    }

    fn serial(&mut self) -> String {
        const LETTERS: &[u8] = b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
        let length = 9 + self.chance.below(5);
        (0..length).map(|_| char::from(*self.chance.one_of(LETTERS))).collect()
    }

    /// An address of a maker of computers and network devices, or of a virtual machine.
    fn mac(&mut self) -> u64 {
        // Intel, Hewlett Packard, Dell, Apple, Ubiquiti, Synology, Cisco, VMware.
        const BLOCKS: [u64; 8] = [0x1B21, 0x3C_5282, 0xF8_BC12, 0x1EC2, 0x24_5A4C, 0x1132, 0x1DA1, 0x0C29];
        self.chance.one_of(&BLOCKS) << 24 | self.chance.below(1 << 24) as u64
    }

    /// What the source shows of a device on a good day.
    fn shown(&mut self, thing: &Thing) -> Shown {
        let moved = self.chance.happens(self.assumptions.moved_ip);
        Shown {
            serial: thing.serial.clone(),
            serial_is_typed: false,
            macs: thing.macs.clone(),
            ip: thing.ip.clone(),
            moved,
            gone: self.chance.happens(self.assumptions.gone),
            replaced: false,
        }
    }

    /// The configurations of all devices that have any.
    fn records(&mut self, things: &[Thing]) -> Vec<PsaRecord> {
        let mut records = Vec::new();
        for (place, thing) in things.iter().enumerate() {
            if self.chance.happens(self.assumptions.no_configuration) {
                continue;
            }
            let copies = 1 + usize::from(self.chance.happens(self.assumptions.duplicate));
            for _ in 0..copies {
                let record = self.record(place, thing);
                records.push(record);
            }
        }
        records
    }

    fn record(&mut self, place: usize, thing: &Thing) -> PsaRecord {
        let kept = |chance: &mut Chance, lacks: f64| !chance.happens(lacks);
        let serial = kept(&mut self.chance, self.assumptions.psa_lacks_serial);
        let macs = kept(&mut self.chance, self.assumptions.psa_lacks_mac);
        let ip = kept(&mut self.chance, self.assumptions.psa_lacks_ip);
        // Who wrote it down saw one interface, and not always the first.
        let mac = *self.chance.one_of(&thing.macs);
        PsaRecord {
            thing: place,
            site: thing.site,
            serial: if serial { thing.serial.clone() } else { String::new() },
            macs: if macs { vec![mac] } else { vec![] },
            ip: if ip { thing.ip.clone() } else { String::new() },
            active: !self.chance.happens(self.assumptions.inactive),
        }
    }
}
