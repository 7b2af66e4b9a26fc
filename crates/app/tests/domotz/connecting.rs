//! The connection: its key, which agents are taken, and removing it.

use sitebook_app::ErrorCode;
use sitebook_app::dto::*;
use sitebook_domotz_sim::{API_KEY, Fault};

use crate::account::Account;

#[tokio::test]
async fn a_refused_key_pauses_until_a_check_passes_and_a_failed_connect_changes_nothing() {
    let account = Account::with_agents(1).await;
    let error = account.connect("another key").await.unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidInput, "a space is in it");
    assert_eq!(account.connect("another-key").await.unwrap_err().code, ErrorCode::Unauthorized);
    account.refresh().await;

    account.domotz.with(|simulator| simulator.fail_next(1, Fault::Status(401, None)));
    let error = account.workspace.domotz_refresh(Nothing {}).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Unauthorized);
    assert!(account.status().await.connection.unwrap().paused.is_some());
    let paused = account.workspace.domotz_refresh(Nothing {}).await.unwrap_err();
    assert_eq!(paused.code, ErrorCode::ConnectionPaused);
    let checked = account.workspace.domotz_check(Nothing {}).await.unwrap();
    assert_eq!(checked.connection.unwrap().paused, None);
    account.refresh().await;
}

#[tokio::test]
async fn only_chosen_agents_are_taken_and_those_left_out_are_not_gone() {
    let account = Account::with_agents(4).await;
    let agents = account.ids().0;
    let teams =
        DomotzChoice { kind: DomotzChoiceKind::Teams, teams: vec!["Team North".to_owned()], ..DomotzChoice::default() };
    account.choose(teams).await;
    let listed = account.workspace.domotz_agents(Nothing {}).await.unwrap().agents;
    assert_eq!(listed.iter().filter(|agent| agent.taken).count(), 2);
    assert_eq!(account.refresh().await.agents, 2);
    let picked =
        DomotzChoice { kind: DomotzChoiceKind::Agents, agents: vec![agents[1].to_string()], ..DomotzChoice::default() };
    account.choose(picked).await;
    let refreshed = account.refresh().await;
    assert_eq!((refreshed.agents, refreshed.gone), (1, 0));
    assert_eq!(account.agents().await.len(), 3, "what was taken before stays");
}

#[tokio::test]
async fn removing_the_source_keeps_the_agents_and_forgets_the_key() {
    let account = Account::with_agents(2).await;
    account.refresh().await;
    let before = account.agents().await;
    let secrets = account.workspace.secrets_status(Nothing {}).await.unwrap().secrets;
    assert!(secrets.iter().any(|secret| secret.name == "domotz_api_key" && secret.set), "{secrets:?}");
    assert_eq!(account.workspace.domotz_disconnect(Nothing {}).await.unwrap().agents, 2);
    assert_eq!(account.agents().await, before);
    let secrets = account.workspace.secrets_status(Nothing {}).await.unwrap().secrets;
    assert!(secrets.iter().all(|secret| !secret.set), "{secrets:?}");
    let error = account.workspace.domotz_refresh(Nothing {}).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotConnected);
    // Connected again, they are the same agents.
    account.connect(API_KEY).await.unwrap();
    let refreshed = account.refresh().await;
    assert_eq!((refreshed.created, refreshed.unchanged), (0, 8));
}
