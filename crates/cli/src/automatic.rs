//! Automatic sync on the command line: switching it, how it stands, and `serve`, which does it without a window.

use std::fmt::Write as _;
use std::io::Write;

use serde::Serialize;
use serde_json::json;
use sitebook_app::dto::{AgentRequest, AgentSyncStatus, Nothing, RunsKept, SyncAutoRequest, SyncStatusReply};
use sitebook_app::{AppError, ErrorCode, OpenOptions, Scheduler, SchedulerNotice, Workspace};
use sitebook_domain::{SyncState, Timestamp};
use sitebook_violet::ServerOptions;

use crate::arguments::Switch;
use crate::{output, serving};

pub(crate) async fn switch(
    workspace: &Workspace,
    agents: Vec<String>,
    switch: Switch,
    plan: Option<String>,
    json: bool,
) -> Result<u8, AppError> {
    let request = SyncAutoRequest { agents, on: switch == Switch::On, plan, plans: None };
    let reply = workspace.sync_auto(request).await?;
    output::print(&reply, json, || text(&reply))
}

pub(crate) async fn resume(workspace: &Workspace, agent: String, json: bool) -> Result<u8, AppError> {
    let reply = workspace.sync_resume(AgentRequest { agent }).await?;
    output::print(&reply, json, || text(&reply))
}

pub(crate) async fn status(workspace: &Workspace, json: bool) -> Result<u8, AppError> {
    let reply = workspace.sync_status(Nothing {}).await?;
    output::print(&reply, json, || text(&reply))
}

/// Shows how many days runs are kept, or sets it.
pub(crate) async fn keep(workspace: &Workspace, days: Option<u32>, json: bool) -> Result<u8, AppError> {
    let reply = match days {
        Some(days) => workspace.runs_kept_set(RunsKept { days }).await?,
        None => workspace.runs_kept_show(Nothing {}).await?,
    };
    output::print(&reply, json, || format!("Runs are kept for {} days.", reply.days))
}

fn text(reply: &SyncStatusReply) -> String {
    let mut text = output::table(
        &["AGENT", "COMPANY", "STATE", "SINCE", "LAST SUCCESS", "AUTOMATIC", "NEXT RUN", "REASON"],
        reply.agents.iter().map(|agent| {
            vec![
                agent.agent_name.clone(),
                agent.company.as_ref().map(|company| company.identifier.clone()).unwrap_or_default(),
                state(agent),
                agent.at.clone().unwrap_or_default(),
                agent.last_success_at.clone().unwrap_or_default(),
                if agent.automatic { "on" } else { "off" }.to_owned(),
                agent.next_run_at.clone().unwrap_or_default(),
                agent.reason.clone(),
            ]
        }),
    );
    // Writing to a text cannot fail.
    let _ = match &reply.scheduler {
        Some(scheduler) => writeln!(text, "Automatic runs: process {} on {}.", scheduler.process, scheduler.host),
        None => writeln!(text, "Automatic runs: nobody. Start the desktop application or `sitebookctl serve`."),
    };
    if let Some(paused) = &reply.paused {
        let _ = writeln!(text, "The connection is paused: {}", paused.message);
    }
    text
}

fn state(agent: &AgentSyncStatus) -> String {
    match agent.state {
        SyncState::Partly => format!("partly, {} records left", agent.failed_records),
        state => output::word(&state).replace('_', " "),
    }
}

/// A line of the log, as one JSON document.
#[derive(Serialize)]
struct Line<'l> {
    at: String,
    #[serde(flatten)]
    notice: &'l SchedulerNotice,
}

/// Runs agents automatically, and serves the owners' web app where that was asked for, until the process is asked to end.
pub(crate) async fn serve(options: OpenOptions, owners: Option<ServerOptions>, json: bool) -> Result<u8, AppError> {
    let workspace = Workspace::open(options).await?;
    let ended = serve_workspace(&workspace, owners.as_ref(), json).await;
    workspace.close().await;
    ended
}

