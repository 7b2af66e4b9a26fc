//! Trouble on demand.

use serde_json::{Value, json};

use crate::message::{Answer, Request, Response};

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
    /// The request is carried out, and half of the answer's body is sent as if it were all.
    TruncatedJson,
    /// The connection is dropped; the request is not carried out.
    Reset,
    /// The request is carried out, and the connection is dropped instead of an answer.
    ResetAfterwards,
    /// 200 with an empty list.
    EmptyList,
    /// A redirect to this address; the request is not carried out.
    Redirect(u16, String),
}

/// A fault that waits for its requests.
#[derive(Debug, Clone)]
pub(crate) struct PlannedFault {
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
    let fault = planned.iter_mut().find(|fault| fault.hits(request)).map(|fault| {
        fault.times -= 1;
        fault.fault.clone()
    });
    planned.retain(|fault| fault.times > 0);
    fault
}

impl Fault {
    /// Whether the request is carried out all the same.
    pub(crate) fn carries_out(&self) -> bool {
        matches!(self, Self::TruncatedJson | Self::ResetAfterwards)
    }

    /// What the client gets, given the honest answer where the request was carried out.
    pub(crate) fn apply(self, honest: Option<Response>) -> Response {
        match (self, honest) {
            (Self::Status(status, body), _) => Response::Answer(Answer::json(status, &body)),
            (Self::Html(status), _) => Response::Answer(Answer::html(status)),
            (Self::TooManyRequests { retry_after }, _) => {
                let message = "Too many requests. Please try again in 30 seconds.";
                let answer = Answer::json(429, &json!({"error": "ConnectWiseAPI", "message": message}));
                Response::Answer(match retry_after {
                    Some(value) => answer.with_header("retry-after", value),
                    None => answer,
                })
            }
            (Self::EmptyList, _) => Response::Answer(Answer::json(200, &json!([]))),
            (Self::Redirect(status, to), _) => {
                Response::Answer(Answer { status, headers: vec![("location".to_owned(), to)], body: Vec::new() })
            }
            (Self::TruncatedJson, Some(Response::Answer(mut answer))) => {
                answer.body.truncate(answer.body.len() / 2);
                Response::Answer(answer)
            }
            (Self::TruncatedJson | Self::Reset | Self::ResetAfterwards, _) => Response::Reset,
        }
    }
}
