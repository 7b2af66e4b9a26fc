//! The routes, and what they share.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use sitebook_app::Workspace;

use crate::guard::{guard, not_found};
use crate::proxy::ReverseProxy;
use crate::{assets, devices, sign_in};

/// The largest form that is read, in bytes. Ours have some hundred.
const BODY_LIMIT: usize = 8 * 1024;

/// What every request needs.
#[derive(Debug, Clone)]
pub(crate) struct Violet {
    pub(crate) workspace: Workspace,
    pub(crate) proxy: Arc<ReverseProxy>,
    pub(crate) is_tls: bool,
}

pub(crate) fn router(workspace: Workspace, proxy: Arc<ReverseProxy>, is_tls: bool) -> Router {
    let violet = Violet { workspace, proxy, is_tls };
    Router::new()
        .route("/", get(devices::page))
        .route("/devices/{device}/power", post(devices::power))
        .route("/devices/{device}/internet", post(devices::internet))
        .route("/account", get(devices::account))
        .route("/invitation/{token}", get(sign_in::invitation))
        .route("/sign-in", get(sign_in::address).post(sign_in::ask_for_address))
        .route("/sign-in/invitation", post(sign_in::ask_by_invitation))
        .route("/sign-in/again", post(sign_in::ask_again))
        .route("/sign-in/code", get(sign_in::code).post(sign_in::enter))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/violet.css", get(assets::style))
        .route("/brand.css", get(assets::brand))
        .route("/violet.js", get(assets::script))
        .route("/icon.svg", get(assets::icon))
        .route("/icon/{size}", get(assets::picture))
        .route("/logo", get(assets::logo))
        .route("/violet.webmanifest", get(assets::manifest))
        .route("/robots.txt", get(assets::robots))
        .route("/health", get(assets::health))
        .route("/.well-known/sitebook-challenge", get(assets::challenge))
        .fallback(not_found)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(from_fn_with_state(violet.clone(), guard))
        .with_state(violet)
}
