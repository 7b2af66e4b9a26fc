//! Records as the API sends them, read so that nothing which may be missing has to be there.
//!
//! The reference calls almost every member optional, and clients in the field have met null, numbers as texts, and lists in
//! which one record is odd. What cannot be read counts as not said; only a record without an id is no record.

mod agent;
mod device;
mod lenient;
mod more;
mod topology;

use serde_json::Value;

pub use agent::{Access, Agent};
pub use device::{Device, DeviceTypes, Protocol, UserData};
pub(crate) use more::InventoryValue;
pub use more::{Event, Interface, Interfaces, Outlet, PowerActions, Uptime, User};
pub use topology::Topology;

/// A record that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Its place in the list, from 0.
    pub row: usize,
    /// Why.
    pub why: String,
}

/// A whole list. A list that was cut off is an error and not a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed<V> {
    /// What could be read.
    pub records: Vec<V>,
    /// What could not. Nothing may be concluded from what is missing in `records` while there is any.
    pub unread: Vec<Unread>,
}

impl<V> Default for Listed<V> {
    fn default() -> Self {
        Self { records: Vec::new(), unread: Vec::new() }
    }
}

/// A record of the API.
pub(crate) trait Record: Sized {
    /// Reads it, or says why it is none.
    fn read(value: &Value) -> Result<Self, String>;
}

/// Reads the answer to a call that returns one record.
pub(crate) fn read_one<V: Record>(body: &[u8]) -> Result<V, String> {
    V::read(&document(body)?)
}

/// Reads the answer to a call that returns a list; null is an empty one.
pub(crate) fn read_list<V: Record>(body: &[u8]) -> Result<Listed<V>, String> {
    let rows = match document(body)? {
        Value::Array(rows) => rows,
        Value::Null => Vec::new(),
        _ => return Err("it is no list".to_owned()),
    };
    let mut listed = Listed::default();
    for (row, value) in rows.iter().enumerate() {
        match V::read(value) {
            Ok(record) => listed.records.push(record),
            Err(why) => listed.unread.push(Unread { row, why }),
        }
    }
    Ok(listed)
}

/// The JSON of a body, which some servers begin with a byte order mark.
fn document(body: &[u8]) -> Result<Value, String> {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    serde_json::from_slice(body).map_err(|error| {
        // The error's place, and not its words: those may quote a customer's data.
        format!("it is no JSON (line {}, column {})", error.line(), error.column())
    })
}
