//! The rules themselves, one device at a time, over parsed values.
//!
//! What is said about a device depends only on the records that share a value with it, and on the records that share a
//! value with those. That is why a record without such a value changes nothing, why the order of records is of no
//! consequence, and why some devices of a large company can be looked at alone.

use std::borrow::Borrow;
use std::collections::{HashMap, HashSet};

use sitebook_domain::{AgentId, DeviceId, MatchRule};

use super::devices::DeviceIndex;
use super::index::{ConfigurationIndex, Table, Values};
use super::reason;
use crate::evidence::{DeviceKeys, keys_contradict};

/// A person looks at no longer list of candidates; what a thousand records share identifies none of them.
const LISTED_CANDIDATES: usize = 25;

/// What stands already, and what a user set.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'s> {
    /// The linked site of each agent that has one.
    pub sites: &'s HashMap<AgentId, i64>,
    /// Devices and configurations that are matched.
    pub matched: &'s [(DeviceId, i64)],
    /// Pairs that a person took apart.
    pub unlinked: &'s HashSet<(DeviceId, i64)>,
    /// Ids of configurations that the source of a device keeps with it, each device once.
    pub kept: &'s [(DeviceId, i64)],
    /// Make IP matches automatically.
    pub accept_ip_matches: bool,
}

/// What the rules say about one device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// A pair; automatic when there is no reason why not.
    Pair {
        /// The configuration.
        configuration: i64,
        /// The rule that found it.
        rule: MatchRule,
        /// Why it is only proposed.
        reason: Option<&'static str>,
    },
    /// A person must choose.
    Review {
        /// By id, the first 25.
        candidates: Vec<i64>,
        /// Why.
        reason: &'static str,
    },
    /// There is nothing to choose from.
    Unmatched {
        /// Why.
        reason: &'static str,
    },
}

/// What an agreeing value proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Agreement {
    configuration: u32,
    rule: MatchRule,
    /// The device's value was typed by a person.
    typed: bool,
    /// The address of a dock.
    adapter: bool,
}

/// The configurations that one device could be. Those that are taken or were taken apart are left out.
#[derive(Debug, Default)]
struct Candidates {
    /// A serial number or MAC address agrees that nobody else holds; each configuration once, with its best agreement.
    strong: Vec<Agreement>,
    /// A serial number or MAC address agrees that others hold, too.
    shared: Vec<u32>,
    /// A dock's or an IP address agrees that nobody else holds.
    weak: Vec<Agreement>,
    /// The source keeps its id with the device, and with no other.
    kept: Option<u32>,
    /// A serial number or MAC address agrees, but the configuration is matched with another device.
    taken: Vec<u32>,
    /// A pair was left out because a person took it apart.
    unlinked: bool,
}

impl ConfigurationIndex {
    /// Applies the rules once to each device that `concerned` names and that is neither ignored nor matched, by id.
    ///
    /// `devices` are all devices in scope that their source still reports. Who asks about the same devices again keeps a
    /// [`DeviceIndex`].
    #[must_use]
    pub fn decide(
        &self,
        devices: &[DeviceKeys],
        standing: Standing<'_>,
        concerned: impl Fn(&DeviceKeys) -> bool,
    ) -> Vec<(DeviceId, Decision)> {
        DeviceIndex::new(devices.iter().collect(), self, standing).decide(concerned)
    }
}

