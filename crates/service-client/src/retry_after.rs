//! The `Retry-After` header: seconds or an HTTP date (RFC 9110, section 10.2.3).

use std::time::Duration;

use jiff::fmt::rfc2822;

/// The longest wait that is believed: a server that asks for a year has made a mistake.
pub const LONGEST_WAIT: Duration = Duration::from_mins(15);
/// The longest wait that is told apart, in seconds; some servers mean "for ever" by the largest number they know.
const FOREVER: f64 = 1e9;

/// A wait that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryAfter {
    /// As it is kept: at most 15 minutes.
    pub wait: Duration,
    /// As it was asked for, where that was more.
    pub asked: Option<Duration>,
}

/// The wait that the header asks for; none when it is absent, negative or no such value.
///
/// `date`: the answer's own `Date` header, which a date is compared with: the server's clock and this computer's may
/// differ by hours. A date in the past is no wait at all.
#[must_use]
pub fn retry_after(header: Option<&str>, date: Option<&str>) -> Option<RetryAfter> {
    let text = header?.trim();
    let seconds = match text.parse::<f64>() {
        Ok(seconds) if seconds >= 0.0 => seconds,
        Ok(_) => return None,
        Err(_) => {
            let wait = seconds_of(text)?.saturating_sub(seconds_of(date?)?);
            wait.max(0) as f64
        }
    };
    let asked = Duration::from_secs_f64(seconds.min(FOREVER));
    Some(RetryAfter { wait: asked.min(LONGEST_WAIT), asked: (asked > LONGEST_WAIT).then_some(asked) })
}

/// Seconds since 1970, UTC, of an HTTP date.
fn seconds_of(date: &str) -> Option<i64> {
    let parser = rfc2822::DateTimeParser::new().relaxed_weekday(true);
    parser.parse_timestamp(date.trim()).ok().map(jiff::Timestamp::as_second)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The date in RFC 9110.
    const NOW: Option<&str> = Some("Sun, 06 Nov 1994 08:49:37 GMT");

    #[test]
    fn every_form_of_the_header() {
        for (header, expected) in [
            (None, None),
            (Some("30"), Some(30)),
            (Some(" 7 "), Some(7)),
            (Some("2.0"), Some(2)),
            (Some("0"), Some(0)),
            (Some("-5"), None),
            (Some("31536000"), Some(900)),
            (Some("1e300"), Some(900)),
            (Some("inf"), Some(900)),
            (Some("NaN"), None),
            (Some("99999999999999999999999999"), Some(900)),
            (Some("Sun, 06 Nov 1994 08:50:07 GMT"), Some(30)),
            (Some("Sun, 06 Nov 1994 08:49:07 GMT"), Some(0)),
            (Some("Mon, 06 Nov 1995 08:49:37 GMT"), Some(900)),
            (Some("soon"), None),
            (Some(""), None),
        ] {
            let found = retry_after(header, NOW);
            assert_eq!(found.map(|found| found.wait), expected.map(Duration::from_secs), "{header:?}");
            let was_cut = found.is_some_and(|found| found.asked.is_some());
            assert_eq!(was_cut, expected == Some(900), "{header:?}");
        }
        let fraction = retry_after(Some("0.25"), NOW).map(|found| found.wait);
        assert_eq!(fraction, Some(Duration::from_millis(250)));
        assert_eq!(retry_after(NOW, None), None, "a date says nothing without the server's own");
    }

    proptest::proptest! {
        #[test]
        fn no_text_breaks_it_or_waits_too_long(text in ".*", date in ".*") {
            if let Some(found) = retry_after(Some(&text), Some(&date)) {
                proptest::prop_assert!(found.wait <= LONGEST_WAIT);
                proptest::prop_assert!(found.asked.is_none_or(|asked| asked > LONGEST_WAIT));
            }
        }
    }
}
