//! Which serial numbers, MAC addresses and models say which device it is.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::mac_range::lines;
use crate::{Device, DeviceField, MacAddress, MacRange};

/// A serial number or model as it is compared: without surrounding space and without what nobody sees, in upper case.
/// Empty when there is none.
#[must_use]
pub fn canonical_serial(text: &str) -> String {
    // Copied from web pages and exports: control characters, zero-width characters and the byte order mark.
    let seen = |character: &char| {
        !character.is_control() && !matches!(character, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    };
    let visible: String = text.chars().filter(seen).collect();
    visible.trim().to_uppercase()
}

/// The kind of value that a placeholder stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PlaceholderKind {
    /// Serial numbers.
    Serial,
    /// MAC addresses, and beginnings of them.
    Mac,
    /// Models.
    Model,
}

impl PlaceholderKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Serial, Self::Mac, Self::Model];

    /// The list as it is shipped, with the origin of its entries.
    fn shipped(self) -> &'static str {
        match self {
            Self::Serial => include_str!("../data/placeholder-serials.txt"),
            Self::Mac => include_str!("../data/placeholder-macs.txt"),
            Self::Model => include_str!("../data/placeholder-models.txt"),
        }
    }

    /// Why each shipped entry is on the list, by the entry as it is compared: the remark behind it, else the heading of
    /// the block that it stands in. Entries that nothing is said about are left out.
    #[must_use]
    pub fn remarks(self) -> BTreeMap<String, String> {
        let mut remarks = BTreeMap::new();
        let mut heading = String::new();
        for line in self.shipped().lines() {
            let (entry, remark) = line.split_once('#').unwrap_or((line, ""));
            let remark = if remark.is_empty() { heading.as_str() } else { remark.trim() };
            let entries = PlaceholderList::empty().read(self, entry).map(|list| list.entries(self));
            match entries.unwrap_or_default().pop() {
                Some(entry) if !remark.is_empty() => {
                    remarks.insert(entry, remark.to_owned());
                }
                Some(_) => {}
                // A remark alone heads what follows, up to the next empty line.
                None => heading = if line.trim().is_empty() { String::new() } else { remark.to_owned() },
            }
        }
        remarks
    }
}

/// One placeholder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Placeholder {
    /// What it stands for.
    pub kind: PlaceholderKind,
    /// The value, in any spelling.
    pub text: String,
}

/// What a person changed about the shipped lists. Kept apart from them, so that a new version's entries arrive.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceholderEdits {
    /// Further placeholders.
    #[serde(default)]
    pub added: Vec<Placeholder>,
    /// Shipped ones that identify after all.
    #[serde(default)]
    pub removed: Vec<Placeholder>,
}

/// An entry that cannot be one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlaceholderError {
    /// Nothing is written there.
    #[error("line {line}: a placeholder cannot be empty")]
    Empty {
        /// The line, or the place in the list of edits, from 1.
        line: usize,
    },
    /// It is to be a MAC address, or a beginning of one, and is not.
    #[error("line {line}: \"{given}\" is neither a MAC address nor the first four or more digits of one")]
    NotAMac {
        /// The line, or the place in the list of edits, from 1.
        line: usize,
        /// The text.
        given: String,
    },
}

/// How many devices hold a placeholder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceholderHits {
    /// The placeholder, as the list spells it.
    pub placeholder: Placeholder,
    /// How many devices.
    pub devices: usize,
}

/// Values that makers and tools leave behind where there is none, or the same one in many devices.
///
/// A device with such a serial number has none as far as matching is concerned. The default is the shipped lists
/// (`crates/domain/data`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceholderList {
    serials: BTreeSet<String>,
    models: BTreeSet<String>,
    macs: BTreeSet<MacRange>,
}

static SHIPPED: LazyLock<PlaceholderList> = LazyLock::new(|| {
    let mut list = PlaceholderList::empty();
    for kind in PlaceholderKind::ALL {
        for (number, line) in lines(kind.shipped()) {
            // Not a single line is lost here: a test reads them all.
            let _ = list.add(kind, line, number);
        }
    }
    list
});

