//! What a rule came to.

use sitebook_domain::{DeviceId, MatchState};

use super::world::World;
use crate::{MatchInput, MatchOptions, match_devices};

/// Counts over one or more worlds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Score {
    /// Devices that have a configuration.
    pub pairs: usize,
    /// Links made without a person.
    pub automatic: usize,
    /// Of those, links to a configuration that is another device's.
    pub wrong: usize,
    /// Links that wait for one click.
    pub proposed: usize,
    /// Of those, wrong ones.
    pub proposed_wrong: usize,
    /// Devices for a person to choose about.
    pub review: usize,
}

impl Score {
    /// Wrong links of 10,000 automatic ones.
    #[must_use]
    pub fn wrong_of_10_000(&self) -> f64 {
        10_000.0 * self.wrong as f64 / self.automatic.max(1) as f64
    }

    /// Right automatic links of 100 pairs that exist.
    #[must_use]
    pub fn automatic_share(&self) -> f64 {
        100.0 * (self.automatic - self.wrong) as f64 / self.pairs.max(1) as f64
    }

    /// Right links, automatic or with one click, of 100 pairs that exist.
    #[must_use]
    pub fn found_share(&self) -> f64 {
        let right = self.automatic - self.wrong + self.proposed - self.proposed_wrong;
        100.0 * right as f64 / self.pairs.max(1) as f64
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            pairs: self.pairs + other.pairs,
            automatic: self.automatic + other.automatic,
            wrong: self.wrong + other.wrong,
            proposed: self.proposed + other.proposed,
            proposed_wrong: self.proposed_wrong + other.proposed_wrong,
            review: self.review + other.review,
        }
    }
}

/// Holds links against the truth.
#[must_use]
pub fn score(world: &World, links: &[(DeviceId, i64)]) -> Score {
    Score {
        pairs: world.truth.len(),
        automatic: links.len(),
        wrong: links.iter().filter(|link| is_wrong(world, **link)).count(),
        ..Score::default()
    }
}

/// Applies our own rules to every company, and holds them against the truth.
#[must_use]
pub fn our_rules(world: &World) -> Score {
    let mut total = Score { pairs: world.truth.len(), ..Score::default() };
    for company in &world.companies {
        let input = MatchInput {
            devices: &company.devices,
            sites: &company.sites,
            configurations: &company.configurations,
            matches: &[],
            unlinks: &[],
            kept: &[],
        };
        let outcome = match_devices(input, &MatchOptions::default());
        total.review += outcome.review.len();
        for proposal in &outcome.proposals {
            let wrong = usize::from(is_wrong(world, (proposal.device, proposal.configuration)));
            if proposal.state == MatchState::Automatic {
                total.automatic += 1;
                total.wrong += wrong;
            } else {
                total.proposed += 1;
                total.proposed_wrong += wrong;
            }
        }
    }
    total
}

fn is_wrong(world: &World, (device, configuration): (DeviceId, i64)) -> bool {
    !world.truth.get(&device).is_some_and(|configurations| configurations.contains(&configuration))
}
