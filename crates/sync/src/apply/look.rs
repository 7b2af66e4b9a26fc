//! Looking at a record before it is written: how old a look may be, and how old one is.

use std::collections::HashMap;

use sitebook_domain::Timestamp;
use sitebook_psa::{Configuration, Psa, PsaError, PsaErrorKind};

use crate::ports::{Clock, Stop};

/// A look younger than this counts as the re-read before a write.
pub(crate) const FRESH_MILLIS: i64 = 60_000;

/// So many times in a row a reading may take longer than that before it counts as trouble: while it lasted the client may
/// have waited as long as the PSA asked, or the computer slept.
const SLOW_READINGS: u32 = 3;

/// The last look at one record.
#[derive(Debug, Clone)]
pub(crate) struct Look {
    /// What was seen; none = it is not there.
    pub(crate) found: Option<Configuration>,
    /// Since when it may have changed unseen: when it was asked for.
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

/// Reads one record. What a slow reading shows may be old already; another one follows, unless somebody wishes to stop.
pub(crate) async fn read_one<P: Psa, C: Clock>(
    psa: &P,
    clock: &C,
    stop: &impl Stop,
    id: i64,
) -> Result<Look, PsaError> {
    for _ in 0..SLOW_READINGS {
        let at = clock.now();
        let look = Look { found: psa.configuration(id).await?, at };
        if look.is_fresh(clock.now()) || stop.requested() {
            return Ok(look);
        }
    }
    Err(PsaErrorKind::Timeout.into())
}
