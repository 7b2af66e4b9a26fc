//! The two cookies: what this browser alone knows, and the session.

use std::sync::{Arc, Mutex, PoisonError};

use axum::http::{HeaderMap, HeaderValue, header};
use secrecy::{ExposeSecret, SecretString};

/// What this browser alone knows. The prefix keeps other hosts of the domain from setting it (RFC 6265bis, 4.1.3.2).
pub(crate) const BROWSER: &str = "__Host-violet-browser";

/// The session.
pub(crate) const SESSION: &str = "__Host-violet-session";

/// How long a browser keeps them: as long as a session may be idle.
const MAX_AGE: u64 = 30 * 24 * 60 * 60;

/// Longest value that is looked at. Ours have 43 characters.
const LONGEST: usize = 100;

/// The cookies that a browser gets with the answer to its request, whatever that is: a new token that is lost with an answer
/// which says that something went wrong would be lost for good.
#[derive(Debug, Clone, Default)]
pub(crate) struct NewCookies(Arc<Mutex<Vec<(&'static str, HeaderValue)>>>);

impl NewCookies {
    /// Adds one, in place of an earlier one of that name.
    pub(crate) fn add(&self, name: &'static str, cookie: Option<HeaderValue>) {
        let mut cookies = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        cookies.retain(|(known, _)| *known != name);
        cookies.extend(cookie.map(|cookie| (name, cookie)));
    }

    /// Takes all of them back.
    pub(crate) fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Puts them into an answer, which has the last word about those that it sets itself.
    pub(crate) fn put_into(&self, headers: &mut HeaderMap) {
        let cookies = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        for (name, cookie) in cookies {
            let is_of = |said: &HeaderValue| {
                said.as_bytes().strip_prefix(name.as_bytes()).is_some_and(|rest| rest.starts_with(b"="))
            };
            if !headers.get_all(header::SET_COOKIE).iter().any(is_of) {
                headers.append(header::SET_COOKIE, cookie);
            }
        }
    }
}

/// The value of a cookie that came with a request.
pub(crate) fn read(headers: &HeaderMap, name: &str) -> Option<SecretString> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, value) = pairs.find(|(key, value)| *key == name && !value.is_empty() && value.len() <= LONGEST)?;
    Some(value.to_owned().into())
}

/// The header that sets a cookie.
pub(crate) fn set(name: &str, value: &SecretString) -> Option<HeaderValue> {
    written(name, &format!("{}; Max-Age={MAX_AGE}", value.expose_secret()))
}

/// The header that takes a cookie away.
pub(crate) fn remove(name: &str) -> Option<HeaderValue> {
    written(name, "; Max-Age=0")
}

fn written(name: &str, value: &str) -> Option<HeaderValue> {
    // The session comes along with requests of our own pages alone. The browser's key opens nothing; it also comes along with
    // the link in a mail, or that would begin a second life beside an open page.
    let site = if name == SESSION { "Strict" } else { "Lax" };
    let cookie = format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite={site}");
    let mut value = HeaderValue::from_str(&cookie).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others_and_nothing_else_is() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; __Host-violet-session=token; b=2"));
        headers.append(header::COOKIE, HeaderValue::from_static("__Host-violet-browser="));
        assert_eq!(read(&headers, SESSION).unwrap().expose_secret(), "token");
        assert!(read(&headers, BROWSER).is_none() && read(&headers, "violet-session").is_none());
    }

    #[test]
    fn what_is_set_is_out_of_reach_of_scripts_and_other_sites() {
        let header = set(SESSION, &"token".to_owned().into()).unwrap();
        for word in
            ["__Host-violet-session=token;", "Path=/", "Secure", "HttpOnly", "SameSite=Strict", "Max-Age=2592000"]
        {
            assert!(header.to_str().unwrap().contains(word), "{word}");
        }
        assert!(header.is_sensitive());
        assert!(set(BROWSER, &"key".to_owned().into()).unwrap().to_str().unwrap().contains("SameSite=Lax"));
        assert!(set(SESSION, &"line\nbreak".to_owned().into()).is_none());
    }
}
