//! The pre-flight: which of the needed rights the key has.
//!
//! `/system/mySecurity` tells levels, but no source says whether an API member may call it. Each needed table is read
//! as well: a refusal there outweighs whatever a level says, because a role can be customised row by row.
//!
//! "Customize" can also hide single configuration types. Their records then look as if they did not exist, so that the
//! types are compared with the rows that the role may see.

use sitebook_psa::{PreFlight, PsaError, PsaErrorKind, Reference, Right, RightWarning};

use crate::call::Call;
use crate::client::Client;
use crate::transport::Transport;
use crate::wire::{CustomizeItem, Security, SystemInfo};
use sitebook_service_client::Pace;

/// A function of the security role, with its names in `/system/mySecurity` as letters and digits only.
struct Function {
    shown: &'static str,
    names: &'static [&'static str],
    /// What reading it means here; every one must be readable.
    reads: &'static [&'static str],
    /// Whether adding and editing are needed too.
    writes: bool,
    /// Whether a right to delete is worth a warning.
    deletes: bool,
}

/// The list of configuration types in `/system/mySecurity/customizeItems/`, as letters only.
const CUSTOMIZED_TYPES: &str = "companyconfigurations";

/// In the order of the security role's form.
const FUNCTIONS: [Function; 3] = [
    Function {
        shown: "Companies > Company Maintenance",
        names: &["companymaintenance", "companiescompanymaintenance"],
        reads: &["company/companies"],
        writes: false,
        deletes: false,
    },
    Function {
        shown: "Companies > Configurations",
        names: &["configurations", "companyconfigurations", "companiesconfigurations"],
        reads: &["company/configurations"],
        writes: true,
        deletes: true,
    },
    Function {
        shown: "System > Table Setup",
        names: &["tablesetup", "systemtablesetup"],
        reads: &["company/configurations/types", "procurement/manufacturers"],
        writes: true,
        deletes: false,
    },
];

/// What trying to read showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    Worked,
    Refused,
    Unclear,
}

impl<T: Transport, P: Pace> Client<T, P> {
    pub(crate) async fn pre_flight(&self) -> Result<PreFlight, PsaError> {
        let tenant = self.tenant_now(self.deadline()).await?;
        let info: Result<SystemInfo, PsaError> = self.json(&Call::get("system/info")).await;
        let mut refusal = None;
        let version = match info {
            Ok(info) => info.version,
            Err(error) if matches!(error.kind, PsaErrorKind::NotFound { .. }) => String::new(),
            Err(error) if matches!(error.kind, PsaErrorKind::Forbidden { .. }) => {
                refusal = Some(error);
                String::new()
            }
            Err(error) => return Err(error),
        };
        let levels = self.levels().await?;
        let mut rights = Vec::new();
        let mut any_read = false;
        for function in &FUNCTIONS {
            let reading = self.reading(function).await?;
            any_read |= reading != Reading::Refused;
            rights.extend(function_rights(function, &levels, reading));
        }
        // Refused everywhere is not a matter of single rights: an address list, or a role without any.
        if let (Some(refusal), false) = (refusal, any_read) {
            return Err(refusal);
        }
        let version = if version.is_empty() { tenant.version } else { version };
        let base_url = tenant.base.as_str().trim_end_matches('/').to_owned();
        Ok(PreFlight { base_url, version, rights, warnings: self.warnings(&levels).await? })
    }

    /// What leads to surprises later, although nothing is missing.
    async fn warnings(&self, levels: &[Security]) -> Result<Vec<RightWarning>, PsaError> {
        let mut warnings = level_warnings(levels);
        if levels.is_empty() {
            warnings.push(RightWarning::NotReadable);
        }
        let call = Call::get("system/mySecurity/customizeItems/").with("pageSize", "1000");
        let items: Vec<CustomizeItem> = none_if_unknown(self.json(&call).await)?.unwrap_or_default();
        let is_of_types = |item: &CustomizeItem| letters(&item.customize_identifier) == CUSTOMIZED_TYPES;
        let visible: Vec<String> = items.into_iter().filter(is_of_types).map(|item| item.item_identifier).collect();
        if !visible.is_empty() {
            let types = none_if_unknown(self.read_configuration_types().await)?.unwrap_or_default();
            warnings.extend(hidden_types(&types, &visible));
        }
        Ok(warnings)
    }

    /// The member's levels; empty when they cannot be known.
    async fn levels(&self) -> Result<Vec<Security>, PsaError> {
        let call = Call::get("system/mySecurity").with("pageSize", "1000");
        Ok(none_if_unknown(self.json(&call).await)?.unwrap_or_default())
    }

