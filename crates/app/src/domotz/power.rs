//! Switching power: asked for by a person, only where Domotz says that it can be, written down, and read back.
//!
//! What was not sent was not done. What was sent and answered was done, whether or not Domotz could be asked afterwards. Only
//! where the answer itself was lost does nobody know.

use sitebook_domain::{Device, HistoryEntry, HistorySubject};
use sitebook_domotz::{DomotzError, OutletAction, PowerAction};

use super::details::Place;
use crate::dto::{DomotzPowerAction, DomotzPowerReply, DomotzPowerRequest};
use crate::{AppError, ErrorCode, Workspace};

/// How the history names an act on power.
const POWER: &str = "power";

/// Why nothing was switched, or why nobody knows whether it was.
#[derive(Debug)]
pub(crate) struct NotSwitched {
    /// What went wrong.
    pub(crate) error: AppError,
    /// Whether it was sent, and may have been done all the same.
    pub(crate) outcome_unknown: bool,
}

impl From<AppError> for NotSwitched {
    /// Before anything was sent.
    fn from(error: AppError) -> Self {
        Self { error, outcome_unknown: false }
    }
}

impl From<NotSwitched> for AppError {
    fn from(NotSwitched { mut error, outcome_unknown }: NotSwitched) -> Self {
        if !outcome_unknown {
            error.message.push_str(" Nothing was switched.");
        }
        error
    }
}

impl Workspace {
    /// Switches the power of a device or of one of its outlets, and says what Domotz says afterwards.
    pub async fn domotz_power(&self, request: DomotzPowerRequest) -> Result<DomotzPowerReply, AppError> {
        let (device, place) = self.domotz_place(&request.device).await?;
        let by = self.who().await?;
        let switched = match &request.outlet {
            Some(outlet) => self.switch_outlet(&device, &place, outlet, request.action, &by).await,
            None => self.switch_device(&device, &place, request.action, &by).await,
        };
        Ok(switched?)
    }

    /// Switches the power of a device for somebody who does not sit at the desk, and says what Domotz says afterwards.
    pub(crate) async fn switch_power_for(
        &self,
        device: &Device,
        action: DomotzPowerAction,
        by: &str,
    ) -> Result<DomotzPowerReply, NotSwitched> {
        let (device, place) = self.domotz_place(&device.id.to_string()).await?;
        self.switch_device(&device, &place, action, by).await
    }

    /// The source whose devices can be switched at the moment; none = there is no connection, or it is paused.
    pub(crate) async fn switching_source(&self) -> Result<Option<String>, AppError> {
        let connection = self.domotz_connection().await?;
        Ok(connection.filter(|connection| connection.paused.is_none()).map(|connection| connection.source))
    }

    async fn switch_device(
        &self,
        device: &Device,
        place: &Place,
        action: DomotzPowerAction,
        by: &str,
    ) -> Result<DomotzPowerReply, NotSwitched> {
        let wanted = power_action(action);
        let actions =
            self.domotz_contact(&place.revision, place.client.power_actions(place.agent, place.device).await).await?;
        self.learn_power(device.id, &actions).await?;
        if !actions.allows(wanted) {
            return Err(not_possible(device.name(), action).into());
        }
        let status = |is_online: Option<bool>| match is_online {
            Some(true) => "online",
            Some(false) => "offline",
            None => "",
        };
        let before = self.domotz_contact(&place.revision, place.client.device(place.agent, place.device).await).await?;
        let words = words(action).to_owned();
        self.audit(device, status(before.is_online), &words, by).await?;
        let sent = place.client.switch_power(place.agent, place.device, wanted).await;
        // Without it the owner is offered by what Domotz says too late; what was sent is sent all the same.
        if let Err(error) = self.note_switched(device.id, action, &sent).await {
            tracing::warn!(%error, "an act on power could not be noted");
        }
        self.was_sent(device, place, &words, by, sent).await?;
        let after = self.domotz_contact(&place.revision, place.client.device(place.agent, place.device).await).await;
        let says = after.map(|after| status(after.is_online));
        Ok(self.done(device, &words, by, says).await)
    }

