//! Which host is meant by what people paste, and which host may be trusted with the keys.

use sitebook_psa::{PsaError, PsaErrorKind};
use sitebook_service_client::is_loopback;
use url::{Host, Url};

/// Cloud regions whose API has a host of its own beside the web client's (guide, "Cloud URLs").
const REGIONS: [&str; 5] = ["na", "eu", "au", "aus", "za"];
const CLOUD_DOMAIN: &str = "myconnectwise.net";
const STAGING_DOMAIN: &str = "connectwisedev.com";

/// Host and port of a URL as people write them.
pub(crate) fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// The origin (`https://host[:port]/`) that is meant by any form that people paste: a host, a host with port, the
/// address of the web client with path, query and fragment. The web client's cloud hosts become the API's.
pub(crate) fn origin(typed: &str) -> Result<Url, PsaError> {
    let text = typed.trim();
    let bad = |why: &str| PsaError::from(PsaErrorKind::BadHost { given: shown(text), why: why.to_owned() });
    if text.is_empty() {
        return Err(bad("it is empty"));
    }
    let whole =
        if text.contains("://") { text.to_owned() } else { format!("https://{}", text.trim_start_matches('/')) };
    let mut url = Url::parse(&whole).map_err(|_| bad("it is no host name"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(bad("it holds a user name or password; the keys have fields of their own"));
    }
    let host = url.host().ok_or_else(|| bad("it has no host"))?;
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&host) => {}
        "http" => return Err(bad("http is taken for this computer (127.0.0.1) only; use https")),
        _ => return Err(bad("only https is possible")),
    }
    if let Host::Domain(name) = host {
        let name = name.trim_end_matches('.').to_owned();
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c)) {
            return Err(bad("it is no host name"));
        }
        url.set_host(Some(&api_host(&name))).map_err(|_| bad("it is no host name"))?;
    }
    url.set_path("/");
    url.set_query(None);
    url.set_fragment(None);
    Ok(url)
}

/// What an error may repeat of what was typed: a password pasted with the address must not come back.
fn shown(text: &str) -> String {
    let without_user = text.rsplit('@').next().unwrap_or_default();
    without_user.chars().filter(|c| !c.is_control()).take(200).collect()
}

/// The API's host for a web client's host; any other host is its own.
fn api_host(name: &str) -> String {
    let is_web_client = REGIONS.iter().any(|region| name == format!("{region}.{CLOUD_DOMAIN}"))
        || name == format!("staging.{STAGING_DOMAIN}");
    if is_web_client { format!("api-{name}") } else { name.to_owned() }
}

/// The origin to use, given the one that was asked and the `SiteUrl` that it named.
///
/// The answer to an unauthenticated request decides where the keys go, so it is believed only within the same domain
/// or ConnectWise's own, only for https, and never for this computer, whose port must be kept.
pub(crate) fn trusted_origin(asked: &Url, site_url: Option<&str>) -> Url {
    let trusted = || {
        let named = origin(site_url?).ok()?;
        let (Some(Host::Domain(from)), Some(Host::Domain(to))) = (asked.host(), named.host()) else { return None };
        let secure = asked.scheme() == "https" && named.scheme() == "https" && !is_loopback(&Host::Domain(from));
        // The same host without its port is what servers on premises name; the port as typed is the one that works.
        let another = from != to;
        let known = [CLOUD_DOMAIN, STAGING_DOMAIN].into_iter().any(|domain| is_within(to, domain));
        (secure && another && (known || shares_domain(from, to))).then_some(named)
    };
    trusted().unwrap_or_else(|| asked.clone())
}

fn is_within(name: &str, domain: &str) -> bool {
    name == domain || name.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}

