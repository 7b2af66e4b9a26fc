//! The program that is killed, what it works on, and what must be true of that afterwards.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use sitebook_connectwise_sim::{CLIENT_ID, LOGIN_COMPANY, NewConfiguration, PRIVATE_KEY, PUBLIC_KEY};
use sitebook_domain::{MappedField, MatchRule, Run, RunKind, SyncTarget, UndoRow};
use sitebook_store::{RunFilter, Store};

use crate::desk::{DONE, Desk, ended};
use crate::step::Step;
use crate::way;

/// Pairs that are synchronized.
const PAIRS: usize = 12;

/// ConnectWise answers after so long: time enough to be killed in.
const LATENCY: Duration = Duration::from_millis(12);

/// What is on its way when the program dies has arrived after so long.
const ARRIVAL: Duration = Duration::from_millis(60);

/// A program that does not get to the step within this time is let go.
const PATIENCE: Duration = Duration::from_secs(90);

/// A desk, a look into its database, and a record of what was put in the way of being overwritten.
pub struct Victim {
    desk: Desk,
    store: Store,
    pairs: Vec<i64>,
    /// Values that somebody put into ConnectWise, each of its own kind.
    edits: Vec<Edit>,
    chance: u64,
}

/// A name that somebody gave to a configuration, and how many requests there had been.
struct Edit {
    configuration: i64,
    name: String,
    requests: usize,
}

/// What there is at one moment.
#[derive(Debug, Default)]
struct Seen {
    lists: usize,
    posts: usize,
    patches: usize,
    intents: BTreeSet<String>,
    created: BTreeSet<i64>,
    matched: BTreeSet<i64>,
    runs: usize,
    undo: usize,
    results: usize,
}

