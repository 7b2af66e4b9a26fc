//! What an owner does: switching power, blocking. Each act is looked up, allowed and written down on its own.

use sitebook_domain::{
    AttemptKind, Device, DeviceField, DeviceId, FieldValue, HistoryEntry, HistorySubject, SWITCHING_PAUSE_MILLIS,
    Timestamp, VioletGrant,
};
use sitebook_store::{CountedAttempt, GrantedDevice, OwnedAgent};

use super::OwnerVisit;
use super::sign_in::{attempt, seconds_until};
use super::view::{effective, power_acts};
use crate::domotz::NotSwitched;
use crate::dto::DomotzPowerAction;
use crate::{AppError, ErrorCode, Workspace};

/// How the history names what became of an act of an owner on a device.
const ACT: &str = "violet.act";

/// What an owner wants to do with a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnerAct {
    /// Switch its power.
    Power(DomotzPowerAction),
    /// Block its way into the internet (true), or open it again.
    Block(bool),
}

impl OwnerAct {
    fn grant(self) -> VioletGrant {
        match self {
            Self::Power(_) => VioletGrant::Power,
            Self::Block(_) => VioletGrant::Block,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Power(action) => crate::domotz::power_words(action),
            Self::Block(true) => "block the internet",
            Self::Block(false) => "open the internet",
        }
    }
}

/// What became of an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnerActed {
    /// It was done; the source says that this holds now: `online`, `offline`, or nothing.
    Done {
        /// Name of the device.
        device: String,
        /// What the source says.
        says: String,
    },
    /// The owner has no such device, or may not do that with it.
    NotAllowed,
    /// Somebody did something with it a moment ago; nothing was done now.
    TooSoon {
        /// Name of the device.
        device: String,
    },
    /// The owner switched very often lately; nothing was done now.
    TooOften {
        /// Seconds until they can again.
        seconds: i64,
    },
    /// Nothing was done, because it cannot be.
    NotPossible {
        /// Name of the device.
        device: String,
    },
    /// Nobody knows whether it was done: the answer was lost.
    NotCertain {
        /// Name of the device.
        device: String,
    },
}

impl Workspace {
    /// Does something with a device for somebody who is signed in, if it is granted at this moment. Whoever gives up waiting
    /// takes nothing back: what became of it is written down all the same.
    pub async fn owner_act(&self, visit: &OwnerVisit, device: &str, act: OwnerAct) -> Result<OwnerActed, AppError> {
        let (workspace, visit, device) = (self.clone(), visit.clone(), device.to_owned());
        let acting = self.inner.errands.begin(async move { workspace.act_of_owner(&visit, &device, act).await });
        acting.await.map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?
    }

    async fn act_of_owner(&self, visit: &OwnerVisit, device: &str, act: OwnerAct) -> Result<OwnerActed, AppError> {
        let owned = self.entered(&visit.owner_email).await?;
        // Never by a name: only by an id that stands among what this owner was granted.
        let found = device.parse::<DeviceId>().ok().and_then(|id| find(&owned, id));
        let Some((owned, granted)) = found else { return Ok(OwnerActed::NotAllowed) };
        let (by, now) = (&visit.owner_email, self.now());
        let name = granted.device.name().to_owned();
        if !effective(owned, granted).has(act.grant()) {
            self.note(&granted.device, by, act, "refused: it is not granted").await?;
            return Ok(if effective(owned, granted).visible {
                OwnerActed::NotPossible { device: name }
            } else {
                OwnerActed::NotAllowed
            });
        }
        if let Some(until) = self.store().try_within(&counted(granted.device.id, by, now), now).await? {
            let is_pause = until.millis_since(now) <= SWITCHING_PAUSE_MILLIS;
            let words = if is_pause { "too soon after the last act" } else { "too many acts of this owner" };
            self.note(&granted.device, by, act, &format!("refused: {words}")).await?;
            return Ok(if is_pause {
                OwnerActed::TooSoon { device: name }
            } else {
                OwnerActed::TooOften { seconds: seconds_until(until, now) }
            });
        }
        match act {
            OwnerAct::Power(action) => self.owner_power(owned, granted, by, action).await,
            OwnerAct::Block(blocked) => {
                let Ok(holds) = self.blocker().set_blocked(&owned.agent, &granted.device, blocked) else {
                    self.note(&granted.device, by, act, "refused: nothing can block in this network").await?;
                    return Ok(OwnerActed::NotPossible { device: name });
                };
                self.note(&granted.device, by, act, "done").await?;
                let says = if holds { "blocked" } else { "" };
                Ok(OwnerActed::Done { device: name, says: says.to_owned() })
            }
        }
    }

