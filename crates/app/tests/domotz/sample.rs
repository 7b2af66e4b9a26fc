//! The Domotz account of the sample workspace.

use sitebook_app::dto::*;
use sitebook_app::{ErrorCode, OpenOptions, Workspace, sample_start};

use crate::account::Account;

async fn open(directory: &str) -> Workspace {
    let options =
        OpenOptions { directory: Some(directory.into()), secrets_key: Some("a key of the test".to_owned().into()) };
    Workspace::open(options).await.unwrap()
}

#[tokio::test]
async fn the_sample_has_an_account_of_its_own_which_keeps_what_was_done_in_it() {
    let directory = tempfile::tempdir().unwrap();
    let options = OpenOptions {
        directory: Some(directory.path().join("own")),
        secrets_key: Some("a key of the test".to_owned().into()),
    };
    let SampleReply { directory: sample, agents, .. } = sample_start(options).await.unwrap();
    let workspace = open(&sample).await;
    let refreshed = workspace.domotz_connect_sample(Nothing {}).await.unwrap();
    assert_eq!((refreshed.created, refreshed.failed.len()), (16, 0));
    assert_eq!(
        workspace.workspace_status(Nothing {}).await.unwrap().agents,
        agents + 5,
        "beside those that were there"
    );
    let allowed = WriteBackRequest { source: "domotz".to_owned(), allowed: true };
    workspace.write_back_set(allowed).await.unwrap();
    let agent = workspace.agents_list(AgentsListRequest { search: "Old Mill".to_owned() }).await.unwrap().agents;
    let agent = agent.iter().find(|agent| agent.source == "domotz").unwrap().id.clone();
    let device = workspace.devices_list(AgentRequest { agent: agent.clone() }).await.unwrap().devices.remove(0).id;
    let changes = [("room".to_owned(), "Wheel house".to_owned())].into();
    let set = workspace.devices_set(DeviceSetRequest { device, changes, ..DeviceSetRequest::default() }).await.unwrap();
    assert_eq!(set.written_back, [WrittenBack { field: "room".to_owned(), trouble: None }]);
    workspace.close().await;

    // Opened again, it answers on another port, and still has what was written.
    let workspace = open(&sample).await;
    let again = workspace.domotz_refresh(Nothing {}).await.unwrap();
    assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 16));
    workspace.close().await;
}

#[tokio::test]
async fn no_other_workspace_has_one() {
    let account = Account::with_agents(1).await;
    let refused = account.workspace.domotz_connect_sample(Nothing {}).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::InvalidInput);
}
