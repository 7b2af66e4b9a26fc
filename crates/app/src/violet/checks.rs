//! What has to be so before an invitation is sent, and what people should know before.

use std::collections::HashMap;

use sitebook_domain::{Device, DeviceId, Grants, VioletDevice, VioletGrant, VioletNetwork, canonical_email};

use super::access::Standing;
use crate::dto::{VioletCheck, VioletCheckKind, VioletCheckState};
use crate::{AppError, ErrorCode, Workspace};

/// The checks that keep an invitation from being sent.
pub(super) fn missing(checks: &[VioletCheck]) -> Vec<&VioletCheck> {
    checks.iter().filter(|check| check.state == VioletCheckState::Missing).collect()
}

/// Refuses while something is missing, and names it.
pub(super) fn require(checks: &[VioletCheck], agent: &str) -> Result<(), AppError> {
    let missing = missing(checks);
    if missing.is_empty() {
        return Ok(());
    }
    let texts: Vec<&str> = missing.iter().map(|check| check.text.as_str()).collect();
    let message = format!("The owner of {agent} cannot be invited yet. {}", texts.join(" "));
    let kinds: Vec<VioletCheckKind> = missing.iter().map(|check| check.check).collect();
    Err(AppError::new(ErrorCode::NotReady, message).with_details(serde_json::json!({ "missing": kinds })))
}

impl Workspace {
    /// Looks at everything, in the order in which people mend it.
    pub(super) async fn violet_checks(
        &self,
        standing: &Standing,
        devices: &[Device],
        grants: &HashMap<DeviceId, Grants>,
    ) -> Result<Vec<VioletCheck>, AppError> {
        let network = VioletNetwork::of(&standing.agent);
        let mut checks = Vec::new();
        let mut add = |check, state, text: String| checks.push(VioletCheck { check, state, text });
        if !network.residential {
            let text = "The network is not residential: its owner can be a field operator of your Domotz team.";
            add(VioletCheckKind::Residential, VioletCheckState::Missing, text.to_owned());
        }
        let owner = standing.owner();
        if owner.is_empty() {
            let text = "Nobody is named as the owner: enter an e-mail address.";
            add(VioletCheckKind::Owner, VioletCheckState::Missing, text.to_owned());
        } else if self.is_staff(&owner).await? {
            let text = format!("{owner} belongs to one of the staff: name somebody else as the owner.");
            add(VioletCheckKind::NotStaff, VioletCheckState::Missing, text);
        } else {
            add(VioletCheckKind::NotStaff, VioletCheckState::Ok, "The owner is not one of the staff.".to_owned());
        }
        let (state, text) = self.mail_check().await?;
        add(VioletCheckKind::Mail, state, text);
        let (state, text) = self.address_state().await?;
        add(VioletCheckKind::Address, state, text);
        if let Some(text) = block_warning(network, devices, grants) {
            add(VioletCheckKind::Block, VioletCheckState::Warning, text);
        }
        Ok(checks)
    }

    /// Name of an agent whose owner has this address, in its compared form.
    pub(crate) async fn agent_owned_by(&self, email: &str) -> Result<Option<String>, AppError> {
        let summaries = self.store().violet_summaries().await?;
        let owned = summaries.into_iter().find(|(_, summary)| {
            summary.access.revoked_at.is_none() && canonical_email(&summary.access.owner_email) == email
        });
        match owned {
            Some((agent, _)) => Ok(Some(self.agent_record(agent).await?.name().to_owned())),
            None => Ok(None),
        }
    }

    /// Whether an address, in its compared form, belongs to one of the staff.
    pub(crate) async fn is_staff(&self, email: &str) -> Result<bool, AppError> {
        Ok(self.all_staff().await?.iter().any(|staff| canonical_email(&staff.email) == email))
    }

    async fn address_state(&self) -> Result<(VioletCheckState, String), AppError> {
        let settings = self.kept_violet().await?;
        if settings.public_address.is_empty() {
            let text = "Owners cannot reach Violet yet: enter its public address under Settings, Violet.";
            return Ok((VioletCheckState::Missing, text.to_owned()));
        }
        let host = settings.public_address.trim_start_matches("https://");
        Ok(match self.address_check(&settings).await? {
            Some(check) if check.ok => (VioletCheckState::Ok, format!("{host} answers for this workspace.")),
            Some(check) => (VioletCheckState::Missing, format!("{host}: {}", check.message)),
            None => {
                let text = format!("{host} was not tested yet: test it under Settings, Violet.");
                (VioletCheckState::Missing, text)
            }
        })
    }
}

/// Says where a block cannot be enforced, beforehand, too: to an active owner a grant goes at once. None where no device
/// could be blocked at all.
///
/// Domotz's API has no call that blocks, and no other way is built: wherever it is granted, the owner sees the switch
/// disabled with the reason.
fn block_warning(
    network: VioletNetwork,
    devices_of_home: &[Device],
    grants: &HashMap<DeviceId, Grants>,
) -> Option<String> {
    let granted = |device: &&Device| grants.get(&device.id).is_some_and(|grants| grants.block);
    let blockable = |device: &&Device| VioletDevice::of(device, None).ineligible(network, VioletGrant::Block).is_none();
    let devices: Vec<&Device> = devices_of_home.iter().filter(granted).collect();
    match devices.as_slice() {
        [] => (network.residential && devices_of_home.iter().any(|device| blockable(&device))).then(|| {
            let text = "Nothing can block a device yet: Domotz's API has no such call. An owner who is given it sees the \
                        switch disabled, with the reason.";
            text.to_owned()
        }),
        [device] => Some(format!(
            "Nothing can block {} yet: Domotz's API has no such call. The owner sees the switch disabled, with the reason.",
            device.name()
        )),
        several => {
            let without = several.iter().filter(|device| !blockable(device)).count();
            let besides =
                if without == 0 { String::new() } else { format!(" {without} of them could not be blocked anyway.") };
            Some(format!(
                "Nothing can block the {} devices yet: Domotz's API has no such call. The owner sees the switches disabled, \
                 with the reason.{besides}",
                several.len()
            ))
        }
    }
}
