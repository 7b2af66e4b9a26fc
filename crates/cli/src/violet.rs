//! The commands about Violet.

use clap::{Subcommand, ValueEnum};
use sitebook_app::dto::*;
use sitebook_app::{AppError, Workspace};
use sitebook_domain::{AccessState, MailState, VioletGrant};

use crate::arguments::Switch;
use crate::output;
use crate::run::SOME_FAILED;

/// What the owners of homes see and do.
#[derive(Debug, Subcommand)]
pub(crate) enum Violet {
    /// Say who the owner of a network is, or switch their access off or on.
    Set {
        /// The agent.
        agent: String,
        /// The owner's e-mail address; an empty one = the contact's.
        #[arg(long, required_unless_present = "access")]
        owner: Option<String>,
        /// Whether the owner gets in.
        #[arg(long)]
        access: Option<Switch>,
    },
    /// Give the owner something on a device, or take it away.
    Grant {
        /// The agent.
        agent: String,
        /// The device.
        device: String,
        /// What.
        grant: Grant,
        /// Whether it is given.
        switch: Switch,
        /// The name of the device, typed, where giving it can cut off the whole home.
        #[arg(long, default_value = "")]
        confirm: String,
    },
    /// Invite the owner by e-mail, or send the invitation again.
    Invite {
        /// The agent.
        agent: String,
    },
    /// Take the access away: open invitations end, and the owner is signed out.
    Revoke {
        /// The agent.
        agent: String,
    },
    /// How the access stands, and what is granted.
    Status {
        /// The agent.
        agent: String,
    },
}

/// What can be granted.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Grant {
    /// To see the device.
    Visible,
    /// To switch its power.
    Power,
    /// To block its way into the internet.
    Block,
}

impl From<Grant> for VioletGrant {
    fn from(grant: Grant) -> Self {
        match grant {
            Grant::Visible => Self::Visible,
            Grant::Power => Self::Power,
            Grant::Block => Self::Block,
        }
    }
}

pub(crate) async fn run(workspace: &Workspace, command: Violet, json: bool) -> Result<u8, AppError> {
    let view = match command {
        Violet::Set { agent, owner, access } => {
            let enabled = access.map(|switch| switch == Switch::On);
            workspace.violet_set(VioletSetRequest { agent, owner_email: owner, enabled }).await?
        }
        Violet::Grant { agent, device, grant, switch, confirm } => {
            let (devices, on) = (vec![device], switch == Switch::On);
            let request = VioletGrantRequest { agent, devices, grant: grant.into(), on, confirm };
            workspace.violet_grant(request).await?.violet
        }
        Violet::Invite { agent } => return invite(workspace, agent, json).await,
        Violet::Revoke { agent } => workspace.violet_revoke(AgentRequest { agent }).await?,
        Violet::Status { agent } => workspace.violet_show(AgentRequest { agent }).await?,
    };
    output::print(&view, json, || described(&view))
}

/// Invites, and waits until the mail server has answered: this process ends afterwards.
async fn invite(workspace: &Workspace, agent: String, json: bool) -> Result<u8, AppError> {
    let invited = workspace.violet_invite(AgentRequest { agent }).await?;
    workspace.mail_settled().await;
    let view = workspace.violet_show(AgentRequest { agent: invited.agent }).await?;
    output::print(&view, json, || described(&view))?;
    let mail = view.invitation.and_then(|invitation| invitation.mail);
    Ok(if mail.is_some_and(|mail| mail.state == MailState::Sent) { 0 } else { SOME_FAILED })
}

fn described(view: &VioletView) -> String {
    let owner = if view.owner_email.is_empty() { "nobody" } else { &view.owner_email };
    let mut lines = vec![format!("{}: {}. The owner is {owner}.", view.agent_name, state(view))];
    if let Some(mail) = view.invitation.as_ref().and_then(|invitation| invitation.mail.as_ref()) {
        match mail.state {
            MailState::Sent => {}
            MailState::Waiting => {
                lines.push(format!("The mail waits; the window or sitebookctl serve sends it. {}", mail.answer));
            }
            MailState::Failed => lines.push(format!("The mail was given up. {}", mail.answer)),
            MailState::Cancelled => lines.push("The mail was cancelled.".to_owned()),
        }
    }
    let missing = view.checks.iter().filter(|check| check.state != VioletCheckState::Ok);
    lines.extend(missing.map(|check| check.text.clone()));
    for device in &view.devices {
        let words: Vec<String> = device.switches.iter().filter(|switch| switch.granted).map(granted).collect();
        if !words.is_empty() {
            lines.push(format!("{}: {}", device.name, words.join(", ")));
        }
    }
    lines.join("\n")
}

fn granted(switch: &VioletSwitch) -> String {
    if switch.effective {
        switch.grant.word().to_owned()
    } else {
        format!("{} (without effect: {})", switch.grant.word(), switch.reason_text)
    }
}

fn state(view: &VioletView) -> String {
    let expires = view.invitation.as_ref().map(|invitation| invitation.expires_at.as_str()).unwrap_or_default();
    match view.state {
        AccessState::NotResidential => "not residential".to_owned(),
        AccessState::NoEmail => "no owner yet".to_owned(),
        AccessState::Ready => "not invited".to_owned(),
        AccessState::Invited => format!("invited, until {expires}"),
        AccessState::Expired => format!("the invitation ran out at {expires}"),
        AccessState::Active => "active".to_owned(),
        AccessState::Revoked => "revoked".to_owned(),
        AccessState::Disabled => "switched off".to_owned(),
    }
}
