//! From a request to a response: limits, faults, the honest answer, the log.

use std::time::Duration;

use serde_json::Value;

use crate::faults::{self, Change, Fault, too_many_requests};
use crate::log::LoggedRequest;
use crate::message::{Answer, Refusal, Request, Response};
use crate::state::Simulator;

/// The span that `requests_per_minute` looks back, in seconds.
const MINUTE: i64 = 60;

impl Simulator {
    /// Answers one request. The time in the request moves the simulator's own time forward, never back.
    pub fn handle(&mut self, request: &Request) -> Response {
        self.seed.now = self.seed.now.max(request.now);
        self.requests += 1;
        self.reveal();
        let mut response = if self.is_over_limit(request) {
            Response::Answer(too_many_requests(self.seed.settings.limit_retry_after.clone()))
        } else {
            self.respond(request)
        };
        if let Response::Answer(answer) = &mut response {
            answer.delay += Duration::from_millis(self.seed.settings.latency);
        }
        self.note(LoggedRequest::new(request, &response, &self.seed.settings));
        response
    }

    fn is_over_limit(&mut self, request: &Request) -> bool {
        let settings = &self.seed.settings;
        if !is_api(request) {
            return false;
        }
        if settings.concurrent_requests.is_some_and(|most| request.in_flight >= most) {
            return true;
        }
        let Some(most) = settings.requests_per_minute else { return false };
        let now = self.seed.now;
        while self.recent.front().is_some_and(|time| *time <= now - MINUTE) {
            self.recent.pop_front();
        }
        if self.recent.len() >= most as usize {
            return true;
        }
        self.recent.push_back(now);
        false
    }

    fn respond(&mut self, request: &Request) -> Response {
        let remembers = self.faults.iter().any(|planned| planned.fault == Fault::PageLoop);
        let Some(fault) = faults::take(&mut self.faults, request) else {
            let response = self.answer(request);
            if let (true, Response::Answer(answer)) = (remembers, &response)
                && answer.status == 200
                && answer.body.starts_with(b"[")
            {
                self.last_lists.insert(request.path.clone(), answer.clone());
            }
            return response;
        };
        if let Fault::Before(change) = &fault {
            self.happen(change, request);
        }
        if fault == Fault::PageLoop
            && let Some(answer) = self.last_lists.get(&request.path)
        {
            return Response::Answer(answer.clone());
        }
        let honest = fault.carries_out().then(|| self.answer(request));
        fault.apply(honest)
    }

    fn happen(&mut self, change: &Change, request: &Request) {
        let named = request.path.split('/').skip_while(|segment| *segment != "configurations").nth(1);
        let configuration = named.and_then(|segment| segment.parse().ok());
        match (change, configuration) {
            (Change::Edit(fields), Some(id)) => self.edit_fields(id, fields),
            (Change::Delete, Some(id)) => self.delete_configuration(id),
            (Change::Edit(_) | Change::Delete, None) => {}
            (Change::DeleteCompany(id), _) => self.delete_company(*id),
            (Change::Upgrade(codebase), _) => self.upgrade(codebase),
            (Change::RevokeKeys, _) => self.revoke_keys(),
            (Change::RevokeRight(function, verb), _) => self.revoke_right(*function, *verb),
        }
    }

    fn answer(&mut self, request: &Request) -> Response {
        let result = match request.path.strip_prefix("/login/companyinfo/") {
            Some(company) => self.company_info(company),
            None => match self.entered(request) {
                Ok(Some(path)) => self.route(request, path),
                Ok(None) => Ok(Answer::html(404)),
                Err(refusal) => Err(refusal),
            },
        };
        let settings = &self.seed.settings;
        let mut answer = match result {
            Ok(answer) => answer,
            Err(refusal) if refusal.is_silence() => return Response::Reset,
            Err(Refusal { status: status @ (401 | 403), .. }) if settings.refuses_as_html => Answer::html(status),
            Err(refusal) => refusal.answer(),
        };
        if settings.byte_order_mark && !answer.body.is_empty() {
            answer.body.splice(0..0, *b"\xEF\xBB\xBF");
        }
        Response::Answer(answer.with_header("x-cw-request-id", format!("sim-{}", self.requests)))
    }

    fn note(&mut self, request: LoggedRequest) {
        let limit = self.seed.settings.log_limit.max(1);
        if self.log.len() >= limit {
            self.log.drain(..limit.div_ceil(2));
        }
        self.log.push(request);
    }

    fn edit_fields(&mut self, id: i64, fields: &[(String, Value)]) {
        let Some(record) = self.configuration(id).cloned() else { return };
        let edited = crate::write::with_fields(&self.seed, record, fields);
        self.edit_configuration(id, |record| *record = edited);
    }
}

fn is_api(request: &Request) -> bool {
    request.path.contains("/apis/3.0/")
}
