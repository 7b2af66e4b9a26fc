//! Invitations: sent, sent again, and shown before.

use jiff::tz::TimeZone;
use secrecy::ExposeSecret;
use sitebook_domain::{AccessState, Agent, AgentField, INVITATION_MILLIS, Timestamp, VioletNetwork};
use sitebook_store::NewInvitation;
use uuid::Uuid;

use super::access::require_active;
use super::checks;
use super::letter::{self, Content, InvitationValues};
use super::settings::Settings;
use super::tokens::token_hash;
use crate::dto::{
    AgentRequest, VioletInviteManyReply, VioletInviteManyRequest, VioletNotInvited, VioletPreview,
    VioletPreviewRequest, VioletView,
};
use crate::{AppError, ErrorCode, Workspace};

/// What stands in a preview instead of a key.
const NO_TOKEN: &str = "example-of-a-link";

impl Workspace {
    /// Invites the owner of an agent, or sends the invitation again: an earlier one ends by it. `not_ready` names what is
    /// missing.
    pub async fn violet_invite(&self, request: AgentRequest) -> Result<VioletView, AppError> {
        let agent = self.resolve_agent(&request.agent).await?;
        self.refresh_address_check().await?;
        self.invite(agent).await?;
        self.start_sending_mail();
        self.changed();
        self.violet_view(agent).await
    }

    /// The same for several agents: one that cannot be invited stops no other.
    pub async fn violet_invite_many(
        &self,
        request: VioletInviteManyRequest,
    ) -> Result<VioletInviteManyReply, AppError> {
        self.refresh_address_check().await?;
        let mut reply = VioletInviteManyReply { invited: 0, failed: Vec::new() };
        for reference in request.agents {
            let (name, done) = match self.resolve_agent(&reference).await {
                Ok(id) => (self.agent_record(id).await?.name().to_owned(), self.invite(id).await),
                Err(error) => (reference.clone(), Err(error)),
            };
            match done {
                Ok(()) => reply.invited += 1,
                Err(error) => reply.failed.push(VioletNotInvited {
                    agent: reference,
                    name,
                    code: error.code.as_str(),
                    message: error.message,
                }),
            }
        }
        if reply.invited > 0 {
            self.start_sending_mail();
            self.changed();
        }
        Ok(reply)
    }

    /// Shows an invitation as it would be sent, with a link that leads nowhere.
    pub async fn violet_preview(&self, request: VioletPreviewRequest) -> Result<VioletPreview, AppError> {
        let settings = self.kept_violet().await?;
        let subject = request.subject.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let text = request.text.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let (subject, text) = (subject.unwrap_or(settings.subject()), text.unwrap_or(settings.text()));
        if let Some(fault) = letter::fault(subject, text) {
            return Err(AppError::new(ErrorCode::InvalidInput, format!("{fault}.")));
        }
        let address = match settings.public_address.as_str() {
            "" => "https://violet.example.com",
            address => address,
        };
        let link = link(address, NO_TOKEN);
        let expires = self.now().plus_millis(INVITATION_MILLIS);
        let (values, to) = if let Some(reference) = &request.agent {
            let id = self.resolve_agent(reference).await?;
            let standing = self.violet_standing(id).await?;
            (values(&settings, &standing.agent, link, expires), standing.owner())
        } else {
            let made_up = InvitationValues {
                company: company(&settings),
                home: "Gable House".to_owned(),
                first_name: "Ann".to_owned(),
                link,
                expires: shown_time(expires, ""),
                support: settings.support(),
            };
            (made_up, "ann@example.com".to_owned())
        };
        let Content { subject, paragraphs, text, html } = letter::invitation(subject, text, &values, &settings.look());
        let from = self.mail_sender().await?;
        Ok(VioletPreview { from, to, subject, text, html, paragraphs, link: values.link })
    }

