//! The commands about the Domotz source.

use secrecy::ExposeSecret;
use serde::Serialize;
use sitebook_app::dto::*;
use sitebook_app::{AppError, ErrorCode, Workspace};

use crate::arguments::{Domotz, Switch};
use crate::output;
use crate::run::{SOME_FAILED, key};

/// Environment variable with the API key.
const KEY_VARIABLE: &str = "SITEBOOK_DOMOTZ_KEY";

pub(crate) async fn run(workspace: &Workspace, command: Domotz, json: bool) -> Result<u8, AppError> {
    let status = match command {
        Domotz::Connect { endpoint } => {
            let key = key(KEY_VARIABLE, "API key")?;
            let request = DomotzConnectRequest { endpoint, key: key.expose_secret().to_owned() };
            workspace.domotz_connect(request).await?;
            let first = FirstRefresh::of(workspace.domotz_refresh(Nothing {}).await);
            let status = workspace.domotz_status(Nothing {}).await?;
            let FirstRefresh { reply, code, trouble } = first;
            let words = || [trouble, Some(described(&status))].into_iter().flatten().collect::<Vec<_>>().join("\n");
            output::print(&Connected::new(reply, &status), json, words)?;
            return Ok(code);
        }
        Domotz::Check => workspace.domotz_check(Nothing {}).await?,
        Domotz::Status => workspace.domotz_status(Nothing {}).await?,
        Domotz::Choose { all, team, agent, hourly } => {
            let left_out = workspace.domotz_status(Nothing {}).await?.choice.except;
            let request = DomotzSetRequest {
                choice: choice(all, team, agent, left_out),
                hourly: hourly.map(|switch| switch == Switch::On),
                inventory_field: None,
            };
            if request == DomotzSetRequest::default() {
                let message = "Say what to choose: --all, --team TEAM, --agent ID or --hourly on|off.";
                return Err(AppError::new(ErrorCode::InvalidInput, message));
            }
            workspace.domotz_set(request).await?
        }
        Domotz::Refresh => {
            let reply = workspace.domotz_refresh(Nothing {}).await?;
            output::print(&reply, json, || refreshed(&reply))?;
            return Ok(refresh_code(&reply));
        }
        Domotz::Disconnect => {
            let reply = workspace.domotz_disconnect(Nothing {}).await?;
            let words = || format!("Removed the Domotz source. Its {} agents stay as they are.", reply.agents);
            return output::print(&reply, json, words);
        }
    };
    output::print(&status, json, || described(&status))
}

/// What came of the refresh that follows on connecting. Whatever becomes of it, the connection stands.
struct FirstRefresh {
    reply: DomotzRefreshReply,
    code: u8,
    /// What is said where it failed.
    trouble: Option<String>,
}

impl FirstRefresh {
    fn of(refreshed: Result<DomotzRefreshReply, AppError>) -> Self {
        match refreshed {
            Ok(reply) => Self { code: refresh_code(&reply), reply, trouble: None },
            Err(error) => {
                let a_person_must_look = ErrorCode::GuardStopped.exit_code();
                let code = Some(error.code.exit_code()).filter(|code| *code == a_person_must_look);
                let trouble = format!("Connected, but the first refresh failed: {}", error.message);
                let reply = DomotzRefreshReply { error: Some(error.message), ..DomotzRefreshReply::default() };
                Self { reply, code: code.unwrap_or(SOME_FAILED), trouble: Some(trouble) }
            }
        }
    }
}

/// What connecting came to: what the first refresh took in, as an import says it, and how the source stands then.
#[derive(Serialize)]
struct Connected {
    #[serde(flatten)]
    refreshed: DomotzRefreshReply,
    connection: Option<DomotzConnection>,
    quota: Option<DomotzQuota>,
    choice: DomotzChoice,
    hourly: bool,
    last: Option<DomotzRefreshReply>,
    next_at: Option<String>,
}

