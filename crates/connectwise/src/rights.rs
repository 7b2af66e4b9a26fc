//! The pre-flight: which of the needed rights the key has.
//!
//! `/system/mySecurity` tells levels, but no source says whether an API member may call it. Each needed table is read
//! as well: a refusal there outweighs whatever a level says, because a role can be customised row by row.

use sitebook_psa::{PreFlight, PsaError, PsaErrorKind, Right};

use crate::call::Call;
use crate::client::Client;
use crate::pace::Pace;
use crate::transport::Transport;
use crate::wire::{Security, SystemInfo};

/// A function of the security role, with its names in `/system/mySecurity` as letters and digits only.
struct Function {
    shown: &'static str,
    names: &'static [&'static str],
    /// What reading it means here; every one must be readable.
    reads: &'static [&'static str],
    /// Whether adding and editing are needed too.
    writes: bool,
}

/// In the order of the security role's form.
const FUNCTIONS: [Function; 3] = [
    Function {
        shown: "Companies > Company Maintenance",
        names: &["companymaintenance", "companiescompanymaintenance"],
        reads: &["company/companies"],
        writes: false,
    },
    Function {
        shown: "Companies > Configurations",
        names: &["configurations", "companyconfigurations", "companiesconfigurations"],
        reads: &["company/configurations"],
        writes: true,
    },
    Function {
        shown: "System > Table Setup",
        names: &["tablesetup", "systemtablesetup"],
        reads: &["company/configurations/types", "procurement/manufacturers"],
        writes: true,
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
        Ok(PreFlight { base_url: tenant.base.as_str().trim_end_matches('/').to_owned(), version, rights })
    }

    /// The member's levels; empty when they cannot be known.
    async fn levels(&self) -> Result<Vec<Security>, PsaError> {
        let call = Call::get("system/mySecurity").with("pageSize", "1000");
        match self.json(&call).await {
            Ok(levels) => Ok(levels),
            Err(error) => match error.kind {
                PsaErrorKind::Forbidden { .. }
                | PsaErrorKind::NotFound { .. }
                | PsaErrorKind::NotAnApi { .. }
                | PsaErrorKind::Rejected { .. }
                | PsaErrorKind::Unexpected { .. }
                | PsaErrorKind::Unavailable { .. }
                | PsaErrorKind::Unreadable { .. } => Ok(Vec::new()),
                _ => Err(error),
            },
        }
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

fn function_rights(function: &Function, levels: &[Security], reading: Reading) -> Vec<Right> {
    let row = levels.iter().find(|row| {
        [&row.module_function_name, &row.module_function_identifier]
            .iter()
            .any(|name| function.names.contains(&letters(name).as_str()))
    });
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
        "none" | "my" | "mine" => Some(false),
        _ => None,
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}
