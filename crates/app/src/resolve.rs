//! From what people type to records: agents, devices, companies, sites.

use serde_json::{Value, json};
use sitebook_domain::{Agent, AgentId, Device, DeviceId, NamedReference};
use sitebook_psa::{Company, CompanyQuery, Psa};
use sitebook_store::{FoundAgent, FoundDevice};

use crate::{AppError, ErrorCode, Workspace};

/// How many records are listed for a reference that means none or several.
const CANDIDATES: u32 = 20;

/// Which of several agents of one name is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// The one that is in use.
    Active,
    /// The one in the archive.
    Archived,
}

impl Standing {
    /// Of several agents those that stand so, if there are any. An archived agent keeps its name and id, which an active one
    /// may have as well.
    fn narrow(self, found: Vec<FoundAgent>) -> Vec<FoundAgent> {
        let stands_so = |agent: &FoundAgent| agent.archived == (self == Self::Archived);
        if found.iter().any(stands_so) { found.into_iter().filter(stands_so).collect() } else { found }
    }
}

impl Workspace {
    /// The agent that a reference means: our id, the source's id, or a unique name. Of those that share it, the active one.
    pub(crate) async fn resolve_agent(&self, reference: &str) -> Result<AgentId, AppError> {
        self.resolve_agent_standing(reference, Standing::Active).await
    }

    /// The same, of those that share it the one that stands so.
    pub(crate) async fn resolve_agent_standing(
        &self,
        reference: &str,
        standing: Standing,
    ) -> Result<AgentId, AppError> {
        let found = standing.narrow(self.store().find_agents(reference).await?);
        match found.as_slice() {
            [agent] => Ok(agent.id),
            [] => {
                let similar = self.store().similar_agents(reference, CANDIDATES).await?;
                Err(AppError::new(ErrorCode::NotFound, format!("There is no agent \"{reference}\"."))
                    .with_details(agent_candidates(&similar)))
            }
            several => {
                let message = format!("\"{reference}\" means {} agents. Use an id.", several.len());
                Err(AppError::new(ErrorCode::Ambiguous, message).with_details(agent_candidates(several)))
            }
        }
    }

    /// The device that a reference means: our id, `AGENT/DEVICE`, or a source's id or name that is unique (among all
    /// devices, or those of `agent`).
    pub(crate) async fn resolve_device(&self, agent: Option<AgentId>, reference: &str) -> Result<DeviceId, AppError> {
        let mut found = self.store().find_devices(agent, reference).await?;
        let mut named_agent = agent;
        if agent.is_none() {
            // Ids and names may hold a slash themselves: every one may be the one between agent and device.
            let mut unclear = None;
            for (slash, _) in reference.match_indices('/') {
                let (agent_part, device_part) = (&reference[..slash], &reference[slash + 1..]);
                match Standing::Active.narrow(self.store().find_agents(agent_part).await?).as_slice() {
                    [] => {}
                    [agent] => {
                        named_agent = Some(agent.id);
                        found.extend(self.store().find_devices(named_agent, device_part).await?);
                    }
                    _ => unclear = Some(agent_part),
                }
            }
            if let (Some(agent_part), true) = (unclear, found.is_empty()) {
                self.resolve_agent(agent_part).await?;
            }
        }
        found.sort_unstable_by_key(|device| device.id);
        found.dedup_by_key(|device| device.id);
        match found.as_slice() {
            [device] => Ok(device.id),
            [] => {
                let wanted = if named_agent.is_some() { "" } else { reference };
                let similar = self.store().similar_devices(named_agent, wanted, CANDIDATES).await?;
                Err(AppError::new(ErrorCode::NotFound, format!("There is no device \"{reference}\"."))
                    .with_details(device_candidates(&similar)))
            }
            several => {
                let message =
                    format!("\"{reference}\" means {} devices. Write AGENT/DEVICE, or use an id.", several.len());
                Err(AppError::new(ErrorCode::Ambiguous, message).with_details(device_candidates(several)))
            }
        }
    }

