//! Picking where zone, room and status go: names and ids as people type them, looked up in ConnectWise.

use serde_json::json;
use sitebook_domain::{FieldRule, FieldTarget, FieldTargetKind, MappedField, NamedReference, StatusChoice};
use sitebook_psa::{Psa, Reference};

use super::invalid;
use crate::connectwise::ConnectWise;
use crate::dto::{ChosenStatus, FieldTargetView, FieldTargetsReply, FieldsSetRequest, Nothing};
use crate::type_map::one_of;
use crate::{AppError, ErrorCode, Workspace};

/// Kinds of questions and custom fields, in ConnectWise's words, that take a zone or a room: texts. All others hold
/// numbers, dates or addresses.
const TEXT_TYPES: [&str; 3] = ["Text", "TextArea", ""];

/// How many candidates an error lists.
const CANDIDATES: usize = 20;

impl Workspace {
    /// What can be picked as the target of zone, room and status.
    pub async fn fields_targets(&self, _: Nothing) -> Result<FieldTargetsReply, AppError> {
        let client = self.client().await?;
        let statuses = self.statuses(&client).await?;
        Ok(FieldTargetsReply {
            targets: self.targets(&client).await?,
            statuses: statuses.into_iter().map(|status| ChosenStatus { id: status.id, name: status.name }).collect(),
        })
    }

    /// The rule of a field with what the request changes.
    pub(super) async fn picked_rule(
        &self,
        field: MappedField,
        before: &FieldRule,
        request: &FieldsSetRequest,
    ) -> Result<FieldRule, AppError> {
        let mut rule = FieldRule {
            direction: request.direction.unwrap_or(before.direction),
            allow_empty: request.allow_empty.unwrap_or(before.allow_empty),
            overwrite_conflicts: request.overwrite_conflicts.unwrap_or(before.overwrite_conflicts),
            ..before.clone()
        };
        if let Some(wanted) = request.target.as_deref().map(str::trim) {
            if !field.needs_target() {
                let message =
                    format!("{} has a field of its own in ConnectWise: it takes no other target.", field.key());
                return Err(invalid(message));
            }
            rule.target = if wanted.is_empty() { None } else { Some(self.picked_target(wanted).await?) };
        }
        if request.online.is_some() || request.offline.is_some() {
            if field != MappedField::Status {
                return Err(invalid(format!("{} takes no ConnectWise status.", field.key())));
            }
            self.pick_statuses(&mut rule.statuses, request).await?;
        }
        Ok(rule)
    }

    async fn picked_target(&self, wanted: &str) -> Result<FieldTarget, AppError> {
        let client = self.client().await?;
        let targets = self.targets(&client).await?;
        let found: Vec<&FieldTargetView> = targets.iter().filter(|target| is_meant(wanted, target)).collect();
        let (code, message, candidates) = match found.as_slice() {
            [one] => return Ok(FieldTarget { kind: one.kind, id: one.id, name: one.name.clone() }),
            [] => {
                let message = format!(
                    "There is no question or custom field \"{wanted}\" that takes a text, or the API key may not see it."
                );
                (ErrorCode::NotFound, message, targets.iter().take(CANDIDATES).collect())
            }
            several => {
                let message = format!(
                    "\"{wanted}\" means {} questions and custom fields. Name one as question:ID or custom_field:ID.",
                    several.len()
                );
                (ErrorCode::Ambiguous, message, found)
            }
        };
        let candidates: Vec<_> = candidates
            .iter()
            .map(|target: &&FieldTargetView| json!({ "kind": target.kind, "id": target.id, "name": target.name }))
            .collect();
        Err(AppError::new(code, message).with_details(json!({ "candidates": candidates })))
    }

    /// Picks the statuses that the request names; an empty name = none any more.
    async fn pick_statuses(&self, choice: &mut StatusChoice, request: &FieldsSetRequest) -> Result<(), AppError> {
        let wanted = [&request.online, &request.offline].map(|wanted| wanted.as_deref().map(str::trim));
        let all = if wanted.iter().flatten().any(|wanted| !wanted.is_empty()) {
            let client = self.client().await?;
            self.statuses(&client).await?
        } else {
            Vec::new()
        };
        for (wanted, place) in wanted.into_iter().zip([&mut choice.online, &mut choice.offline]) {
            match wanted {
                None => {}
                Some("") => *place = None,
                Some(wanted) => {
                    let found = one_of(&all, wanted, "configuration status")?;
                    *place = Some(NamedReference { id: found.id, name: found.name });
                }
            }
        }
        Ok(())
    }

    async fn statuses(&self, client: &ConnectWise) -> Result<Vec<Reference>, AppError> {
        let all = self.contact(client.configuration_statuses().await).await?;
        Ok(all.into_iter().map(|status| status.reference).collect())
    }

    /// Questions and custom fields that take texts; questions that several types ask in the same words are one.
    async fn targets(&self, client: &ConnectWise) -> Result<Vec<FieldTargetView>, AppError> {
        let types = self.contact(client.configuration_types().await).await?;
        let asked = self.questions_of_types(client, &types.iter().map(|found| found.id).collect()).await?;
        let mut targets: Vec<FieldTargetView> = Vec::new();
        for found in &types {
            for question in asked.get(&found.id).into_iter().flatten() {
                let same = |known: &&mut FieldTargetView| words(&known.name) == words(&question.question);
                if !takes_texts(&question.field_type, &question.choices) {
                    continue;
                }
                if let Some(known) = targets.iter_mut().find(same) {
                    known.type_name = format!("{}, {}", known.type_name, found.name);
                    let new = question.choices.iter().filter(|choice| !known.choices.contains(choice));
                    let new: Vec<String> = new.cloned().collect();
                    known.choices.extend(new);
                } else {
                    targets.push(FieldTargetView {
                        kind: FieldTargetKind::Question,
                        id: question.id,
                        name: question.question.clone(),
                        type_name: found.name.clone(),
                        choices: question.choices.clone(),
                    });
                }
            }
        }
        let custom_fields = self.custom_fields_if_shown(client).await?.unwrap_or_default().into_iter();
        let custom_fields = custom_fields.filter(|field| takes_texts(&field.field_type, &field.choices));
        targets.extend(custom_fields.map(|field| FieldTargetView {
            kind: FieldTargetKind::CustomField,
            id: field.id,
            name: field.caption,
            type_name: String::new(),
            choices: field.choices,
        }));
        Ok(targets)
    }
}

fn takes_texts(field_type: &str, choices: &[String]) -> bool {
    !choices.is_empty() || TEXT_TYPES.contains(&field_type)
}

fn words(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Whether a person means this target: by its id, its name in any case, or both kind and id.
fn is_meant(wanted: &str, target: &FieldTargetView) -> bool {
    let id = match (wanted.split_once(':'), target.kind) {
        (Some(("question", id)), FieldTargetKind::Question)
        | (Some(("custom_field", id)), FieldTargetKind::CustomField) => id,
        _ => wanted,
    };
    id.trim().parse() == Ok(target.id) || words(wanted) == words(&target.name)
}