async fn serve_workspace(workspace: &Workspace, owners: Option<&ServerOptions>, json: bool) -> Result<u8, AppError> {
    let mut asked_to_end = std::pin::pin!(asked_to_end()?);
    let owners = match owners {
        Some(options) => Some(serving::start(workspace, options).await?),
        None => None,
    };
    let directory = workspace.directory().display().to_string();
    let process = std::process::id();
    let at = workspace.now().to_string();
    line(
        json,
        &json!({ "at": at, "event": "started", "directory": directory, "process": process }),
        &format!("{at} Sitebook serves {directory} as process {process}. It ends with Ctrl+C or SIGTERM."),
    );
    match owners.as_ref().map(|owners| owners.address().to_string()) {
        Some(address) => line(
            json,
            &json!({ "at": at, "event": "listening", "address": address }),
            &format!("{at} The owners' web app listens on {address}."),
        ),
        None => line(
            json,
            &json!({ "at": at, "event": "not_listening" }),
            &format!("{at} The owners' web app is not served. --listen names the address to serve it on."),
        ),
    }
    let settling = tokio::spawn(settle_creations(workspace.clone()));
    let notify = |at: Timestamp, notice: SchedulerNotice| {
        let document = Line { at: at.to_string(), notice: &notice };
        line(json, &document, &format!("{at} {}", words(&notice)));
    };
    let mut scheduler = Scheduler::default();
    let mut interval = tokio::time::interval(Scheduler::INTERVAL);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = &mut asked_to_end => break,
            _ = interval.tick() => {}
        }
        let mut poll = std::pin::pin!(scheduler.poll(workspace, &notify));
        tokio::select! {
            result = &mut poll => if let Err(error) = result {
                let at = workspace.now().to_string();
                line(json, &json!({ "at": at, "event": "trouble", "error": error }), &format!("{at} {error}"));
            },
            () = &mut asked_to_end => {
                // The run at work comes to its next request meanwhile.
                tokio::select! {
                    _ = &mut poll => {}
                    () = workspace.leave_schedule() => {}
                }
                break;
            }
        }
    }
    settling.abort();
    if let Some(owners) = owners {
        owners.stop().await;
    }
    workspace.mail_settled().await;
    workspace.leave_schedule().await;
    let at = workspace.now().to_string();
    line(json, &json!({ "at": at, "event": "stopped" }), &format!("{at} Stopped."));
    Ok(0)
}

/// Finds out about creations whose answer was lost before an earlier process ended. Automatic sync does not wait for it,
/// and what cannot be found out now is found out by the next run.
async fn settle_creations(workspace: Workspace) {
    // What goes wrong shows in the run that needs it.
    let _ = workspace.recover_creations().await;
}

/// Prints one line. Nobody reading it is no failure.
fn line(json: bool, document: &impl Serialize, words: &str) {
    let mut stdout = std::io::stdout();
    let _ = if json {
        writeln!(stdout, "{}", serde_json::to_string(document).unwrap_or_default())
    } else {
        writeln!(stdout, "{}", output::for_terminal(words).replace('\n', " / "))
    };
    let _ = stdout.flush();
}

fn words(notice: &SchedulerNotice) -> String {
    match notice {
        SchedulerNotice::Scheduling => "This process runs agents automatically.".to_owned(),
        SchedulerNotice::Waiting { host, process } => {
            format!("Process {process} on {host} runs agents automatically. This one waits for its end.")
        }
        SchedulerNotice::Lost => "Another process took automatic sync over.".to_owned(),
        SchedulerNotice::Paused { reason } => format!("The connection is paused, nothing runs: {reason}"),
        SchedulerNotice::Resumed => "The connection is no longer paused.".to_owned(),
        SchedulerNotice::Begins { agent } => format!("{agent}: begins."),
        SchedulerNotice::Ended { agent, state, applied, failed, requests, next_at } => {
            let state = state.map(|state| output::word(&state)).unwrap_or_default();
            format!(
                "{agent}: {state}, {applied} records written, {failed} failed ({requests} requests). Next: {next_at}"
            )
        }
        SchedulerNotice::CutOff { agent } => format!("{agent}: cut off; it goes on from there."),
        SchedulerNotice::Postponed { agent, until, reason } => format!("{agent}: postponed until {until}. {reason}"),
        SchedulerNotice::Refreshed { created, updated, gone, requests } => {
            format!("Refreshed from Domotz: {created} new, {updated} changed, {gone} gone ({requests} calls).")
        }
        SchedulerNotice::RefreshFailed { reason } => format!("Refreshing from Domotz ended early: {reason}"),
        SchedulerNotice::Failed { agent, reason } => {
            format!("{agent}: failed, automatic sync of it is off now. {reason}")
        }
        SchedulerNotice::Pruned { runs } => format!("{runs} old runs forgotten."),
    }
}

/// Ends when the process is asked to end: Ctrl+C, or SIGTERM where there is such a thing.
fn asked_to_end() -> Result<impl Future<Output = ()>, AppError> {
    let failed = |error: std::io::Error| AppError::new(ErrorCode::Internal, format!("No signals arrive: {error}."));
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
        let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
        Ok(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        })
    }
    #[cfg(not(unix))]
    {
        let mut interrupt = tokio::signal::windows::ctrl_c().map_err(failed)?;
        Ok(async move {
            interrupt.recv().await;
        })
    }
}
