//! What the API tells about itself and about the member who asks.

use serde_json::{Value, json};

use crate::lists::{ListRequest, one};
use crate::message::{Answer, Refusal, Request};
use crate::records::Member;
use crate::rights::{Function, Verb};
use crate::routes::id_of;
use crate::settings::MySecurity;
use crate::state::{API_MEMBER, OTHER_MEMBER, Simulator};
use crate::views::{self, MemberView};

/// The version that `companyinfo` and `system/info` name.
pub(crate) const VERSION: &str = "v2025.1.12345";

impl Simulator {
    /// `GET /system/info`
    pub(crate) fn system_info(&self) -> Answer {
        let body = json!({
            "version": VERSION, "isCloud": true, "serverTimeZone": "Eastern Standard Time",
            "licenseBits": [{"name": "isConnectWise", "activeFlag": true}], "cloudRegion": "NA",
            "maxWorkFlowRecordsAllowed": 1000,
        });
        self.spelled(&body)
    }

    /// `GET /system/mySecurity`
    pub(crate) fn my_security(&self) -> Result<Answer, Refusal> {
        let rights = &self.seed.rights;
        self.own_rights(|| {
            let rows = Function::ALL.iter().enumerate().map(|(index, function)| {
                let (module, name) = function.names();
                let is_customised = match function {
                    Function::Configurations => rights.configuration_types.is_some(),
                    Function::TableSetup => rights.tables.is_some(),
                    _ => false,
                };
                let level = |verb| rights.level(*function, verb);
                json!({
                    "id": index + 1, "moduleIdentifier": module, "moduleName": module,
                    "moduleFunctionIdentifier": name.replace(' ', ""), "moduleFunctionName": name,
                    "addLevel": level(Verb::Add), "editLevel": level(Verb::Edit),
                    "deleteLevel": level(Verb::Delete), "inquireLevel": level(Verb::Inquire),
                    "customFlag": is_customised, "restrictFlag": false, "member": {"identifier": API_MEMBER},
                })
            });
            rows.collect()
        })
    }

    /// `GET /system/mySecurity/customizeItems/`: what the role's Customize lists let it see.
    pub(crate) fn customize_items(&self) -> Result<Answer, Refusal> {
        let rights = &self.seed.rights;
        self.own_rights(|| {
            let types = rights.configuration_types.iter().flatten();
            let types =
                types.filter_map(|id| self.seed.types.get(id)).map(|row| ("CompanyConfigurations", row.name.as_str()));
            let tables = rights.tables.iter().flatten().map(|table| ("SystemTableSetup", table.name()));
            let items = types.chain(tables).enumerate().map(
                |(index, (list, item))| json!({"id": index + 1, "customizeIdentifier": list, "itemIdentifier": item}),
            );
            items.collect()
        })
    }

    fn own_rights(&self, rows: impl FnOnce() -> Value) -> Result<Answer, Refusal> {
        match self.seed.settings.my_security {
            MySecurity::Forbidden => Err(Refusal::new(403, "Forbidden", "Insufficient permission.")),
            MySecurity::NotFound => Err(Refusal::not_found("Resource")),
            MySecurity::Empty => Ok(Answer::json(200, &json!([]))),
            MySecurity::Answers => Ok(self.spelled(&rows())),
        }
    }

    /// `GET /system/info/members`
    pub(crate) fn read_members(&self, request: &Request, rest: &[&str]) -> Result<Answer, Refusal> {
        let level = self.allowed(Function::MemberMaintenance, Verb::Inquire, request)?;
        let settings = &self.seed.settings;
        let mut members: Vec<Member> = self.seed.members.values().cloned().chain(built_in_members()).collect();
        members.sort_by_key(|member| member.id);
        let mut rows = members.into_iter().map(MemberView);
        match rest {
            [] => ListRequest::read(request, settings)?.list(rows, level),
            ["count"] => ListRequest::read(request, settings)?.count(rows, level),
            [id] => {
                let id = id_of(id)?;
                let member = rows.find(|view| view.0.id == id);
                let member = member.ok_or_else(|| Refusal::not_found(&format!("Member {id}")))?;
                Ok(one(200, request, settings, &member))
            }
            _ => Err(Refusal::not_found("Resource")),
        }
    }

    fn spelled(&self, body: &Value) -> Answer {
        Answer::json_text(200, views::write_value(body, &self.seed.settings, None))
    }
}

/// The member that the keys belong to, and the one who does what people do.
pub(crate) fn built_in_members() -> impl Iterator<Item = Member> {
    // Beyond the ids that records get, so that the two can be there from the start.
    const FIRST: i64 = 2_000_000_001;
    [(API_MEMBER, "Sitebook", "API"), (OTHER_MEMBER, "John", "Smith")].into_iter().zip(FIRST..).map(
        |((identifier, first_name, last_name), id)| Member {
            id,
            identifier: identifier.to_owned(),
            first_name: first_name.to_owned(),
            last_name: last_name.to_owned(),
            inactive: false,
        },
    )
}
