//! Adding, archiving and deleting agents, their history, and taking an act back.

use serde_json::json;
use sitebook_app::dto::{AgentsChangeRequest, AgentsSelection};
use sitebook_app::{OpenOptions, Workspace};

use crate::desk::{BAD_INPUT, DONE, Desk, SOME, each, has};

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_is_added_by_hand() {
    let desk = Desk::new().await;
    let added = desk.done(&["agents", "add", "Lakeside Clinic", "customer_id=C-7", "contact.email=lee@example.com"]);
    assert_eq!((added["source"].as_str(), added["source_id"].as_str()), (Some("hand"), Some("H-1")));
    assert_eq!(added["customer_id"], "C-7");
    for arguments in [
        &["agents", "add", " "][..],
        &["agents", "add", "X", "status=online"],
        &["agents", "add", "X", "contact.email=lee@example"],
        &["agents", "add", "X", "nonsense"],
    ] {
        let error = desk.run(arguments).code_is(BAD_INPUT).error();
        assert_eq!(error["code"], "invalid_input", "{arguments:?}");
    }
    assert_eq!(desk.done(&["agents", "list"])["agents"].as_array().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_activation_date_is_set_and_cleared() {
    let desk = Desk::new().await;
    let set = |value: &str| desk.run(&["agents", "set", "A-1", &format!("activated_at={value}")]);
    assert_eq!(desk.done(&["agents", "set", "A-1", "activated_at=2026-01-05"])["activated_at"], "2026-01-05");
    assert_eq!(set("soon").code_is(BAD_INPUT).error()["code"], "invalid_input");
    assert_eq!(desk.done(&["agents", "set", "A-1", "activated_at="])["activation_said"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn agents_go_into_the_archive_and_out_of_it() {
    let desk = Desk::matched().await;
    desk.done(&["agents", "add", "Lakeside"]);
    let archived = desk.done(&["agents", "archive", "A-1", "H-1"]);
    assert_eq!(archived, json!({ "changed": 2, "unchanged": 0, "failed": [], "undo": null }));
    assert_eq!(desk.done(&["agents", "list"])["agents"], json!([]));
    for arguments in [
        &["match", "run", "A-1"][..],
        &["unlink", "A-1"],
        &["link", "A-1", "nsd"],
        &["create", "A-1", "--all-unmatched"],
    ] {
        let error = desk.run(arguments).code_is(BAD_INPUT).error();
        assert_eq!(error["code"], "archived", "{arguments:?}");
    }
    assert_eq!(desk.done(&["agents", "unarchive", "A-1", "A-1"])["changed"], 1);
    assert_eq!(each(&desk.done(&["agents", "list"])["agents"], "source_id"), ["A-1"]);
    desk.done(&["match", "run", "A-1"]);
    assert_eq!(desk.run(&["agents", "archive", "nobody"]).code_is(BAD_INPUT).error()["code"], "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_is_deleted_by_its_name_from_the_archive() {
    let desk = Desk::new().await;
    let delete = ["agents", "delete", "A-1", "--confirm", "Northside Dental"];
    desk.run(&["agents", "delete", "A-1"]).code_is(BAD_INPUT);
    assert_eq!(desk.run(&delete).code_is(BAD_INPUT).error()["code"], "invalid_input");
    desk.done(&["agents", "archive", "A-1"]);
    desk.run(&["agents", "delete", "A-1", "--confirm", "Northside"]).code_is(BAD_INPUT);
    assert_eq!(desk.done(&delete), json!({}));
    desk.run(&["agents", "show", "A-1"]).code_is(BAD_INPUT);
}

#[tokio::test(flavor = "multi_thread")]
async fn history_says_who_changed_what() {
    let desk = Desk::new().await;
    desk.done(&["agents", "set", "A-1", "plan=One"]);
    desk.done(&["agents", "set", "A-1", "plan=Two"]);
    desk.done(&["devices", "set", "A-1/fw01", "room=Comms"]);
    let all = desk.done(&["agents", "history", "A-1"]);
    has(
        &all["entries"][0],
        &["id", "at", "by", "agent", "agent_name", "device_name", "field", "old", "new", "restorable"],
    );
    let plan = desk.done(&["agents", "history", "A-1", "--field", "plan"]);
    assert_eq!(each(&plan["entries"], "new"), ["Two", "One"]);
    let found = desk.done(&["agents", "history", "A-1", "--search", "comm"]);
    assert_eq!(each(&found["entries"], "field"), ["room"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_is_taken_back_once_and_says_what_it_left() {
    let desk = Desk::new().await;
    desk.done(&["agents", "add", "Lakeside"]);
    let options = OpenOptions {
        directory: Some(desk.directory.path().join("workspace")),
        secrets_key: Some("a key of the test".to_owned().into()),
    };
    let workspace = Workspace::open(options).await.unwrap();
    let selection = AgentsSelection { agents: vec!["A-1".to_owned(), "H-1".to_owned()], ..AgentsSelection::default() };
    let change = AgentsChangeRequest { selection, plan: Some("Pro".to_owned()), ..AgentsChangeRequest::default() };
    let undo = workspace.agents_change(change).await.unwrap().undo.unwrap();
    workspace.close().await;

    desk.done(&["agents", "set", "H-1", "plan=Basic"]);
    let undone = desk.run(&["changes", "undo", &undo]).code_is(SOME).reply();
    assert_eq!(undone["restored"], 1);
    assert_eq!(each(&undone["left"], "name"), ["Lakeside"]);
    let error = desk.run(&["changes", "undo", &undo]).code_is(BAD_INPUT).error();
    assert_eq!(error["code"], "already_undone");
    assert_eq!(desk.run(&["changes", "undo", "nothing"]).code_is(BAD_INPUT).error()["code"], "not_found");
    desk.run(&["agents", "show", "A-1"]).code_is(DONE);
}
