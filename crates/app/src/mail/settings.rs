//! The mail server, whom mail comes from, and whether that works.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use sitebook_domain::{Timestamp, check_email};
use sitebook_mail::{Encryption, Letter, MailServer, Sender, is_this_computer};
use uuid::Uuid;

use crate::dto::{
    MailEncryption, MailSettings, MailSettingsSetRequest, MailTestRequest, MailTestView, Nothing, VioletCheckState,
};
use crate::violet::letter;
use crate::{AppError, ErrorCode, Workspace};

/// Name of the secret that holds the password of the mail server.
pub(crate) const SECRET: &str = "mail";

/// Setting: everything but the password.
const SETTINGS: &str = "mail";
/// Setting: the last test.
const TEST: &str = "mail.test";

/// Longest name of a server or a sender, in characters.
const LONGEST: usize = 250;

/// Settings as they are kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    host: String,
    port: u16,
    encryption: MailEncryption,
    login: String,
    sender_name: String,
    sender_email: String,
    /// Another one each time that somebody changes them: a test speaks of the settings that it tested.
    revision: String,
}

/// The last test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct KeptTest {
    revision: String,
    ok: bool,
    at: Timestamp,
    to: String,
    message: String,
}

/// A server that mail can be handed to, and the sender.
#[derive(Debug)]
pub(super) struct Post {
    pub(super) server: MailServer,
    pub(super) sender: Sender,
}

impl Workspace {
    /// The mail server, and whom mail comes from.
    pub async fn mail_settings_show(&self, _: Nothing) -> Result<MailSettings, AppError> {
        let kept = self.kept_mail().await?;
        let test = self.kept_mail_test(&kept).await?;
        Ok(MailSettings {
            password_set: !kept.login.is_empty() && self.has_secret(SECRET).await?,
            host: kept.host,
            port: kept.port,
            encryption: kept.encryption,
            login: kept.login,
            sender_name: kept.sender_name,
            sender_email: kept.sender_email,
            test: test.map(|test| MailTestView {
                ok: test.ok,
                at: test.at.to_string(),
                to: test.to,
                message: test.message,
            }),
        })
    }

    /// Names the mail server, and whom mail comes from. Nothing is sent by it; a test is wanted again.
    pub async fn mail_settings_set(&self, request: MailSettingsSetRequest) -> Result<MailSettings, AppError> {
        let before = self.kept_mail().await?;
        let kept = checked(&request)?;
        let password = request.password.as_str();
        if kept.login.is_empty() {
            self.keep_secret(SECRET, None).await?;
        } else if !password.is_empty() {
            self.keep_secret(SECRET, Some(SecretString::from(password.to_owned()))).await?;
        } else if (&kept.host, &kept.login) != (&before.host, &before.login) || !self.has_secret(SECRET).await? {
            // The password that is kept belongs to another server or name, and is not shown to this one.
            return Err(refused("Write the password for this server and name"));
        }
        self.keep_mail_document(SETTINGS, &kept).await?;
        self.changed();
        self.mail_settings_show(Nothing {}).await
    }

    /// Sends a test mail, and keeps what the server said. That it was refused is an answer and no error.
    pub async fn mail_test(&self, request: MailTestRequest) -> Result<MailSettings, AppError> {
        let kept = self.kept_mail().await?;
        let to = request.to.trim();
        check_email(to).map_err(|fault| {
            AppError::new(ErrorCode::InvalidInput, format!("\"{to}\" is no e-mail address: {fault}. Nothing was sent."))
        })?;
        let Some(post) = self.post().await? else {
            let message = "There is no mail server yet. Name one under Settings, Mail.";
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        };
        let violet = self.kept_violet().await?;
        let content = letter::test(&violet.company_name, &violet.look());
        let letter = Letter {
            id: Uuid::now_v7().to_string(),
            to: to.to_owned(),
            subject: content.subject,
            text: content.text,
            html: content.html,
            at: self.now(),
        };
        let (ok, message) = match post.server.send(&post.sender, &letter).await {
            Ok(said) => (true, format!("The mail server took it: {said}.")),
            Err(error) => (false, super::sending::words(&error)),
        };
        let test = KeptTest { revision: kept.revision, ok, at: self.now(), to: to.to_owned(), message };
        self.keep_mail_document(TEST, &test).await?;
        self.changed();
        self.mail_settings_show(Nothing {}).await
    }

