//! What Domotz says can be done with the power of a device, remembered: a list of devices does not say it, and a page that is
//! looked at every some seconds cannot ask each time.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures::future::join_all;
use sitebook_domain::{DeviceId, Timestamp};
use sitebook_domotz::PowerAction;

use super::power::action_view;
use crate::dto::DomotzPowerAction;
use crate::{AppError, ErrorCode, Workspace};

/// How long an answer is believed: what a device can do changes with its wiring.
const BELIEVED_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// How long it is not asked again where no answer came. What Domotz refuses it refuses tomorrow, too.
const UNANSWERED_MILLIS: i64 = 5 * 60 * 1000;

/// How long a page waits for answers.
const PATIENCE: Duration = Duration::from_secs(3);

/// What was answered, and how long that holds; no acts = nobody knows.
#[derive(Debug)]
struct Answer {
    at: Timestamp,
    holds_millis: i64,
    acts: Option<Vec<DomotzPowerAction>>,
}

impl Answer {
    fn holds(&self, now: Timestamp) -> bool {
        (0..self.holds_millis).contains(&now.millis_since(self.at))
    }
}

/// The answers of this process.
#[derive(Debug, Default)]
pub(super) struct PowerKnown(Mutex<HashMap<DeviceId, Answer>>);

impl PowerKnown {
    fn is_known(&self, device: DeviceId, now: Timestamp) -> bool {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&device).is_some_and(|answer| answer.holds(now))
    }

    fn keep(&self, device: DeviceId, answer: Answer) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(device, answer);
    }

    fn of(&self, devices: &[DeviceId]) -> HashMap<DeviceId, Vec<DomotzPowerAction>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let acts = |device: &DeviceId| Some((*device, known.get(device)?.acts.clone()?));
        devices.iter().filter_map(acts).collect()
    }
}

impl Workspace {
    /// What can be done with the power of these devices. One of which nothing is known is asked for, all at once and for some
    /// seconds; if no answer comes, it is left out.
    pub(crate) async fn power_known(&self, devices: &[DeviceId]) -> HashMap<DeviceId, Vec<DomotzPowerAction>> {
        let known = &self.inner.domotz.power_known;
        let now = self.now();
        let unknown: Vec<DeviceId> = devices.iter().copied().filter(|id| !known.is_known(*id, now)).collect();
        if !unknown.is_empty() {
            for device in &unknown {
                // Whoever looks meanwhile does not ask, too.
                known.keep(*device, Answer { at: now, holds_millis: UNANSWERED_MILLIS, acts: None });
            }
            let asking = unknown.iter().map(|device| async {
                let acts = match self.ask_power(*device).await {
                    Ok(acts) => Some(acts),
                    Err(error) if error.code == ErrorCode::Unavailable => return,
                    Err(_) => None,
                };
                known.keep(*device, Answer { at: now, holds_millis: BELIEVED_MILLIS, acts });
            });
            // Who answers too late is asked again in a while.
            let _ = tokio::time::timeout(PATIENCE, join_all(asking)).await;
        }
        known.of(devices)
    }

    async fn ask_power(&self, device: DeviceId) -> Result<Vec<DomotzPowerAction>, AppError> {
        let (_, place) = self.domotz_place(&device.to_string()).await?;
        let actions = self.domotz_contact(place.client.power_actions(place.agent, place.device).await).await?;
        Ok(PowerAction::ALL.into_iter().filter(|action| actions.allows(*action)).map(action_view).collect())
    }
}
