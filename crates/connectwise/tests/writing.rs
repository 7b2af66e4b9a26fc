//! Writes: what is sent, what comes back, and what is known when nothing does.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::sync::atomic::{AtomicU32, Ordering};

use common::{json, played, world};
use sitebook_connectwise::{Patience, TransportError};
use sitebook_connectwise_sim::{API_MEMBER, Fault, Function, Verb};
use sitebook_psa::{ConfigurationChange, ConfigurationField, Psa, PsaErrorKind, Reference};

fn text(field: ConfigurationField, value: &str) -> ConfigurationChange {
    ConfigurationChange::Text(field, value.to_owned())
}

fn name(value: &str) -> [ConfigurationChange; 1] {
    [text(ConfigurationField::Name, value)]
}

#[tokio::test]
async fn every_field_is_replaced_whole_and_the_record_comes_back() {
    let world = world(1).await;
    let id = world.configurations[0];
    let maker = world.server.with(|simulator| simulator.manufacturers().next().unwrap().id);
    let changes = [
        text(ConfigurationField::Name, "fw \"01\" <b>"),
        text(ConfigurationField::SerialNumber, "S"),
        text(ConfigurationField::ModelNumber, "M"),
        text(ConfigurationField::MacAddress, "00:11:22:33:44:55"),
        text(ConfigurationField::IpAddress, "10.0.0.1"),
        text(ConfigurationField::Notes, "n"),
        text(ConfigurationField::OsType, "t"),
        text(ConfigurationField::OsInfo, "i"),
        ConfigurationChange::Manufacturer(Some(Reference { id: maker, name: "ignored".to_owned() })),
    ];
    let after = world.client.update_configuration(id, &changes).await.unwrap();
    assert_eq!(Some(&after), world.client.configuration(id).await.unwrap().as_ref());
    assert_eq!((after.name.as_str(), after.os_info.as_str()), ("fw \"01\" <b>", "i"));
    assert_eq!((after.manufacturer.unwrap().name.as_str(), after.updated_by.as_str()), ("Dell", API_MEMBER));
    world.server.with(|simulator| {
        let body = simulator.request_log().iter().find(|request| request.method == "PATCH").unwrap().body.to_string();
        let expected = "[{\"op\":\"replace\",\"path\":\"name\",\"value\":\"fw \\\"01\\\" <b>\"},\
            {\"op\":\"replace\",\"path\":\"serialNumber\",\"value\":\"S\"},\
            {\"op\":\"replace\",\"path\":\"modelNumber\",\"value\":\"M\"},\
            {\"op\":\"replace\",\"path\":\"macAddress\",\"value\":\"00:11:22:33:44:55\"},\
            {\"op\":\"replace\",\"path\":\"ipAddress\",\"value\":\"10.0.0.1\"},\
            {\"op\":\"replace\",\"path\":\"notes\",\"value\":\"n\"},\
            {\"op\":\"replace\",\"path\":\"osType\",\"value\":\"t\"},\
            {\"op\":\"replace\",\"path\":\"osInfo\",\"value\":\"i\"},\
            {\"op\":\"replace\",\"path\":\"manufacturer\",\"value\":{\"id\":MAKER}}]";
        assert_eq!(body, expected.replace("MAKER", &maker.to_string()));
    });
}

#[tokio::test]
async fn an_empty_text_and_no_manufacturer_clear() {
    let world = world(1).await;
    let id = world.configurations[0];
    world.server.with(|simulator| {
        let maker = simulator.manufacturers().next().map(|row| row.id);
        simulator.edit_configuration(id, |record| {
            record.notes = "old".to_owned();
            record.manufacturer_id = maker;
        });
    });
    let changes = [text(ConfigurationField::Notes, ""), ConfigurationChange::Manufacturer(None)];
    let after = world.client.update_configuration(id, &changes).await.unwrap();
    assert_eq!((after.notes.as_str(), after.manufacturer), ("", None));
}

#[tokio::test]
async fn a_false_200_shows_in_the_record_that_comes_back() {
    let world = world(1).await;
    world.server.with(|simulator| simulator.settings_mut().unstored_fields.insert("name".to_owned()));
    let after = world.client.update_configuration(world.configurations[0], &name("new")).await.unwrap();
    assert_eq!(after.name, "device 0");
}

#[tokio::test]
async fn refused_values_are_named_and_change_nothing() {
    let world = world(1).await;
    let id = world.configurations[0];
    world.server.sends_what_is_refused();
    let changes =
        [text(ConfigurationField::Name, &"x".repeat(101)), text(ConfigurationField::MacAddress, &"y".repeat(26))];
    let error = world.client.update_configuration(id, &changes).await.unwrap_err();
    assert!(!error.outcome_unknown && error.words.contains("maximum length of 25"), "{error}");
    let PsaErrorKind::Rejected { faults } = error.kind else { panic!("{:?}", error.kind) };
    let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(fields, ["name", "macAddress"]);
    assert_eq!(world.asked("PATCH", ""), 1);
    world.server.with(|simulator| assert_eq!(simulator.configuration(id).unwrap().name, "device 0"));
}

