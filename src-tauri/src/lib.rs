//! The desktop shell: the window, and the commands over Tauri's IPC. The only code that names Tauri.
//!
//! What must never be here: logic. A command is one line that passes its request on to the core.

mod commands;
mod refusal;
mod schedule;
mod tiles;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use sitebook_app::{Desk, OpenOptions, SECRETS_KEY_VARIABLE, WorkspaceEvent};
use tauri::{AppHandle, Emitter, Manager};
use tokio::sync::broadcast::error::RecvError;

/// Name under which the window receives [`WorkspaceEvent`]s.
const EVENT: &str = "workspace-event";

/// How often the database is asked whether another process changed it. People notice a second, not two.
const POLL_INTERVAL: Duration = Duration::from_secs(2);

/// Opens the workspace that was open last and the window; returns when the window is closed.
#[must_use]
pub fn run() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_env("SITEBOOK_LOG"))
        .with_writer(std::io::stderr)
        .init();
    let options = OpenOptions {
        directory: std::env::var_os("SITEBOOK_DATA").map(PathBuf::from),
        secrets_key: std::env::var(SECRETS_KEY_VARIABLE).ok().filter(|key| !key.is_empty()).map(Into::into),
    };
    // Before there is a window: Tauri would answer a failure during its own setup with a panic.
    let desk = match tauri::async_runtime::block_on(Desk::open(options)) {
        Ok(desk) => desk,
        Err(error) => return refusal::tell(&error, context()),
    };
    let opened = desk.clone();
    let streets = desk.clone();
    let built = tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        // Only what the front end hands over is opened, never a link that is clicked.
        .plugin(tauri_plugin_opener::Builder::new().open_js_links_on_click(false).build())
        // Asynchronous: the other kind answers on the thread that draws the window.
        .register_asynchronous_uri_scheme_protocol(tiles::SCHEME, move |_, request, responder| {
            tauri::async_runtime::spawn(tiles::answer(streets.clone(), request, responder));
        })
        .setup(move |app| {
            tauri::async_runtime::spawn(forward_events(app.handle().clone(), opened.clone()));
            tauri::async_runtime::spawn(watch_other_processes(app.handle().clone(), opened.clone()));
            tauri::async_runtime::spawn(settle_creations(opened.clone()));
            tauri::async_runtime::spawn(schedule::keep(opened.clone()));
            app.manage(opened);
            Ok(())
        })
        .invoke_handler(commands::handler())
        .build(context());
    match built {
        Ok(app) => {
            app.run(move |_, event| {
                if let tauri::RunEvent::Exit = event {
                    tauri::async_runtime::block_on(desk.close());
                }
            });
            ExitCode::SUCCESS
        }
        Err(error) => refusal::write(&error),
    }
}

/// The configuration and the pages, which are in the program once.
fn context() -> tauri::Context {
    tauri::generate_context!()
}

/// Passes the core's hints on to the window.
async fn forward_events(handle: AppHandle, desk: Desk) {
    let mut events = desk.events();
    loop {
        match events.recv().await {
            Ok(event) => {
                schedule::notify_of_failure(&handle, &event);
                emit(&handle, &event);
            }
            // Hints were lost: everything may have changed.
            Err(RecvError::Lagged(_)) => emit(&handle, &WorkspaceEvent::Changed),
            Err(RecvError::Closed) => return,
        }
    }
}

/// Notices changes made by the command line or another window.
async fn watch_other_processes(handle: AppHandle, desk: Desk) {
    let mut seen = None;
    let mut interval = tokio::time::interval(POLL_INTERVAL);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    loop {
        interval.tick().await;
        match desk.changed_elsewhere(&mut seen).await {
            Ok(true) => emit(&handle, &WorkspaceEvent::Changed),
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "the change counter could not be read"),
        }
    }
}

/// Finds out about creations whose answer was lost before the application ended. The window does not wait for it, and
/// what cannot be found out now is found out by the next run.
async fn settle_creations(desk: Desk) {
    if let Err(error) = desk.workspace().await.recover_creations().await {
        tracing::warn!(%error, "creations of an earlier run could not be settled");
    }
}

fn emit(handle: &AppHandle, event: &WorkspaceEvent) {
    if let Err(error) = handle.emit(EVENT, event) {
        tracing::warn!(%error, "the window did not take an event");
    }
}
