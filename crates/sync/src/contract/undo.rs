//! Sentences about what an undo needs and what it leaves: activity, pairs, created records, held fields.

use sitebook_domain::{
    ActivityUndo, DeviceField, DeviceId, HeldField, MappedField, Match, MatchState, OwnWrite, PairChange,
};
use uuid::Uuid;

use super::creations::{created, intent};
use super::results::recorded;
use super::runs::undo_row;
use super::{COMPANY, START, Subject, begun, done, seen};
use crate::ports::{IntendedWrites, RecordedResult};

/// A match is seen as it stands; none is no fault.
pub async fn the_match_of_a_device_is_seen_as_it_stands<S: Subject>(store: &S) {
    let (device, found, _, _) = begun(store).await;
    assert_eq!(store.standing_match(device.id).await, Ok(Some(found.clone())));
    store.freeze(&found).await;
    let frozen = store.standing_match(device.id).await.expect("looking is never a fault");
    assert_eq!(frozen.map(|found| found.state), Some(MatchState::Frozen));
    store.unlink(&device).await;
    assert_eq!(store.standing_match(device.id).await, Ok(None));
    assert_eq!(store.standing_match(DeviceId(Uuid::from_u128(u128::MAX))).await, Ok(None));
}

/// Nothing is kept, and so nothing written, once a person took the pair apart or a rule froze it.
pub async fn nothing_is_intended_through_a_match_that_is_frozen_or_gone<S: Subject>(store: &S) {
    let (device, found, lease, run) = begun(store).await;
    let through =
        |found: &Match| IntendedWrites { rows: vec![undo_row(&run, found)], activity: None, through: Some(found.id) };
    store.unlink(&device).await;
    let (_, frozen) = store.make_pair(COMPANY, 8).await;
    store.freeze(&frozen).await;
    for found in [&found, &frozen] {
        assert_eq!(store.record_intended_writes(&lease, &through(found), START).await, Ok(false));
    }
    assert_eq!(store.undo_rows(run.id).await, []);
    let of_an_undo = IntendedWrites { through: None, ..through(&found) };
    assert_eq!(store.record_intended_writes(&lease, &of_an_undo, START).await, Ok(true));
    assert_eq!(store.undo_rows(run.id).await, of_an_undo.rows);
}

/// Whether a configuration was active is kept with the values.
pub async fn whether_a_configuration_is_active_is_kept_before_it_is_changed<S: Subject>(store: &S) {
    let (device, found, lease, run) = begun(store).await;
    let row =
        ActivityUndo { run: run.id, device: device.id, configuration: found.configuration, old: true, new: false };
    let intended = IntendedWrites { activity: Some(row.clone()), ..IntendedWrites::default() };
    assert_eq!(store.record_intended_writes(&lease, &intended, START).await, Ok(true));
    assert_eq!(store.activity(run.id).await, [row]);
}

/// What a request was about to overwrite is forgotten when it was not carried out; of this record alone.
pub async fn what_was_not_overwritten_is_forgotten<S: Subject>(store: &S) {
    let (device, found, lease, run) = begun(store).await;
    let (_, other) = store.make_pair(COMPANY, 8).await;
    let activity =
        ActivityUndo { run: run.id, device: device.id, configuration: found.configuration, old: true, new: false };
    for (found, activity) in [(&found, Some(activity)), (&other, None)] {
        let intended = IntendedWrites { rows: vec![undo_row(&run, found)], activity, through: None };
        assert_eq!(store.record_intended_writes(&lease, &intended, START).await, Ok(true));
    }
    done(store.forget_intended_writes(&lease, run.id, device.id).await);
    assert_eq!(store.undo_rows(run.id).await, [undo_row(&run, &other)]);
    assert_eq!(store.activity(run.id).await, []);
}

/// What came back when it was created tells later whether somebody edited it.
pub async fn a_creation_keeps_the_configuration_as_it_came_back<S: Subject>(store: &S) {
    let (_, _, lease, run) = begun(store).await;
    let device = store.make_unmatched(COMPANY).await;
    let creation = created(&device, &run, 9);
    assert_eq!(store.record_creation_intent(&lease, &intent(&device, &run)).await, Ok(true));
    assert_eq!(store.record_creation(&lease, &creation).await, Ok(true));
    let mut later = recorded(&creation.found, "renamed");
    later.own.clear();
    done(store.record_result(&lease, run.id, &later).await);
    assert_eq!(store.created(run.id).await, [creation.configuration], "not as it was kept last");
}

