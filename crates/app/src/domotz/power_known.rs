//! What Domotz says can be done with the power of a device, remembered: a list of devices does not say it, and a page that is
//! looked at every some seconds cannot ask each time.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::future::join_all;
use sitebook_domain::{DeviceId, Timestamp};
use sitebook_domotz::{PowerAction, PowerActions};

use super::power::action_view;
use crate::dto::DomotzPowerAction;
use crate::{ErrorCode, Workspace};

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
pub(super) struct PowerKnown {
    answers: Mutex<HashMap<DeviceId, Answer>>,
    /// Held while answers are awaited: who looks meanwhile waits for the same answers instead of doing without.
    asking: tokio::sync::Mutex<()>,
}

impl PowerKnown {
    /// Which of these devices have to be asked for.
    fn unknown_of(&self, devices: &[DeviceId], now: Timestamp) -> Vec<DeviceId> {
        let answers = self.answers();
        let is_known = |device: &DeviceId| answers.get(device).is_some_and(|answer| answer.holds(now));
        devices.iter().copied().filter(|device| !is_known(device)).collect()
    }

    /// Keeps what Domotz says now; nothing = it knows no such device.
    pub(super) fn learn(&self, device: DeviceId, actions: Option<&PowerActions>, at: Timestamp) {
        let acts = |actions: &PowerActions| {
            PowerAction::ALL.into_iter().filter(|action| actions.allows(*action)).map(action_view).collect()
        };
        self.answers().insert(device, Answer { at, holds_millis: BELIEVED_MILLIS, acts: actions.map(acts) });
    }

    /// Has a device left alone for a while that gave no answer in time. What was known of it holds until then.
    fn put_off(&self, device: DeviceId, now: Timestamp) {
        let mut answers = self.answers();
        let acts = answers.remove(&device).and_then(|answer| answer.acts);
        answers.insert(device, Answer { at: now, holds_millis: UNANSWERED_MILLIS, acts });
    }

    fn of(&self, devices: &[DeviceId]) -> HashMap<DeviceId, Vec<DomotzPowerAction>> {
        let answers = self.answers();
        let acts = |device: &DeviceId| Some((*device, answers.get(device)?.acts.clone()?));
        devices.iter().filter_map(acts).collect()
    }

    fn answers(&self) -> MutexGuard<'_, HashMap<DeviceId, Answer>> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Workspace {
    /// What can be done with the power of these devices. One of which nothing is known is asked for, all at once and for some
    /// seconds; if no answer comes, it is left out.
    pub(crate) async fn power_known(&self, devices: &[DeviceId]) -> HashMap<DeviceId, Vec<DomotzPowerAction>> {
        let known = &self.inner.domotz.power_known;
        if !known.unknown_of(devices, self.now()).is_empty() {
            let _ = tokio::time::timeout(PATIENCE, self.ask_for_power(devices)).await;
            let now = self.now();
            for device in known.unknown_of(devices, now) {
                known.put_off(device, now);
            }
        }
        known.of(devices)
    }

    async fn ask_for_power(&self, devices: &[DeviceId]) {
        let known = &self.inner.domotz.power_known;
        let _alone = known.asking.lock().await;
        let unknown = known.unknown_of(devices, self.now());
        join_all(unknown.into_iter().map(|device| self.ask_power(device))).await;
    }

    /// Asks for the power of one device, and keeps the answer, if one comes.
    async fn ask_power(&self, device: DeviceId) {
        let asked = async {
            let (_, place) = self.domotz_place(&device.to_string()).await?;
            self.domotz_contact(place.client.power_actions(place.agent, place.device).await).await
        };
        let known = &self.inner.domotz.power_known;
        match asked.await {
            Ok(actions) => known.learn(device, Some(&actions), self.now()),
            Err(error) if error.code == ErrorCode::Unavailable => {}
            Err(_) => known.learn(device, None, self.now()),
        }
    }
}
