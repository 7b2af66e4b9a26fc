//! The program is killed (`kill -9`) again and again at every step of its protocols, and nothing is lost or there twice.
//!
//! `cargo xtask kill-loop --kills 200` does it often enough for ten kills in each step; each check does a short form.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "it prints a table and may fail")]

#[allow(dead_code, reason = "the desk of the contract tests, of which this needs a part")]
#[path = "../contract/desk.rs"]
mod desk;
mod step;
mod victim;
mod way;

use std::collections::BTreeMap;

use step::Step;
use victim::Victim;

/// Kills unless `SITEBOOK_KILLS` says otherwise.
const KILLS: usize = 20;

/// From so many kills on, each step must have been hit ten times.
const LONG: usize = 200;

/// Kills that each step must have in the long form.
const EACH: usize = 10;

/// So many attempts per kill at most: a program may end before it is hit.
const ATTEMPTS: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_there_twice_however_often_the_program_is_killed() {
    let kills = std::env::var("SITEBOOK_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
    let mut counts: BTreeMap<Step, usize> = Step::ALL.iter().map(|step| (*step, 0)).collect();
    let mut victim = Victim::new(kills).await;
    let mut made = 0;
    // Creations first: what they leave unknown is a minute old by the time it has to be settled.
    for steps in [Step::CREATING, Step::SYNCING] {
        let mut attempts = 0;
        let wanted = made + kills / 2;
        while made < wanted && attempts < kills * ATTEMPTS {
            attempts += 1;
            // The step that was hit least; each time another one where some are hard to hit.
            let mut by_count = steps;
            by_count.sort_by_key(|step| counts[step]);
            let aim = by_count[attempts % 2];
            let Some(hit) = victim.kill_at(aim).await else { continue };
            *counts.entry(hit).or_default() += 1;
            made += 1;
            victim.check_at_any_moment().await;
        }
    }
    println!("| Step in which it was killed | Kills |\n|---|---:|");
    for (step, kills) in &counts {
        println!("| {} | {kills} |", step.name());
    }
    println!("{made} kills");
    victim.check_the_end().await;
    assert_eq!(made, kills / 2 * 2, "the program ended too often before it could be killed");
    if kills >= LONG {
        for (step, kills) in counts {
            assert!(kills >= EACH, "only {kills} kills: {}", step.name());
        }
    }
}
