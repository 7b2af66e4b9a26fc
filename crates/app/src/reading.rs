//! Reading a company's configurations, with the guards that keep a bad list from being believed.

use std::collections::{HashMap, HashSet};

use sitebook_domain::{
    AgentId, CompanyLink, Device, DeviceId, Evidence, Match, MatchState, PlaceholderList, Timestamp,
};
use sitebook_psa::{Configuration, ConfigurationQuery, Psa};
use sitebook_store::AcceptedList;
use sitebook_sync::{KnownTargets, MatchInput, MatchOutcome, check_list, evidence_of, match_devices, reason};

use crate::connectwise::ConnectWise;
use crate::matching::RULES;
use crate::sync_store::accepted;
use crate::{AppError, ErrorCode, Workspace};

/// Everything in scope of matching and syncing: one company, with the devices of all agents linked to it.
pub(crate) struct Scope {
    pub(crate) link: CompanyLink,
    pub(crate) devices: Vec<Device>,
    pub(crate) matches: Vec<Match>,
    pub(crate) configurations: Vec<Configuration>,
    /// When the configurations were read; none = never.
    pub(crate) read_at: Option<Timestamp>,
    pub(crate) outcome: MatchOutcome,
    /// The configuration whose id is kept in the source of a device.
    pub(crate) kept: HashMap<DeviceId, i64>,
    /// What the questions and custom fields of zone and room take; read with a fresh scope where a mapping needs it.
    pub(crate) targets: KnownTargets,
}

impl Scope {
    /// The values of a device and a configuration side by side.
    pub(crate) fn evidence(
        &self,
        device: &Device,
        configuration: &Configuration,
        placeholders: &PlaceholderList,
    ) -> Vec<Evidence> {
        evidence_of(device, configuration, self.kept.get(&device.id).copied(), placeholders)
    }
}

impl Workspace {
    /// The link of an agent, or an error that says how to make one. The link of an archived agent is frozen: nothing is read
    /// or written by it.
    pub(crate) async fn require_link(&self, agent: AgentId) -> Result<CompanyLink, AppError> {
        self.refuse_archived(agent).await?;
        if let Some(link) = self.store().link(agent).await? {
            return Ok(link);
        }
        let name = self.agent_record(agent).await?.name().to_owned();
        let message = format!("{name} is not linked to a ConnectWise company. Link it on the Companies page.");
        Err(AppError::new(ErrorCode::NotLinked, message))
    }

    /// Reads the company's configurations and accepts the list, unless a guard stops it. With `accept_list` a person has
    /// looked, and a shorter list is accepted.
    pub(crate) async fn read_configurations(
        &self,
        client: &ConnectWise,
        company: i64,
        accept_list: bool,
    ) -> Result<(), AppError> {
        let read_at = self.now();
        let before = self.store().accepted_list(company).await?;
        let before = before.map(|list| list.configurations.iter().map(|kept| kept.id).collect::<Vec<i64>>());
        let last_count = before.as_ref().map(Vec::len);
        let query = ConfigurationQuery { last_count, ..self.list_query(company).await? };
        let list = self.contact(client.configurations(&query).await).await?;
        if list.is_empty() {
            self.require_company(client, company).await?;
        }
        if !accept_list && let Some(before) = before {
            let read: Vec<i64> = list.iter().map(|configuration| configuration.id).collect();
            check_list(&before, &read)?;
        }
        let configurations = list
            .iter()
            .map(accepted)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        self.store().accept_list(company, &AcceptedList { read_at, configurations }).await?;
        Ok(())
    }

    /// Asks whether the company is still there: a deleted one may go on listing its configurations.
    pub(crate) async fn require_company(&self, client: &ConnectWise, company: i64) -> Result<(), AppError> {
        match self.contact(client.company(company).await).await? {
            Some(company) if !company.deleted => Ok(()),
            _ => {
                let message = "The linked company no longer exists in ConnectWise. Nothing was written. Link the agent \
                               to another company, or unlink it.";
                Err(AppError::new(ErrorCode::CompanyGone, message))
            }
        }
    }

