//! What an answer means: status, content type and body become data or one of the contract's error codes.

use serde::de::DeserializeOwned;
use sitebook_psa::{FieldFault, PsaError, PsaErrorKind};

use crate::transport::{Response, TransportError};
use crate::wire::Refusal;
use sitebook_service_client::{RetryAfter, retry_after};

/// The most of ConnectWise's words that is kept, in characters.
const WORDS_LIMIT: usize = 500;
/// The most bytes of one answer: a thousand records with long notes are a few megabytes.
pub(crate) const ANSWER_LIMIT: u64 = 64 * 1024 * 1024;

/// An error with what the client itself needs to know about it.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) error: PsaError,
    /// The HTTP status, if there was an answer.
    pub(crate) status: Option<u16>,
    /// Whether this can mean that the version of the data model is not supported.
    pub(crate) may_refuse_version: bool,
    pub(crate) retry_after: Option<RetryAfter>,
}

impl From<PsaErrorKind> for Failure {
    fn from(kind: PsaErrorKind) -> Self {
        Self { error: kind.into(), status: None, may_refuse_version: false, retry_after: None }
    }
}

/// Whom and what was asked, for the error's text.
pub(crate) struct Asked<'a> {
    /// Host and port.
    pub(crate) host: &'a str,
    /// Method and path.
    pub(crate) what: &'a str,
    /// Whether the request changes something, so that not knowing its outcome matters.
    pub(crate) writes: bool,
    /// Whether the host is known to be the tenant's API: then a web page is maintenance, and no wrong address.
    pub(crate) is_known: bool,
}

/// No answer at all.
pub(crate) fn no_answer(error: TransportError, asked: &Asked<'_>) -> Failure {
    let was_sent = !matches!(error, TransportError::NotSent { .. });
    let mut failure = Failure::from(match error {
        TransportError::NotSent { why } | TransportError::Broken { why } => {
            PsaErrorKind::Unreachable { host: asked.host.to_owned(), why }
        }
        TransportError::Timeout => PsaErrorKind::Timeout,
        TransportError::TooLarge => PsaErrorKind::TooLarge { limit_bytes: ANSWER_LIMIT },
    });
    failure.error.outcome_unknown = was_sent && asked.writes;
    failure
}

/// The pause that an answer asks for, as it is kept.
pub(crate) fn pause_of(response: &Response) -> Option<std::time::Duration> {
    retry_after(response.header("retry-after"), response.header("date")).map(|found| found.wait)
}

/// A good answer, or what another one means.
#[allow(clippy::result_large_err, reason = "one a request; beside the network its size is nothing")]
pub(crate) fn judged(response: Response, asked: &Asked<'_>) -> Result<Response, Failure> {
    let status = response.status;
    let page = is_page(&response);
    if (200..300).contains(&status) && !page {
        return Ok(response);
    }
    let refusal: Refusal = if page { Refusal::default() } else { parsed(&response.body).unwrap_or_default() };
    let retry_after = retry_after(response.header("retry-after"), response.header("date"));
    let mut failure = Failure::from(kind(status, page, &refusal, asked, retry_after));
    failure.error.words = words(&refusal);
    // A redirect, a refusal and a 429 are not carried out; a server error may have been, before it went wrong.
    failure.error.outcome_unknown = asked.writes && ((200..300).contains(&status) || status >= 500 || status == 408);
    failure.status = Some(status);
    failure.may_refuse_version = may_refuse_version(status, &refusal.code);
    failure.retry_after = retry_after;
    Err(failure)
}

fn kind(
    status: u16,
    page: bool,
    refusal: &Refusal,
    asked: &Asked<'_>,
    retry_after: Option<RetryAfter>,
) -> PsaErrorKind {
    let host = || asked.host.to_owned();
    let what = || asked.what.to_owned();
    match status {
        401 if names_client_id(refusal) => PsaErrorKind::ClientIdRefused,
        401 => PsaErrorKind::Unauthorized,
        403 => PsaErrorKind::Forbidden { what: what() },
        408 => PsaErrorKind::Timeout,
        429 => {
            PsaErrorKind::TooManyRequests { retry_after_millis: retry_after.map(|found| found.wait.as_millis() as u64) }
        }
        500..600 => PsaErrorKind::Unavailable { status },
        // The missing record of an API is JSON; a page is the missing route of some web server, and proves nothing.
        200..300 | 404 if page && asked.is_known => PsaErrorKind::Maintenance { status },
        200..300 | 404 if page => PsaErrorKind::NotAnApi { host: host() },
        404 => PsaErrorKind::NotFound { what: what() },
        409 => PsaErrorKind::Conflict,
        // "SSL is required": the wrong cloud host, or one that speaks plain HTTP (guide, "Cloud URLs").
        400..500 if refusal.code.eq_ignore_ascii_case("Security") => PsaErrorKind::BadHost {
            given: host(),
            why: "ConnectWise does not serve this company at this address".to_owned(),
        },
        400 if !page => {
            let faults = faults(refusal);
            let exists = |fault: &FieldFault| fault.code.eq_ignore_ascii_case("ObjectExists");
            if !faults.is_empty() && faults.iter().all(exists) {
                PsaErrorKind::AlreadyExists
            } else {
                PsaErrorKind::Rejected { faults }
            }
        }
        _ => PsaErrorKind::Unexpected { status },
    }
}

