//! Keeping what became of one creation.

use sitebook_domain::{
    DeviceId, FieldMapping, Lease, Match, MatchId, MatchRule, MatchState, PairChange, RecordOutcome, RecordResult,
    RunId, Timestamp,
};
use sitebook_psa::{Configuration, Difference, WrittenField};

use crate::plan::base_of;
use crate::ports::{RecordedCreation, RecordedResult, StoreFault, SyncStore};

/// What became of one device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreationRow {
    /// Outcome, reason and words.
    pub result: RecordResult,
    /// Whether the record was found there, made by an attempt whose answer was lost.
    pub adopted: bool,
    /// Fields that ConnectWise stored otherwise than they were sent.
    pub differences: Vec<Difference>,
    /// The match that was made.
    pub found: Option<Match>,
}

impl CreationRow {
    /// A row without a configuration.
    pub(super) fn failed(device: DeviceId, reason: &str, message: impl Into<String>) -> Self {
        Self::failed_with(device, 0, reason, message)
    }

    /// A row about a configuration that was not matched.
    pub(super) fn failed_with(device: DeviceId, id: i64, reason: &str, message: impl Into<String>) -> Self {
        let result = RecordResult {
            device,
            configuration: id,
            outcome: RecordOutcome::Failed,
            reason: reason.to_owned(),
            message: message.into(),
        };
        Self { result, adopted: false, differences: Vec::new(), found: None }
    }
}

/// A configuration of ours that came back.
pub(super) struct Came<'c> {
    pub(super) lease: &'c Lease,
    pub(super) run: RunId,
    pub(super) device: DeviceId,
    pub(super) configuration: &'c Configuration,
    pub(super) adopted: bool,
    pub(super) differences: Vec<Difference>,
    pub(super) match_id: MatchId,
    pub(super) by: &'c str,
    pub(super) at: Timestamp,
}

/// Keeps match, base, result and configuration in one step; where a person decided otherwise meanwhile, the result alone.
pub(super) async fn keep<S: SyncStore>(store: &S, came: Came<'_>) -> Result<CreationRow, StoreFault> {
    let Came { lease, run, device, configuration, adopted, differences, match_id, by, at } = came;
    let found = match_of(lease, device, configuration.id, match_id, by, at);
    let base = match store.device(device).await? {
        // What goes to a question or custom field that somebody picked gets its base from the next sync.
        Some(device) => base_of(match_id, &device, configuration, &FieldMapping::default()),
        None => Vec::new(),
    };
    let (reason, message) = match (adopted, differences.is_empty()) {
        (true, _) => ("adopted", "ConnectWise had created it already; the answer had been lost.".to_owned()),
        (false, true) => ("", String::new()),
        (false, false) => {
            let fields: Vec<String> = differences.iter().map(|difference| field_name(difference.field)).collect();
            ("stored_differently", format!("ConnectWise stored otherwise than sent: {}.", fields.join(", ")))
        }
    };
    let result = RecordResult {
        device,
        configuration: configuration.id,
        outcome: RecordOutcome::Applied,
        reason: reason.to_owned(),
        message,
    };
    let recorded = RecordedCreation {
        run,
        found: found.clone(),
        base,
        result: result.clone(),
        configuration: configuration.clone(),
    };
    if store.record_creation(lease, &recorded).await? {
        return Ok(CreationRow { result, adopted, differences, found: Some(found) });
    }
    let row = matched_meanwhile(device, configuration.id);
    store.drop_creation_intent(lease, device, Some((run, row.result.clone()))).await?;
    Ok(row)
}

/// The row of a record of ours that is not matched, because people decided otherwise meanwhile.
pub(super) fn matched_meanwhile(device: DeviceId, id: i64) -> CreationRow {
    let message = format!(
        "ConnectWise has configuration {id} for this device, but the device or the configuration was matched, unlinked or \
         moved meanwhile. Nothing was matched; look at it on the Matching page."
    );
    CreationRow::failed_with(device, id, "matched_meanwhile", message)
}

