//! Who changed what, and putting one value back.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::*;
use sitebook_app::ErrorCode;
use sitebook_app::dto::*;

async fn list(office: &Office, request: HistoryRequest) -> HistoryReply {
    office.workspace.history_list(request).await.unwrap()
}

fn of_agent() -> HistoryRequest {
    HistoryRequest { agent: Some("A-1".to_owned()), ..HistoryRequest::default() }
}

fn values(reply: &HistoryReply) -> Vec<(&str, &str, &str)> {
    reply.entries.iter().map(|entry| (entry.field.as_str(), entry.old.as_str(), entry.new.as_str())).collect()
}

#[tokio::test]
async fn history_is_filtered_and_read_page_by_page() {
    let office = Office::new().await;
    for plan in ["One", "Two", "Three"] {
        office.set(&[("plan", plan)], &[]).await.unwrap();
    }
    let room = DeviceSetRequest {
        device: "A-1/D-1".to_owned(),
        changes: changes(&[("room", "Comms 100%")]),
        ..DeviceSetRequest::default()
    };
    office.workspace.devices_set(room).await.unwrap();

    let all = list(&office, HistoryRequest::default()).await;
    assert_eq!(all.fields, ["created", "location", "plan", "room"]);
    assert!(all.entries.iter().all(|entry| entry.agent_name == "Northside Dental"));
    assert_eq!(all.entries[0].device_name.as_deref(), Some("fw01"));
    assert!(!all.more);

    let plans = HistoryRequest { field: Some("plan".to_owned()), limit: Some(2), ..of_agent() };
    let first = list(&office, plans.clone()).await;
    assert_eq!(values(&first), [("plan", "Two", "Three"), ("plan", "One", "Two")]);
    assert!(first.more);
    let rest = HistoryRequest { before: Some(first.entries[1].id.clone()), ..plans };
    let rest = list(&office, rest).await;
    assert_eq!((values(&rest), rest.more), (vec![("plan", "", "One")], false));

    for (search, found) in [("thr", 1), ("TWO", 2), ("fw01", 2), ("100%", 1), ("1%0", 0), ("_", 0)] {
        let request = HistoryRequest { search: Some(search.to_owned()), ..of_agent() };
        assert_eq!(list(&office, request).await.entries.len(), found, "{search}");
    }
    let device = HistoryRequest { device: Some("A-1/D-1".to_owned()), ..HistoryRequest::default() };
    assert_eq!(list(&office, device).await.entries.len(), 2);
    let future = HistoryRequest { since: Some("2999-01-01T00:00:00Z".to_owned()), ..of_agent() };
    assert_eq!(list(&office, future).await.entries.len(), 0);
    let shown: Vec<String> = office.show().await.history.into_iter().map(|entry| entry.id).collect();
    let listed: Vec<String> = list(&office, of_agent()).await.entries.into_iter().map(|entry| entry.id).collect();
    assert_eq!(shown, listed);

    for request in [
        HistoryRequest { since: Some("yesterday".to_owned()), ..of_agent() },
        HistoryRequest { before: Some("nothing".to_owned()), ..of_agent() },
    ] {
        assert!(office.workspace.history_list(request).await.is_err());
    }
}

#[tokio::test]
async fn history_is_searched_in_any_case_of_any_alphabet() {
    let office = Office::new().await;
    for plan in ["принтер-Й", "École [1]*"] {
        office.set(&[("plan", plan)], &[]).await.unwrap();
    }
    for (search, found) in [("ПРИНТЕР-й", 2), ("éCOLE", 1), ("[1]", 1), ("[2]", 0), ("]*", 1), ("e*1", 0), ("?", 0)]
    {
        let request = HistoryRequest { search: Some(search.to_owned()), ..of_agent() };
        assert_eq!(list(&office, request).await.entries.len(), found, "{search}");
    }
}

#[tokio::test]
async fn a_value_is_put_back_as_an_edit_of_its_own() {
    let office = Office::new().await;
    office.set(&[("name", "Northside")], &[]).await.unwrap();
    office.set(&[("contact.phones", "+44 1, +44 2")], &[]).await.unwrap();
    office.set(&[("contact.phones", "")], &[]).await.unwrap();
    let restore = async |entry: &HistoryView| {
        office.workspace.history_restore(HistoryRestoreRequest { entry: entry.id.clone() }).await
    };
    let history = office.show().await.history;
    let [cleared, _, renamed, .., created] = history.as_slice() else { panic!("{history:?}") };
    assert!(cleared.restorable && renamed.restorable && !created.restorable);

    let reply = restore(cleared).await.unwrap();
    assert_eq!(values(&reply)[0], ("contact.phones", "", "+44 1, +44 2"));
    assert_eq!(office.show().await.summary.contact.phones, ["+44 1", "+44 2"]);
    // What the source says anyway counts as the source's again.
    restore(renamed).await.unwrap();
    let name = office.show().await.fields.into_iter().find(|field| field.field == "name").unwrap();
    assert_eq!((name.value.to_string().as_str(), name.own_by), ("Northside Dental", None));
    assert_eq!(restore(created).await.unwrap_err().code, ErrorCode::InvalidInput);
    let unknown = HistoryRestoreRequest { entry: "nothing".to_owned() };
    assert_eq!(office.workspace.history_restore(unknown).await.unwrap_err().code, ErrorCode::NotFound);
}

#[tokio::test]
async fn a_devices_value_is_put_back_too() {
    let office = Office::new().await;
    let set = async |wanted: &[(&str, &str)]| {
        let request =
            DeviceSetRequest { device: "A-1/D-1".to_owned(), changes: changes(wanted), ..DeviceSetRequest::default() };
        office.workspace.devices_set(request).await.unwrap()
    };
    set(&[("vlan", "7")]).await;
    set(&[("vlan", "8"), ("ignored", "yes")]).await;
    for field in ["vlan", "ignored"] {
        let request = HistoryRequest { field: Some(field.to_owned()), limit: Some(1), ..of_agent() };
        let entry = list(&office, request).await.entries.remove(0).id;
        office.workspace.history_restore(HistoryRestoreRequest { entry }).await.unwrap();
    }
    let device = office.show().await.devices.into_iter().find(|device| device.source_id == "D-1").unwrap();
    assert_eq!((device.vlan, device.ignored), (Some(7), false));
}
