//! Automatic sync against a simulated ConnectWise, by a clock that the tests set.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use common::Office;
use sitebook_app::dto::*;
use sitebook_app::{ErrorCode, OpenOptions, Scheduler, SchedulerNotice, Workspace, WorkspaceEvent};
use sitebook_connectwise_sim::{Fault, NewConfiguration, Simulator};
use sitebook_domain::{RunState, SyncMode, SyncState, Timestamp};
use sitebook_sync::Clock;
use tokio::sync::broadcast::Receiver;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Polls after which a scheduler has looked for certain.
const POLLS: usize = 31;

/// A clock that goes on only when the test says so.
struct Hands(AtomicI64);

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// An office by a clock, with a scheduler.
struct Watched {
    office: Office,
    hands: Arc<Hands>,
    scheduler: Scheduler,
    notices: Arc<Mutex<Vec<SchedulerNotice>>>,
}

async fn open(directory: &Path, hands: &Arc<Hands>) -> Workspace {
    let options =
        OpenOptions { directory: Some(directory.to_owned()), secrets_key: Some("a key of the test".to_owned().into()) };
    Workspace::open_by_clock(options, Arc::clone(hands) as Arc<dyn Clock>).await.unwrap()
}

impl Watched {
    async fn new() -> Self {
        let mut office = Office::matched().await;
        let hands = Arc::new(Hands(AtomicI64::new(1_900_000_000_000)));
        office.workspace.close().await;
        office.workspace = open(&office.directory.path().join("workspace"), &hands).await;
        office.connectwise.with(Simulator::clear_log);
        Self { office, hands, scheduler: Scheduler::default(), notices: Arc::default() }
    }

    /// With automatic sync switched on, and nothing run yet.
    async fn on() -> Self {
        let watched = Self::new().await;
        watched.switch(true).await;
        watched
    }

    async fn switch(&self, on: bool) -> AgentSyncStatus {
        let request = SyncAutoRequest { agents: vec!["A-1".to_owned()], on, ..Default::default() };
        self.office.workspace.sync_auto(request).await.unwrap().agents.remove(0)
    }

    fn go_on(&self, millis: i64) {
        self.hands.0.fetch_add(millis, Ordering::SeqCst);
    }

    /// A minute of the scheduler; returns what it had to say.
    async fn look(&mut self) -> Vec<SchedulerNotice> {
        let notices = Arc::clone(&self.notices);
        let tell = move |_, notice| notices.lock().unwrap().push(notice);
        for _ in 0..POLLS {
            self.scheduler.poll(&self.office.workspace, &tell).await.unwrap();
        }
        std::mem::take(&mut self.notices.lock().unwrap())
    }

    async fn status(&self) -> AgentSyncStatus {
        self.office.workspace.sync_status(Nothing {}).await.unwrap().agents.remove(0)
    }

    async fn runs(&self) -> Vec<RunView> {
        let request = RunsRequest { agent: None, search: None, limit: None, before: None };
        self.office.workspace.sync_runs(request).await.unwrap().runs
    }

    fn requests(&self) -> usize {
        self.office.connectwise.with(|simulator| simulator.request_log().len())
    }
}

fn failures(events: &mut Receiver<WorkspaceEvent>) -> Vec<String> {
    let mut told = Vec::new();
    while let Ok(event) = events.try_recv() {
        if let WorkspaceEvent::SyncFailed { reason, .. } = event {
            told.push(reason);
        }
    }
    told
}

fn pauses(events: &mut Receiver<WorkspaceEvent>) -> Vec<String> {
    let mut told = Vec::new();
    while let Ok(event) = events.try_recv() {
        if let WorkspaceEvent::ConnectionPaused { service, .. } = event {
            told.push(service);
        }
    }
    told
}

#[tokio::test]
async fn a_retry_leaves_for_a_person_what_the_schedule_left() {
    let mut watched = Watched::on().await;
    let (firewall, path) = (watched.office.firewall, format!("/company/configurations/{}", watched.office.firewall));
    let refusal = serde_json::json!({"code":"InvalidObject","message":"no","errors":[]});
    watched.office.connectwise.with(|simulator| simulator.fail_next_on(1, Fault::Status(400, refusal), "PATCH", &path));
    watched.look().await;
    let run = watched.runs().await.remove(0);
    assert_eq!((run.state, run.failed), (RunState::Partial, 1), "{run:?}");

    let of = |run: &str| RunRequest { run: run.to_owned() };
    let plan = watched.office.workspace.sync_retry_plan(of(&run.run)).await.unwrap();
    let is_name = |skip: &&PlanSkip| (skip.field.as_str(), skip.reason.as_str()) == ("name", "conflict");
    assert_eq!(plan.skips.iter().filter(is_name).count(), 1, "{:?}", plan.skips);
    let again = watched.office.workspace.sync_retry(of(&run.run)).await.unwrap();
    assert_eq!((again.state, again.applied, again.conflicts, again.plan), (RunState::Done, 1, 0, plan.plan));
    let record = watched.office.connectwise.with(|simulator| simulator.configuration(firewall).unwrap().clone());
    assert_eq!((record.name.as_str(), record.os_info.as_str()), ("Firewall", "7.4.3"));
}

