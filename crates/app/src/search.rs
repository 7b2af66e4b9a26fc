//! One search over agents, devices and linked companies.

mod marks;

use std::collections::BTreeMap;

use sitebook_domain::{Agent, AgentField, Device, DeviceField, FieldKey};
use sitebook_store::SearchText;

use crate::dto::{AgentFound, AgentSummary, CompanyFound, DeviceFound, SearchHit, SearchReply, SearchRequest};
use crate::{AppError, Workspace};
use marks::{Needles, shortened};

/// How many of each kind are found unless somebody asks for another number.
const USUAL_LIMIT: u32 = 8;
/// How many of each kind at most.
const LARGEST_LIMIT: u32 = 50;

/// Fields of an agent in which something may be found, the first that holds it counts.
const AGENT_FIELDS: [AgentField; 9] = [
    AgentField::CustomerId,
    AgentField::ContractId,
    AgentField::ContactEmail,
    AgentField::ContactPhones,
    AgentField::ContactFirstName,
    AgentField::ContactLastName,
    AgentField::Tags,
    AgentField::Plan,
    AgentField::Note,
];

impl Workspace {
    /// Agents, devices and linked companies that a text finds. What is found nowhere is searched for again with the
    /// nearest words of names.
    pub async fn search(&self, request: SearchRequest) -> Result<SearchReply, AppError> {
        let limit = request.limit.unwrap_or(USUAL_LIMIT).min(LARGEST_LIMIT);
        let text = SearchText::parse(&request.text);
        let found = self.find(&text, limit).await?;
        if !found.is_empty() || text.is_empty() {
            return Ok(found);
        }
        let Some(guessed) = self.store().guessed(&text).await? else { return Ok(found) };
        let instead = guessed.shown();
        let found = self.find(&guessed, limit).await?;
        Ok(SearchReply { instead: (!found.is_empty()).then_some(instead), ..found })
    }

    async fn find(&self, text: &SearchText, limit: u32) -> Result<SearchReply, AppError> {
        let needles = Needles::of(text);
        let store = self.store();
        let (agents, devices) =
            futures::try_join!(store.search_agents(text, limit), store.search_devices(text, limit))?;
        let mut reply = SearchReply {
            agents: Vec::new(),
            more_agents: agents.more,
            devices: Vec::new(),
            more_devices: devices.more,
            companies: Vec::new(),
            instead: None,
        };
        for id in agents.ids {
            let (Some(agent), Ok(summary)) = (self.store().agent(id).await?, self.summary(id).await) else { continue };
            reply.agents.push(agent_found(&needles, &agent, &summary));
        }
        for id in devices.ids {
            let Some(device) = self.store().device(id).await? else { continue };
            let agent = self.store().agent(device.agent).await?;
            let agent_name = agent.map(|agent| agent.name().to_owned()).unwrap_or_default();
            reply.devices.push(device_found(&needles, &device, agent_name));
        }
        if !text.is_empty() {
            let board = self.board().await?;
            reply.companies = companies_found(text, &needles, board.agents().map(AsRef::as_ref), limit as usize);
        }
        Ok(reply)
    }
}

impl SearchReply {
    fn is_empty(&self) -> bool {
        self.agents.is_empty() && self.devices.is_empty() && self.companies.is_empty()
    }
}

fn agent_found(needles: &Needles, agent: &Agent, summary: &AgentSummary) -> AgentFound {
    let name_marks = needles.in_words(&summary.name);
    let hit = || {
        AGENT_FIELDS
            .iter()
            .find_map(|field| hit_in(needles, field.key(), &agent.layers.displayed(*field)))
            .or_else(|| hit_in(needles, "source_id", &agent.source_id))
    };
    AgentFound {
        id: summary.id.clone(),
        hit: if name_marks.is_empty() { hit() } else { None },
        name_marks,
        name: summary.name.clone(),
        status: summary.status,
        customer_id: summary.customer_id.clone(),
        archived: summary.archived_since.is_some(),
    }
}

fn device_found(needles: &Needles, device: &Device, agent_name: String) -> DeviceFound {
    let name_marks = needles.in_words(device.name());
    let macs = device.layers.list(DeviceField::Macs);
    let hit = || {
        hit_in(needles, "serial", device.layers.text(DeviceField::Serial))
            .or_else(|| needles.mac(macs).and_then(|mac| hit_in(needles, "macs", mac)))
            .or_else(|| hit_in(needles, "source_id", &device.source_id))
    };
    DeviceFound {
        id: device.id.to_string(),
        hit: if name_marks.is_empty() { hit() } else { None },
        name_marks,
        name: device.name().to_owned(),
        kind: device.layers.text(DeviceField::Kind).to_owned(),
        agent: device.agent.to_string(),
        agent_name,
    }
}

fn hit_in(needles: &Needles, field: &str, text: &str) -> Option<SearchHit> {
    let marks = needles.in_identifier(text);
    if marks.is_empty() {
        return None;
    }
    let (text, marks) = shortened(text, &marks);
    Some(SearchHit { field: field.to_owned(), text, marks })
}

/// Companies that are linked to agents which are not archived, and whose name or identifier holds all terms.
fn companies_found<'a>(
    text: &SearchText,
    needles: &Needles,
    agents: impl Iterator<Item = &'a AgentSummary>,
    limit: usize,
) -> Vec<CompanyFound> {
    let mut linked: BTreeMap<i64, (&str, &str, Vec<&AgentSummary>)> = BTreeMap::new();
    for agent in agents.filter(|agent| agent.archived_since.is_none()) {
        if let Some(company) = &agent.psa.company {
            linked.entry(company.id).or_insert((&company.identifier, &company.name, Vec::new())).2.push(agent);
        }
    }
    let holds_all = |identifier: &str, name: &str| {
        let words = sitebook_store::words(&format!("{name} {identifier}"));
        let begins = |wanted: &String| words.iter().any(|word| word.starts_with(wanted.as_str()));
        text.terms.iter().all(|term| term.words.iter().all(begins) || term.instead.iter().any(begins))
    };
    let mut found: Vec<CompanyFound> = linked
        .into_iter()
        .filter(|(_, (identifier, name, _))| holds_all(identifier, name))
        .map(|(id, (identifier, name, mut agents))| {
            agents.sort_by_key(|agent| agent.name.to_lowercase());
            CompanyFound {
                id,
                identifier: identifier.to_owned(),
                name_marks: needles.in_words(name),
                name: name.to_owned(),
                agents: agents.into_iter().map(|agent| agent.id.clone()).collect(),
            }
        })
        .collect();
    found.sort_by_key(|company| company.name.to_lowercase());
    found.truncate(limit);
    found
}
