//! What pages are made of beside their words, and what programs ask for.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;
use sitebook_owner_pages::files::{ICON, PICTURES, SCRIPT, STYLE, version};

use crate::router::Violet;
use crate::visitor::Broken;

/// Files with their version in the address never change.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// What may change with the settings is asked for again after five minutes.
const FOR_A_WHILE: &str = "public, max-age=300";

type Headers<const N: usize> = [(HeaderName, HeaderValue); N];

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

/// The same for home screens, in one of three sizes.
pub(crate) async fn picture(Path(size): Path<u32>) -> Response {
    match PICTURES.iter().find(|(known, _)| *known == size) {
        Some((_, picture)) => (kind("image/png", FOR_EVER), *picture).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Nothing here is for search engines.
pub(crate) async fn robots() -> impl IntoResponse {
    (kind("text/plain", FOR_A_WHILE), "User-agent: *\nDisallow: /\n")
}

/// The company's colour and that of text on it, which the settings allow only where the text can be read.
pub(crate) async fn brand(State(violet): State<Violet>) -> Result<Response, Broken> {
    let company = violet.workspace.owner_company().await?;
    Ok((kind("text/css; charset=utf-8", FOR_A_WHILE), company.brand()).into_response())
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
    let version = version();
    let drawn = json!({ "src": format!("/icon.svg?{version}"), "sizes": "any", "type": "image/svg+xml" });
    let pictures = PICTURES.iter().map(|(size, _)| {
        let address = format!("/icon/{size}?{version}");
        // Nothing of the picture is near an edge: a phone may cut it to any shape.
        json!({ "src": address, "sizes": format!("{size}x{size}"), "type": "image/png", "purpose": "any maskable" })
    });
    let manifest = json!({
        "name": name,
        "short_name": name.chars().take(12).collect::<String>(),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#F5F7F7",
        "theme_color": "#FFFFFF",
        "icons": pictures.chain([drawn]).collect::<Vec<_>>(),
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
