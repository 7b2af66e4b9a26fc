//! The page of one agent: who its owner is, how their access stands, and what they may see and do.

use std::collections::HashMap;

use sitebook_domain::{
    AccessFacts, AccessState, Agent, AgentField, AgentId, Device, DeviceField, DeviceId, Grants, Ineligible,
    MacAddress, VioletDevice, VioletGrant, VioletNetwork, access_state, canonical_email, check_email,
};
use sitebook_store::{KeptInvitation, VioletAccess};

use crate::dto::{
    AgentRequest, VioletDeviceView, VioletInvitation, VioletMailView, VioletNetworkKind, VioletOwnerSource,
    VioletSetRequest, VioletSwitch, VioletView,
};
use crate::{AppError, ErrorCode, Workspace};

/// An agent with what is kept of its owner's access.
#[derive(Debug, Clone)]
pub(super) struct Standing {
    pub(super) agent: Agent,
    pub(super) access: VioletAccess,
    pub(super) invitation: Option<KeptInvitation>,
    pub(super) state: AccessState,
}

impl Standing {
    /// E-mail address of the owner in its compared form; empty for none.
    pub(super) fn owner(&self) -> String {
        owner_of(&self.access, &self.agent)
    }
}

/// E-mail address of the owner, in its compared form: the one that was named or invited, else the contact's.
pub(super) fn owner_of(access: &VioletAccess, agent: &Agent) -> String {
    if access.owner_email.is_empty() {
        canonical_email(agent.layers.text(AgentField::ContactEmail))
    } else {
        access.owner_email.clone()
    }
}

impl Workspace {
    /// Violet on the page of an agent.
    pub async fn violet_show(&self, request: AgentRequest) -> Result<VioletView, AppError> {
        let id = self.resolve_agent(&request.agent).await?;
        let agent = self.agent_record(id).await?;
        if agent.archived_since.is_none() {
            let network = VioletNetwork::of(&agent);
            let is_open = |device: &&Device| is_power_unknown(device, network);
            let unknown: Vec<DeviceId> =
                self.store().devices(id).await?.iter().filter(is_open).map(|device| device.id).collect();
            self.ask_whether_switchable(&agent, &unknown).await?;
        }
        self.violet_view(id).await
    }

    /// Says who the owner is, or switches the access off or on.
    pub async fn violet_set(&self, request: VioletSetRequest) -> Result<VioletView, AppError> {
        let agent = self.resolve_agent(&request.agent).await?;
        let (by, now) = (self.who().await?, self.now());
        if let Some(typed) = request.owner_email.as_deref().map(str::trim) {
            let standing = self.violet_standing(agent).await?;
            require_active(&standing.agent)?;
            let named = canonical_email(typed);
            if !named.is_empty() {
                require_home(&standing.agent)?;
                self.check_owner(&named, typed).await?;
            }
            let contact = canonical_email(standing.agent.layers.text(AgentField::ContactEmail));
            let kept = if named == contact { "" } else { named.as_str() };
            let after = if kept.is_empty() { contact.as_str() } else { kept };
            let before = standing.owner();
            // Who was invited under the contact's address stays invited under it.
            let kept = if before == after { standing.access.owner_email.as_str() } else { kept };
            if self.store().set_violet_owner(agent, kept, (&before, after), &by, now).await? {
                self.changed();
            }
        }
        if let Some(enabled) = request.enabled {
            require_active(&self.agent_record(agent).await?)?;
            if self.store().set_violet_enabled(agent, enabled, &by, now).await? {
                self.changed();
            }
        }
        self.violet_view(agent).await
    }

    /// Takes the access away: open invitations end, and the owner is signed out.
    pub async fn violet_revoke(&self, request: AgentRequest) -> Result<VioletView, AppError> {
        let agent = self.resolve_agent(&request.agent).await?;
        let standing = self.violet_standing(agent).await?;
        let has_access = standing.invitation.is_some() || standing.access.first_signed_in_at.is_some();
        if has_access {
            let by = self.who().await?;
            if self.store().revoke_violet(agent, &standing.owner(), &by, self.now()).await? {
                self.changed();
            }
        }
        self.violet_view(agent).await
    }

