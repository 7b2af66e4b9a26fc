//! The doubtful facts about the real API, as switches, and what the simulated member may do.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// What the simulator accepts, and how it behaves where the real API's behaviour is not certain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[allow(clippy::struct_excessive_bools, reason = "each is an independent switch")]
pub struct Settings {
    /// First part of every path, with the trailing slash that `companyinfo` sends.
    pub codebase: String,
    /// `SiteUrl` of `companyinfo`; none leaves the key out, as older servers do.
    pub site_url: Option<String>,
    /// Whether `IsCloud` is the text `"True"` instead of a boolean.
    pub is_cloud_as_text: bool,
    /// Whether an unknown company login is a 404 instead of 200 with `null`.
    pub unknown_company_is_404: bool,
    /// Accept versions that are refused.
    pub refused_versions: BTreeSet<String>,
    /// What `/system/mySecurity` does.
    pub my_security: MySecurity,
    /// Whether absent values are sent as `null` instead of being left out.
    pub sends_nulls: bool,
    /// Whether ids are sent as texts.
    pub ids_as_text: bool,
    /// Whether answers begin with a byte order mark.
    pub byte_order_mark: bool,
    /// Pages of more rows than this end in the 500 that a server timeout is.
    pub times_out_above: Option<usize>,
    /// Fields that a PATCH accepts with 200 and does not store.
    pub unstored_fields: BTreeSet<String>,
    /// Whether `Link` is left out of forward-only answers.
    pub omits_link: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            codebase: "v2025_1/".to_owned(),
            site_url: None,
            is_cloud_as_text: false,
            unknown_company_is_404: false,
            refused_versions: BTreeSet::new(),
            my_security: MySecurity::Answers,
            sends_nulls: false,
            ids_as_text: false,
            byte_order_mark: false,
            times_out_above: None,
            unstored_fields: BTreeSet::new(),
            omits_link: false,
        }
    }
}

/// What `/system/mySecurity` does; no source says whether an API member may call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MySecurity {
    /// Lists the levels.
    Answers,
    /// 403.
    Forbidden,
    /// 404.
    NotFound,
    /// 200 with an empty list.
    Empty,
}

/// A function of a security role, as far as the simulated paths need one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Function {
    /// Companies > Company Maintenance.
    CompanyMaintenance,
    /// Companies > Configurations.
    Configurations,
    /// System > Table Setup.
    TableSetup,
}

impl Function {
    /// Every function.
    pub const ALL: [Self; 3] = [Self::CompanyMaintenance, Self::Configurations, Self::TableSetup];

    /// Module and function as the security role's form shows them.
    #[must_use]
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::CompanyMaintenance => ("Companies", "Company Maintenance"),
            Self::Configurations => ("Companies", "Configurations"),
            Self::TableSetup => ("System", "Table Setup"),
        }
    }
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// POST.
    Add,
    /// PATCH and PUT.
    Edit,
    /// DELETE.
    Delete,
    /// GET.
    Inquire,
}

/// How far a right reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Level {
    /// 403.
    None,
    /// Only the member's own records: lists are silently shorter.
    My,
    /// Everything.
    #[default]
    All,
}

/// The rights of the API member; what is not named is `All`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rights {
    /// Levels that differ from `All`, by function and verb.
    pub levels: BTreeMap<Function, BTreeMap<Verb, Level>>,
}

impl Rights {
    /// The level of one right.
    #[must_use]
    pub fn level(&self, function: Function, verb: Verb) -> Level {
        self.levels.get(&function).and_then(|verbs| verbs.get(&verb)).copied().unwrap_or_default()
    }

    /// Sets one right.
    pub fn set(&mut self, function: Function, verb: Verb, level: Level) {
        self.levels.entry(function).or_default().insert(verb, level);
    }
}