impl Default for PlaceholderList {
    fn default() -> Self {
        SHIPPED.clone()
    }
}

impl PlaceholderList {
    /// A list without entries; the rules about shape still hold.
    #[must_use]
    pub fn empty() -> Self {
        Self { serials: BTreeSet::new(), models: BTreeSet::new(), macs: BTreeSet::new() }
    }

    /// Adds the entries of a text: one a line, `#` starts a remark.
    pub fn read(mut self, kind: PlaceholderKind, text: &str) -> Result<Self, PlaceholderError> {
        for (number, line) in lines(text) {
            self.add(kind, line, number)?;
        }
        Ok(self)
    }

    /// The list as a person changed it. What is both added and removed is added.
    pub fn edited(mut self, edits: &PlaceholderEdits) -> Result<Self, PlaceholderError> {
        for (place, Placeholder { kind, text }) in edits.removed.iter().enumerate() {
            match kind {
                PlaceholderKind::Serial => self.serials.remove(&canonical_serial(text)),
                PlaceholderKind::Model => self.models.remove(&canonical_serial(text)),
                PlaceholderKind::Mac => self.macs.remove(&range(text, place + 1)?),
            };
        }
        for (place, Placeholder { kind, text }) in edits.added.iter().enumerate() {
            self.add(*kind, text, place + 1)?;
        }
        Ok(self)
    }

    /// The list with further serial numbers, in any case.
    #[must_use]
    pub fn with(mut self, serials: impl IntoIterator<Item = String>) -> Self {
        self.serials.extend(serials.into_iter().map(|serial| canonical_serial(&serial)));
        self
    }

    fn add(&mut self, kind: PlaceholderKind, text: &str, line: usize) -> Result<(), PlaceholderError> {
        let canonical = canonical_serial(text);
        if canonical.is_empty() {
            return Err(PlaceholderError::Empty { line });
        }
        match kind {
            PlaceholderKind::Serial => self.serials.insert(canonical),
            PlaceholderKind::Model => self.models.insert(canonical),
            PlaceholderKind::Mac => self.macs.insert(range(text, line)?),
        };
        Ok(())
    }

    /// The entries of a kind, in order, as they are compared.
    #[must_use]
    pub fn entries(&self, kind: PlaceholderKind) -> Vec<String> {
        match kind {
            PlaceholderKind::Serial => self.serials.iter().cloned().collect(),
            PlaceholderKind::Model => self.models.iter().cloned().collect(),
            PlaceholderKind::Mac => self.macs.iter().map(ToString::to_string).collect(),
        }
    }

    /// Whether a serial number says which device it is. Compare with other records first: a serial held twice identifies
    /// nobody either.
    #[must_use]
    pub fn identifies(&self, serial: &str) -> bool {
        self.identifying_serial(serial).is_some()
    }

    /// The serial number as it is compared, if it says which device it is: on neither the list of serial numbers nor that
    /// of models, at least three characters, not one character repeated, not digits that only count up.
    #[must_use]
    pub fn identifying_serial(&self, serial: &str) -> Option<String> {
        let serial = canonical_serial(serial);
        let shaped = serial.chars().count() >= 3 && !is_one_character(&serial) && !counts_up(&serial);
        (shaped && !self.serials.contains(&serial) && !self.models.contains(&serial)).then_some(serial)
    }

    /// Whether a MAC address is on the list of those that many devices show.
    #[must_use]
    pub fn lists_mac(&self, mac: MacAddress) -> bool {
        self.macs.iter().any(|range| range.contains(mac))
    }

    /// Whether a model is on the list of those that say nothing.
    #[must_use]
    pub fn lists_model(&self, model: &str) -> bool {
        self.models.contains(&canonical_serial(model))
    }

