//! From a request to an answer: discovery, sign-in, rights, routes.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::configurations::create_manufacturer;
use crate::faults;
use crate::log::LoggedRequest;
use crate::message::{Answer, Fault, Refusal, Request, Response};
use crate::paging::{Fields, ListRequest};
use crate::query::Query;
use crate::settings::{Function, Level, MySecurity, Verb};
use crate::state::{API_MEMBER, CLIENT_ID, LOGIN_COMPANY, PRIVATE_KEY, PUBLIC_KEY, Simulator};
use crate::views::{ConfigurationView, View};

/// Codebase that works beside the current one on cloud servers, and is the only one on premises.
const ALIAS: &str = "v4_6_release/";
const NULL: &[u8] = b"null";
const VERSION: &str = "v2025.1.12345";

impl Simulator {
    /// Answers one request. The time in the request moves the simulator's own time forward, never back.
    pub fn handle(&mut self, request: &Request) -> Response {
        self.seed.now = self.seed.now.max(request.now);
        let response = match faults::take(&mut self.faults, request) {
            Some(fault) => {
                let honest = fault.carries_out().then(|| Response::Answer(self.answer(request)));
                fault.apply(honest)
            }
            None => Response::Answer(self.answer(request)),
        };
        self.log.push(LoggedRequest::new(request, response.status()));
        response
    }

    fn answer(&mut self, request: &Request) -> Answer {
        let mut answer = self.route(request).unwrap_or_else(|refusal| refusal.answer());
        self.respell(&mut answer);
        answer.with_header("x-cw-request-id", format!("sim-{}", self.log.len() + 1))
    }

    fn route(&mut self, request: &Request) -> Result<Answer, Refusal> {
        if let Some(company) = request.path.strip_prefix("/login/companyinfo/") {
            return self.company_info(company);
        }
        let path = request.path.trim_start_matches('/');
        let codebase = self.seed.settings.codebase.clone();
        let current = path.strip_prefix(codebase.as_str());
        let Some(rest) = current.or_else(|| path.strip_prefix(ALIAS)).and_then(|rest| rest.strip_prefix("apis/3.0/"))
        else {
            return if path.contains("apis/3.0/") {
                Err(Refusal::not_found("The resource"))
            } else {
                Ok(Answer::html(404))
            };
        };
        match self.sign_in(request) {
            // Recorded: with wrong credentials the alias answers 404 where the true codebase answers 401.
            Err(refusal) if current.is_none() && refusal.status == 401 => return Err(Refusal::not_found("Resource")),
            signed_in => signed_in?,
        }
        let segments: Vec<&str> = rest.split('/').filter(|segment| !segment.is_empty()).collect();
        match (request.method.as_str(), segments.as_slice()) {
            ("GET", ["system", "info"]) => Ok(system_info()),
            ("GET", ["system", "mySecurity"]) => self.my_security(),
            ("GET", ["company", "companies", ..]) => self.read_company(request, &segments[2..]),
            ("GET", ["company", "configurations", "types"]) => {
                let level = self.allowed(Function::TableSetup, Verb::Inquire, request)?;
                ListRequest::read(request)?.list(self.seed.types.values(), level, &self.seed.settings)
            }
            ("GET", ["company", "configurations", "statuses"]) => {
                let level = self.allowed(Function::TableSetup, Verb::Inquire, request)?;
                ListRequest::read(request)?.list(self.seed.statuses.values(), level, &self.seed.settings)
            }
            ("GET", ["company", "configurations", ..]) => self.read_configuration(request, &segments[2..]),
            ("POST", ["company", "configurations"]) => {
                self.allowed(Function::Configurations, Verb::Add, request)?;
                let fields = Query::parse(&request.query).get("fields").map(Fields::parse);
                let answer = self.create_configuration(&request.body)?;
                Ok(choose(answer, fields.as_ref()))
            }
            ("PATCH", ["company", "configurations", id]) => {
                self.allowed(Function::Configurations, Verb::Edit, request)?;
                let id = number(id)?;
                self.patch_configuration(id, &request.body)
            }
            ("GET", ["procurement", "manufacturers"]) => {
                let level = self.allowed(Function::TableSetup, Verb::Inquire, request)?;
                ListRequest::read(request)?.list(self.seed.manufacturers.values(), level, &self.seed.settings)
            }
            ("POST", ["procurement", "manufacturers"]) => {
                self.allowed(Function::TableSetup, Verb::Add, request)?;
                create_manufacturer(self, &request.body)
            }
            _ => Err(Refusal::not_found("Resource")),
        }
    }

