//! Configurations of one company that seem to be one and the same thing.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sitebook_domain::{PlaceholderList, parse_macs};
use sitebook_psa::Configuration;

/// What the configurations of a group share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DuplicateKey {
    /// The serial number.
    Serial,
    /// A MAC address.
    Mac,
}

/// Configurations that share a value that only one device can have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuplicateGroup {
    /// Which kind of value.
    pub key: DuplicateKey,
    /// The value as it is compared.
    pub value: String,
    /// The configurations, at least two, by id.
    pub configurations: Vec<i64>,
}

/// Groups of configurations that share a serial number or a MAC address, inactive ones included: they make a value
/// ambiguous all the same.
///
/// Values that identify nobody (placeholders, addresses of docks, of virtual routers, made-up ones) are no evidence. A
/// group whose configurations stand together in a group before it already is left out, serial numbers going first.
#[must_use]
pub fn duplicates(configurations: &[Configuration], placeholders: &PlaceholderList) -> Vec<DuplicateGroup> {
    let mut holders: BTreeMap<(DuplicateKey, String), BTreeSet<i64>> = BTreeMap::new();
    let mut hold = |key, value, id| {
        holders.entry((key, value)).or_default().insert(id);
    };
    for configuration in configurations {
        if let Some(serial) = placeholders.identifying_serial(&configuration.serial_number) {
            hold(DuplicateKey::Serial, serial, configuration.id);
        }
        for mac in parse_macs(&configuration.mac_address) {
            if mac.identifies() && !placeholders.lists_mac(mac) {
                hold(DuplicateKey::Mac, mac.to_string(), configuration.id);
            }
        }
    }
    let mut groups: Vec<DuplicateGroup> = Vec::new();
    let mut groups_of: HashMap<i64, Vec<usize>> = HashMap::new();
    for ((key, value), ids) in holders.into_iter().filter(|(_, ids)| ids.len() > 1) {
        if stand_together(&ids, &groups_of) {
            continue;
        }
        for id in &ids {
            groups_of.entry(*id).or_default().push(groups.len());
        }
        groups.push(DuplicateGroup { key, value, configurations: ids.into_iter().collect() });
    }
    groups
}

/// Whether one of the groups so far holds all of these configurations.
fn stand_together(ids: &BTreeSet<i64>, groups_of: &HashMap<i64, Vec<usize>>) -> bool {
    let groups = |id: &i64| groups_of.get(id).map(Vec::as_slice).unwrap_or_default();
    let of_first = ids.first().map(groups).unwrap_or_default();
    of_first.iter().any(|group| ids.iter().all(|id| groups(id).contains(group)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn configuration(id: i64, serial: &str, mac: &str) -> Configuration {
        Configuration {
            id,
            serial_number: serial.to_owned(),
            mac_address: mac.to_owned(),
            active: true,
            ..Configuration::default()
        }
    }

    fn found(configurations: &[Configuration]) -> Vec<(DuplicateKey, String, Vec<i64>)> {
        duplicates(configurations, &PlaceholderList::default())
            .into_iter()
            .map(|group| (group.key, group.value, group.configurations))
            .collect()
    }

    #[test]
    fn a_serial_number_or_a_mac_address_in_any_spelling_makes_a_group() {
        let list = [
            configuration(1, "fgt60f1", ""),
            configuration(2, " FGT60F1 ", ""),
            configuration(3, "", "00:09:0F:AA:BB:01, 00:09:0F:AA:BB:02"),
            configuration(4, "OTHER1", "0009.0faa.bb02"),
        ];
        let groups = [
            (DuplicateKey::Serial, "FGT60F1".to_owned(), vec![1, 2]),
            (DuplicateKey::Mac, "00:09:0F:AA:BB:02".to_owned(), vec![3, 4]),
        ];
        assert_eq!(found(&list), groups);
    }

    #[test]
    fn values_that_identify_nobody_make_no_group() {
        let list = [
            configuration(1, "To be filled by O.E.M.", "02:00:00:00:00:01 00:05:9A:3C:7A:00"),
            configuration(2, "to be filled by o.e.m.", "02:00:00:00:00:01 00:05:9A:3C:7A:00"),
            configuration(3, "0000", "00:00:5E:00:01:01"),
            configuration(4, "0000", "00:00:5E:00:01:01"),
        ];
        assert_eq!(found(&list), []);
    }

    #[test]
    fn the_same_configurations_are_not_reported_twice() {
        let both = "00:09:0F:AA:BB:01 00:09:0F:AA:BB:02";
        let list = [
            configuration(1, "FGT60F1", both),
            configuration(2, "FGT60F1", both),
            configuration(3, "", "00:09:0F:AA:BB:02"),
        ];
        let groups = [
            (DuplicateKey::Serial, "FGT60F1".to_owned(), vec![1, 2]),
            (DuplicateKey::Mac, "00:09:0F:AA:BB:02".to_owned(), vec![1, 2, 3]),
        ];
        assert_eq!(found(&list), groups, "the third one makes it another group");
    }

    fn some_configurations() -> impl Strategy<Value = Vec<Configuration>> {
        let serial = prop::sample::select(vec!["", "FGT1A", "fgt1a ", "FGT2B", "FGT3C", "none"]);
        let mac =
            prop::sample::select(vec!["", "00:09:0F:00:00:01", "0009.0f00.0002", "00090f000003", "02:00:00:00:00:01"]);
        prop::collection::vec((serial, mac.clone(), mac), 0..12).prop_map(|rows| {
            rows.into_iter()
                .zip(1..)
                .map(|((serial, first, second), id)| configuration(id, serial, &format!("{first}, {second}")))
                .collect()
        })
    }

    proptest! {
        #[test]
        fn the_order_of_the_list_does_not_matter(list in some_configurations(), turn in 0usize..12) {
            let mut other = list.clone();
            other.reverse();
            let turn = turn % other.len().max(1);
            other.rotate_left(turn);
            prop_assert_eq!(found(&list), found(&other));
        }

        #[test]
        fn every_group_has_two_or_more_and_each_of_them_holds_the_value(list in some_configurations()) {
            for (key, value, ids) in found(&list) {
                prop_assert!(ids.len() >= 2);
                prop_assert!(ids.windows(2).all(|pair| pair[0] < pair[1]), "by id, none twice: {:?}", ids);
                for id in ids {
                    let configuration = list.iter().find(|found| found.id == id).unwrap();
                    let holds = match key {
                        DuplicateKey::Serial => configuration.serial_number.trim().to_uppercase() == value,
                        DuplicateKey::Mac => parse_macs(&configuration.mac_address).contains(&value.parse().unwrap()),
                    };
                    prop_assert!(holds, "{} in {:?}", value, configuration);
                }
            }
        }

        #[test]
        fn any_two_that_share_an_identifying_value_stand_together_somewhere(list in some_configurations()) {
            let groups = found(&list);
            let placeholders = PlaceholderList::default();
            for (one, other) in list.iter().flat_map(|one| list.iter().map(move |other| (one, other))) {
                let serial = placeholders.identifying_serial(&one.serial_number);
                let same_serial = serial.is_some() && serial == placeholders.identifying_serial(&other.serial_number);
                let macs = parse_macs(&other.mac_address);
                let same_mac = parse_macs(&one.mac_address).iter().any(|mac| mac.identifies() && macs.contains(mac));
                if one.id != other.id && (same_serial || same_mac) {
                    let together = groups.iter().any(|(_, _, ids)| ids.contains(&one.id) && ids.contains(&other.id));
                    prop_assert!(together, "{:?} and {:?}", one, other);
                }
            }
        }
    }
}