#[tokio::test]
async fn the_approved_plan_runs_at_once_and_the_next_run_is_twelve_hours_later() {
    let mut watched = Watched::on().await;
    let status = watched.status().await;
    assert!(status.automatic && status.state == SyncState::Never && watched.office.writes() == 0);
    watched.look().await;
    let status = watched.status().await;
    assert_eq!(status.state, SyncState::Synchronized);
    let runs = watched.runs().await;
    assert_eq!((runs.len(), runs[0].applied, runs[0].automatic), (1, 2, true));
    assert_eq!(runs[0].by, "automatic sync");

    watched.go_on(12 * HOUR - 1);
    watched.look().await;
    assert_eq!(watched.runs().await.len(), 1);
    watched.go_on(10 * MINUTE);
    watched.look().await;
    watched.look().await;
    assert_eq!(watched.runs().await.len(), 2);
}

#[tokio::test]
async fn what_was_missed_while_closed_is_made_up_for_once() {
    let mut watched = Watched::on().await;
    watched.look().await;
    watched.office.workspace.close().await;
    watched.go_on(4 * DAY);
    watched.office.workspace = open(&watched.office.directory.path().join("workspace"), &watched.hands).await;
    watched.look().await;
    watched.look().await;
    assert_eq!(watched.runs().await.len(), 2);
}

#[tokio::test]
async fn a_plan_that_a_person_saw_is_applied_exactly() {
    let mut watched = Watched::new().await;
    let request = SyncPlanRequest {
        agent: "A-1".to_owned(),
        mode: SyncMode::Custom,
        directions: std::collections::BTreeMap::new(),
        automatic: true,
    };
    let plan = watched.office.workspace.sync_plan(request).await.unwrap();
    let on = |plan: &str| SyncAutoRequest {
        agents: vec!["A-1".to_owned()],
        on: true,
        plan: Some(plan.to_owned()),
        ..Default::default()
    };
    let unknown = watched.office.workspace.sync_auto(on("no such plan")).await.unwrap_err();
    assert_eq!(unknown.code, ErrorCode::NotFound);
    assert!(!watched.status().await.automatic, "nothing was switched");
    watched.office.workspace.sync_auto(on(&plan.plan)).await.unwrap();
    let firewall = watched.office.firewall;
    watched.office.connectwise.with(|simulator| {
        simulator.edit_configuration(firewall, |record| record.model_number = "Edited by hand".to_owned());
    });
    watched.look().await;
    let runs = watched.runs().await;
    assert_eq!((runs[0].state, runs[0].skipped, runs[0].plan.as_str()), (RunState::Partial, 1, plan.plan.as_str()));
    let status = watched.status().await;
    assert_eq!((status.state, status.failed_records, status.automatic), (SyncState::Partly, 1, true));
}

#[tokio::test]
async fn all_are_switched_or_none() {
    let watched = Watched::new().await;
    let agents = vec!["A-1".to_owned(), "no such agent".to_owned()];
    let request = SyncAutoRequest { agents, on: true, ..Default::default() };
    assert_eq!(watched.office.workspace.sync_auto(request).await.unwrap_err().code, ErrorCode::NotFound);
    assert!(!watched.status().await.automatic);
    let request = SyncAutoRequest { on: true, ..Default::default() };
    assert_eq!(watched.office.workspace.sync_auto(request).await.unwrap_err().code, ErrorCode::InvalidInput);
}

