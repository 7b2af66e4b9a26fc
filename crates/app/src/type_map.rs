//! Which configuration type a kind of device gets, and what ConnectWise has to choose from.

use std::collections::BTreeMap;

use serde_json::json;
use sitebook_domain::DeviceField;
use sitebook_psa::{Psa, Reference};
use sitebook_sync::{canonical_kind, type_of_kind};

use crate::dto::{
    KindView, Nothing, QuestionView, StatusView, StatusesReply, TypeMapReply, TypeMapSetRequest, TypeQuestionsReply,
    TypeQuestionsRequest, TypeView,
};
use crate::{AppError, ErrorCode, Workspace};

/// Setting: type by kind of device, as JSON. It belongs to the connection, whose ids it holds.
const TYPE_MAP: &str = "type_map";

/// How many candidates an error lists.
const CANDIDATES: usize = 20;

impl Workspace {
    /// Which type each kind of device gets.
    pub async fn type_map_show(&self, _: Nothing) -> Result<TypeMapReply, AppError> {
        let client = self.client().await?;
        let types = self.contact(client.configuration_types().await).await?;
        self.type_map_reply(&types).await
    }

    /// Says which type a kind of device gets.
    pub async fn type_map_set(&self, request: TypeMapSetRequest) -> Result<TypeMapReply, AppError> {
        let kind = request.kind.trim();
        if canonical_kind(kind).is_empty() {
            return Err(AppError::new(ErrorCode::InvalidInput, "Name the kind of device."));
        }
        let client = self.client().await?;
        let types = self.contact(client.configuration_types().await).await?;
        let mut map = self.type_map().await?;
        map.retain(|kept, _| canonical_kind(kept) != canonical_kind(kind));
        if let Some(wanted) = request.r#type.as_deref().map(str::trim).filter(|wanted| !wanted.is_empty()) {
            let found = one_of(&types, wanted, "configuration type")?;
            map.insert(kind.to_owned(), found.id);
        }
        let text =
            serde_json::to_string(&map).map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        self.store().set_setting(TYPE_MAP, &text).await?;
        self.changed();
        self.type_map_reply(&types).await
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

    /// Type by kind of device, as a person set it.
    pub(crate) async fn type_map(&self) -> Result<BTreeMap<String, i64>, AppError> {
        let Some(text) = self.store().setting(TYPE_MAP).await? else { return Ok(BTreeMap::new()) };
        serde_json::from_str(&text)
            .map_err(|error| AppError::new(ErrorCode::Storage, format!("The map of types cannot be read: {error}.")))
    }

    /// Forgets the map: its ids are those of a ConnectWise that is no longer connected.
    pub(crate) async fn forget_type_map(&self) -> Result<(), AppError> {
        Ok(self.store().set_setting(TYPE_MAP, "{}").await?)
    }

    async fn type_map_reply(&self, types: &[Reference]) -> Result<TypeMapReply, AppError> {
        let map = self.type_map().await?;
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
                KindView {
                    set: map.keys().any(|kept| canonical_kind(kept) == canonical_kind(&kind)),
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
