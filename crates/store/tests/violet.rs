//! Accesses of owners, their grants and invitations, and the mail on its way.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeMap;

use sitebook_domain::{AgentField, AgentId, FieldValue, Grants, MAIL_CLAIM_MILLIS, MailState, Timestamp, VioletGrant};
use sitebook_store::{
    AgentImport, DeviceImport, GrantChange, ImportBatch, ImportOptions, MailFilter, MailOutcome, NewInvitation,
    ReportedPosition, Store,
};
use sqlx::SqlitePool;
use tempfile::TempDir;
use uuid::Uuid;

const OWNER: &str = "owner@example.com";
const DAY: i64 = 24 * 60 * 60_000;

struct Home {
    store: Store,
    directory: TempDir,
    agents: Vec<AgentId>,
}

async fn home() -> Home {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(&directory.path().join("w.db")).await.unwrap();
    let name = |text: &str| FieldValue::Text(text.to_owned());
    let agents = ["H-1", "H-2"].map(|id| AgentImport {
        source: None,
        source_id: id.to_owned(),
        values: BTreeMap::from([(AgentField::Name, name(id))]),
        position: ReportedPosition::Absent,
    });
    let device = DeviceImport {
        agent_source: None,
        agent_source_id: "H-1".to_owned(),
        source_id: "D-1".to_owned(),
        values: BTreeMap::from([(sitebook_domain::DeviceField::Name, name("TV"))]),
    };
    let batch = ImportBatch { source: "import".to_owned(), agents: agents.to_vec(), devices: vec![device] };
    store.import(&batch, &ImportOptions::default(), Timestamp(1)).await.unwrap();
    let mut ids = Vec::new();
    for id in ["H-1", "H-2"] {
        ids.push(store.find_agents(id).await.unwrap()[0].id);
    }
    Home { store, directory, agents: ids }
}

impl Home {
    async fn invite(&self, agent: AgentId, at: i64) -> NewInvitation {
        let invitation = NewInvitation {
            id: Uuid::now_v7(),
            agent,
            owner_email: OWNER.to_owned(),
            token_hash: Uuid::now_v7().to_string(),
            mail: Uuid::now_v7(),
            by: "Ann".to_owned(),
            at: Timestamp(at),
            expires_at: Timestamp(at + 3 * DAY),
        };
        self.store.invite_to_violet(&invitation).await.unwrap();
        invitation
    }

    /// Another program that writes what the owners' side writes.
    async fn raw(&self, statement: &'static str) {
        let path = format!("sqlite://{}", self.directory.path().join("w.db").display());
        let pool = SqlitePool::connect(&path).await.unwrap();
        sqlx::query(statement).execute(&pool).await.unwrap();
        pool.close().await;
    }

    async fn open_sessions(&self) -> i64 {
        let path = format!("sqlite://{}", self.directory.path().join("w.db").display());
        let pool = SqlitePool::connect(&path).await.unwrap();
        let count = sqlx::query_scalar("SELECT COUNT(*) FROM violet_session WHERE revoked_at IS NULL")
            .fetch_one(&pool)
            .await
            .unwrap();
        pool.close().await;
        count
    }
}

#[tokio::test]
async fn several_switches_of_one_device_are_one_change_with_its_history() {
    let home = home().await;
    let agent = home.agents[0];
    let device = home.store.devices(agent).await.unwrap()[0].id;
    let changes = [(VioletGrant::Power, true), (VioletGrant::Block, true), (VioletGrant::Power, false)]
        .map(|(grant, on)| GrantChange { device, grant, on });
    assert_eq!(home.store.change_violet_grants(agent, &changes, "Ann", Timestamp(2)).await.unwrap(), 1);
    let grants = home.store.violet_grants(agent).await.unwrap();
    assert_eq!(grants[&device], Grants { visible: true, power: false, block: true });
    let fields: Vec<String> =
        home.store.history(agent, 9).await.unwrap().into_iter().map(|entry| entry.field).collect();
    assert!(fields.contains(&"violet.visible".to_owned()) && fields.contains(&"violet.block".to_owned()));
    assert!(!fields.contains(&"violet.power".to_owned()), "given and taken away is no change");
    let nothing = [GrantChange { device, grant: VioletGrant::Visible, on: true }];
    assert_eq!(home.store.change_violet_grants(agent, &nothing, "Ann", Timestamp(3)).await.unwrap(), 0);
}

#[tokio::test]
async fn a_claim_belongs_to_one_and_runs_out() {
    let home = home().await;
    home.invite(home.agents[0], 10).await;
    let first = home.store.claim_mail(Timestamp(10)).await.unwrap().unwrap();
    assert_eq!((first.attempts, first.recipient.as_str()), (1, OWNER));
    assert_eq!(home.store.claim_mail(Timestamp(11)).await.unwrap(), None, "somebody is sending it");
    let later = Timestamp(10 + MAIL_CLAIM_MILLIS);
    let second = home.store.claim_mail(later).await.unwrap().unwrap();
    assert_eq!((second.id, second.attempts), (first.id, 2));
    assert!(!home.store.finish_mail(&first, MailOutcome::Failed, "late").await.unwrap(), "the claim ran out");
    assert!(home.store.finish_mail(&second, MailOutcome::Sent(later), "250 Ok").await.unwrap());
    let mail = home.store.mail(first.id).await.unwrap().unwrap();
    assert_eq!((mail.state, mail.last_answer.as_str(), mail.sent_at), (MailState::Sent, "250 Ok", Some(later)));
    assert_eq!(home.store.claim_mail(Timestamp(DAY)).await.unwrap(), None);
}

