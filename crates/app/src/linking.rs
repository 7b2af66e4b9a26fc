//! Companies and their sites, and the links from agents to them.

use std::collections::{HashMap, HashSet};

use sitebook_domain::{AgentField, AgentId, CompanyLink, NamedReference};
use sitebook_psa::{Company, CompanyQuery, Psa, Reference, Site};
use sitebook_store::RemovedLink;
use sitebook_sync::{CompanyName, SuggestionReason, UnlinkedAgent, suggest_links};

use crate::connectwise::pauses;
use crate::dto::{
    AgentRequest, CompaniesReply, CompaniesRequest, CompanyDetail, CompanyFilters, CompanyRequest, CompanyView,
    LinkFailure, LinkManyReply, LinkManyRequest, LinkReply, LinkRequest, LinkSuggestionView, LinkSuggestionsReply,
    LinkedCompany, Nothing, SiteView, SitesReply, SuggestionBasis, TypeView, TypesReply,
};
use crate::resolve::{resolve_company, resolve_site};
use crate::{AppError, Workspace};

/// How many companies a search shows at most: more than anybody reads, less than anybody waits for.
const COMPANY_LIMIT: usize = 200;

impl Workspace {
    /// Companies by name or identifier.
    pub async fn connectwise_companies(&self, request: CompaniesRequest) -> Result<CompaniesReply, AppError> {
        let client = self.client().await?;
        let query = CompanyQuery {
            search: request.search.trim().to_owned(),
            // One more than is shown, to know whether there are more.
            limit: Some(COMPANY_LIMIT + 1),
            status: request.status,
            company_type: request.company_type,
        };
        let mut companies = self.contact(client.companies(&query).await).await?;
        let more = companies.len() > COMPANY_LIMIT;
        companies.truncate(COMPANY_LIMIT);
        Ok(CompaniesReply { companies: companies.into_iter().map(company_view).collect(), more })
    }

    /// What companies can be filtered by.
    pub async fn connectwise_company_filters(&self, _: Nothing) -> Result<CompanyFilters, AppError> {
        let client = self.client().await?;
        let statuses = self.contact(client.company_statuses().await).await?;
        let types = self.contact(client.company_types().await).await?;
        let views = |rows: Vec<Reference>| rows.into_iter().map(type_view).collect();
        Ok(CompanyFilters { statuses: views(statuses), types: views(types) })
    }

    /// One company with its sites and the number of its configurations.
    pub async fn connectwise_company(&self, request: CompanyRequest) -> Result<CompanyDetail, AppError> {
        let client = self.client().await?;
        let company = self.contact(resolve_company(client.as_ref(), &request.company).await).await?;
        let configurations = self.contact(client.count_configurations(company.id).await).await?;
        let sites = self.contact(client.sites(company.id).await).await?;
        Ok(CompanyDetail { company: company_view(company), configurations, sites: site_views(sites) })
    }

    /// Sites of a company.
    pub async fn connectwise_sites(&self, request: CompanyRequest) -> Result<SitesReply, AppError> {
        let client = self.client().await?;
        let company = self.contact(resolve_company(client.as_ref(), &request.company).await).await?;
        let sites = self.contact(client.sites(company.id).await).await?;
        Ok(SitesReply { sites: site_views(sites) })
    }

    /// Configuration types.
    pub async fn connectwise_types(&self, _: Nothing) -> Result<TypesReply, AppError> {
        let client = self.client().await?;
        let types = self.contact(client.configuration_types().await).await?;
        Ok(TypesReply { types: types.into_iter().map(type_view).collect() })
    }

    /// Links an agent to a company and, perhaps, one of its sites. Changing the company removes the agent's matches;
    /// a run in progress is stopped first.
    pub async fn link_set(&self, request: LinkRequest) -> Result<LinkReply, AppError> {
        let agent = self.resolve_agent(&request.agent).await?;
        self.refuse_archived(agent).await?;
        let psa = self.client().await?;
        let company = self.contact(resolve_company(psa.as_ref(), &request.company).await).await?;
        let site = match request.site.as_deref().map(str::trim).filter(|site| !site.is_empty()) {
            Some(site) => Some(self.contact(resolve_site(psa.as_ref(), &company, site).await).await?),
            None => None,
        };
        self.stop_run(agent).await;
        let link = CompanyLink {
            agent,
            company: NamedReference { id: company.id, name: company.name },
            company_identifier: company.identifier,
            site,
            by: self.who().await?,
            at: self.now(),
        };
        let old = self.store().link(agent).await?;
        let moved = old.filter(|old| old.company.id != link.company.id);
        let lease = self.lease_of(moved.as_ref()).await?;
        let removed = self.store().save_link(&link).await;
        self.give_back(lease).await;
        self.link_reply(agent, removed?).await
    }

