//! Companies and their sites.

use serde::{Deserialize, Serialize};

use crate::Reference;

/// A company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// The id.
    pub id: i64,
    /// The short identifier.
    pub identifier: String,
    /// The name.
    pub name: String,
    /// The status, such as `Active`.
    pub status: Option<Reference>,
    /// City and country in one line, for telling two of the same name apart.
    pub city: String,
    /// The main address in one line.
    pub address: String,
    /// The phone number.
    pub phone: String,
    /// Whether it was deleted; such companies still turn up when asked for by id.
    pub deleted: bool,
}

/// Which companies to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CompanyQuery {
    /// Part of the name or of the identifier; empty = all.
    pub search: String,
    /// At most so many, by name; none = all.
    pub limit: Option<usize>,
    /// Only companies of this status.
    pub status: Option<i64>,
    /// Only companies that have this type among theirs.
    pub company_type: Option<i64>,
}

/// A site of a company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// The id.
    pub id: i64,
    /// The name.
    pub name: String,
    /// The address in one line.
    pub address: String,
    /// Whether it is marked inactive.
    pub inactive: bool,
}