    async fn owner_power(
        &self,
        owned: &OwnedAgent,
        granted: &GrantedDevice,
        by: &str,
        action: DomotzPowerAction,
    ) -> Result<OwnerActed, AppError> {
        let (device, act) = (&granted.device, OwnerAct::Power(action));
        let name = device.name().to_owned();
        if !power_acts(owned, granted).contains(&action) {
            self.note(device, by, act, "refused: it carries the network, and can be restarted only").await?;
            return Ok(OwnerActed::NotPossible { device: name });
        }
        match self.switch_power_for(device, action, by).await {
            Ok(reply) => {
                let says = match (&reply.unread, reply.says.as_str()) {
                    (Some(_), _) => "the source could not be asked afterwards".to_owned(),
                    (None, "") => "the source says nothing".to_owned(),
                    (None, says) => format!("the source says {says}"),
                };
                self.note(device, by, act, &format!("done; {says}")).await?;
                if !reply.says.is_empty() {
                    // The owner's page shows it at once, not after the next refresh.
                    let status = FieldValue::Text(reply.says.clone());
                    self.store().set_source_value(device.id, DeviceField::Status, &status, by, self.now()).await?;
                }
                Ok(OwnerActed::Done { device: name, says: reply.says })
            }
            Err(NotSwitched { error, outcome_unknown: true }) => {
                self.note(device, by, act, &format!("not certain: {}", error.message)).await?;
                Ok(OwnerActed::NotCertain { device: name })
            }
            Err(NotSwitched { error, .. }) if is_of_the_program(error.code) => Err(error),
            Err(NotSwitched { error, .. }) => {
                self.note(device, by, act, &format!("not done: {}", error.message)).await?;
                Ok(OwnerActed::NotPossible { device: name })
            }
        }
    }

    /// Writes down what became of an act.
    async fn note(&self, device: &Device, by: &str, act: OwnerAct, outcome: &str) -> Result<(), AppError> {
        let entry = HistoryEntry {
            agent: device.agent,
            subject: HistorySubject::Device(device.id),
            field: ACT.to_owned(),
            old: act.words().to_owned(),
            new: outcome.to_owned(),
            by: by.to_owned(),
            at: self.now(),
        };
        Ok(self.store().add_history(&entry).await?)
    }
}

/// The device with this id among all that an owner was granted something of.
fn find(owned: &[OwnedAgent], id: DeviceId) -> Option<(&OwnedAgent, &GrantedDevice)> {
    owned
        .iter()
        .find_map(|agent| agent.devices.iter().find(|granted| granted.device.id == id).map(|granted| (agent, granted)))
}

/// What an act is counted as: one on a device in a while, whoever asks, and so many of an owner, for each costs calls that the
/// source counts.
fn counted(device: DeviceId, owner: &str, now: Timestamp) -> [CountedAttempt; 3] {
    let since = now.plus_millis(-SWITCHING_PAUSE_MILLIS);
    let pause = CountedAttempt { counted_for: format!("act/{device}"), most: 1, since };
    [pause, attempt(AttemptKind::ActInHour, owner, now), attempt(AttemptKind::ActInDay, owner, now)]
}

/// Whether an error says that this program or its database is broken, so that nothing about the device can be said.
fn is_of_the_program(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::Internal | ErrorCode::Storage | ErrorCode::DiskFull)
}
