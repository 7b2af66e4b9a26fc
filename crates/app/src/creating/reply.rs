//! What people and programs read about creations.

use std::collections::{HashMap, HashSet};

use sitebook_domain::{Device, DeviceId, MappedField, RecordOutcome};
use sitebook_psa::Reference;
use sitebook_sync::{
    CreateSummary, CreationPlan, CreationRefusal, CreationRow, DuplicateIdentifier, Foreseen, KnownTargets,
    PlannedCreation, Recovery, RefusedCreation, field_name,
};

use super::values::{answers_of, fields_of, unsent_of};
use super::wishes::Wishes;
use crate::dto::{CreateFailedView, CreatePreview, CreateReply, CreatedView, DuplicateView};
use crate::reading::Scope;
use crate::type_map::type_view;

/// The names of what is told about.
pub(super) struct Told<'s> {
    devices: HashMap<DeviceId, &'s Device>,
    /// Configurations that carry an identifier of ours.
    made: HashMap<&'s str, i64>,
}

impl<'s> Told<'s> {
    pub(super) fn new(scope: &'s Scope) -> Self {
        let ours = scope.configurations.iter().filter(|found| !found.device_identifier.trim().is_empty());
        Self {
            devices: scope.devices.iter().map(|device| (device.id, device)).collect(),
            made: ours.map(|found| (found.device_identifier.trim(), found.id)).collect(),
        }
    }

    /// What a run did, with what it found of earlier ones.
    pub(super) fn reply(&self, summary: &CreateSummary, recovery: &Recovery, plan: &CreationPlan) -> CreateReply {
        let rows = || recovery.rows.iter().chain(&summary.rows);
        let is_applied = |row: &&CreationRow| row.result.outcome == RecordOutcome::Applied;
        let mut seen = HashSet::new();
        let duplicates = recovery.duplicates.iter().chain(&summary.duplicates);
        CreateReply {
            run: Some(summary.run.id.to_string()),
            state: Some(summary.run.state),
            message: summary.run.reason.clone().unwrap_or_default(),
            created: rows().filter(is_applied).map(|row| self.created(row)).collect(),
            failed: rows().filter(|row| !is_applied(row)).map(|row| self.failed(row)).collect(),
            pending: summary.pending.iter().map(|row| self.failed(row)).collect(),
            left_out: plan.left_out.iter().map(|left_out| self.refused(left_out)).collect(),
            duplicates: duplicates
                .filter(|duplicate| seen.insert(duplicate.device))
                .map(|duplicate| self.duplicate(duplicate))
                .collect(),
            preview: Vec::new(),
            requests: summary.run.requests,
        }
    }

    /// What would be sent, and what would be looked up because it was sent before.
    pub(super) fn preview(
        &self,
        plan: &CreationPlan,
        foreseen: &Foreseen,
        wishes: &Wishes,
        targets: &KnownTargets,
        requests: u32,
    ) -> CreateReply {
        CreateReply {
            run: None,
            state: None,
            message: String::new(),
            created: Vec::new(),
            failed: foreseen
                .failed
                .iter()
                .map(|row| self.failed(row))
                .chain(plan.refused.iter().map(|refused| self.refused(refused)))
                .collect(),
            pending: foreseen.taken.iter().map(|(device, id)| self.sent_before(*device, *id)).collect(),
            left_out: plan.left_out.iter().map(|left_out| self.refused(left_out)).collect(),
            duplicates: foreseen.duplicates.iter().map(|duplicate| self.duplicate(duplicate)).collect(),
            preview: plan
                .creations
                .iter()
                .map(|planned| CreatePreview {
                    sent_before: foreseen.looked_up.contains(&planned.device),
                    ..self.planned(planned, wishes, targets)
                })
                .collect(),
            requests,
        }
    }

    fn created(&self, row: &CreationRow) -> CreatedView {
        let (device, device_source_id, device_name) = self.names(row.result.device);
        CreatedView {
            device,
            device_source_id,
            device_name,
            configuration: row.result.configuration,
            adopted: row.adopted,
            differences: row.differences.iter().map(|difference| field_name(difference.field)).collect(),
            message: row.result.message.clone(),
        }
    }

    fn failed(&self, row: &CreationRow) -> CreateFailedView {
        let (device, device_source_id, device_name) = self.names(row.result.device);
        let (reason, message) = (row.result.reason.clone(), row.result.message.clone());
        let configuration = row.result.configuration;
        CreateFailedView { device, device_source_id, device_name, reason, message, configuration }
    }