    /// An agent with what is kept of its owner's access.
    pub(super) async fn violet_standing(&self, id: AgentId) -> Result<Standing, AppError> {
        let agent = self.agent_record(id).await?;
        let access = self.store().violet_access(id).await?;
        let invitation = self.store().newest_invitation(id).await?;
        let facts = AccessFacts {
            residential: VioletNetwork::of(&agent).residential,
            has_email: !owner_of(&access, &agent).is_empty(),
            enabled: access.enabled,
            signed_in: access.first_signed_in_at.is_some(),
            revoked: access.revoked_at.is_some(),
            invitation: invitation.as_ref().map(KeptInvitation::facts),
        };
        let state = access_state(&facts, self.now());
        Ok(Standing { agent, access, invitation, state })
    }

    /// Everything that the page shows.
    pub(super) async fn violet_view(&self, id: AgentId) -> Result<VioletView, AppError> {
        let standing = self.violet_standing(id).await?;
        let grants = self.store().violet_grants(id).await?;
        let devices = self.store().devices(id).await?;
        let checks = self.violet_checks(&standing, &devices, &grants).await?;
        let invitation = match &standing.invitation {
            Some(invitation) => Some(self.invitation_view(invitation).await?),
            None => None,
        };
        let Standing { agent, access, state, .. } = &standing;
        let contact_email = agent.layers.text(AgentField::ContactEmail).to_owned();
        let owner_email = standing.owner();
        let owner_source = if owner_email.is_empty() {
            VioletOwnerSource::None
        } else if access.owner_email.is_empty() {
            VioletOwnerSource::Contact
        } else {
            VioletOwnerSource::Own
        };
        let network = VioletNetwork::of(agent);
        Ok(VioletView {
            agent: id.to_string(),
            agent_name: agent.name().to_owned(),
            residential: network.residential,
            platform: agent.layers.text(AgentField::Platform).to_owned(),
            owner_email,
            owner_source,
            contact_email,
            enabled: access.enabled,
            state: *state,
            invitation,
            active_since: access.first_signed_in_at.map(|at| at.to_string()),
            last_seen_at: access.last_seen_at.map(|at| at.to_string()),
            revoked_at: access.revoked_at.map(|at| at.to_string()),
            can_invite: agent.archived_since.is_none()
                && *state != AccessState::Active
                && super::checks::missing(&checks).is_empty(),
            checks,
            granted: devices.iter().filter(|device| grants.contains_key(&device.id)).count() as u32,
            devices: device_views(network, self.host_of(id).await?, &devices, &grants),
        })
    }

    async fn invitation_view(&self, invitation: &KeptInvitation) -> Result<VioletInvitation, AppError> {
        let mail = self.store().mail(invitation.mail).await?.map(|mail| VioletMailView {
            id: mail.id.to_string(),
            state: mail.state,
            attempts: mail.attempts,
            answer: mail.last_answer,
            sent_at: mail.sent_at.map(|at| at.to_string()),
        });
        Ok(VioletInvitation {
            id: invitation.id.to_string(),
            email: invitation.owner_email.clone(),
            invited_by: invitation.invited_by.clone(),
            invited_at: invitation.created_at.to_string(),
            expires_at: invitation.expires_at.to_string(),
            opened_at: invitation.opened_at.map(|at| at.to_string()),
            used_at: invitation.used_at.map(|at| at.to_string()),
            revoked_at: invitation.revoked_at.map(|at| at.to_string()),
            mail,
        })
    }

    /// The address of what an agent runs on, where its source tells it.
    pub(crate) async fn host_of(&self, agent: AgentId) -> Result<Option<MacAddress>, AppError> {
        let told = self.store().source_agent(agent).await?;
        Ok(told.and_then(|told| crate::domotz::host_mac(&told.about)))
    }

