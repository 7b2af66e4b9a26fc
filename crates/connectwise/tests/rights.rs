//! The pre-flight: what is granted, what is missing, what cannot be known.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::started;
use sitebook_connectwise_sim::{Fault, Function, Level, MySecurity, Simulator, Verb};
use sitebook_psa::{Psa, PsaErrorKind, RightWarning};

const RIGHTS: [&str; 7] = [
    "Companies > Company Maintenance: Inquire All",
    "Companies > Configurations: Inquire All",
    "Companies > Configurations: Add All",
    "Companies > Configurations: Edit All",
    "System > Table Setup: Inquire All",
    "System > Table Setup: Add All",
    "System > Table Setup: Edit All",
];

/// What the pre-flight says of each right, in order: yes, no, or `?`.
async fn granted(prepare: impl FnOnce(&mut Simulator)) -> String {
    let mut simulator = Simulator::sample();
    prepare(&mut simulator);
    let (_server, client) = started(simulator).await;
    let rights = client.check().await.unwrap().rights;
    let names: Vec<&str> = rights.iter().map(|right| right.right.as_str()).collect();
    assert_eq!(names, RIGHTS);
    rights.iter().map(|right| right.granted.map_or('?', |granted| if granted { 'y' } else { 'n' })).collect()
}

#[tokio::test]
async fn levels_are_read_from_my_security() {
    assert_eq!(granted(|_| {}).await, "yyyyyyy");
    for (function, verb, expected) in [
        (Function::CompanyMaintenance, Verb::Inquire, "nyyyyyy"),
        (Function::Configurations, Verb::Inquire, "ynyyyyy"),
        (Function::Configurations, Verb::Add, "yynyyyy"),
        (Function::Configurations, Verb::Edit, "yyynyyy"),
        (Function::TableSetup, Verb::Inquire, "yyyynyy"),
        (Function::TableSetup, Verb::Add, "yyyyyny"),
        (Function::TableSetup, Verb::Edit, "yyyyyyn"),
    ] {
        assert_eq!(granted(|simulator| simulator.revoke_right(function, verb)).await, expected);
        let mine = granted(|simulator| simulator.set_right(function, verb, Level::My)).await;
        assert_eq!(mine, expected, "a level of My hides records, and is not enough");
    }
    assert_eq!(granted(|simulator| simulator.revoke_right(Function::Configurations, Verb::Delete)).await, "yyyyyyy");
}

#[tokio::test]
async fn without_my_security_reading_decides_and_writing_stays_unknown() {
    for way in [MySecurity::Forbidden, MySecurity::NotFound, MySecurity::Empty] {
        let open = granted(|simulator| simulator.settings_mut().my_security = way).await;
        assert_eq!(open, "yy??y??", "{way:?}");
        let closed = granted(|simulator| {
            simulator.settings_mut().my_security = way;
            simulator.revoke_right(Function::TableSetup, Verb::Inquire);
        })
        .await;
        assert_eq!(closed, "yy??n??", "{way:?}");
    }
}

#[tokio::test]
async fn a_table_that_cannot_be_read_outweighs_its_level() {
    let nothing = serde_json::json!({});
    let fault = Fault::Status(403, nothing);
    let found = granted(|simulator| simulator.fail_next_on(1, fault, "GET", "/procurement/manufacturers")).await;
    assert_eq!(found, "yyyynyy");
}

#[tokio::test]
async fn refused_everywhere_is_an_error_and_not_a_list_of_rights() {
    let (server, client) = started(Simulator::sample()).await;
    server.with(|simulator| simulator.fail_next(99, Fault::Html(403)));
    let error = client.check().await.unwrap_err();
    assert!(matches!(error.kind, PsaErrorKind::Forbidden { .. }), "{error}");
}

#[tokio::test]
async fn a_check_notices_revoked_keys_and_restored_ones() {
    let (server, client) = started(Simulator::sample()).await;
    client.check().await.unwrap();
    server.with(Simulator::revoke_keys);
    assert_eq!(client.check().await.unwrap_err().kind, PsaErrorKind::Unauthorized);
    server.with(Simulator::restore_keys);
    assert_eq!(client.check().await.unwrap().missing().count(), 0);
}

/// What the pre-flight warns of.
async fn warnings(prepare: impl FnOnce(&mut Simulator)) -> Vec<RightWarning> {
    let mut simulator = Simulator::sample();
    simulator.revoke_right(Function::Configurations, Verb::Delete);
    prepare(&mut simulator);
    let (_server, client) = started(simulator).await;
    client.check().await.unwrap().warnings
}

#[tokio::test]
async fn a_plain_role_warns_of_nothing() {
    assert_eq!(warnings(|_| {}).await, []);
}

#[tokio::test]
async fn a_key_that_may_delete_is_warned_of() {
    for level in [Level::My, Level::All] {
        let found = warnings(|simulator| simulator.set_right(Function::Configurations, Verb::Delete, level)).await;
        assert_eq!(found, [RightWarning::MayDelete { right: "Companies > Configurations: Delete".to_owned() }]);
    }
}

#[tokio::test]
async fn a_level_of_my_is_warned_of_beside_the_missing_right() {
    let found = warnings(|simulator| simulator.set_right(Function::Configurations, Verb::Inquire, Level::My)).await;
    assert_eq!(found, [RightWarning::LevelMy { right: "Companies > Configurations: Inquire All".to_owned() }]);
}

#[tokio::test]
async fn types_that_customize_hides_are_named() {
    let found = warnings(|simulator| {
        let types = simulator.seed().types.keys().copied().skip(2).collect();
        simulator.set_visible_types(Some(types));
    })
    .await;
    let [RightWarning::TypesHidden { hidden, visible, total }] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((hidden.len(), *visible, *total), (2, 6, 8));
}

#[tokio::test]
async fn rights_that_cannot_be_read_are_said_to_be_unknown() {
    for way in [MySecurity::Forbidden, MySecurity::NotFound, MySecurity::Empty] {
        let found = warnings(|simulator| simulator.settings_mut().my_security = way).await;
        assert!(found.contains(&RightWarning::NotReadable), "{way:?} {found:?}");
    }
}