/// Why a record that is there already is linked in place of a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    /// A person wants the record that was made for the device before.
    Reactivated,
    /// No run that this workspace knows of created it: another computer did, or the workspace was put back from a backup.
    Found,
}

impl Again {
    /// Stable code and words.
    fn told(self) -> (&'static str, &'static str) {
        match self {
            Self::Reactivated => {
                ("reactivated", "The configuration that was made for this device before is used again.")
            }
            Self::Found => (
                "found_again",
                "ConnectWise has a configuration that Sitebook made for this device, though not in this run. It was linked, \
                 and nothing was created.",
            ),
        }
    }
}

/// Links a record that was there before the run. It counts as brought together, not as created: an undo takes the pair
/// apart and leaves the record as it is. What people decided meanwhile counts more.
pub(super) async fn used_again<S: SyncStore>(
    store: &S,
    came: Came<'_>,
    again: Again,
) -> Result<CreationRow, StoreFault> {
    let Came { lease, run, device, configuration, match_id, by, at, .. } = came;
    let found = match_of(lease, device, configuration.id, match_id, by, at);
    let base = match store.device(device).await? {
        Some(device) => base_of(match_id, &device, configuration, &FieldMapping::default()),
        None => Vec::new(),
    };
    let (reason, message) = again.told();
    let result = RecordResult {
        device,
        configuration: configuration.id,
        outcome: RecordOutcome::Applied,
        reason: reason.to_owned(),
        message: message.to_owned(),
    };
    let recorded = RecordedResult {
        base,
        configuration: Some(configuration.clone()),
        pairing: Some(PairChange::Together(found.clone())),
        ..RecordedResult::alone(result.clone(), by, at)
    };
    store.record_result(lease, run, &recorded).await?;
    let stands = store.standing_match(device).await?;
    if stands.is_some_and(|stands| stands.configuration == configuration.id) {
        return Ok(CreationRow { result, adopted: true, differences: Vec::new(), found: Some(found) });
    }
    let message = "The device or the configuration was matched or moved meanwhile. Look at it on the Matching page.";
    let row = CreationRow::failed_with(device, configuration.id, "matched_meanwhile", message);
    store.record_result(lease, run, &RecordedResult::alone(row.result.clone(), by, at)).await?;
    Ok(row)
}

fn match_of(lease: &Lease, device: DeviceId, id: i64, match_id: MatchId, by: &str, at: Timestamp) -> Match {
    Match {
        id: match_id,
        device,
        configuration: id,
        company: lease.company,
        state: MatchState::Confirmed,
        rule: MatchRule::Created,
        evidence: Vec::new(),
        frozen_reason: None,
        by: by.to_owned(),
        at,
    }
}

/// ConnectWise's name of a field.
#[must_use]
pub fn field_name(field: WrittenField) -> String {
    use sitebook_psa::ConfigurationField;
    match field {
        WrittenField::Text(field) => match field {
            ConfigurationField::Name => "name",
            ConfigurationField::SerialNumber => "serialNumber",
            ConfigurationField::ModelNumber => "modelNumber",
            ConfigurationField::MacAddress => "macAddress",
            ConfigurationField::IpAddress => "ipAddress",
            ConfigurationField::Notes => "notes",
            ConfigurationField::OsType => "osType",
            ConfigurationField::OsInfo => "osInfo",
            ConfigurationField::ManagementLink => "managementLink",
        }
        .to_owned(),
        WrittenField::Type => "type".to_owned(),
        WrittenField::Status => "status".to_owned(),
        WrittenField::Company => "company".to_owned(),
        WrittenField::Site => "site".to_owned(),
        WrittenField::Manufacturer => "manufacturer".to_owned(),
        WrittenField::DeviceIdentifier => "deviceIdentifier".to_owned(),
        WrittenField::Active => "activeFlag".to_owned(),
        WrittenField::Answer(question) => format!("question {question}"),
        WrittenField::CustomField(field) => format!("custom field {field}"),
    }
}
