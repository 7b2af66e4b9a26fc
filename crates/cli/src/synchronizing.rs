//! `sync`: plans, runs, undo.

use std::fmt::Write as _;

use serde_json::json;
use sitebook_app::dto::*;
use sitebook_app::{AppError, ErrorCode, Workspace};
use sitebook_domain::{MappedField, RunState};

use crate::arguments::{Sync, SyncRun};
use crate::run::SOME_FAILED;
use crate::{automatic, fields, output};

pub(crate) async fn run(workspace: &Workspace, command: Sync, json: bool) -> Result<u8, AppError> {
    match command {
        Sync::Plan { agent, mode, directions, automatic, export } => {
            let directions = directions.into_iter().collect();
            let request = SyncPlanRequest { agent: agent.clone(), mode: mode.into(), directions, automatic };
            let reply = workspace.sync_plan(request).await?;
            if let Some(path) = export {
                let path = path.to_string_lossy().into_owned();
                workspace.sync_plan_export(SyncPlanExportRequest { plan: reply.plan.clone(), agent, path }).await?;
            }
            output::print(&reply, json, || output::plan(&reply))
        }
        Sync::Run(command) => ended(&workspace.sync_run(request(command)).await?, json),
        Sync::Show { run, plan: true } => {
            let reply = workspace.sync_run_plan(RunRequest { run }).await?;
            output::print(&reply, json, || planned(&reply))
        }
        Sync::Show { run, plan: false } => {
            let reply = workspace.sync_run_show(RunRequest { run }).await?;
            output::print(&reply, json, || shown(&reply))
        }
        Sync::Undo { run, dry_run: true } => {
            let reply = workspace.sync_undo_preview(RunRequest { run }).await?;
            output::print(&reply, json, || previewed(&reply))
        }
        Sync::Undo { run, dry_run: false } => ended(&workspace.sync_undo(RunRequest { run }).await?, json),
        Sync::Retry { run, dry_run: true } => {
            let reply = workspace.sync_retry_plan(RunRequest { run }).await?;
            output::print(&reply, json, || output::plan(&reply))
        }
        Sync::Retry { run, dry_run: false } => ended(&workspace.sync_retry(RunRequest { run }).await?, json),
        Sync::Held { agent } => {
            let reply = workspace.held_list(HeldListRequest { agent }).await?;
            output::print(&reply, json, || held(&reply))
        }
        Sync::Release { device, field } => {
            let reply = workspace.held_release(HeldReleaseRequest { device, field }).await?;
            output::print(&reply, json, || held(&reply))
        }
        Sync::Options { agent, create_unmatched } => fields::options(workspace, agent, create_unmatched, json).await,
        Sync::Auto { agents, switch, plan } => automatic::switch(workspace, agents, switch, plan, json).await,
        Sync::Resume { agent } => automatic::resume(workspace, agent, json).await,
        Sync::Status => automatic::status(workspace, json).await,
        Sync::Keep { days } => automatic::keep(workspace, days, json).await,
        Sync::Runs { agent, search, limit, before } => {
            let reply = workspace.sync_runs(RunsRequest { agent: Some(agent), search, limit, before }).await?;
            output::print(&reply, json, || output::runs(&reply))
        }
    }
}

fn request(command: SyncRun) -> SyncRunRequest {
    SyncRunRequest {
        agent: command.agent,
        mode: command.mode.into(),
        plan: command.plan,
        directions: command.directions.into_iter().collect(),
        keep_directions: command.keep_directions,
        exclude: command.exclude.iter().map(|text| exclusion(text)).collect(),
        only: (!command.only.is_empty()).then_some(command.only),
    }
}

/// DEVICE or DEVICE=FIELD. Names of devices may hold any character: only a field's own key after the last sign counts.
fn exclusion(text: &str) -> SyncExclusion {
    let split = text.rsplit_once('=').and_then(|(device, field)| Some((device, MappedField::from_key(field)?)));
    match split {
        Some((device, field)) => SyncExclusion { device: device.to_owned(), field: Some(field) },
        None => SyncExclusion { device: text.to_owned(), field: None },
    }
}

/// How a run ended, as output and exit code.
fn ended(reply: &SyncRunReply, json: bool) -> Result<u8, AppError> {
    match reply.state {
        RunState::Failed | RunState::Postponed => {
            let code = if reply.state == RunState::Failed { ErrorCode::Rejected } else { ErrorCode::Unavailable };
            let details = json!({ "run": reply.run, "state": reply.state, "failed": reply.failed });
            Err(AppError::new(code, format!("{}.", reply.message)).with_details(details))
        }
        RunState::Stopped => {
            output::print(reply, json, || output::ran(reply))?;
            Ok(ErrorCode::Stopped.exit_code())
        }
        RunState::Partial => output::print(reply, json, || output::ran(reply)).map(|_| SOME_FAILED),
        RunState::Done | RunState::Running => output::print(reply, json, || output::ran(reply)),
    }
}

fn shown(reply: &SyncRunReply) -> String {
    let mut text = output::ran(reply);
    for write in &reply.writes {
        let (from, to) = (output::one_line(&write.from), output::one_line(&write.to));
        let _ = writeln!(text, "  {} {}: {from} -> {to} [{}]", write.device_name, write.field, write.outcome);
    }
    for not_undone in &reply.not_undone {
        let _ = writeln!(text, "  Not undone: {not_undone}");
    }
    text
}

/// The plan of a run, and what a person left out of it.
fn planned(reply: &RunPlanReply) -> String {
    let Some(plan) = &reply.plan else { return reply.message.clone() };
    let mut text = output::plan(plan);
    for left_out in &reply.excluded {
        let update = plan.updates.iter().find(|update| update.device == left_out.device);
        let created = plan.creates.iter().find(|create| create.device == left_out.device);
        let name = update.map(|update| &update.device_name).or(created.map(|create| &create.device_name));
        let field = left_out.field.map(|field| format!(" {}", field.key())).unwrap_or_default();
        let _ = writeln!(text, "excluded by hand: {}{field}", name.unwrap_or(&left_out.device));
    }
    text
}

fn previewed(reply: &UndoPreview) -> String {
    let mut text = String::new();
    for restore in &reply.restores {
        let (from, to) = (output::one_line(&restore.from), output::one_line(&restore.to));
        let _ = writeln!(text, "{} {}: {from} -> {to}", restore.device_name, restore.field);
    }
    for left in &reply.left_alone {
        let _ = writeln!(text, "left alone: {} {}: {} [{}]", left.device_name, left.field, left.message, left.reason);
    }
    for not_undone in &reply.not_undone {
        let _ = writeln!(text, "not undone: {not_undone}");
    }
    let _ = writeln!(text, "{} values to put back, {} left alone.", reply.restores.len(), reply.left_alone.len());
    text
}

fn held(reply: &HeldReply) -> String {
    if reply.held.is_empty() {
        return "No field is held.".to_owned();
    }
    let mut text = String::new();
    for held in &reply.held {
        let value = output::one_line(&held.value);
        let _ = writeln!(text, "{} {}: {value} (since {})", held.device_name, held.field, held.since);
    }
    text
}
