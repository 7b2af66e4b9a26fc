//! MAC addresses, read from whatever spelling a record holds.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::MacKind;

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

    /// The address as a number; addresses with the same beginning stand together.
    #[must_use]
    pub fn number(self) -> u64 {
        self.0.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    /// Whether this address can identify one device in the world; [`MacKind`] says why or why not.
    #[must_use]
    pub fn identifies(self) -> bool {
        MacKind::of(self).identifies()
    }

    /// Twelve lower-case hexadecimal digits without separators.
    #[must_use]
    pub fn hex(self) -> String {
        format!("{:012x}", self.number())
    }
}

impl fmt::Display for MacAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, second, third, fourth, fifth, sixth] = self.0;
        write!(formatter, "{first:02X}:{second:02X}:{third:02X}:{fourth:02X}:{fifth:02X}:{sixth:02X}")
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
/// Understands `00:11:22:33:44:55`, `0011.2233.4455`, `001122-334455`, `001122334455`, with `:`, `-` or `.` between the
/// groups, any case, and several of them with anything else between; also `00 11 22 33 44 55` and `0:11:22:3:44:55`
/// where nothing else stands. A run of hexadecimal digits that is no whole address (cut off by a column's length, or
/// longer: an EUI-64) is left out.
#[must_use]
pub fn parse_macs(text: &str) -> Vec<MacAddress> {
    let mut macs = Vec::new();
    for token in text.split(|character: char| !character.is_ascii_hexdigit() && !is_separator(character)) {
        let token = token.trim_matches(is_separator);
        match whole(token) {
            Some(mac) => macs.push(mac),
            // `A-B` of two addresses: where the separator changes, another one begins.
            None => macs.extend(runs(token).into_iter().filter_map(whole)),
        }
    }
    if macs.is_empty() { alone(text).into_iter().collect() } else { macs }
}

fn is_separator(character: char) -> bool {
    matches!(character, ':' | '-' | '.')
}

/// The address that a text is as a whole: twelve digits in groups of two, four, six or twelve.
fn whole(token: &str) -> Option<MacAddress> {
    let length = token.find(is_separator).unwrap_or(token.len());
    let even = token.split(is_separator).all(|group| group.len() == length);
    let expected = match length {
        2 => 17,
        4 => 14,
        6 => 13,
        12 => 12,
        _ => return None,
    };
    (even && token.len() == expected).then(|| bytes_of(&token.replace(is_separator, ""))).flatten().map(MacAddress)
}

/// Cuts a text into pieces with one separator each.
fn runs(token: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut inside) = (0, None);
    for (place, separator) in token.match_indices(is_separator) {
        if inside.is_some_and(|inside| inside != separator) {
            pieces.push(&token[start..place]);
            (start, inside) = (place + 1, None);
        } else {
            inside = Some(separator);
        }
    }
    if let Some(rest) = token.get(start..) {
        pieces.push(rest);
    }
    // One address with twelve digits ends where any separator stands.
    let bare = |piece: &&str| piece.split(is_separator).all(|group| group.len() == 12);
    pieces
        .iter()
        .flat_map(|piece| if bare(piece) { piece.split(is_separator).collect() } else { vec![*piece] })
        .collect()
}

/// The one address of a text that is nothing but `00 11 22 33 44 55`, or `0:11:22:3:44:55` without leading zeros. Among
/// other words, spaces would join what does not belong together, and a short last group would be a cut one.
fn alone(text: &str) -> Option<MacAddress> {
    let text = text.trim();
    let (groups, short): (Vec<&str>, bool) =
        if text.contains(':') { (text.split(':').collect(), true) } else { (text.split_whitespace().collect(), false) };
    let hex = |group: &&str| group.chars().all(|character| character.is_ascii_hexdigit());
    let length = |group: &&str| group.len() == 2 || short && group.len() == 1;
    // A short group before the last one shows that leading zeros were left out; a short last one alone may be cut off.
    let spelled = !short || groups.iter().rev().skip(1).any(|group| group.len() == 1);
    if groups.len() != 6 || !spelled || !groups.iter().all(|group| hex(group) && length(group)) {
        return None;
    }
    let padded: String = groups.iter().flat_map(|group| [if group.len() == 1 { "0" } else { "" }, *group]).collect();
    bytes_of(&padded).map(MacAddress)
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
            "001122-aabbcc",
            "001122:AABBCC",
            "0011:22aa:bbcc",
            "0011-22aa-bbcc",
            "00.11.22.aa.bb.cc",
            "00:11:22-aa:bb:cc",
            "0:11:22:aa:bb:cc",
            "MAC=00:11:22:AA:BB:CC;",
            "<001122aabbcc>",
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
        for two in [
            "001122334455/00-11-22-33-44-66",
            "00:11:22:33:44:55 00:11:22:33:44:66",
            "001122334455\n0011.2233.4466",
            "00:11:22:33:44:55-00:11:22:33:44:66",
            "00:11:22:33:44:55;001122-334466",
            "001122334455-001122334466",
        ] {
            let macs: Vec<String> = parse_macs(two).into_iter().map(MacAddress::hex).collect();
            assert_eq!(macs, ["001122334455", "001122334466"], "{two}");
        }
    }

    #[test]
    fn a_column_of_25_characters_cuts_the_second_address_and_not_the_first() {
        for text in [
            "00:11:22:33:44:55,00:11:2",
            "00:11:22:33:44:55-00:11:2",
            "0011.2233.4455 0011.2233.",
            "001122334455;001122334466",
            "001122334455, 00112233446",
        ] {
            assert!(text.len() <= 25);
            let macs = parse_macs(text);
            assert_eq!(macs.first().map(|mac| mac.hex()).as_deref(), Some("001122334455"), "{text}");
            assert_eq!(macs.len(), if text.ends_with("4466") { 2 } else { 1 }, "{text}");
        }
    }

    #[test]
    fn reads_nothing_from_words_and_addresses_of_other_kinds() {
        for text in [
            "N/A",
            "10.0.0.1",
            "",
            "unknown",
            "fe80::1",
            "00:11:22:33:44",
            "12 00 11 22 33 44 55",
            "00:11:22:33:44:5",
            "00112233445",
            "0011223344556",
            "001122-33445",
            "0011.2233.445",
            "00:11:22:FF:FE:33:44:55",
            "2001:db8:1:2:3:4:5:6",
            "2026-11-21 10:15:30",
            "DE305D54-75B4-431B-ADB2-EB6B9E546014",
        ] {
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