    /// How many of the devices hold each entry, for every entry that one holds. A device counts once for an entry.
    #[must_use]
    pub fn hits<'d>(&self, devices: impl IntoIterator<Item = &'d Device>) -> Vec<PlaceholderHits> {
        let mut counts: BTreeMap<Placeholder, usize> = BTreeMap::new();
        let mut count = |kind, text| *counts.entry(Placeholder { kind, text }).or_default() += 1;
        for device in devices {
            let serial = canonical_serial(device.layers.text(DeviceField::Serial));
            if self.serials.contains(&serial) {
                count(PlaceholderKind::Serial, serial);
            }
            let model = canonical_serial(device.layers.text(DeviceField::Model));
            if self.models.contains(&model) {
                count(PlaceholderKind::Model, model);
            }
            let macs = device.macs();
            for range in self.macs.iter().filter(|range| macs.iter().any(|mac| range.contains(*mac))) {
                count(PlaceholderKind::Mac, range.to_string());
            }
        }
        counts.into_iter().map(|(placeholder, devices)| PlaceholderHits { placeholder, devices }).collect()
    }
}

fn range(text: &str, line: usize) -> Result<MacRange, PlaceholderError> {
    text.parse().map_err(|_| PlaceholderError::NotAMac { line, given: text.to_owned() })
}

/// Whether all letters and digits are the same one, or there is none.
fn is_one_character(serial: &str) -> bool {
    let mut letters = serial.chars().filter(|character| character.is_alphanumeric());
    let first = letters.next();
    letters.all(|letter| Some(letter) == first)
}

