//! What every request passes: where a form may come from, how long an answer may take, what a browser may do with it, and
//! one line in the log.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sitebook_owner_pages::{Shell, plain};

use crate::cookies::NewCookies;
use crate::router::Violet;
use crate::visitor::Peer;

/// How long an answer may take. Switching asks the source of the device four times.
const ANSWER: Duration = Duration::from_secs(30);

/// Nothing but our own files, no script or style inside pages, no frame around them.
const CONTENT: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                       manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Nothing of a phone is needed.
const PERMISSIONS: &str = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()";

/// Two years, as the preload list asks for (hstspreload.org); only this host is spoken for.
const ONLY_HTTPS: &str = "max-age=63072000";

static SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
static PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
static OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// Lets a request through, and clothes its answer.
pub(crate) async fn guard(State(violet): State<Violet>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    // The pattern, never the path: that of an invitation is a key.
    let route = request.extensions().get::<MatchedPath>().map_or("(none)", MatchedPath::as_str).to_owned();
    let peer = request.extensions().get::<Peer>().map_or(IpAddr::from([127, 0, 0, 1]), |peer| peer.0);
    let is_https = violet.is_tls || violet.proxy.is_https(peer, request.headers());
    violet.proxy.notice(peer, request.headers(), began);
    let cookies = NewCookies::default();
    request.extensions_mut().insert(cookies.clone());
    let mut response = if is_safe(&method) || is_from_here(request.headers()) {
        match tokio::time::timeout(ANSWER, next.run(request)).await {
            Ok(response) => response,
            Err(_) => (StatusCode::GATEWAY_TIMEOUT, plain::too_slow(&Shell::without_company())).into_response(),
        }
    } else {
        (StatusCode::FORBIDDEN, plain::from_elsewhere(&Shell::without_company())).into_response()
    };
    clothe(response.headers_mut(), is_https);
    cookies.put_into(response.headers_mut());
    let millis = began.elapsed().as_millis() as u64;
    tracing::info!(%method, route, status = response.status().as_u16(), millis, "answered");
    response
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether what changes something was sent by a page of ours. Browsers say so themselves, and pages cannot make them say
/// otherwise; an old browser that does not is asked for the origin. What is no browser has no cookies to abuse.
fn is_from_here(headers: &HeaderMap) -> bool {
    if let Some(site) = headers.get(&SEC_FETCH_SITE) {
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
    origin.is_some_and(|(_, origin)| Some(origin) == host)
}

fn clothe(headers: &mut HeaderMap, is_https: bool) {
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, CONTENT),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (PERMISSIONS_POLICY.clone(), PERMISSIONS),
        (OPENER_POLICY.clone(), "same-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // Files that never change say so themselves.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if is_https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(ONLY_HTTPS));
    }
}

/// The answer to what is not there.
pub(crate) async fn not_found() -> Response {
    (StatusCode::NOT_FOUND, plain::not_found(&Shell::without_company())).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn forms_of_other_sites_are_told_apart() {
        for ours in [
            &[("sec-fetch-site", "same-origin")][..],
            &[("sec-fetch-site", "same-origin"), ("origin", "null")],
            &[("host", "violet.example"), ("origin", "https://violet.example")],
            &[],
        ] {
            assert!(is_from_here(&headers(ours)), "{ours:?}");
        }
        for foreign in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site"), ("host", "a.example"), ("origin", "https://a.example")],
            &[("host", "violet.example"), ("origin", "https://evil.example")],
            &[("host", "violet.example"), ("origin", "null")],
            &[("origin", "https://violet.example")],
        ] {
            assert!(!is_from_here(&headers(foreign)), "{foreign:?}");
        }
    }
}