/// Recorded: 400 with `ConnectWiseApi`, a code that other refusals share, so that the same request without a version
/// must decide.
fn may_refuse_version(status: u16, code: &str) -> bool {
    let codes = ["ConnectWiseApi", "UnsupportedApiVersion"];
    matches!(status, 406 | 415) || (status == 400 && codes.iter().any(|known| known.eq_ignore_ascii_case(code)))
}

/// Whether a refused sign-in is about the client id. No source records that answer, so only codes and field names
/// are looked at; otherwise it is reported as refused keys with ConnectWise's own words.
fn names_client_id(refusal: &Refusal) -> bool {
    let details = refusal.errors.iter().flatten();
    let mut names = details.flat_map(|detail| [&detail.code, &detail.field]).chain([&refusal.code]);
    names.any(|name| ["clientId", "InvalidClientId"].iter().any(|wanted| wanted.eq_ignore_ascii_case(name)))
}

fn faults(refusal: &Refusal) -> Vec<FieldFault> {
    let details = refusal.errors.iter().flatten();
    details
        .map(|detail| FieldFault {
            code: detail.code.clone(),
            field: detail.field.clone(),
            message: plain(&detail.message),
        })
        .collect()
}

fn words(refusal: &Refusal) -> String {
    let details = refusal.errors.iter().flatten().map(|detail| detail.message.as_str());
    let all: Vec<&str> =
        [refusal.message.as_str()].into_iter().chain(details).filter(|words| !words.trim().is_empty()).collect();
    plain(&all.join("; "))
}

/// One line of at most [`WORDS_LIMIT`] characters, without control characters.
fn plain(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(WORDS_LIMIT).collect()
}

/// Whether the answer is a web page, or something else that no API sends: its content type says so, or the content type
/// says nothing and the body does.
fn is_page(response: &Response) -> bool {
    let kind = response.header("content-type").unwrap_or_default().to_ascii_lowercase();
    if kind.contains("json") {
        return false;
    }
    // Proxies and old servers send JSON under these names, too.
    let says_nothing =
        kind.is_empty() || ["text/plain", "application/octet-stream"].iter().any(|k| kind.starts_with(k));
    !says_nothing || without_mark(&response.body).iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<')
}

/// The body without the byte order mark that some .NET servers begin with.
fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body)
}

/// Reads JSON.
pub(crate) fn parsed<T: DeserializeOwned>(body: &[u8]) -> Result<T, serde_json::Error> {
    serde_json::from_slice(without_mark(body))
}

