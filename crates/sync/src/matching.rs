//! Which configuration is which device: serial number, then MAC address, then IP address, then an id
//! that the source of the device keeps, with their safeguards.
//!
//! The rules (and why) stand in `docs/identity.md`. The result depends on the set of records, not on their order.
//!
//! [`match_devices`] takes whole records and says everything a person wants to know. Underneath, values are parsed once
//! ([`crate::DeviceKeys`], [`crate::ConfigurationKeys`]), the configurations indexed once ([`ConfigurationIndex`]), the
//! devices beside them ([`DeviceIndex`]), and the rules ([`DeviceIndex::decide`]) compare numbers; who matches often keeps
//! both indexes and puts in what changed.

mod decide;
mod devices;
mod index;
mod kept;

use std::collections::{BTreeMap, HashMap, HashSet};

use sitebook_domain::{
    AgentId, Device, DeviceId, Evidence, Match, MatchRule, MatchState, PlaceholderList, RememberedUnlink,
};
use sitebook_psa::Configuration;

use crate::evidence::{ConfigurationKeys, DeviceKeys, compare};

pub use decide::{Decision, Standing};
pub use devices::DeviceIndex;
pub use index::ConfigurationIndex;

/// Stable codes of why something is proposed, in review, unmatched or frozen.
pub mod reason {
    /// Only the IP address agrees.
    pub const ONLY_IP: &str = "only_ip";
    /// Only the id agrees that the source of the device keeps.
    pub const ONLY_KEPT: &str = "only_kept";
    /// The configuration is inactive.
    pub const INACTIVE: &str = "inactive";
    /// The configuration belongs to another site of the company.
    pub const OTHER_SITE: &str = "other_site";
    /// The agreeing value was typed by a person.
    pub const TYPED_VALUE: &str = "typed_value";
    /// Only the address of a dock or USB adapter agrees, and another computer may stand in the dock tomorrow.
    pub const DOCK_MAC: &str = "dock_mac";
    /// A configuration has a serial number or MAC address of the device, but is matched with another device.
    pub const TAKEN: &str = "taken";
    /// Serial number and MAC address contradict each other, or two pairs cross.
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
    /// Serial numbers and MAC addresses that identify nobody.
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
    /// Ids of configurations that the source of a device keeps with it, each device once. They only propose.
    pub kept: &'i [(DeviceId, i64)],
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

/// Applies the rules to everything in scope.
#[must_use]
pub fn match_devices(input: MatchInput<'_>, options: &MatchOptions) -> MatchOutcome {
    let records = Records::new(&input, &options.placeholders);
    let (present, gone) = records.device_keys();
    let index = ConfigurationIndex::new(records.configuration_keys());
    let matched: Vec<(DeviceId, i64)> = input.matches.iter().map(|found| (found.device, found.configuration)).collect();
    let unlinked: HashSet<(DeviceId, i64)> =
        input.unlinks.iter().map(|unlink| (unlink.device, unlink.configuration)).collect();
    let standing = Standing {
        sites: input.sites,
        matched: &matched,
        unlinked: &unlinked,
        kept: input.kept,
        accept_ip_matches: options.accept_ip_matches,
    };

    let mut outcome = MatchOutcome::default();
    let devices = DeviceIndex::new(present, &index, standing);
    let contradictions = devices.contradictions(&matched, &gone);
    records.judge(input.matches.iter().zip(contradictions), &mut outcome);
    for (device, decision) in devices.decide(|_| true) {
        records.report(device, decision, &mut outcome);
    }
    outcome
}

/// The records in scope by their ids.
struct Records<'i> {
    devices: HashMap<DeviceId, &'i Device>,
    configurations: BTreeMap<i64, &'i Configuration>,
    placeholders: &'i PlaceholderList,
    kept: HashMap<DeviceId, i64>,
}

impl<'i> Records<'i> {
    fn new(input: &MatchInput<'i>, placeholders: &'i PlaceholderList) -> Self {
        let mut configurations: BTreeMap<i64, &Configuration> = BTreeMap::new();
        for configuration in input.configurations {
            // A list that changed while its pages were read may hold one twice. The newer one counts, whatever the order.
            let age = |found: &Configuration| (found.last_updated.clone(), format!("{found:?}"));
            let known = configurations.entry(configuration.id).or_insert(configuration);
            if !std::ptr::eq(*known, configuration) && age(configuration) > age(known) {
                *known = configuration;
            }
        }
        Self {
            devices: input.devices.iter().map(|device| (device.id, device)).collect(),
            configurations,
            placeholders,
            kept: input.kept.iter().copied().collect(),
        }
    }

    /// The values of the devices that their source reports, and of the others.
    fn device_keys(&self) -> (Vec<DeviceKeys>, HashMap<DeviceId, DeviceKeys>) {
        let keys = |device: &&Device| DeviceKeys::of(device, self.placeholders);
        let (present, gone): (Vec<&Device>, Vec<&Device>) =
            self.devices.values().partition(|device| device.gone_since.is_none());
        (present.iter().map(keys).collect(), gone.iter().map(|device| (device.id, keys(device))).collect())
    }

    fn configuration_keys(&self) -> Vec<ConfigurationKeys> {
        self.configurations.values().map(|found| ConfigurationKeys::of(found, self.placeholders)).collect()
    }

    /// Finds matches that contradict themselves or lost their configuration.
    fn judge<'m>(&self, matches: impl Iterator<Item = (&'m Match, Option<MatchRule>)>, outcome: &mut MatchOutcome) {
        let mut matches: Vec<(&Match, Option<MatchRule>)> = matches.collect();
        matches.sort_unstable_by_key(|(found, _)| (found.device, found.configuration));
        for (found, contradicting) in matches {
            if !self.configurations.contains_key(&found.configuration) {
                outcome.missing.push(found.clone());
                continue;
            }
            // Whoever made the pair although a value differs knew of it: a person, or a rule to which that value was no
            // evidence then because others held it, too.
            let known = |rule: MatchRule| found.evidence.iter().any(|shown| shown.rule == rule && !shown.agrees);
            if found.state != MatchState::Frozen && contradicting.is_some_and(|rule| !known(rule)) {
                outcome.freezes.push(Freeze {
                    found: found.clone(),
                    reason: reason::FROZEN_CONTRADICTION,
                    evidence: self.evidence(found.device, found.configuration),
                });
            }
        }
    }

    /// Puts a decision into words for a person: with the values compared.
    fn report(&self, device: DeviceId, decision: Decision, outcome: &mut MatchOutcome) {
        match decision {
            Decision::Pair { configuration, rule, reason } => outcome.proposals.push(Proposal {
                device,
                configuration,
                state: if reason.is_none() { MatchState::Automatic } else { MatchState::Proposed },
                rule,
                evidence: self.evidence(device, configuration),
                reason: reason.unwrap_or_default(),
            }),
            Decision::Review { candidates, reason } => {
                let candidates = candidates.into_iter().map(|id| (id, self.evidence(device, id))).collect();
                outcome.review.push(Review { device, candidates, reason });
            }
            Decision::Unmatched { reason } => outcome.unmatched.push(Unmatched { device, reason }),
        }
    }

    fn evidence(&self, device: DeviceId, configuration: i64) -> Vec<Evidence> {
        let kept = self.kept.get(&device).copied();
        let pair = self.devices.get(&device).zip(self.configurations.get(&configuration));
        pair.map(|(device, configuration)| compare(device, configuration, kept, self.placeholders)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
