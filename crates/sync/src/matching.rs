//! Which configuration is which device: serial number, then MAC address, then IP address, with their safeguards.
//!
//! The rules (and why) stand in `docs/ARCHITECTURE.md`, "No wrong link". The result depends on the set of records, not
//! on their order.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use sitebook_domain::{
    AgentId, Device, DeviceId, Evidence, Match, MatchRule, MatchState, PlaceholderList, RememberedUnlink,
};
use sitebook_psa::Configuration;

use crate::evidence::{EvidenceIndex, Keys, compare, keys_contradict};

/// Stable codes of why something is proposed, in review, unmatched or frozen.
pub mod reason {
    /// Only the IP address agrees.
    pub const ONLY_IP: &str = "only_ip";
    /// The configuration is inactive.
    pub const INACTIVE: &str = "inactive";
    /// The configuration belongs to another site of the company.
    pub const OTHER_SITE: &str = "other_site";
    /// The agreeing value was typed by a person.
    pub const TYPED_VALUE: &str = "typed_value";
    /// Serial number and MAC address contradict each other.
    pub const CONTRADICTION: &str = "contradiction";
    /// Several configurations could be the device.
    pub const SEVERAL_CANDIDATES: &str = "several_candidates";
    /// Several devices or configurations hold the agreeing value.
    pub const SHARED_VALUE: &str = "shared_value";
    /// No configuration has a value of the device.
    pub const NO_CANDIDATE: &str = "no_candidate";
    /// The device has no value that identifies it.
    pub const NO_IDENTIFYING_VALUE: &str = "no_identifying_value";
    /// The only candidate was unlinked by a person.
    pub const UNLINKED: &str = "unlinked";
    /// The evidence of a match came to contradict itself.
    pub const FROZEN_CONTRADICTION: &str = "frozen_contradiction";
    /// The configuration now belongs to another company.
    pub const FROZEN_MOVED: &str = "frozen_moved";
    /// The configuration no longer exists.
    pub const FROZEN_DELETED: &str = "frozen_deleted";
}

/// What a user may set about matching.
#[derive(Debug, Clone, Default)]
pub struct MatchOptions {
    /// Serial numbers that identify nobody.
    pub placeholders: PlaceholderList,
    /// Make IP matches automatically. Off by default: addresses are handed on from one device to the next.
    pub accept_ip_matches: bool,
}

/// Everything in scope: one company, with the devices of all agents linked to it.
#[derive(Debug, Clone, Copy)]
pub struct MatchInput<'i> {
    /// The devices, ignored and gone ones included.
    pub devices: &'i [Device],
    /// The linked site of each agent that has one.
    pub sites: &'i HashMap<AgentId, i64>,
    /// The company's configurations, inactive ones included.
    pub configurations: &'i [Configuration],
    /// The matches there are.
    pub matches: &'i [Match],
    /// Pairs that a person took apart.
    pub unlinks: &'i [RememberedUnlink],
}

/// A pair that a rule found: made when automatic, shown to a person when proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The device.
    pub device: DeviceId,
    /// The configuration.
    pub configuration: i64,
    /// Automatic or proposed.
    pub state: MatchState,
    /// The rule that found it.
    pub rule: MatchRule,
    /// The values compared.
    pub evidence: Vec<Evidence>,
    /// Why it is only proposed; empty when automatic.
    pub reason: &'static str,
}

/// A device that a person must decide about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The device.
    pub device: DeviceId,
    /// The candidates with the values compared, by id.
    pub candidates: Vec<(i64, Vec<Evidence>)>,
    /// Why.
    pub reason: &'static str,
}

/// A device without a candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmatched {
    /// The device.
    pub device: DeviceId,
    /// Why.
    pub reason: &'static str,
}

/// A match that must not be written any more until a person has looked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freeze {
    /// The match, with the state it had.
    pub found: Match,
    /// Why.
    pub reason: &'static str,
    /// The values as they are now.
    pub evidence: Vec<Evidence>,
}

/// What the rules say about every device without a match, and about matches that went wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MatchOutcome {
    /// Automatic and proposed pairs, by device.
    pub proposals: Vec<Proposal>,
    /// Devices for a person, by device.
    pub review: Vec<Review>,
    /// Devices without a candidate, by device.
    pub unmatched: Vec<Unmatched>,
    /// Matches to freeze, by device.
    pub freezes: Vec<Freeze>,
    /// Matches whose configuration is not in the list: to be asked for by id before anything is concluded.
    pub missing: Vec<Match>,
}

/// One device that has no match yet, with its candidates.
struct Open<'i> {
    device: &'i Device,
    keys: &'i Keys,
    /// Free configurations with a unique agreeing value, and the best rule for each.
    strong: BTreeMap<i64, MatchRule>,
    /// Free configurations with an agreeing serial or MAC that others hold too.
    shared: BTreeSet<i64>,
    /// Free configurations where only the IP address agrees, uniquely.
    by_ip: BTreeSet<i64>,
    /// Whether a pair was left out because a person took it apart.
    unlinked: bool,
}