/// Whether two names belong to one registrable domain, as far as it can be told without the public suffix list:
/// doubtful suffixes count as not shared.
fn shares_domain(from: &str, to: &str) -> bool {
    if is_within(to, from) {
        return true;
    }
    let Some((_, parent)) = from.split_once('.') else { return false };
    let labels: Vec<&str> = parent.split('.').collect();
    let is_suffix = match labels.as_slice() {
        [second, top] => {
            // `co.uk`, `com.au`, `net.nz`: a short second level under a country belongs to everybody.
            top.len() == 2 && second.len() <= 3
        }
        [_, _, ..] => false,
        _ => true,
    };
    !is_suffix && is_within(to, parent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_that_people_paste() {
        for (typed, expected) in [
            ("na.myconnectwise.net", "https://api-na.myconnectwise.net/"),
            ("https://na.myconnectwise.net/v4_6_release/ConnectWise.aspx?a=1#x", "https://api-na.myconnectwise.net/"),
            ("  https://EU.myconnectwise.net/  ", "https://api-eu.myconnectwise.net/"),
            ("api-au.myconnectwise.net", "https://api-au.myconnectwise.net/"),
            ("na.myconnectwise.net.", "https://api-na.myconnectwise.net/"),
            ("staging.connectwisedev.com", "https://api-staging.connectwisedev.com/"),
            ("sandbox-na.myconnectwise.net", "https://sandbox-na.myconnectwise.net/"),
            ("//cw.example.com/x", "https://cw.example.com/"),
            ("cw.example.com:8443", "https://cw.example.com:8443/"),
            ("https://cw.example.com:443/v4_6_release/apis/3.0", "https://cw.example.com/"),
            ("psa_server.local", "https://psa_server.local/"),
            ("192.168.1.5:8443", "https://192.168.1.5:8443/"),
            ("http://127.0.0.1:5000", "http://127.0.0.1:5000/"),
            ("http://127.8.9.10/", "http://127.8.9.10/"),
            ("http://[::1]:80/x", "http://[::1]/"),
            ("http://localhost:9", "http://localhost:9/"),
            ("https://müller.example", "https://xn--mller-kva.example/"),
        ] {
            assert_eq!(origin(typed).unwrap().as_str(), expected, "{typed}");
        }
    }

    #[test]
    fn hosts_that_cannot_be_used() {
        for typed in [
            "",
            "   ",
            "http://na.myconnectwise.net",
            "http://192.168.1.5",
            "http://localhost.evil.example",
            "http://127.0.0.1.evil.example",
            "http://0.0.0.0",
            "ftp://na.myconnectwise.net",
            "https://user:secret@na.myconnectwise.net",
            "user@na.myconnectwise.net",
            "https://",
            "not a host",
            "cw.example.com:99999",
        ] {
            let error = origin(typed).unwrap_err();
            assert!(matches!(error.kind, PsaErrorKind::BadHost { .. }), "{typed}: {error}");
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }

    #[test]
    fn a_site_url_is_believed_only_near_home() {
        for (asked, named, expected) in [
            ("https://cw.msp.example", None, "https://cw.msp.example/"),
            ("https://cw.msp.example", Some("api-na.myconnectwise.net"), "https://api-na.myconnectwise.net/"),
            ("https://cw.msp.example", Some("https://na.myconnectwise.net/"), "https://api-na.myconnectwise.net/"),
            ("https://cw.msp.example", Some("api.msp.example"), "https://api.msp.example/"),
            ("https://cw.msp.example", Some("evil.example"), "https://cw.msp.example/"),
            ("https://cw.msp.example", Some("evilmyconnectwise.net"), "https://cw.msp.example/"),
            ("https://cw.msp.example", Some("http://api.msp.example"), "https://cw.msp.example/"),
            ("https://cw.msp.example", Some("x@api.msp.example"), "https://cw.msp.example/"),
            ("https://cw.msp.example", Some(""), "https://cw.msp.example/"),
            ("https://msp.co.uk", Some("other.co.uk"), "https://msp.co.uk/"),
            ("https://cw.msp.co.uk", Some("api.msp.co.uk"), "https://api.msp.co.uk/"),
            ("https://msp.com", Some("evil.com"), "https://msp.com/"),
            ("https://cw.msp.example:8443", Some("cw.msp.example"), "https://cw.msp.example:8443/"),
            ("https://192.168.1.5:8443", Some("api-na.myconnectwise.net"), "https://192.168.1.5:8443/"),
            ("http://127.0.0.1:5000", Some("api-na.myconnectwise.net"), "http://127.0.0.1:5000/"),
            ("http://localhost:5000", Some("localhost"), "http://localhost:5000/"),
            ("https://localhost:5000", Some("api-na.myconnectwise.net"), "https://localhost:5000/"),
        ] {
            let asked = origin(asked).unwrap();
            assert_eq!(trusted_origin(&asked, named).as_str(), expected, "{asked} {named:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_pasted_the_origin_is_https_or_this_computer(typed in "(https?://)?[a-z0-9.@:/\\[\\]-]{0,30}") {
            if let Ok(url) = origin(&typed) {
                proptest::prop_assert!(url.scheme() == "https" || is_loopback(&url.host().unwrap()));
                proptest::prop_assert_eq!(url.path(), "/");
                proptest::prop_assert_eq!(origin(url.as_str()).unwrap(), url);
            }
        }
    }
}
