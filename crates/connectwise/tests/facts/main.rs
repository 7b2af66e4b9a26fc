//! The facts about ConnectWise's API, one row a line, each played against the simulator; where sources disagree or are
//! silent, with the simulator's switch in every position.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]
#![allow(
    clippy::assigning_clones,
    clippy::format_collect,
    reason = "a test reads better so, and its speed does not matter"
)]

#[path = "../common/mod.rs"]
mod common;

mod errors;
mod lists;
mod pains;
mod sign_in;
mod writing;

use std::future::Future;
use std::pin::Pin;

/// A fact, in its own words, and the play that shows that the client minds it.
pub type Fact = (&'static str, fn() -> Pin<Box<dyn Future<Output = ()> + Send>>);

/// Plays every fact and names those that failed.
async fn play(facts: &[Fact]) {
    let mut failed = Vec::new();
    for (name, fact) in facts {
        println!("{name}");
        if let Err(error) = tokio::spawn(fact()).await {
            failed.push(format!("{name}: {error}"));
        }
    }
    assert!(failed.is_empty(), "these facts are not minded:\n  {}", failed.join("\n  "));
}

/// Builds one table: `"the fact" => async { the play },`
#[macro_export]
macro_rules! facts {
    ($($name:literal => $play:expr),* $(,)?) => {
        pub const FACTS: &[$crate::Fact] = &[$(($name, || Box::pin($play))),*];
    };
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn authentication_hosts_and_headers() {
    play(sign_in::FACTS).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reading_lists() {
    play(lists::FACTS).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writing_records() {
    play(writing::FACTS).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn errors_and_limits() {
    play(errors::FACTS).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn known_pains() {
    play(pains::FACTS).await;
}
