//! Links from agents to companies.

use sitebook_domain::{CompanyLink, NamedReference};

use crate::dto::{AgentRequest, LinkReply, LinkRequest};
use crate::resolve::{resolve_company, resolve_site};
use crate::{AppError, Workspace};

impl Workspace {
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
