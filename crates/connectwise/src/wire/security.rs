//! The tenant, the member's rights, and refusals.

use serde::Deserialize;

use super::lenient::{flag, text};

/// One row of `/system/mySecurity`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Security {
    #[serde(deserialize_with = "text")]
    pub(crate) module_function_name: String,
    #[serde(deserialize_with = "text")]
    pub(crate) module_function_identifier: String,
    #[serde(deserialize_with = "text")]
    pub(crate) add_level: String,
    #[serde(deserialize_with = "text")]
    pub(crate) edit_level: String,
    #[serde(deserialize_with = "text")]
    pub(crate) delete_level: String,
    #[serde(deserialize_with = "text")]
    pub(crate) inquire_level: String,
}

/// One row of `/system/mySecurity/customizeItems/`: a row that the role may see of a table that it sees in part.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct CustomizeItem {
    #[serde(deserialize_with = "text")]
    pub(crate) customize_identifier: String,
    #[serde(deserialize_with = "text")]
    pub(crate) item_identifier: String,
}

/// `/system/info`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SystemInfo {
    #[serde(deserialize_with = "text")]
    pub(crate) version: String,
}

/// `/login/companyinfo/{company}`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct CompanyInfo {
    #[serde(deserialize_with = "text")]
    pub(crate) codebase: String,
    #[serde(deserialize_with = "text")]
    pub(crate) version_code: String,
    #[serde(deserialize_with = "text")]
    pub(crate) version_number: String,
    #[serde(deserialize_with = "flag")]
    pub(crate) is_cloud: Option<bool>,
    #[serde(deserialize_with = "text")]
    pub(crate) site_url: String,
}

/// The body of a refusal.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Refusal {
    /// 429 names it `error`.
    #[serde(alias = "error", deserialize_with = "text")]
    pub(crate) code: String,
    #[serde(deserialize_with = "text")]
    pub(crate) message: String,
    pub(crate) errors: Option<Vec<RefusalDetail>>,
}

/// One entry of a refusal's `errors`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RefusalDetail {
    #[serde(deserialize_with = "text")]
    pub(crate) code: String,
    #[serde(deserialize_with = "text")]
    pub(crate) message: String,
    #[serde(deserialize_with = "text")]
    pub(crate) field: String,
}
