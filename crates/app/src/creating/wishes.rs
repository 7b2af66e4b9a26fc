//! What a person wants created, with every name resolved.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::json;
use sitebook_domain::{Agent, CompanyLink, Device, DeviceId, FieldMapping, FieldTargetKind};
use sitebook_psa::{Psa, Reference, TypeQuestion};
use sitebook_sync::{KnownTargets, is_answer_to, type_of};

use crate::connectwise::ConnectWise;
use crate::dto::CreateRequest;
use crate::type_map::one_of;
use crate::{AppError, ErrorCode, Workspace};

/// What is wanted.
pub(super) struct Wishes {
    pub(super) agent: Agent,
    pub(super) named: Vec<DeviceId>,
    pub(super) all_unmatched: bool,
    /// Whether a sync wants it.
    pub(super) in_sync: bool,
    /// Devices whose earlier configuration is to be used again.
    pub(super) reactivate: HashSet<DeviceId>,
    pub(super) given_type: Option<Reference>,
    pub(super) status: Option<Reference>,
    pub(super) site: Option<Reference>,
    pub(super) answers: Vec<(String, String)>,
    pub(super) types: Vec<Reference>,
    pub(super) type_map: BTreeMap<String, i64>,
    pub(super) mapping: FieldMapping,
}

impl Wishes {
    /// The type of a device's configuration, if there is one for it.
    pub(super) fn type_of(&self, device: &Device) -> Option<i64> {
        type_of(device, self.given_type.as_ref().map(|given| given.id), &self.type_map, &self.types).ok()
    }
}

impl Workspace {
    /// Resolves every name of the request. Nothing is written; a name that means nothing is an error of the request.
    pub(super) async fn wishes(
        &self,
        client: &ConnectWise,
        link: &CompanyLink,
        agent: &Agent,
        named: Vec<DeviceId>,
        request: &CreateRequest,
    ) -> Result<Wishes, AppError> {
        let types = self.contact(client.configuration_types().await).await?;
        let given_type = given(request.r#type.as_deref()).map(|wanted| one_of(&types, wanted, "configuration type"));
        let status = match given(request.status.as_deref()) {
            Some(wanted) => {
                let all = self.contact(client.configuration_statuses().await).await?;
                let all: Vec<Reference> = all.into_iter().map(|status| status.reference).collect();
                Some(one_of(&all, wanted, "configuration status")?)
            }
            None => None,
        };
        let site = match given(request.site.as_deref()) {
            Some(wanted) => {
                let all = self.contact(client.sites(link.company.id).await).await?;
                let all: Vec<Reference> = all
                    .into_iter()
                    .filter(|site| !site.inactive)
                    .map(|site| Reference { id: site.id, name: site.name })
                    .collect();
                Some(one_of(&all, wanted, &format!("site of {}", link.company.name))?)
            }
            None => link.site.as_ref().map(|site| Reference { id: site.id, name: site.name.clone() }),
        };
        Ok(Wishes {
            agent: agent.clone(),
            reactivate: if request.reactivate { named.iter().copied().collect() } else { HashSet::new() },
            named,
            all_unmatched: request.all_unmatched,
            in_sync: false,
            given_type: given_type.transpose()?,
            status,
            site,
            answers: request.answers.iter().map(|answer| (answer.question.clone(), answer.value.clone())).collect(),
            types,
            type_map: self.type_map(Some(agent.id)).await?,
            mapping: self.mapping(Some(agent.id)).await?,
        })
    }

    /// The questions of the types that are used, and the custom fields where the mapping sends something there. An answer
    /// to none of the questions is an error of the request: it was meant for something.
    pub(super) async fn creation_targets(
        &self,
        client: &ConnectWise,
        types: &BTreeSet<i64>,
        wishes: &Wishes,
    ) -> Result<KnownTargets, AppError> {
        let mut questions = BTreeMap::new();
        for type_id in types {
            questions.insert(*type_id, self.contact(client.type_questions(*type_id).await).await?);
        }
        refuse_stray_answers(&questions, wishes)?;
        let is_used = wishes.mapping.uses(FieldTargetKind::CustomField) && !types.is_empty();
        let custom_fields = if is_used { self.custom_fields_if_shown(client).await? } else { None };
        Ok(KnownTargets { questions, custom_fields })
    }
}

/// An answer that no type in use asks for.
fn refuse_stray_answers(questions: &BTreeMap<i64, Vec<TypeQuestion>>, wishes: &Wishes) -> Result<(), AppError> {
    let all: Vec<&TypeQuestion> = questions.values().flatten().collect();
    let stray = wishes.answers.iter().find(|(asked, _)| !all.iter().any(|known| is_answer_to(asked, known)));
    // Without a type in use nothing was asked, and each device says itself what it lacks.
    match stray.filter(|_| !questions.is_empty()) {
        None => Ok(()),
        Some((asked, _)) => {
            let candidates: Vec<_> =
                all.iter().map(|known| json!({ "id": known.id, "name": known.question })).collect();
            let message = format!("No configuration type that is used asks \"{asked}\". Nothing was created.");
            Err(AppError::new(ErrorCode::InvalidInput, message).with_details(json!({ "candidates": candidates })))
        }
    }
}

fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}
