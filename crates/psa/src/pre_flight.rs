//! What signing in shows: the place, the release, the rights.

use serde::{Deserialize, Serialize};

/// A right that Sitebook needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Right {
    /// The right in ConnectWise's words: `Companies > Company Maintenance: Inquire All`.
    pub right: String,
    /// Whether the key has it; none = could not be found out.
    pub granted: Option<bool>,
}

/// What signing in showed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreFlight {
    /// Where requests go, with the codebase.
    pub base_url: String,
    /// Release of the PSA as it names itself.
    pub version: String,
    /// Every right that Sitebook needs, in the order of the security role's form.
    pub rights: Vec<Right>,
    /// What the administrator should know although nothing is missing.
    pub warnings: Vec<RightWarning>,
}

impl PreFlight {
    /// The rights that are known to be missing.
    pub fn missing(&self) -> impl Iterator<Item = &Right> {
        self.rights.iter().filter(|right| right.granted == Some(false))
    }
}

/// Something about the key's security role that leads to surprises later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RightWarning {
    /// "Customize" hides configuration types: their records look as if they did not exist, and would be created again.
    TypesHidden {
        /// Names of the hidden types, as far as they are known.
        hidden: Vec<String>,
        /// How many types the role may see.
        visible: usize,
        /// How many there are.
        total: usize,
    },
    /// The level is "My": lists leave out the records of others without saying so.
    LevelMy {
        /// The right in ConnectWise's words.
        right: String,
    },
    /// The key may delete configurations, which Sitebook never does.
    MayDelete {
        /// The right in ConnectWise's words.
        right: String,
    },
    /// The rights could not be read and were found out by trying; what only a write shows stays unknown.
    NotReadable,
}
