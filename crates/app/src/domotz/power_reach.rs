//! What goes dark with a device or an outlet, asked when a person is about to cut it and at no other time: each question
//! is taken from the day's quota.
//!
//! Domotz has outlets one device at a time, and does not say which devices have any. Asked are those that by their kind
//! may have, and the one that is about to be switched. Whatever is not answered is told: nobody is to take it for nothing.

use std::collections::HashMap;
use std::time::Duration;

use futures::{StreamExt, stream};
use sitebook_domain::{
    AgentFate, Device, DeviceField, FeedingOutlet, GoesDark, MacAddress, Switched, Unfed, VioletDevice, Wiring,
    goes_dark, hosts_agents, is_power_unit, is_way_out, may_feed_power,
};
use sitebook_domotz::{DomotzError, Listed, Outlet, Topology};

use super::details::Place;
use super::refreshing::AT_ONCE;
use crate::dto::{
    DomotzAgentFate, DomotzDarkDevice, DomotzDarkDevices, DomotzPowerAction, DomotzPowerReach, DomotzPowerRequest,
};
use crate::{AppError, Workspace};

/// So many devices are asked for their outlets at most: with four calls at once some seconds, and a small part of a day's
/// quota.
const MOST_ASKED: usize = 24;

/// How long a person waits for the answers.
const PATIENCE: Duration = Duration::from_secs(10);

/// So many names stand in a sentence.
const MOST_NAMES: usize = 3;

impl Workspace {
    /// What goes dark with something that is about to be switched: one call for the map of the network, and one for the
    /// outlets of each device that may feed others.
    pub async fn domotz_power_reach(&self, request: DomotzPowerRequest) -> Result<DomotzPowerReach, AppError> {
        let (device, place) = self.domotz_place(&request.device).await?;
        let switched = match (&request.outlet, request.action) {
            (_, DomotzPowerAction::On) => return Ok(nothing()),
            (Some(outlet), _) => Switched::Outlet { device: place.device, outlet },
            (None, DomotzPowerAction::SoftwareReboot) => Switched::Restart(place.device),
            (None, _) => Switched::Power(place.device),
        };
        let devices = self.store().devices(place.agent_id).await?;
        let network = Network::of(&devices, self.host_of(place.agent_id).await?);
        let (asked, left) = network.feeding(place.device);
        let (topology, outlets) =
            tokio::join!(self.ask_topology(&place), self.ask_outlets(&place, &network, &asked, left));
        let (edges, mut not_known) = topology;
        let (outlets, untold) = outlets;
        not_known.extend(untold);
        let fed: Vec<FeedingOutlet> = outlets.iter().map(|known| feeding(known.device, &known.outlet)).collect();
        let wiring = Wiring {
            outlets: &fed,
            edges: edges.as_deref().unwrap_or_default(),
            host: network.host,
            ways_out: &network.ways_out,
        };
        let dark = goes_dark(&wiring, switched);
        not_known.extend(gaps(&wiring, switched, &dark, &device, edges.is_some()));
        Ok(network.told(&dark, &outlets, not_known))
    }

    /// How the devices are connected, and what of it is not known. Nothing = it could not be asked.
    async fn ask_topology(&self, place: &Place) -> (Option<Vec<(i64, i64)>>, Vec<String>) {
        let answer = tokio::time::timeout(PATIENCE, place.client.topology(place.agent)).await;
        match answer.map_err(|_| too_late()) {
            Ok(Ok(Topology { edges, unread: 0 })) => (Some(edges), Vec::new()),
            Ok(Ok(Topology { edges, unread })) => {
                (Some(edges), vec![format!("Connections of Domotz's map that could not be read: {unread}.")])
            }
            Ok(Err(error)) => (None, vec![unasked_topology(&self.why(place, error).await)]),
            Err(why) => (None, vec![unasked_topology(&why)]),
        }
    }

