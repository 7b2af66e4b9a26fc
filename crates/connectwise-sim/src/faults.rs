//! Trouble on demand.

use std::time::Duration;

use serde_json::{Value, json};

use crate::message::{Answer, Request, Response};
use crate::rights::{Function, Verb};

/// What goes wrong instead of, or on the way of, an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// This status with this body; the request is not carried out.
    Status(u16, Value),
    /// A web page with this status; the request is not carried out.
    Html(u16),
    /// 429 in its recorded shape; the request is not carried out.
    TooManyRequests {
        /// Value of `Retry-After`, if it is sent.
        retry_after: Option<String>,
    },
    /// 429 as a web page, as a gateway in front sends it; the request is not carried out.
    HtmlTooManyRequests {
        /// Value of `Retry-After`, if it is sent.
        retry_after: Option<String>,
    },
    /// The request is carried out, and half of the answer's body is sent as if it were all.
    TruncatedJson,
    /// The connection is dropped; the request is not carried out.
    Reset,
    /// The request is carried out, and the connection is dropped instead of an answer.
    ResetAfterwards,
    /// The request is carried out, and the answer kept back for so many milliseconds.
    Delay(u64),
    /// The request is carried out, and the answer's body dribbles over so many milliseconds.
    SlowBytes(u64),
    /// 200 with an empty list.
    EmptyList,
    /// A list is cut after so many rows, though its `Link` is that of the whole page.
    ShortList(usize),
    /// The answer has no `Link`.
    MissingLink,
    /// The list that was answered last on the same path comes again, with its `Link`; the first time, the true one.
    PageLoop,
    /// A redirect to this address; the request is not carried out.
    Redirect(u16, String),
    /// Something happens just before the request, which is then carried out.
    Before(Change),
}

/// What somebody else does just before a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Sets fields, by API name, of the configuration that the request's path names.
    Edit(Vec<(String, Value)>),
    /// Deletes the configuration that the request's path names.
    Delete,
    /// Deletes a company.
    DeleteCompany(i64),
    /// Changes the codebase.
    Upgrade(String),
    /// Revokes the keys.
    RevokeKeys,
    /// Takes a right away.
    RevokeRight(Function, Verb),
}

/// A fault that waits for its requests.
#[derive(Debug, Clone)]
pub(crate) struct PlannedFault {
    /// Requests that pass first.
    pub(crate) skip: u32,
    pub(crate) times: u32,
    pub(crate) fault: Fault,
    /// Empty = any.
    pub(crate) method: String,
    /// Part of the path.
    pub(crate) path: String,
}

impl PlannedFault {
    fn hits(&self, request: &Request) -> bool {
        self.times > 0 && (self.method.is_empty() || self.method == request.method) && request.path.contains(&self.path)
    }
}

/// Takes the first fault that is planned for this request.
pub(crate) fn take(planned: &mut Vec<PlannedFault>, request: &Request) -> Option<Fault> {
    let mut taken = None;
    for fault in planned.iter_mut().filter(|fault| fault.hits(request)) {
        if fault.skip > 0 {
            fault.skip -= 1;
        } else {
            fault.times -= 1;
            taken = Some(fault.fault.clone());
            break;
        }
    }
    planned.retain(|fault| fault.times > 0);
    taken
}

impl Fault {
    /// Whether the request is carried out all the same.
    pub(crate) fn carries_out(&self) -> bool {
        match self {
            Self::TruncatedJson
            | Self::ResetAfterwards
            | Self::Delay(_)
            | Self::SlowBytes(_)
            | Self::ShortList(_)
            | Self::MissingLink
            | Self::PageLoop
            | Self::Before(_) => true,
            Self::Status(..)
            | Self::Html(_)
            | Self::TooManyRequests { .. }
            | Self::HtmlTooManyRequests { .. }
            | Self::Reset
            | Self::EmptyList
            | Self::Redirect(..) => false,
        }
    }

    /// What the client gets, given the honest answer where the request was carried out.
    pub(crate) fn apply(self, honest: Option<Response>) -> Response {
        let honest = match honest {
            Some(Response::Answer(answer)) => Some(answer),
            Some(Response::Reset) | None => None,
        };
        match (self, honest) {
            (Self::Status(status, body), _) => Response::Answer(Answer::json(status, &body)),
            (Self::Html(status), _) => Response::Answer(Answer::html(status)),
            (Self::TooManyRequests { retry_after }, _) => Response::Answer(too_many_requests(retry_after)),
            (Self::HtmlTooManyRequests { retry_after }, _) => {
                Response::Answer(retry_later(Answer::html(429), retry_after))
            }
            (Self::EmptyList, _) => Response::Answer(Answer::json(200, &json!([]))),
            (Self::Redirect(status, to), _) => Response::Answer(Answer::empty(status).with_header("location", to)),
            (Self::TruncatedJson, Some(mut answer)) => {
                answer.body.truncate(answer.body.len() / 2);
                Response::Answer(answer)
            }
            (Self::Delay(millis), Some(answer)) => {
                Response::Answer(Answer { delay: Duration::from_millis(millis), ..answer })
            }
            (Self::SlowBytes(millis), Some(answer)) => {
                Response::Answer(Answer { spread: Duration::from_millis(millis), ..answer })
            }
            (Self::ShortList(rows), Some(answer)) => Response::Answer(shortened(answer, rows)),
            (Self::MissingLink, Some(mut answer)) => {
                answer.headers.retain(|(name, _)| name != "link");
                Response::Answer(answer)
            }
            (Self::PageLoop | Self::Before(_), Some(answer)) => Response::Answer(answer),
            _ => Response::Reset,
        }
    }
}

/// 429 in its recorded shape.
pub(crate) fn too_many_requests(retry_after: Option<String>) -> Answer {
    let message = "Too many requests. Please try again in 30 seconds.";
    retry_later(Answer::json(429, &json!({"error": "ConnectWiseAPI", "message": message})), retry_after)
}

fn retry_later(answer: Answer, retry_after: Option<String>) -> Answer {
    match retry_after {
        Some(value) => answer.with_header("retry-after", value),
        None => answer,
    }
}

fn shortened(mut answer: Answer, rows: usize) -> Answer {
    if let Ok(Value::Array(mut list)) = serde_json::from_slice(&answer.body) {
        list.truncate(rows);
        answer.body = Value::Array(list).to_string().into_bytes();
    }
    answer
}
