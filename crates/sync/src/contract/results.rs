//! Sentences about the results of records, base values and values kept here.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use sitebook_domain::{
    BaseValue, DeviceField, DeviceId, FieldValue, HistoryEntry, HistorySubject, MappedField, Match, MatchId, OwnWrite,
    RecordOutcome, RecordResult,
};
use uuid::Uuid;

use super::{COMPANY, MINUTE, START, Subject, begun, done, seen};
use crate::model::records;
use crate::ports::RecordedResult;

/// A device is seen as it stands, with what was just kept of it; one that is not there is none, and no fault.
pub async fn a_device_is_seen_as_it_stands<S: Subject>(store: &S) {
    let (device, found, lease, run) = begun(store).await;
    assert_eq!(store.device(device.id).await, Ok(Some(device.clone())));
    done(store.record_result(&lease, run.id, &recorded(&found, "fw01")).await);
    assert_eq!(seen(store, &device).await.name(), "fw01");
    assert_eq!(store.device(DeviceId(gone().0)).await, Ok(None));
}

/// What became of a record is kept as it is; said again, it stands in place of what was said first.
pub async fn a_result_is_kept<S: Subject>(store: &S) {
    let (_, found, lease, run) = begun(store).await;
    let mut recorded = recorded(&found, "fw01");
    done(store.record_result(&lease, run.id, &recorded).await);
    assert_eq!(store.results(run.id).await, [recorded.result.clone()]);
    recorded.result.outcome = RecordOutcome::Failed;
    "rejected".clone_into(&mut recorded.result.reason);
    "name: \"ä\" is not allowed".clone_into(&mut recorded.result.message);
    done(store.record_result(&lease, run.id, &recorded).await);
    assert_eq!(store.results(run.id).await, [recorded.result]);
}

/// The base values of a result are kept with it, but not those of a match that is gone.
pub async fn a_result_keeps_base_values<S: Subject>(store: &S) {
    let (_, found, lease, run) = begun(store).await;
    let mut recorded = recorded(&found, "fw01");
    recorded.base.push(BaseValue { match_id: gone(), ..base(&found, "x") });
    done(store.record_result(&lease, run.id, &recorded).await);
    assert_eq!(store.base_values(COMPANY).await, [base(&found, "fw01")]);
}

/// A value kept here stands in the layer *own*, and in the history with its author and its time.
pub async fn a_result_keeps_own_values_with_history<S: Subject>(store: &S) {
    let (device, found, lease, run) = begun(store).await;
    let recorded = recorded(&found, "fw01");
    done(store.record_result(&lease, run.id, &recorded).await);

    let now = seen(store, &device).await;
    let own = now.layers.own.get(&DeviceField::Name).expect("the name is our own now");
    assert_eq!(own.value, FieldValue::Text("fw01".to_owned()));
    assert_eq!((own.by.as_str(), own.at), (recorded.by.as_str(), recorded.at));
    assert_eq!(now.layers.source, device.layers.source, "what the source says is never touched");
    let entry = HistoryEntry {
        agent: device.agent,
        subject: HistorySubject::Device(device.id),
        field: "name".to_owned(),
        old: "firewall".to_owned(),
        new: "fw01".to_owned(),
        by: recorded.by,
        at: recorded.at,
    };
    assert!(store.history(&device).await.contains(&entry));
}

/// What a person set after the value was seen stays.
pub async fn an_own_value_is_not_kept_over_one_that_was_not_seen<S: Subject>(store: &S) {
    let (device, found, lease, run) = begun(store).await;
    done(store.record_result(&lease, run.id, &recorded(&found, "by hand")).await);
    let before = seen(store, &device).await;
    done(store.record_result(&lease, run.id, &recorded(&found, "fw01")).await);
    assert_eq!(seen(store, &device).await, before);
}

/// A value that is there already changes nothing, so that the history tells no change.
pub async fn an_own_value_that_is_there_already_makes_no_history<S: Subject>(store: &S) {
    let (device, found, lease, run) = begun(store).await;
    let before = store.history(&device).await;
    done(store.record_result(&lease, run.id, &recorded(&found, "firewall")).await);
    assert_eq!(seen(store, &device).await, device);
    assert_eq!(store.history(&device).await, before);
}