    pub(crate) async fn agent_record(&self, id: AgentId) -> Result<Agent, AppError> {
        let missing = || AppError::new(ErrorCode::NotFound, "The agent is no longer there.");
        self.store().agent(id).await?.ok_or_else(missing)
    }

    pub(crate) async fn device_record(&self, id: DeviceId) -> Result<Device, AppError> {
        let missing = || AppError::new(ErrorCode::NotFound, "The device is no longer there.");
        self.store().device(id).await?.ok_or_else(missing)
    }
}

fn agent_candidates(agents: &[FoundAgent]) -> Value {
    let candidates: Vec<_> = agents
        .iter()
        .map(|agent| json!({ "id": agent.id, "source_id": agent.source_id, "name": agent.name }))
        .collect();
    json!({ "candidates": candidates })
}

fn device_candidates(devices: &[FoundDevice]) -> Value {
    let candidates: Vec<_> = devices
        .iter()
        .map(|device| {
            json!({
                "id": device.id,
                "source_id": device.source_id,
                "name": device.name,
                "agent": device.agent_name,
            })
        })
        .collect();
    json!({ "candidates": candidates })
}

/// The company that a reference means: its id, or its identifier in any case.
pub(crate) async fn resolve_company<P: Psa>(psa: &P, reference: &str) -> Result<Company, AppError> {
    let reference = reference.trim();
    let search = async |search: &str, limit| {
        psa.companies(&CompanyQuery { search: search.to_owned(), limit, ..CompanyQuery::default() }).await
    };
    let mut meant = match reference.parse::<i64>() {
        Ok(id) => Vec::from_iter(psa.company(id).await?.filter(|company| !company.deleted)),
        Err(_) => Vec::new(),
    };
    let similar = search(reference, None).await?;
    // A number may be the id of one company and the identifier of another.
    meant.extend(similar.iter().filter(|company| company.identifier.eq_ignore_ascii_case(reference)).cloned());
    meant.dedup_by_key(|company| company.id);
    let (code, message, candidates) = match meant.as_slice() {
        [company] => return Ok(company.clone()),
        [] => {
            let message = format!(
                "ConnectWise has no company with the id or identifier \"{reference}\", or the API key may not see it."
            );
            let candidates = if similar.is_empty() { search("", Some(CANDIDATES as usize)).await? } else { similar };
            (ErrorCode::NotFound, message, candidates)
        }
        several => {
            let message = format!("\"{reference}\" means {} companies. Use another id.", several.len());
            (ErrorCode::Ambiguous, message, meant)
        }
    };
    let candidates: Vec<_> = candidates
        .iter()
        .take(CANDIDATES as usize)
        .map(|company| json!({ "id": company.id, "identifier": company.identifier, "name": company.name }))
        .collect();
    Err(AppError::new(code, message).with_details(json!({ "candidates": candidates })))
}

/// The site of a company that a reference means: its id or its name in any case.
pub(crate) async fn resolve_site<P: Psa>(
    psa: &P,
    company: &Company,
    reference: &str,
) -> Result<NamedReference, AppError> {
    let reference = reference.trim();
    let sites: Vec<_> = psa.sites(company.id).await?.into_iter().filter(|site| !site.inactive).collect();
    let by_id = reference.parse::<i64>().ok();
    let found: Vec<_> =
        sites.iter().filter(|site| Some(site.id) == by_id || site.name.eq_ignore_ascii_case(reference)).collect();
    match found.as_slice() {
        [site] => Ok(NamedReference { id: site.id, name: site.name.clone() }),
        several => {
            let candidates: Vec<_> = sites.iter().map(|site| json!({ "id": site.id, "name": site.name })).collect();
            let code = if several.is_empty() { ErrorCode::NotFound } else { ErrorCode::Ambiguous };
            let message = format!("\"{reference}\" is not one site of {}. Use an id.", company.name);
            Err(AppError::new(code, message).with_details(json!({ "candidates": candidates })))
        }
    }
}
