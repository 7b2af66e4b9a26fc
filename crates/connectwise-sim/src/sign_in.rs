//! Discovery, keys, versions and rights: what comes before any record is touched.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::message::{Answer, Fault, Refusal, Request};
use crate::rights::{Function, Level, Table, Verb};
use crate::settings::AliasSignIn;
use crate::state::{CLIENT_ID, LOGIN_COMPANY, PRIVATE_KEY, PUBLIC_KEY, Simulator};
use crate::system::VERSION;

/// Codebase that works beside the current one on cloud servers, and is the only one on premises.
const ALIAS: &str = "v4_6_release/";

/// Whether an `Authorization` header holds the keys that the simulator accepts.
pub(crate) fn is_right_authorization(value: &str, private_key: &str) -> bool {
    let expected = STANDARD.encode(format!("{LOGIN_COMPANY}+{PUBLIC_KEY}:{private_key}"));
    value.strip_prefix("Basic ") == Some(expected.as_str())
}

/// Whether a `clientId` header holds the one that the simulator accepts.
pub(crate) fn is_right_client_id(value: &str) -> bool {
    value.eq_ignore_ascii_case(CLIENT_ID)
}

impl Simulator {
    /// `GET /login/companyinfo/{company}`
    pub(crate) fn company_info(&self, company: &str) -> Result<Answer, Refusal> {
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

    /// The path behind the codebase and `apis/3.0/`, once the keys are right; none = no path of the API at all.
    pub(crate) fn entered<'r>(&self, request: &'r Request) -> Result<Option<&'r str>, Refusal> {
        let path = request.path.trim_start_matches('/');
        let current = path.strip_prefix(self.seed.settings.codebase.as_str());
        let Some(rest) = current.or_else(|| path.strip_prefix(ALIAS)).and_then(|rest| rest.strip_prefix("apis/3.0/"))
        else {
            return if path.contains("apis/3.0/") { Err(Refusal::not_found("The resource")) } else { Ok(None) };
        };
        match self.sign_in(request) {
            Err(refusal) if current.is_none() && refusal.status == 401 => match self.seed.settings.alias_sign_in {
                // Recorded: with wrong credentials the alias answers 404 where the true codebase answers 401.
                AliasSignIn::NotFound => Err(Refusal::not_found("Resource")),
                AliasSignIn::Unauthorized => Err(refusal),
                AliasSignIn::NoAnswer => Err(Refusal::silence()),
            },
            signed_in => signed_in.map(|()| Some(rest)),
        }
    }

    fn sign_in(&self, request: &Request) -> Result<(), Refusal> {
        let settings = &self.seed.settings;
        if settings.demands_ssl {
            return Err(Refusal::new(403, "Security", "SSL is required."));
        }
        let unauthorized = |message| Refusal::new(401, settings.unauthorized_code.clone(), message);
        if !request.header("clientid").is_some_and(is_right_client_id) {
            return Err(Refusal {
                faults: vec![Fault::new("InvalidClientId", "header", "clientId", "clientId is missing or not valid.")],
                ..unauthorized("The clientId header is missing or not valid.")
            });
        }
        let private_key = self.seed.private_key.as_deref().unwrap_or(PRIVATE_KEY);
        let is_right = |value: &str| is_right_authorization(value, private_key);
        if self.seed.keys_revoked || !request.header("authorization").is_some_and(is_right) {
            return Err(unauthorized("UserNotAuthenticated"));
        }
        let accept = request.header("accept").unwrap_or_default();
        let version =
            accept.split([';', ',']).find_map(|part| part.trim().strip_prefix("version=")).unwrap_or_default();
        if settings.refused_versions.contains(version) {
            let message = format!(
                "The HTTP resource that matches the request URI '{}' does not support the API version '{version}'.",
                request.path
            );
            return Err(Refusal::new(400, "ConnectWiseApi", message));
        }
        Ok(())
    }

    /// How far a right reaches; 403 where it is not given.
    pub(crate) fn allowed(&self, function: Function, verb: Verb, request: &Request) -> Result<Level, Refusal> {
        match self.seed.rights.level(function, verb) {
            Level::None => Err(forbidden(request)),
            level => Ok(level),
        }
    }

    /// How far the right to a set-up table reaches.
    pub(crate) fn allowed_table(&self, table: Table, verb: Verb, request: &Request) -> Result<Level, Refusal> {
        let settings = &self.seed.settings;
        if verb == Verb::Inquire && settings.tables_open_for_reading {
            return Ok(Level::All);
        }
        if table == Table::Manufacturer && settings.manufacturers_need_product_catalog {
            return self.allowed(Function::ProductCatalog, verb, request);
        }
        let level = self.allowed(Function::TableSetup, verb, request)?;
        match &self.seed.rights.tables {
            Some(tables) if !tables.contains(&table) => Err(forbidden(request)),
            _ => Ok(level),
        }
    }
}

/// 403 in the API's shape.
pub(crate) fn forbidden(request: &Request) -> Refusal {
    let message = format!("You do not have security permission to perform this action: {}", request.path);
    Refusal::new(403, "Forbidden", message)
}