    async fn switch_outlet(
        &self,
        device: &Device,
        place: &Place,
        outlet: &str,
        action: DomotzPowerAction,
        by: &str,
    ) -> Result<DomotzPowerReply, NotSwitched> {
        let outlets =
            self.domotz_contact(&place.revision, place.client.outlets(place.agent, place.device).await).await?;
        let known = outlets.records.iter().find(|known| known.id == outlet);
        let (Some(known), Some(wanted)) = (known, outlet_action(action)) else {
            return Err(not_possible(&format!("outlet {outlet} of {}", device.name()), action).into());
        };
        if !known.can_switch {
            return Err(not_possible(&format!("{} of {}", known.name, device.name()), action).into());
        }
        let state = |is_on: Option<bool>| match is_on {
            Some(true) => "on",
            Some(false) => "off",
            None => "",
        };
        let words = format!("{}: {}", known.name, words(action));
        self.audit(device, &format!("{}: {}", known.name, state(known.is_on)), &words, by).await?;
        let sent = place.client.switch_outlet(place.agent, place.device, outlet, wanted).await;
        self.was_sent(device, place, &words, by, sent).await?;
        let after = self.domotz_contact(&place.revision, place.client.outlets(place.agent, place.device).await).await;
        let says = after
            .map(|after| state(after.records.iter().find(|known| known.id == outlet).and_then(|known| known.is_on)));
        Ok(self.done(device, &words, by, says).await)
    }

    /// Passes on that Domotz did what was sent. What it did not do, or may not have done, is written down.
    async fn was_sent(
        &self,
        device: &Device,
        place: &Place,
        words: &str,
        by: &str,
        sent: Result<(), DomotzError>,
    ) -> Result<(), NotSwitched> {
        let Err(error) = sent else { return Ok(()) };
        let (outcome_unknown, said) = (error.outcome_unknown(), error.to_string());
        let Err(mut error) = self.domotz_contact(&place.revision, Err::<(), _>(error)).await else { return Ok(()) };
        if outcome_unknown {
            error.message = format!("Whether it was switched is not certain: {said}. Look at it before you try again.");
            // To cycle twice is not the same as once.
            error.retryable = false;
        }
        let outcome = if outcome_unknown { format!("not certain: {said}") } else { format!("not done: {said}") };
        let written = self.audit(device, words, &outcome, by).await;
        Err(NotSwitched { error: written.err().unwrap_or(error), outcome_unknown })
    }

    /// What is told of an act that was done. That Domotz could not be asked what came of it changes nothing of that.
    async fn done(&self, device: &Device, words: &str, by: &str, says: Result<&str, AppError>) -> DomotzPowerReply {
        self.changed();
        let error = match says {
            Ok(says) => return DomotzPowerReply { says: says.to_owned(), unread: None },
            Err(error) => error,
        };
        let outcome = format!("done; Domotz could not be asked afterwards: {}", error.message);
        if let Err(error) = self.audit(device, words, &outcome, by).await {
            tracing::warn!(%error, "that Domotz could not be asked after an act on power could not be written down");
        }
        DomotzPowerReply { says: String::new(), unread: Some(error.message) }
    }

    /// Writes an act on power into the history: before it is sent, so that none goes unseen.
    async fn audit(&self, device: &Device, old: &str, new: &str, by: &str) -> Result<(), AppError> {
        let entry = HistoryEntry {
            agent: device.agent,
            subject: HistorySubject::Device(device.id),
            field: POWER.to_owned(),
            old: old.to_owned(),
            new: new.to_owned(),
            by: by.to_owned(),
            at: self.now(),
        };
        Ok(self.store().add_history(&entry).await?)
    }
}

fn not_possible(what: &str, action: DomotzPowerAction) -> AppError {
    let message = format!("Domotz cannot do this: {} {what}. Look at its power in Domotz.", words(action));
    AppError::new(ErrorCode::Rejected, message)
}

/// What an act on power is called, after "to".
pub(crate) fn words(action: DomotzPowerAction) -> &'static str {
    match action {
        DomotzPowerAction::On => "switch on",
        DomotzPowerAction::Off => "switch off",
        DomotzPowerAction::Cycle => "power-cycle",
        DomotzPowerAction::SoftwareReboot => "restart",
    }
}

fn power_action(action: DomotzPowerAction) -> PowerAction {
    match action {
        DomotzPowerAction::On => PowerAction::On,
        DomotzPowerAction::Off => PowerAction::Off,
        DomotzPowerAction::Cycle => PowerAction::Cycle,
        DomotzPowerAction::SoftwareReboot => PowerAction::SoftwareReboot,
    }
}

pub(super) fn action_view(action: PowerAction) -> DomotzPowerAction {
    match action {
        PowerAction::On => DomotzPowerAction::On,
        PowerAction::Off => DomotzPowerAction::Off,
        PowerAction::Cycle => DomotzPowerAction::Cycle,
        PowerAction::SoftwareReboot => DomotzPowerAction::SoftwareReboot,
    }
}

fn outlet_action(action: DomotzPowerAction) -> Option<OutletAction> {
    match action {
        DomotzPowerAction::On => Some(OutletAction::On),
        DomotzPowerAction::Off => Some(OutletAction::Off),
        DomotzPowerAction::Cycle => Some(OutletAction::Cycle),
        DomotzPowerAction::SoftwareReboot => None,
    }
}
