//! What the simulated member may do.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

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
    /// System > Member Maintenance.
    MemberMaintenance,
    /// Procurement > Product Catalog.
    ProductCatalog,
}

impl Function {
    /// Every function.
    pub const ALL: [Self; 5] = [
        Self::CompanyMaintenance,
        Self::Configurations,
        Self::TableSetup,
        Self::MemberMaintenance,
        Self::ProductCatalog,
    ];

    /// Module and function as the security role's form shows them.
    #[must_use]
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::CompanyMaintenance => ("Companies", "Company Maintenance"),
            Self::Configurations => ("Companies", "Configurations"),
            Self::TableSetup => ("System", "Table Setup"),
            Self::MemberMaintenance => ("System", "Member Maintenance"),
            Self::ProductCatalog => ("Procurement", "Product Catalog"),
        }
    }
}

/// A set-up table that a role's Customize list can leave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Table {
    /// Company / Company Status.
    CompanyStatus,
    /// Company / Company Type.
    CompanyType,
    /// Company / Configuration Type.
    ConfigurationType,
    /// Company / Configuration Status.
    ConfigurationStatus,
    /// Procurement / Manufacturer.
    Manufacturer,
    /// General / Custom Fields.
    UserDefinedField,
}

impl Table {
    /// The row of the Customize list.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::CompanyStatus => "Company / Company Status",
            Self::CompanyType => "Company / Company Type",
            Self::ConfigurationType => "Company / Configuration Type",
            Self::ConfigurationStatus => "Company / Configuration Status",
            Self::Manufacturer => "Procurement / Manufacturer",
            Self::UserDefinedField => "General / Custom Fields",
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
    /// Types whose configurations the role sees, by id; none = no Customize list for Companies > Configurations.
    pub configuration_types: Option<BTreeSet<i64>>,
    /// Set-up tables that the role sees; none = no Customize list for System > Table Setup.
    pub tables: Option<BTreeSet<Table>>,
}

impl Rights {
    /// Whether the role sees configurations of a type.
    #[must_use]
    pub fn sees_type(&self, type_id: i64) -> bool {
        self.configuration_types.as_ref().is_none_or(|types| types.contains(&type_id))
    }

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
