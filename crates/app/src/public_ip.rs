//! The office's address as the internet sees it: what the IP allow-list of ConnectWise must contain.
//!
//! The only request that goes to anybody but the services that the user connected. It is made when a person asks for
//! it, never by itself, and carries nothing but itself.

use std::net::IpAddr;
use std::time::Duration;

use crate::dto::{Nothing, PublicIpReply};
use crate::{AppError, ErrorCode, Workspace};

/// Answers with the caller's address as plain text: <https://www.ipify.org>.
const SERVICE: &str = "https://api.ipify.org";
/// Names another service of the same kind, for networks that block the usual one.
const SERVICE_VARIABLE: &str = "SITEBOOK_ADDRESS_SERVICE";
const TIMEOUT: Duration = Duration::from_secs(10);
/// Longer than any address; anything longer is a page of something in between.
const ANSWER_LIMIT: usize = 64;

impl Workspace {
    /// Asks a public service for this office's address. To be called only when a person wants it.
    pub async fn public_ip(&self, _: Nothing) -> Result<PublicIpReply, AppError> {
        let service = std::env::var(SERVICE_VARIABLE).unwrap_or_else(|_| SERVICE.to_owned());
        ask(&service).await
    }
}

async fn ask(service: &str) -> Result<PublicIpReply, AppError> {
    let failed = |why: String| AppError {
        retryable: true,
        ..AppError::new(
            ErrorCode::Unavailable,
            format!("{service} could not tell this office's address: {why}. Look at the router, or try again."),
        )
    };
    let client = reqwest::Client::builder()
        .timeout(TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(|error| failed(error.without_url().to_string()))?;
    let mut response = client
        .get(service)
        .send()
        .await
        .and_then(reqwest::Response::error_for_status)
        .map_err(|error| failed(error.without_url().to_string()))?;
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failed(error.without_url().to_string()))? {
        body.extend_from_slice(&chunk);
        if body.len() > ANSWER_LIMIT {
            return Err(failed("it answered with something else".to_owned()));
        }
    }
    let text = String::from_utf8_lossy(&body);
    let ip: IpAddr = text.trim().parse().map_err(|_| failed("it answered with something else".to_owned()))?;
    Ok(PublicIpReply { ip: ip.to_string(), asked: service.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    /// A server that answers one request with this body.
    async fn answering(body: &str) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 1024];
            let _ = stream.read(&mut request).await.unwrap();
            stream.write_all(answer.as_bytes()).await.unwrap();
        });
        format!("http://{address}")
    }

    #[tokio::test]
    async fn an_address_is_passed_on_with_who_was_asked() {
        let service = answering("81.2.69.142\n").await;
        let reply = ask(&service).await.unwrap();
        assert_eq!((reply.ip.as_str(), reply.asked), ("81.2.69.142", service));
    }

    #[tokio::test]
    async fn a_page_is_no_address() {
        for body in ["<html></html>".to_owned(), "1".repeat(100)] {
            assert_eq!(ask(&answering(&body).await).await.unwrap_err().code, ErrorCode::Unavailable);
        }
    }

    #[tokio::test]
    async fn without_a_network_it_may_be_tried_again() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let service = format!("http://{}", listener.local_addr().unwrap());
        drop(listener);
        assert!(ask(&service).await.unwrap_err().retryable);
    }
}
