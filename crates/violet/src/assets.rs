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

/// The company's colour: `#` and six digits, which the settings allow only where text on it can be read.
pub(crate) async fn brand(State(violet): State<Violet>) -> Result<Response, Broken> {
    let colour = violet.workspace.owner_company().await?.colour;
    let is_colour = colour
        .strip_prefix('#')
        .is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
    let style =
        if is_colour { format!(":root{{--fill:{colour};--on-fill:{}}}", text_on(&colour)) } else { String::new() };
    Ok((kind("text/css; charset=utf-8", FOR_A_WHILE), style).into_response())
}

/// White or black, whichever is easier to read on a colour (WCAG 2.2, relative luminance; they meet at 0.179).
fn text_on(colour: &str) -> &'static str {
    let channel = |place: usize| {
        let part = colour.get(place..place + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let value = f64::from(part.unwrap_or_default()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    let luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
    if luminance > 0.179 { "#000000" } else { "#FFFFFF" }
}

/// The company's logo.
pub(crate) async fn logo(State(violet): State<Violet>) -> Result<Response, Broken> {
    Ok(match violet.workspace.owner_logo().await? {
        Some((media_type, picture)) => {
            let media_type = HeaderValue::from_static(media_type);
            let headers =
                [(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, HeaderValue::from_static(FOR_EVER))];
            (headers, picture).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    })
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
    fn text_on_the_companys_colour_can_be_read() {
        assert_eq!((text_on("#FFFFFF"), text_on("#FFCC00"), text_on("#3399FF")), ("#000000", "#000000", "#000000"));
        assert_eq!((text_on("#000000"), text_on("#0B6173"), text_on("#8B0000")), ("#FFFFFF", "#FFFFFF", "#FFFFFF"));
    }
}
