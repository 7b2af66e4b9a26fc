//! Signing in: an invitation or an e-mail address, then a one-time code from the mailbox.

use secrecy::{ExposeSecret, SecretString};
use sitebook_domain::{
    AgentId, AttemptKind, CODE_LIFE_MILLIS, CodeState, HistoryEntry, HistorySubject, MOST_WRONG_CODES, MailAbout,
    OwnerCodeId, OwnerSessionId, SignInBy, Timestamp, canonical_email, check_email, code_state, household,
};
use sitebook_store::{CodeBegun, CountedAttempt, NewMail, NewSession, OpenedInvitation, OwnerCode};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::view::may_enter;
use super::{
    CodeAsked, CodeEntered, CodeExpected, CodeWanted, InvitationStanding, OwnerBrowser, described, key_hash,
    new_owner_key,
};
use crate::{AppError, Workspace};

/// How the history names what happens while an owner signs in or out.
pub(super) const SIGN_IN: &str = "violet.sign_in";

/// Longest text that can be a token or a code; anything longer is not even looked up.
const LONGEST_KEY: usize = 100;

/// What goes on and on is written down once in so long.
const WRITTEN_AGAIN_MILLIS: i64 = 60 * 60_000;

/// What went wrong while somebody tried to sign in.
struct Trouble {
    mailbox: String,
    concerned: Concerned,
    what: &'static str,
    /// From where.
    network: String,
    /// Whether it may be tried without end, from however many networks.
    goes_on: bool,
}

/// Whose history tells of it.
enum Concerned {
    Agent(AgentId),
    /// Those that the mailbox may sign in to, with the invitation that it was tried with.
    Mailbox {
        invitation: Option<Uuid>,
    },
}

fn code_trouble(code: OwnerCode, what: &'static str, network: String, goes_on: bool) -> Trouble {
    let concerned = Concerned::Mailbox { invitation: code.invitation };
    Trouble { mailbox: code.owner_email, concerned, what, network, goes_on }
}

impl Workspace {
    /// How an invitation stands whose link was opened. Nothing is used up, written or mailed: programs that read mail open
    /// links as well.
    pub async fn owner_invitation(&self, token: &SecretString) -> Result<InvitationStanding, AppError> {
        Ok(match self.invitation_of(token).await? {
            Some(invitation) => self.standing(&invitation).await?,
            None => InvitationStanding::Unknown,
        })
    }

    /// Mails a code to the mailbox of an invitation, or to one that somebody signed in with before. Whether anybody may sign
    /// in with the mailbox shows neither in the answer nor in what this browser sees next.
    pub async fn owner_code_ask(&self, wanted: CodeWanted, browser: &OwnerBrowser) -> Result<CodeAsked, AppError> {
        let now = self.now();
        let browser_hash = key_hash(&browser.key);
        let (mailbox, invitation) = match wanted {
            CodeWanted::ByInvitation(token) => match self.invitation_of(&token).await? {
                Some(invitation) => (canonical_email(&invitation.owner_email), Some(invitation)),
                None => return Ok(CodeAsked::NotInvited(InvitationStanding::Unknown)),
            },
            CodeWanted::ForMailbox(text) if check_email(text.trim()).is_err() => return Ok(CodeAsked::NoAddress),
            CodeWanted::ForMailbox(text) => (canonical_email(&text), None),
            CodeWanted::AsBefore => match self.store().owner_code_of_browser(&browser_hash).await? {
                Some(last) => (last.owner_email, self.invitation_by_id(last.invitation).await?),
                None => return Ok(CodeAsked::NothingBefore),
            },
        };
        if let Some(invitation) = &invitation {
            match self.standing(invitation).await? {
                InvitationStanding::Open => {}
                standing => {
                    let trouble = Trouble {
                        mailbox,
                        concerned: Concerned::Agent(invitation.agent),
                        what: "an invitation that has ended was tried",
                        network: household(browser.address),
                        goes_on: true,
                    };
                    self.note_trouble(trouble, now);
                    return Ok(CodeAsked::NotInvited(standing));
                }
            }
        }
        let code = OwnerCode {
            id: OwnerCodeId(Uuid::now_v7()),
            owner_email: mailbox,
            invitation: invitation.as_ref().map(|invitation| invitation.id),
            created_at: now,
            expires_at: now.plus_millis(CODE_LIFE_MILLIS),
            wrong_tries: 0,
            used_at: None,
        };
        let whom = self.whom(&code, browser).await?;
        let attempts = whom.attempts(whom.by.asking(), now);
        match self.store().begin_owner_code(&code, &browser_hash, &attempts).await? {
            CodeBegun::Already => return Ok(CodeAsked::OnItsWay),
            CodeBegun::TooOften(until) => {
                self.note_trouble(code_trouble(code, "too many codes asked for", whom.network, true), now);
                return Ok(CodeAsked::TooOften { seconds: seconds_until(until, now) });
            }
            CodeBegun::Begun => {}
        }
        // What depends on whose mailbox it is comes after the answer, or how long that takes would tell it.
        let (workspace, network) = (self.clone(), household(browser.address));
        self.inner.errands.begin(async move {
            if let Err(error) = workspace.mail_code(&code, invitation.as_ref(), &network).await {
                tracing::error!(%error, "the mail with a code could not be written");
            }
        });
        Ok(CodeAsked::OnItsWay)
    }

