//! Settling creations whose outcome a crash, or the end of a run, left unknown. Nothing is sent for it: the list decides.

use sitebook_domain::{CreationIntent, DeviceId, Lease, MatchId};

use super::SETTLED_MILLIS;
use super::list::CompanyList;
use super::record::{Came, CreationRow, keep};
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
        let carrying = list.carrying(&intent.identifier);
        if let Some(configuration) = carrying.first() {
            recovery.duplicates.extend(duplicate(intent.device, carrying));
            let came = Came {
                lease,
                run: intent.run,
                device: intent.device,
                configuration,
                adopted: true,
                differences: Vec::new(),
                match_id: match_id(),
                by: &intent.by,
                at: clock.now(),
            };
            recovery.rows.push(keep(store, came).await?);
            continue;
        }
        let age = list.read_at().millis_since(intent.intended_at);
        if age >= SETTLED_MILLIS {
            let message = "ConnectWise did not create it.";
            let row = CreationRow::failed(intent.device, "not_created", message);
            store.drop_creation_intent(lease, intent.device, Some((intent.run, row.result))).await?;
            recovery.not_created.push(intent.device);
        } else if age < 0 {
            // The clock went back and says nothing about the age: it counts from now on.
            let renewed = CreationIntent { intended_at: clock.now(), ..intent };
            store.record_creation_intent(lease, &renewed).await?;
            recovery.pending.push(renewed);
        } else {
            recovery.pending.push(intent);
        }
    }
    Ok(recovery)
}

pub(super) fn duplicate(device: DeviceId, carrying: &[sitebook_psa::Configuration]) -> Option<DuplicateIdentifier> {
    match carrying {
        [kept, others @ ..] if !others.is_empty() => {
            Some(DuplicateIdentifier { device, kept: kept.id, others: others.iter().map(|record| record.id).collect() })
        }
        _ => None,
    }
}
