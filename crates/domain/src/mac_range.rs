//! What a MAC address is an address of, as far as its first digits tell.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use crate::MacAddress;

/// Digits of a whole address.
const DIGITS: usize = 12;

/// Fewer digits than two bytes would take whole makers out.
const FEWEST_DIGITS: usize = 4;

/// All MAC addresses that begin with the same digits; a whole address is such a range, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MacRange {
    first: u64,
    last: u64,
}

/// The text is no beginning of a MAC address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is neither a MAC address nor the first four or more digits of one")]
pub struct NotAMacRange(String);

impl MacRange {
    /// Whether the address begins so.
    #[must_use]
    pub fn contains(self, mac: MacAddress) -> bool {
        (self.first..=self.last).contains(&mac.number())
    }

    /// How many hexadecimal digits it gives.
    fn digits(self) -> usize {
        DIGITS - (self.last - self.first).count_ones() as usize / 4
    }
}

impl FromStr for MacRange {
    type Err = NotAMacRange;

    /// Reads `00:50:56`, `0050.56C0`, `00-00-0C-9F-F`, ... : digits with any of the usual separators between.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || NotAMacRange(text.to_owned());
        let hex: String = text.trim().chars().filter(|character| !matches!(character, ':' | '-' | '.')).collect();
        if !(FEWEST_DIGITS..=DIGITS).contains(&hex.len()) || !hex.chars().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(refused());
        }
        let free_bits = (DIGITS - hex.len()) * 4;
        let first = u64::from_str_radix(&hex, 16).map_err(|_| refused())? << free_bits;
        Ok(Self { first, last: first | ((1 << free_bits) - 1) })
    }
}

impl fmt::Display for MacRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hex = format!("{:012X}", self.first);
        for (place, digit) in hex.chars().take(self.digits()).enumerate() {
            if place > 0 && place % 2 == 0 {
                formatter.write_str(":")?;
            }
            write!(formatter, "{digit}")?;
        }
        Ok(())
    }
}

/// What a MAC address is an address of; with it goes what the address proves about the device that shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MacKind {
    /// A network interface, made with this address. *Identifies*: it stays with the device.
    Interface,
    /// The network card of a virtual machine. *Identifies*: the hypervisor keeps it as long as the machine exists and
    /// gives it to no other. A copy that kept it is held by two devices, which another rule catches.
    Machine,
    /// A dock or USB adapter. *Only proposes*, and contradicts nothing: tomorrow another computer stands in the dock.
    Adapter,
    /// A virtual router or cluster (VRRP, HSRP, GLBP, CARP). *No evidence*: by design it goes from one member to the
    /// next within seconds.
    Router,
    /// Locally administered (second bit of the first byte, IEEE 802). *No evidence*: phones, containers and some
    /// hypervisors make them up, and two may make up the same.
    Local,
    /// Multicast, broadcast or zero. *No evidence*: it is nobody's address.
    Nobody,
}

impl MacKind {
    /// What the address is. Ranges of the shipped list (`data/mac-ranges.txt`) go before the two bits of IEEE 802.
    #[must_use]
    pub fn of(mac: MacAddress) -> Self {
        let [first, ..] = mac.bytes();
        if mac.number() == 0 || first & 0b01 != 0 {
            return Self::Nobody;
        }
        let place = RANGES.partition_point(|(range, _)| range.first <= mac.number());
        let below = place.checked_sub(1).and_then(|place| RANGES.get(place));
        match below {
            Some((range, kind)) if range.contains(mac) => *kind,
            _ if first & 0b10 != 0 => Self::Local,
            _ => Self::Interface,
        }
    }

    /// Whether the address proves which device it is.
    #[must_use]
    pub fn identifies(self) -> bool {
        matches!(self, Self::Interface | Self::Machine)
    }
}

/// The shipped ranges by their first address. None lies within another, so that one comparison finds the right one.
static RANGES: LazyLock<Vec<(MacRange, MacKind)>> = LazyLock::new(|| {
    let mut ranges: Vec<_> = lines(include_str!("../data/mac-ranges.txt")).filter_map(|line| entry(line.1)).collect();
    ranges.sort_unstable();
    ranges
});

fn entry(line: &str) -> Option<(MacRange, MacKind)> {
    let (range, kind) = line.split_once(char::is_whitespace)?;
    let kind = match kind.trim() {
        "machine" => MacKind::Machine,
        "adapter" => MacKind::Adapter,
        "router" => MacKind::Router,
        _ => return None,
    };
    Some((range.parse().ok()?, kind))
}

/// The lines of a data file that say something, with their numbers from 1: `#` starts a remark.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(number, line)| (number + 1, line.split('#').next().unwrap_or_default().trim()))
        .filter(|(_, line)| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_line_is_read_and_no_range_overlaps_another() {
        assert_eq!(RANGES.len(), lines(include_str!("../data/mac-ranges.txt")).count());
        for pair in RANGES.windows(2) {
            assert!(pair[0].0.last < pair[1].0.first, "{} and {} overlap", pair[0].0, pair[1].0);
        }
    }

    #[test]
    fn an_address_tells_what_it_is_an_address_of() {
        for (text, kind) in [
            ("00:09:0F:AA:BB:01", MacKind::Interface),
            ("00:0C:29:00:00:01", MacKind::Machine),
            ("00:50:56:12:34:56", MacKind::Machine),
            ("00:15:5D:FF:FF:FF", MacKind::Machine),
            ("08:00:27:01:02:03", MacKind::Machine),
            ("00:E0:4C:68:12:34", MacKind::Adapter),
            ("70:88:6B:8F:FF:FF", MacKind::Adapter),
            ("70:88:6B:90:00:00", MacKind::Interface),
            ("00:00:5E:00:01:0A", MacKind::Router),
            ("00:00:0C:07:AC:01", MacKind::Router),
            ("00:00:0C:9F:F0:01", MacKind::Router),
            ("00:00:0C:9F:E0:01", MacKind::Interface),
            ("00:09:0F:09:00:02", MacKind::Router),
            ("52:54:00:12:34:56", MacKind::Local),
            ("02:42:AC:11:00:02", MacKind::Local),
            ("00:00:00:00:00:00", MacKind::Nobody),
            ("FF:FF:FF:FF:FF:FF", MacKind::Nobody),
            ("01:00:5E:00:00:01", MacKind::Nobody),
        ] {
            assert_eq!(MacKind::of(text.parse().unwrap()), kind, "{text}");
        }
    }

    #[test]
    fn a_range_is_read_in_any_spelling_and_written_in_one() {
        for (text, shown) in
            [("005056", "00:50:56"), ("00-00-0c-9f-f", "00:00:0C:9F:F"), ("0011.2233.4455", "00:11:22:33:44:55")]
        {
            assert_eq!(text.parse::<MacRange>().unwrap().to_string(), shown);
        }
        for text in ["", "00", "00:5", "00:50:5G", "00:11:22:33:44:55:66", "every one"] {
            assert!(text.parse::<MacRange>().is_err(), "{text}");
        }
        let whole: MacRange = "00:11:22:33:44:55".parse().unwrap();
        assert!(whole.contains("00:11:22:33:44:55".parse().unwrap()));
        assert!(!whole.contains("00:11:22:33:44:56".parse().unwrap()));
    }
}
