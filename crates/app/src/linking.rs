//! Companies and their sites, and the links from agents to them.

use sitebook_domain::{CompanyLink, NamedReference};
use sitebook_psa::{CompanyQuery, Psa};

use crate::dto::{
    AgentRequest, CompaniesReply, CompaniesRequest, CompanyRequest, CompanyView, LinkReply, LinkRequest, Nothing,
    SiteView, SitesReply, TypeView, TypesReply,
};
use crate::resolve::{resolve_company, resolve_site};
use crate::{AppError, Workspace};

/// How many companies a search shows at most: more than anybody reads, less than anybody waits for.
const COMPANY_LIMIT: usize = 200;

impl Workspace {
    /// Companies by name or identifier.
    pub async fn connectwise_companies(&self, request: CompaniesRequest) -> Result<CompaniesReply, AppError> {
        let client = self.client().await?;
        let query = CompanyQuery { search: request.search.trim().to_owned(), limit: Some(COMPANY_LIMIT) };
        let companies = self.contact(client.companies(&query).await).await?;
        let companies = companies
            .into_iter()
            .map(|company| CompanyView {
                id: company.id,
                identifier: company.identifier,
                name: company.name,
                status: company.status.map(|status| status.name).unwrap_or_default(),
                city: company.city,
            })
            .collect();
        Ok(CompaniesReply { companies })
    }

    /// Sites of a company.
    pub async fn connectwise_sites(&self, request: CompanyRequest) -> Result<SitesReply, AppError> {
        let client = self.client().await?;
        let company = self.contact(resolve_company(client.as_ref(), &request.company).await).await?;
        let sites = self.contact(client.sites(company.id).await).await?;
        let sites = sites
            .into_iter()
            .filter(|site| !site.inactive)
            .map(|site| SiteView { id: site.id, name: site.name, address: site.address })
            .collect();
        Ok(SitesReply { sites })
    }

    /// Configuration types.
    pub async fn connectwise_types(&self, _: Nothing) -> Result<TypesReply, AppError> {
        let client = self.client().await?;
        let types = self.contact(client.configuration_types().await).await?;
        Ok(TypesReply { types: types.into_iter().map(|found| TypeView { id: found.id, name: found.name }).collect() })
    }

    /// Links an agent to a company and, perhaps, one of its sites. Changing the company removes the agent's matches;
    /// a run in progress is stopped first.
    pub async fn link_set(&self, request: LinkRequest) -> Result<LinkReply, AppError> {
        let agent = self.resolve_agent(&request.agent).await?;
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
        let matches_removed = self.store().save_link(&link).await;
        self.give_back(lease).await;
        let matches_removed = matches_removed?;
        self.changed();
        Ok(LinkReply { agent: self.summary(agent).await?, matches_removed })
    }

    /// Unlinks an agent and removes its matches. Nothing is changed in ConnectWise.
    pub async fn link_remove(&self, request: AgentRequest) -> Result<LinkReply, AppError> {
        let agent = self.resolve_agent(&request.agent).await?;
        self.stop_run(agent).await;
        let lease = self.lease_of(self.store().link(agent).await?.as_ref()).await?;
        let matches_removed = self.store().remove_link(agent, &self.who().await?, self.now()).await;
        self.give_back(lease).await;
        let matches_removed = matches_removed?;
        self.changed();
        Ok(LinkReply { agent: self.summary(agent).await?, matches_removed })
    }
}
