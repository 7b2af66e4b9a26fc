//! What Domotz says can be done with the power of a device, remembered: a list of devices does not say it, and a page that is
//! looked at every some seconds cannot ask each time.
//!
//! Whether anything can be done at all is kept as the source's value, which decides what can be granted. Only an answer says
//! it: where none came, it is as unknown as before.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::{StreamExt, stream};
use sitebook_domain::{Agent, DeviceId, Timestamp};
use sitebook_domotz::{DomotzError, PowerAction, PowerActions};

use super::BY;
use super::power::action_view;
use super::refreshing::AT_ONCE;
use crate::dto::DomotzPowerAction;
use crate::{AppError, Workspace};

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
    fn learn(&self, device: DeviceId, actions: Option<&PowerActions>, at: Timestamp) {
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

/// Whether acts that are possible switch the power. A device that can only restart itself is not switched from outside.
pub(crate) fn can_be_switched(acts: &[DomotzPowerAction]) -> bool {
    acts.iter().any(|act| *act != DomotzPowerAction::SoftwareReboot)
}

impl Workspace {
    /// What can be done with the power of these devices. One of which nothing is known is asked for, some at once and for some
    /// seconds; if no answer comes, it is left out.
    pub(crate) async fn power_known(
        &self,
        devices: &[DeviceId],
    ) -> Result<HashMap<DeviceId, Vec<DomotzPowerAction>>, AppError> {
        let known = &self.inner.domotz.power_known;
        let unknown = known.unknown_of(devices, self.now());
        if !unknown.is_empty() {
            // Those whose turn did not come are asked at the next look.
            let begun = Mutex::new(HashSet::new());
            let _ = tokio::time::timeout(PATIENCE, self.ask_for_power(devices, &begun)).await;
            let (now, begun) = (self.now(), begun.into_inner().unwrap_or_else(PoisonError::into_inner));
            for device in known.unknown_of(devices, now).into_iter().filter(|device| begun.contains(device)) {
                known.put_off(device, now);
            }
            self.keep_power(&unknown).await?;
        }
        Ok(known.of(devices))
    }

    /// Has Domotz asked what can be done with the power of devices of an agent, where it can be asked, and keeps what it says
    /// as the source's value.
    pub(crate) async fn ask_whether_switchable(&self, agent: &Agent, devices: &[DeviceId]) -> Result<(), AppError> {
        if devices.is_empty() || self.switching_source().await?.as_deref() != Some(&agent.source) {
            return Ok(());
        }
        self.power_known(devices).await.map(drop)
    }

    /// Keeps what Domotz just said can be done with the power of a device.
    pub(super) async fn learn_power(&self, device: DeviceId, actions: &PowerActions) -> Result<(), AppError> {
        self.inner.domotz.power_known.learn(device, Some(actions), self.now());
        self.keep_power(&[device]).await
    }

    /// Keeps what was heard of these devices as the source's value.
    async fn keep_power(&self, devices: &[DeviceId]) -> Result<(), AppError> {
        let known = self.inner.domotz.power_known.of(devices);
        let said: Vec<(DeviceId, bool)> = known.iter().map(|(device, acts)| (*device, can_be_switched(acts))).collect();
        if !said.is_empty() && self.store().learn_power(&said, BY, self.now()).await? > 0 {
            self.changed();
        }
        Ok(())
    }

    async fn ask_for_power(&self, devices: &[DeviceId], begun: &Mutex<HashSet<DeviceId>>) {
        let known = &self.inner.domotz.power_known;
        let _alone = known.asking.lock().await;
        let unknown = known.unknown_of(devices, self.now());
        stream::iter(unknown)
            .for_each_concurrent(AT_ONCE, async |device| {
                begun.lock().unwrap_or_else(PoisonError::into_inner).insert(device);
                self.ask_power(device).await;
            })
            .await;
    }

    /// Asks for the power of one device, and keeps the answer, if one comes.
    async fn ask_power(&self, device: DeviceId) {
        let Ok((_, place)) = self.domotz_place(&device.to_string()).await else { return };
        let known = &self.inner.domotz.power_known;
        match place.client.power_actions(place.agent, place.device).await {
            Ok(actions) => known.learn(device, Some(&actions), self.now()),
            Err(DomotzError::NotFound { .. } | DomotzError::Forbidden { .. } | DomotzError::Rejected { .. }) => {
                known.learn(device, None, self.now());
            }
            // A refused key pauses the connection; whatever else it is passes.
            Err(error) => drop(self.domotz_contact(&place.revision, Err::<(), _>(error)).await),
        }
    }
}