impl<D: Borrow<DeviceKeys>> DeviceIndex<'_, D> {
    /// Applies the rules to each device that `concerned` names and that is neither ignored nor matched, by id. Looks at every
    /// device once to ask.
    #[must_use]
    pub fn decide(&self, concerned: impl Fn(&DeviceKeys) -> bool) -> Vec<(DeviceId, Decision)> {
        self.decide_open(self.places().into_iter().filter(|place| concerned(self.device(*place))))
    }

    /// Applies the rules to these devices, as far as they are in scope and neither ignored nor matched, by id. The others are
    /// not looked at, however many there are.
    #[must_use]
    pub fn decide_about(&self, devices: impl IntoIterator<Item = DeviceId>) -> Vec<(DeviceId, Decision)> {
        let mut devices: Vec<DeviceId> = devices.into_iter().collect();
        devices.sort_unstable();
        devices.dedup();
        self.decide_open(devices.into_iter().filter_map(|device| self.place(device)))
    }

    /// What contradicts in each of these pairs, if anything. The devices of the pairs are in scope, or in `others`: their
    /// source does not report them any more.
    #[must_use]
    pub fn contradictions(
        &self,
        pairs: &[(DeviceId, i64)],
        others: &HashMap<DeviceId, DeviceKeys>,
    ) -> Vec<Option<MatchRule>> {
        let device = |id| self.place(id).map(|place| self.device(place)).or_else(|| others.get(&id));
        let contradiction = |(ours, theirs): &(DeviceId, i64)| {
            let configuration = self.configuration(self.configurations.place(*theirs)?);
            let repeated = [&self.repeated, &self.configurations.repeated];
            keys_contradict(&device(*ours)?.keys, &configuration.keys, repeated)
        };
        pairs.iter().map(contradiction).collect()
    }

    fn decide_open(&self, places: impl Iterator<Item = u32>) -> Vec<(DeviceId, Decision)> {
        let open = places.filter(|place| self.open[*place as usize]);
        open.map(|place| (self.device(place).id, self.decide_one(place))).collect()
    }

    fn decide_one(&self, device: u32) -> Decision {
        let candidates = self.candidates(device);
        match candidates.strong.as_slice() {
            [] if !candidates.shared.is_empty() => self.review(candidates.shared, reason::SHARED_VALUE),
            [] if !candidates.taken.is_empty() => {
                let weak = candidates.weak.iter().map(|found| found.configuration);
                self.review(weak.chain(candidates.taken.iter().copied()).collect(), reason::TAKEN)
            }
            [] => self.decide_weakly(device, candidates),
            [only] => self.decide_strongly(device, *only),
            several => {
                let contradicting = several.iter().any(|found| self.contradicts(device, found.configuration));
                let why = if contradicting { reason::CONTRADICTION } else { reason::SEVERAL_CANDIDATES };
                self.review(several.iter().map(|found| found.configuration).collect(), why)
            }
        }
    }

    /// One configuration has a serial number or MAC address of the device that nobody else has.
    fn decide_strongly(&self, device: u32, found: Agreement) -> Decision {
        let why = if self.strong_claims(found.configuration).any(|other| other != device) {
            reason::SHARED_VALUE
        } else if self.contradicts(device, found.configuration) || self.crossed(device, found) {
            reason::CONTRADICTION
        } else {
            return self.pair(device, found);
        };
        self.review(vec![found.configuration], why)
    }

    /// Without a serial number or MAC that agrees: a dock's or an IP address, or an id that the source keeps, proposes, unless
    /// serial number or MAC say that it is another device, or it is another device's by better evidence. Addresses move by
    /// themselves, and are then no evidence; an id was written for this very pair, so that a person looks.
    fn decide_weakly(&self, device: u32, candidates: Candidates) -> Decision {
        let mut possible = candidates.weak;
        possible.retain(|found| {
            !self.contradicts(device, found.configuration) && self.strong_claims(found.configuration).next().is_none()
        });
        if let Some(configuration) = candidates.kept.filter(|kept| self.strong_claims(*kept).next().is_none()) {
            if self.contradicts(device, configuration) {
                let others = possible.iter().map(|found| found.configuration);
                return self.review(others.chain([configuration]).collect(), reason::CONTRADICTION);
            }
            note(&mut possible, Agreement { configuration, rule: MatchRule::Kept, typed: false, adapter: false });
        }
        match possible.as_slice() {
            [] if candidates.unlinked => Decision::Unmatched { reason: reason::UNLINKED },
            [] if self.device(device).keys.is_empty() => Decision::Unmatched { reason: reason::NO_IDENTIFYING_VALUE },
            [] => Decision::Unmatched { reason: reason::NO_CANDIDATE },
            [only] if self.weak_claims(only.configuration).any(|other| other != device) => {
                self.review(vec![only.configuration], reason::SHARED_VALUE)
            }
            [only] => self.pair(device, *only),
            several => {
                self.review(several.iter().map(|found| found.configuration).collect(), reason::SEVERAL_CANDIDATES)
            }
        }
    }

    fn candidates(&self, device: u32) -> Candidates {
        let values = self.values(device);
        let typed = self.device(device).keys.typed;
        let mut found = Candidates::default();
        if let Some(serial) = values.serial {
            let unique = self.serials.only(serial).is_some();
            self.collect(
                device,
                self.configurations.serials.holders(serial),
                unique,
                &mut found,
                MatchRule::Serial,
                typed.serial,
            );
        }
        for mac in values.macs {
            let unique = self.macs.only(*mac).is_some();
            self.collect(
                device,
                self.configurations.macs.holders(*mac),
                unique,
                &mut found,
                MatchRule::Mac,
                typed.macs,
            );
        }
        for mac in values.adapters {
            if let Some(configuration) =
                self.free_and_unique(device, &self.configurations.adapters, *mac, &mut found.unlinked)
                && self.adapters.only(*mac).is_some()
            {
                let rule = MatchRule::Mac;
                note(&mut found.weak, Agreement { configuration, rule, typed: typed.macs, adapter: true });
            }
        }
        for ip in values.ips {
            if let Some(configuration) =
                self.free_and_unique(device, &self.configurations.ips, *ip, &mut found.unlinked)
                && self.ips.only(*ip).is_some()
            {
                let rule = MatchRule::Ip;
                note(&mut found.weak, Agreement { configuration, rule, typed: typed.ips, adapter: false });
            }
        }
        found.kept = self.kept.of_device(self.device(device).id).filter(|kept| {
            let unlinked = self.is_unlinked(device, *kept);
            found.unlinked |= unlinked;
            !unlinked && !self.taken[*kept as usize]
        });
        found.strong.sort_unstable_by_key(|agreement| agreement.configuration);
        found
    }

    /// Sorts the holders of an agreeing serial number or MAC address into the candidates.
    fn collect(
        &self,
        device: u32,
        holders: &[u32],
        unique: bool,
        found: &mut Candidates,
        rule: MatchRule,
        typed: bool,
    ) {
        for configuration in holders {
            if self.is_unlinked(device, *configuration) {
                found.unlinked = true;
            } else if self.taken[*configuration as usize] {
                found.taken.push(*configuration);
            } else if unique && holders.len() == 1 {
                note(&mut found.strong, Agreement { configuration: *configuration, rule, typed, adapter: false });
            } else {
                found.shared.push(*configuration);
            }
        }
    }

    /// The only configuration that holds a value, if the device may have it.
    fn free_and_unique<K: Eq + std::hash::Hash + Copy>(
        &self,
        device: u32,
        table: &Table<K>,
        value: u32,
        unlinked: &mut bool,
    ) -> Option<u32> {
        let [configuration] = table.holders(value) else { return None };
        if self.is_unlinked(device, *configuration) {
            *unlinked = true;
            return None;
        }
        (!self.taken[*configuration as usize]).then_some(*configuration)
    }

    fn is_unlinked(&self, device: u32, configuration: u32) -> bool {
        !self.standing.unlinked.is_empty()
            && self.standing.unlinked.contains(&(self.device(device).id, self.configuration(configuration).id))
    }

    /// Open devices with strong evidence for a configuration. More than one, and it is evidence for none of them.
    fn strong_claims(&self, configuration: u32) -> impl Iterator<Item = u32> {
        let values = self.configurations.values.of(configuration);
        let serial = values
            .serial
            .filter(|serial| self.configurations.serials.holders(*serial).len() == 1)
            .and_then(|serial| self.serials.only(serial));
        let macs = values
            .macs
            .iter()
            .filter(|mac| self.configurations.macs.holders(**mac).len() == 1)
            .filter_map(|mac| self.macs.only(*mac));
        serial
            .into_iter()
            .chain(macs)
            .filter(move |device| self.open[*device as usize] && !self.is_unlinked(*device, configuration))
    }

    /// Open devices that a configuration could be by a dock's or an IP address or a kept id, and nothing better.
    fn weak_claims(&self, configuration: u32) -> impl Iterator<Item = u32> {
        let values = self.configurations.values.of(configuration);
        let adapters = values
            .adapters
            .iter()
            .filter(|mac| self.configurations.adapters.holders(**mac).len() == 1)
            .filter_map(|mac| self.adapters.only(*mac));
        let ips = values
            .ips
            .iter()
            .filter(|ip| self.configurations.ips.holders(**ip).len() == 1)
            .filter_map(|ip| self.ips.only(*ip));
        let kept = self.kept.of_configuration(configuration).and_then(|device| self.place(device));
        adapters.chain(ips).chain(kept).filter(move |device| {
            self.open[*device as usize]
                && !self.is_unlinked(*device, configuration)
                && !self.contradicts(*device, configuration)
                && self.candidates(*device).strong.is_empty()
        })
    }

    fn contradicts(&self, device: u32, configuration: u32) -> bool {
        let (ours, theirs) = (&self.device(device).keys, &self.configuration(configuration).keys);
        keys_contradict(ours, theirs, [&self.repeated, &self.configurations.repeated]).is_some()
    }

    /// Whether addresses say on both sides that it is another pair: the device has the IP address of another
    /// configuration, and another device that of the configuration.
    ///
    /// One address alone means little, for addresses move. But serial numbers written into the wrong one of two records,
    /// docks that nobody knows as docks, and copied machines look like this; where only one kind of value agrees, nothing
    /// else gives them away.
    fn crossed(&self, device: u32, found: Agreement) -> bool {
        let (ours, theirs) = (self.values(device), self.configurations.values.of(found.configuration));
        let both_kinds = ours.macs.iter().any(|mac| theirs.macs.contains(mac))
            && ours.serial.is_some_and(|serial| theirs.serial == Some(serial));
        !both_kinds
            && self.pairs_by_ip(ours).any(|(_, other)| other != found.configuration)
            && self.pairs_by_ip(theirs).any(|(other, _)| other != device)
    }

    /// Devices and configurations that alone have one of these IP addresses.
    fn pairs_by_ip(&self, values: Values<'_>) -> impl Iterator<Item = (u32, u32)> {
        values.ips.iter().filter_map(|ip| {
            let [configuration] = self.configurations.ips.holders(*ip) else { return None };
            Some((self.ips.only(*ip)?, *configuration))
        })
    }

    fn pair(&self, device: u32, found: Agreement) -> Decision {
        let configuration = self.configuration(found.configuration);
        let linked_site = self.standing.sites.get(&self.device(device).agent);
        let other_site = linked_site.zip(configuration.site.as_ref()).is_some_and(|(linked, site)| linked != site);
        let reason = if !configuration.active {
            Some(reason::INACTIVE)
        } else if other_site {
            Some(reason::OTHER_SITE)
        } else if found.typed {
            Some(reason::TYPED_VALUE)
        } else if found.adapter {
            Some(reason::DOCK_MAC)
        } else if found.rule == MatchRule::Kept {
            Some(reason::ONLY_KEPT)
        } else if found.rule == MatchRule::Ip && !self.standing.accept_ip_matches {
            Some(reason::ONLY_IP)
        } else {
            None
        };
        Decision::Pair { configuration: configuration.id, rule: found.rule, reason }
    }

    fn review(&self, mut places: Vec<u32>, reason: &'static str) -> Decision {
        places.sort_unstable();
        places.dedup();
        places.truncate(LISTED_CANDIDATES);
        Decision::Review { candidates: places.iter().map(|place| self.configuration(*place).id).collect(), reason }
    }
}

/// Keeps one agreement for each configuration: a reported value before a typed one, else the first, which is the better
/// rule.
fn note(agreements: &mut Vec<Agreement>, new: Agreement) {
    match agreements.iter_mut().find(|known| known.configuration == new.configuration) {
        Some(known) if known.typed && !new.typed => *known = new,
        Some(_) => {}
        None => agreements.push(new),
    }
}
