use std::collections::BTreeMap;

use tempfile::TempDir;
use tokio::sync::broadcast::error::TryRecvError;

use super::*;
use crate::dto::{AgentRequest, AgentSetRequest, AgentsListRequest};

const START: SampleStartRequest = SampleStartRequest { directory: None };

async fn open(directory: &TempDir) -> Desk {
    Desk::open(OpenOptions { directory: Some(directory.path().to_owned()), secrets_key: None }).await.unwrap()
}

async fn status(desk: &Desk) -> WorkspaceStatus {
    desk.workspace().await.workspace_status(Nothing {}).await.unwrap()
}

async fn start(desk: &Desk) -> SampleReply {
    desk.workspace().await.sample_start(START).await.unwrap()
}

async fn note(desk: &Desk, note: &str) {
    let changes = BTreeMap::from([("note".to_owned(), note.to_owned())]);
    desk.workspace()
        .await
        .agents_set(AgentSetRequest { agent: "S-01".to_owned(), changes, ..AgentSetRequest::default() })
        .await
        .unwrap();
}

async fn shown_note(desk: &Desk) -> String {
    desk.workspace().await.agents_show(AgentRequest { agent: "S-01".to_owned() }).await.unwrap().note
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sample_is_opened_kept_over_a_restart_and_left() {
    let directory = tempfile::tempdir().unwrap();
    let desk = open(&directory).await;
    let own = status(&desk).await;
    assert!(!own.sample && !own.sample_exists);
    let staff = Staff { name: "Sam Carter".to_owned(), email: String::new() };
    desk.workspace().await.staff_set(staff.clone()).await.unwrap();
    let mut events = desk.events();

    let reply = start(&desk).await;
    assert_eq!(reply.agents, 40);
    let sample = status(&desk).await;
    assert!(sample.sample && sample.sample_exists);
    assert_eq!((sample.agents, sample.staff), (40, Some(staff)));
    assert_eq!(sample.directory, reply.directory);
    let mut changed = false;
    loop {
        match events.try_recv() {
            Ok(event) => changed |= event == WorkspaceEvent::Changed,
            Err(TryRecvError::Empty) => break,
            Err(error) => panic!("{error}"),
        }
    }
    assert!(changed, "one stream goes on over both workspaces");
    start(&desk).await;
    desk.close().await;

    let desk = open(&directory).await;
    assert!(status(&desk).await.sample, "it is still open after a restart");
    let left = desk.workspace().await.sample_leave(Nothing {}).await.unwrap();
    assert!(!left.sample && left.sample_exists);
    assert_eq!((left.agents, left.directory), (0, own.directory));
    desk.workspace().await.sample_leave(Nothing {}).await.unwrap();
    desk.close().await;
    assert!(!status(&open(&directory).await).await.sample, "and closed after another");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workspace_with_a_run_in_progress_is_not_left() {
    let directory = tempfile::tempdir().unwrap();
    let desk = open(&directory).await;
    start(&desk).await;
    let workspace = desk.workspace().await.clone();
    let agents =
        workspace.agents_list(AgentsListRequest { search: "Meridian Dental Holborn".to_owned() }).await.unwrap();
    let running = workspace.start_running_all(&[agents.agents[0].id.parse().unwrap()], None).unwrap();
    let leave = desk.workspace().await.sample_leave(Nothing {}).await.unwrap_err();
    let reset = desk.workspace().await.sample_reset(Nothing {}).await.unwrap_err();
    let remove = desk.workspace().await.sample_remove(Nothing {}).await.unwrap_err();
    for error in [leave, reset, remove] {
        assert_eq!(error.code, ErrorCode::RunInProgress);
    }
    assert!(status(&desk).await.sample);
    drop(running);
    desk.workspace().await.sample_leave(Nothing {}).await.unwrap();
    let late = workspace.start_running_all(&[agents.agents[0].id.parse().unwrap()], None).err().unwrap();
    assert_eq!(late.code, ErrorCode::Stopped, "no run begins in what was left");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_makes_all_as_new_from_inside_and_from_outside() {
    let directory = tempfile::tempdir().unwrap();
    let desk = open(&directory).await;
    start(&desk).await;
    let original = shown_note(&desk).await;
    note(&desk, "changed").await;
    desk.workspace().await.sample_reset(Nothing {}).await.unwrap();
    assert!(status(&desk).await.sample);
    assert_eq!(shown_note(&desk).await, original);

    note(&desk, "changed").await;
    desk.workspace().await.sample_leave(Nothing {}).await.unwrap();
    desk.workspace().await.sample_reset(Nothing {}).await.unwrap();
    assert!(!status(&desk).await.sample, "it stays closed");
    start(&desk).await;
    assert_eq!(shown_note(&desk).await, original);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_sitebook_has_open_is_neither_reset_nor_removed() {
    let directory = tempfile::tempdir().unwrap();
    let desk = open(&directory).await;
    let reply = start(&desk).await;
    let elsewhere = Workspace::open(OpenOptions { directory: Some(reply.directory.clone().into()), secrets_key: None })
        .await
        .unwrap();
    note(&desk, "changed").await;
    let error = desk.workspace().await.sample_reset(Nothing {}).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::RunInProgress);
    assert_eq!(shown_note(&desk).await, "changed", "it is open again, as it was");
    let error = desk.workspace().await.sample_remove(Nothing {}).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::RunInProgress);
    assert!(!status(&desk).await.sample);

    elsewhere.close().await;
    let removed = desk.workspace().await.sample_remove(Nothing {}).await.unwrap();
    assert_eq!(removed, SampleRemoveReply { directory: reply.directory.clone(), removed: true });
    assert!(!Path::new(&reply.directory).exists());
    assert!(!status(&desk).await.sample_exists);
}

#[tokio::test(flavor = "multi_thread")]
async fn removing_the_open_sample_leads_back_to_the_own_workspace() {
    let directory = tempfile::tempdir().unwrap();
    let desk = open(&directory).await;
    start(&desk).await;
    assert!(desk.workspace().await.sample_remove(Nothing {}).await.unwrap().removed);
    assert!(!status(&desk).await.sample);
    desk.close().await;
    assert!(!status(&open(&directory).await).await.sample);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sample_that_cannot_be_opened_keeps_nobody_from_the_own_workspace() {
    let directory = tempfile::tempdir().unwrap();
    let desk = open(&directory).await;
    let reply = start(&desk).await;
    desk.close().await;
    std::fs::write(Path::new(&reply.directory).join("sitebook.db"), "this is no database, but long enough to look at")
        .unwrap();
    let desk = open(&directory).await;
    assert!(!status(&desk).await.sample);
    desk.workspace().await.sample_reset(Nothing {}).await.unwrap();
    start(&desk).await;
    assert!(status(&desk).await.sample);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_directory_may_be_named_but_not_one_that_holds_something() {
    let directory = tempfile::tempdir().unwrap();
    let desk = open(&directory).await;
    let named =
        |name: &str| SampleStartRequest { directory: Some(directory.path().join(name).to_str().unwrap().to_owned()) };
    for taken in ["", "sitebook.db"] {
        let error = desk.workspace().await.sample_start(named(taken)).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidInput, "{taken}");
    }
    assert!(!status(&desk).await.sample);
    desk.workspace().await.sample_start(named("elsewhere")).await.unwrap();
    desk.close().await;
    let desk = open(&directory).await;
    assert!(status(&desk).await.directory.ends_with("elsewhere"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_started_on_the_sample_itself_has_nowhere_to_go_back_to() {
    let directory = tempfile::tempdir().unwrap();
    let desk = open(&directory).await;
    let reply = start(&desk).await;
    desk.close().await;
    let desk = Desk::open(OpenOptions { directory: Some(reply.directory.into()), secrets_key: None }).await.unwrap();
    assert!(status(&desk).await.sample);
    for error in [
        desk.workspace().await.sample_leave(Nothing {}).await.unwrap_err(),
        desk.workspace().await.sample_remove(Nothing {}).await.unwrap_err(),
    ] {
        assert_eq!(error.code, ErrorCode::InvalidInput);
    }
    desk.workspace().await.sample_reset(Nothing {}).await.unwrap();
    assert_eq!(status(&desk).await.agents, 40);
}
