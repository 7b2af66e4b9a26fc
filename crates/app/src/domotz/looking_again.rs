//! Asking for a device again that was switched: Domotz notices only after some minutes, and its list is read once an hour.

use std::time::Duration;

use futures::future::join_all;
use sitebook_domain::{DeviceField, DeviceId, FieldValue, SwitchedPower};
use sitebook_domotz::DomotzError;
use sitebook_store::OwnedAgent;

use super::BY;
use crate::dto::DomotzPowerAction;
use crate::{AppError, Workspace};

/// How long a page waits for the answers; what comes later is on the next one.
const PATIENCE: Duration = Duration::from_secs(3);

impl Workspace {
    /// Keeps what an act on power makes of a device, until Domotz has noticed; an act that was refused makes nothing of it.
    pub(super) async fn note_switched(
        &self,
        device: DeviceId,
        action: DomotzPowerAction,
        sent: &Result<(), DomotzError>,
    ) -> Result<(), AppError> {
        let is_on = match sent {
            Ok(()) => Some(action != DomotzPowerAction::Off),
            Err(error) if error.outcome_unknown() => None,
            Err(_) => return Ok(()),
        };
        Ok(self.store().power_switched(device, &SwitchedPower::new(is_on, self.now())).await?)
    }

    /// Asks for the devices among these that were switched a while ago, where it is time. Whether anything may have become
    /// known by it.
    pub(crate) async fn look_again(&self, owned: &[OwnedAgent]) -> bool {
        let now = self.now();
        let mut asked = Vec::new();
        for owned in owned {
            for granted in &owned.devices {
                let Some(act) = granted.switched.filter(|act| act.is_asked_again(owned.devices_read_at, now)) else {
                    continue;
                };
                let (workspace, device) = (self.clone(), granted.device.id);
                asked.push(self.inner.errands.begin(async move {
                    if let Err(error) = workspace.ask_for_device(device, &act).await {
                        tracing::warn!(%error, "a device that was switched could not be asked for");
                    }
                }));
            }
        }
        if asked.is_empty() {
            return false;
        }
        // What takes longer goes on.
        let _ = tokio::time::timeout(PATIENCE, join_all(asked)).await;
        true
    }

    async fn ask_for_device(&self, device: DeviceId, act: &SwitchedPower) -> Result<(), AppError> {
        let now = self.now();
        if !self.store().ask_for_switched(device, act, now).await? {
            return Ok(());
        }
        let (_, place) = self.domotz_place(&device.to_string()).await?;
        let told = self.domotz_contact(&place.revision, place.client.device(place.agent, place.device).await).await?;
        if let Some(is_online) = told.is_online {
            let status = FieldValue::Text(if is_online { "online" } else { "offline" }.to_owned());
            self.store().set_source_value(device, DeviceField::Status, &status, BY, self.now()).await?;
        }
        self.store().switched_was_read(device, act, now).await?;
        self.changed();
        Ok(())
    }
}
