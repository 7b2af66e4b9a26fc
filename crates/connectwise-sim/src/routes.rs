//! From a path to what answers it.

use crate::lists::{ListRequest, one};
use crate::message::{Answer, Refusal, Request};
use crate::rights::{Function, Level, Table, Verb};
use crate::state::Simulator;
use crate::views::{CompanyView, ConfigurationView, QuestionValueView, QuestionView, View};

impl Simulator {
    /// Answers a request whose keys are right; the path is the one behind `apis/3.0/`.
    pub(crate) fn route(&mut self, request: &Request, path: &str) -> Result<Answer, Refusal> {
        let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        let method = request.method.as_str();
        let only_read = || if method == "GET" { Ok(()) } else { Err(Refusal::method(method)) };
        match segments.as_slice() {
            ["system", "info"] => only_read().map(|()| self.system_info()),
            ["system", "info", "members", rest @ ..] => {
                only_read()?;
                self.read_members(request, rest)
            }
            ["system", "mySecurity"] => only_read().and_then(|()| self.my_security()),
            ["system", "mySecurity", "customizeItems"] => only_read().and_then(|()| self.customize_items()),
            ["system", "userDefinedFields", rest @ ..] => {
                only_read()?;
                let level = self.allowed_table(Table::UserDefinedField, Verb::Inquire, request)?;
                self.table(request, rest, self.seed.custom_fields.values(), level)
            }
            ["company", "companies", rest @ ..] => {
                only_read()?;
                self.read_company(request, rest)
            }
            ["company", "configurations", "types", rest @ ..] => {
                only_read()?;
                self.read_types(request, rest)
            }
            ["company", "configurations", "statuses", rest @ ..] => {
                only_read()?;
                let level = self.table_level(Table::ConfigurationStatus, rest, request)?;
                self.table(request, rest, self.seed.statuses.values(), level)
            }
            ["company", "configurations", rest @ ..] => self.configurations(request, rest),
            ["procurement", "manufacturers"] if method == "POST" => {
                self.allowed_table(Table::Manufacturer, Verb::Add, request)?;
                self.create_manufacturer(request)
            }
            ["procurement", "manufacturers", rest @ ..] => {
                only_read()?;
                let level = self.allowed_table(Table::Manufacturer, Verb::Inquire, request)?;
                self.table(request, rest, self.seed.manufacturers.values(), level)
            }
            _ => Err(Refusal::not_found("Resource")),
        }
    }

    /// A table's list, count, short list, and single rows.
    fn table<V: View>(
        &self,
        request: &Request,
        rest: &[&str],
        mut rows: impl Iterator<Item = V>,
        level: Level,
    ) -> Result<Answer, Refusal> {
        let settings = &self.seed.settings;
        match rest {
            [] | ["info"] => ListRequest::read(request, settings)?.list(rows, level),
            ["count"] => ListRequest::read(request, settings)?.count(rows, level),
            [id] | [id, "info"] => {
                let id = id_of(id)?;
                let row = rows.find(|row| row.id() == id);
                let row = row.ok_or_else(|| Refusal::not_found(&format!("Record {id}")))?;
                Ok(one(200, request, settings, &row))
            }
            _ => Err(Refusal::not_found("Resource")),
        }
    }

    /// `info` shows little, and needs no right.
    fn table_level(&self, table: Table, rest: &[&str], request: &Request) -> Result<Level, Refusal> {
        if rest.last() == Some(&"info") { Ok(Level::All) } else { self.allowed_table(table, Verb::Inquire, request) }
    }

    fn read_company(&self, request: &Request, rest: &[&str]) -> Result<Answer, Refusal> {
        let seed = &self.seed;
        match rest {
            ["statuses", rest @ ..] => {
                let level = self.allowed_table(Table::CompanyStatus, Verb::Inquire, request)?;
                return self.table(request, rest, seed.company_statuses.values(), level);
            }
            ["types", rest @ ..] => {
                let level = self.allowed_table(Table::CompanyType, Verb::Inquire, request)?;
                return self.table(request, rest, seed.company_types.values(), level);
            }
            _ => {}
        }
        let level = self.allowed(Function::CompanyMaintenance, Verb::Inquire, request)?;
        let [id, "sites", rest @ ..] = rest else {
            let rows = seed.companies.values().map(|record| CompanyView { record, seed });
            return self.table(request, rest, rows, level);
        };
        let id = id_of(id)?;
        let company = self.company(id).ok_or_else(|| Refusal::not_found(&format!("Company {id}")))?.id;
        self.table(request, rest, seed.sites.values().filter(|site| site.company == company), Level::All)
    }

