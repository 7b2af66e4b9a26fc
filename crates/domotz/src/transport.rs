//! What the client asks of a network: one request, one answer, nothing clever.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use secrecy::SecretString;
use url::Url;

use crate::Method;

/// One request.
#[derive(Debug, Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The whole URL; holds no secrets.
    pub url: Url,
    /// Value of the header `X-Api-Key`.
    pub key: SecretString,
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
    /// The header `Retry-After`.
    pub retry_after: Option<String>,
    /// The header `Date`, which a date in `Retry-After` is compared with.
    pub date: Option<String>,
    /// The whole body, decompressed.
    pub body: Vec<u8>,
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
    /// The request left, or part of it, and no whole answer came.
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
