//! Automatic sync while the application is open, and what it tells a person who looks elsewhere.

use sitebook_app::{Desk, Scheduler, WorkspaceEvent};
use tauri::{AppHandle, Manager};
use tauri_plugin_notification::NotificationExt;

/// Runs what is due in the workspace that is open, if no other process does.
pub(crate) async fn keep(desk: Desk) {
    let mut scheduler = Scheduler::default();
    let mut interval = tokio::time::interval(Scheduler::INTERVAL);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut last_trouble = None;
    loop {
        interval.tick().await;
        let workspace = desk.workspace().await;
        let polled = scheduler.poll(&workspace, &|_, notice| tracing::info!(?notice)).await;
        drop(workspace);
        let trouble = polled.err();
        if let Some(error) = trouble.as_ref().filter(|error| last_trouble.as_ref() != Some(*error)) {
            tracing::warn!(%error, "automatic sync could not look what is due");
        }
        last_trouble = trouble;
    }
}

/// Shows a notification of the system when automatic sync failed, or a connection was paused, and nobody looks at the window;
/// the window itself shows a notice, or the pause on its pages.
pub(crate) fn notify_of_failure(handle: &AppHandle, event: &WorkspaceEvent) {
    let (title, reason) = match event {
        WorkspaceEvent::SyncFailed { agent_name, reason, .. } => {
            (format!("Automatic sync of {agent_name} failed"), reason)
        }
        WorkspaceEvent::ConnectionPaused { service, reason } => {
            (format!("The connection to {service} is paused"), reason)
        }
        _ => return,
    };
    let is_looked_at = handle.webview_windows().values().any(|window| window.is_focused().unwrap_or(false));
    if is_looked_at {
        return;
    }
    let shown = handle.notification().builder().title(title).body(reason).show();
    if let Err(error) = shown {
        tracing::warn!(%error, "a notification could not be shown");
    }
}
