//! Which configuration type a kind of device gets, and what ConnectWise has to choose from.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use sitebook_domain::{AgentId, DeviceField};
use sitebook_psa::{Psa, Reference};
use sitebook_sync::{canonical_kind, type_of_kind};

use crate::dto::{
    KindView, Nothing, QuestionView, StatusView, StatusesReply, TypeMapReply, TypeMapRequest, TypeMapSetRequest,
    TypeQuestionsReply, TypeQuestionsRequest, TypeView,
};
use crate::{AppError, ErrorCode, Workspace};

/// Setting: type by kind of device, as JSON. It belongs to the connection, whose ids it holds.
const TYPE_MAP: &str = "type_map";
/// Setting: the entries that single agents have of their own, by our id of the agent, as JSON.
const TYPE_MAPS_OF_AGENTS: &str = "type_maps_of_agents";

/// Type by kind of device.
type TypeMap = BTreeMap<String, i64>;

/// How many candidates an error lists.
const CANDIDATES: usize = 20;

impl Workspace {
    /// Which type each kind of device gets: of the integration, or of one agent, whose own entries go first.
    pub async fn type_map_show(&self, request: TypeMapRequest) -> Result<TypeMapReply, AppError> {
        let agent = self.map_owner(request.agent.as_deref()).await?;
        let client = self.client().await?;
        let types = self.contact(client.configuration_types().await).await?;
        self.type_map_reply(&types, agent).await
    }

    /// Says which type a kind of device gets, everywhere or for one agent.
    pub async fn type_map_set(&self, request: TypeMapSetRequest) -> Result<TypeMapReply, AppError> {
        let kind = request.kind.trim();
        if canonical_kind(kind).is_empty() {
            return Err(AppError::new(ErrorCode::InvalidInput, "Name the kind of device."));
        }
        let agent = self.map_owner(request.agent.as_deref()).await?;
        let client = self.client().await?;
        let types = self.contact(client.configuration_types().await).await?;
        let wanted = request.r#type.as_deref().map(str::trim).filter(|wanted| !wanted.is_empty());
        let found = wanted.map(|wanted| one_of(&types, wanted, "configuration type")).transpose()?;
        let change = |map: &mut TypeMap| {
            map.retain(|kept, _| canonical_kind(kept) != canonical_kind(kind));
            map.extend(found.as_ref().map(|found| (kind.to_owned(), found.id)));
        };
        if let Some(agent) = agent {
            let mut maps: BTreeMap<AgentId, TypeMap> = self.kept(TYPE_MAPS_OF_AGENTS).await?;
            change(maps.entry(agent).or_default());
            maps.retain(|_, map| !map.is_empty());
            self.keep(TYPE_MAPS_OF_AGENTS, &maps).await?;
        } else {
            let mut map: TypeMap = self.kept(TYPE_MAP).await?;
            change(&mut map);
            self.keep(TYPE_MAP, &map).await?;
        }
        self.changed();
        self.type_map_reply(&types, agent).await
    }

