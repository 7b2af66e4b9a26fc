//! Why the application does not start: on standard error, and in a dialog for those who started it by its icon.

use std::io::Write;
use std::process::ExitCode;

use tauri_plugin_dialog::{DialogExt, MessageDialogKind};

const TITLE: &str = "Sitebook could not start";

/// Says it both ways; returns when the dialog is closed.
pub(crate) fn tell(error: &dyn std::error::Error, mut context: tauri::Context) -> ExitCode {
    let code = write(error);
    if !has_display() {
        return code;
    }
    context.config_mut().app.windows.clear();
    let words = error.to_string();
    let built = tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .setup(move |app| {
            let handle = app.handle().clone();
            let dialog = app.dialog().message(words).title(TITLE).kind(MessageDialogKind::Error);
            dialog.show(move |_| handle.exit(0));
            Ok(())
        })
        .build(context);
    match built {
        Ok(app) => {
            app.run_return(|_, _| {});
        }
        Err(error) => tracing::warn!(%error, "there is no dialog"),
    }
    code
}

/// Says it on standard error alone.
pub(crate) fn write(error: &dyn std::error::Error) -> ExitCode {
    tracing::error!(%error, "Sitebook could not start");
    let _ = writeln!(std::io::stderr(), "{TITLE}: {error}");
    ExitCode::FAILURE
}

/// GTK ends the process where there is none; elsewhere there always is one.
fn has_display() -> bool {
    let names = ["DISPLAY", "WAYLAND_DISPLAY"];
    cfg!(not(target_os = "linux")) || names.iter().any(|name| std::env::var_os(name).is_some_and(|at| !at.is_empty()))
}
