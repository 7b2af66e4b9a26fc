//! Sentences about creations: the intent, and everything about the outcome at once.

use sitebook_domain::{
    BaseValue, CreationIntent, Device, MappedField, Match, MatchId, MatchRule, MatchState, RecordOutcome, RecordResult,
    Run, device_identifier,
};
use uuid::Uuid;

use super::results::abandoned_after;
use super::{COMPANY, MINUTE, START, Subject, begun, done};
use crate::model::records;
use crate::ports::RecordedCreation;

/// The wish to create a configuration is there as it was said, for its company alone.
pub async fn a_creation_is_intended_before_it_is_sent<S: Subject>(store: &S) {
    let (_, _, lease, run) = begun(store).await;
    let device = store.make_unmatched(COMPANY).await;
    let wish = intent(&device, &run);
    assert_eq!(store.creation_intents(COMPANY).await, Ok(Vec::new()));
    assert_eq!(store.record_creation_intent(&lease, &wish).await, Ok(true));
    assert_eq!(store.creation_intents(COMPANY).await, Ok(vec![wish]));
    assert_eq!(store.creation_intents(COMPANY + 1).await, Ok(Vec::new()));
}

/// A device has one intent: the last one.
pub async fn an_intent_said_again_stands_in_place_of_the_first<S: Subject>(store: &S) {
    let (_, _, lease, run) = begun(store).await;
    let device = store.make_unmatched(COMPANY).await;
    assert_eq!(store.record_creation_intent(&lease, &intent(&device, &run)).await, Ok(true));
    let later = CreationIntent { intended_at: START.plus_millis(MINUTE), ..intent(&device, &run) };
    assert_eq!(store.record_creation_intent(&lease, &later).await, Ok(true));
    assert_eq!(store.creation_intents(COMPANY).await, Ok(vec![later]));
}

/// A person, or a rule, was faster.
pub async fn no_creation_is_intended_for_a_device_that_has_a_match<S: Subject>(store: &S) {
    let (device, _, lease, run) = begun(store).await;
    assert_eq!(store.record_creation_intent(&lease, &intent(&device, &run)).await, Ok(false));
    assert_eq!(store.creation_intents(COMPANY).await, Ok(Vec::new()));
}

/// Match, base, result and configuration are there, and the intent is not.
pub async fn a_creation_is_kept_and_its_intent_forgotten<S: Subject>(store: &S) {
    let (_, _, lease, run) = begun(store).await;
    let device = store.make_unmatched(COMPANY).await;
    let recorded = created(&device, &run, 9);
    assert_eq!(store.record_creation_intent(&lease, &intent(&device, &run)).await, Ok(true));
    assert_eq!(store.record_creation(&lease, &recorded).await, Ok(true));
    assert_eq!(store.creation_intents(COMPANY).await, Ok(Vec::new()));
    assert_eq!(store.match_of(&device).await, Some(recorded.found));
    assert_eq!(store.base_values(COMPANY).await, recorded.base);
    assert_eq!(store.results(run.id).await, [recorded.result]);
    assert_eq!(store.kept_configuration(COMPANY, 9).await, Some(recorded.configuration));
}

/// What a person decided since counts more, and then nothing of the creation is kept.
pub async fn a_creation_makes_no_match_against_a_person<S: Subject>(store: &S) {
    let (_, taken, lease, run) = begun(store).await;
    let (unlinked, apart) = store.make_pair(COMPANY, 8).await;
    store.unlink(&unlinked).await;
    let lonely = store.make_unmatched(COMPANY).await;
    assert_eq!(store.record_creation_intent(&lease, &intent(&lonely, &run)).await, Ok(true));
    for recorded in [created(&lonely, &run, taken.configuration), created(&unlinked, &run, apart.configuration)] {
        assert_eq!(store.record_creation(&lease, &recorded).await, Ok(false));
    }
    assert_eq!(store.match_of(&lonely).await, None);
    assert_eq!(store.match_of(&unlinked).await, None);
    assert_eq!(store.results(run.id).await, []);
    assert_eq!(store.creation_intents(COMPANY).await.map(|intents| intents.len()), Ok(1), "the intent is still there");
}