    fn refused(&self, refused: &RefusedCreation) -> CreateFailedView {
        let (device, device_source_id, device_name) = self.names(refused.device);
        let (reason, message) = (refused.reason.code().to_owned(), refusal_words(&refused.reason));
        CreateFailedView { device, device_source_id, device_name, reason, message, configuration: 0 }
    }

    /// A device whose record is there although its answer was lost.
    fn sent_before(&self, device: DeviceId, configuration: i64) -> CreateFailedView {
        let (device, device_source_id, device_name) = self.names(device);
        let message = format!(
            "Sent before, and its answer was lost. ConnectWise has it as configuration {configuration}: that one is \
             matched, and nothing is created."
        );
        let reason = "sent_before".to_owned();
        CreateFailedView { device, device_source_id, device_name, reason, message, configuration }
    }

    fn duplicate(&self, duplicate: &DuplicateIdentifier) -> DuplicateView {
        let (device, _, device_name) = self.names(duplicate.device);
        DuplicateView { device, device_name, kept: duplicate.kept, others: duplicate.others.clone() }
    }

    fn planned(&self, planned: &PlannedCreation, wishes: &Wishes, targets: &KnownTargets) -> CreatePreview {
        let (device, device_source_id, device_name) = self.names(planned.device);
        let new = &planned.new;
        let kind = wishes.types.iter().find(|known| known.id == new.type_id);
        let unnamed = Reference { id: new.type_id, name: String::new() };
        let questions = targets.questions.get(&new.type_id).map(Vec::as_slice).unwrap_or_default();
        CreatePreview {
            sent_before: false,
            made_before: self.made.get(new.device_identifier.as_str()).copied(),
            device,
            device_source_id,
            device_name,
            r#type: type_view(kind.unwrap_or(&unnamed)),
            status: wishes.status.as_ref().map(type_view),
            site: wishes.site.as_ref().map(type_view),
            identifier: new.device_identifier.clone(),
            fields: fields_of(planned, &wishes.mapping),
            answers: answers_of(planned, questions, &wishes.mapping),
            left_out: unsent_of(planned),
        }
    }

    /// Our id, the source's id, and the name of a device.
    fn names(&self, id: DeviceId) -> (String, String, String) {
        let device = self.devices.get(&id);
        let source_id = device.map(|device| device.source_id.clone()).unwrap_or_default();
        (id.to_string(), source_id, device.map(|device| device.name().to_owned()).unwrap_or_default())
    }
}

/// Why nothing is created for a device, and what to do about it.
pub(super) fn refusal_words(refusal: &CreationRefusal) -> String {
    match refusal {
        CreationRefusal::Ignored => "The device is ignored.".to_owned(),
        CreationRefusal::Gone => "The source no longer reports the device.".to_owned(),
        CreationRefusal::AlreadyMatched => "The device has a configuration.".to_owned(),
        CreationRefusal::HasProposal => {
            "A configuration may be this device. Confirm or decline it on the Matching page first.".to_owned()
        }
        CreationRefusal::InReview => {
            "Several configurations could be this device. Decide on the Matching page first.".to_owned()
        }
        CreationRefusal::Frozen => "The match is frozen until a person has looked at it.".to_owned(),
        CreationRefusal::RemovedCandidate => {
            "The device was unlinked from a configuration. Name it to create one all the same.".to_owned()
        }
        CreationRefusal::NoType => {
            "No configuration type is known for this kind of device. Choose one, or set it for the kind.".to_owned()
        }
        CreationRefusal::UnknownType { type_id } => {
            format!("ConnectWise no longer has configuration type {type_id}, which is set for this kind of device.")
        }
        CreationRefusal::NoName => "The device has no name.".to_owned(),
        CreationRefusal::NameTooLong { length } => {
            let limit = MappedField::Name.max_length().unwrap_or_default();
            format!("The name has {length} characters, ConnectWise takes {limit}. Shorten it.")
        }
        CreationRefusal::RequiredQuestion { questions } => {
            format!("The configuration type asks for answers that are missing: {}.", questions.join("; "))
        }
        CreationRefusal::UnknownChoice { question, answer, choices } => {
            format!("\"{question}\" does not take \"{answer}\". It takes: {}.", choices.join(", "))
        }
    }
}