#[tokio::test]
async fn transient_trouble_postpones_by_half_an_hour_and_switches_nothing_off() {
    let mut watched = Watched::on().await;
    // An answer that breaks off is not asked for again within the run; a 429 would be, for minutes.
    watched.office.connectwise.with(|simulator| simulator.fail_next(100, Fault::TruncatedJson));
    let notices = watched.look().await;
    assert!(matches!(notices.last(), Some(SchedulerNotice::Postponed { .. })), "{notices:?}");
    let status = watched.status().await;
    assert_eq!((status.state, status.automatic), (SyncState::Postponed, true));
    assert_eq!(status.reason_code, "bad_answer");
    assert_eq!(status.postponed_until, status.next_run_at);
    watched.office.connectwise.with(Simulator::heal);
    watched.go_on(30 * MINUTE - 1);
    watched.look().await;
    assert_eq!(watched.status().await.state, SyncState::Postponed);
    watched.go_on(1);
    watched.look().await;
    assert_eq!(watched.status().await.state, SyncState::Synchronized);
}

#[tokio::test]
async fn refused_keys_pause_everything_once_and_a_passing_check_lets_it_go_on() {
    let mut watched = Watched::on().await;
    let mut events = watched.office.workspace.events();
    watched.office.connectwise.with(|simulator| {
        simulator.revoke_keys();
        simulator.clear_log();
    });
    watched.look().await;
    assert_eq!(pauses(&mut events), ["ConnectWise"], "it is told to whoever looks elsewhere");
    watched.go_on(DAY);
    let notices = watched.look().await;
    assert_eq!(pauses(&mut events), [""; 0], "once");
    assert_eq!(watched.requests(), 1, "a paused connection sends nothing");
    assert!(notices.iter().all(|notice| !matches!(notice, SchedulerNotice::Begins { .. })), "{notices:?}");
    assert!(watched.status().await.automatic, "it is no failure of the agent");
    let status = watched.office.workspace.sync_status(Nothing {}).await.unwrap();
    assert_eq!(status.paused.unwrap().code, "connection_paused");

    watched.office.connectwise.with(Simulator::restore_keys);
    watched.office.workspace.connectwise_check(Nothing {}).await.unwrap();
    watched.look().await;
    assert_eq!(watched.status().await.state, SyncState::Synchronized);
}

#[tokio::test]
async fn a_failure_of_its_own_switches_it_off_and_one_button_resumes_once_it_is_mended() {
    let mut watched = Watched::on().await;
    watched.look().await;
    let success = watched.status().await.last_success_at;
    let mut events = watched.office.workspace.events();
    let (company, all) =
        (watched.office.company, [watched.office.firewall, watched.office.switch, watched.office.camera]);
    watched.office.connectwise.with(|simulator| {
        let other = simulator.add_company("OTHER", "Other");
        for id in all {
            simulator.move_configuration(id, other);
        }
    });
    watched.go_on(13 * HOUR);
    watched.look().await;
    let status = watched.status().await;
    assert_eq!(
        (status.state, status.automatic, status.reason_code.as_str()),
        (SyncState::Failed, false, "guard_stopped")
    );
    assert_eq!(status.last_success_at, success);
    assert!(!status.switched_off_because.is_empty());
    assert_eq!(failures(&mut events), std::slice::from_ref(&status.reason), "told once");
    watched.go_on(DAY);
    let before = watched.requests();
    watched.look().await;
    assert_eq!((watched.requests(), failures(&mut events).len()), (before, 0));

    let resume = || watched.office.workspace.sync_resume(AgentRequest { agent: "A-1".to_owned() });
    assert_eq!(resume().await.unwrap_err().code, ErrorCode::GuardStopped, "it is not mended yet");
    watched.office.connectwise.with(|simulator| {
        for id in all {
            simulator.move_configuration(id, company);
        }
    });
    resume().await.unwrap();
    watched.look().await;
    let status = watched.status().await;
    assert_eq!((status.state, status.automatic), (SyncState::Synchronized, true));
    assert_eq!(status.switched_off_because, "");
}

#[tokio::test]
async fn an_agent_that_was_unlinked_or_linked_elsewhere_fails() {
    let mut watched = Watched::on().await;
    watched.office.workspace.link_remove(AgentRequest { agent: "A-1".to_owned() }).await.unwrap();
    watched.look().await;
    assert_eq!(watched.status().await.reason_code, "not_linked");
    watched.office.link().await;
    watched.switch(true).await;
    watched.office.connectwise.with(|simulator| simulator.add_company("OTHER", "Other"));
    let request = LinkRequest { agent: "A-1".to_owned(), company: "other".to_owned(), site: None };
    watched.office.workspace.link_set(request).await.unwrap();
    watched.look().await;
    assert_eq!(watched.status().await.reason_code, "plan_outdated", "nobody approved a plan for that company");
    assert_eq!(watched.office.writes(), 0);
}