    /// Writes the mail with a code, where somebody may sign in with the mailbox.
    async fn mail_code(
        &self,
        code: &OwnerCode,
        invitation: Option<&OpenedInvitation>,
        network: &str,
    ) -> Result<(), AppError> {
        let agents = self.agents_to_enter(&code.owner_email, invitation).await?;
        let Some(agent) = agents.first() else { return Ok(()) };
        let mail = NewMail {
            id: Uuid::now_v7(),
            agent: Some(*agent),
            about: MailAbout::Code(code.id.0),
            recipient: code.owner_email.clone(),
            at: code.created_at,
        };
        let words = format!("code asked for from {network}");
        let entries = entries(&agents, &code.owner_email, &words, code.created_at);
        self.store().mail_owner_code(code.id, &mail, &entries).await?;
        self.start_sending_mail();
        Ok(())
    }

    /// The code that this browser is expected to enter; none = it has to ask for one.
    pub async fn owner_code_expected(&self, browser: &OwnerBrowser) -> Result<Option<CodeExpected>, AppError> {
        let now = self.now();
        let code = self.open_code(browser, now).await?;
        Ok(code.map(|code| CodeExpected {
            owner_email: code.owner_email,
            seconds_left: code.expires_at.millis_since(now) / 1000,
        }))
    }

    /// Takes a code. The right one uses itself and its invitation up, and begins a session.
    pub async fn owner_code_enter(&self, entered: &str, browser: &OwnerBrowser) -> Result<CodeEntered, AppError> {
        let now = self.now();
        let network = household(browser.address);
        let Some(code) = self.open_code(browser, now).await? else { return Ok(CodeEntered::NoneOpen) };
        let whom = self.whom(&code, browser).await?;
        if let Some(until) = self.store().try_within(&whom.attempts(whom.by.entering(), now), now).await? {
            self.note_trouble(code_trouble(code, "too many codes entered", network, true), now);
            return Ok(CodeEntered::TooOften { seconds: seconds_until(until, now) });
        }
        let Some(tries) = self.store().take_try_of_owner_code(code.id).await? else { return Ok(CodeEntered::NoneOpen) };
        let agents = if self.is_the_code(&code, entered).await? {
            let invitation = self.invitation_by_id(code.invitation).await?;
            self.agents_to_enter(&code.owner_email, invitation.as_ref()).await?
        } else {
            Vec::new()
        };
        if agents.is_empty() {
            self.note_trouble(code_trouble(code, "wrong code", network, false), now);
            let left = MOST_WRONG_CODES.saturating_sub(tries);
            return Ok(if left == 0 { CodeEntered::NoneOpen } else { CodeEntered::Wrong { left } });
        }
        let token = new_owner_key()?;
        let session = NewSession {
            id: OwnerSessionId(Uuid::now_v7()),
            owner_email: code.owner_email.clone(),
            token_hash: key_hash(&token),
            browser: described(&browser.description),
            browser_hash: key_hash(&browser.key),
            code: code.id,
            invitation: code.invitation,
            at: now,
        };
        let words = format!("signed in from {network}");
        if !self.store().begin_owner_session(&session, &entries(&agents, &code.owner_email, &words, now)).await? {
            return Ok(CodeEntered::NoneOpen);
        }
        self.changed();
        Ok(CodeEntered::SignedIn(token))
    }

