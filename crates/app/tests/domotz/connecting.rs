//! The connection: its key, which agents are taken, and removing it.

use std::time::Duration;

use sitebook_app::ErrorCode;
use sitebook_app::dto::*;
use sitebook_domotz_sim::{API_KEY, Fault, Simulator};

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

impl Account {
    /// Returns once something was asked for.
    async fn was_asked(&self, what: &str) {
        while self.asked(what) == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

#[tokio::test]
async fn a_refused_old_key_does_not_pause_the_new_connection() {
    let account = Account::with_agents(1).await;
    account.domotz.with(|simulator| {
        simulator.clear_log();
        simulator.fail_on("GET /agent", 1, Fault::Status(429, Some(1)));
        simulator.fail_on("GET /agent", 1, Fault::Status(401, None));
    });
    let workspace = account.workspace.clone();
    let listing = tokio::spawn(async move { workspace.domotz_agents(Nothing {}).await });
    account.was_asked("GET /agent").await;
    account.connect(API_KEY).await.unwrap();
    assert_eq!(listing.await.unwrap().unwrap_err().code, ErrorCode::Unauthorized);
    assert_eq!(account.status().await.connection.unwrap().paused, None);
}

#[tokio::test]
async fn a_check_under_way_does_not_bring_back_a_source_that_was_removed() {
    let account = Account::with_agents(1).await;
    account.domotz.with(|simulator| {
        simulator.clear_log();
        simulator.fail_on("/meta/usage", 1, Fault::Status(429, Some(1)));
    });
    let workspace = account.workspace.clone();
    let checking = tokio::spawn(async move { workspace.domotz_check(Nothing {}).await });
    account.was_asked("/meta/usage").await;
    account.workspace.domotz_disconnect(Nothing {}).await.unwrap();
    // Where the check was the quicker one, it found the source, and so did the removal.
    checking.await.unwrap().unwrap();
    let status = account.status().await;
    assert_eq!((status.connection, status.quota), (None, None));
}

#[tokio::test]
async fn two_who_change_the_options_at_once_lose_nothing() {
    let account = Account::with_agents(1).await;
    account.domotz.with(Simulator::clear_log);
    let set = |request| account.workspace.domotz_set(request);
    let choice = DomotzChoice { except: vec!["7".to_owned()], ..DomotzChoice::default() };
    let results = tokio::join!(
        set(DomotzSetRequest { choice: Some(choice.clone()), ..Default::default() }),
        set(DomotzSetRequest { hourly: Some(false), ..Default::default() }),
        set(DomotzSetRequest { inventory_field: Some("cw-id".to_owned()), ..Default::default() }),
    );
    assert!(results.0.is_ok() && results.1.is_ok() && results.2.is_ok());
    let status = account.status().await;
    assert_eq!((status.choice, status.hourly, status.inventory_field.as_str()), (choice, false, "cw-id"));
}