/// Applies the rules to everything in scope.
#[must_use]
pub fn match_devices(input: MatchInput<'_>, options: &MatchOptions) -> MatchOutcome {
    let mut devices: Vec<&Device> = input.devices.iter().filter(|device| device.gone_since.is_none()).collect();
    devices.sort_unstable_by_key(|device| device.id);
    let device_keys: Vec<Keys> = devices.iter().map(|device| Keys::of_device(device, &options.placeholders)).collect();
    let configurations: HashMap<i64, &Configuration> =
        input.configurations.iter().map(|configuration| (configuration.id, configuration)).collect();
    let configuration_keys: HashMap<i64, Keys> = configurations
        .iter()
        .map(|(id, configuration)| (*id, Keys::of_configuration(configuration, &options.placeholders)))
        .collect();
    let index = EvidenceIndex::new(
        devices.iter().map(|device| device.id).zip(&device_keys),
        configuration_keys.iter().map(|(id, keys)| (*id, keys)),
    );

    let mut outcome = MatchOutcome::default();
    judge_matches(&input, &configurations, options, &mut outcome);

    let taken: HashSet<i64> = input.matches.iter().map(|found| found.configuration).collect();
    let matched: HashSet<DeviceId> = input.matches.iter().map(|found| found.device).collect();
    let unlinks: HashSet<(DeviceId, i64)> =
        input.unlinks.iter().map(|unlink| (unlink.device, unlink.configuration)).collect();
    let open: Vec<Open<'_>> = devices
        .iter()
        .zip(&device_keys)
        .filter(|(device, _)| !device.ignored && !matched.contains(&device.id))
        .map(|(device, keys)| candidates(device, keys, &index, &taken, &unlinks))
        .collect();

    // A configuration with strong evidence for two devices is evidence for neither.
    let mut claims: HashMap<i64, usize> = HashMap::new();
    for configuration in open.iter().flat_map(|open| open.strong.keys()) {
        *claims.entry(*configuration).or_default() += 1;
    }
    let scope = Scope { input, options, configurations: &configurations, keys: &configuration_keys, claims: &claims };
    for open in &open {
        scope.decide(open, &mut outcome);
    }
    outcome
}

/// Finds matches that contradict themselves or lost their configuration.
fn judge_matches(
    input: &MatchInput<'_>,
    configurations: &HashMap<i64, &Configuration>,
    options: &MatchOptions,
    outcome: &mut MatchOutcome,
) {
    let devices: HashMap<DeviceId, &Device> = input.devices.iter().map(|device| (device.id, device)).collect();
    let mut matches: Vec<&Match> = input.matches.iter().collect();
    matches.sort_unstable_by_key(|found| found.device);
    for found in matches {
        let Some(configuration) = configurations.get(&found.configuration) else {
            outcome.missing.push(found.clone());
            continue;
        };
        let Some(device) = devices.get(&found.device) else { continue };
        if found.state == MatchState::Frozen {
            continue;
        }
        let contradicting = keys_contradict(
            &Keys::of_device(device, &options.placeholders),
            &Keys::of_configuration(configuration, &options.placeholders),
        );
        // A person who confirmed a pair although a value contradicts knew of it.
        let known = |rule: MatchRule| found.evidence.iter().any(|evidence| evidence.rule == rule && !evidence.agrees);
        if contradicting.is_some_and(|rule| !(found.state == MatchState::Confirmed && known(rule))) {
            outcome.freezes.push(Freeze {
                found: found.clone(),
                reason: reason::FROZEN_CONTRADICTION,
                evidence: compare(device, configuration, &options.placeholders),
            });
        }
    }
}

fn candidates<'i>(
    device: &'i Device,
    keys: &'i Keys,
    index: &EvidenceIndex,
    taken: &HashSet<i64>,
    unlinks: &HashSet<(DeviceId, i64)>,
) -> Open<'i> {
    let mut open = Open {
        device,
        keys,
        strong: BTreeMap::new(),
        shared: BTreeSet::new(),
        by_ip: BTreeSet::new(),
        unlinked: false,
    };
    let free = |configuration: i64, open_unlinked: &mut bool| {
        let unlinked = unlinks.contains(&(device.id, configuration));
        *open_unlinked |= unlinked;
        !unlinked && !taken.contains(&configuration)
    };
    if let Some(serial) = &keys.serial {
        for configuration in index.serials.configurations_with(serial) {
            if free(configuration, &mut open.unlinked) {
                if index.serials.is_unique(serial) {
                    open.strong.insert(configuration, MatchRule::Serial);
                } else {
                    open.shared.insert(configuration);
                }
            }
        }
    }
    for mac in &keys.macs {
        for configuration in index.macs.configurations_with(mac) {
            if free(configuration, &mut open.unlinked) {
                if index.macs.is_unique(mac) {
                    open.strong.entry(configuration).or_insert(MatchRule::Mac);
                } else {
                    open.shared.insert(configuration);
                }
            }
        }
    }
    for ip in &keys.ips {
        for configuration in index.ips.configurations_with(ip) {
            if index.ips.is_unique(ip) && free(configuration, &mut open.unlinked) {
                open.by_ip.insert(configuration);
            }
        }
    }
    open
}

