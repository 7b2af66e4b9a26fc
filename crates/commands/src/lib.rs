//! The one list of commands and events.
