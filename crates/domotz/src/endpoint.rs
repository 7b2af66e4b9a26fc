//! Which address is meant by what people paste from the portal ("API Key Endpoint").

use sitebook_service_client::is_loopback;
use url::{Host, Url};

use crate::DomotzError;

/// Where the API lies on its host; the version in the path has been the same since its beginning.
const PATH: &str = "/public-api/v1/";

/// The base of all paths, with a slash at its end. Taken are a host, with or without scheme, and an address with or
/// without the path of the API.
pub(crate) fn base(typed: &str) -> Result<Url, DomotzError> {
    let text = typed.trim();
    let bad = |why: &str| DomotzError::BadEndpoint { given: shown(text), why: why.to_owned() };
    if text.is_empty() {
        return Err(bad("it is empty"));
    }
    let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let mut url = Url::parse(&whole).map_err(|_| bad("it is no web address"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(bad("it holds a user name or password; the key has a field of its own"));
    }
    let host = url.host().ok_or_else(|| bad("it has no host"))?;
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&host) => {}
        "http" => return Err(bad("http is taken for this computer (127.0.0.1) only; use https")),
        _ => return Err(bad("only https is possible")),
    }
    if let Host::Domain(name) = host
        && !name.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c))
    {
        return Err(bad("it is no host name"));
    }
    let given = url.path().trim_matches('/');
    let known = PATH.trim_matches('/');
    // The start of the path is what a person may have copied; anything else is another page.
    if !given.is_empty() && given != known && !known.starts_with(&format!("{given}/")) {
        return Err(bad("its path is not that of the API (/public-api/v1)"));
    }
    url.set_path(PATH);
    url.set_query(None);
    url.set_fragment(None);
    Ok(url)
}

/// Host and port of a URL as people write them.
pub(crate) fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// What an error may repeat of what was typed: a password pasted with the address must not come back.
fn shown(text: &str) -> String {
    let without_user = text.rsplit('@').next().unwrap_or_default();
    without_user.chars().filter(|c| !c.is_control()).take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_that_people_paste() {
        for (typed, expected) in [
            (
                "https://api-us-east-1-cell-1.domotz.com/public-api/v1",
                "https://api-us-east-1-cell-1.domotz.com/public-api/v1/",
            ),
            ("api-eu-west-1-cell-1.domotz.com", "https://api-eu-west-1-cell-1.domotz.com/public-api/v1/"),
            (" https://api.example/ ", "https://api.example/public-api/v1/"),
            ("https://api.example/public-api/v1/", "https://api.example/public-api/v1/"),
            ("https://api.example/public-api", "https://api.example/public-api/v1/"),
            ("api.example:8443/public-api/v1", "https://api.example:8443/public-api/v1/"),
            ("https://api.example/public-api/v1?x=1#y", "https://api.example/public-api/v1/"),
            ("http://127.0.0.1:5000", "http://127.0.0.1:5000/public-api/v1/"),
            ("http://[::1]:80", "http://[::1]/public-api/v1/"),
            ("http://localhost:9/public-api/v1", "http://localhost:9/public-api/v1/"),
        ] {
            assert_eq!(base(typed).unwrap().as_str(), expected, "{typed}");
        }
    }

    #[test]
    fn addresses_that_cannot_be_used() {
        for typed in [
            "",
            "  ",
            "http://api.example",
            "http://192.168.1.5",
            "http://localhost.evil.example",
            "ftp://api.example",
            "https://user:secret@api.example",
            "https://",
            "https://portal.domotz.com/settings/api-keys",
            "not a host",
        ] {
            let error = base(typed).unwrap_err();
            assert!(matches!(error, DomotzError::BadEndpoint { .. }), "{typed}: {error}");
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }
}