/// Whether a text is digits alone, each one more than the last, with 0 after 9: `12345`, `0123456789`, `1234567890`.
fn counts_up(serial: &str) -> bool {
    let digits = serial.as_bytes();
    digits.iter().all(u8::is_ascii_digit) && digits.windows(2).all(|pair| (pair[0] - b'0' + 1) % 10 == pair[1] - b'0')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AgentId, DeviceId, FieldValue, Layers, Timestamp};
    use uuid::Uuid;

    fn device(serial: &str, model: &str, macs: &[&str]) -> Device {
        let mut layers = Layers::default();
        layers.set_source(DeviceField::Serial, FieldValue::Text(serial.to_owned()));
        layers.set_source(DeviceField::Model, FieldValue::Text(model.to_owned()));
        layers.set_source(DeviceField::Macs, FieldValue::List(macs.iter().map(|mac| (*mac).to_owned()).collect()));
        Device {
            id: DeviceId(Uuid::nil()),
            agent: AgentId(Uuid::nil()),
            source_id: String::new(),
            layers,
            ignored: false,
            created_at: Timestamp(0),
            gone_since: None,
        }
    }

    fn entry(kind: PlaceholderKind, text: &str) -> Placeholder {
        Placeholder { kind, text: text.to_owned() }
    }

    #[test]
    fn every_shipped_line_is_an_entry_that_is_needed() {
        for kind in PlaceholderKind::ALL {
            let list = PlaceholderList::empty().read(kind, kind.shipped()).unwrap();
            assert_eq!(list.entries(kind).len(), lines(kind.shipped()).count(), "{kind:?}: an entry stands twice");
            assert_eq!(list.entries(kind), PlaceholderList::default().entries(kind));
        }
        let shapes = PlaceholderList::empty();
        for (line, serial) in lines(PlaceholderKind::Serial.shipped()) {
            assert!(shapes.identifies(serial), "line {line}: a rule covers {serial}");
        }
    }

    #[test]
    fn the_lists_say_why_an_entry_is_there() {
        let said = |kind: PlaceholderKind, entry: &str| kind.remarks().get(entry).cloned();
        let mac = said(PlaceholderKind::Mac, "00:05:9A:3C:7A:00");
        assert_eq!(mac.as_deref(), Some("Cisco AnyConnect"), "the remark behind it");
        let serial = said(PlaceholderKind::Serial, "DEFAULT STRING");
        assert_eq!(serial.as_deref(), Some("SMBIOS fields that the maker of the board never filled in"), "its heading");
        assert_eq!(said(PlaceholderKind::Model, "DESKTOP"), None, "what the file says about itself is no reason");
    }

    #[test]
    fn leftovers_of_makers_do_not_identify() {
        let list = PlaceholderList::default().with(["lab-spare".to_owned()]);
        for serial in [
            "",
            "  ",
            "To be filled by O.E.M.",
            "default string",
            "System Product Name",
            "0000000",
            "............",
            "xx",
            "N/A",
            "1-1-1",
            "123456789",
            "0123456",
            "1234567890123",
            "LAB-SPARE",
            "\u{feff}unknown\u{200b}",
        ] {
            assert!(!list.identifies(serial), "{serial:?}");
        }
        for serial in ["FGT60FTK20001234", "abc", "CN83HKX0F4", "00001", "123457", "9876543"] {
            assert!(list.identifies(serial), "{serial:?}");
        }
    }

    #[test]
    fn addresses_that_many_computers_show_are_listed() {
        let list = PlaceholderList::default();
        for (text, listed) in [
            ("00:05:9A:3C:7A:00", true),
            ("00-50-56-c0-00-08", true),
            ("00:50:56:C1:00:08", false),
            ("00:05:9A:3C:7A:01", false),
        ] {
            assert_eq!(list.lists_mac(text.parse().unwrap()), listed, "{text}");
        }
    }

    #[test]
    fn a_person_adds_and_removes_entries_in_any_spelling() {
        let edits = PlaceholderEdits {
            added: vec![entry(PlaceholderKind::Serial, " lab-1 "), entry(PlaceholderKind::Mac, "0009.0f12")],
            removed: vec![entry(PlaceholderKind::Serial, "EVAL"), entry(PlaceholderKind::Mac, "00-05-9a-3c-7a-00")],
        };
        let list = PlaceholderList::default().edited(&edits).unwrap();
        assert!(!list.identifies("LAB-1"));
        assert!(list.identifies("eval"));
        assert!(list.lists_mac("00:09:0F:12:00:00".parse().unwrap()));
        assert!(!list.lists_mac("00:05:9A:3C:7A:00".parse().unwrap()));
    }

    #[test]
    fn an_entry_that_cannot_be_one_is_refused_with_its_line() {
        let read = |kind, text: &str| PlaceholderList::empty().read(kind, text).map(|list| list.entries(kind));
        assert_eq!(
            read(PlaceholderKind::Mac, "# remark\n00:50:56\nHello\n"),
            Err(PlaceholderError::NotAMac { line: 3, given: "Hello".to_owned() })
        );
        assert_eq!(read(PlaceholderKind::Model, "Desktop # remark\n\n"), Ok(vec!["DESKTOP".to_owned()]));
        let empty = PlaceholderEdits { added: vec![entry(PlaceholderKind::Serial, " ")], removed: vec![] };
        assert_eq!(PlaceholderList::default().edited(&empty), Err(PlaceholderError::Empty { line: 1 }));
    }

    #[test]
    fn hits_count_each_device_once_for_each_entry() {
        let devices = [
            device("To be filled by O.E.M.", "All Series", &["00:50:56:C0:00:01", "00:50:56:C0:00:08"]),
            device("to be filled by o.e.m.", "Latitude 7420", &[]),
            device("FGT60F1", "", &["00:09:0F:00:00:01"]),
        ];
        let hits: Vec<(String, usize)> = PlaceholderList::default()
            .hits(&devices)
            .into_iter()
            .map(|hit| (hit.placeholder.text, hit.devices))
            .collect();
        let expected =
            [("TO BE FILLED BY O.E.M.".to_owned(), 2), ("00:50:56:C0".to_owned(), 1), ("ALL SERIES".to_owned(), 1)];
        assert_eq!(hits, expected);
    }
}