    fn company_info(&self, company: &str) -> Result<Answer, Refusal> {
        let settings = &self.seed.settings;
        let company = percent_encoding::percent_decode_str(company).decode_utf8_lossy();
        if !company.eq_ignore_ascii_case(LOGIN_COMPANY) {
            return if settings.unknown_company_is_404 {
                Err(Refusal::not_found("Company"))
            } else {
                Ok(Answer::json(200, &Value::Null))
            };
        }
        let is_cloud = if settings.is_cloud_as_text { json!("True") } else { json!(true) };
        let mut body = json!({
            "CompanyName": "Sitebook Demo", "Codebase": settings.codebase, "VersionCode": "v2025.1",
            "VersionNumber": VERSION, "CompanyID": LOGIN_COMPANY, "IsCloud": is_cloud,
        });
        if let Some(site_url) = &settings.site_url {
            body["SiteUrl"] = Value::from(site_url.as_str());
            body["AllowedOrigins"] = json!(["*.myconnectwise.net"]);
        }
        Ok(Answer::json(200, &body))
    }

    fn sign_in(&self, request: &Request) -> Result<(), Refusal> {
        if request.header("clientid").is_none_or(|id| !id.eq_ignore_ascii_case(CLIENT_ID)) {
            return Err(Refusal {
                faults: vec![Fault::new("InvalidClientId", "header", "clientId", "clientId is missing or not valid.")],
                ..Refusal::new(401, "Unauthorized", "The clientId header is missing or not valid.")
            });
        }
        let expected = STANDARD.encode(format!("{LOGIN_COMPANY}+{PUBLIC_KEY}:{PRIVATE_KEY}"));
        let given = request.header("authorization").and_then(|value| value.strip_prefix("Basic "));
        if self.seed.keys_revoked || given != Some(expected.as_str()) {
            return Err(Refusal::new(401, "Unauthorized", "UserNotAuthenticated"));
        }
        let accept = request.header("accept").unwrap_or_default();
        let version = accept.split(';').find_map(|part| part.trim().strip_prefix("version=")).unwrap_or_default();
        if self.seed.settings.refused_versions.contains(version) {
            let message = format!(
                "The HTTP resource that matches the request URI '{}' does not support the API version '{version}'.",
                request.path
            );
            return Err(Refusal::new(400, "ConnectWiseApi", message));
        }
        Ok(())
    }

    fn allowed(&self, function: Function, verb: Verb, request: &Request) -> Result<Level, Refusal> {
        match self.seed.rights.level(function, verb) {
            Level::None => {
                let message = format!("You do not have security permission to perform this action: {}", request.path);
                Err(Refusal::new(403, "Forbidden", message))
            }
            level => Ok(level),
        }
    }

    fn my_security(&self) -> Result<Answer, Refusal> {
        match self.seed.settings.my_security {
            MySecurity::Forbidden => return Err(Refusal::new(403, "Forbidden", "Insufficient permission.")),
            MySecurity::NotFound => return Err(Refusal::not_found("Resource")),
            MySecurity::Empty => return Ok(Answer::json(200, &json!([]))),
            MySecurity::Answers => {}
        }
        let level = |function, verb| self.seed.rights.level(function, verb);
        let rows = Function::ALL.iter().enumerate().map(|(index, function)| {
            let (module, name) = function.names();
            json!({
                "id": index + 1, "moduleIdentifier": module, "moduleName": module,
                "moduleFunctionIdentifier": name.replace(' ', ""), "moduleFunctionName": name,
                "addLevel": level(*function, Verb::Add), "editLevel": level(*function, Verb::Edit),
                "deleteLevel": level(*function, Verb::Delete), "inquireLevel": level(*function, Verb::Inquire),
                "member": {"identifier": API_MEMBER},
            })
        });
        Ok(Answer::json(200, &Value::Array(rows.collect())))
    }

