//! Each command: arguments to request, reply to output and exit code.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Read};
use std::path::PathBuf;

use secrecy::ExposeSecret;
use sitebook_app::dto::*;
use sitebook_app::{AppError, ErrorCode, OpenOptions, SECRETS_KEY_VARIABLE, Workspace};
use sitebook_domain::{LocationMethod, RunState};

use crate::arguments::{
    Agents, Arguments, Changes, Command, Connectwise, Create, Devices, Geoip, Match, PlaceholderWord, Placeholders,
    Sample, Secrets,
};
use crate::{automatic, domotz, fields, files, output, synchronizing, violet};

/// Environment variable with the workspace directory; an empty one counts as none.
const DATA_VARIABLE: &str = "SITEBOOK_DATA";

/// Environment variable with the private key of the API member.
const PRIVATE_KEY_VARIABLE: &str = "SITEBOOK_CW_PRIVATE_KEY";

/// Exit code: done, but some records failed or were skipped as changed.
pub(crate) const SOME_FAILED: u8 = 3;

/// Longest key read from standard input, in bytes.
const LONGEST_KEY: u64 = 4096;

/// Runs a command and returns its exit code.
pub(crate) async fn run(arguments: Arguments) -> Result<u8, AppError> {
    let options = OpenOptions {
        directory: arguments
            .data
            .or_else(|| std::env::var_os(DATA_VARIABLE).filter(|path| !path.is_empty()).map(Into::into)),
        secrets_key: std::env::var(SECRETS_KEY_VARIABLE).ok().filter(|key| !key.is_empty()).map(Into::into),
    };
    if let Command::Sample(command) = arguments.command {
        return sample(options, &command, arguments.json).await;
    }
    if let Command::Serve(serve) = arguments.command {
        return automatic::serve(options, serve.options()?, arguments.json).await;
    }
    let workspace = Workspace::open(options).await?;
    let result = execute(&workspace, arguments.command, arguments.json).await;
    workspace.close().await;
    result
}

async fn execute(workspace: &Workspace, command: Command, json: bool) -> Result<u8, AppError> {
    match command {
        Command::Agents(command) => agents(workspace, command, json).await,
        Command::Devices(Devices::List { agent }) => {
            output::devices(&workspace.devices_list(AgentRequest { agent }).await?, json)
        }
        Command::Devices(Devices::Set { device, fields }) => {
            let reply = workspace
                .devices_set(DeviceSetRequest {
                    device,
                    changes: fields.into_iter().collect(),
                    ..DeviceSetRequest::default()
                })
                .await?;
            output::print(&reply, json, || format!("{}: saved.", reply.device.name))
        }
        Command::Changes(Changes::Undo { id }) => {
            let reply = workspace.changes_undo(ChangesUndoRequest { undo: id }).await?;
            output::print(&reply, json, || output::changes_undone(&reply))?;
            Ok(if reply.left.is_empty() { 0 } else { SOME_FAILED })
        }
        Command::Geoip(Geoip::Use { path }) => {
            let path = path.to_string_lossy().into_owned();
            let status = workspace.geoip_use(GeoipUseRequest { path }).await?;
            output::print(&status, json, || format!("{} of {} is in use.", status.database_type, status.build_date))
        }
        Command::Geoip(Geoip::Lookup { ip }) => {
            let reply = workspace.geoip_lookup(GeoipLookupRequest { ip }).await?;
            output::print(&reply, json, || output::lookup(&reply))
        }
        Command::Locate(locate) => {
            let agent = locate.agent;
            let location = match (locate.pin, locate.address) {
                (Some((lat, lon)), _) => {
                    let method = Some(LocationMethod::Coordinates);
                    workspace.locate_pin(LocatePinRequest { method, ..LocatePinRequest::at(agent, lat, lon) }).await?
                }
                (None, Some(text)) => {
                    workspace.locate_address(LocateAddressRequest { agent, text, ask_geocoder: true }).await?
                }
                (None, None) if locate.estimate => workspace.locate_estimate(AgentRequest { agent }).await?,
                (None, None) => workspace.locate_reset(AgentRequest { agent }).await?,
            };
            output::print(&location, json, || output::location(&location))
        }
        Command::Connectwise(command) => connectwise(workspace, command, json).await,
        Command::Domotz(command) => domotz::run(workspace, command, json).await,
        Command::Violet(command) => violet::run(workspace, command, json).await,
        Command::Link { agent, company, site } => {
            let reply = workspace.link_set(LinkRequest { agent, company, site }).await?;
            output::print(&reply, json, || output::link(&reply))
        }
        Command::Unlink { agent } => {
            let reply = workspace.link_remove(AgentRequest { agent }).await?;
            output::print(&reply, json, || output::unlinked(&reply))
        }
        Command::Match(command) => matching(workspace, command, json).await,
        Command::Duplicates { agent, export } => duplicates(workspace, agent, export, json).await,
        Command::Placeholders(command) => placeholders(workspace, command, json).await,
        Command::Create(command) => create(workspace, command, json).await,
        Command::Fields(command) => fields::run(workspace, command, json).await,
        Command::Type(command) => fields::change_type(workspace, command, json).await,
        Command::Sync(command) => synchronizing::run(workspace, command, json).await,
        Command::Secrets(Secrets::Status) => {
            let reply = workspace.secrets_status(Nothing {}).await?;
            output::print(&reply, json, || output::secrets(&reply))
        }
        // Carried out before a workspace is opened.
        Command::Sample(_) | Command::Serve { .. } => Ok(0),
    }
}

