//! Plays worlds under random trouble and prints what was thrown in and what held: `cargo xtask simulate`.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the terminal is where the report goes")]

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

use sitebook_sync::simulation::{Broken, Fault, Invariant, Played, play};

/// Of so many worlds one is played twice, to see that it is the same.
const REPLAY_EACH: u64 = 10;

/// So many broken worlds are shown.
const SHOWN: usize = 20;

#[derive(Default)]
struct Total {
    seeds: u64,
    injected: BTreeMap<Fault, u64>,
    worlds: BTreeMap<Fault, u64>,
    held: BTreeMap<Invariant, u64>,
    unseen: u64,
    broken: Vec<Broken>,
}

impl Total {
    fn add(&mut self, seed: u64) {
        self.seeds += 1;
        let played = play(seed);
        if seed.is_multiple_of(REPLAY_EACH) {
            self.check_replay(seed, &played);
        }
        for (fault, times) in played.injected {
            *self.injected.entry(fault).or_default() += u64::from(times);
            *self.worlds.entry(fault).or_default() += 1;
        }
        for (invariant, times) in played.held {
            *self.held.entry(invariant).or_default() += times;
        }
        self.unseen += played.overwritten_unseen;
        self.broken.extend(played.broken);
    }

    fn check_replay(&mut self, seed: u64, played: &Played) {
        if play(seed) == *played {
            *self.held.entry(Invariant::Replay).or_default() += 1;
        } else {
            let what = "the second time it was another world".to_owned();
            self.broken.push(Broken { seed, invariant: Invariant::Replay, what });
        }
    }

    fn and(mut self, other: Self) -> Self {
        self.seeds += other.seeds;
        self.unseen += other.unseen;
        for (fault, times) in other.injected {
            *self.injected.entry(fault).or_default() += times;
        }
        for (fault, worlds) in other.worlds {
            *self.worlds.entry(fault).or_default() += worlds;
        }
        for (invariant, times) in other.held {
            *self.held.entry(invariant).or_default() += times;
        }
        self.broken.extend(other.broken);
        self
    }

    fn print(&mut self, seconds: f64) {
        println!("| Fault | Times | Worlds |\n|---|---:|---:|");
        for fault in Fault::ALL {
            let of = |counts: &BTreeMap<Fault, u64>| counts.get(fault).copied().unwrap_or_default();
            println!("| {} | {} | {} |", fault.name(), of(&self.injected), of(&self.worlds));
        }
        println!("\n| Invariant | Held | Broken |\n|---|---:|---:|");
        for invariant in Invariant::ALL {
            let broken = self.broken.iter().filter(|broken| broken.invariant == *invariant).count();
            println!("| {} | {} | {broken} |", invariant.name(), self.held.get(invariant).copied().unwrap_or_default());
        }
        println!(
            "\n{} worlds in {seconds:.1} s; {} values overwritten unseen, between look and write; {} worlds broken",
            self.seeds,
            self.unseen,
            self.broken.len()
        );
        self.broken.sort_by_key(|broken| broken.seed);
        for broken in self.broken.iter().take(SHOWN) {
            eprintln!("{broken}");
        }
    }
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |name: &str| {
        let place = words.iter().position(|word| word == name)?;
        words.get(place + 1)?.parse::<u64>().ok()
    };
    if let Some(seed) = number("--seed") {
        return replay(seed);
    }
    let (from, seeds) = (number("--from").unwrap_or_default(), number("--seeds").unwrap_or(10_000));
    let start = Instant::now();
    let next = AtomicU64::new(from);
    let work = || {
        let mut total = Total::default();
        loop {
            let seed = next.fetch_add(1, Ordering::SeqCst);
            if seed >= from + seeds {
                return total;
            }
            total.add(seed);
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut total = thread::scope(|scope| {
        let working: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        working.into_iter().filter_map(|thread| thread.join().ok()).fold(Total::default(), Total::and)
    });
    total.print(start.elapsed().as_secs_f64());
    // A world whose thread ended in a panic is not counted, and so missing here.
    if total.broken.is_empty() && total.seeds == seeds { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// One world, with everything that happened in it.
fn replay(seed: u64) -> ExitCode {
    let played = play(seed);
    for event in &played.events {
        println!("{event:?}");
    }
    println!("{:?}", played.calls);
    for (fault, times) in &played.injected {
        println!("{times} x {}", fault.name());
    }
    match played.broken {
        None => {
            println!("seed {seed}: everything held");
            ExitCode::SUCCESS
        }
        Some(broken) => {
            println!("{broken}");
            ExitCode::FAILURE
        }
    }
}