#[tokio::test]
async fn disconnecting_forgets_it() {
    let mut watched = Watched::on().await;
    watched.office.workspace.connectwise_disconnect(Nothing {}).await.unwrap();
    watched.look().await;
    assert!(watched.office.workspace.sync_status(Nothing {}).await.unwrap().agents.is_empty());
}

#[tokio::test]
async fn of_two_that_have_the_workspace_open_one_runs_and_the_other_takes_over() {
    let mut watched = Watched::on().await;
    watched.look().await;
    let second = open(&watched.office.directory.path().join("workspace"), &watched.hands).await;
    let mut other = Scheduler::default();
    let notices = Arc::new(Mutex::new(Vec::new()));
    let tell = {
        let notices = Arc::clone(&notices);
        move |_, notice| notices.lock().unwrap().push(notice)
    };
    watched.go_on(13 * HOUR);
    // The first one is slow: its lease ran out, and the second one takes it.
    other.poll(&second, &tell).await.unwrap();
    assert_eq!(notices.lock().unwrap().first(), Some(&SchedulerNotice::Scheduling));
    watched.go_on(13 * HOUR);
    second.close().await;
    assert_eq!(watched.runs().await.len(), 2);
    let notices = watched.look().await;
    assert!(notices.iter().any(|notice| matches!(notice, SchedulerNotice::Begins { .. })), "{notices:?}");
    assert_eq!(watched.runs().await.len(), 3);

    let third = open(&watched.office.directory.path().join("workspace"), &watched.hands).await;
    let waiting = Arc::new(Mutex::new(Vec::new()));
    let tell = {
        let waiting = Arc::clone(&waiting);
        move |_, notice| waiting.lock().unwrap().push(notice)
    };
    Scheduler::default().poll(&third, &tell).await.unwrap();
    assert!(matches!(waiting.lock().unwrap()[..], [SchedulerNotice::Waiting { .. }]));
    let status = third.sync_status(Nothing {}).await.unwrap();
    assert!(status.scheduler.is_some_and(|scheduler| !scheduler.here && scheduler.process == std::process::id()));
}

#[tokio::test]
async fn a_run_that_was_cut_off_is_not_in_progress_for_ever_and_goes_on() {
    let mut watched = Watched::on().await;
    watched.office.connectwise.with(|simulator| simulator.fail_next_on(1, Fault::Delay(600_000), "PATCH", ""));
    {
        let poll = watched.scheduler.poll(&watched.office.workspace, &|_, _| ());
        tokio::select! {
            ended = poll => panic!("{ended:?}"),
            () = sent(&watched.office, "PATCH") => {}
        }
    }
    watched.go_on(10 * MINUTE);
    let status = watched.status().await;
    assert_eq!((status.state, status.reason_code.as_str()), (SyncState::Failed, "interrupted"));
    watched.look().await;
    assert_eq!(watched.status().await.state, SyncState::Synchronized);
    let runs = watched.runs().await;
    assert_eq!((runs.len(), runs[1].state), (2, RunState::Failed));
}

#[tokio::test]
async fn unlinking_stops_the_scheduled_run_first() {
    let watched = Watched::on().await;
    watched.office.connectwise.with(|simulator| simulator.fail_next_on(1, Fault::Delay(300), "PATCH", ""));
    let mut scheduler = Scheduler::default();
    let unlink = async {
        sent(&watched.office, "PATCH").await;
        watched.office.workspace.link_remove(AgentRequest { agent: "A-1".to_owned() }).await.unwrap()
    };
    let (polled, unlinked) = tokio::join!(scheduler.poll(&watched.office.workspace, &|_, _| ()), unlink);
    polled.unwrap();
    assert_eq!(unlinked.agent.psa.company, None);
    assert_eq!(watched.office.writes(), 1, "the second record was not written any more");
    assert_eq!(watched.runs().await[0].state, RunState::Stopped);
}

