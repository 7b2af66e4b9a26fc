//! Requests and answers as plain values, so that the simulator needs no server to be tested.

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
    /// The header `X-Api-Key`.
    pub key: Option<String>,
    /// The body.
    pub body: Vec<u8>,
    /// Seconds since 1970, UTC: the simulator has no clock of its own.
    pub now: i64,
    /// How many other requests are being answered.
    pub in_flight: u32,
}

impl Request {
    /// The value of a query parameter.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }
}

/// How an answer ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// As it should.
    Whole,
    /// Half of the body comes, and the connection breaks.
    CutOff,
    /// The connection is dropped before anything comes.
    Dropped,
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
    /// How it ends.
    pub ending: Ending,
}

/// What comes back.
pub type Response = Answer;

impl Answer {
    /// The body as JSON; null when there is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// A header, by lower-case name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn of(status: u16, body: &Value) -> Self {
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        Self { status, headers, body: body.to_string().into_bytes(), ending: Ending::Whole }
    }

    pub(crate) fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new(), ending: Ending::Whole }
    }

    pub(crate) fn error(status: u16, words: &str) -> Self {
        Self::of(status, &json!({ "message": words }))
    }

    pub(crate) fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }
}

/// A request that was answered.
#[derive(Debug, Clone, PartialEq)]
pub struct LoggedRequest {
    /// Upper-case method.
    pub method: String,
    /// Path behind `/public-api/v1`, still percent-encoded.
    pub path: String,
    /// Query.
    pub query: String,
    /// The body as JSON; null when there was none.
    pub body: Value,
    /// HTTP status of the answer; 0 where the connection was dropped.
    pub status: u16,
    /// The answer's body as JSON; none where it was not kept or is none.
    pub reply: Option<Value>,
}
