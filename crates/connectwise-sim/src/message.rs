//! Requests and answers as plain values, so that the simulator needs no server to be tested.

use std::borrow::Cow;
use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json};

/// One request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// Upper-case method.
    pub method: String,
    /// Path with a leading slash, still percent-encoded.
    pub path: String,
    /// Query without the question mark, still percent-encoded.
    pub query: String,
    /// Header names in lower case with their values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// Seconds since 1970, UTC: the simulator has no clock of its own.
    pub now: i64,
    /// How many other requests are being answered.
    pub in_flight: u32,
}

impl Request {
    /// The first value of a header, by lower-case name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// What comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Response {
    /// An HTTP answer.
    Answer(Answer),
    /// The connection is dropped without an answer.
    Reset,
}

impl Response {
    /// The HTTP status; 0 for a dropped connection.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::Answer(answer) => answer.status,
            Self::Reset => 0,
        }
    }

    /// The body as JSON; null when there is none.
    #[must_use]
    pub fn json(&self) -> Value {
        match self {
            Self::Answer(answer) => serde_json::from_slice(&answer.body).unwrap_or(Value::Null),
            Self::Reset => Value::Null,
        }
    }

    /// The first value of a header, by lower-case name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        match self {
            Self::Answer(answer) => answer.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()),
            Self::Reset => None,
        }
    }
}

/// An HTTP answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Header names in lower case with their values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// How long the server keeps it back.
    pub delay: Duration,
    /// How long the server takes to send the body, in small pieces.
    pub spread: Duration,
}

impl Answer {
    /// An answer without a body.
    #[must_use]
    pub fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new(), delay: Duration::ZERO, spread: Duration::ZERO }
    }

    /// An answer whose JSON is written already.
    #[must_use]
    pub fn json_text(status: u16, body: Vec<u8>) -> Self {
        Self { body, ..Self::empty(status) }.with_header("content-type", "application/json; charset=utf-8")
    }

    /// A JSON answer.
    #[must_use]
    pub fn json(status: u16, body: &Value) -> Self {
        Self::json_text(status, body.to_string().into_bytes())
    }

    /// A web page, as gateways and login screens answer.
    #[must_use]
    pub fn html(status: u16) -> Self {
        const PAGE: &[u8] = b"<!DOCTYPE html><html><head><title>ConnectWise</title></head><body>Sign in</body></html>";
        Self { body: PAGE.to_vec(), ..Self::empty(status) }.with_header("content-type", "text/html; charset=utf-8")
    }

    /// The same answer with one more header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }
}

/// A refusal in the API's shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: Cow<'static, str>,
    pub(crate) message: String,
    pub(crate) faults: Vec<Fault>,
}

/// One entry of a refusal's `errors`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Fault {
    pub(crate) code: Cow<'static, str>,
    pub(crate) message: String,
    pub(crate) resource: &'static str,
    pub(crate) field: String,
}

impl Refusal {
    pub(crate) fn new(status: u16, code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self { status, code: code.into(), message: message.into(), faults: Vec::new() }
    }

    /// No answer at all: the connection is dropped.
    pub(crate) fn silence() -> Self {
        Self::new(0, "", "")
    }

    pub(crate) fn is_silence(&self) -> bool {
        self.status == 0
    }

    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(404, "NotFound", format!("{what} not found"))
    }

    pub(crate) fn method(method: &str) -> Self {
        Self::new(405, "MethodNotAllowed", format!("The requested resource does not support http method '{method}'."))
    }

    pub(crate) fn invalid(resource: &'static str, faults: Vec<Fault>) -> Self {
        Self { status: 400, code: "InvalidObject".into(), message: format!("{resource} object is invalid"), faults }
    }

    pub(crate) fn answer(&self) -> Answer {
        let errors = if self.faults.is_empty() { Value::Null } else { json!(self.faults) };
        Answer::json(self.status, &json!({"code": self.code, "message": self.message, "errors": errors}))
    }
}

impl Fault {
    pub(crate) fn new(
        code: impl Into<Cow<'static, str>>,
        resource: &'static str,
        field: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self { code: code.into(), message: message.into(), resource, field: field.into() }
    }
}
