//! References between records.

use serde::{Deserialize, Serialize};

/// A reference to another record: its id and name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reference {
    /// The id.
    pub id: i64,
    /// The name; empty when the PSA did not send one.
    pub name: String,
}
