//! Signing in: an invitation or an e-mail address, then a one-time code from the mailbox.

use secrecy::{ExposeSecret, SecretString};
use sitebook_domain::{
    AgentId, AttemptKind, CODE_LIFE_MILLIS, CodeState, HistoryEntry, HistorySubject, MOST_WRONG_CODES, MailAbout,
    OwnerCodeId, OwnerSessionId, SAME_CODE_MILLIS, Timestamp, canonical_email, check_email, code_state, household,
};
use sitebook_store::{CountedAttempt, NewMail, NewSession, OpenedInvitation, OwnerCode};
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
                standing => return Ok(CodeAsked::NotInvited(standing)),
            }
        }
        if self.is_asked_again(&browser_hash, &mailbox, invitation.as_ref(), now).await? {
            return Ok(CodeAsked::OnItsWay);
        }
        let network = household(browser.address);
        let mut attempts = vec![
            attempt(AttemptKind::CodeForMailbox, &mailbox, now),
            attempt(AttemptKind::CodeFromNetwork, &network, now),
        ];
        attempts.extend(
            invitation.as_ref().map(|known| attempt(AttemptKind::CodeForInvitation, &known.id.to_string(), now)),
        );
        if !self.store().try_within(&attempts, now).await? {
            return Ok(CodeAsked::TooOften);
        }
        let agents = self.agents_to_enter(&mailbox, invitation.as_ref()).await?;
        let code = OwnerCode {
            id: OwnerCodeId(Uuid::now_v7()),
            owner_email: mailbox.clone(),
            invitation: invitation.map(|invitation| invitation.id),
            created_at: now,
            expires_at: now.plus_millis(CODE_LIFE_MILLIS),
            wrong_tries: 0,
            used_at: None,
        };
        let mail = agents.first().map(|agent| NewMail {
            id: Uuid::now_v7(),
            agent: Some(*agent),
            about: MailAbout::Code(code.id.0),
            recipient: mailbox.clone(),
            at: now,
        });
        let words = format!("code asked for from {network}");
        let entries = entries(&agents, &mailbox, &words, now);
        self.store().begin_owner_code(&code, &browser_hash, mail.as_ref(), &entries).await?;
        if mail.is_some() {
            self.start_sending_mail();
        }
        Ok(CodeAsked::OnItsWay)
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
        let entering = [
            attempt(AttemptKind::EnteredFromNetwork, &network, now),
            attempt(AttemptKind::EnteredForMailbox, &code.owner_email, now),
        ];
        if !self.store().try_within(&entering, now).await? {
            return Ok(CodeEntered::TooOften);
        }
        let Some(tries) = self.store().take_try_of_owner_code(code.id).await? else { return Ok(CodeEntered::NoneOpen) };
        let invitation = self.invitation_by_id(code.invitation).await?;
        let agents = self.agents_to_enter(&code.owner_email, invitation.as_ref()).await?;
        if !self.is_the_code(&code, entered).await? || agents.is_empty() {
            let words = format!("wrong code from {network}");
            for entry in entries(&agents, &code.owner_email, &words, now) {
                self.store().add_history(&entry).await?;
            }
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

    /// Whether this is the second click on the same button: the first mail is on its way.
    async fn is_asked_again(
        &self,
        browser_hash: &str,
        mailbox: &str,
        invitation: Option<&OpenedInvitation>,
        now: Timestamp,
    ) -> Result<bool, AppError> {
        let Some(last) = self.store().owner_code_of_browser(browser_hash).await? else { return Ok(false) };
        let state = code_state(last.expires_at, last.wrong_tries, last.used_at.is_some(), now);
        let is_same = last.owner_email == mailbox && last.invitation == invitation.map(|invitation| invitation.id);
        Ok(is_same && state == CodeState::Open && now.millis_since(last.created_at) < SAME_CODE_MILLIS)
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

fn attempt(kind: AttemptKind, whom: &str, now: Timestamp) -> CountedAttempt {
    let limit = kind.limit();
    CountedAttempt {
        counted_for: kind.counted_for(whom),
        most: limit.most,
        since: now.plus_millis(-limit.within_millis),
    }
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