    /// A company's configurations as last read, and when that was; none = never. Sends nothing.
    pub(crate) async fn kept_configurations(
        &self,
        company: i64,
    ) -> Result<(Option<Timestamp>, Vec<Configuration>), AppError> {
        let Some(list) = self.store().accepted_list(company).await? else { return Ok((None, Vec::new())) };
        let configurations = list
            .configurations
            .iter()
            .map(|configuration| serde_json::from_str(&configuration.body))
            .collect::<Result<Vec<Configuration>, _>>()
            .map_err(|error| {
                AppError::new(ErrorCode::Storage, format!("A kept configuration cannot be read: {error}."))
            })?;
        Ok((Some(list.read_at), configurations))
    }

    /// The scope of an agent's company as last read, with what the rules say about it. Sends nothing.
    pub(crate) async fn scope(&self, link: CompanyLink) -> Result<Scope, AppError> {
        let company = link.company.id;
        let (read_at, configurations) = self.kept_configurations(company).await?;
        let devices = self.store().devices_of_company(company).await?;
        let matches = self.store().matches_of_company(company).await?;
        let unlinks = self.store().remembered_unlinks(company).await?;
        let sites: HashMap<AgentId, i64> = self
            .store()
            .links()
            .await?
            .into_iter()
            .filter(|link| link.company.id == company)
            .filter_map(|link| link.site.map(|site| (link.agent, site.id)))
            .collect();
        let kept = self.kept_ids(company).await?;
        let outcome = match_devices(
            MatchInput {
                devices: &devices,
                sites: &sites,
                configurations: &configurations,
                matches: &matches,
                unlinks: &unlinks,
                kept: &kept,
            },
            &self.match_options().await?,
        );
        let kept = kept.into_iter().collect();
        Ok(Scope { link, devices, matches, configurations, read_at, outcome, kept, targets: KnownTargets::default() })
    }

    /// The scope after a fresh reading. Matches whose configuration is not listed are asked for by id; those that moved,
    /// vanished, or contradict themselves are frozen, and kept so when `keep` is set.
    pub(crate) async fn fresh_scope(
        &self,
        client: &ConnectWise,
        link: CompanyLink,
        accept_list: bool,
        keep: bool,
    ) -> Result<Scope, AppError> {
        self.read_configurations(client, link.company.id, accept_list).await?;
        self.read_scope(client, link, keep).await
    }

    /// The same by a list that was read and accepted a moment ago.
    pub(crate) async fn read_scope(
        &self,
        client: &ConnectWise,
        link: CompanyLink,
        keep: bool,
    ) -> Result<Scope, AppError> {
        let mut scope = self.scope(link).await?;
        // Each as it was and as it is.
        let mut frozen = Vec::new();
        let devices: HashSet<_> = scope.devices.iter().map(|device| device.id).collect();
        for found in std::mem::take(&mut scope.outcome.missing) {
            // Those of archived agents stay as they are.
            if found.state == MatchState::Frozen || !devices.contains(&found.device) {
                continue;
            }
            let company = scope.link.company.id;
            match self.contact(client.configuration(found.configuration).await).await? {
                Some(configuration) if configuration.company.as_ref().is_none_or(|owner| owner.id == company) => {
                    scope.configurations.push(configuration);
                }
                Some(_) => frozen.push((found.clone(), self.freeze(found, reason::FROZEN_MOVED))),
                None => frozen.push((found.clone(), self.freeze(found, reason::FROZEN_DELETED))),
            }
        }
        for contradicting in scope.outcome.freezes.iter().filter(|freeze| devices.contains(&freeze.found.device)) {
            let mut found = self.freeze(contradicting.found.clone(), contradicting.reason);
            found.evidence.clone_from(&contradicting.evidence);
            frozen.push((contradicting.found.clone(), found));
        }
        if keep && !frozen.is_empty() {
            self.store().change_found_matches(&frozen).await?;
        }
        let frozen_devices: HashSet<_> = frozen.iter().map(|(found, _)| found.device).collect();
        scope.matches.retain(|found| !frozen_devices.contains(&found.device));
        scope.matches.extend(frozen.into_iter().map(|(_, found)| found));
        scope.targets = self.read_targets(client, &scope).await?;
        Ok(scope)
    }

    /// The match as it is once a rule has frozen it.
    fn freeze(&self, found: Match, reason: &str) -> Match {
        Match {
            state: MatchState::Frozen,
            frozen_reason: Some(reason.to_owned()),
            by: RULES.to_owned(),
            at: self.now(),
            ..found
        }
    }
}
