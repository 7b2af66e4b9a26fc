//! What pages are made of beside their words, and what programs ask for.

use std::sync::LazyLock;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use crate::router::Violet;
use crate::visitor::Broken;

const STYLE: &str = include_str!("../assets/violet.css");
const SCRIPT: &str = include_str!("../assets/violet.js");
const ICON: &str = include_str!("../assets/icon.svg");

/// Files with their version in the address never change.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// What may change with the settings is asked for again after five minutes.
const FOR_A_WHILE: &str = "public, max-age=300";

type Headers<const N: usize> = [(HeaderName, HeaderValue); N];

/// The version of the files: whoever has one of this version need not ask for it again.
pub(crate) fn version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| {
        // FNV-1a, 64 bits: tells versions apart, and keeps no secret.
        let bytes = STYLE.bytes().chain(SCRIPT.bytes()).chain(ICON.bytes());
        let hash =
            bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        format!("{hash:016x}")
    });
    &VERSION
}

fn kind(media_type: &'static str, cache: &'static str) -> Headers<2> {
    [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CACHE_CONTROL, HeaderValue::from_static(cache)),
    ]
}

pub(crate) async fn style() -> impl IntoResponse {
    (kind("text/css; charset=utf-8", FOR_EVER), STYLE)
}

pub(crate) async fn script() -> impl IntoResponse {
    (kind("text/javascript; charset=utf-8", FOR_EVER), SCRIPT)
}

pub(crate) async fn icon() -> impl IntoResponse {
    (kind("image/svg+xml", FOR_EVER), ICON)
}

/// Nothing here is for search engines.
pub(crate) async fn robots() -> impl IntoResponse {
    (kind("text/plain", FOR_A_WHILE), "User-agent: *\nDisallow: /\n")
}

/// The company's colour and that of text on it, which the settings allow only where the text can be read.
pub(crate) async fn brand(State(violet): State<Violet>) -> Result<Response, Broken> {
    let company = violet.workspace.owner_company().await?;
    let style = if is_colour(&company.colour) && is_colour(&company.colour_text) {
        format!(":root{{--fill:{};--on-fill:{}}}", company.colour, company.colour_text)
    } else {
        String::new()
    };
    Ok((kind("text/css; charset=utf-8", FOR_A_WHILE), style).into_response())
}

/// `#` and six digits; anything else has no place in a style.
fn is_colour(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

/// The company's logo.
pub(crate) async fn logo(State(violet): State<Violet>) -> Result<Response, Broken> {
    let Some((media_type, picture)) = violet.workspace.owner_logo().await? else {
        return Ok(StatusCode::NOT_FOUND.into_response());
    };
    Ok((kind(media_type, FOR_A_WHILE), picture).into_response())
}

/// What a phone needs to put the app on its home screen.
pub(crate) async fn manifest(State(violet): State<Violet>) -> Result<Response, Broken> {
    let company = violet.workspace.owner_company().await?.name;
    let name = if company.is_empty() { "My network".to_owned() } else { company };
    let manifest = json!({
        "name": name,
        "short_name": name.chars().take(12).collect::<String>(),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#F5F7F7",
        "theme_color": "#FFFFFF",
        "icons": [{ "src": format!("/icon.svg?{}", version()), "sizes": "any", "type": "image/svg+xml" }],
    });
    let headers = kind("application/manifest+json", FOR_A_WHILE);
    Ok((headers, manifest.to_string()).into_response())
}

/// Whether the app answers, for whatever watches over it. Touches nothing.
pub(crate) async fn health() -> &'static str {
    "ok\n"
}

/// A question of the office: whether this address belongs to its workspace.
#[derive(Deserialize)]
pub(crate) struct Challenge {
    #[serde(default)]
    nonce: String,
}

/// Answers with the workspace's id, and with what only this workspace can make of the question.
pub(crate) async fn challenge(
    State(violet): State<Violet>,
    Query(challenge): Query<Challenge>,
) -> Result<Response, Broken> {
    let nonce = challenge.nonce;
    let is_nonce = (16..=128).contains(&nonce.len())
        && nonce.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if !is_nonce {
        return Ok(StatusCode::BAD_REQUEST.into_response());
    }
    Ok(Json(violet.workspace.answer_challenge(&nonce).await?).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_colour_gets_into_the_style() {
        assert!(is_colour("#0B6173") && is_colour("#ffffff"));
        for other in ["", "#fff", "red", "#0B617", "#0B6173}", "#0B617g", "url(x)"] {
            assert!(!is_colour(other), "{other}");
        }
    }
}
