//! What tests of the owners' side need of the office's: an invitation without a mail server, and the code that a mail would
//! carry. Not part of what is shipped.

use secrecy::{ExposeSecret, SecretString};
use sitebook_domain::{INVITATION_MILLIS, MailAbout, VioletGrant, canonical_email};
use sitebook_store::{GrantChange, MailFilter, NewInvitation};
use uuid::Uuid;

use super::key_hash;
use crate::{AppError, Workspace};

impl Workspace {
    /// Invites an owner as the office does, whether or not mail works; the token of the link.
    pub async fn testing_invite(&self, agent: &str, owner_email: &str) -> Result<SecretString, AppError> {
        let id = Uuid::now_v7();
        let token = self.violet_secret().await?.invitation_token(id);
        let invitation = NewInvitation {
            id,
            agent: self.resolve_agent(agent).await?,
            owner_email: canonical_email(owner_email),
            token_hash: key_hash(&token),
            mail: Uuid::now_v7(),
            by: "a test".to_owned(),
            at: self.now(),
            expires_at: self.now().plus_millis(INVITATION_MILLIS),
        };
        self.store().invite_to_violet(&invitation).await?;
        Ok(token)
    }

    /// Takes the access of an agent's owner away.
    pub async fn testing_revoke(&self, agent: &str, owner_email: &str) -> Result<(), AppError> {
        let agent = self.resolve_agent(agent).await?;
        self.store().revoke_violet(agent, &canonical_email(owner_email), "a test", self.now()).await?;
        Ok(())
    }

    /// Turns a switch of a device, whether or not it has effect.
    pub async fn testing_grant(&self, agent: &str, device: &str, grant: VioletGrant, on: bool) -> Result<(), AppError> {
        let agent = self.resolve_agent(agent).await?;
        let device = self.resolve_device(Some(agent), device).await?;
        let change = GrantChange { device, grant, on };
        self.store().change_violet_grants(agent, &[change], "a test", self.now()).await?;
        Ok(())
    }

    /// Waits for everything that goes on after its answer.
    pub async fn testing_settled(&self) {
        self.inner.errands.settled().await;
    }

    /// The codes that wait to be mailed to a mailbox, the newest first.
    pub async fn testing_codes(&self, mailbox: &str) -> Result<Vec<String>, AppError> {
        self.testing_settled().await;
        let secret = self.violet_secret().await?;
        let mails = self.store().mails(&MailFilter { agent: None, state: None, limit: 1000 }).await?;
        let codes = mails.into_iter().filter(|mail| mail.recipient == mailbox).filter_map(|mail| match mail.about {
            MailAbout::Code(id) => Some(secret.code(id).expose_secret().to_owned()),
            MailAbout::Invitation(_) => None,
        });
        Ok(codes.collect())
    }
}
