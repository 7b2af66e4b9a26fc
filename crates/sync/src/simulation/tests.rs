//! As many worlds as fit into the time of a check.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use super::*;

/// Worlds that are played each time.
const SEEDS: u64 = 4_000;

/// Worlds that are played twice.
const TWICE: u64 = 200;

#[test]
fn nothing_is_lost_and_nothing_is_there_twice_whatever_happens() {
    let next = AtomicU64::new(0);
    let play_some = || {
        let seeds = std::iter::repeat_with(|| next.fetch_add(1, Ordering::SeqCst)).take_while(|seed| *seed < SEEDS);
        seeds.filter_map(|seed| play(seed).broken).collect::<Vec<Broken>>()
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let broken: Vec<String> = thread::scope(|scope| {
        let playing: Vec<_> = (0..threads).map(|_| scope.spawn(play_some)).collect();
        playing.into_iter().flat_map(|thread| thread.join().unwrap()).map(|broken| broken.to_string()).collect()
    });
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_same_seed_gives_the_same_world() {
    for seed in 0..TWICE {
        assert_eq!(play(seed), play(seed), "seed {seed}");
    }
}

#[test]
fn every_kind_of_fault_is_thrown_in() {
    let injected: Vec<_> = (0..TWICE).map(|seed| play(seed).injected).collect();
    for fault in Fault::ALL {
        assert!(injected.iter().any(|of| of.contains_key(fault)), "{}", fault.name());
    }
}
