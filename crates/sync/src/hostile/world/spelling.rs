//! How people and tools write what they mean.

use super::super::assumptions::Assumptions;
use crate::chance::Chance;

/// Ways to write a MAC address.
const SPELLINGS: usize = 9;

/// Characters that ConnectWise's column takes.
const MAC_COLUMN: usize = 25;

/// A MAC address in one of the ways; 0 is the one that sources use.
pub(super) fn spelled_mac(mac: u64, spelling: usize) -> String {
    let hex = format!("{mac:012X}");
    let grouped = |size: usize, separator: &str| {
        let groups: Vec<&str> = (0..12).step_by(size).filter_map(|start| hex.get(start..start + size)).collect();
        groups.join(separator)
    };
    match spelling % SPELLINGS {
        0 => grouped(2, ":"),
        1 => grouped(2, "-"),
        2 => hex,
        3 => hex.to_lowercase(),
        4 => grouped(4, ".").to_lowercase(),
        5 => grouped(6, "-").to_lowercase(),
        6 => grouped(4, ":").to_lowercase(),
        7 => grouped(2, " "),
        _ => format!(" {} ", grouped(2, "-").to_lowercase()),
    }
}

/// The column of a configuration.
pub(super) fn spelled_macs(macs: &[u64], chance: &mut Chance, assumptions: &Assumptions) -> String {
    let Some(first) = macs.first() else {
        // Nothing is written in several ways, too.
        let nothing =
            if chance.happens(assumptions.other_spelling) { *chance.one_of(&["N/A", "unknown", "-"]) } else { "" };
        return nothing.to_owned();
    };
    if chance.happens(assumptions.cut_macs) {
        let second = macs.get(1).copied().unwrap_or_else(|| chance.next() & 0xFCFF_FFFF_FFFF);
        let separator = *chance.one_of(&[", ", "; ", "/", " "]);
        let spelling = chance.below(7);
        let both = format!("{}{separator}{}", spelled_mac(*first, spelling), spelled_mac(second, spelling));
        return both.chars().take(MAC_COLUMN).collect();
    }
    let spelling = if chance.happens(assumptions.other_spelling) { chance.below(SPELLINGS) } else { 0 };
    spelled_mac(*first, spelling)
}

/// The serial number of a configuration.
pub(super) fn spelled_serial(serial: &str, chance: &mut Chance, assumptions: &Assumptions) -> String {
    if !chance.happens(assumptions.other_spelling) {
        return serial.to_owned();
    }
    match chance.below(3) {
        _ if serial.is_empty() => (*chance.one_of(&["N/A", "To be filled by O.E.M.", "unknown"])).to_owned(),
        0 => serial.to_lowercase(),
        1 => format!(" {serial} "),
        _ => format!("{serial}\t"),
    }
}