#[tokio::test]
async fn a_vanished_record_and_a_missing_right_are_known_outcomes() {
    let world = world(1).await;
    let error = world.client.update_configuration(9_999, &name("x")).await.unwrap_err();
    assert!(matches!(error.kind, PsaErrorKind::NotFound { .. }) && !error.outcome_unknown, "{error}");
    world.server.with(|simulator| simulator.revoke_right(Function::Configurations, Verb::Edit));
    let error = world.client.update_configuration(world.configurations[0], &name("x")).await.unwrap_err();
    let what = format!("PATCH /company/configurations/{}", world.configurations[0]);
    assert_eq!((error.kind, error.outcome_unknown), (PsaErrorKind::Forbidden { what }, false));
}

#[tokio::test]
async fn a_patch_is_sent_once_however_long_the_client_may_wait() {
    for fault in [
        Fault::ResetAfterwards,
        Fault::Html(503),
        Fault::Status(504, serde_json::json!({})),
        Fault::TooManyRequests { retry_after: Some("1".to_owned()) },
    ] {
        for patience in [Patience::Interactive, Patience::Run, Patience::Background] {
            // A pause that was asked for holds back the next one.
            let world = world(1).await;
            let id = world.configurations[0];
            world.server.with(|simulator| simulator.fail_next_on(1, fault.clone(), "PATCH", ""));
            let client = world.client.patient(patience);
            client.update_configuration(id, &name("x")).await.unwrap_err();
            assert_eq!(world.asked("PATCH", ""), 1, "{fault:?} {patience:?}");
        }
    }
}

#[tokio::test]
async fn a_patch_does_not_wait_for_a_pause_to_end_and_says_how_long_it_takes() {
    let world = world(1).await;
    let client = world.client.patient(Patience::Run);
    let id = world.configurations[0];
    world.server.with(|simulator| {
        simulator.clear_log();
        let fault = Fault::TooManyRequests { retry_after: Some("600".to_owned()) };
        simulator.fail_next_on(1, fault, "PATCH", "");
    });
    client.update_configuration(id, &name("x")).await.unwrap_err();
    let error = client.update_configuration(id, &name("y")).await.unwrap_err();
    assert_eq!(error.kind, PsaErrorKind::NotYet { wait_millis: 600_000 });
    assert!(!error.outcome_unknown);
    assert_eq!(world.asked("PATCH", ""), 1, "the second one has not left");
}

#[tokio::test]
async fn a_patch_says_whether_its_outcome_is_known() {
    for (faults, expected_unknown, patches) in [
        (vec![(9, Fault::ResetAfterwards)], true, 1),
        (vec![(9, Fault::Html(503))], true, 1),
        (vec![(9, Fault::Html(200))], true, 1),
        (vec![(1, Fault::TruncatedJson)], true, 1),
        (vec![(1, Fault::TooManyRequests { retry_after: None })], false, 1),
        (vec![(1, Fault::Status(409, serde_json::json!({})))], false, 1),
        (vec![(1, Fault::Redirect(302, "https://evil.example/".to_owned()))], false, 1),
        (vec![(1, Fault::Redirect(307, "/elsewhere".to_owned()))], false, 1),
    ] {
        let world = world(1).await;
        let id = world.configurations[0];
        world.server.with(|simulator| {
            for (times, fault) in &faults {
                simulator.fail_next_on(*times, fault.clone(), "PATCH", "");
            }
        });
        let error = world.client.update_configuration(id, &name("x")).await.unwrap_err();
        assert_eq!((error.outcome_unknown, world.asked("PATCH", "")), (expected_unknown, patches), "{faults:?}");
    }
}

#[tokio::test]
async fn a_patch_that_never_left_has_a_known_outcome() {
    let (client, _) = played(|_| Err(TransportError::NotSent { why: "no route".to_owned() }));
    let error = client.update_configuration(1, &name("x")).await.unwrap_err();
    assert!(matches!(error.kind, PsaErrorKind::Unreachable { .. }) && !error.outcome_unknown, "{error}");
    assert_eq!(client.requests_sent(), 1, "only companyinfo was sent");
}

