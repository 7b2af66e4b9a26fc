//! What goes in and out of the core: requests and replies of every command.
//!
//! Names and shapes are the outside contract of the command line's JSON and of the front end (generated TypeScript);
//! fields may be added, never renamed or removed.

/// Derives what every request and reply needs.
macro_rules! shapes {
    ($($(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* pub $field:ident: $type:ty),* $(,)? })*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, ts_rs::TS)]
        pub struct $name { $($(#[$field_meta])* pub $field: $type),* }
    )*};
}

mod agent_acts;
mod agents;
mod agents_table;
mod automatic;
mod connectwise;
mod creating;
mod devices;
mod domotz;
mod domotz_power;
mod duplicates;
mod export;
mod fields;
mod history;
mod import;
mod location;
mod mail;
mod map;
mod matching;
mod owners;
mod placeholders;
mod removals;
mod sample;
mod search;
mod streets;
mod sync;
mod sync_options;
mod type_change;
mod undoing;
mod violet;
mod workspace;

pub use agent_acts::*;
pub use agents::*;
pub use agents_table::*;
pub use automatic::*;
pub use connectwise::*;
pub use creating::*;
pub use devices::*;
pub use domotz::*;
pub use domotz_power::*;
pub use duplicates::*;
pub use export::*;
pub use fields::*;
pub use history::*;
pub use import::*;
pub use location::*;
pub use mail::*;
pub use map::*;
pub use matching::*;
pub use owners::*;
pub use placeholders::*;
pub use removals::*;
pub use sample::*;
pub use search::*;
pub use streets::*;
pub use sync::*;
pub use sync_options::*;
pub use type_change::*;
pub use undoing::*;
pub use violet::*;
pub use workspace::*;

shapes! {
    /// A request without parameters.
    pub struct Nothing {}
}