    /// Whether mail works, in words: a test went through since the settings were changed.
    pub(crate) async fn mail_check(&self) -> Result<(VioletCheckState, String), AppError> {
        let kept = self.kept_mail().await?;
        if kept.host.is_empty() {
            let text = "Mail cannot be sent yet: name a mail server under Settings, Mail.";
            return Ok((VioletCheckState::Missing, text.to_owned()));
        }
        Ok(match self.kept_mail_test(&kept).await? {
            Some(test) if test.ok => (VioletCheckState::Ok, "Mail works: a test went through.".to_owned()),
            Some(test) => (VioletCheckState::Missing, format!("The last test of the mail failed: {}", test.message)),
            None => {
                let text = "Mail was not tested since its settings were changed: send a test under Settings, Mail.";
                (VioletCheckState::Missing, text.to_owned())
            }
        })
    }

    /// The sender as a mail shows it; empty where there is none yet.
    pub(crate) async fn mail_sender(&self) -> Result<String, AppError> {
        let kept = self.kept_mail().await?;
        Ok(match (kept.sender_name.as_str(), kept.sender_email.as_str()) {
            ("", email) => email.to_owned(),
            (name, email) => format!("{name} <{email}>"),
        })
    }

    /// The server of the settings; none where none was named.
    pub(super) async fn post(&self) -> Result<Option<Post>, AppError> {
        let kept = self.kept_mail().await?;
        if kept.host.is_empty() {
            return Ok(None);
        }
        let credentials = if kept.login.is_empty() {
            None
        } else {
            let password = self.secret(SECRET).await?.ok_or_else(|| {
                AppError::new(
                    ErrorCode::NoSecretStore,
                    "The password of the mail server is not kept here. Write it again.",
                )
            })?;
            Some((kept.login.clone(), password))
        };
        let encryption = encryption(kept.encryption);
        let server = MailServer { host: kept.host, port: kept.port, encryption, credentials, authority: None };
        Ok(Some(Post { server, sender: Sender { name: kept.sender_name, email: kept.sender_email } }))
    }

    async fn kept_mail(&self) -> Result<Kept, AppError> {
        let text = self.store().setting(SETTINGS).await?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }

    async fn kept_mail_test(&self, kept: &Kept) -> Result<Option<KeptTest>, AppError> {
        let test: Option<KeptTest> =
            self.store().setting(TEST).await?.and_then(|text| serde_json::from_str(&text).ok());
        Ok(test.filter(|test| !kept.host.is_empty() && test.revision == kept.revision))
    }

    async fn keep_mail_document<V: Serialize>(&self, name: &str, value: &V) -> Result<(), AppError> {
        let text =
            serde_json::to_string(value).map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        Ok(self.store().set_setting(name, &text).await?)
    }
}

/// Settings as they can be kept.
fn checked(request: &MailSettingsSetRequest) -> Result<Kept, AppError> {
    let line = |what: &str, text: &str| {
        let text = text.trim();
        let is_line = !text.chars().any(char::is_control) && text.chars().count() <= LONGEST;
        if is_line { Ok(text.to_owned()) } else { Err(refused(&format!("{what} is one line of text"))) }
    };
    let host = line("The mail server", &request.host)?;
    if host.is_empty() {
        return Ok(Kept::default());
    }
    if host.contains(|letter: char| letter.is_whitespace() || matches!(letter, '/' | '@' | '<' | '>')) {
        return Err(refused(&format!("\"{host}\" is no name of a server, such as smtp.example.com")));
    }
    if request.encryption == MailEncryption::None && !is_this_computer(&host) {
        let why =
            format!("Mail goes to \"{host}\" encrypted only; without that it goes to a server on this computer alone");
        return Err(refused(&why));
    }
    let sender_email = line("The e-mail address of the sender", &request.sender_email)?;
    check_email(&sender_email)
        .map_err(|fault| refused(&format!("The sender's \"{sender_email}\" is no e-mail address: {fault}")))?;
    let port = if request.port == 0 { encryption(request.encryption).usual_port() } else { request.port };
    Ok(Kept {
        host,
        port,
        encryption: request.encryption,
        login: line("The login", &request.login)?,
        sender_name: line("The name of the sender", &request.sender_name)?,
        sender_email,
        revision: Uuid::now_v7().to_string(),
    })
}

fn encryption(encryption: MailEncryption) -> Encryption {
    match encryption {
        MailEncryption::Tls => Encryption::Tls,
        MailEncryption::StartTls => Encryption::StartTls,
        MailEncryption::None => Encryption::None,
    }
}

fn refused(why: &str) -> AppError {
    AppError::new(ErrorCode::InvalidInput, format!("{why}. Nothing was changed."))
}
