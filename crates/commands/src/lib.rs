//! The one list of commands and events over the core.
//!
//! Each host turns the list into what it needs by passing its own macro to [`for_each_command`]: Tauri's handler and
//! its access control list, the loopback server's routes, and the front end's TypeScript ([`typescript`]). What must
//! never be here: logic.

include!("list.rs");

pub mod typescript;

macro_rules! names {
    ($($name:ident($request:ident) -> $reply:ident;)*) => {
        /// The name of every command.
        pub const NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}
for_each_command!(names);
