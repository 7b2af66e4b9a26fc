//! What was asked of the simulator.

use serde_json::Value;

use crate::message::Request;
use crate::query::Query;

/// One request and how it ended.
#[derive(Debug, Clone, PartialEq)]
pub struct LoggedRequest {
    /// Upper-case method.
    pub method: String,
    /// Path with the codebase.
    pub path: String,
    /// Query, still percent-encoded.
    pub query: String,
    /// Body as JSON; null when there was none.
    pub body: Value,
    /// HTTP status; 0 for a dropped connection.
    pub status: u16,
}

impl LoggedRequest {
    pub(crate) fn new(request: &Request, status: u16) -> Self {
        Self {
            method: request.method.clone(),
            path: request.path.clone(),
            query: request.query.clone(),
            body: serde_json::from_slice(&request.body).unwrap_or(Value::Null),
            status,
        }
    }

    /// A query parameter, decoded.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<String> {
        Query::parse(&self.query).get(name).map(str::to_owned)
    }

    /// Whether it would have changed something: any method but GET.
    #[must_use]
    pub fn writes(&self) -> bool {
        self.method != "GET"
    }
}
