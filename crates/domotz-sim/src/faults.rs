//! What goes wrong on purpose.

use serde::{Deserialize, Serialize};

/// One way in which a request goes wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// An error status, with the header `Retry-After` in seconds where it is given.
    Status(u16, Option<u32>),
    /// The connection is dropped without an answer; what was asked is not done.
    Reset,
    /// What was asked is done, and the connection is dropped without an answer.
    Lost,
    /// Half of the answer comes.
    CutOff,
    /// A web page in place of JSON.
    Page,
}

/// A fault that waits for its requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Planned {
    /// Only requests whose `METHOD /path` holds this.
    pub(crate) on: String,
    /// How many more of them.
    pub(crate) left: u32,
    pub(crate) fault: Fault,
}