/// Somebody, or a rule, matched the very pair in between: the match keeps its id and state, and gets the base.
pub async fn a_creation_leaves_a_match_of_the_same_pair_as_it_is<S: Subject>(store: &S) {
    let (device, found, lease, run) = begun(store).await;
    let recorded = created(&device, &run, found.configuration);
    assert_eq!(store.record_creation(&lease, &recorded).await, Ok(true));
    assert_eq!(store.match_of(&device).await, Some(found.clone()));
    let expected = BaseValue { match_id: found.id, ..recorded.base[0].clone() };
    assert_eq!(store.base_values(COMPANY).await, [expected]);
    assert_eq!(store.results(run.id).await, [recorded.result]);
}

/// A refused creation leaves its result and no intent.
pub async fn an_intent_is_dropped_with_its_result<S: Subject>(store: &S) {
    let (_, _, lease, run) = begun(store).await;
    for with_result in [false, true] {
        let device = store.make_unmatched(COMPANY).await;
        assert_eq!(store.record_creation_intent(&lease, &intent(&device, &run)).await, Ok(true));
        let mut result = created(&device, &run, 0).result;
        result.outcome = RecordOutcome::Failed;
        "rejected".clone_into(&mut result.reason);
        let kept = with_result.then(|| (run.id, result.clone()));
        done(store.drop_creation_intent(&lease, device.id, kept).await);
        assert_eq!(store.creation_intents(COMPANY).await, Ok(Vec::new()));
        assert_eq!(store.results(run.id).await.contains(&result), with_result);
    }
}

/// A step that is abandoned at any point, as by a crash, leaves all of itself or nothing.
pub async fn an_abandoned_creation_is_kept_whole_or_not_at_all<S: Subject>(store: &S) {
    let (_, _, lease, run) = begun(store).await;
    for polls in 0..10_000 {
        let device = store.make_unmatched(COMPANY).await;
        let recorded = created(&device, &run, 1_000 + i64::from(polls));
        assert_eq!(store.record_creation_intent(&lease, &intent(&device, &run)).await, Ok(true));
        let answer = abandoned_after(polls, store.record_creation(&lease, &recorded)).await;
        // The next step comes after whatever the abandoned one set going.
        done(store.renew_lease(&lease, START.plus_millis(MINUTE)).await);

        let intents = store.creation_intents(COMPANY).await.unwrap_or_default();
        let parts = [
            store.match_of(&device).await.is_some(),
            store.base_values(COMPANY).await.contains(&recorded.base[0]),
            store.results(run.id).await.contains(&recorded.result),
            store.kept_configuration(COMPANY, recorded.configuration.id).await.is_some(),
            !intents.iter().any(|intent| intent.device == device.id),
        ];
        assert!(parts.iter().all(|part| *part == parts[0]), "abandoned after {polls} polls: {parts:?}");
        if answer.is_some() {
            assert!(parts[0], "a step that returned is kept");
            return;
        }
    }
    panic!("the step never ended");
}

/// The wish to create a configuration for a device.
pub(super) fn intent(device: &Device, run: &Run) -> CreationIntent {
    CreationIntent {
        device: device.id,
        company: COMPANY,
        identifier: device_identifier("test", "agent", &device.source_id, COMPANY),
        run: run.id,
        intended_at: START,
        by: "Ada".to_owned(),
    }
}

/// What a creation leaves behind.
pub(super) fn created(device: &Device, run: &Run, id: i64) -> RecordedCreation {
    let found = Match {
        id: MatchId(Uuid::from_u128(u128::MAX ^ device.id.0.as_u128())),
        device: device.id,
        configuration: id,
        company: COMPANY,
        state: MatchState::Confirmed,
        rule: MatchRule::Created,
        evidence: Vec::new(),
        frozen_reason: None,
        by: "Ada".to_owned(),
        at: START,
    };
    let name = device.name().to_owned();
    RecordedCreation {
        run: run.id,
        base: vec![BaseValue { match_id: found.id, field: MappedField::Name, ours: name.clone(), theirs: name }],
        result: RecordResult {
            device: device.id,
            configuration: id,
            outcome: RecordOutcome::Applied,
            reason: String::new(),
            message: String::new(),
        },
        configuration: records::configuration(COMPANY, id),
        found,
    }
}
