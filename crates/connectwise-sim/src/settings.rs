//! The doubtful facts about the real API, as switches. Defaults are what the real API most likely does.

use std::collections::BTreeSet;

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
    /// What stands for any characters in `like`: the guide says `*`, a vendor needed `%`.
    pub like_wildcard: Wildcard,
    /// Whether a condition on `lastUpdated` of configurations is a 400: no source shows that alias on configurations.
    pub refuses_last_updated: bool,
    /// Whether texts in conditions are compared letter by letter: installs can have such a collation.
    pub case_sensitive: bool,
    /// Whether `\` escapes a quote inside a string of a condition: undocumented, and one script relies on it.
    pub backslash_escapes: bool,
    /// Seconds by which dates in conditions are read later than written: some servers compare local times.
    pub condition_clock_offset: i64,
    /// Pages are never larger than this, whatever is asked, and nothing says so.
    pub page_size_cap: Option<usize>,
    /// Whether `pagination-type: forward-only` is overlooked and pages follow `page` alone.
    pub ignores_forward_only: bool,
    /// The `Link` of a forward-only page that ends the data: the guide and a client disagree.
    pub forward_end: ForwardEnd,
    /// What wrong keys get on `v4_6_release/` of a cloud server.
    pub alias_sign_in: AliasSignIn,
    /// `code` of a 401: clients know `Unauthorized` and `ConnectWiseApi`.
    pub unauthorized_code: String,
    /// Whether 401 and 403 come as web pages, as a server or gateway in front sends them.
    pub refuses_as_html: bool,
    /// Whether each call is refused with "SSL is required.", as plain HTTP or the wrong cloud host is.
    pub demands_ssl: bool,
    /// Whether set-up tables are read without the right to them, as the guide says of tables with a lock.
    pub tables_open_for_reading: bool,
    /// Whether manufacturers need Procurement > Product Catalog instead of Table Setup.
    pub manufacturers_need_product_catalog: bool,
    /// Which operation clears a reference.
    pub reference_clearing: Clearing,
    /// Which operation clears a date.
    pub date_clearing: Clearing,
    /// Which value clears a text; `remove` always does.
    pub text_clearing: TextClearing,
    /// Whether a way of clearing that does not work is a 200 without effect instead of a 400.
    pub refused_clearing_is_ignored: bool,
    /// What a new company without a new site does to a configuration that has a site.
    pub company_move: CompanyMove,
    /// What happens to texts over their length.
    pub too_long: TooLong,
    /// `errors[].code` of a text over its length: known by analogy only.
    pub too_long_code: String,
    /// `errors[].code` of a reference to nothing: known by analogy only.
    pub invalid_reference_code: String,
    /// Whether spaces at the end of a text are not stored.
    pub trims_trailing_space: bool,
    /// Whether line breaks in single-line fields are stored as spaces.
    pub flattens_newlines: bool,
    /// What a PATCH of a part of a reference (`status/id`) does.
    pub sub_paths: SubPaths,
    /// Whether `/notes` is refused as a path: the guide writes none, a script sends one.
    pub leading_slash_refused: bool,
    /// What happens to custom fields that a write leaves out of the array.
    pub partial_custom_fields: PartialCustomFields,
    /// What a PATCH of `type` does, for which there is a path of its own.
    pub type_in_patch: TypeInPatch,
    /// Types, by id, from and to which a configuration cannot be changed.
    pub fixed_types: BTreeSet<i64>,
    /// Whether answers to the old type's questions outlive a change of type, unseen.
    pub type_change_keeps_answers: bool,
    /// Whether answers to questions are stored as texts, as the recorded one is, or as they came.
    pub answers_as_text: bool,
    /// What POST of `configurations/bulk` answers: the official document is wrong about it.
    pub bulk: Bulk,
    /// How long lists and counts do not know of a write.
    pub lag: Lag,
    /// More requests than this within 60 seconds of the requests' own clock are 429.
    pub requests_per_minute: Option<u32>,
    /// More requests than this at a time are 429.
    pub concurrent_requests: Option<u32>,
    /// `Retry-After` of these 429.
    pub limit_retry_after: Option<String>,
    /// Milliseconds that every answer takes, so that requests overlap.
    pub latency: u64,
    /// Requests that the log holds; beyond it the older half is forgotten.
    pub log_limit: usize,
    /// Replies larger than this, in bytes, are logged without their body; 0 logs none.
    pub logged_reply_bytes: usize,
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
            like_wildcard: Wildcard::Both,
            refuses_last_updated: false,
            case_sensitive: false,
            backslash_escapes: false,
            condition_clock_offset: 0,
            page_size_cap: None,
            ignores_forward_only: false,
            forward_end: ForwardEnd::Link,
            alias_sign_in: AliasSignIn::NotFound,
            unauthorized_code: "Unauthorized".to_owned(),
            refuses_as_html: false,
            demands_ssl: false,
            tables_open_for_reading: false,
            manufacturers_need_product_catalog: false,
            reference_clearing: Clearing::Either,
            date_clearing: Clearing::Either,
            text_clearing: TextClearing::Either,
            refused_clearing_is_ignored: false,
            company_move: CompanyMove::NeedsSite,
            too_long: TooLong::Refused,
            too_long_code: "MaxLength".to_owned(),
            invalid_reference_code: "InvalidReference".to_owned(),
            trims_trailing_space: false,
            flattens_newlines: true,
            sub_paths: SubPaths::FalseOk,
            leading_slash_refused: false,
            partial_custom_fields: PartialCustomFields::Kept,
            type_in_patch: TypeInPatch::Works,
            fixed_types: BTreeSet::new(),
            type_change_keeps_answers: false,
            answers_as_text: true,
            bulk: Bulk::Result,
            lag: Lag::None,
            requests_per_minute: None,
            concurrent_requests: None,
            limit_retry_after: Some("30".to_owned()),
            latency: 0,
            log_limit: 100_000,
            logged_reply_bytes: 65_536,
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