    async fn invitation_of(&self, token: &SecretString) -> Result<Option<OpenedInvitation>, AppError> {
        if token.expose_secret().len() > LONGEST_KEY {
            return Ok(None);
        }
        Ok(self.store().opened_invitation(&key_hash(token)).await?)
    }

    async fn invitation_by_id(&self, id: Option<Uuid>) -> Result<Option<OpenedInvitation>, AppError> {
        match id {
            Some(id) => Ok(self.store().opened_invitation_by_id(id).await?),
            None => Ok(None),
        }
    }

    /// How an invitation stands: also one whose agent was given to somebody else since is none any more.
    async fn standing(&self, invitation: &OpenedInvitation) -> Result<InvitationStanding, AppError> {
        if invitation.used_at.is_some() {
            return Ok(InvitationStanding::Used);
        }
        let owned = self.store().owned_agent(invitation.agent).await?;
        let is_for_them = owned.is_some_and(|owned| may_enter(&owned, &invitation.owner_email));
        Ok(if invitation.revoked_at.is_some() || !is_for_them {
            InvitationStanding::Unknown
        } else if self.now() >= invitation.expires_at {
            InvitationStanding::Expired
        } else {
            InvitationStanding::Open
        })
    }

    /// The agents that a mailbox may sign in for: the invitation's, or all that it signed in for before.
    async fn agents_to_enter(
        &self,
        mailbox: &str,
        invitation: Option<&OpenedInvitation>,
    ) -> Result<Vec<AgentId>, AppError> {
        let owned = match invitation {
            Some(invitation) => self.store().owned_agent(invitation.agent).await?.into_iter().collect(),
            None => self.store().owned_agents(mailbox).await?,
        };
        Ok(owned.iter().filter(|owned| may_enter(owned, mailbox)).map(|owned| owned.agent.id).collect())
    }

    /// Writes down what went wrong while somebody tried to sign in, after the answer, which must not depend on whose mailbox it
    /// is. The same that goes on and on is written once an hour.
    fn note_trouble(&self, trouble: Trouble, now: Timestamp) {
        let workspace = self.clone();
        self.inner.errands.begin(async move {
            if let Err(error) = workspace.write_trouble(trouble, now).await {
                tracing::error!(%error, "what went wrong at a sign-in could not be written down");
            }
        });
    }

    async fn write_trouble(&self, trouble: Trouble, now: Timestamp) -> Result<(), AppError> {
        let Trouble { mailbox, concerned, what, network, goes_on } = trouble;
        let agents = match concerned {
            Concerned::Agent(agent) => vec![agent],
            Concerned::Mailbox { invitation } => {
                let invitation = self.invitation_by_id(invitation).await?;
                self.agents_to_enter(&mailbox, invitation.as_ref()).await?
            }
        };
        let written = CountedAttempt {
            // Whoever has many networks must not fill the history.
            counted_for: format!("written/{what} {mailbox}"),
            most: 1,
            since: now.plus_millis(-WRITTEN_AGAIN_MILLIS),
        };
        if agents.is_empty() || (goes_on && self.store().try_within(&[written], now).await?.is_some()) {
            return Ok(());
        }
        for entry in entries(&agents, &mailbox, &format!("{what} from {network}"), now) {
            self.store().add_history(&entry).await?;
        }
        Ok(())
    }

