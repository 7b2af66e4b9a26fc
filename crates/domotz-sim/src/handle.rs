//! One step: from a request to its answer.

use serde_json::Value;

use crate::faults::Fault;
use crate::message::{Ending, LoggedRequest, Request, Response};
use crate::state::{API_KEY, Simulator};

/// Where the API lies on its host.
const PREFIX: &str = "/public-api/v1";

/// The window of the daily quota, in seconds.
const DAY: i64 = 24 * 60 * 60;

impl Simulator {
    /// Answers one request.
    pub fn handle(&mut self, request: &Request) -> Response {
        self.most_in_flight = self.most_in_flight.max(request.in_flight + 1);
        let Some(path) = request.path.strip_prefix(PREFIX) else {
            return Response::error(404, "There is nothing here.");
        };
        let path = path.to_owned();
        let fault = self.due_fault(&format!("{} {path}", request.method));
        let response = match &fault {
            Some(Fault::Status(status, wait)) => {
                let response = Response::error(*status, "This is a fault on purpose.");
                match wait {
                    Some(seconds) => response.with_header("retry-after", seconds.to_string()),
                    None => response,
                }
            }
            Some(Fault::Page) => {
                let mut response = Response::empty(200).with_header("content-type", "text/html");
                response.body = b"<!doctype html><title>Sign in to this network</title>".to_vec();
                response
            }
            Some(Fault::Reset) => Response { ending: Ending::Dropped, ..Response::empty(503) },
            Some(Fault::Lost) => Response { ending: Ending::Dropped, ..self.admitted(request, &path) },
            Some(Fault::CutOff) => Response { ending: Ending::CutOff, ..self.admitted(request, &path) },
            None => self.admitted(request, &path),
        };
        let reply = (self.seed.settings.keeps_replies && response.ending == Ending::Whole && fault.is_none())
            .then(|| response.json());
        self.log.push(LoggedRequest {
            method: request.method.clone(),
            path,
            query: request.query.clone(),
            body: serde_json::from_slice(&request.body).unwrap_or(Value::Null),
            status: if response.ending == Ending::Dropped { 0 } else { response.status },
            reply: reply.filter(|reply| !reply.is_null()),
        });
        response
    }

    fn due_fault(&mut self, what: &str) -> Option<Fault> {
        let planned = self.faults.iter_mut().find(|planned| planned.left > 0 && what.contains(&planned.on))?;
        planned.left -= 1;
        Some(planned.fault.clone())
    }

    /// Key, quota and calls in flight come before everything else.
    fn admitted(&mut self, request: &Request, path: &str) -> Response {
        if request.key.as_deref() != Some(API_KEY) {
            return Response::error(401, "The API key is not valid.");
        }
        self.calls.retain(|at| request.now - at < DAY);
        if self.calls.len() >= self.seed.settings.daily_limit as usize {
            return Response::error(429, "The daily quota of the account is used up.");
        }
        if request.in_flight >= self.seed.settings.concurrent_allowed {
            return Response::error(429, "Too many concurrent calls.");
        }
        self.calls.push(request.now);
        self.notice(request.now + self.ahead);
        self.routed(request, path)
    }

    fn routed(&mut self, request: &Request, path: &str) -> Response {
        let segments: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(decoded).collect();
        let words: Vec<&str> = segments.iter().map(String::as_str).collect();
        let number = |text: &str| text.parse::<i64>().unwrap_or(-1);
        match (request.method.as_str(), words.as_slice()) {
            ("GET", ["user"]) => Self::user(),
            ("GET", ["meta", "usage"]) => self.usage(),
            ("GET", ["agent"]) => self.agents(request),
            ("HEAD", ["agent"]) => {
                Response::empty(204).with_header("x-entities-count", self.seed.agents.len().to_string())
            }
            ("GET", ["agent", agent]) => self.agent(number(agent)),
            ("GET", ["agent", agent, "uptime"]) => self.agent_uptime(number(agent)),
            ("GET", ["agent", agent, "history", "network", "event"]) => self.agent_events(number(agent)),
            ("GET", ["agent", agent, "network", "interfaces"]) => self.interfaces(number(agent)),
            ("GET", ["agent", agent, "network-topology"]) => self.topology(number(agent)),
            ("GET", ["agent", agent, "device"]) => self.devices(number(agent), request),
            ("GET", ["agent", agent, "device", "monitoring-state", "unmanaged"]) => self.unmanaged(number(agent)),
            ("GET", ["agent", agent, "device", device]) => self.one_device(number(agent), number(device)),
            ("GET", ["agent", agent, "device", device, "uptime"]) => self.device_uptime(number(agent), number(device)),
            ("GET", ["agent", agent, "device", device, "history", "network", "event"]) => {
                self.device_events(number(agent), number(device))
            }
            ("GET", ["type", "device", "base"]) => Self::base_types(),
            ("GET", ["inventory"]) => self.inventory_fields(),
            ("POST", ["inventory", field]) => self.post_inventory_field(field, &request.body),
            ("GET", ["agent", agent, "device", device, "inventory"]) => self.inventory(number(agent), number(device)),
            ("PUT", ["agent", agent, "device", device, "inventory", field]) => {
                self.set_inventory(number(agent), number(device), field, &request.body)
            }
            ("PUT", ["agent", agent, "device", device, group, field]) => {
                self.set_field(number(agent), number(device), group, field, &request.body)
            }
            ("GET", ["agent", agent, "device", device, "action", "power"]) => {
                self.power_actions(number(agent), number(device))
            }
            ("POST", ["agent", agent, "device", device, "action", "power", action]) => {
                self.switch_device(number(agent), number(device), action, request.now + self.ahead)
            }
            ("GET", ["agent", agent, "device", device, "power-outlet"]) => self.outlets(number(agent), number(device)),
            ("POST", ["agent", agent, "device", device, "power-outlet", outlet, "action", action]) => {
                self.switch_outlet(number(agent), number(device), outlet, action, request.now + self.ahead)
            }
            ("GET", _) => Response::error(404, "Not found."),
            _ => Response::error(405, "Method not allowed."),
        }
    }
}

fn decoded(segment: &str) -> String {
    percent_encoding::percent_decode_str(segment).decode_utf8_lossy().into_owned()
}
