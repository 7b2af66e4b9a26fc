//! The real network: HTTP over rustls with the operating system's certificates.

use std::error::Error;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, DATE, HeaderName, HeaderValue, RETRY_AFTER};
use secrecy::ExposeSecret;

use crate::transport::{Request, Response, Transport, TransportError};
use crate::{DomotzError, Method};
use sitebook_service_client::is_loopback;

/// How long a connection may take, with TLS.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The header that carries the key.
const KEY: HeaderName = HeaderName::from_static("x-api-key");

/// HTTP with connection reuse, gzip, and the system's certificate store.
#[derive(Debug, Clone)]
pub struct HttpTransport {
    remote: reqwest::Client,
    /// Without proxies: a proxy cannot reach this computer's loopback, and must not see what goes there.
    local: reqwest::Client,
}

impl HttpTransport {
    /// Prepares the network; fails when TLS cannot be set up on this computer.
    pub fn new() -> Result<Self, DomotzError> {
        let builder = || {
            reqwest::Client::builder()
                .connect_timeout(CONNECT_TIMEOUT)
                // The key goes to the host that a person named, and nowhere else.
                .redirect(reqwest::redirect::Policy::none())
                // The client counts and spaces its own retries.
                .retry(reqwest::retry::never())
                .referer(false)
                .user_agent(concat!("Sitebook/", env!("CARGO_PKG_VERSION")))
        };
        let build = |builder: reqwest::ClientBuilder| {
            let failed = |error| DomotzError::Unreachable { host: "the network".to_owned(), why: innermost(&error) };
            builder.build().map_err(failed)
        };
        Ok(Self { remote: build(builder())?, local: build(builder().no_proxy())? })
    }
}

impl Transport for HttpTransport {
    async fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let client = if request.url.host().is_some_and(|host| is_loopback(&host)) { &self.local } else { &self.remote };
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Put => reqwest::Method::PUT,
            Method::Post => reqwest::Method::POST,
        };
        let mut key = HeaderValue::from_str(request.key.expose_secret())
            .map_err(|_| TransportError::NotSent { why: "the key cannot be sent as a header".to_owned() })?;
        key.set_sensitive(true);
        let mut builder = client.request(method, request.url.clone()).timeout(request.timeout).header(KEY, key);
        if let Some(body) = &request.body {
            builder = builder.header(CONTENT_TYPE, "application/json").body(body.clone());
        }
        let mut answer = builder.send().await.map_err(|error| classified(&error))?;
        let header = |name: HeaderName| {
            let value = answer.headers().get(name)?;
            Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let (retry_after, date) = (header(RETRY_AFTER), header(DATE));
        let status = answer.status().as_u16();
        let mut body = Vec::new();
        // Chunk by chunk, decompressed: a small gzip file can unpack to gigabytes.
        while let Some(chunk) = answer.chunk().await.map_err(|error| classified(&error))? {
            if (body.len() + chunk.len()) as u64 > request.limit_bytes {
                return Err(TransportError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Response { status, retry_after, date, body })
    }
}

fn classified(error: &reqwest::Error) -> TransportError {
    let why = innermost(error);
    // A connection that could not be made in time was never used, whatever else it is.
    if error.is_connect() || error.is_builder() {
        TransportError::NotSent { why }
    } else {
        TransportError::Broken { why }
    }
}

/// The last cause: the outer ones repeat the URL and say "error sending request".
fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
