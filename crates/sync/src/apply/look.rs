//! Looking at a record before it is written: how old a look may be, and how old one is.

use std::collections::HashMap;

use sitebook_domain::Timestamp;
use sitebook_psa::{Configuration, Psa, PsaError};

use crate::ports::Clock;

/// A look younger than this counts as the re-read before a write.
pub(crate) const FRESH_MILLIS: i64 = 60_000;

/// An answer is never older than this when it comes: no single request may take longer. Before it was sent, the client may
/// have waited for as long as the PSA asked.
const ANSWER_MILLIS: i64 = 30_000;

/// The last look at one record.
#[derive(Debug, Clone)]
pub(crate) struct Look {
    /// What was seen; none = it is not there.
    pub(crate) found: Option<Configuration>,
    /// Since when it may have changed unseen.
    pub(crate) at: Timestamp,
}

impl Look {
    /// The record as it stands in a list.
    pub(crate) fn listed(configurations: &HashMap<i64, Configuration>, read_at: Timestamp, id: i64) -> Option<Self> {
        configurations.get(&id).map(|found| Self { found: Some(found.clone()), at: read_at })
    }

    /// Whether a write may follow it. A clock that went back says nothing about its age.
    pub(crate) fn is_fresh(&self, now: Timestamp) -> bool {
        (0..FRESH_MILLIS).contains(&now.millis_since(self.at))
    }
}

/// Reads one record.
pub(crate) async fn read_one<P: Psa, C: Clock>(psa: &P, clock: &C, id: i64) -> Result<Look, PsaError> {
    let asked_at = clock.now();
    let found = psa.configuration(id).await?;
    let at = asked_at.max(clock.now().plus_millis(-ANSWER_MILLIS));
    Ok(Look { found, at })
}
