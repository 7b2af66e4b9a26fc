//! Which serial numbers identify a device.

/// A serial number as it is compared: without surrounding space, in upper case. Empty when there is none.
#[must_use]
pub fn canonical_serial(text: &str) -> String {
    text.trim().to_uppercase()
}

/// Serial numbers that makers and tools leave behind where there is none.
///
/// A device with such a serial has no serial as far as matching is concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceholderList {
    serials: Vec<String>,
}

/// Seen in the field: SMBIOS defaults of board makers, and what discovery tools write for "nothing".
const KNOWN: &[&str] = &[
    "0123456789",
    "123456789",
    "1234567890",
    "BASE BOARD SERIAL NUMBER",
    "CHASSIS SERIAL NUMBER",
    "DEFAULT STRING",
    "EVAL",
    "INVALID",
    "N/A",
    "NA",
    "NONE",
    "NOT APPLICABLE",
    "NOT AVAILABLE",
    "NOT SPECIFIED",
    "NULL",
    "O.E.M.",
    "OEM",
    "SERIAL NUMBER",
    "SERIALNUMBER",
    "SYSTEM SERIAL NUMBER",
    "TBD",
    "TO BE FILLED BY O.E.M.",
    "TO BE FILLED BY OEM",
    "UNDEFINED",
    "UNKNOWN",
    "UNSPECIFIED",
];

impl Default for PlaceholderList {
    fn default() -> Self {
        Self { serials: KNOWN.iter().map(|serial| (*serial).to_owned()).collect() }
    }
}

impl PlaceholderList {
    /// The list with further serial numbers, in any case.
    #[must_use]
    pub fn with(mut self, serials: impl IntoIterator<Item = String>) -> Self {
        self.serials.extend(serials.into_iter().map(|serial| canonical_serial(&serial)));
        self
    }

    /// Whether a serial number says which device it is: not on the list, at least three characters, and not one
    /// character repeated. Compare with other records first: a serial held twice identifies nobody either.
    #[must_use]
    pub fn identifies(&self, serial: &str) -> bool {
        let serial = canonical_serial(serial);
        let mut letters = serial.chars().filter(|character| character.is_alphanumeric());
        let Some(first) = letters.next() else { return false };
        serial.chars().count() >= 3 && letters.any(|letter| letter != first) && !self.serials.contains(&serial)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leftovers_of_makers_do_not_identify() {
        let list = PlaceholderList::default().with(["lab-spare".to_owned()]);
        for serial in [
            "",
            "  ",
            "To be filled by O.E.M.",
            "default string",
            "0000000",
            "............",
            "xx",
            "N/A",
            "1-1-1",
            "LAB-SPARE",
        ] {
            assert!(!list.identifies(serial), "{serial:?}");
        }
        for serial in ["FGT60FTK20001234", "abc", "CN83HKX0F4", "00001"] {
            assert!(list.identifies(serial), "{serial:?}");
        }
    }
}