    async fn reading(&self, function: &Function) -> Result<Reading, PsaError> {
        let mut reading = Reading::Worked;
        for path in function.reads {
            let call = Call::get(path).with("pageSize", "1").with("fields", "id");
            match self.call(&call, self.deadline()).await {
                Ok(_) => {}
                Err(error) => match error.kind {
                    PsaErrorKind::Forbidden { .. } => return Ok(Reading::Refused),
                    PsaErrorKind::NotFound { .. } | PsaErrorKind::Rejected { .. } => reading = Reading::Unclear,
                    _ => return Err(error),
                },
            }
        }
        Ok(reading)
    }
}

/// What an API member may know of its own rights; none where no source says that it may.
fn none_if_unknown<R>(result: Result<R, PsaError>) -> Result<Option<R>, PsaError> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(error) => match error.kind {
            PsaErrorKind::Forbidden { .. }
            | PsaErrorKind::NotFound { .. }
            | PsaErrorKind::Maintenance { .. }
            | PsaErrorKind::Rejected { .. }
            | PsaErrorKind::Unexpected { .. }
            | PsaErrorKind::Unavailable { .. }
            | PsaErrorKind::Unreadable { .. } => Ok(None),
            _ => Err(error),
        },
    }
}

/// The row of `/system/mySecurity` that is about a function.
fn row_of<'l>(function: &Function, levels: &'l [Security]) -> Option<&'l Security> {
    levels.iter().find(|row| {
        [&row.module_function_name, &row.module_function_identifier]
            .iter()
            .any(|name| function.names.contains(&letters(name).as_str()))
    })
}

/// Levels of `My`, and a right to delete.
fn level_warnings(levels: &[Security]) -> Vec<RightWarning> {
    let mut warnings = Vec::new();
    for function in &FUNCTIONS {
        let Some(row) = row_of(function, levels) else { continue };
        let verbs = [("Inquire", &row.inquire_level), ("Add", &row.add_level), ("Edit", &row.edit_level)];
        for (verb, level) in &verbs[..if function.writes { 3 } else { 1 }] {
            if is_my(level) {
                warnings.push(RightWarning::LevelMy { right: format!("{}: {verb} All", function.shown) });
            }
        }
        let may_delete = is_my(&row.delete_level) || is_all(&row.delete_level) == Some(true);
        if function.deletes && may_delete {
            warnings.push(RightWarning::MayDelete { right: format!("{}: Delete", function.shown) });
        }
    }
    warnings
}

/// The types that a role customised to these rows does not see. Rows are named by id or by name; no source says which.
fn hidden_types(types: &[Reference], visible: &[String]) -> Option<RightWarning> {
    let is_visible = |found: &Reference| {
        visible.iter().any(|row| row.trim() == found.id.to_string() || row.trim().eq_ignore_ascii_case(&found.name))
    };
    let hidden: Vec<String> = types.iter().filter(|found| !is_visible(found)).map(|found| found.name.clone()).collect();
    let (total, visible) = (types.len(), types.len() - hidden.len());
    (!hidden.is_empty()).then_some(RightWarning::TypesHidden { hidden, visible, total })
}

fn function_rights(function: &Function, levels: &[Security], reading: Reading) -> Vec<Right> {
    let row = row_of(function, levels);
    let level = |of: fn(&Security) -> &str| row.and_then(|row| is_all(of(row)));
    let inquire = match (reading, level(|row| &row.inquire_level)) {
        (Reading::Refused, _) => Some(false),
        (_, Some(granted)) => Some(granted),
        (Reading::Worked, None) => Some(true),
        (Reading::Unclear, None) => None,
    };
    let right = |verb: &str, granted| Right { right: format!("{}: {verb} All", function.shown), granted };
    let mut rights = vec![right("Inquire", inquire)];
    if function.writes {
        rights.push(right("Add", level(|row| &row.add_level)));
        rights.push(right("Edit", level(|row| &row.edit_level)));
    }
    rights
}

/// Whether a level is `All`; `My` hides the records of others without saying so, which is as bad as none.
fn is_all(level: &str) -> Option<bool> {
    match letters(level).as_str() {
        "all" => Some(true),
        "none" => Some(false),
        _ if is_my(level) => Some(false),
        _ => None,
    }
}

fn is_my(level: &str) -> bool {
    matches!(letters(level).as_str(), "my" | "mine")
}

fn letters(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}
