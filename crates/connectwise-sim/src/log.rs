//! What was asked of the simulator.

use serde_json::Value;

use crate::message::{Request, Response};
use crate::query::Query;
use crate::settings::Settings;
use crate::sign_in;
use crate::state::PRIVATE_KEY;
use crate::violations::{self, Violation};

/// One request and how it ended.
#[derive(Debug, Clone, PartialEq)]
pub struct LoggedRequest {
    /// Upper-case method.
    pub method: String,
    /// Path with the codebase.
    pub path: String,
    /// Query, still percent-encoded.
    pub query: String,
    /// Header names in lower case with their values; of `authorization` and `clientid` only whether they are `right`
    /// or `wrong`.
    pub headers: Vec<(String, String)>,
    /// Body as JSON; null when there was none.
    pub body: Value,
    /// Seconds since 1970, UTC.
    pub now: i64,
    /// HTTP status; 0 for a dropped connection.
    pub status: u16,
    /// Header names of the reply in lower case with their values.
    pub reply_headers: Vec<(String, String)>,
    /// Body of the reply; none where it was no JSON, empty, or larger than the log keeps.
    pub reply: Option<Value>,
    /// What it broke of the tables of fields and parameters.
    pub violations: Vec<Violation>,
}

impl LoggedRequest {
    pub(crate) fn new(request: &Request, response: &Response, settings: &Settings) -> Self {
        let answer = match response {
            Response::Answer(answer) => Some(answer),
            Response::Reset => None,
        };
        let kept = answer.filter(|answer| answer.body.len() <= settings.logged_reply_bytes);
        let body = serde_json::from_slice(&request.body).unwrap_or(Value::Null);
        Self {
            method: request.method.clone(),
            path: request.path.clone(),
            query: request.query.clone(),
            headers: request.headers.iter().map(|(name, value)| (name.clone(), shown(name, value))).collect(),
            now: request.now,
            status: response.status(),
            reply_headers: answer.map(|answer| answer.headers.clone()).unwrap_or_default(),
            reply: kept.and_then(|answer| {
                let text = answer.body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&answer.body);
                serde_json::from_slice(text).ok()
            }),
            violations: violations::of(request, &body),
            body,
        }
    }

    /// The first value of a header, by lower-case name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
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

/// Secrets never reach the log, not even invented ones: people may try real keys here.
fn shown(name: &str, value: &str) -> String {
    let is_right = match name {
        "authorization" => sign_in::is_right_authorization(value, PRIVATE_KEY),
        "clientid" => sign_in::is_right_client_id(value),
        _ => return value.to_owned(),
    };
    if is_right { "right".to_owned() } else { "wrong".to_owned() }
}
