//! Changing many agents at once, and taking such an act back.

use std::collections::BTreeMap;

use sitebook_domain::{AgentField, BulkChange, FieldKey, FieldValue};
use sitebook_store::{ChangesUndone, LeftChange, LeftReason};
use uuid::Uuid;

use crate::agents::invalid;
use crate::dto::{
    AgentFailure, AgentsChangeRequest, AgentsChangedReply, ChangeLeft, ChangesUndoReply, ChangesUndoRequest,
};
use crate::resolve::Standing;
use crate::{AppError, ErrorCode, Workspace};

impl Workspace {
    /// Changes many agents in one act, which can be taken back. An agent whose value may not be so is left as it is.
    pub async fn agents_change(&self, request: AgentsChangeRequest) -> Result<AgentsChangedReply, AppError> {
        let change = bulk_change(&request)?;
        if change.is_empty() {
            return Err(AppError::new(ErrorCode::InvalidInput, "Say what is to be changed. Nothing was changed."));
        }
        let agents = self.selected_agents(&request.selection, Standing::Active).await?;
        let outcome = self.store().change_agents(&agents, &change, &self.who().await?, self.now()).await?;
        if outcome.changed > 0 {
            self.changed();
        }
        let failed = outcome
            .failed
            .into_iter()
            .map(|failed| AgentFailure {
                agent: failed.agent.to_string(),
                name: failed.name,
                reason: format!("{}.", failed.reason),
            })
            .collect();
        Ok(AgentsChangedReply {
            changed: outcome.changed,
            unchanged: outcome.unchanged,
            failed,
            undo: outcome.undo.map(|undo| undo.to_string()),
        })
    }

    /// Takes an import or a change of many agents or devices back, as far as nobody changed anything since. It can be done once; after
    /// 30 days there is nothing left to take back (`not_found`). Runs of agents whose devices go are stopped first.
    pub async fn changes_undo(&self, request: ChangesUndoRequest) -> Result<ChangesUndoReply, AppError> {
        let unknown = || {
            let message = "There is nothing to take back: no such act is known, or it was done too long ago.";
            AppError::new(ErrorCode::NotFound, message)
        };
        let id: Uuid = request.undo.trim().parse().map_err(|_| unknown())?;
        let leases = self.stop_runs_of(&self.store().agents_of_change_set(id).await?).await?;
        let undone = self.store().undo_changes(id, &self.who().await?, self.now()).await;
        self.give_all_back(leases).await;
        match undone? {
            ChangesUndone::Done { restored, left } => {
                self.changed();
                Ok(ChangesUndoReply { restored, left: left.into_iter().map(change_left).collect() })
            }
            ChangesUndone::Already { by, at } => {
                let message = format!("{by} took this back already, at {at}. Nothing was changed.");
                let details = serde_json::json!({ "undone_by": by, "undone_at": at.to_string() });
                Err(AppError::new(ErrorCode::AlreadyUndone, message).with_details(details))
            }
            ChangesUndone::Unknown => Err(unknown()),
        }
    }
}

/// Reads what a person wants to be changed.
fn bulk_change(request: &AgentsChangeRequest) -> Result<BulkChange, AppError> {
    let mut values = BTreeMap::new();
    for (field, text) in [
        (AgentField::CustomerId, &request.customer_id),
        (AgentField::ContractId, &request.contract_id),
        (AgentField::Plan, &request.plan),
    ] {
        if let Some(text) = text {
            values.insert(field, field.parse(text).map_err(|error| invalid(&error))?);
        }
    }
    let append_note = match request.append_note.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => AgentField::Note.parse(text).map_err(|error| invalid(&error))?.as_text().map(str::to_owned),
        None => None,
    };
    Ok(BulkChange { values, add_tags: tags(&request.add_tags)?, remove_tags: tags(&request.remove_tags)?, append_note })
}

/// Tags as they were chosen, one each: a source may have one with a comma in it.
fn tags(chosen: &[String]) -> Result<Vec<String>, AppError> {
    let chosen = chosen.iter().map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect();
    match AgentField::Tags.checked(FieldValue::List(chosen)).map_err(|error| invalid(&error))? {
        FieldValue::List(tags) => Ok(tags),
        _ => Ok(Vec::new()),
    }
}

fn change_left(left: LeftChange) -> ChangeLeft {
    ChangeLeft {
        agent: left.agent.to_string(),
        name: left.name,
        field: left.field,
        reason: words(left.reason).to_owned(),
    }
}

/// Why something was left as it is, in words.
fn words(reason: LeftReason) -> &'static str {
    match reason {
        LeftReason::Changed => "It was changed since.",
        LeftReason::OwnValues => "Somebody set values of it since.",
        LeftReason::OtherAct => "A later import or change altered it. Take that one back first.",
        LeftReason::Linked => "It is linked to a company. Unlink it first.",
        LeftReason::Matched => "It is matched, or somebody decided about its match.",
        LeftReason::Runs => "A run dealt with it.",
        LeftReason::SetUp => "Automatic sync or a field mapping was set up for it.",
        LeftReason::Located => "Somebody said where it is.",
        LeftReason::Devices => "It has devices that stay.",
    }
}
