//! Identifiers of our own records: UUID version 7, made by the caller and passed in.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! identifier {
    ($(#[$doc:meta] $name:ident;)*) => {$(
        #[$doc]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )*};
}

identifier! {
    /// One agent.
    AgentId;
    /// One device of one agent.
    DeviceId;
    /// One match between a device and a configuration.
    MatchId;
    /// One execution of a sync.
    RunId;
    /// One one-time code of a home owner.
    OwnerCodeId;
    /// One session of a home owner.
    OwnerSessionId;
}