    /// Links many agents, one after the other. One that fails does not stop the others; a lost connection does.
    pub async fn link_many(&self, request: LinkManyRequest) -> Result<LinkManyReply, AppError> {
        let mut reply = LinkManyReply { linked: 0, failed: Vec::new() };
        for link in request.links {
            let agent = link.agent.clone();
            match self.link_set(link).await {
                Ok(_) => reply.linked += 1,
                Err(error) if error.retryable || pauses(error.code) => return Err(error),
                Err(error) => reply.failed.push(LinkFailure { agent, message: error.message }),
            }
        }
        Ok(reply)
    }

    /// Which company each agent without a link may belong to. Reads all companies; links nothing.
    pub async fn link_suggestions(&self, _: Nothing) -> Result<LinkSuggestionsReply, AppError> {
        let client = self.client().await?;
        let companies = self.contact(client.companies(&CompanyQuery::default()).await).await?;
        let linked: HashSet<AgentId> = self.store().links().await?.into_iter().map(|link| link.agent).collect();
        let agents: Vec<UnlinkedAgent> = self
            .store()
            .agents()
            .await?
            .into_iter()
            .filter(|agent| agent.archived_since.is_none() && !linked.contains(&agent.id))
            .map(|agent| UnlinkedAgent {
                id: agent.id,
                name: agent.name().to_owned(),
                customer_id: agent.layers.text(AgentField::CustomerId).to_owned(),
            })
            .collect();
        let names: Vec<CompanyName> = companies
            .into_iter()
            .map(|company| CompanyName { id: company.id, identifier: company.identifier, name: company.name })
            .collect();
        let by_id: HashMap<i64, &CompanyName> = names.iter().map(|company| (company.id, company)).collect();
        let named = |id: &i64| by_id.get(id).map(|company| linked_company_of(company));
        let suggestions = suggest_links(&agents, &names)
            .into_iter()
            .filter_map(|found| {
                Some(LinkSuggestionView {
                    agent: found.agent.to_string(),
                    company: named(&found.company)?,
                    reason: match found.reason {
                        SuggestionReason::CustomerId => SuggestionBasis::CustomerId,
                        SuggestionReason::Name => SuggestionBasis::Name,
                    },
                    score: found.score,
                    others: found.others.iter().filter_map(named).collect(),
                })
            })
            .collect();
        Ok(LinkSuggestionsReply { suggestions, companies: names.len() as u32 })
    }

    /// Unlinks an agent and removes its matches. Nothing is changed in ConnectWise.
    pub async fn link_remove(&self, request: AgentRequest) -> Result<LinkReply, AppError> {
        let agent = self.resolve_agent(&request.agent).await?;
        self.refuse_archived(agent).await?;
        self.stop_run(agent).await;
        let lease = self.lease_of(self.store().link(agent).await?.as_ref()).await?;
        let removed = self.store().remove_link(agent, &self.who().await?, self.now()).await;
        self.give_back(lease).await;
        self.link_reply(agent, removed?).await
    }

    async fn link_reply(&self, agent: AgentId, removed: Option<RemovedLink>) -> Result<LinkReply, AppError> {
        self.changed();
        Ok(LinkReply {
            agent: self.summary(agent).await?,
            matches_removed: removed.map_or(0, |removed| removed.matches),
            undo: removed.map(|removed| removed.removal.to_string()),
        })
    }
}

fn company_view(company: Company) -> CompanyView {
    CompanyView {
        id: company.id,
        identifier: company.identifier,
        name: company.name,
        status: company.status.map(|status| status.name).unwrap_or_default(),
        city: company.city,
        address: company.address,
        phone: company.phone,
    }
}

fn site_views(sites: Vec<Site>) -> Vec<SiteView> {
    sites
        .into_iter()
        .filter(|site| !site.inactive)
        .map(|site| SiteView { id: site.id, name: site.name, address: site.address })
        .collect()
}

fn type_view(row: Reference) -> TypeView {
    TypeView { id: row.id, name: row.name }
}

fn linked_company_of(company: &CompanyName) -> LinkedCompany {
    LinkedCompany { id: company.id, identifier: company.identifier.clone(), name: company.name.clone() }
}
