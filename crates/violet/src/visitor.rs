//! Who is asking: address, browser, session.

use std::convert::Infallible;
use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use secrecy::SecretString;
use sitebook_app::{AppError, OwnerBrowser, OwnerVisit, form_token, is_form_token, new_owner_key};
use sitebook_owner_pages::{Shell, plain};

use crate::cookies::{self, NewCookies};
use crate::router::Violet;

/// The other end of the connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// Somebody who asks for a page, or sends a form.
pub(crate) struct Visitor {
    pub(crate) browser: OwnerBrowser,
    /// Who is signed in.
    pub(crate) visit: Option<OwnerVisit>,
    /// Whether this browser has just got its key.
    is_new: bool,
    cookies: NewCookies,
    /// A browser keeps cookies of this site to itself when a link of another site leads here.
    came_from_elsewhere: bool,
}

impl Visitor {
    /// What the forms of this browser carry.
    pub(crate) fn form(&self) -> String {
        form_token(&self.browser.key)
    }

    /// Whether a form came from one of our pages in this browser.
    pub(crate) fn sent(&self, token: &str) -> bool {
        !self.is_new && is_form_token(&self.browser.key, token)
    }

    /// Whether somebody followed a link from elsewhere, so that the session cookie may have stayed behind.
    pub(crate) fn may_be_signed_in(&self) -> bool {
        self.visit.is_none() && self.came_from_elsewhere
    }

    /// Leaves the cookies of this browser as they are: what came without them may well have some.
    pub(crate) fn keeps_its_cookies(&self) {
        self.cookies.forget();
    }

    /// An answer with the token of a new session, or without any.
    pub(crate) fn answer_with_session(&self, answer: impl IntoResponse, token: Option<&SecretString>) -> Response {
        let mut response = answer.into_response();
        let cookie = match token {
            Some(token) => {
                // A browser is known again for as long as it stays signed in.
                self.cookies.add(cookies::BROWSER, cookies::set(cookies::BROWSER, &self.browser.key));
                cookies::set(cookies::SESSION, token)
            }
            None => cookies::remove(cookies::SESSION),
        };
        if let Some(cookie) = cookie {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }
}

/// Something of ours is broken: the log says what, the page does not.
pub(crate) struct Broken(AppError);

impl From<AppError> for Broken {
    fn from(error: AppError) -> Self {
        Self(error)
    }
}

impl IntoResponse for Broken {
    fn into_response(self) -> Response {
        tracing::error!(code = ?self.0.code, error = %self.0, "a page could not be made");
        (StatusCode::INTERNAL_SERVER_ERROR, plain::broken(&Shell::without_company())).into_response()
    }
}

impl FromRequestParts<Violet> for Visitor {
    type Rejection = Broken;

    async fn from_request_parts(parts: &mut Parts, violet: &Violet) -> Result<Self, Broken> {
        let Caller(address) = match Caller::from_request_parts(parts, violet).await {
            Ok(caller) => caller,
            Err(never) => match never {},
        };
        let headers = &parts.headers;
        let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let known = cookies::read(headers, cookies::BROWSER);
        let is_new = known.is_none();
        let key = match known {
            Some(key) => key,
            None => new_owner_key()?,
        };
        let visit = match cookies::read(headers, cookies::SESSION) {
            Some(token) => violet.workspace.owner_visit(&token).await?,
            None => None,
        };
        let new_token = visit.as_ref().and_then(|visit| visit.new_token.as_ref());
        let cookies = parts.extensions.get::<NewCookies>().cloned().unwrap_or_default();
        if is_new || new_token.is_some() {
            cookies.add(cookies::BROWSER, cookies::set(cookies::BROWSER, &key));
        }
        if let Some(token) = new_token {
            cookies.add(cookies::SESSION, cookies::set(cookies::SESSION, token));
        }
        let came_from_elsewhere = text(HeaderName::from_static("sec-fetch-site")) == "cross-site";
        let description = text(header::USER_AGENT).to_owned();
        Ok(Self { browser: OwnerBrowser { key, description, address }, visit, is_new, cookies, came_from_elsewhere })
    }
}

/// The address of whoever asks.
pub(crate) struct Caller(pub(crate) IpAddr);

impl FromRequestParts<Violet> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, violet: &Violet) -> Result<Self, Infallible> {
        // Every connection says who is at its other end; a test without one is this computer.
        let peer = parts.extensions.get::<Peer>().map_or(IpAddr::from([127, 0, 0, 1]), |peer| peer.0);
        Ok(Self(violet.proxy.address(peer, &parts.headers)))
    }
}
