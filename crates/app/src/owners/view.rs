//! What an owner sees: made from what the database says at that moment.

use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sitebook_domain::{
    AgentField, DeviceField, DeviceId, FieldValue, Grants, Ineligible, Timestamp, VioletDevice, VioletGrant,
    VioletNetwork, canonical_email, is_on_now,
};
use sitebook_owner_pages::view::{OwnerBlock, OwnerCompany, OwnerDevice, OwnerNetwork, OwnerPower, OwnerView};
use sitebook_owner_pages::{Shell, Standalone, devices};
use sitebook_store::{GrantedDevice, OwnedAgent};

use super::OwnerVisit;
use super::blocking::Blocker;
use crate::domotz::can_be_switched;
use crate::dto::{AgentRequest, DomotzPowerAction, OwnerPageReply};
use crate::{AppError, Workspace};

impl Workspace {
    /// What somebody who is signed in sees.
    pub async fn owner_view(&self, visit: &OwnerVisit) -> Result<OwnerView, AppError> {
        let mut owned = self.entered(&visit.owner_email).await?;
        if self.look_again(&owned).await {
            owned = self.entered(&visit.owner_email).await?;
        }
        self.view_of(visit.owner_email.clone(), owned).await
    }

    /// The page that the owner of an agent sees of it, or would see once they have signed in.
    pub async fn violet_see_as_owner(&self, request: AgentRequest) -> Result<OwnerPageReply, AppError> {
        let view = self.view_as_owner(&request).await?;
        let logo = self.owner_logo().await?;
        let logo = logo.map(|(media_type, picture)| format!("data:{media_type};base64,{}", STANDARD.encode(picture)));
        let shell = Shell {
            company: view.company.clone(),
            form: String::new(),
            signed_in: true,
            standalone: Some(Standalone { logo }),
        };
        Ok(OwnerPageReply { html: devices::devices(&shell, &view, None).into_string() })
    }

    /// What that page is drawn from.
    pub(super) async fn view_as_owner(&self, request: &AgentRequest) -> Result<OwnerView, AppError> {
        let agent = self.resolve_agent(&request.agent).await?;
        let owned: Vec<OwnedAgent> = self.store().owned_agent(agent).await?.into_iter().collect();
        let owner = owned.first().map(owner_of).map(canonical_email).unwrap_or_default();
        self.view_of(owner, owned).await
    }

    /// The agents that somebody who is signed in may reach now.
    pub(super) async fn entered(&self, owner_email: &str) -> Result<Vec<OwnedAgent>, AppError> {
        let owned = self.store().owned_agents(owner_email).await?;
        Ok(owned.into_iter().filter(|owned| may_enter(owned, owner_email)).collect())
    }

    /// Who looks after the networks, and how they are reached.
    pub async fn owner_company(&self) -> Result<OwnerCompany, AppError> {
        let settings = self.kept_violet().await?;
        // Where the company has no colour of its own, the app has one for each theme.
        let look = (!settings.colour.is_empty()).then(|| settings.look());
        let (colour, colour_text) = look.map(|look| (look.colour, look.colour_text)).unwrap_or_default();
        Ok(OwnerCompany {
            name: settings.company_name,
            colour,
            colour_text,
            has_logo: self.has_violet_logo().await?,
            support_phone: settings.support_phone,
            support_email: settings.support_email,
        })
    }

    async fn view_of(&self, owner_email: String, mut owned: Vec<OwnedAgent>) -> Result<OwnerView, AppError> {
        let source = self.switching_source().await?;
        let company = self.owner_company().await?;
        // Where nothing can be switched at the moment, there is nothing to ask.
        let reached = owned.iter().filter(|owned| source.as_deref() == Some(&owned.agent.source) && is_online(owned));
        let switched: Vec<DeviceId> = reached.flat_map(granted_power).collect();
        let power = self.power_known(&switched).await?;
        for granted in owned.iter_mut().flat_map(|owned| &mut owned.devices) {
            if let Some(acts) = power.get(&granted.device.id) {
                let said = FieldValue::Flag(can_be_switched(acts));
                granted.device.layers.set_source(DeviceField::PowerControllable, said);
            }
        }
        let now = self.now();
        let network = |owned: &OwnedAgent| {
            let switching = Switching {
                online: is_online(owned),
                has_source: source.as_deref() == Some(owned.agent.source.as_str()),
                company: &company.name,
                power: &power,
                now,
            };
            network_view(owned, &switching, self.blocker())
        };
        let networks = owned.iter().map(network).collect();
        Ok(OwnerView { company, owner_email, networks })
    }
}

/// What decides whether anything of a network can be switched at the moment.
struct Switching<'c> {
    online: bool,
    has_source: bool,
    company: &'c str,
    /// What the source says can be done with the power of a device, as far as that is known.
    power: &'c HashMap<DeviceId, Vec<DomotzPowerAction>>,
    now: Timestamp,
}

/// The devices whose power the owner of an agent may switch, also where their source said the last time that it cannot be.
fn granted_power(owned: &OwnedAgent) -> impl Iterator<Item = DeviceId> {
    let network = VioletNetwork::of(&owned.agent);
    let is_open = move |granted: &&GrantedDevice| {
        let reason = VioletDevice::of(&granted.device, None).ineligible(network, VioletGrant::Power);
        granted.granted.power && matches!(reason, None | Some(Ineligible::NotSwitchable | Ineligible::PowerUnknown))
    };
    owned.devices.iter().filter(is_open).map(|granted| granted.device.id)
}