    /// The outlets of these devices, and what of them is not known.
    async fn ask_outlets(
        &self,
        place: &Place,
        network: &Network<'_>,
        asked: &[i64],
        left: usize,
    ) -> (Vec<KnownOutlet>, Vec<String>) {
        let mut answers: HashMap<i64, Result<Listed<Outlet>, DomotzError>> = stream::iter(asked.iter().copied())
            .map(|device| async move { (device, place.client.outlets(place.agent, device).await) })
            .buffer_unordered(AT_ONCE)
            .take_until(tokio::time::sleep(PATIENCE))
            .collect()
            .await;
        let (mut known, mut untold) = (Vec::new(), Vec::new());
        let (mut unanswered, mut reason) = (Vec::new(), None);
        for device in asked.iter().copied() {
            match answers.remove(&device) {
                Some(Ok(listed)) => {
                    if !listed.unread.is_empty() {
                        untold.push(format!("Some outlets of {} could not be read.", network.name(device)));
                    }
                    known.extend(listed.records.into_iter().map(|outlet| KnownOutlet { device, outlet }));
                }
                // What has no outlets is no trouble.
                Some(Err(DomotzError::NotFound { .. })) => {}
                Some(Err(DomotzError::Rejected { .. })) if !network.is_power_unit(device) => {}
                Some(Err(error)) => {
                    unanswered.push(device);
                    reason.get_or_insert(self.why(place, error).await);
                }
                None => {
                    unanswered.push(device);
                    reason.get_or_insert_with(too_late);
                }
            }
        }
        if let Some(why) = reason {
            untold.push(format!("Outlets could not be asked of {}: {why}", network.names(unanswered)));
        }
        if left > 0 {
            let all = asked.len() + left;
            untold.push(format!("Of {all} devices that may feed others, {} were asked for outlets.", asked.len()));
        }
        (known, untold)
    }

    /// Why Domotz did not answer, in words. A refused key pauses the connection.
    async fn why(&self, place: &Place, error: DomotzError) -> String {
        let said = error.to_string();
        match self.domotz_contact(&place.revision, Err::<(), _>(error)).await {
            Err(error) => error.message,
            Ok(()) => said,
        }
    }
}

/// An outlet with whose it is.
struct KnownOutlet {
    device: i64,
    outlet: Outlet,
}

/// The devices of an agent by their numbers at Domotz.
struct Network<'d> {
    devices: HashMap<i64, &'d Device>,
    /// What the agent runs on.
    host: Option<i64>,
    /// What may be the way into the internet.
    ways_out: Vec<i64>,
}

impl<'d> Network<'d> {
    /// `host` is the address of what the agent runs on. Where Domotz does not tell it, the only device that is there to
    /// run an agent is taken for it.
    fn of(devices: &'d [Device], host: Option<MacAddress>) -> Self {
        let numbered = devices.iter().filter_map(|device| Some((device.source_id.parse().ok()?, device)));
        let devices: HashMap<i64, &Device> = numbered.collect();
        let present = |is_meant: &dyn Fn(&Device) -> bool| {
            let mut found: Vec<i64> = devices
                .iter()
                .filter(|(_, device)| device.gone_since.is_none() && is_meant(device))
                .map(|(number, _)| *number)
                .collect();
            found.sort_unstable();
            found
        };
        let by_address = present(&|device| VioletDevice::of(device, host).is_host);
        let by_kind = present(&|device| hosts_agents(kind(device)));
        let only = |found: &[i64]| if let [one] = found { Some(*one) } else { None };
        let ways_out = present(&|device| is_way_out(kind(device)));
        Self { host: only(&by_address).or_else(|| only(&by_kind)), ways_out, devices }
    }

    /// The devices that are asked for their outlets, with how many are left: the one that is switched, those that are there
    /// to give power, then those that may.
    fn feeding(&self, switched: i64) -> (Vec<i64>, usize) {
        let may_feed = |number: i64, device: &Device| {
            number != switched && device.gone_since.is_none() && may_feed_power(kind(device))
        };
        let mut found: Vec<(bool, &str, i64)> = self
            .devices
            .iter()
            .filter(|(number, device)| may_feed(**number, device))
            .map(|(number, device)| (!is_power_unit(kind(device)), device.name(), *number))
            .collect();
        found.sort_unstable();
        let mut asked: Vec<i64> =
            [switched].into_iter().chain(found.into_iter().map(|(_, _, number)| number)).collect();
        let left = asked.len().saturating_sub(MOST_ASKED);
        asked.truncate(MOST_ASKED);
        (asked, left)
    }

    fn is_power_unit(&self, device: i64) -> bool {
        self.devices.get(&device).is_some_and(|device| is_power_unit(kind(device)))
    }

    fn name(&self, device: i64) -> String {
        self.devices.get(&device).map_or_else(|| format!("device {device}"), |device| device.name().to_owned())
    }

    /// Some names in order, and how many more there are.
    fn names(&self, devices: Vec<i64>) -> String {
        let mut names: Vec<String> = devices.into_iter().map(|device| self.name(device)).collect();
        names.sort();
        let more = names.len().saturating_sub(MOST_NAMES);
        names.truncate(MOST_NAMES);
        let names = names.join(", ");
        if more == 0 { names } else { format!("{names} and {more} more") }
    }