/// The sample lies beside the workspace, which need not be there.
async fn sample(options: OpenOptions, command: &Sample, json: bool) -> Result<u8, AppError> {
    match command {
        Sample::Start => {
            let reply = sitebook_app::sample_start(options).await?;
            output::print(&reply, json, || output::sample(&reply))
        }
        Sample::Reset => {
            let reply = sitebook_app::sample_reset(options).await?;
            output::print(&reply, json, || output::sample(&reply))
        }
        Sample::Remove => {
            let reply = sitebook_app::sample_remove(options).await?;
            output::print(&reply, json, || {
                if reply.removed {
                    format!("{} was deleted.", reply.directory)
                } else {
                    format!("There is no sample workspace in {}.", reply.directory)
                }
            })
        }
    }
}

async fn agents(workspace: &Workspace, command: Agents, json: bool) -> Result<u8, AppError> {
    match command {
        Agents::Import(import) => files::import(workspace, import, json).await,
        Agents::Export(export) => files::export(workspace, export, json).await,
        Agents::ExportOne { agent, path, format } => files::export_one(workspace, agent, &path, format, json).await,
        Agents::List { search } => {
            let reply = workspace.agents_list(AgentsListRequest { search }).await?;
            output::print(&reply, json, || output::agents(&reply))
        }
        Agents::Show { agent } => {
            let reply = workspace.agents_show(AgentRequest { agent }).await?;
            output::print(&reply, json, || output::agent(&reply))
        }
        Agents::Set { agent, fields } => {
            let changes: BTreeMap<String, String> = fields.into_iter().collect();
            let reply = workspace.agents_set(AgentSetRequest { agent, changes, ..AgentSetRequest::default() }).await?;
            output::print(&reply, json, || format!("{}: saved.", reply.summary.name))
        }
        Agents::Add { name, fields } => {
            let mut values: BTreeMap<String, String> = fields.into_iter().collect();
            values.insert("name".to_owned(), name);
            let reply = workspace.agents_add(AgentAddRequest { values }).await?;
            output::print(&reply, json, || format!("{}: added as {}.", reply.summary.name, reply.summary.source_id))
        }
        Agents::Archive { agents } => archive(workspace, agents, true, json).await,
        Agents::Unarchive { agents } => archive(workspace, agents, false, json).await,
        Agents::Delete { agent, confirm } => {
            let reply = workspace
                .agents_delete(AgentDeleteRequest { agent, confirm: confirm.clone(), leave_out: false })
                .await?;
            output::print(&reply, json, || {
                format!("{} was deleted. Nothing was changed in ConnectWise.", confirm.trim())
            })
        }
        Agents::History { agent, field, search } => {
            let agent = Some(agent);
            let request = HistoryRequest { agent, field, search, ..HistoryRequest::default() };
            let reply = workspace.history_list(request).await?;
            output::print(&reply, json, || output::history(&reply))
        }
    }
}

async fn archive(workspace: &Workspace, agents: Vec<String>, archived: bool, json: bool) -> Result<u8, AppError> {
    let selection = AgentsSelection { agents, ..AgentsSelection::default() };
    let reply = workspace.agents_archive(AgentsArchiveRequest { selection, archived }).await?;
    output::print(&reply, json, || output::archived(&reply, archived))?;
    Ok(if reply.failed.is_empty() { 0 } else { SOME_FAILED })
}

