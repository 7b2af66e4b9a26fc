//! What is on its way, and what a person does about it.

use sitebook_domain::MailState;
use sitebook_store::{KeptMail, MailFilter};
use uuid::Uuid;

use crate::dto::{MailOutboxReply, MailOutboxRequest, MailRequest, OutgoingMail};
use crate::{AppError, ErrorCode, Workspace};

/// How many are listed without a wish, and at most.
const LISTED: u32 = 200;
const MOST: u32 = 1000;

impl Workspace {
    /// Outgoing mail, the newest first.
    pub async fn mail_outbox(&self, request: MailOutboxRequest) -> Result<MailOutboxReply, AppError> {
        let agent = match &request.agent {
            Some(reference) => Some(self.resolve_agent(reference).await?),
            None => None,
        };
        let limit = if request.limit == 0 { LISTED } else { request.limit.min(MOST) };
        let mails = self.store().mails(&MailFilter { agent, state: request.state, limit }).await?;
        Ok(MailOutboxReply {
            waiting: self.store().mail_count(MailState::Waiting).await?,
            failed: self.store().mail_count(MailState::Failed).await?,
            mails: mails.into_iter().map(view).collect(),
        })
    }

    /// Tries a mail again at once.
    pub async fn mail_retry(&self, request: MailRequest) -> Result<MailOutboxReply, AppError> {
        let id = mail_id(&request.mail)?;
        if !self.store().retry_mail(id, self.now()).await? {
            return Err(nothing_to_do(&request.mail, "waits or was given up"));
        }
        self.start_sending_mail();
        self.changed();
        self.mail_outbox(MailOutboxRequest::default()).await
    }

    /// Keeps a mail that waits from being sent.
    pub async fn mail_cancel(&self, request: MailRequest) -> Result<MailOutboxReply, AppError> {
        let id = mail_id(&request.mail)?;
        if !self.store().cancel_mail(id, self.now()).await? {
            return Err(nothing_to_do(&request.mail, "waits"));
        }
        self.changed();
        self.mail_outbox(MailOutboxRequest::default()).await
    }
}

fn mail_id(text: &str) -> Result<Uuid, AppError> {
    text.parse().map_err(|_| AppError::new(ErrorCode::NotFound, format!("There is no mail \"{text}\".")))
}

fn nothing_to_do(mail: &str, state: &str) -> AppError {
    AppError::new(ErrorCode::NotFound, format!("There is no mail \"{mail}\" that {state}. Nothing was changed."))
}

fn view(mail: KeptMail) -> OutgoingMail {
    OutgoingMail {
        id: mail.id.to_string(),
        kind: mail.about.kind(),
        agent: mail.agent.map(|id| id.to_string()),
        agent_name: mail.agent_name,
        recipient: mail.recipient,
        state: mail.state,
        attempts: mail.attempts,
        answer: mail.last_answer,
        created_at: mail.created_at.to_string(),
        next_attempt_at: (mail.state == MailState::Waiting).then(|| mail.next_attempt_at.to_string()),
        sent_at: mail.sent_at.map(|at| at.to_string()),
    }
}
