//! The real network: HTTP over rustls with the operating system's certificates.

use std::error::Error;
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderValue};
use secrecy::ExposeSecret;

use crate::transport::{Method, Request, Response, Transport, TransportError};
use sitebook_service_client::is_loopback;

/// How long a connection may take, with TLS.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// HTTP with connection reuse, gzip, and the system's certificate store.
#[derive(Debug, Clone)]
pub struct HttpTransport {
    remote: reqwest::Client,
    /// Without proxies: a proxy cannot reach this computer's loopback, and must not see what goes there.
    local: reqwest::Client,
}

impl HttpTransport {
    /// Prepares the network; fails when TLS cannot be set up on this computer.
    pub fn new() -> Result<Self, TransportError> {
        let builder = || {
            reqwest::Client::builder()
                .connect_timeout(CONNECT_TIMEOUT)
                .redirect(reqwest::redirect::Policy::none())
                // The client counts and spaces its own retries.
                .retry(reqwest::retry::never())
                .referer(false)
                .user_agent(concat!("Sitebook/", env!("CARGO_PKG_VERSION")))
        };
        let build = |builder: reqwest::ClientBuilder| builder.build().map_err(|error| not_sent(&error));
        Ok(Self { remote: build(builder())?, local: build(builder().no_proxy())? })
    }
}

impl Transport for HttpTransport {
    async fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let client = if request.url.host().is_some_and(|host| is_loopback(&host)) { &self.local } else { &self.remote };
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Patch => reqwest::Method::PATCH,
        };
        let mut builder =
            client.request(method, request.url.clone()).timeout(request.timeout).headers(headers(request)?);
        if let Some(body) = &request.body {
            builder = builder.body(body.clone());
        }
        let mut answer = builder.send().await.map_err(|error| classified(&error))?;
        let headers = answer
            .headers()
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        let status = answer.status().as_u16();
        let mut body = Vec::new();
        // Chunk by chunk, decompressed: a small gzip file can unpack to gigabytes.
        while let Some(chunk) = answer.chunk().await.map_err(|error| classified(&error))? {
            if (body.len() + chunk.len()) as u64 > request.limit_bytes {
                return Err(TransportError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Response { status, headers, body })
    }
}

fn headers(request: &Request) -> Result<HeaderMap, TransportError> {
    let mut headers = HeaderMap::new();
    for header in &request.headers {
        let mut value = HeaderValue::from_str(header.value.expose_secret())
            .map_err(|_| TransportError::NotSent { why: format!("the {} cannot be sent as a header", header.name) })?;
        value.set_sensitive(true);
        headers.insert(header.name, value);
    }
    Ok(headers)
}

fn classified(error: &reqwest::Error) -> TransportError {
    // A connection that could not be made in time was never used, whatever else it is.
    if error.is_connect() || error.is_builder() {
        not_sent(error)
    } else if error.is_timeout() {
        TransportError::Timeout
    } else {
        TransportError::Broken { why: innermost(error) }
    }
}

fn not_sent(error: &reqwest::Error) -> TransportError {
    TransportError::NotSent { why: innermost(error) }
}

/// The last cause: the outer ones repeat the URL and say "error sending request".
fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