async fn connectwise(workspace: &Workspace, command: Connectwise, json: bool) -> Result<u8, AppError> {
    match command {
        Connectwise::Connect { site, company, public_key, client_id } => {
            let private_key = key(PRIVATE_KEY_VARIABLE, "private key")?;
            let request = ConnectRequest {
                site,
                company,
                public_key,
                private_key: private_key.expose_secret().to_owned(),
                client_id,
            };
            let reply = workspace.connectwise_connect(request).await?;
            output::print(&reply, json, || output::connected(&reply))
        }
        Connectwise::Check => {
            let reply = workspace.connectwise_check(Nothing {}).await?;
            output::print(&reply, json, || output::connected(&reply))
        }
        Connectwise::Disconnect => {
            let reply = workspace.connectwise_disconnect(Nothing {}).await?;
            output::print(&reply, json, || {
                format!(
                    "Removed {} links and {} matches here; nothing was changed in ConnectWise. They were written to {}.",
                    reply.links, reply.matches, reply.export
                )
            })
        }
        Connectwise::Companies { search } => {
            let reply =
                workspace.connectwise_companies(CompaniesRequest { search, status: None, company_type: None }).await?;
            output::print(&reply, json, || output::companies(&reply))
        }
        Connectwise::Sites { company } => {
            let reply = workspace.connectwise_sites(CompanyRequest { company }).await?;
            output::print(&reply, json, || output::sites(&reply))
        }
        Connectwise::Types => {
            let reply = workspace.connectwise_types(Nothing {}).await?;
            output::print(&reply, json, || output::types(&reply))
        }
    }
}

async fn matching(workspace: &Workspace, command: Match, json: bool) -> Result<u8, AppError> {
    let reply = match command {
        Match::Run { agent, accept_list } => {
            workspace.match_run(MatchRunRequest { agent, accept_list: Some(accept_list) }).await?
        }
        Match::Confirm { device, configuration } => {
            workspace.match_confirm(MatchConfirmRequest { device, configuration }).await?
        }
        Match::Remove { device } => workspace.match_remove(DeviceRequest { device }).await?,
        Match::Move { from, to } => workspace.match_move(MatchMoveRequest { from, to }).await?,
        Match::Retire { device } => workspace.match_retire(DeviceRequest { device }).await?,
        Match::Undo { token } => {
            let reply = workspace.removal_undo(RemovalUndoRequest { undo: token }).await?;
            return output::print(&reply, json, || "Put back.".to_owned());
        }
    };
    output::print(&reply, json, || output::matches(&reply))
}

async fn duplicates(workspace: &Workspace, agent: String, export: Option<PathBuf>, json: bool) -> Result<u8, AppError> {
    let reply = workspace.configurations_duplicates(AgentRequest { agent: agent.clone() }).await?;
    if let Some(path) = export {
        let path = path.to_string_lossy().into_owned();
        workspace.configurations_duplicates_export(DuplicatesExportRequest { agent, path }).await?;
    }
    output::print(&reply, json, || output::duplicates(&reply))
}

async fn placeholders(workspace: &Workspace, command: Placeholders, json: bool) -> Result<u8, AppError> {
    let set = |kind: PlaceholderWord, value, listed| {
        workspace.placeholders_set(PlaceholderSetRequest { kind: kind.into(), value, listed })
    };
    let (reply, all) = match command {
        Placeholders::List { all } => (workspace.placeholders_show(Nothing {}).await?, all),
        Placeholders::Add { kind, value } => (set(kind, value, true).await?, false),
        Placeholders::Remove { kind, value } => (set(kind, value, false).await?, false),
    };
    output::print(&reply, json, || output::placeholders(&reply, all))
}

async fn create(workspace: &Workspace, command: Create, json: bool) -> Result<u8, AppError> {
    let request = CreateRequest {
        agent: command.agent,
        devices: command.devices,
        r#type: command.type_name,
        status: command.status,
        site: command.site,
        answers: command.answers.into_iter().map(|(question, value)| CreateAnswer { question, value }).collect(),
        all_unmatched: command.all_unmatched,
        dry_run: command.dry_run,
        reactivate: command.reactivate,
    };
    let reply = workspace.create(request).await?;
    output::print(&reply, json, || output::created(&reply))?;
    // A preview of what a run will find out is no failure.
    let is_known = reply.pending.is_empty() || reply.run.is_none();
    let complete = reply.failed.is_empty() && is_known && reply.duplicates.is_empty();
    Ok(match reply.state {
        Some(RunState::Stopped) => ErrorCode::Stopped.exit_code(),
        _ if complete => 0,
        _ => SOME_FAILED,
    })
}

/// A key: from the environment, else the first line of standard input. Never an argument, which every user of
/// the computer can read.
pub(crate) fn key(variable: &str, what: &str) -> Result<secrecy::SecretString, AppError> {
    if let Some(key) = std::env::var(variable).ok().filter(|key| !key.trim().is_empty()) {
        return Ok(key.into());
    }
    let missing = || {
        let message = format!("Give the {what} in {variable} or on standard input.");
        AppError::new(ErrorCode::InvalidInput, message)
    };
    let input = std::io::stdin();
    if input.is_terminal() {
        return Err(missing());
    }
    let mut text = String::new();
    input.lock().take(LONGEST_KEY).read_to_string(&mut text).map_err(|_| missing())?;
    let key = text.lines().next().unwrap_or_default().trim();
    if key.is_empty() { Err(missing()) } else { Ok(key.to_owned().into()) }
}