/// Where JSON stopped making sense. serde's own words may quote a customer's data, so they are left out.
pub(crate) fn unreadable(error: &serde_json::Error, what: &str) -> PsaError {
    let why = if error.is_eof() { "it ends too early" } else { "it is not the data that was expected" };
    PsaErrorKind::Unreadable { why: format!("{what}: {why}, at line {} column {}", error.line(), error.column()) }
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, kind: &str, body: &str) -> Response {
        let headers = if kind.is_empty() { vec![] } else { vec![("content-type".to_owned(), kind.to_owned())] };
        Response { status, headers, body: body.as_bytes().to_vec() }
    }

    fn judge_at(is_known: bool, status: u16, kind: &str, body: &str) -> Result<Vec<u8>, PsaErrorKind> {
        let asked = Asked { host: "cw.example", what: "GET /x", writes: false, is_known };
        let judged = judged(answer(status, kind, body), &asked);
        judged.map(|answer| answer.body).map_err(|failure| failure.error.kind)
    }

    fn judge(status: u16, kind: &str, body: &str) -> Result<Vec<u8>, PsaErrorKind> {
        judge_at(true, status, kind, body)
    }

    #[test]
    fn every_row_of_the_error_table() {
        const JSON: &str = "application/json; charset=utf-8";
        const HTML: &str = "text/html";
        const PAGE: &str = "<!DOCTYPE html><html></html>";
        let what = || "GET /x".to_owned();
        let host = || "cw.example".to_owned();
        let required = FieldFault {
            code: "MissingRequiredField".to_owned(),
            field: "id".to_owned(),
            message: "id is required.".to_owned(),
        };
        let invalid = r#"{"code":"InvalidObject","message":"m","errors":[
            {"code":"MissingRequiredField","message":"id is required.","resource":"configuration","field":"id"}]}"#;
        let exists = r#"{"code":"InvalidObject","errors":[{"code":"ObjectExists","field":"name"}]}"#;
        let table = [
            (400, JSON, invalid, PsaErrorKind::Rejected { faults: vec![required] }),
            (400, JSON, r#"{"message":"m","errors":null}"#, PsaErrorKind::Rejected { faults: vec![] }),
            (400, JSON, exists, PsaErrorKind::AlreadyExists),
            (400, HTML, PAGE, PsaErrorKind::Unexpected { status: 400 }),
            (401, JSON, r#"{"code":"Unauthorized","message":"m"}"#, PsaErrorKind::Unauthorized),
            (401, JSON, r#"{"code":"ConnectWiseApi"}"#, PsaErrorKind::Unauthorized),
            (401, JSON, r#"{"errors":[{"field":"clientId"}]}"#, PsaErrorKind::ClientIdRefused),
            (401, HTML, PAGE, PsaErrorKind::Unauthorized),
            (403, JSON, r#"{"code":"Security"}"#, PsaErrorKind::Forbidden { what: what() }),
            (403, HTML, PAGE, PsaErrorKind::Forbidden { what: what() }),
            (404, JSON, r#"{"code":"NotFound"}"#, PsaErrorKind::NotFound { what: what() }),
            (404, "", "", PsaErrorKind::NotFound { what: what() }),
            (404, HTML, PAGE, PsaErrorKind::Maintenance { status: 404 }),
            (405, JSON, "{}", PsaErrorKind::Unexpected { status: 405 }),
            (408, JSON, "{}", PsaErrorKind::Timeout),
            (409, JSON, "{}", PsaErrorKind::Conflict),
            (415, JSON, "{}", PsaErrorKind::Unexpected { status: 415 }),
            (429, JSON, r#"{"error":"ConnectWiseAPI"}"#, PsaErrorKind::TooManyRequests { retry_after_millis: None }),
            (429, HTML, PAGE, PsaErrorKind::TooManyRequests { retry_after_millis: None }),
            (500, JSON, r#"{"code":"ConnectWiseApi"}"#, PsaErrorKind::Unavailable { status: 500 }),
            (503, HTML, PAGE, PsaErrorKind::Unavailable { status: 503 }),
            (200, HTML, PAGE, PsaErrorKind::Maintenance { status: 200 }),
            (200, "", PAGE, PsaErrorKind::Maintenance { status: 200 }),
            (200, "text/plain", "\u{feff}  <html>", PsaErrorKind::Maintenance { status: 200 }),
            (200, "application/pdf", "%PDF", PsaErrorKind::Maintenance { status: 200 }),
            (304, JSON, "", PsaErrorKind::Unexpected { status: 304 }),
            (600, JSON, "", PsaErrorKind::Unexpected { status: 600 }),
        ];
        for (status, kind, body, expected) in table {
            assert_eq!(judge(status, kind, body), Err(expected), "{status} {kind} {body}");
        }
        for (status, kind) in [(200, HTML), (200, ""), (404, HTML)] {
            assert_eq!(judge_at(false, status, kind, PAGE), Err(PsaErrorKind::NotAnApi { host: host() }), "{status}");
        }
        let given = || "cw.example".to_owned();
        let security = judge(400, JSON, r#"{"code":"Security","message":"SSL is required.","errors":null}"#);
        assert!(matches!(security, Err(PsaErrorKind::BadHost { given: host, .. }) if host == given()));
        for kind in [JSON, "application/vnd.connectwise.com+json; version=2025.1", "", "text/plain"] {
            assert_eq!(judge(200, kind, "[]"), Ok(b"[]".to_vec()), "{kind}");
        }
    }

    #[test]
    fn only_a_write_that_may_have_happened_has_an_unknown_outcome() {
        for (status, expected) in [(200, true), (400, false), (401, false), (404, false), (429, false), (500, true)] {
            for writes in [false, true] {
                let asked = Asked { host: "h", what: "PATCH /x", writes, is_known: true };
                let failure = judged(answer(status, "text/html", "<html>"), &asked).unwrap_err();
                assert_eq!(failure.error.outcome_unknown, expected && writes, "{status} {writes}");
            }
        }
        let asked = Asked { host: "h", what: "PATCH /x", writes: true, is_known: true };
        let why = String::new;
        assert!(!no_answer(TransportError::NotSent { why: why() }, &asked).error.outcome_unknown);
        assert!(no_answer(TransportError::Broken { why: why() }, &asked).error.outcome_unknown);
        assert!(no_answer(TransportError::Timeout, &asked).error.outcome_unknown);
    }

    #[test]
    fn words_are_one_short_line() {
        let body = format!(
            r#"{{"message":"a\n\u0007b","errors":[{{"message":"<b>c</b>"}},{{"message":"{}"}}]}}"#,
            "x".repeat(1000)
        );
        let refusal: Refusal = parsed(body.as_bytes()).unwrap();
        let words = words(&refusal);
        assert!(words.starts_with("a b; <b>c</b>; xxx"), "{words}");
        assert_eq!(words.chars().count(), WORDS_LIMIT);
    }

    #[test]
    fn deep_nesting_is_no_crash() {
        let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        assert!(parsed::<serde_json::Value>(deep.as_bytes()).is_err());
        let refusal: Refusal = parsed(format!(r#"{{"message":{deep}}}"#).as_bytes()).unwrap();
        assert_eq!(refusal.message, "", "what is not read is skipped without descending into it");
    }
}