/// A field is held with our value until it is released; said again, the last value counts.
pub async fn a_result_holds_fields_and_releases_them<S: Subject>(store: &S) {
    let (_, found, lease, run) = begun(store).await;
    let held = |value: &str| HeldField {
        match_id: found.id,
        field: MappedField::Notes,
        value: value.to_owned(),
        run: run.id,
        at: START,
    };
    for value in ["a", " b\r\n"] {
        let result = RecordedResult { held: vec![held(value)], ..recorded(&found, "fw01") };
        done(store.record_result(&lease, run.id, &result).await);
        assert_eq!(store.held(COMPANY).await, [held(value)]);
    }
    assert_eq!(store.held(COMPANY + 1).await, []);
    let other = RecordedResult { released: vec![(found.id, MappedField::Name)], ..recorded(&found, "fw01") };
    done(store.record_result(&lease, run.id, &other).await);
    assert_eq!(store.held(COMPANY).await.len(), 1, "another field");
    let result = RecordedResult { released: vec![(found.id, MappedField::Notes)], ..recorded(&found, "fw01") };
    done(store.record_result(&lease, run.id, &result).await);
    assert_eq!(store.held(COMPANY).await, []);
}

/// Nothing is held of a match that is not there.
pub async fn held_fields_go_with_their_match<S: Subject>(store: &S) {
    let (device, found, lease, run) = begun(store).await;
    let held =
        HeldField { match_id: found.id, field: MappedField::Notes, value: String::new(), run: run.id, at: START };
    let result = RecordedResult { held: vec![held], ..recorded(&found, "fw01") };
    done(store.record_result(&lease, run.id, &result).await);
    store.unlink(&device).await;
    assert_eq!(store.held(COMPANY).await, []);
    done(store.record_result(&lease, run.id, &result).await);
    assert_eq!(store.held(COMPANY).await, []);
}

/// A value that was not our own before is none again, and the history says so.
pub async fn a_result_takes_an_own_value_away<S: Subject>(store: &S) {
    let (device, found, lease, run) = begun(store).await;
    done(store.record_result(&lease, run.id, &recorded(&found, "fw01")).await);
    let mut undone = recorded(&found, "firewall");
    let before = "fw01".to_owned();
    undone.own = vec![OwnWrite { device: device.id, field: DeviceField::Name, before, value: None }];
    done(store.record_result(&lease, run.id, &undone).await);
    assert_eq!(seen(store, &device).await.layers, device.layers);
    let history = store.history(&device).await;
    assert!(history.iter().any(|entry| (entry.old.as_str(), entry.new.as_str()) == ("fw01", "firewall")));
}

/// A pair is taken apart for good, and made again as it was; the run keeps both for its own undo.
pub async fn a_result_takes_a_pair_apart_and_makes_it_again<S: Subject>(store: &S) {
    let (device, found, lease, run) = begun(store).await;
    let mut result = recorded(&found, "fw01");
    result.pairing = Some(PairChange::Apart(found.clone()));
    done(store.record_result(&lease, run.id, &result).await);
    assert_eq!(store.match_of(&device).await, None);
    assert_eq!(store.pairs(run.id).await, [PairChange::Apart(found.clone())]);

    let again = super::run_of(2, device.agent, COMPANY);
    done(store.begin_run(&lease, &again).await);
    result.pairing = Some(PairChange::Together(found.clone()));
    done(store.record_result(&lease, again.id, &result).await);
    assert_eq!(store.match_of(&device).await, Some(found.clone()));
    assert_eq!(store.pairs(again.id).await, [PairChange::Together(found)]);
    assert_eq!(store.base_values(COMPANY).await, result.base, "the base of a pair that is made again counts");
}

/// What a person decided since counts more, and then no undo of it is kept.
pub async fn no_pair_is_changed_against_a_person<S: Subject>(store: &S) {
    let (device, found, lease, run) = begun(store).await;
    let (other, taken) = store.make_pair(COMPANY, 8).await;
    let lonely = store.make_unmatched(COMPANY).await;
    let elsewhere = Match { configuration: 99, ..found.clone() };
    let of_lonely = |configuration| Match { device: lonely.id, configuration, ..found.clone() };
    for change in [
        PairChange::Apart(elsewhere.clone()),
        PairChange::Apart(of_lonely(7)),
        PairChange::Together(elsewhere),
        PairChange::Together(of_lonely(taken.configuration)),
    ] {
        let mut result = recorded(&found, "fw01");
        result.pairing = Some(change);
        done(store.record_result(&lease, run.id, &result).await);
    }
    assert_eq!(store.match_of(&device).await, Some(found));
    assert_eq!(store.match_of(&other).await, Some(taken));
    assert_eq!(store.match_of(&lonely).await, None);
    assert_eq!(store.pairs(run.id).await, []);
}
