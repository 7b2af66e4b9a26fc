//! What the client asks of a network: one request, one answer, nothing clever.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use secrecy::SecretString;
use url::Url;

/// The methods that are used; there is no DELETE, and PUT would clear every field that is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates.
    Post,
    /// Changes fields.
    Patch,
}

impl Method {
    /// The upper-case name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// One header to be sent; every value is treated as secret, because some are.
#[derive(Debug, Clone)]
pub struct Header {
    /// Lower-case name.
    pub name: &'static str,
    /// The value.
    pub value: SecretString,
}

/// One request.
#[derive(Debug, Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The whole URL; holds no secrets.
    pub url: Url,
    /// Headers.
    pub headers: Vec<Header>,
    /// JSON body.
    pub body: Option<Vec<u8>>,
    /// The longest that the whole exchange may take, up to the last byte of the answer.
    pub timeout: Duration,
    /// The most bytes of body, decompressed, that may be read.
    pub limit_bytes: u64,
}

/// One answer, of whatever status: redirects are not followed.
#[derive(Clone, PartialEq, Eq)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Lower-case header names with their values.
    pub headers: Vec<(String, String)>,
    /// The whole body, decompressed.
    pub body: Vec<u8>,
}

impl Response {
    /// The first value of a header, by lower-case name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

impl fmt::Debug for Response {
    /// Customers' data stays out of logs.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Response")
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TransportError {
    /// The request never left: no address, no connection, no TLS.
    NotSent {
        /// The network's words, without secrets.
        why: String,
    },
    /// No answer, or no end of it, in time.
    Timeout,
    /// The connection broke after the request, or part of it, had been sent.
    Broken {
        /// The network's words, without secrets.
        why: String,
    },
    /// The body was larger than the request allowed.
    TooLarge,
}

/// A network.
pub trait Transport: Send + Sync {
    /// Sends one request and reads the whole answer. Never follows redirects and never retries.
    fn send(&self, request: &Request) -> impl Future<Output = Result<Response, TransportError>> + Send;
}

impl<T: Transport> Transport for &T {
    fn send(&self, request: &Request) -> impl Future<Output = Result<Response, TransportError>> + Send {
        (**self).send(request)
    }
}