/// Until a request of this method has arrived.
async fn sent(office: &Office, method: &str) {
    let arrived = |simulator: &mut Simulator| simulator.request_log().iter().any(|request| request.method == method);
    while !office.connectwise.with(arrived) {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_quiet_pass_reads_each_company_once_for_all_of_its_agents_and_writes_nothing() {
    for configurations in [0, 999, 1000, 2500] {
        let mut watched = Watched::new().await;
        let company = watched.office.connectwise.with(|simulator| {
            let company = simulator.add_company("BIG", "Big");
            for index in 0..configurations {
                simulator.add_configuration(NewConfiguration {
                    company,
                    name: format!("Record {index}"),
                    ..NewConfiguration::default()
                });
            }
            company
        });
        let three = r#"{"agents":[{"id":"B-1","name":"One","devices":[{"id":"D-1","name":"a"}]},
            {"id":"B-2","name":"Two","devices":[{"id":"D-1","name":"b"}]},
            {"id":"B-3","name":"Three","devices":[{"id":"D-1","name":"c"}]}]}"#;
        watched.office.import(three).await;
        let agents: Vec<String> = ["B-1", "B-2", "B-3"].map(str::to_owned).to_vec();
        for agent in &agents {
            let request = LinkRequest { agent: agent.clone(), company: company.to_string(), site: None };
            watched.office.workspace.link_set(request).await.unwrap();
        }
        let request = SyncAutoRequest { agents, on: true, ..Default::default() };
        watched.office.workspace.sync_auto(request).await.unwrap();
        watched.office.connectwise.with(Simulator::clear_log);
        watched.look().await;
        let pages = watched.office.connectwise.with(|simulator| {
            let log = simulator.request_log();
            assert!(log.iter().all(|request| request.method == "GET"));
            log.iter().filter(|request| request.path.ends_with("/company/configurations")).count()
        });
        assert_eq!(pages, configurations / 1000 + 1, "{configurations} configurations");
        let status = watched.office.workspace.sync_status(Nothing {}).await.unwrap();
        let done = status.agents.iter().filter(|agent| agent.state == SyncState::Synchronized).count();
        assert_eq!(done, 3, "{:?}", status.agents);
    }
}

#[tokio::test]
async fn runs_are_forgotten_where_nothing_is_automatic() {
    let mut watched = Watched::new().await;
    watched.office.run(None).await.unwrap();
    assert_eq!(watched.runs().await.len(), 1);
    for _ in 0..15 {
        watched.go_on(27 * DAY);
        watched.look().await;
    }
    assert_eq!(watched.runs().await.len(), 0);
}