    fn read_types(&self, request: &Request, rest: &[&str]) -> Result<Answer, Refusal> {
        let level = self.table_level(Table::ConfigurationType, rest, request)?;
        let seed = &self.seed;
        let [type_id, "questions", rest @ ..] = rest else {
            return self.table(request, rest, seed.types.values(), level);
        };
        let type_id = id_of(type_id)?;
        let row = seed.types.get(&type_id);
        let row = row.ok_or_else(|| Refusal::not_found(&format!("Configuration Type {type_id}")))?;
        let view = |question| QuestionView { question, type_name: row.name.as_str() };
        let [question_id, "values", rest @ ..] = rest else {
            let rows = seed.questions.values().filter(|question| question.type_id == type_id);
            return self.table(request, rest, rows.map(view), level);
        };
        let question_id = id_of(question_id)?;
        let question = seed.questions.get(&question_id).filter(|question| question.type_id == type_id);
        let question =
            question.ok_or_else(|| Refusal::not_found(&format!("Configuration Type Question {question_id}")))?;
        let values = seed.question_values.values().filter(|value| value.question == question_id);
        let rows = values.map(|value| QuestionValueView { value, question: view(question) });
        self.table(request, rest, rows, level)
    }

    fn configurations(&mut self, request: &Request, rest: &[&str]) -> Result<Answer, Refusal> {
        let method = request.method.as_str();
        match (method, rest) {
            ("GET", ["bulk"] | [_, "changeType"]) => Err(Refusal::method(method)),
            ("GET", _) => self.read_configuration(request, rest),
            ("POST", []) => {
                self.allowed(Function::Configurations, Verb::Add, request)?;
                self.create_configuration(request)
            }
            ("POST", ["bulk"]) => {
                self.allowed(Function::Configurations, Verb::Add, request)?;
                self.create_many(request)
            }
            ("PATCH", [id, "changeType"]) => {
                self.allowed(Function::Configurations, Verb::Edit, request)?;
                self.change_type(request, self.seen(id)?)
            }
            ("PATCH", [id]) => {
                self.allowed(Function::Configurations, Verb::Edit, request)?;
                self.patch_configuration(request, self.seen(id)?)
            }
            ("PUT", [id]) => {
                self.allowed(Function::Configurations, Verb::Edit, request)?;
                self.replace_configuration(request, self.seen(id)?)
            }
            ("DELETE", [id]) => {
                self.allowed(Function::Configurations, Verb::Delete, request)?;
                let id = self.seen(id)?;
                self.remove_configuration(id);
                Ok(Answer::empty(204))
            }
            (_, [] | [_] | [_, "changeType"]) => Err(Refusal::method(method)),
            _ => Err(Refusal::not_found("Resource")),
        }
    }

    fn read_configuration(&self, request: &Request, rest: &[&str]) -> Result<Answer, Refusal> {
        let level = self.allowed(Function::Configurations, Verb::Inquire, request)?;
        let seed = &self.seed;
        match rest {
            [] => {
                let list = ListRequest::read(request, &seed.settings)?;
                list.list(list.configurations(self)?, level)
            }
            ["count"] => {
                let list = ListRequest::read(request, &seed.settings)?;
                list.count(list.every_configuration(self)?, level)
            }
            [id] => {
                let id = self.seen(id)?;
                let record = self.configuration(id).ok_or_else(|| unknown(id))?;
                Ok(one(200, request, &seed.settings, &ConfigurationView { record, seed }))
            }
            _ => Err(Refusal::not_found("Resource")),
        }
    }

    /// The id of a configuration that exists and that the role sees.
    fn seen(&self, id: &str) -> Result<i64, Refusal> {
        let id = id_of(id)?;
        let record = self.configuration(id).filter(|record| self.seed.rights.sees_type(record.type_id));
        record.map(|record| record.id).ok_or_else(|| unknown(id))
    }
}

fn unknown(id: i64) -> Refusal {
    Refusal::not_found(&format!("Configuration {id}"))
}

/// An id in a path; what is no number is no path of the API.
pub(crate) fn id_of(segment: &str) -> Result<i64, Refusal> {
    segment.parse().map_err(|_| Refusal::not_found("Resource"))
}