/// What stands for any characters in `like`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wildcard {
    /// Either of them.
    Both,
    /// `*` alone.
    Star,
    /// `%` alone.
    Percent,
}

/// The `Link` header of a forward-only page that ends the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ForwardEnd {
    /// A next link, as on every page.
    Link,
    /// No header.
    NoLink,
    /// A header without a value.
    EmptyValue,
    /// `<>; rel="next"`
    EmptyTarget,
}

/// What wrong keys get on the alias codebase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AliasSignIn {
    /// 404
    NotFound,
    /// 401, as on the true codebase.
    Unauthorized,
    /// A dropped connection.
    NoAnswer,
}

/// How a reference or a date is cleared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clearing {
    /// `replace` with null, or `remove`.
    Either,
    /// Only `replace` with null.
    OnlyNull,
    /// Only `remove`.
    OnlyRemove,
}

/// Which value clears a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextClearing {
    /// `""` or null.
    Either,
    /// Only `""`.
    OnlyEmpty,
    /// Only null.
    OnlyNull,
}

/// What happens to the site when the company changes without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CompanyMove {
    /// 400: the old site belongs to another company.
    NeedsSite,
    /// The site is cleared.
    DropsSite,
}

/// What happens to texts over their length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TooLong {
    /// 400
    Refused,
    /// The rest is cut off, and nothing says so.
    Truncated,
}

/// What a PATCH of a part of a reference does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubPaths {
    /// 200 without effect, as the guide warns.
    FalseOk,
    /// What was meant, as two clients found.
    Works,
    /// 400
    Refused,
}

/// What happens to custom fields that the array does not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartialCustomFields {
    /// They keep their values.
    Kept,
    /// They are cleared.
    Cleared,
    /// 400
    Refused,
}

/// What a PATCH of `type` does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TypeInPatch {
    /// The type changes.
    Works,
    /// 200 without effect.
    Ignored,
    /// 400
    Refused,
}

/// What a bulk POST answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bulk {
    /// `BulkResult`, as its schema reads.
    Result,
    /// The array of its entries.
    Array,
    /// The last configuration alone, as the official document types it.
    Single,
    /// 404: there is no bulk.
    Missing,
}

/// How long lists and counts do not know of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lag {
    /// Not at all.
    None,
    /// For so many requests after the write.
    Requests(u32),
    /// For so many seconds of the requests' clock.
    Seconds(i64),
}
