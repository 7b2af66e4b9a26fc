//! Times as the API writes them: with and without a zone, which is UTC then.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use sitebook_domain::Timestamp;

/// Reads a time; none where it cannot be one.
#[must_use]
pub fn parse_time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(known) = text.parse::<Timestamp>() {
        return Some(known);
    }
    let time = text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok()?;
    Some(Timestamp(time.timestamp().as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_time() {
        for (text, expected) in [
            ("2019-08-24T14:15:22Z", Some("2019-08-24T14:15:22Z")),
            ("2019-08-24T14:15:22+00:00", Some("2019-08-24T14:15:22Z")),
            ("2019-08-24T16:15:22+02:00", Some("2019-08-24T14:15:22Z")),
            ("2019-08-24T14:15:22", Some("2019-08-24T14:15:22Z")),
            ("2019-08-24T14:15:22.123456", Some("2019-08-24T14:15:22Z")),
            (" 2019-08-24T14:15:22.5Z ", Some("2019-08-24T14:15:22Z")),
            ("2019-08-24 14:15:22", Some("2019-08-24T14:15:22Z")),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(parse_time(text).map(|time| time.to_string()).as_deref(), expected, "{text}");
        }
    }
}