    /// Whom the tries of a browser with a code are counted for.
    async fn whom(&self, code: &OwnerCode, browser: &OwnerBrowser) -> Result<Whom, AppError> {
        let browser_hash = key_hash(&browser.key);
        let by = if self.store().is_known_browser(&browser_hash, &code.owner_email).await? {
            SignInBy::KnownBrowser
        } else if code.invitation.is_some() {
            SignInBy::Invitation
        } else {
            SignInBy::Mailbox
        };
        let invitation = code.invitation.map(|id| id.to_string()).unwrap_or_default();
        let (mailbox, network) = (code.owner_email.clone(), household(browser.address));
        Ok(Whom { by, mailbox, invitation, network, browser_hash })
    }

    /// The code of this browser, if it can be entered.
    async fn open_code(&self, browser: &OwnerBrowser, now: Timestamp) -> Result<Option<OwnerCode>, AppError> {
        let code = self.store().owner_code_of_browser(&key_hash(&browser.key)).await?;
        Ok(code.filter(|code| {
            code_state(code.expires_at, code.wrong_tries, code.used_at.is_some(), now) == CodeState::Open
        }))
    }

    /// Whether the digits are the code's, whatever stands between them. The comparison takes the same time for each.
    async fn is_the_code(&self, code: &OwnerCode, entered: &str) -> Result<bool, AppError> {
        let right = self.violet_secret().await?.code(code.id.0);
        let digits: String = entered.chars().take(LONGEST_KEY).filter(char::is_ascii_digit).collect();
        Ok(digits.as_bytes().ct_eq(right.expose_secret().as_bytes()).into())
    }
}

/// Whom tries are counted for.
struct Whom {
    by: SignInBy,
    mailbox: String,
    invitation: String,
    network: String,
    browser_hash: String,
}

impl Whom {
    fn attempts(&self, kinds: &[AttemptKind], now: Timestamp) -> Vec<CountedAttempt> {
        let Self { mailbox, invitation, network, browser_hash, .. } = self;
        let counted = |kind: &AttemptKind| match kind {
            // Neither a household nor a hash has a space in it: what stands before it is never part of the mailbox.
            AttemptKind::CodeForMailboxFromNetwork | AttemptKind::EnteredForMailboxFromNetwork => {
                attempt(*kind, &format!("{network} {mailbox}"), now)
            }
            AttemptKind::CodeByKnownBrowser | AttemptKind::EnteredByKnownBrowser => {
                attempt(*kind, &format!("{browser_hash} {mailbox}"), now)
            }
            AttemptKind::CodeFromNetwork | AttemptKind::EnteredFromNetwork => attempt(*kind, network, now),
            AttemptKind::CodeForInvitation | AttemptKind::EnteredForInvitation => attempt(*kind, invitation, now),
            AttemptKind::CodeForMailbox
            | AttemptKind::EnteredForMailbox
            | AttemptKind::ActInHour
            | AttemptKind::ActInDay => attempt(*kind, mailbox, now),
        };
        kinds.iter().map(counted).collect()
    }
}

pub(super) fn attempt(kind: AttemptKind, whom: &str, now: Timestamp) -> CountedAttempt {
    let limit = kind.limit();
    CountedAttempt {
        counted_for: kind.counted_for(whom),
        most: limit.most,
        since: now.plus_millis(-limit.within_millis),
    }
}

/// Seconds until then, started ones too.
pub(super) fn seconds_until(until: Timestamp, now: Timestamp) -> i64 {
    (until.millis_since(now).max(0) + 999) / 1000
}

/// What happened, once for each agent that it is about.
pub(super) fn entries(agents: &[AgentId], by: &str, words: &str, at: Timestamp) -> Vec<HistoryEntry> {
    let entry = |agent: &AgentId| HistoryEntry {
        agent: *agent,
        subject: HistorySubject::Agent,
        field: SIGN_IN.to_owned(),
        old: String::new(),
        new: words.to_owned(),
        by: by.to_owned(),
        at,
    };
    agents.iter().map(entry).collect()
}
