//! Sessions: who a request comes from, and the office's list of them.

use secrecy::SecretString;
use sitebook_domain::{AgentId, OwnerSessionId, SEEN_EVERY_MILLIS, SessionState, canonical_email, session_state};
use sitebook_store::OwnerSession;

use super::sign_in::entries;
use super::view::owner_of;
use super::{OwnerVisit, key_hash, new_owner_key};
use crate::dto::{AgentRequest, VioletSession, VioletSessionEndRequest, VioletSessionsReply};
use crate::{AppError, ErrorCode, Workspace};

impl Workspace {
    /// Who a request comes from, by the token that came with it; none = nobody who is signed in.
    pub async fn owner_visit(&self, token: &SecretString) -> Result<Option<OwnerVisit>, AppError> {
        let now = self.now();
        let hash = key_hash(token);
        let Some((session, kind)) = self.store().owner_session(&hash).await? else { return Ok(None) };
        let new_token = match session_state(&session.times, kind, now) {
            SessionState::Ended => return Ok(None),
            SessionState::Holds => None,
            SessionState::TakesOver => {
                self.store().take_offered_token(session.id, &hash, now).await?;
                None
            }
            SessionState::HoldsWithNewToken => {
                let token = new_owner_key()?;
                // Of two requests at the same moment one is offered it; the other's token holds until it is shown.
                self.store().offer_owner_token(&session, &key_hash(&token), now).await?.then_some(token)
            }
        };
        if now.millis_since(session.times.last_seen_at) >= SEEN_EVERY_MILLIS {
            self.store().owner_session_seen(&session, now).await?;
        }
        Ok(Some(OwnerVisit { session: session.id, owner_email: session.owner_email, new_token }))
    }

    /// Ends the session of a visit.
    pub async fn owner_sign_out(&self, visit: &OwnerVisit) -> Result<(), AppError> {
        self.end_session(visit.session, &visit.owner_email, &visit.owner_email, "signed out").await?;
        Ok(())
    }

    /// The sessions of an agent's owner.
    pub async fn violet_sessions(&self, request: AgentRequest) -> Result<VioletSessionsReply, AppError> {
        let owner = self.owner_of_agent(&request.agent).await?;
        let now = self.now();
        let sessions = self.store().owner_sessions(&owner).await?.into_iter();
        let holds = |session: &OwnerSession| {
            session_state(&session.times, sitebook_domain::TokenKind::Current, now) != SessionState::Ended
        };
        Ok(VioletSessionsReply { sessions: sessions.filter(holds).map(session_view).collect() })
    }

    /// Ends a session of an agent's owner. Whoever had it has to sign in again.
    pub async fn violet_session_end(&self, request: VioletSessionEndRequest) -> Result<VioletSessionsReply, AppError> {
        let owner = self.owner_of_agent(&request.agent).await?;
        let unknown = || {
            let message = format!("{owner} has no session {}. It may have ended already.", request.session);
            AppError::new(ErrorCode::NotFound, message)
        };
        let id: OwnerSessionId = request.session.parse().map_err(|_| unknown())?;
        let session = self.store().owner_session_by_id(id).await?.filter(|session| session.owner_email == owner);
        session.ok_or_else(unknown)?;
        let by = self.who().await?;
        if !self.end_session(id, &owner, &by, "session ended by the office").await? {
            return Err(unknown());
        }
        self.violet_sessions(AgentRequest { agent: request.agent }).await
    }

    async fn end_session(&self, session: OwnerSessionId, owner: &str, by: &str, words: &str) -> Result<bool, AppError> {
        let now = self.now();
        let agents: Vec<AgentId> =
            self.store().owned_agents(owner).await?.into_iter().map(|owned| owned.agent.id).collect();
        let ended = self.store().end_owner_session(session, now, &entries(&agents, by, words, now)).await?;
        self.changed();
        Ok(ended)
    }

    /// The mailbox of an agent's owner; empty where nobody is named.
    async fn owner_of_agent(&self, reference: &str) -> Result<String, AppError> {
        let agent = self.resolve_agent(reference).await?;
        let owned = self.store().owned_agent(agent).await?;
        Ok(owned.map(|owned| canonical_email(owner_of(&owned))).unwrap_or_default())
    }
}

fn session_view(session: OwnerSession) -> VioletSession {
    VioletSession {
        id: session.id.to_string(),
        owner_email: session.owner_email,
        browser: session.browser,
        created_at: session.created_at.to_string(),
        last_seen_at: session.times.last_seen_at.to_string(),
    }
}