/// Twelve pairs, each with a model number that the next run would overwrite, and a switch that was not touched.
async fn much_to_overwrite(watched: &Watched) {
    let devices: Vec<String> = (10..22)
        .map(|index| {
            format!(r#"{{"id":"D-{index}","name":"dev{index}","model":"M-{index}","serial":"SN-2026-{index}"}}"#)
        })
        .collect();
    watched
        .office
        .import(&format!(
            r#"{{"agents":[{{"id":"A-1","name":"Northside Dental","devices":[{}]}}]}}"#,
            devices.join(",")
        ))
        .await;
    let company = watched.office.company;
    watched.office.connectwise.with(|simulator| {
        for index in 10..22 {
            simulator.add_configuration(NewConfiguration {
                company,
                name: format!("dev{index}"),
                serial_number: format!("SN-2026-{index}"),
                model_number: "by hand".to_owned(),
                ..NewConfiguration::default()
            });
        }
    });
    watched.office.match_run().await.unwrap();
    let always = FieldsSetRequest {
        field: "model".to_owned(),
        direction: None,
        allow_empty: None,
        agent: None,
        target: None,
        online: None,
        offline: None,
        overwrite_conflicts: Some(true),
        follow: None,
    };
    watched.office.workspace.fields_set(always).await.unwrap();
    watched.office.connectwise.with(Simulator::clear_log);
}

#[tokio::test]
async fn what_nobody_has_seen_is_not_approved_by_switching_on_or_resuming() {
    let mut watched = Watched::new().await;
    much_to_overwrite(&watched).await;
    watched.switch(true).await;
    watched.look().await;
    let status = watched.status().await;
    assert_eq!((status.automatic, status.reason_code.as_str()), (false, "guard_stopped"));
    watched.office.workspace.sync_resume(AgentRequest { agent: "A-1".to_owned() }).await.unwrap();
    watched.look().await;
    assert_eq!(watched.status().await.reason_code, "guard_stopped", "nobody has looked at the plan yet");
    assert_eq!(watched.office.writes(), 0);
    // Who has seen the plan may want it all the same.
    let request = SyncPlanRequest {
        agent: "A-1".to_owned(),
        mode: SyncMode::Custom,
        directions: std::collections::BTreeMap::new(),
        automatic: true,
    };
    let plan = watched.office.workspace.sync_plan(request).await.unwrap().plan;
    let request = SyncAutoRequest { agents: vec!["A-1".to_owned()], on: true, plan: Some(plan), ..Default::default() };
    watched.office.workspace.sync_auto(request).await.unwrap();
    watched.look().await;
    assert_eq!(watched.status().await.state, SyncState::Synchronized);
    assert!(watched.office.writes() > 12);
}

/// A second agent of the same company, due together with the first one.
async fn second_agent(watched: &Watched, first_takes_millis: u64) {
    let annex = r#"{"agents":[{"id":"A-2","name":"Annex","devices":[{"id":"D-9","name":"ap01"}]}]}"#;
    watched.office.import(annex).await;
    let link = LinkRequest { agent: "A-2".to_owned(), company: "nsd".to_owned(), site: None };
    watched.office.workspace.link_set(link).await.unwrap();
    // The first one was switched on before: it is at work first.
    watched.go_on(1);
    let request = SyncAutoRequest { agents: vec!["A-2".to_owned()], on: true, ..Default::default() };
    watched.office.workspace.sync_auto(request).await.unwrap();
    watched.office.connectwise.with(|simulator| {
        simulator.clear_log();
        simulator.fail_next_on(1, Fault::Delay(first_takes_millis), "PATCH", "");
    });
}

async fn status_of(watched: &Watched, name: &str) -> AgentSyncStatus {
    let status = watched.office.workspace.sync_status(Nothing {}).await.unwrap();
    status.agents.into_iter().find(|agent| agent.agent_name == name).unwrap()
}

#[tokio::test]
async fn a_stop_of_an_agent_whose_turn_has_not_come_counts() {
    let watched = Watched::on().await;
    second_agent(&watched, 3_000).await;
    let mut scheduler = Scheduler::default();
    let stop = async {
        sent(&watched.office, "PATCH").await;
        watched.office.workspace.sync_stop(AgentRequest { agent: "A-2".to_owned() }).await.unwrap();
    };
    let (polled, ()) = tokio::join!(scheduler.poll(&watched.office.workspace, &|_, _| ()), stop);
    polled.unwrap();
    let (first, second) = (status_of(&watched, "Northside Dental").await, status_of(&watched, "Annex").await);
    let now = watched.hands.now().to_string();
    let due = |status: &AgentSyncStatus| status.next_run_at.as_ref().unwrap() <= &now;
    assert!(!due(&second) && second.run.is_none(), "it waits for its next time: {second:?}");
    assert!(due(&first), "the other one was only cut off: {first:?}");
}

#[tokio::test]
async fn an_agent_that_was_switched_off_meanwhile_is_not_run() {
    let watched = Watched::on().await;
    // Before the wish to stop is heard.
    second_agent(&watched, 300).await;
    let other = open(&watched.office.directory.path().join("workspace"), &watched.hands).await;
    let mut scheduler = Scheduler::default();
    let switch_off = async {
        sent(&watched.office, "PATCH").await;
        let request = SyncAutoRequest { agents: vec!["A-2".to_owned()], on: false, ..Default::default() };
        other.sync_auto(request).await.unwrap();
    };
    let (polled, ()) = tokio::join!(scheduler.poll(&watched.office.workspace, &|_, _| ()), switch_off);
    polled.unwrap();
    let second = status_of(&watched, "Annex").await;
    assert!(!second.automatic && second.run.is_none(), "{second:?}");
}

#[tokio::test]
async fn runs_are_forgotten_after_four_hundred_days() {
    let mut watched = Watched::on().await;
    watched.look().await;
    let first = watched.runs().await.remove(0).run;
    for _ in 0..15 {
        watched.go_on(27 * DAY);
        watched.look().await;
    }
    assert!(watched.runs().await.iter().all(|run| run.run != first), "405 days later");
    let short = watched.office.workspace.runs_kept_set(RunsKept { days: 1 }).await.unwrap_err();
    assert_eq!(short.code, ErrorCode::InvalidInput);
    watched.office.workspace.runs_kept_set(RunsKept { days: 30 }).await.unwrap();
    watched.go_on(DAY + 1);
    watched.look().await;
    assert!(watched.runs().await.len() <= 3, "the last month's");
}

#[tokio::test]
async fn switched_off_nothing_runs() {
    let mut watched = Watched::on().await;
    assert!(!watched.switch(false).await.automatic);
    watched.look().await;
    assert_eq!(watched.runs().await.len(), 0);
    let status = watched.office.workspace.sync_status(Nothing {}).await.unwrap();
    assert_eq!(status.scheduler, None, "where nothing is scheduled nobody holds the lease");
}
