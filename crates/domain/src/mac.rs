//! MAC addresses, read from whatever spelling a record holds.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A 48-bit MAC address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct MacAddress([u8; 6]);

impl MacAddress {
    /// The six bytes in transmission order.
    #[must_use]
    pub fn bytes(self) -> [u8; 6] {
        self.0
    }

    /// Whether this address can identify one device in the world.
    ///
    /// Locally administered addresses (second bit of the first byte, IEEE 802) are made up by phones,
    /// containers and virtual machines; multicast, all-zero and broadcast addresses belong to nobody.
    #[must_use]
    pub fn identifies(self) -> bool {
        let locally_administered = self.0[0] & 0b10 != 0;
        let multicast = self.0[0] & 0b01 != 0;
        !locally_administered && !multicast && self.0 != [0; 6]
    }

    /// Twelve lower-case hexadecimal digits without separators.
    #[must_use]
    pub fn hex(self) -> String {
        self.0.map(|byte| format!("{byte:02x}")).concat()
    }
}

impl fmt::Display for MacAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pairs = self.0.map(|byte| format!("{byte:02X}"));
        formatter.write_str(&pairs.join(":"))
    }
}

impl From<MacAddress> for String {
    fn from(mac: MacAddress) -> Self {
        mac.to_string()
    }
}

/// The text is no MAC address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a MAC address")]
pub struct NotAMac(String);

impl TryFrom<String> for MacAddress {
    type Error = NotAMac;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl FromStr for MacAddress {
    type Err = NotAMac;

    /// Reads exactly one address in any usual spelling.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match parse_macs(text).as_slice() {
            [mac] if text.chars().filter(char::is_ascii_hexdigit).count() == 12 => Ok(*mac),
            _ => Err(NotAMac(text.to_owned())),
        }
    }
}

/// All MAC addresses in a free text, in order.
///
/// Understands `00:11:22:33:44:55`, `00-11-22-33-44-55`, `0011.2233.4455`, `001122334455`, any case,
/// and several of them with anything else between; also `00 11 22 33 44 55` where nothing else stands. A run of hexadecimal digits that is no whole address
/// (cut off by a column's length) is left out.
#[must_use]
pub fn parse_macs(text: &str) -> Vec<MacAddress> {
    let mut macs = Vec::new();
    for token in text.split(|character: char| !character.is_ascii_hexdigit() && !matches!(character, ':' | '-' | '.')) {
        let groups: Vec<&str> = token.split([':', '-', '.']).filter(|group| !group.is_empty()).collect();
        let mut rest = groups.as_slice();
        while let Some(first) = rest.first() {
            let length = match first.len() {
                12 => 1,
                4 => 3,
                2 => 6,
                _ => {
                    rest = &rest[1..];
                    continue;
                }
            };
            let Some(groups) =
                rest.get(..length).filter(|groups| groups.iter().all(|group| group.len() == first.len()))
            else {
                rest = &rest[1..];
                continue;
            };
            if let Some(bytes) = bytes_of(&groups.concat()) {
                macs.push(MacAddress(bytes));
            }
            rest = &rest[length..];
        }
    }
    if macs.is_empty() { pairs_with_spaces(text).into_iter().collect() } else { macs }
}

/// The one address of a text that is nothing but `00 11 22 33 44 55`. Among other words, spaces would join what does not
/// belong together.
fn pairs_with_spaces(text: &str) -> Option<MacAddress> {
    let pairs: Vec<&str> = text.split_whitespace().collect();
    let hex = |pair: &&str| pair.len() == 2 && pair.chars().all(|character| character.is_ascii_hexdigit());
    (pairs.len() == 6 && pairs.iter().all(hex)).then(|| bytes_of(&pairs.concat()).map(MacAddress)).flatten()
}

fn bytes_of(hex: &str) -> Option<[u8; 6]> {
    let mut bytes = [0; 6];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(hex.get(index * 2..index * 2 + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_every_usual_spelling() {
        for text in [
            "00:11:22:AA:BB:CC",
            "00-11-22-aa-bb-cc",
            "0011.22AA.bbcc",
            "001122aabbcc",
            " 001122AABBCC ",
            " 00 11 22 aa bb cc ",
        ] {
            assert_eq!(
                parse_macs(text).iter().map(ToString::to_string).collect::<Vec<_>>(),
                ["00:11:22:AA:BB:CC"],
                "{text}"
            );
        }
    }

    #[test]
    fn reads_several_and_drops_the_one_that_was_cut() {
        let macs = parse_macs("00:11:22:33:44:55, 66:77:");
        assert_eq!(macs.len(), 1);
        assert_eq!(parse_macs("001122334455/00-11-22-33-44-66").len(), 2);
    }

    #[test]
    fn reads_nothing_from_words_and_addresses_of_other_kinds() {
        for text in ["N/A", "10.0.0.1", "", "unknown", "fe80::1", "00:11:22:33:44", "12 00 11 22 33 44 55"] {
            assert_eq!(parse_macs(text), [], "{text}");
        }
    }

    #[test]
    fn made_up_addresses_do_not_identify() {
        for (text, identifies) in [
            ("00:09:0F:AA:BB:01", true),
            ("02:00:00:00:00:01", false),
            ("DA:A1:19:00:00:01", false),
            ("FF:FF:FF:FF:FF:FF", false),
            ("00:00:00:00:00:00", false),
            ("01:00:5E:00:00:01", false),
        ] {
            assert_eq!(text.parse::<MacAddress>().unwrap().identifies(), identifies, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_address_survives_every_spelling(bytes: [u8; 6]) {
            let mac = MacAddress(bytes);
            let hex = mac.hex();
            let dotted = format!("{}.{}.{}", &hex[..4], &hex[4..8], &hex[8..]);
            for text in [mac.to_string(), mac.to_string().replace(':', "-").to_lowercase(), hex, dotted] {
                prop_assert_eq!(text.parse::<MacAddress>(), Ok(mac));
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            let _ = parse_macs(&text);
        }
    }
}
