//! Every command of the one list as a Tauri command.

use sitebook_app::dto::*;
use sitebook_app::{AppError, Desk};
use sitebook_commands::for_each_command;
use tauri::ipc::Invoke;
use tauri::{State, Wry};

macro_rules! tauri_commands {
    ($($name:ident($request:ident) -> $reply:ident;)*) => {
        $(
            #[tauri::command]
            async fn $name(desk: State<'_, Desk>, request: $request) -> Result<$reply, AppError> {
                desk.workspace().await.$name(request).await
            }
        )*

        /// Tauri's handler for all commands.
        pub(crate) fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($name),*]
        }
    };
}
for_each_command!(tauri_commands);