/// The configuration is kept as it came back, in place of what was known of it.
pub async fn a_result_keeps_the_configuration_as_it_came_back<S: Subject>(store: &S) {
    let (_, found, lease, run) = begun(store).await;
    for name in ["fw01", "fw02"] {
        let recorded = recorded(&found, name);
        done(store.record_result(&lease, run.id, &recorded).await);
        assert_eq!(store.kept_configuration(COMPANY, found.configuration).await, recorded.configuration);
    }
    let mut without = recorded(&found, "fw03");
    without.configuration = None;
    done(store.record_result(&lease, run.id, &without).await);
    let kept = store.kept_configuration(COMPANY, found.configuration).await;
    assert_eq!(kept.map(|kept| kept.name), Some("fw02".to_owned()), "none is no news");
}

/// A step that is abandoned at any point, as by a crash, leaves all of itself or nothing.
pub async fn an_abandoned_result_is_kept_whole_or_not_at_all<S: Subject>(store: &S) {
    let (_, _, lease, run) = begun(store).await;
    for polls in 0..10_000 {
        let (device, found) = store.make_pair(COMPANY, 1_000 + i64::from(polls)).await;
        let recorded = recorded(&found, "fw01");
        let answer = abandoned_after(polls, store.record_result(&lease, run.id, &recorded)).await;
        // The next step comes after whatever the abandoned one set going.
        done(store.renew_lease(&lease, START.plus_millis(MINUTE)).await);

        let parts = [
            store.results(run.id).await.contains(&recorded.result),
            store.base_values(COMPANY).await.contains(&base(&found, "fw01")),
            seen(store, &device).await.name() == "fw01",
            store.history(&device).await.iter().any(|entry| entry.by == recorded.by),
            store.kept_configuration(COMPANY, found.configuration).await.is_some(),
        ];
        assert!(parts.iter().all(|part| *part == parts[0]), "abandoned after {polls} polls: {parts:?}");
        if let Some(answer) = answer {
            done(answer);
            assert!(parts[0], "a step that returned is kept");
            return;
        }
    }
    panic!("the step never ended");
}

/// Base values of records that were found equal are kept, in place of earlier ones.
pub async fn base_values_are_kept_and_replaced<S: Subject>(store: &S) {
    let (_, found, lease, _) = begun(store).await;
    let serial = BaseValue { field: MappedField::Serial, ..base(&found, "FGT60F") };
    for name in ["fw01", "fw02"] {
        done(store.record_base(&lease, &[base(&found, name), serial.clone()]).await);
        let mut kept = store.base_values(COMPANY).await;
        kept.sort_by_key(|value| value.field);
        assert_eq!(kept, [base(&found, name), serial.clone()]);
    }
}

/// Base values of a match that is gone are left out; the others of the same step are kept.
pub async fn base_values_of_a_match_that_is_gone_are_left_out<S: Subject>(store: &S) {
    let (_, found, lease, _) = begun(store).await;
    let orphan = BaseValue { match_id: gone(), ..base(&found, "x") };
    done(store.record_base(&lease, &[orphan, base(&found, "fw01")]).await);
    assert_eq!(store.base_values(COMPANY).await, [base(&found, "fw01")]);
}

/// Both sides of the name, as they would be after a write.
pub(super) fn base(found: &Match, name: &str) -> BaseValue {
    BaseValue { match_id: found.id, field: MappedField::Name, ours: name.to_owned(), theirs: name.to_owned() }
}

/// What a record leaves behind whose name was taken from the PSA.
pub(super) fn recorded(found: &Match, name: &str) -> RecordedResult {
    let mut configuration = records::configuration(COMPANY, found.configuration);
    name.clone_into(&mut configuration.name);
    let result = RecordResult {
        device: found.device,
        configuration: found.configuration,
        outcome: RecordOutcome::Applied,
        reason: String::new(),
        message: String::new(),
    };
    RecordedResult {
        base: vec![base(found, name)],
        own: vec![OwnWrite {
            device: found.device,
            field: DeviceField::Name,
            before: "firewall".to_owned(),
            value: Some(FieldValue::Text(name.to_owned())),
        }],
        configuration: Some(configuration),
        ..RecordedResult::alone(result, "sync Ada", START.plus_millis(5))
    }
}

/// The id of a match that no store holds.
fn gone() -> MatchId {
    MatchId(Uuid::from_u128(u128::MAX))
}

/// What a future gives, or nothing when it was dropped after so many polls.
pub(super) async fn abandoned_after<F: Future>(polls: u32, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut left = polls;
    poll_fn(|context| {
        if left > 0 {
            left -= 1;
            if let Poll::Ready(output) = future.as_mut().poll(context) {
                return Poll::Ready(Some(output));
            }
        }
        if left == 0 { Poll::Ready(None) } else { Poll::Pending }
    })
    .await
}
