//! The fields that requests may write, and what may be in them.
//!
//! Source: the OpenAPI document of release 2025.1 and the developer guide. The simulator refuses by this table, and
//! `violations` holds every request against it, whatever the settings forgive.

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A whole number of 32 bits.
    Integer,
    Number,
    Flag,
    /// One line of at most so many UTF-16 units, as the database columns count.
    Line(usize),
    /// Text with lines and without a limit.
    Text,
    /// `YYYY-MM-DDTHH:MM:SSZ`
    Date,
    /// An object with `id`, or with `identifier` or `name` to look up.
    Reference,
    /// The answers to the type's questions.
    Questions,
    CustomFields,
}

/// Who may set a field, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Needed to create a record; never cleared.
    Required,
    Optional,
    /// Owned by the server.
    ReadOnly,
}

/// One field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) access: Access,
    /// Whether it may be emptied.
    pub(crate) clearable: bool,
}

const fn required(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, access: Access::Required, clearable: false }
}

const fn optional(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, access: Access::Optional, clearable: true }
}

/// Optional, and never empty: what has no value has the default.
const fn defaulted(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, access: Access::Optional, clearable: false }
}

const fn read_only(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, access: Access::ReadOnly, clearable: false }
}

/// `Company.Configuration`, all 58 fields.
pub(crate) const CONFIGURATION: [Field; 58] = [
    read_only("id", Kind::Integer),
    required("name", Kind::Line(100)),
    required("type", Kind::Reference),
    defaulted("status", Kind::Reference),
    required("company", Kind::Reference),
    optional("contact", Kind::Reference),
    optional("site", Kind::Reference),
    optional("locationId", Kind::Integer),
    optional("location", Kind::Reference),
    optional("businessUnitId", Kind::Integer),
    optional("department", Kind::Reference),
    optional("deviceIdentifier", Kind::Line(100)),
    optional("serialNumber", Kind::Line(250)),
    optional("modelNumber", Kind::Line(50)),
    optional("tagNumber", Kind::Line(50)),
    optional("purchaseDate", Kind::Date),
    optional("installationDate", Kind::Date),
    optional("warrantyExpirationDate", Kind::Date),
    optional("installedBy", Kind::Reference),
    optional("vendorNotes", Kind::Text),
    optional("notes", Kind::Text),
    optional("macAddress", Kind::Line(25)),
    optional("lastLoginName", Kind::Line(100)),
    optional("billFlag", Kind::Flag),
    optional("backupSuccesses", Kind::Integer),
    optional("backupIncomplete", Kind::Integer),
    optional("backupFailed", Kind::Integer),
    optional("backupRestores", Kind::Integer),
    optional("lastBackupDate", Kind::Date),
    optional("backupServerName", Kind::Line(50)),
    optional("backupBillableSpaceGb", Kind::Number),
    optional("backupProtectedDeviceList", Kind::Text),
    optional("backupYear", Kind::Integer),
    optional("backupMonth", Kind::Integer),
    optional("ipAddress", Kind::Line(50)),
    optional("defaultGateway", Kind::Line(50)),
    optional("osType", Kind::Line(250)),
    optional("osInfo", Kind::Line(250)),
    optional("cpuSpeed", Kind::Line(100)),
    optional("ram", Kind::Line(25)),
    optional("localHardDrives", Kind::Text),
    optional("parentConfigurationId", Kind::Integer),
    optional("vendor", Kind::Reference),
    optional("manufacturer", Kind::Reference),
    optional("questions", Kind::Questions),
    defaulted("activeFlag", Kind::Flag),
    optional("managementLink", Kind::Line(1000)),
    optional("remoteLink", Kind::Line(1000)),
    optional("sla", Kind::Reference),
    read_only("mobileGuid", Kind::Line(36)),
    optional("displayVendorFlag", Kind::Flag),
    optional("companyLocationId", Kind::Integer),
    optional("showRemoteFlag", Kind::Flag),
    optional("showAutomateFlag", Kind::Flag),
    optional("needsRenewalFlag", Kind::Flag),
    optional("manufacturerPartNumber", Kind::Line(50)),
    optional("customFields", Kind::CustomFields),
    read_only("_info", Kind::Text),
];

/// `Procurement.Manufacturer`
pub(crate) const MANUFACTURER: [Field; 4] = [
    read_only("id", Kind::Integer),
    required("name", Kind::Line(50)),
    defaulted("inactiveFlag", Kind::Flag),
    read_only("_info", Kind::Text),
];

/// Query parameters that reads know.
pub(crate) const READ_PARAMETERS: [&str; 9] = [
    "conditions",
    "childConditions",
    "customFieldConditions",
    "orderBy",
    "fields",
    "page",
    "pageSize",
    "pageId",
    "managedIdentifier",
];

/// Query parameters that writes know; `fields` is the guide's, who says that it holds for replies to POST too.
pub(crate) const WRITE_PARAMETERS: [&str; 2] = ["fields", "managedInformation"];

/// The most rows per page.
pub(crate) const MAX_PAGE_SIZE: usize = 1000;

/// The longest URL, in characters, that servers and gateways are sure to take.
pub(crate) const MAX_URL: usize = 2000;

/// A configuration's field.
pub(crate) fn configuration_field(name: &str) -> Option<&'static Field> {
    CONFIGURATION.iter().find(|field| field.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_field_is_there_twice() {
        let names: std::collections::BTreeSet<&str> = CONFIGURATION.iter().map(|field| field.name).collect();
        assert_eq!(names.len(), CONFIGURATION.len());
    }
}