    /// Refuses an address that cannot be an owner's.
    async fn check_owner(&self, email: &str, typed: &str) -> Result<(), AppError> {
        check_email(email).map_err(|fault| {
            let message = format!("\"{typed}\" is no e-mail address: {fault}. Nothing was changed.");
            AppError::new(ErrorCode::InvalidInput, message)
        })?;
        if self.is_staff(email).await? {
            let message = format!(
                "{email} belongs to one of the staff, and an owner is somebody else. Use \"See as owner\" to look at what \
                 the owner sees. Nothing was changed."
            );
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        }
        Ok(())
    }
}

/// Whether nothing but that nobody has said whether its power can be switched keeps it from being granted.
pub(super) fn is_power_unknown(device: &Device, network: VioletNetwork) -> bool {
    VioletDevice::of(device, None).ineligible(network, VioletGrant::Power) == Some(Ineligible::PowerUnknown)
}

/// Refuses to change anything of an agent in the archive.
pub(super) fn require_active(agent: &Agent) -> Result<(), AppError> {
    if agent.archived_since.is_none() {
        return Ok(());
    }
    let message = format!("{} is in the archive. Restore it first. Nothing was changed.", agent.name());
    Err(AppError::new(ErrorCode::Archived, message))
}

/// Refuses a network that is no home.
pub(super) fn require_home(agent: &Agent) -> Result<(), AppError> {
    if VioletNetwork::of(agent).residential {
        return Ok(());
    }
    let message = format!(
        "{} is not residential, and Violet is for homes. Give its owner access as a field operator of your Domotz team, or \
         mark the agent as residential. Nothing was changed.",
        agent.name()
    );
    let details = serde_json::json!({ "reason": "not_residential" });
    Err(AppError::new(ErrorCode::NotEligible, message).with_details(details))
}

/// The devices by name. One that is ignored or gone stands there only while something is granted on it.
fn device_views(
    network: VioletNetwork,
    host: Option<MacAddress>,
    devices: &[Device],
    grants: &HashMap<DeviceId, Grants>,
) -> Vec<VioletDeviceView> {
    let shown = |device: &&Device| (!device.ignored && device.gone_since.is_none()) || grants.contains_key(&device.id);
    let granted = |device: &Device| grants.get(&device.id).copied().unwrap_or_default();
    devices.iter().filter(shown).map(|device| device_view(network, host, device, granted(device))).collect()
}

fn device_view(network: VioletNetwork, host: Option<MacAddress>, device: &Device, granted: Grants) -> VioletDeviceView {
    let rules = VioletDevice::of(device, host);
    let effective = rules.effective(network, granted);
    let switch = |grant: VioletGrant| {
        let reason = rules.ineligible(network, grant);
        VioletSwitch {
            grant,
            granted: granted.has(grant),
            effective: effective.has(grant),
            reason,
            reason_text: reason.map(|reason| reason.words().to_owned()).unwrap_or_default(),
            asks_first: rules.asks_first(grant),
        }
    };
    let text = |field| device.layers.text(field).to_owned();
    let (kind, vlan) = match rules.vlan {
        Some(0) => (VioletNetworkKind::Untagged, None),
        Some(vlan) => (VioletNetworkKind::Tagged, i32::try_from(vlan).ok()),
        None => (VioletNetworkKind::Unknown, None),
    };
    VioletDeviceView {
        device: device.id.to_string(),
        device_source_id: device.source_id.clone(),
        name: text(DeviceField::Name),
        kind: text(DeviceField::Kind),
        vendor: text(DeviceField::Vendor),
        model: text(DeviceField::Model),
        status: text(DeviceField::Status),
        network: kind,
        vlan,
        ignored: device.ignored,
        gone_since: device.gone_since.map(|at| at.to_string()),
        switches: VioletGrant::ALL.map(switch).to_vec(),
    }
}
