//! Percent-encoding of query parameters, and the length that it leads to.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but the unreserved characters (RFC 3986, section 2.3). A space becomes `%20`: `+` means one in forms only.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A parameter's value as it stands in a URL.
pub(crate) fn encoded(value: &str) -> String {
    utf8_percent_encode(value, ENCODED).to_string()
}

/// The query of a URL, without the question mark.
pub(crate) fn query_of(parameters: &[(&'static str, String)]) -> String {
    let pairs: Vec<String> = parameters.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    pairs.join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reserved_character_is_encoded() {
        let query = query_of(&[("conditions", r#"name="A&B + C% = 100*é""#.to_owned()), ("pageSize", "10".to_owned())]);
        let expected = "conditions=name%3D%22A%26B%20%2B%20C%25%20%3D%20100%2A%C3%A9%22&pageSize=10";
        assert_eq!(query, expected);
        let url = url::Url::parse(&format!("https://cw.example/x?{query}")).unwrap();
        assert_eq!(url.query(), Some(expected), "a URL changes nothing of it");
    }
}
