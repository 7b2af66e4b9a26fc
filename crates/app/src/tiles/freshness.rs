//! How long a picture may be shown without asking again: pure. RFC 9111, as far as it is about a cache of one's own.

use reqwest::header::{AGE, CACHE_CONTROL, DATE, ETAG, EXPIRES, HeaderMap, HeaderName, LAST_MODIFIED, RETRY_AFTER};
use serde::{Deserialize, Serialize};
use sitebook_domain::Timestamp;

/// So long a picture counts whose service says nothing, in milliseconds: 7 days, the least that OpenStreetMap's policy
/// asks for (<https://operations.osmfoundation.org/policies/tiles/>).
const UNSAID: i64 = 7 * 24 * 60 * 60 * 1000;
/// No longer than this, in milliseconds: a year, as RFC 9111 has it in mind. Streets change.
const LONGEST: i64 = 365 * 24 * 60 * 60 * 1000;

/// What is kept of a picture beside its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Freshness {
    /// Until then it is shown without asking.
    pub(super) until: Timestamp,
    /// What the service calls this state of the picture.
    pub(super) etag: Option<String>,
    /// When the service says that it changed last, in its own words.
    pub(super) modified: Option<String>,
}

impl Freshness {
    /// What an answer says about its picture; none where it must not be kept.
    pub(super) fn of(headers: &HeaderMap, now: Timestamp) -> Option<Self> {
        let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        let directives: Vec<String> = headers
            .get_all(CACHE_CONTROL)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(|directive| directive.trim().to_ascii_lowercase())
            .collect();
        let has = |name: &str| directives.iter().any(|directive| directive == name);
        if has("no-store") {
            return None;
        }
        let number = |text: &str| text.trim_matches('"').parse::<i64>().ok();
        let max_age = directives.iter().find_map(|directive| directive.strip_prefix("max-age=")).and_then(number);
        let lifetime = if has("no-cache") {
            0
        } else if let Some(seconds) = max_age {
            seconds.saturating_sub(text(AGE).and_then(number).unwrap_or(0)).saturating_mul(1000)
        } else if let Some(expires) = text(EXPIRES) {
            // What is no date means "in the past".
            date(expires).map_or(0, |at| at - now.0)
        } else {
            UNSAID
        };
        Some(Self {
            until: Timestamp(now.0 + lifetime.clamp(0, LONGEST)),
            etag: text(ETAG).map(str::to_owned),
            modified: text(LAST_MODIFIED).map(str::to_owned),
        })
    }
}

/// How many seconds a service asks to be left alone. A date says nothing without the service's own.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<u64> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let found = sitebook_service_client::retry_after(text(RETRY_AFTER), text(DATE))?;
    Some(found.asked.unwrap_or(found.wait).as_secs())
}

/// A date as HTTP writes it, in milliseconds.
fn date(text: &str) -> Option<i64> {
    jiff::fmt::rfc2822::parse(text).ok().map(|date| date.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use reqwest::header::HeaderValue;

    use super::*;

    const NOW: Timestamp = Timestamp(1_760_000_000_000);

    fn of(headers: &[(HeaderName, &str)]) -> Option<i64> {
        let map = headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap())).collect();
        Freshness::of(&map, NOW).map(|freshness| (freshness.until.0 - NOW.0) / 1000)
    }

    #[test]
    fn the_service_says_how_long_a_picture_counts() {
        assert_eq!(of(&[(CACHE_CONTROL, "public, max-age=3600")]), Some(3600));
        assert_eq!(of(&[(CACHE_CONTROL, "max-age=3600"), (AGE, "600")]), Some(3000));
        assert_eq!(of(&[(CACHE_CONTROL, "max-age=60"), (EXPIRES, "Thu, 01 Jan 2037 00:00:00 GMT")]), Some(60));
        assert_eq!(of(&[(EXPIRES, "Thu, 09 Oct 2025 09:53:20 GMT")]), Some(3600));
        assert_eq!(of(&[(EXPIRES, "0")]), Some(0));
        assert_eq!(of(&[(CACHE_CONTROL, "no-cache, max-age=60")]), Some(0));
        assert_eq!(of(&[(CACHE_CONTROL, "no-store")]), None);
        assert_eq!(of(&[]), Some(7 * 24 * 3600), "a service that says nothing");
    }

    #[test]
    fn a_service_says_when_to_come_back_in_seconds_or_as_a_date() {
        const AT: &str = "Thu, 09 Oct 2025 08:53:20 GMT";
        let of = |value: &str, date: Option<&str>| {
            let mut map = HeaderMap::new();
            map.insert(RETRY_AFTER, HeaderValue::from_str(value).unwrap());
            if let Some(date) = date {
                map.insert(DATE, HeaderValue::from_str(date).unwrap());
            }
            retry_after(&map)
        };
        let later = "Thu, 09 Oct 2025 08:55:20 GMT";
        assert_eq!((of("120", None), of(later, Some(AT)), of("soon", Some(AT))), (Some(120), Some(120), None));
        assert_eq!(of(later, None), None);
    }

    proptest! {
        #[test]
        fn whatever_a_service_says_a_picture_counts_between_now_and_a_year(value in "[ -~]{0,40}", age in "[ -~]{0,12}") {
            let mut map = HeaderMap::new();
            map.insert(CACHE_CONTROL, HeaderValue::from_str(&format!("max-age={value}")).unwrap());
            map.insert(AGE, HeaderValue::from_str(&age).unwrap());
            if let Some(freshness) = Freshness::of(&map, NOW) {
                prop_assert!(freshness.until >= NOW && freshness.until.0 <= NOW.0 + LONGEST);
            }
        }
    }
}