    fn told(&self, dark: &GoesDark<'_>, outlets: &[KnownOutlet], not_known: Vec<String>) -> DomotzPowerReach {
        let outlet = |unfed: &Unfed<'_>| {
            let is_it =
                |known: &&KnownOutlet| known.device == unfed.outlet.device && known.outlet.id == unfed.outlet.id;
            let name = outlets.iter().find(is_it).map_or(unfed.outlet.id.as_str(), |known| &known.outlet.name);
            (unfed.device, format!("{name} of {}", self.name(unfed.outlet.device)))
        };
        let bare = |devices: &[i64]| self.dark(devices.iter().map(|device| (*device, String::new())));
        DomotzPowerReach {
            loses_power: self.dark(dark.loses_power.iter().map(outlet)),
            keeps_a_feed: self.dark(dark.keeps_a_feed.iter().map(outlet)),
            cut_off: bare(&dark.cut_off),
            connected: bare(&dark.connected),
            out_of_reach: dark.out_of_reach.iter().map(|device| self.name(*device)).collect(),
            agent: match dark.agent {
                AgentFate::Stays => DomotzAgentFate::Stays,
                AgentFate::Lost => DomotzAgentFate::Lost,
                AgentFate::Unknown => DomotzAgentFate::Unknown,
            },
            not_known,
        }
    }

    /// Devices with their outlets as people see them. Ignored ones are many and nobody's concern, but they go dark as well.
    fn dark(&self, numbers: impl Iterator<Item = (i64, String)>) -> DomotzDarkDevices {
        let mut found = DomotzDarkDevices::default();
        for (number, outlet) in numbers {
            match self.devices.get(&number) {
                None => found.not_here += 1,
                Some(device) if device.gone_since.is_some() => {}
                Some(device) if device.ignored => found.ignored += 1,
                Some(device) => found.devices.push(DomotzDarkDevice {
                    id: device.id.to_string(),
                    name: device.name().to_owned(),
                    outlet,
                }),
            }
        }
        found.devices.sort_by_cached_key(|device| (device.name.to_lowercase(), device.id.clone()));
        found
    }
}

fn kind(device: &Device) -> &str {
    device.layers.text(DeviceField::Kind)
}

fn feeding(device: i64, outlet: &Outlet) -> FeedingOutlet {
    FeedingOutlet { device, id: outlet.id.clone(), is_on: outlet.is_on, feeds: outlet.feeds.clone() }
}

/// What Domotz does not know of what is switched, in words: without it nothing would look like "nothing hangs on it".
fn gaps(
    wiring: &Wiring<'_>,
    switched: Switched<'_>,
    dark: &GoesDark<'_>,
    device: &Device,
    has_topology: bool,
) -> Vec<String> {
    let mut gaps = Vec::new();
    let name = device.name();
    let number = match switched {
        Switched::Power(number) | Switched::Restart(number) => Some(number),
        Switched::Outlet { .. } => None,
    };
    let is_dark = number.is_some() || !dark.loses_power.is_empty();
    let is_mapped = |number: i64| wiring.edges.iter().any(|(from, to)| [*from, *to].contains(&number));
    if has_topology && wiring.edges.is_empty() && is_dark {
        gaps.push("Domotz has no map of this network: what is connected through what is not known.".to_owned());
    } else if has_topology && number.is_some_and(|number| !is_mapped(number)) {
        gaps.push(format!(
            "Domotz's map of the network does not show {name}: what is connected through it is not known."
        ));
    }
    let is_fed = |number: i64| wiring.outlets.iter().any(|outlet| outlet.feeds.contains(&number));
    if let Switched::Power(number) = switched
        && !is_fed(number)
        && !is_power_unit(kind(device))
    {
        gaps.push(format!("No outlet was found that {name} hangs on: what shares one with it loses power as well."));
    }
    gaps
}

fn unasked_topology(why: &str) -> String {
    format!("How the devices are connected could not be asked: {why}")
}

fn too_late() -> String {
    format!("Domotz did not answer within {} seconds.", PATIENCE.as_secs())
}

/// Of what cuts nothing.
fn nothing() -> DomotzPowerReach {
    DomotzPowerReach {
        loses_power: DomotzDarkDevices::default(),
        keeps_a_feed: DomotzDarkDevices::default(),
        cut_off: DomotzDarkDevices::default(),
        connected: DomotzDarkDevices::default(),
        out_of_reach: Vec::new(),
        agent: DomotzAgentFate::Stays,
        not_known: Vec::new(),
    }
}
