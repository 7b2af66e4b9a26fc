//! How the devices of an agent are connected.

use serde_json::Value;

use super::Record;
use super::lenient::{integer, member};

/// The service's map of an agent's network. It calls the ends of a connection `from` and `to`, and does not say what that
/// means: nothing may be concluded from which is which.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Topology {
    /// Pairs of devices that are connected, by the service's ids.
    pub edges: Vec<(i64, i64)>,
    /// Connections that could not be read. What looks unconnected may be connected by them.
    pub unread: usize,
}

impl Record for Topology {
    fn read(value: &Value) -> Result<Self, String> {
        let rows = match member(value, &["edges"]) {
            Value::Array(rows) => rows.as_slice(),
            Value::Null if value.is_object() => &[],
            _ => return Err("it has no list of connections".to_owned()),
        };
        let end = |row: &Value, name: &str| integer(row, &[name]);
        let edges: Vec<(i64, i64)> = rows.iter().filter_map(|row| Some((end(row, "from")?, end(row, "to")?))).collect();
        Ok(Self { unread: rows.len() - edges.len(), edges })
    }
}
