//! Everything that goes wrong.

use super::Maker;
use super::records::{PsaRecord, Shown, Thing};
use crate::chance::Chance;

/// What boards and tools show instead of a serial number. The last is on no list that we ship: what many devices show is
/// caught by being the same.
const PLACEHOLDERS: [&str; 6] =
    ["To be filled by O.E.M.", "Default string", "0000000000", "N/A", "System Serial Number", "SERVICE-TAG-HERE"];

/// Blocks of docks and USB adapters: Realtek, ASIX, Luxshare, `BizLink`.
const DOCKS: [u64; 4] = [0x00_E0_4C, 0x00_0E_C6, 0x3C_18_A0, 0x9C_EB_E8];

/// A virtual router's address without its number (VRRP).
const VIRTUAL_ROUTER: u64 = 0x0000_5E00_0100;

impl Maker {
    /// Makes the good records of one company bad.
    pub(super) fn spring_traps(&mut self, things: &[Thing], shown: &mut [Shown], records: &mut [PsaRecord]) {
        for place in 0..things.len() {
            self.hide_serial(place, shown);
            self.replace(place, shown);
        }
        for place in 0..things.len() {
            self.mistake_serial(place, things, shown);
            self.disguise_mac(place, things, shown);
            self.move_address(place, things, shown);
            self.dock(place, things, shown, records);
            self.share_virtual_router(place, things, shown, records);
        }
        for place in 0..records.len() {
            if self.chance.happens(self.assumptions.other_site) {
                records[place].site += 1_000_000;
            }
            // Two records each time.
            if self.chance.happens(self.assumptions.swapped_serials / 2.0) {
                let other = self.chance.below(records.len());
                let ours = std::mem::take(&mut records[place].serial);
                records[place].serial = std::mem::replace(&mut records[other].serial, ours);
            }
        }
    }

    fn hide_serial(&mut self, place: usize, shown: &mut [Shown]) {
        if self.chance.happens(self.assumptions.placeholder_serial) {
            (*self.chance.one_of(&PLACEHOLDERS)).clone_into(&mut shown[place].serial);
        }
    }

    /// A copied machine shows what the one it was copied from shows; a person looks at the wrong label.
    fn mistake_serial(&mut self, place: usize, things: &[Thing], shown: &mut [Shown]) {
        if self.chance.happens(self.assumptions.cloned_serial) {
            let other = neighbour(&mut self.chance, place, things);
            let copied = shown[other].serial.clone();
            shown[place].serial = copied;
        }
        if self.chance.happens(self.assumptions.typed_serial) {
            let mistaken = self.chance.happens(0.1);
            let meant = if mistaken { neighbour(&mut self.chance, place, things) } else { place };
            shown[place].serial.clone_from(&things[meant].serial);
            shown[place].serial_is_typed = true;
        }
    }

    /// A new device under the old address.
    fn replace(&mut self, place: usize, shown: &mut [Shown]) {
        if self.chance.happens(self.assumptions.replaced) {
            let macs = shown[place].macs.iter().map(|_| self.mac()).collect();
            // A board without a serial number is often replaced by another one without.
            let serial = if self.chance.happens(self.assumptions.placeholder_serial) {
                (*self.chance.one_of(&PLACEHOLDERS)).to_owned()
            } else {
                self.serial()
            };
            let old = &mut shown[place];
            (old.macs, old.serial, old.serial_is_typed) = (macs, serial, false);
            (old.replaced, old.moved) = (true, false);
        }
    }

    fn disguise_mac(&mut self, place: usize, things: &[Thing], shown: &mut [Shown]) {
        if self.chance.happens(self.assumptions.randomised_mac) {
            for mac in &mut shown[place].macs {
                *mac = (self.chance.next() & 0xFCFF_FFFF_FFFF) | 0x0200_0000_0000;
            }
        } else if self.chance.happens(self.assumptions.cloned_mac) {
            let other = neighbour(&mut self.chance, place, things);
            shown[place].macs.clone_from(&things[other].macs);
        }
    }

    fn move_address(&mut self, place: usize, things: &[Thing], shown: &mut [Shown]) {
        if !shown[place].moved {
            return;
        }
        shown[place].ip = if self.chance.happens(0.5) {
            things[neighbour(&mut self.chance, place, things)].ip.clone()
        } else {
            let network = things[place].ip.rsplit_once('.').map_or("", |(network, _)| network);
            format!("{network}.{}", 130 + self.chance.below(120))
        };
    }

    fn dock(&mut self, place: usize, things: &[Thing], shown: &mut [Shown], records: &mut [PsaRecord]) {
        if !self.chance.happens(self.assumptions.shared_dock) {
            return;
        }
        let dock = if self.chance.happens(self.assumptions.unknown_dock) {
            self.mac()
        } else {
            self.chance.one_of(&DOCKS) << 24 | self.chance.below(1 << 24) as u64
        };
        shown[place].macs.insert(0, dock);
        let before = neighbour(&mut self.chance, place, things);
        if let Some(record) = records.iter_mut().find(|record| record.thing == before && !record.macs.is_empty()) {
            record.macs = vec![dock];
        }
    }

    fn share_virtual_router(&mut self, place: usize, things: &[Thing], shown: &mut [Shown], records: &mut [PsaRecord]) {
        if !self.chance.happens(self.assumptions.virtual_router) {
            return;
        }
        let address = VIRTUAL_ROUTER | self.chance.below(256) as u64;
        shown[place].macs.insert(0, address);
        let member = neighbour(&mut self.chance, place, things);
        if let Some(record) = records.iter_mut().find(|record| record.thing == member) {
            record.macs = vec![address];
        }
    }
}

/// Another device of the same agent.
fn neighbour(chance: &mut Chance, place: usize, things: &[Thing]) -> usize {
    let group = things[place].group;
    let start = things.partition_point(|thing| thing.group < group);
    let length = things[start..].partition_point(|thing| thing.group == group);
    let other = start + chance.below(length);
    if other == place { start + (other - start + 1) % length } else { other }
}
