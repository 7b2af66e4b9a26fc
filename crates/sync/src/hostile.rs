//! A made-up world full of traps, with its ground truth: how many links the rules make, and how many of them are wrong.
//!
//! Everything comes from a seed: the same seed makes the same world on every machine. The rules were tried out on
//! [`TUNING_SEEDS`]; what is published and held by a test comes from [`REPORT_SEEDS`], which nothing was tuned on.

mod assumptions;
mod rival;
mod score;
mod world;

pub use assumptions::Assumptions;
pub use rival::{first_hit_in_account, first_hit_in_company};
pub use score::{Score, our_rules, score};
pub use world::{Company, World};

/// Worlds to try rules out on.
pub const TUNING_SEEDS: [u64; 3] = [1, 2, 3];

/// Worlds to report on.
pub const REPORT_SEEDS: [u64; 10] = [201, 202, 203, 204, 205, 206, 207, 208, 209, 210];

/// Of 10,000 automatic links, how many may be wrong.
pub const WRONG_BOUND: f64 = 10.0;

/// Of 100 pairs that exist, how many must be linked automatically.
pub const AUTOMATIC_BOUND: f64 = 75.0;

#[cfg(test)]
mod tests;