    /// The questions of a configuration type.
    pub async fn type_questions(&self, request: TypeQuestionsRequest) -> Result<TypeQuestionsReply, AppError> {
        let client = self.client().await?;
        let types = self.contact(client.configuration_types().await).await?;
        let found = one_of(&types, request.r#type.trim(), "configuration type")?;
        let questions = self.contact(client.type_questions(found.id).await).await?;
        let questions = questions
            .into_iter()
            .map(|question| QuestionView {
                id: question.id,
                question: question.question,
                field_type: question.field_type,
                required: question.required,
                choices: question.choices,
                default: question.default,
            })
            .collect();
        Ok(TypeQuestionsReply { r#type: type_view(&found), questions })
    }

    /// The statuses that configurations can have.
    pub async fn connectwise_statuses(&self, _: Nothing) -> Result<StatusesReply, AppError> {
        let client = self.client().await?;
        let statuses = self.contact(client.configuration_statuses().await).await?;
        let statuses = statuses
            .into_iter()
            .map(|status| StatusView {
                id: status.reference.id,
                name: status.reference.name,
                closed: status.closed,
                default: status.default,
            })
            .collect();
        Ok(StatusesReply { statuses })
    }

    /// Type by kind of device, as a person set it: an agent's own entries over those of the integration.
    pub(crate) async fn type_map(&self, agent: Option<AgentId>) -> Result<TypeMap, AppError> {
        let general: TypeMap = self.kept(TYPE_MAP).await?;
        let own = self.own_type_map(agent).await?;
        let is_own = |kind: &str| own.keys().any(|own| canonical_kind(own) == canonical_kind(kind));
        let mut map: TypeMap = general.into_iter().filter(|(kind, _)| !is_own(kind)).collect();
        map.extend(own);
        Ok(map)
    }

    /// The entries that an agent has of its own.
    async fn own_type_map(&self, agent: Option<AgentId>) -> Result<TypeMap, AppError> {
        let Some(agent) = agent else { return Ok(TypeMap::new()) };
        let mut maps: BTreeMap<AgentId, TypeMap> = self.kept(TYPE_MAPS_OF_AGENTS).await?;
        Ok(maps.remove(&agent).unwrap_or_default())
    }

    /// Forgets the maps: their ids are those of a ConnectWise that is no longer connected.
    pub(crate) async fn forget_type_map(&self) -> Result<(), AppError> {
        self.store().set_setting(TYPE_MAPS_OF_AGENTS, "{}").await?;
        Ok(self.store().set_setting(TYPE_MAP, "{}").await?)
    }

    async fn map_owner(&self, agent: Option<&str>) -> Result<Option<AgentId>, AppError> {
        match agent.map(str::trim).filter(|agent| !agent.is_empty()) {
            Some(agent) => Ok(Some(self.resolve_agent(agent).await?)),
            None => Ok(None),
        }
    }

    async fn kept<M: DeserializeOwned + Default>(&self, setting: &str) -> Result<M, AppError> {
        let Some(text) = self.store().setting(setting).await? else { return Ok(M::default()) };
        serde_json::from_str(&text)
            .map_err(|error| AppError::new(ErrorCode::Storage, format!("The map of types cannot be read: {error}.")))
    }

    async fn keep(&self, setting: &str, map: &impl Serialize) -> Result<(), AppError> {
        let text = serde_json::to_string(map).map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        Ok(self.store().set_setting(setting, &text).await?)
    }

    async fn type_map_reply(&self, types: &[Reference], agent: Option<AgentId>) -> Result<TypeMapReply, AppError> {
        let map = self.type_map(agent).await?;
        let own = self.own_type_map(agent).await?;
        // By canonical form: how it is written, and how often it occurs.
        let mut kinds: BTreeMap<String, (String, u32)> =
            map.keys().map(|kind| (canonical_kind(kind), (kind.clone(), 0))).collect();
        let mut companies: Vec<i64> = self.store().links().await?.into_iter().map(|link| link.company.id).collect();
        companies.sort_unstable();
        companies.dedup();
        for company in companies {
            for device in self.store().devices_of_company(company).await? {
                let kind = device.layers.text(DeviceField::Kind).trim();
                if !kind.is_empty() && !device.ignored {
                    kinds.entry(canonical_kind(kind)).or_insert_with(|| (kind.to_owned(), 0)).1 += 1;
                }
            }
        }
        let kinds = kinds
            .into_values()
            .map(|(kind, devices)| {
                let found = type_of_kind(&kind, &map, types).ok();
                let is_in = |map: &TypeMap| map.keys().any(|kept| canonical_kind(kept) == canonical_kind(&kind));
                KindView {
                    set: is_in(&map),
                    own: is_in(&own),
                    r#type: types.iter().find(|known| Some(known.id) == found).map(type_view),
                    kind,
                    devices,
                }
            })
            .collect();
        Ok(TypeMapReply { kinds, types: types.iter().map(type_view).collect() })
    }
}

pub(crate) fn type_view(reference: &Reference) -> TypeView {
    TypeView { id: reference.id, name: reference.name.clone() }
}

/// The record of a short table that a person means: by its id, or its name in any case.
pub(crate) fn one_of(all: &[Reference], wanted: &str, what: &str) -> Result<Reference, AppError> {
    let wanted = wanted.trim();
    let id = wanted.parse::<i64>().ok();
    let by_name = |found: &&Reference| found.name.trim().to_lowercase() == wanted.to_lowercase();
    let mut found: Vec<&Reference> = all.iter().filter(|found| Some(found.id) == id).collect();
    found.extend(all.iter().filter(|found| Some(found.id) != id).filter(by_name));
    let (code, message, candidates) = match found.as_slice() {
        [one] => return Ok((*one).clone()),
        [] => {
            let message = format!("There is no {what} \"{wanted}\", or the API key may not see it.");
            (ErrorCode::NotFound, message, all.iter().take(CANDIDATES).collect::<Vec<_>>())
        }
        several => {
            let message = format!("\"{wanted}\" means {} records of this kind ({what}). Use an id.", several.len());
            (ErrorCode::Ambiguous, message, found)
        }
    };
    let candidates: Vec<_> = candidates.iter().map(|found| json!({ "id": found.id, "name": found.name })).collect();
    Err(AppError::new(code, message).with_details(json!({ "candidates": candidates })))
}