/// The owner of an agent: whom a person named, else the contact. Empty where there is neither.
pub(super) fn owner_of(owned: &OwnedAgent) -> &str {
    if owned.owner_email.is_empty() { owned.agent.layers.text(AgentField::ContactEmail) } else { &owned.owner_email }
}

/// Whether a mailbox may sign in for an agent: it is the owner's, of a home, and nobody took the access away.
pub(super) fn may_enter(owned: &OwnedAgent, mailbox: &str) -> bool {
    let mailbox = canonical_email(mailbox);
    !mailbox.is_empty()
        && owned.enabled
        && owned.revoked_at.is_none()
        && owned.agent.archived_since.is_none()
        && owned.agent.layers.flag(AgentField::Residential)
        && canonical_email(owner_of(owned)) == mailbox
}

/// What has effect of what was granted on a device.
pub(super) fn effective(owned: &OwnedAgent, granted: &GrantedDevice) -> Grants {
    rules_of(owned, granted).effective(VioletNetwork::of(&owned.agent), granted.granted)
}

fn rules_of<'o>(owned: &OwnedAgent, granted: &'o GrantedDevice) -> VioletDevice<'o> {
    VioletDevice::of(&granted.device, crate::domotz::host_mac(&owned.told))
}

fn is_online(owned: &OwnedAgent) -> bool {
    owned.agent.gone_since.is_none() && owned.agent.layers.text(AgentField::Status) == "online"
}

fn network_view(owned: &OwnedAgent, switching: &Switching<'_>, blocker: &dyn Blocker) -> OwnerNetwork {
    let devices = owned.devices.iter().filter_map(|granted| {
        let effective = effective(owned, granted);
        effective.visible.then(|| device_view(owned, granted, effective, switching, blocker))
    });
    OwnerNetwork {
        agent: owned.agent.id.to_string(),
        name: owned.agent.name().to_owned(),
        online: switching.online,
        devices: devices.collect(),
    }
}

fn device_view(
    owned: &OwnedAgent,
    granted: &GrantedDevice,
    effective: Grants,
    switching: &Switching<'_>,
    blocker: &dyn Blocker,
) -> OwnerDevice {
    let layers = &granted.device.layers;
    let told = match layers.text(DeviceField::Status) {
        "online" => Some(true),
        "offline" => Some(false),
        _ => None,
    };
    let online = is_on_now(told, owned.devices_read_at, granted.switched.as_ref(), switching.now);
    let blocked = crate::domotz::told(&granted.told, "jammed").map(|word| word == "yes");
    OwnerDevice {
        id: granted.device.id.to_string(),
        name: granted.device.name().to_owned(),
        kind: layers.text(DeviceField::Kind).to_owned(),
        online,
        power: effective.power.then(|| power_view(owned, granted, switching)),
        block: effective.block.then(|| OwnerBlock {
            blocked,
            hindrance: blocker.hindrance(&owned.agent).map(|why| why.words(switching.company)).unwrap_or_default(),
        }),
    }
}

fn power_view(owned: &OwnedAgent, granted: &GrantedDevice, switching: &Switching<'_>) -> OwnerPower {
    let ask = ask(switching.company);
    let hindrance = if !switching.has_source {
        format!("This cannot be switched from here at the moment. {ask}")
    } else if !switching.online {
        "Your network is not in touch at the moment.".to_owned()
    } else {
        String::new()
    };
    if !hindrance.is_empty() {
        return OwnerPower { hindrance, ..OwnerPower::default() };
    }
    let possible = switching.power.get(&granted.device.id);
    let acts = power_acts(owned, granted);
    let can = |act| acts.contains(&act) && possible.is_none_or(|possible| possible.contains(&act));
    let power = OwnerPower {
        can_switch: can(DomotzPowerAction::On) && can(DomotzPowerAction::Off),
        can_restart: can(DomotzPowerAction::Cycle),
        carries_network: carries_network(owned, granted),
        hindrance,
    };
    if power.can_switch || power.can_restart {
        return power;
    }
    OwnerPower { hindrance: format!("This device cannot be switched from here. {ask}"), ..power }
}

/// What an owner can do with the power of a device. What carries the network is restarted only: switched off, it would take
/// away the way to switch it on again. Whether the device can do it, its source says when asked.
pub(super) fn power_acts(owned: &OwnedAgent, granted: &GrantedDevice) -> Vec<DomotzPowerAction> {
    if carries_network(owned, granted) {
        vec![DomotzPowerAction::Cycle]
    } else {
        vec![DomotzPowerAction::On, DomotzPowerAction::Off, DomotzPowerAction::Cycle]
    }
}

/// Whether other devices hang on it, or the agent itself.
fn carries_network(owned: &OwnedAgent, granted: &GrantedDevice) -> bool {
    rules_of(owned, granted).asks_first(VioletGrant::Power)
}

/// Whom to ask.
pub(super) fn ask(company: &str) -> String {
    if company.is_empty() { "Ask whoever looks after your network.".to_owned() } else { format!("Ask {company}.") }
}