#[tokio::test]
async fn another_record_in_the_answer_is_no_success() {
    let (client, _) = played(|_| Ok(json(200, r#"{"id":2,"name":"x"}"#)));
    let error = client.update_configuration(1, &name("x")).await.unwrap_err();
    assert!(error.outcome_unknown, "{error}");
}

#[tokio::test]
async fn manufacturers_are_found_in_any_case_or_created_once() {
    let world = world(0).await;
    world.server.sends_what_is_refused();
    for (wanted, created, expected) in [
        ("dell", false, "Dell"),
        (" DELL ", false, "Dell"),
        ("Fortinet", true, "Fortinet"),
        ("FORTINET", false, "Fortinet"),
        ("Ubiquiti [Inc]", true, "Ubiquiti [Inc]"),
        ("ubiquiti [inc]", false, "Ubiquiti [Inc]"),
        // Cannot be asked for: the POST is refused as existing, and the whole table is read.
        ("o'brien \"quoted\"", false, "O'Brien \"Quoted\""),
    ] {
        let found = world.client.manufacturer(wanted).await.unwrap();
        assert_eq!((found.created, found.reference.name.as_str()), (created, expected), "{wanted}");
    }
    world.server.with(|simulator| assert_eq!(simulator.manufacturers().count(), 4));
    let error = world.client.manufacturer(&"x".repeat(51)).await.unwrap_err();
    assert!(matches!(error.kind, PsaErrorKind::Rejected { .. }), "{error}");
}

#[tokio::test]
async fn a_post_is_never_sent_twice() {
    let world = world(0).await;
    let nothing = || serde_json::json!({});
    for (fault, unknown) in [
        (Fault::ResetAfterwards, true),
        (Fault::Html(503), true),
        (Fault::Status(500, nothing()), true),
        (Fault::TruncatedJson, true),
        (Fault::TooManyRequests { retry_after: Some("1".to_owned()) }, false),
    ] {
        world.server.with(|simulator| {
            simulator.clear_log();
            simulator.fail_next_on(1, fault.clone(), "POST", "");
        });
        let error = world.client.manufacturer(&format!("{fault:?}")[..5]).await.unwrap_err();
        assert_eq!((error.outcome_unknown, world.asked("POST", "")), (unknown, 1), "{fault:?}");
    }
}

#[tokio::test]
async fn a_manufacturer_that_somebody_else_just_made_is_taken() {
    let turn = AtomicU32::new(0);
    let (client, _) = played(|_| {
        Ok(match turn.fetch_add(1, Ordering::SeqCst) {
            0 => json(200, "[]"),
            1 => json(400, r#"{"code":"InvalidObject","errors":[{"code":"ObjectExists","field":"name"}]}"#),
            _ => json(200, r#"[{"id":7,"name":"Axis"}]"#),
        })
    });
    let found = client.manufacturer("axis").await.unwrap();
    assert_eq!((found.reference.id, found.created), (7, false));
}

#[tokio::test]
async fn a_change_of_type_sends_the_answers_that_the_new_type_must_have() {
    let world = world(1).await;
    let id = world.configurations[0];
    let (router, rack) = world.server.with(|simulator| {
        let router = simulator.add_type("Router");
        (router, simulator.add_question(router, "Rack?", true))
    });
    let error = world.client.change_type(id, router, &[]).await.unwrap_err();
    assert_eq!(error.kind, PsaErrorKind::AnswersMissing { questions: vec!["Rack?".to_owned()] });
    assert_eq!((world.asked("PATCH", ""), error.outcome_unknown), (0, false), "nothing was sent");
    let after = world.client.change_type(id, router, &[(rack, "R1".to_owned())]).await.unwrap();
    assert_eq!((after.type_ref.unwrap().id, after.answers[0].value.as_str()), (router, "R1"));
    assert_eq!(world.asked("PATCH", "changeType"), 1);
}

#[tokio::test]
async fn an_answer_is_written_into_the_array_as_it_stands_at_that_moment() {
    let world = world(1).await;
    let id = world.configurations[0];
    let (zone, owner) = world.server.with(|simulator| {
        let type_id = simulator.configuration(id).unwrap().type_id;
        (simulator.add_question(type_id, "Zone", false), simulator.add_question(type_id, "Owner", false))
    });
    let before = world.client.configuration(id).await.unwrap();
    let odd = " Ann  \u{1F6AA} <b>\\ \"x\" ";
    world.server.with(|simulator| simulator.set_answer(id, owner, serde_json::json!(odd)));
    let changes = [ConfigurationChange::Answer { question: zone, value: "North".to_owned() }];
    let after = world.client.update_configuration(id, &changes).await.unwrap();
    let answer = |question| after.answers.iter().find(|answer| answer.question == question).unwrap().value.as_str();
    assert_eq!(
        (answer(zone), answer(owner)),
        ("North", odd),
        "somebody answered after the record was read: {before:?}"
    );
}
