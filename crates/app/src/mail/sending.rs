//! Sending what is due. Any process that has the workspace open may do it; a claim in the database keeps two from sending
//! the same mail at the same time.

use std::sync::atomic::Ordering;
use std::time::Duration;

use secrecy::ExposeSecret;
use sitebook_domain::{MailAbout, next_mail_attempt};
use sitebook_mail::{Letter, MailError};
use sitebook_store::{KeptMail, MailOutcome};
use uuid::Uuid;

use super::settings::Post;
use crate::violet::letter::{self, Content};
use crate::{AppError, Workspace};

/// How long closing a workspace waits for the mail that is under way.
const FAREWELL: Duration = Duration::from_secs(5);

impl Workspace {
    /// Sends what is due, beside everything else. Returns at once; where it is already at work it looks once more when it
    /// has done.
    pub(crate) fn start_sending_mail(&self) {
        self.inner.mail.is_wanted.store(true, Ordering::SeqCst);
        let Ok(mut alone) = self.inner.mail.sending.clone().try_lock_owned() else { return };
        let workspace = self.clone();
        tokio::spawn(async move {
            let mail = &workspace.inner.mail;
            loop {
                while mail.is_wanted.swap(false, Ordering::SeqCst) {
                    if let Err(error) = workspace.send_due_mail().await {
                        tracing::warn!(%error, "outgoing mail could not be looked at");
                    }
                }
                drop(alone);
                // Who asked between the last look and this line found it at work, and relies on it.
                if !mail.is_wanted.load(Ordering::SeqCst) {
                    break;
                }
                match mail.sending.clone().try_lock_owned() {
                    Ok(again) => alone = again,
                    Err(_) => break,
                }
            }
        });
    }

    /// Waits until this process has sent what it was sending.
    pub async fn mail_settled(&self) {
        drop(self.inner.mail.sending.lock().await);
    }

    /// The same before the workspace is closed, but not for a server that does not answer: what is cut off is sent again
    /// when its claim has run out.
    pub(crate) async fn leave_mail(&self) {
        if tokio::time::timeout(FAREWELL, self.mail_settled()).await.is_err() {
            tracing::warn!("a mail was under way when the workspace was closed; it may be sent twice");
        }
    }

    /// Sends one mail after the other. What is the matter with the server is the matter with all: the others wait.
    async fn send_due_mail(&self) -> Result<(), AppError> {
        let Some(post) = self.post().await? else { return Ok(()) };
        while let Some(mail) = self.store().claim_mail(self.now()).await? {
            let goes_on = self.send_mail(&post, &mail).await?;
            self.changed();
            if !goes_on {
                break;
            }
        }
        Ok(())
    }

    /// Sends a mail that was claimed, and writes down how that went. False where the server is out of reach.
    async fn send_mail(&self, post: &Post, mail: &KeptMail) -> Result<bool, AppError> {
        let now = self.now();
        let ends_at = self.store().mail_ends_at(mail.about).await?.filter(|ends_at| *ends_at > now);
        let Some(ends_at) = ends_at else {
            let why = "What it is about has ended; nothing was sent.";
            self.store().finish_mail(mail, MailOutcome::Cancelled, why).await?;
            return Ok(true);
        };
        let content = match self.mail_content(mail.about).await? {
            Ok(content) => content,
            Err(why) => {
                self.store().finish_mail(mail, MailOutcome::Failed, &why).await?;
                return Ok(true);
            }
        };
        let Content { subject, text, html, .. } = content;
        let letter =
            Letter { id: mail.id.to_string(), to: mail.recipient.clone(), subject, text, html, at: mail.created_at };
        let sent = post.server.send(&post.sender, &letter).await;
        let now = self.now();
        let (outcome, answer) = match &sent {
            Ok(said) => (MailOutcome::Sent(now), said.clone()),
            // A wrong password is mended in the settings; the mail itself is in order.
            Err(error) if error.is_permanent() && !error.is_about_sign_in() => (MailOutcome::Failed, words(error)),
            Err(error) => {
                let next = next_mail_attempt(mail.attempts, mail.created_at, ends_at, now);
                (next.map_or(MailOutcome::Failed, MailOutcome::Again), words(error))
            }
        };
        self.store().finish_mail(mail, outcome, &answer).await?;
        Ok(match sent {
            Ok(_) => true,
            Err(error) => {
                matches!(error, MailError::Refused(_) | MailError::NotNow(_) | MailError::BadValue { .. })
                    && !error.is_about_sign_in()
            }
        })
    }

    /// What a mail says: its key or code is made now, from the workspace's secret. In words, why it cannot be sent.
    async fn mail_content(&self, about: MailAbout) -> Result<Result<Content, String>, AppError> {
        match about {
            MailAbout::Invitation(id) => self.invitation_content(id).await,
            MailAbout::Code(id) => self.code_content(id).await.map(Ok),
        }
    }

    async fn code_content(&self, id: Uuid) -> Result<Content, AppError> {
        let code = self.violet_secret().await?.code(id);
        let settings = self.kept_violet().await?;
        Ok(letter::code(code.expose_secret(), &settings.company_name, &settings.support(), &settings.look()))
    }
}

/// What went wrong and what to do, as the outbox and the test of the settings show it.
pub(super) fn words(error: &MailError) -> String {
    let what_to_do = match error {
        MailError::BadValue { .. } => "Correct it, and send again.",
        MailError::OpenNetwork { .. } => "Choose TLS or STARTTLS under Settings, Mail.",
        _ if error.is_about_sign_in() => "Look at login and password under Settings, Mail.",
        MailError::Refused(_) => "Look at the address of the recipient and of the sender.",
        MailError::NotNow(_) => "It is tried again.",
        MailError::Unsafe(_) | MailError::NotOffered(_) => {
            "Look at the name, the port and the encryption under Settings, Mail."
        }
        MailError::TimedOut | MailError::Unreachable(_) => {
            "Look at the name and the port under Settings, Mail, and at the network."
        }
    };
    let error = error.to_string();
    let mut letters = error.chars();
    let first = letters.next().map(char::to_uppercase).into_iter().flatten();
    format!("{}{}. {what_to_do}", first.collect::<String>(), letters.as_str().trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use sitebook_mail::Refusal;

    use super::*;

    #[test]
    fn each_trouble_says_what_to_do() {
        let refusal = |code, words: &str| Refusal { code, words: words.to_owned() };
        assert_eq!(
            words(&MailError::Refused(refusal(550, "No such user here."))),
            "The mail server refused for good: 550 No such user here. Look at the address of the recipient and of the \
             sender."
        );
        assert!(
            words(&MailError::Refused(refusal(535, "Bad credentials")))
                .ends_with("login and password under Settings, Mail.")
        );
        assert!(words(&MailError::NotNow(refusal(451, "Greylisted"))).ends_with("It is tried again."));
        assert!(words(&MailError::TimedOut).contains("port"));
    }
}