    fn read_company(&self, request: &Request, rest: &[&str]) -> Result<Answer, Refusal> {
        let level = self.allowed(Function::CompanyMaintenance, Verb::Inquire, request)?;
        let settings = &self.seed.settings;
        let known = |id: &str| {
            let id = number(id)?;
            self.company(id).ok_or_else(|| Refusal::not_found(&format!("Company {id}")))
        };
        match rest {
            [] => ListRequest::read(request)?.list(self.seed.companies.values(), level, settings),
            ["count"] => ListRequest::read(request)?.count(self.seed.companies.values(), level),
            [id] => Ok(one(request, &known(id)?)),
            [id, "sites"] => {
                let company = known(id)?.id;
                let sites = self.seed.sites.values().filter(|site| site.company == company);
                ListRequest::read(request)?.list(sites, Level::All, settings)
            }
            _ => Err(Refusal::not_found("Resource")),
        }
    }

    fn read_configuration(&self, request: &Request, rest: &[&str]) -> Result<Answer, Refusal> {
        let level = self.allowed(Function::Configurations, Verb::Inquire, request)?;
        let seed = &self.seed;
        let view = |record| ConfigurationView { record, seed };
        if let [id] = rest
            && *id != "count"
        {
            let id = number(id)?;
            let record = self.configuration(id).ok_or_else(|| Refusal::not_found(&format!("Configuration {id}")))?;
            return Ok(one(request, &view(record)));
        }
        let list = ListRequest::read(request)?;
        let company = list.condition.as_ref().and_then(|condition| condition.required_number("company/id"));
        let counts = rest == ["count"];
        if !counts && !rest.is_empty() {
            return Err(Refusal::not_found("Resource"));
        }
        let rows: Box<dyn Iterator<Item = ConfigurationView<'_>>> = match company {
            Some(company) => Box::new(self.configurations_of(company).map(view)),
            None => Box::new(seed.configurations.values().map(view)),
        };
        if counts { list.count(rows, level) } else { list.list(rows, level, &seed.settings) }
    }

    /// Applies the switches about how values are spelled.
    fn respell(&self, answer: &mut Answer) {
        let settings = &self.seed.settings;
        let has_nulls = || answer.body.windows(NULL.len()).any(|window| window == NULL);
        if settings.ids_as_text || (!settings.sends_nulls && has_nulls()) {
            let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body) else { return };
            respell(&mut body, !settings.sends_nulls && answer.status < 300, settings.ids_as_text);
            answer.body = body.to_string().into_bytes();
        }
        if settings.byte_order_mark {
            answer.body.splice(0..0, *b"\xEF\xBB\xBF");
        }
    }
}

fn respell(value: &mut Value, drop_nulls: bool, ids_as_text: bool) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| respell(item, drop_nulls, ids_as_text)),
        Value::Object(fields) => {
            if drop_nulls {
                fields.retain(|_, value| !value.is_null());
            }
            for (name, value) in fields.iter_mut() {
                if ids_as_text && name == "id" && value.is_number() {
                    *value = Value::from(value.to_string());
                } else {
                    respell(value, drop_nulls, ids_as_text);
                }
            }
        }
        _ => {}
    }
}

fn number(segment: &str) -> Result<i64, Refusal> {
    segment.parse().map_err(|_| Refusal::not_found("Resource"))
}

fn one(request: &Request, view: &impl View) -> Answer {
    let fields = Query::parse(&request.query).get("fields").map(Fields::parse);
    choose(Answer::json(200, &view.json()), fields.as_ref())
}

fn choose(mut answer: Answer, fields: Option<&Fields>) -> Answer {
    if let Some(fields) = fields
        && let Ok(body) = serde_json::from_slice::<Value>(&answer.body)
    {
        answer.body = fields.of(&body).to_string().into_bytes();
    }
    answer
}

fn system_info() -> Answer {
    Answer::json(
        200,
        &json!({
            "version": VERSION, "isCloud": true, "serverTimeZone": "Eastern Standard Time",
            "licenseBits": [{"name": "isConnectWise", "activeFlag": true}], "cloudRegion": "NA",
            "maxWorkFlowRecordsAllowed": 1000,
        }),
    )
}