    async fn invite(&self, id: sitebook_domain::AgentId) -> Result<(), AppError> {
        let standing = self.violet_standing(id).await?;
        require_active(&standing.agent)?;
        if standing.state == AccessState::Active {
            let message = format!(
                "The owner of {} is active already, and signs in with the e-mail address {}. To begin anew, revoke the \
                 access first.",
                standing.agent.name(),
                standing.owner()
            );
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        }
        let devices = self.store().devices(id).await?;
        let grants = self.store().violet_grants(id).await?;
        let checks = self.violet_checks(&standing, &devices, &grants).await?;
        checks::require(&checks, standing.agent.name())?;
        let (invitation, now) = (Uuid::now_v7(), self.now());
        let token = self.violet_secret().await?.invitation_token(invitation);
        let new = NewInvitation {
            id: invitation,
            agent: id,
            owner_email: standing.owner(),
            token_hash: token_hash(token.expose_secret()),
            mail: Uuid::now_v7(),
            by: self.who().await?,
            at: now,
            expires_at: now.plus_millis(INVITATION_MILLIS),
        };
        Ok(self.store().invite_to_violet(&new).await?)
    }

    /// What the mail of an invitation says; an error where it can no longer be opened.
    pub(crate) async fn invitation_content(&self, id: Uuid) -> Result<Result<Content, String>, AppError> {
        let Some(invitation) = self.store().invitation(id).await? else {
            return Ok(Err("The invitation is no longer there.".to_owned()));
        };
        let agent = self.agent_record(invitation.agent).await?;
        let settings = self.kept_violet().await?;
        if !VioletNetwork::of(&agent).residential || settings.public_address.is_empty() {
            let why = "The network is no longer residential, or Violet has no public address any more.";
            return Ok(Err(why.to_owned()));
        }
        let token = self.violet_secret().await?.invitation_token(id);
        if token_hash(token.expose_secret()) != invitation.token_hash {
            let why = "The invitation was made by a program with another secret of this workspace. Send it again.";
            return Ok(Err(why.to_owned()));
        }
        let link = link(&settings.public_address, token.expose_secret());
        let values = values(&settings, &agent, link, invitation.expires_at);
        Ok(Ok(letter::invitation(settings.subject(), settings.text(), &values, &settings.look())))
    }
}

/// Where an invitation leads. The owners' web app has this path.
fn link(address: &str, token: &str) -> String {
    format!("{address}/invitation/{token}")
}

fn values(settings: &Settings, agent: &Agent, link: String, expires: Timestamp) -> InvitationValues {
    InvitationValues {
        company: company(settings),
        home: one_line(agent.name()),
        first_name: one_line(agent.layers.text(AgentField::ContactFirstName)),
        link,
        expires: shown_time(expires, agent.layers.text(AgentField::TimeZone)),
        support: settings.support(),
    }
}

fn company(settings: &Settings) -> String {
    if settings.company_name.is_empty() { "Your network's support".to_owned() } else { settings.company_name.clone() }
}

/// A name of somebody else's as part of a line.
fn one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

/// A point in time as the owner's clock shows it, else in UTC.
fn shown_time(at: Timestamp, time_zone: &str) -> String {
    let zone = TimeZone::get(time_zone).unwrap_or(TimeZone::UTC);
    let Ok(moment) = jiff::Timestamp::from_millisecond(at.0) else { return at.to_string() };
    moment.to_zoned(zone).strftime("%A, %-d %B %Y, %H:%M (%Q)").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_the_owners_clock() {
        let at: Timestamp = "2026-07-24T09:12:00Z".parse().unwrap();
        assert_eq!(shown_time(at, "Europe/London"), "Friday, 24 July 2026, 10:12 (Europe/London)");
        assert_eq!(shown_time(at, "nowhere"), "Friday, 24 July 2026, 09:12 (UTC)");
    }

    #[test]
    fn a_name_ends_no_line() {
        assert_eq!(one_line("Gable\r\nBcc: x@example.org"), "Gable  Bcc: x@example.org");
    }
}
