//! Who goes dark when power is cut or a device restarts, and why.
//!
//! What is known comes from the Domotz Public API: the outlets of a device with what hangs on them (`DeviceOutlet.links`),
//! and pairs of connected devices (`NetworkTopology.edges`, of which it does not say which end is nearer to the internet).
//! A device is switched at all the outlets that it hangs on (`DevicePowerAction`), and with it whatever else hangs there.
//! Both are as good as what people entered there and what was discovered, so that nothing is concluded from what is missing.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

/// An outlet with the devices that hang on it. Devices are the source's numbers throughout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedingOutlet {
    /// Whose outlet it is.
    pub device: i64,
    /// The source's id of the outlet, unique within its device.
    pub id: String,
    /// Whether it is on; none = not known. One that is off feeds nobody.
    pub is_on: Option<bool>,
    /// What hangs on it.
    pub feeds: Vec<i64>,
}

/// How the devices of a network hang together, as far as is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wiring<'w> {
    /// Outlets.
    pub outlets: &'w [FeedingOutlet],
    /// Pairs of devices that are connected; which stands first means nothing.
    pub edges: &'w [(i64, i64)],
    /// The device on which the agent runs, where that is known.
    pub host: Option<i64>,
    /// The devices that may be the way into the internet. Where there are several, it is not known which of them is.
    pub ways_out: &'w [i64],
}

/// What is about to be switched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switched<'s> {
    /// The power of a device is cut, at all its outlets.
    Power(i64),
    /// A device restarts itself: its own outlets may go off meanwhile, those that it hangs on do not.
    Restart(i64),
    /// One outlet is cut.
    Outlet {
        /// Whose it is.
        device: i64,
        /// Its id.
        outlet: &'s str,
    },
}

impl Switched<'_> {
    /// The device that is dark by the act itself.
    fn device(self) -> Option<i64> {
        match self {
            Self::Power(device) | Self::Restart(device) => Some(device),
            Self::Outlet { .. } => None,
        }
    }

    /// Whether the act itself cuts an outlet.
    fn cuts(self, outlet: &FeedingOutlet) -> bool {
        match self {
            Self::Power(device) => outlet.feeds.contains(&device),
            Self::Restart(_) => false,
            Self::Outlet { device, outlet: id } => outlet.device == device && outlet.id == id,
        }
    }
}

/// A device, and the outlet by which it loses power.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unfed<'w> {
    /// The device.
    pub device: i64,
    /// The outlet.
    pub outlet: &'w FeedingOutlet,
}

/// What becomes of the agent, without which its source sees nothing and can switch nothing on again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgentFate {
    /// It keeps its power, and every way into the internet that it had.
    Stays,
    /// It loses its power, or its last way into the internet.
    Lost,
    /// Nobody knows what it runs on, or how that is connected.
    Unknown,
}

/// Who goes dark with what is switched. That itself is in no list, and nobody loses power and network for two reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoesDark<'w> {
    /// Those that lose power: on an outlet that is cut, or on one of a device that goes dark itself. By number.
    pub loses_power: Vec<Unfed<'w>>,
    /// Those that lose one outlet and still hang on another, which goes on. By number.
    pub keeps_a_feed: Vec<Unfed<'w>>,
    /// Those that keep their power, and are reached only through what goes dark. By number.
    pub cut_off: Vec<i64>,
    /// Those that are connected to what goes dark, where it is not known from where the network is reached: perhaps they are
    /// cut off. By number.
    pub connected: Vec<i64>,
    /// Those of the above whose own outlets are cut by the act: their source does not reach them any more to switch them on
    /// again. By number.
    pub out_of_reach: Vec<i64>,
    /// What becomes of the agent.
    pub agent: AgentFate,
}

/// Who goes dark when something is switched.
#[must_use]
pub fn goes_dark<'w>(wiring: &Wiring<'w>, switched: Switched<'_>) -> GoesDark<'w> {
    let power = Power::after(wiring.outlets, switched);
    let graph = Graph::of(wiring.edges);
    let agent = fate(wiring, &graph, &power.dark);
    let roots = roots(wiring, &graph, &power.dark, agent);
    let nobody = BTreeSet::new();
    // What was not reached before is not cut off by this.
    let before = graph.reached(&roots, &nobody);
    let after = graph.reached(&roots, &power.dark);
    let lit = |devices: BTreeSet<i64>| devices.into_iter().filter(|device| !power.dark.contains(device));
    let connected = if roots.is_empty() { graph.neighbours(&power.dark) } else { nobody };
    let cut_off: Vec<i64> = lit(before).filter(|device| !after.contains(device)).collect();
    let is_lost = |device: &i64| power.lost.contains_key(device) || cut_off.contains(device);
    let switching: BTreeSet<i64> =
        wiring.outlets.iter().filter(|outlet| switched.cuts(outlet)).map(|outlet| outlet.device).collect();
    GoesDark {
        out_of_reach: switching.into_iter().filter(is_lost).collect(),
        cut_off,
        connected: lit(connected).collect(),
        agent,
        keeps_a_feed: power.keeps_a_feed(wiring.outlets, switched),
        loses_power: power.lost.into_iter().map(|(device, outlet)| Unfed { device, outlet }).collect(),
    }
}

/// Who is without power.
struct Power<'w> {
    /// All that are dark, what is switched among them.
    dark: BTreeSet<i64>,
    /// Those that lose power, with the outlet by which.
    lost: BTreeMap<i64, &'w FeedingOutlet>,
}