struct Scope<'i> {
    input: MatchInput<'i>,
    options: &'i MatchOptions,
    configurations: &'i HashMap<i64, &'i Configuration>,
    keys: &'i HashMap<i64, Keys>,
    claims: &'i HashMap<i64, usize>,
}

impl Scope<'_> {
    fn decide(&self, open: &Open<'_>, outcome: &mut MatchOutcome) {
        let strong: Vec<(i64, MatchRule)> = open.strong.iter().map(|(id, rule)| (*id, *rule)).collect();
        match strong.as_slice() {
            [] if !open.shared.is_empty() => self.review(open, &open.shared, reason::SHARED_VALUE, outcome),
            [] => self.decide_by_ip(open, outcome),
            [(configuration, rule)] => {
                let only = BTreeSet::from([*configuration]);
                if self.claims.get(configuration).copied().unwrap_or(0) > 1 {
                    self.review(open, &only, reason::SHARED_VALUE, outcome);
                } else if self.contradicts(open, *configuration) {
                    self.review(open, &only, reason::CONTRADICTION, outcome);
                } else {
                    self.propose(open, *configuration, *rule, outcome);
                }
            }
            several => {
                let all: BTreeSet<i64> = several.iter().map(|(id, _)| *id).collect();
                let contradicting = all.iter().any(|configuration| self.contradicts(open, *configuration));
                let why = if contradicting { reason::CONTRADICTION } else { reason::SEVERAL_CANDIDATES };
                self.review(open, &all, why, outcome);
            }
        }
    }

    /// Without a serial or MAC that agrees: an IP address proposes, unless a serial or MAC says that it is another device.
    fn decide_by_ip(&self, open: &Open<'_>, outcome: &mut MatchOutcome) {
        let possible: BTreeSet<i64> = open
            .by_ip
            .iter()
            .copied()
            .filter(|configuration| !self.contradicts(open, *configuration) && !self.claims.contains_key(configuration))
            .collect();
        match possible.iter().collect::<Vec<_>>().as_slice() {
            [] => {
                let has_keys = open.keys.serial.is_some() || !open.keys.macs.is_empty() || !open.keys.ips.is_empty();
                let reason = match (open.unlinked, has_keys) {
                    (true, _) => reason::UNLINKED,
                    (false, true) => reason::NO_CANDIDATE,
                    (false, false) => reason::NO_IDENTIFYING_VALUE,
                };
                outcome.unmatched.push(Unmatched { device: open.device.id, reason });
            }
            [configuration] => self.propose(open, **configuration, MatchRule::Ip, outcome),
            _ => self.review(open, &possible, reason::SEVERAL_CANDIDATES, outcome),
        }
    }

    fn contradicts(&self, open: &Open<'_>, configuration: i64) -> bool {
        self.keys.get(&configuration).is_some_and(|keys| keys_contradict(open.keys, keys).is_some())
    }

    fn propose(&self, open: &Open<'_>, id: i64, rule: MatchRule, outcome: &mut MatchOutcome) {
        let Some(configuration) = self.configurations.get(&id) else { return };
        let linked_site = self.input.sites.get(&open.device.agent);
        let other_site = matches!(
            (linked_site, &configuration.site),
            (Some(linked), Some(site)) if *linked != site.id
        );
        let typed = rule == MatchRule::Serial && open.keys.serial_is_typed;
        let reason = if !configuration.active {
            reason::INACTIVE
        } else if other_site {
            reason::OTHER_SITE
        } else if typed {
            reason::TYPED_VALUE
        } else if rule == MatchRule::Ip && !self.options.accept_ip_matches {
            reason::ONLY_IP
        } else {
            ""
        };
        outcome.proposals.push(Proposal {
            device: open.device.id,
            configuration: id,
            state: if reason.is_empty() { MatchState::Automatic } else { MatchState::Proposed },
            rule,
            evidence: compare(open.device, configuration, &self.options.placeholders),
            reason,
        });
    }

    fn review(&self, open: &Open<'_>, ids: &BTreeSet<i64>, reason: &'static str, outcome: &mut MatchOutcome) {
        let candidates = ids
            .iter()
            .filter_map(|id| {
                self.configurations.get(id).map(|found| (*id, compare(open.device, found, &self.options.placeholders)))
            })
            .collect();
        outcome.review.push(Review { device: open.device.id, candidates, reason });
    }
}

#[cfg(test)]
mod tests;