impl Victim {
    /// A desk with pairs in step and enough devices to create for so many kills.
    pub async fn new(kills: usize) -> Self {
        let desk = Desk::new().await;
        connect(&desk, way::open(desk.connectwise.port()).await);
        desk.done(&["link", "A-1", "nsd"]);
        let mut devices = String::new();
        let mut pairs = Vec::new();
        for number in 0..PAIRS {
            let id = desk.connectwise.with(|simulator| {
                simulator.add_configuration(NewConfiguration {
                    company: desk.company,
                    name: format!("pair {number}"),
                    serial_number: format!("PAIR-{number:04}"),
                    ..NewConfiguration::default()
                })
            });
            pairs.push(id);
            write!(devices, r#"{{"id":"P-{number}","name":"pair {number}","serial":"PAIR-{number:04}"}},"#).unwrap();
        }
        for number in 0..kills * 2 {
            let comma = if number == 0 { "" } else { "," };
            write!(devices, r#"{comma}{{"id":"N-{number}","name":"new {number}","serial":"NEW-{number:04}"}}"#)
                .unwrap();
        }
        let document = format!(r#"{{"agents":[{{"id":"A-1","name":"Northside Dental","devices":[{devices}]}}]}}"#);
        desk.done(&["agents", "import", &desk.write("more.json", document)]);
        desk.done(&["match", "run", "A-1"]);
        desk.done(&["fields", "set", "notes", "from-connectwise"]);
        desk.done(&["sync", "run", "A-1", "--mode", "custom"]);
        desk.connectwise.with(|simulator| simulator.settings_mut().latency = LATENCY.as_millis() as u64);
        let store = Store::open(&desk.directory.path().join("workspace").join("sitebook.db")).await.unwrap();
        Self { desk, store, pairs, edits: Vec::new(), chance: 1 }
    }

    /// Lets the program run and kills it at about this step. Tells where it was; none when it ended before.
    pub async fn kill_at(&mut self, aim: Step) -> Option<Step> {
        if !aim.creates() {
            self.put_values_in_the_way();
        }
        let before = self.look(aim).await;
        let command: &[&str] = if aim.creates() {
            &["create", "A-1", "--all-unmatched", "--type", "Network device"]
        } else {
            &["sync", "run", "A-1", "--mode", "custom"]
        };
        let mut child = self.desk.command().args(command).spawn().unwrap();
        let is_alive = self.wait_for(aim, &before, &mut child).await;
        child.kill().unwrap();
        let status = child.wait().unwrap();
        if !is_alive || status.code().is_some() {
            return None;
        }
        tokio::time::sleep(ARRIVAL).await;
        let after = self.look(aim).await;
        Some(where_it_was(aim, &before, &after))
    }

    /// Waits until the program is about there. No when it has ended.
    async fn wait_for(&mut self, aim: Step, before: &Seen, child: &mut Child) -> bool {
        let (rounds, started) = (self.roll(3) as usize, Instant::now());
        let pause = match aim {
            Step::CreateStarts | Step::SyncStarts => Duration::from_millis(self.roll(40)),
            Step::CreateListed | Step::SyncListed => Duration::from_millis(self.roll(2 + LATENCY.as_millis() as u64)),
            Step::Posted | Step::Patched => Duration::from_micros(self.roll(LATENCY.as_micros() as u64 + 3_000)),
            Step::CreationKept | Step::ResultKept => Duration::from_micros(self.roll(1_500)),
            Step::Intended | Step::UndoKept => Duration::ZERO,
        };
        loop {
            if child.try_wait().unwrap().is_some() || started.elapsed() > PATIENCE {
                return false;
            }
            let is_there = match aim {
                Step::CreateStarts | Step::SyncStarts => true,
                Step::CreateListed | Step::SyncListed => self.requests("GET", "configurations") > before.lists,
                Step::Posted => self.requests("POST", "configurations") > before.posts + rounds,
                Step::Patched => self.requests("PATCH", "configurations") > before.patches + rounds,
                Step::Intended | Step::UndoKept | Step::CreationKept | Step::ResultKept => {
                    let now = self.look(aim).await;
                    match aim {
                        Step::Intended => now.intents.difference(&before.intents).next().is_some(),
                        Step::CreationKept => now.matched.len() > before.matched.len() + rounds,
                        // Of a run that began before, everything was counted before.
                        Step::UndoKept => now.runs > before.runs && now.undo > 0,
                        _ => now.runs > before.runs && now.results > rounds,
                    }
                }
            };
            if is_there {
                break;
            }
            tokio::task::yield_now().await;
        }
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
        child.try_wait().unwrap().is_none()
    }

    fn requests(&self, method: &str, path: &str) -> usize {
        self.desk.connectwise.with(|simulator| {
            let is_it = |path_of: &str| path_of.contains("company/configurations") && path_of.contains(path);
            simulator.request_log().iter().filter(|entry| entry.method == method && is_it(&entry.path)).count()
        })
    }

    /// What there is; for a sync, of its newest run.
    async fn look(&self, aim: Step) -> Seen {
        let mut seen = Seen {
            lists: self.requests("GET", "configurations"),
            posts: self.requests("POST", "configurations"),
            patches: self.requests("PATCH", "configurations"),
            ..Seen::default()
        };
        if aim.creates() {
            let intents = self.store.creation_intents(self.desk.company).await.unwrap();
            seen.intents = intents.into_iter().map(|intent| format!("{} {}", intent.identifier, intent.run)).collect();
            seen.created = self.created().into_values().flatten().collect();
            let matches = self.store.matches_of_company(self.desk.company).await.unwrap();
            seen.matched = matches.into_iter().map(|found| found.configuration).collect();
        } else {
            let runs: Vec<Run> = self.store.runs(&RunFilter { limit: 1_000, ..RunFilter::default() }).await.unwrap();
            seen.runs = runs.len();
            if let Some(newest) = runs.iter().find(|run| run.kind == RunKind::Sync) {
                seen.undo = devices_of(&self.store.undo_rows(newest.id).await.unwrap()).len();
                seen.results = self.store.run_results(newest.id).await.unwrap().len();
            }
        }
        seen
    }

    /// Records that carry an identifier of ours, with how many carry it.
    fn created(&self) -> BTreeMap<String, Vec<i64>> {
        self.desk.connectwise.with(|simulator| {
            let mut created: BTreeMap<String, Vec<i64>> = BTreeMap::new();
            for record in simulator.configurations_of(self.desk.company) {
                if record.device_identifier.starts_with("sitebook:") {
                    created.entry(record.device_identifier.clone()).or_default().push(record.id);
                }
            }
            created
        })
    }

    /// Somebody edits some of the pairs, so that the next run has values to overwrite on both sides.
    fn put_values_in_the_way(&mut self) {
        for place in 0..self.pairs.len() {
            let (id, number) = (self.pairs[place], self.edits.len());
            let name = format!("value {number}");
            let requests = self.desk.connectwise.with(|simulator| {
                simulator.edit_configuration(id, |record| {
                    record.name.clone_from(&name);
                    record.notes = format!("note {number}");
                });
                simulator.request_log().len()
            });
            self.edits.push(Edit { configuration: id, name, requests });
        }
    }

    /// No record is there twice, and the database is sound.
    pub async fn check_at_any_moment(&self) {
        let twice: Vec<_> = self.created().into_iter().filter(|(_, records)| records.len() > 1).collect();
        assert!(twice.is_empty(), "there twice: {twice:?}");
        assert!(self.store.is_sound().await.unwrap(), "the database is damaged");
    }

    /// Lets both run to their end, and looks at everything.
    pub async fn check_the_end(&self) {
        self.desk.connectwise.with(|simulator| simulator.settings_mut().latency = 0);
        self.desk.run(&["create", "A-1", "--all-unmatched", "--type", "Network device"]).code_is(DONE);
        self.desk.run(&["sync", "run", "A-1", "--mode", "custom"]).code_is(DONE);
        self.check_at_any_moment().await;

        let company = self.desk.company;
        assert_eq!(self.store.creation_intents(company).await.unwrap(), [], "an intent is left");
        let matches = self.store.matches_of_company(company).await.unwrap();
        let matched: BTreeSet<i64> = matches.iter().map(|found| found.configuration).collect();
        assert_eq!(matched.len(), matches.len(), "two devices share a configuration");
        let created: Vec<i64> = self.created().into_values().flatten().collect();
        let orphans: Vec<_> = created.iter().filter(|id| !matched.contains(id)).collect();
        assert!(orphans.is_empty(), "created and not matched: {orphans:?}");
        let made = matches.iter().filter(|found| found.rule == MatchRule::Created).count();
        assert_eq!(made, created.len(), "each created match has its record");
        let deleted = self
            .desk
            .connectwise
            .with(|simulator| simulator.request_log().iter().filter(|entry| entry.method == "DELETE").count());
        assert_eq!(deleted, 0, "a DELETE was sent");
        self.check_undo_rows().await;

        let reply = self.desk.done(&["sync", "run", "A-1", "--mode", "custom"]);
        assert_eq!(reply["applied"], 0, "the next run writes: {reply}");
        println!("{} records created, each once and matched", created.len());
    }

    /// Every value that was overwritten, on either side, was kept.
    async fn check_undo_rows(&self) {
        let runs = self.store.runs(&RunFilter { limit: 10_000, ..RunFilter::default() }).await.unwrap();
        let mut rows: Vec<UndoRow> = Vec::new();
        for run in &runs {
            rows.extend(self.store.undo_rows(run.id).await.unwrap());
        }
        let overwritten = self.overwritten();
        for edit in &overwritten {
            let is_it = |row: &UndoRow| {
                row.configuration == edit.configuration
                    && row.field == MappedField::Name
                    && row.target == SyncTarget::Connectwise
                    && row.old == edit.name
            };
            assert!(rows.iter().any(is_it), "{:?} of configuration {} was not kept", edit.name, edit.configuration);
        }
        println!("{} values overwritten there, all kept for undo before", overwritten.len());
        let agent = self.store.find_agents("A-1").await.unwrap()[0].id;
        for entry in self.store.history(agent, 100_000).await.unwrap() {
            if entry.field == "notes" && entry.by.starts_with("sync") {
                let is_kept = rows.iter().any(|row| row.target == SyncTarget::Local && row.old == entry.old);
                assert!(is_kept, "the note {:?} was overwritten here and not kept", entry.old);
            }
        }
    }

    /// Names that somebody gave and that a write of ours replaced.
    fn overwritten(&self) -> Vec<&Edit> {
        let writes: Vec<(usize, i64)> = self.desk.connectwise.with(|simulator| {
            let log = simulator.request_log().iter().enumerate();
            log.filter(|(_, entry)| entry.method == "PATCH" && entry.status == 200)
                .filter_map(|(place, entry)| Some((place, entry.path.rsplit('/').next()?.parse().ok()?)))
                .collect()
        });
        let standing_at = |configuration: i64, place: usize| {
            self.edits.iter().rfind(|edit| edit.configuration == configuration && edit.requests <= place)
        };
        writes.into_iter().filter_map(|(place, configuration)| standing_at(configuration, place)).collect()
    }

    /// A number below `end`, by splitmix64.
    fn roll(&mut self, end: u64) -> u64 {
        self.chance = self.chance.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.chance;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed ^ (mixed >> 31)) % end.max(1)
    }
}

/// Connects over the slow way.
fn connect(desk: &Desk, port: u16) {
    let site = format!("http://127.0.0.1:{port}");
    let mut child = desk
        .command()
        .args(["--json", "connectwise", "connect", "--site", &site, "--company", LOGIN_COMPANY])
        .args(["--public-key", PUBLIC_KEY, "--client-id", CLIENT_ID])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), PRIVATE_KEY.as_bytes()).unwrap();
    ended(child).code_is(DONE);
}

fn where_it_was(aim: Step, before: &Seen, after: &Seen) -> Step {
    if aim.creates() {
        let is_unmatched = |id: &&i64| !after.matched.contains(id);
        return if after.lists == before.lists {
            Step::CreateStarts
        } else if after.created.difference(&before.created).any(|id| is_unmatched(&id)) {
            Step::Posted
        } else if after.intents.difference(&before.intents).next().is_some() {
            Step::Intended
        } else if after.matched.len() > before.matched.len() {
            Step::CreationKept
        } else {
            Step::CreateListed
        };
    }
    let patches = after.patches - before.patches;
    if after.lists == before.lists {
        Step::SyncStarts
    } else if after.runs == before.runs || after.undo == 0 {
        Step::SyncListed
    } else if patches > after.results {
        Step::Patched
    } else if after.undo > patches {
        Step::UndoKept
    } else {
        Step::ResultKept
    }
}

fn devices_of(rows: &[UndoRow]) -> BTreeSet<sitebook_domain::DeviceId> {
    rows.iter().map(|row| row.device).collect()
}
