//! What is sent for one device, and whether it was sent before.

use sitebook_domain::{DeviceId, RememberedUnlink};
use sitebook_psa::{Configuration, NewConfiguration, Psa, PsaError};

use super::Creating;
use crate::create::plan::PlannedCreation;
use crate::create::record::CreationRow;
use crate::ports::{Clock, Stop, SyncStore, Wait};

/// What is ready to be sent.
pub(super) enum Prepared {
    Sendable(NewConfiguration),
    /// The configuration of this id was made for the device before.
    MadeBefore(i64),
    /// A person stopped the run meanwhile.
    Stopped,
}

/// The row of a device for which a record was made that is not used any more.
pub(super) fn made_before(device: DeviceId, id: i64) -> CreationRow {
    let message = format!(
        "ConnectWise has configuration {id} that was made for this device, but it is inactive or was unlinked. Ask for \
         that one to be used again, or match it by hand."
    );
    CreationRow::failed_with(device, id, "made_before", message)
}

impl<P: Psa, S: SyncStore, C: Clock, W: Wait, T: Stop> Creating<'_, P, S, C, W, T> {
    /// What is sent, unless it is there already: a record that a person took apart from the device a moment ago is asked
    /// for by its id, for it may be in no list yet.
    pub(super) async fn prepared(&mut self, planned: &PlannedCreation) -> Result<Prepared, PsaError> {
        if self.stop.requested() {
            return Ok(Prepared::Stopped);
        }
        let listed = self.list.ids();
        let is_unlisted =
            |unlink: &&RememberedUnlink| unlink.device == planned.device && !listed.contains(&unlink.configuration);
        for unlink in self.request.unlinks.iter().filter(is_unlisted) {
            let found = self.psa.configuration(unlink.configuration).await?;
            let is_ours = |found: &Configuration| {
                found.device_identifier.trim() == planned.new.device_identifier
                    && found.company.as_ref().is_none_or(|owner| owner.id == planned.new.company)
            };
            if found.is_some_and(|found| is_ours(&found)) {
                return Ok(Prepared::MadeBefore(unlink.configuration));
            }
            if self.stop.requested() {
                return Ok(Prepared::Stopped);
            }
        }
        self.with_maker(planned).await.map(Prepared::Sendable)
    }

    /// What is sent, with its maker looked up, or created, once per run.
    async fn with_maker(&mut self, planned: &PlannedCreation) -> Result<NewConfiguration, PsaError> {
        let mut new = planned.new.clone();
        if !planned.maker.is_empty() {
            let key = planned.maker.to_lowercase();
            let reference = if let Some(reference) = self.makers.get(&key) {
                reference.clone()
            } else {
                let maker = self.psa.manufacturer(&planned.maker).await?;
                if maker.created {
                    self.created_makers.push(maker.reference.name.clone());
                }
                maker.reference
            };
            new.manufacturer = Some(reference.id);
            self.makers.insert(key, reference);
        }
        Ok(new)
    }
}