impl Connected {
    fn new(refreshed: DomotzRefreshReply, status: &DomotzStatus) -> Self {
        let DomotzStatus { connection, quota, choice, hourly, last, next_at, .. } = status.clone();
        Self { refreshed, connection, quota, choice, hourly, last, next_at }
    }
}

/// A guard is for a person to look at; records or agents that could not be read are some that failed.
fn refresh_code(reply: &DomotzRefreshReply) -> u8 {
    let is_whole = reply.rejected.is_empty() && reply.failed.is_empty();
    match (reply.guarded, is_whole) {
        (true, _) => ErrorCode::GuardStopped.exit_code(),
        (false, true) => 0,
        (false, false) => SOME_FAILED,
    }
}

/// What was left out stays so, unless it is named.
fn choice(all: bool, teams: Vec<String>, agents: Vec<String>, mut left_out: Vec<String>) -> Option<DomotzChoice> {
    left_out.retain(|id| !agents.contains(id));
    let kind = if !teams.is_empty() {
        DomotzChoiceKind::Teams
    } else if !agents.is_empty() {
        DomotzChoiceKind::Agents
    } else if all {
        DomotzChoiceKind::All
    } else {
        return None;
    };
    Some(DomotzChoice { kind, teams, agents, except: left_out })
}

fn described(status: &DomotzStatus) -> String {
    let Some(connection) = &status.connection else { return "Not connected to Domotz.".to_owned() };
    let mut lines = vec![format!("Connected to {} as {}.", connection.endpoint, connection.user)];
    if let Some(reason) = &connection.paused {
        lines.push(format!("Paused: {reason}"));
    }
    if let Some(DomotzQuota { limit: Some(limit), used: Some(used), .. }) = &status.quota {
        lines.push(format!("{used} of {limit} calls used in the last 24 hours."));
    }
    lines.push(format!("{} agents here come from it.", status.agents));
    match &status.last {
        Some(DomotzRefreshReply { error: Some(error), ended_at, .. }) => {
            lines.push(format!("The last refresh ended early, at {ended_at}: {error}"));
        }
        Some(last) => lines.push(format!("Refreshed last at {}. {}", last.ended_at, refreshed(last))),
        None => lines.push("Nothing was refreshed yet.".to_owned()),
    }
    if let Some(next) = &status.next_at {
        lines.push(format!("The next refresh is due at {next}."));
    }
    lines.join("\n")
}

fn refreshed(reply: &DomotzRefreshReply) -> String {
    let mut lines = vec![format!(
        "{} created, {} updated, {} unchanged, {} gone, {} back. Devices of {} of {} agents read, {} calls.",
        reply.created,
        reply.updated,
        reply.unchanged,
        reply.gone,
        reply.returned,
        reply.agents_read,
        reply.agents,
        reply.requests
    )];
    if reply.guarded {
        lines.push("The list of agents is empty or much shorter than before: nothing was marked as gone.".to_owned());
    }
    lines.extend(reply.failed.iter().map(|failed| format!("{}: {}", failed.name, failed.reason)));
    lines.extend(reply.rejected.iter().map(|rejected| format!("{}: {}", rejected.r#where, rejected.reason)));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_connected_is_told_so_though_the_first_refresh_fails() {
        for (code, exit) in [
            (ErrorCode::Unavailable, SOME_FAILED),
            (ErrorCode::TooManyRequests, SOME_FAILED),
            (ErrorCode::Unauthorized, 7),
            (ErrorCode::RunInProgress, 7),
        ] {
            let first = FirstRefresh::of(Err(AppError::new(code, "Domotz is in trouble.")));
            let words = "Connected, but the first refresh failed: Domotz is in trouble.";
            assert_eq!((first.code, first.trouble.as_deref()), (exit, Some(words)), "{code:?}");
            assert_eq!(first.reply.error.as_deref(), Some("Domotz is in trouble."));
        }
        let whole = FirstRefresh::of(Ok(DomotzRefreshReply::default()));
        assert_eq!((whole.code, whole.trouble), (0, None));
    }
}
