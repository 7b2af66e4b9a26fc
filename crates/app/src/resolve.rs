//! From what people type to records: agents, devices, companies, sites.

use serde_json::json;
use sitebook_domain::{Agent, AgentId, Device, DeviceId, NamedReference};
use sitebook_psa::{Company, CompanyQuery, Psa};

use crate::{AppError, ErrorCode, Workspace};

impl Workspace {
    /// The agent that a reference means: our id, the source's id, or a unique name.
    pub(crate) async fn resolve_agent(&self, reference: &str) -> Result<AgentId, AppError> {
        let found = self.store().find_agents(reference).await?;
        match found.as_slice() {
            [agent] => Ok(agent.id),
            [] => Err(AppError::new(ErrorCode::NotFound, format!("There is no agent \"{reference}\"."))
                .with_details(json!({ "candidates": [] }))),
            several => {
                let candidates: Vec<_> = several
                    .iter()
                    .map(|agent| json!({ "id": agent.id, "source_id": agent.source_id, "name": agent.name }))
                    .collect();
                let message = format!("\"{reference}\" means {} agents. Use an id.", several.len());
                Err(AppError::new(ErrorCode::Ambiguous, message).with_details(json!({ "candidates": candidates })))
            }
        }
    }

    /// The device that a reference means: our id, `AGENT/DEVICE`, or a source's id or name that is unique (among all
    /// devices, or those of `agent`).
    pub(crate) async fn resolve_device(&self, agent: Option<AgentId>, reference: &str) -> Result<DeviceId, AppError> {
        let mut found = self.store().find_devices(agent, reference).await?;
        if found.is_empty()
            && agent.is_none()
            && let Some((agent_part, device_part)) = reference.split_once('/')
        {
            let agent = self.resolve_agent(agent_part).await?;
            found = self.store().find_devices(Some(agent), device_part).await?;
        }
        match found.as_slice() {
            [device] => Ok(device.id),
            [] => Err(AppError::new(ErrorCode::NotFound, format!("There is no device \"{reference}\"."))
                .with_details(json!({ "candidates": [] }))),
            several => {
                let candidates: Vec<_> = several
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
                let message =
                    format!("\"{reference}\" means {} devices. Write AGENT/DEVICE, or use an id.", several.len());
                Err(AppError::new(ErrorCode::Ambiguous, message).with_details(json!({ "candidates": candidates })))
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

/// The company that a reference means: its id, or its identifier in any case.
pub(crate) async fn resolve_company<P: Psa>(psa: &P, reference: &str) -> Result<Company, AppError> {
    let reference = reference.trim();
    if let Ok(id) = reference.parse::<i64>()
        && let Some(company) = psa.company(id).await?.filter(|company| !company.deleted)
    {
        return Ok(company);
    }
    let query = CompanyQuery { search: reference.to_owned(), limit: None };
    let found = psa.companies(&query).await?;
    let exact: Vec<&Company> =
        found.iter().filter(|company| company.identifier.eq_ignore_ascii_case(reference)).collect();
    if let [company] = exact.as_slice() {
        return Ok((*company).clone());
    }
    let candidates: Vec<_> = found
        .iter()
        .take(20)
        .map(|company| json!({ "id": company.id, "identifier": company.identifier, "name": company.name }))
        .collect();
    let (code, message) = if exact.is_empty() {
        let message = format!(
            "ConnectWise has no company with the id or identifier \"{reference}\", or the API key may not see it."
        );
        (ErrorCode::NotFound, message)
    } else {
        (ErrorCode::Ambiguous, format!("\"{reference}\" means {} companies. Use the id.", exact.len()))
    };
    Err(AppError::new(code, message).with_details(json!({ "candidates": candidates })))
}

/// The site of a company that a reference means: its id or its name in any case.
pub(crate) async fn resolve_site<P: Psa>(
    psa: &P,
    company: &Company,
    reference: &str,
) -> Result<NamedReference, AppError> {
    let reference = reference.trim();
    let sites = psa.sites(company.id).await?;
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