impl<'w> Power<'w> {
    fn after(outlets: &'w [FeedingOutlet], switched: Switched<'_>) -> Self {
        let mut power = Self { dark: switched.device().into_iter().collect(), lost: BTreeMap::new() };
        // Each round but the last makes somebody dark: it ends, in whatever circles the outlets feed each other.
        while let Some((device, outlet)) = power.next(outlets, switched) {
            power.dark.insert(device);
            power.lost.insert(device, outlet);
        }
        power
    }

    /// The lowest number that hangs on outlets which feed it no longer, with the first of them.
    fn next(&self, outlets: &'w [FeedingOutlet], switched: Switched<'_>) -> Option<(i64, &'w FeedingOutlet)> {
        let unfed = self.unfed(outlets, switched).filter(|(device, _)| !self.is_fed(outlets, switched, *device));
        unfed.min_by_key(|(device, outlet)| (*device, outlet.device, &outlet.id))
    }

    /// Those that go on by another outlet.
    fn keeps_a_feed(&self, outlets: &'w [FeedingOutlet], switched: Switched<'_>) -> Vec<Unfed<'w>> {
        let mut kept: BTreeMap<i64, &FeedingOutlet> = BTreeMap::new();
        for (device, outlet) in self.unfed(outlets, switched) {
            let first = kept.entry(device).or_insert(outlet);
            if (outlet.device, &outlet.id) < (first.device, &first.id) {
                *first = outlet;
            }
        }
        kept.into_iter().map(|(device, outlet)| Unfed { device, outlet }).collect()
    }

    /// Whatever hangs on outlets that feed it no longer, and is not known to be dark.
    fn unfed(
        &self,
        outlets: &'w [FeedingOutlet],
        switched: Switched<'_>,
    ) -> impl Iterator<Item = (i64, &'w FeedingOutlet)> {
        // What hangs on an outlet that was off before loses nothing, but for the one that a person is about to cut: it may
        // be on by now.
        let ends = move |outlet: &&FeedingOutlet| {
            switched.cuts(outlet) || (outlet.is_on != Some(false) && self.dark.contains(&outlet.device))
        };
        let fed = |outlet: &'w FeedingOutlet| outlet.feeds.iter().map(move |device| (*device, outlet));
        outlets.iter().filter(ends).flat_map(fed).filter(|(device, _)| !self.dark.contains(device))
    }

    fn is_fed(&self, outlets: &[FeedingOutlet], switched: Switched<'_>, device: i64) -> bool {
        outlets.iter().any(|outlet| {
            outlet.feeds.contains(&device)
                && outlet.is_on != Some(false)
                && !switched.cuts(outlet)
                && !self.dark.contains(&outlet.device)
        })
    }
}

/// Who is connected with whom.
struct Graph(BTreeMap<i64, BTreeSet<i64>>);

impl Graph {
    fn of(edges: &[(i64, i64)]) -> Self {
        let mut graph: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
        for (one, other) in edges {
            graph.entry(*one).or_default().insert(*other);
            graph.entry(*other).or_default().insert(*one);
        }
        Self(graph)
    }

    fn has(&self, device: i64) -> bool {
        self.0.contains_key(&device)
    }

    /// Whatever is connected to one of these devices.
    fn neighbours(&self, devices: &BTreeSet<i64>) -> BTreeSet<i64> {
        devices.iter().filter_map(|device| self.0.get(device)).flatten().copied().collect()
    }

    /// Whatever is reached from these devices, themselves among it, without a way through the dark ones.
    fn reached(&self, from: &[i64], dark: &BTreeSet<i64>) -> BTreeSet<i64> {
        let mut reached = BTreeSet::new();
        let mut waiting: Vec<i64> = from.to_vec();
        while let Some(device) = waiting.pop() {
            if dark.contains(&device) || !reached.insert(device) {
                continue;
            }
            waiting.extend(self.0.get(&device).into_iter().flatten());
        }
        reached
    }
}

/// What becomes of the agent: the way out may be any of the devices that may be it.
fn fate(wiring: &Wiring<'_>, graph: &Graph, dark: &BTreeSet<i64>) -> AgentFate {
    let Some(host) = wiring.host else { return AgentFate::Unknown };
    if dark.contains(&host) {
        return AgentFate::Lost;
    }
    let ways = |reached: BTreeSet<i64>| wiring.ways_out.iter().filter(|way| reached.contains(way)).count();
    let before = ways(graph.reached(&[host], &BTreeSet::new()));
    match ways(graph.reached(&[host], dark)) {
        _ if before == 0 => AgentFate::Unknown,
        0 => AgentFate::Lost,
        after if after == before => AgentFate::Stays,
        _ => AgentFate::Unknown,
    }
}

/// From where the network is reached: from the agent, which is known for certain, unless it is cut off itself while a way
/// out is left; then from there. Nothing = nobody knows.
fn roots(wiring: &Wiring<'_>, graph: &Graph, dark: &BTreeSet<i64>, agent: AgentFate) -> Vec<i64> {
    let is_lit = |device: &i64| graph.has(*device) && !dark.contains(device);
    let host = wiring.host.filter(is_lit);
    let ways_out: Vec<i64> = wiring.ways_out.iter().copied().filter(is_lit).collect();
    match host {
        Some(host) if agent != AgentFate::Lost || ways_out.is_empty() => vec![host],
        _ => ways_out,
    }
}