#[tokio::test]
async fn what_is_cancelled_under_way_is_not_tried_again() {
    let home = home().await;
    home.invite(home.agents[0], 10).await;
    let claimed = home.store.claim_mail(Timestamp(10)).await.unwrap().unwrap();
    assert!(home.store.cancel_mail(claimed.id, Timestamp(11)).await.unwrap());
    home.store.finish_mail(&claimed, MailOutcome::Again(Timestamp(20)), "451 Later").await.unwrap();
    assert_eq!(home.store.mail(claimed.id).await.unwrap().unwrap().state, MailState::Cancelled);
    assert!(!home.store.retry_mail(claimed.id, Timestamp(30)).await.unwrap());
}

#[tokio::test]
async fn what_is_to_be_tried_at_once_while_it_is_under_way_is_tried_right_after() {
    let home = home().await;
    home.invite(home.agents[0], 10).await;
    let claimed = home.store.claim_mail(Timestamp(10)).await.unwrap().unwrap();
    assert!(home.store.retry_mail(claimed.id, Timestamp(12)).await.unwrap());
    assert_eq!(home.store.claim_mail(Timestamp(13)).await.unwrap(), None, "somebody is sending it");
    home.store.finish_mail(&claimed, MailOutcome::Again(Timestamp(60_000)), "451 Later").await.unwrap();
    let again = home.store.claim_mail(Timestamp(14)).await.unwrap().unwrap();
    assert_eq!((again.id, again.attempts, again.last_answer.as_str()), (claimed.id, 2, "451 Later"));
    home.store.finish_mail(&again, MailOutcome::Again(Timestamp(60_000)), "451 Later").await.unwrap();
    assert_eq!(home.store.claim_mail(Timestamp(15)).await.unwrap(), None, "that was one attempt, not all");
}

#[tokio::test]
async fn old_mail_is_forgotten_once_it_waits_no_more() {
    let home = home().await;
    let sent = home.invite(home.agents[0], 5).await;
    let claimed = home.store.claim_mail(Timestamp(10)).await.unwrap().unwrap();
    assert_eq!(home.store.prune_mail(Timestamp(DAY)).await.unwrap(), 0, "it is on its way");
    home.store.finish_mail(&claimed, MailOutcome::Sent(Timestamp(11)), "250 Ok").await.unwrap();
    assert_eq!(home.store.prune_mail(Timestamp(DAY)).await.unwrap(), 0, "the invitation may still be opened");
    home.raw("UPDATE violet_invitation SET used_at = 20").await;
    assert_eq!(home.store.prune_mail(Timestamp(0)).await.unwrap(), 0, "it is not old");
    assert_eq!(home.store.prune_mail(Timestamp(DAY)).await.unwrap(), 1);
    assert_eq!(home.store.mail(sent.mail).await.unwrap(), None);
}

#[tokio::test]
async fn inviting_again_ends_the_earlier_invitation_with_its_mail() {
    let home = home().await;
    let first = home.invite(home.agents[0], 10).await;
    let second = home.invite(home.agents[0], 20).await;
    assert!(home.store.invitation(first.id).await.unwrap().unwrap().revoked_at.is_some());
    assert_eq!(home.store.newest_invitation(home.agents[0]).await.unwrap().unwrap().id, second.id);
    let cancelled = MailFilter { state: Some(MailState::Cancelled), limit: 9, ..MailFilter::default() };
    let mails = home.store.mails(&cancelled).await.unwrap();
    assert_eq!(mails.iter().map(|mail| mail.id).collect::<Vec<_>>(), [first.mail]);
    let claimed = home.store.claim_mail(Timestamp(20)).await.unwrap().unwrap();
    assert_eq!(home.store.mail_ends_at(claimed.about).await.unwrap(), Some(second.expires_at));
    assert_eq!(claimed.id, second.mail);
}

#[tokio::test]
async fn revoking_signs_an_owner_out_unless_there_is_another_network() {
    let home = home().await;
    for (place, agent) in home.agents.iter().enumerate() {
        home.invite(*agent, 10 + place as i64).await;
    }
    home.raw("UPDATE violet_access SET first_signed_in_at = 15").await;
    home.raw(
        "INSERT INTO violet_session (id, owner_email, token_hash, previous_token_hash, browser, created_at, rotated_at, \
         last_seen_at) VALUES ('s', 'owner@example.com', 't', '', 'Phone', 15, 15, 15)",
    )
    .await;
    assert!(home.store.revoke_violet(home.agents[0], OWNER, "Ann", Timestamp(20)).await.unwrap());
    assert_eq!(home.open_sessions().await, 1, "the other network is still theirs");
    assert!(!home.store.revoke_violet(home.agents[0], OWNER, "Ann", Timestamp(21)).await.unwrap());
    home.store.revoke_violet(home.agents[1], OWNER, "Ann", Timestamp(22)).await.unwrap();
    assert_eq!(home.open_sessions().await, 0);
    assert!(home.store.newest_invitation(home.agents[1]).await.unwrap().unwrap().revoked_at.is_some());
}

#[tokio::test]
async fn another_owner_inherits_nothing() {
    let home = home().await;
    let agent = home.agents[0];
    home.invite(agent, 10).await;
    home.raw("UPDATE violet_access SET first_signed_in_at = 15, last_seen_at = 16").await;
    let other = "other@example.com";
    assert!(home.store.set_violet_owner(agent, other, (OWNER, other), "Ann", Timestamp(20)).await.unwrap());
    let access = home.store.violet_access(agent).await.unwrap();
    assert_eq!((access.owner_email.as_str(), access.first_signed_in_at, access.last_seen_at), (other, None, None));
    assert!(home.store.newest_invitation(agent).await.unwrap().unwrap().revoked_at.is_some());
    assert!(!home.store.set_violet_owner(agent, other, (other, other), "Ann", Timestamp(21)).await.unwrap());
}
