//! Settling creations whose outcome a crash, or the end of a run, left unknown. Nothing is sent for it: the list decides.

use std::collections::{HashMap, HashSet};

use sitebook_domain::{CreationIntent, DeviceId, Lease, Match, MatchId, RememberedUnlink};
use sitebook_psa::Configuration;

use super::SETTLED_MILLIS;
use super::list::CompanyList;
use super::record::{Came, CreationRow, keep, matched_meanwhile};
use crate::ports::{Clock, StoreFault, SyncStore};

/// More than one record with one identifier: two computers created in the same moment, which ConnectWise cannot exclude.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuplicateIdentifier {
    /// The device.
    pub device: DeviceId,
    /// The record that is used: the oldest.
    pub kept: i64,
    /// The others.
    pub others: Vec<i64>,
}

/// What became of creations that were left unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recovery {
    /// Records that were found and matched, or could not be matched.
    pub rows: Vec<CreationRow>,
    /// Creations that are too young to be decided.
    pub pending: Vec<CreationIntent>,
    /// Devices for which nothing was created; they may be wanted again.
    pub not_created: Vec<DeviceId>,
    /// Identifiers that more than one record carries.
    pub duplicates: Vec<DuplicateIdentifier>,
}

/// What a run will do about creations that earlier runs left unknown, without doing it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Foreseen {
    /// Devices whose record is there, with its id: it is matched, and nothing is created.
    pub taken: Vec<(DeviceId, i64)>,
    /// Devices whose record is there and will not be matched, because people decided otherwise.
    pub failed: Vec<CreationRow>,
    /// Devices whose creation is too young to be decided: a later list decides, before anything is sent again.
    pub looked_up: HashSet<DeviceId>,
    /// Identifiers that more than one record carries.
    pub duplicates: Vec<DuplicateIdentifier>,
}

impl Foreseen {
    /// Devices that are settled before anything is planned.
    #[must_use]
    pub fn settled(&self) -> HashSet<DeviceId> {
        let failed = self.failed.iter().map(|row| row.result.device);
        self.taken.iter().map(|(device, _)| *device).chain(failed).collect()
    }
}

/// What a complete list says about a creation that was left unknown.
enum Standing<'l> {
    /// Records carry its identifier: the one that counts, and all of them.
    Made { first: &'l Configuration, carrying: &'l [Configuration] },
    /// Nothing was created.
    NotMade,
    /// Nobody knows yet; with its age in milliseconds, which is negative when the clock went back.
    TooYoung(i64),
}

fn standing<'l>(intent: &CreationIntent, list: &'l CompanyList) -> Standing<'l> {
    let carrying = list.carrying(&intent.identifier);
    if let Some(first) = carrying.first() {
        return Standing::Made { first, carrying };
    }
    let age = list.read_at().millis_since(intent.intended_at);
    if age >= SETTLED_MILLIS { Standing::NotMade } else { Standing::TooYoung(age) }
}

/// Says what [`recover_creations`] and the run after it will do. Nothing is kept.
#[must_use]
pub fn foresee_recovery(
    intents: &[CreationIntent],
    list: &CompanyList,
    matches: &[Match],
    unlinks: &[RememberedUnlink],
) -> Foreseen {
    let mut of_device: HashMap<DeviceId, i64> =
        matches.iter().map(|found| (found.device, found.configuration)).collect();
    let mut held: HashSet<i64> = matches.iter().map(|found| found.configuration).collect();
    let mut foreseen = Foreseen::default();
    for intent in intents {
        match standing(intent, list) {
            Standing::Made { first, carrying } => {
                foreseen.duplicates.extend(duplicate(intent.device, carrying));
                let taken_apart =
                    |unlink: &RememberedUnlink| unlink.device == intent.device && unlink.configuration == first.id;
                let fits = match of_device.get(&intent.device) {
                    Some(matched) => *matched == first.id,
                    None => !held.contains(&first.id) && !unlinks.iter().any(taken_apart),
                };
                if fits {
                    of_device.insert(intent.device, first.id);
                    held.insert(first.id);
                    foreseen.taken.push((intent.device, first.id));
                } else {
                    foreseen.failed.push(matched_meanwhile(intent.device, first.id));
                }
            }
            Standing::NotMade => {}
            Standing::TooYoung(_) => {
                foreseen.looked_up.insert(intent.device);
            }
        }
    }
    foreseen
}

/// Settles what is left of earlier runs with a complete list of the company, just read under this lease.
///
/// A record that carries the identifier is adopted. Without one, nothing was created once 60 s have passed; before that,
/// nobody knows.
pub async fn recover_creations<S: SyncStore, C: Clock>(
    store: &S,
    clock: &C,
    lease: &Lease,
    list: &CompanyList,
    match_id: &(dyn Fn() -> MatchId + Send + Sync),
) -> Result<Recovery, StoreFault> {
    let mut recovery = Recovery::default();
    for intent in store.creation_intents(lease.company).await? {
        match standing(&intent, list) {
            Standing::Made { first, carrying } => {
                recovery.duplicates.extend(duplicate(intent.device, carrying));
                let came = Came {
                    lease,
                    run: intent.run,
                    device: intent.device,
                    configuration: first,
                    adopted: true,
                    differences: Vec::new(),
                    match_id: match_id(),
                    by: &intent.by,
                    at: clock.now(),
                };
                recovery.rows.push(keep(store, came).await?);
            }
            Standing::NotMade => {
                let message = "ConnectWise did not create it.";
                let row = CreationRow::failed(intent.device, "not_created", message);
                store.drop_creation_intent(lease, intent.device, Some((intent.run, row.result))).await?;
                recovery.not_created.push(intent.device);
            }
            Standing::TooYoung(age) if age < 0 => {
                // The clock went back and says nothing about the age: it counts from now on.
                let renewed = CreationIntent { intended_at: clock.now(), ..intent };
                store.record_creation_intent(lease, &renewed).await?;
                recovery.pending.push(renewed);
            }
            Standing::TooYoung(_) => recovery.pending.push(intent),
        }
    }
    Ok(recovery)
}

pub(super) fn duplicate(device: DeviceId, carrying: &[Configuration]) -> Option<DuplicateIdentifier> {
    match carrying {
        [kept, others @ ..] if !others.is_empty() => {
            Some(DuplicateIdentifier { device, kept: kept.id, others: others.iter().map(|record| record.id).collect() })
        }
        _ => None,
    }
}
