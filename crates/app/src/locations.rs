//! Where agents are: estimates at first sight, and what people say.

use std::collections::HashMap;
use std::net::IpAddr;

use sitebook_domain::{
    Agent, AgentField, AgentId, LocationFact, LocationKind, LocationMethod, Position, current_location,
    is_public_address,
};

use crate::dto::{AgentRequest, LocateAddressRequest, LocatePinRequest, LocationView, PlaceFindRequest, PlaceSearch};
use crate::placing::{Found, surroundings};
use crate::views::location_view;
use crate::{AppError, ErrorCode, Workspace};

impl Workspace {
    /// A person says where an agent is.
    pub async fn locate_pin(&self, request: LocatePinRequest) -> Result<LocationView, AppError> {
        let position = Position::new(request.lat, request.lon)
            .map_err(|error| AppError::new(ErrorCode::InvalidInput, format!("{error}.")))?;
        let agent = self.resolve_agent(&request.agent).await?;
        let around = surroundings(position).await?;
        let said = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let city = said(request.city);
        let fact = LocationFact {
            position: Some(position),
            accuracy_km: request.accuracy_km,
            // A region that belongs to another town would be wrong.
            region: said(request.region).or(if city.is_none() { around.region } else { None }),
            city: city.or(around.city),
            country: said(request.country).or(around.country),
            method: Some(request.method.unwrap_or(LocationMethod::Pin)),
            address: said(request.address),
            postal: request.postal.and_then(|postal| postal.trimmed()),
            ..self.act(LocationKind::Person).await?
        };
        self.add_act(agent, fact).await
    }

    /// A person says where an agent is, by the place that an address most likely means. Where a house was asked for and the
    /// service does not answer, nothing is said: its town would be kept as what somebody confirmed, and nobody would try again.
    /// Nor where the address names no known town, and some place is called like a word of its street.
    pub async fn locate_address(&self, request: LocateAddressRequest) -> Result<LocationView, AppError> {
        let LocateAddressRequest { agent, text, ask_geocoder } = request;
        let Found { reply: found, missed } = self.find_places(PlaceFindRequest { text, ask_geocoder }).await?;
        if let Some(error) = missed {
            return Err(error);
        }
        let Some(place) = found.places.into_iter().next() else {
            let message = format!("No place was found for \"{}\". Write the town, or coordinates.", found.text);
            return Err(AppError::new(ErrorCode::NotFound, message));
        };
        if !place.named {
            let message = format!(
                "\"{}\" names no town that is known; {} is only called like a word of it. Write the town between commas, or \
                 coordinates.",
                found.text, place.label
            );
            return Err(AppError::new(ErrorCode::NotFound, message));
        }
        let is_exact = found.search == PlaceSearch::Coordinates;
        self.locate_pin(LocatePinRequest {
            agent,
            lat: place.lat,
            lon: place.lon,
            method: Some(if is_exact { LocationMethod::Coordinates } else { LocationMethod::Address }),
            address: (!is_exact).then_some(found.text),
            postal: place.postal,
            accuracy_km: place.accuracy_km,
            city: Some(place.address.city),
            region: Some(place.address.region),
            country: Some(place.address.country),
        })
        .await
    }

    /// Takes back what people said: back to what the source says, or the estimate.
    pub async fn locate_reset(&self, request: AgentRequest) -> Result<LocationView, AppError> {
        let agent = self.resolve_agent(&request.agent).await?;
        let facts = self.store().location_facts(agent).await?;
        if !current_location(&facts).confirmed() {
            return Ok(location_view(&facts));
        }
        let fact = self.act(LocationKind::Reset).await?;
        self.add_act(agent, fact).await
    }

    /// Makes a new estimate from the agent's public address.
    pub async fn locate_estimate(&self, request: AgentRequest) -> Result<LocationView, AppError> {
        let id = self.resolve_agent(&request.agent).await?;
        let agent = self.agent_record(id).await?;
        let Some(ip) = public_ip(&agent) else {
            let message =
                format!("{} has no public IP address that could be looked up. Set its place by hand.", agent.name());
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        };
        let Some(fact) = self.geoip().estimate(ip, "sitebook", self.now())? else {
            let message = format!("The GeoIP database knows nothing about {ip}. Set the place by hand.");
            return Err(AppError::new(ErrorCode::NotFound, message));
        };
        self.store().add_location_facts(&[(id, fact)]).await?;
        self.changed();
        Ok(location_view(&self.store().location_facts(id).await?))
    }

    /// Makes the estimate of every agent that has a public address and no estimate for that address. What was estimated
    /// for an address once is not silently made again.
    pub(crate) async fn estimate_missing(&self) -> Result<(), AppError> {
        let facts = self.store().all_location_facts().await?;
        let database = self.geoip();
        let mut new = Vec::new();
        for agent in self.store().agents().await? {
            let Some(ip) = public_ip(&agent).filter(|ip| !was_estimated(&facts, agent.id, *ip)) else {
                continue;
            };
            match database.estimate(ip, "sitebook", self.now()) {
                Ok(Some(fact)) => new.push((agent.id, fact)),
                Ok(None) => {}
                // One damaged record must not keep the others from their estimates.
                Err(error) => tracing::warn!(%error, "an address could not be looked up"),
            }
        }
        if !new.is_empty() {
            self.store().add_location_facts(&new).await?;
        }
        Ok(())
    }

    /// An act of the person who sits here, now, with nothing said yet.
    async fn act(&self, kind: LocationKind) -> Result<LocationFact, AppError> {
        Ok(LocationFact {
            kind,
            position: None,
            accuracy_km: None,
            city: None,
            region: None,
            country: None,
            database: None,
            ip: None,
            method: None,
            address: None,
            postal: None,
            by: self.who().await?,
            at: self.now(),
        })
    }

    async fn add_act(&self, agent: AgentId, fact: LocationFact) -> Result<LocationView, AppError> {
        self.store().add_location_facts(&[(agent, fact)]).await?;
        self.changed();
        Ok(location_view(&self.store().location_facts(agent).await?))
    }
}

/// The agent's public address, if it has one that can be looked up.
pub(crate) fn public_ip(agent: &Agent) -> Option<IpAddr> {
    agent.layers.text(AgentField::PublicIp).parse().ok().filter(|ip| is_public_address(*ip))
}

fn was_estimated(facts: &HashMap<AgentId, Vec<LocationFact>>, agent: AgentId, ip: IpAddr) -> bool {
    // The newest estimate decides: an agent that came back to an old address gets a new one.
    facts
        .get(&agent)
        .and_then(|facts| {
            facts.iter().rev().find(|fact| matches!(fact.kind, LocationKind::GeoipCity | LocationKind::GeoipCountry))
        })
        .is_some_and(|fact| fact.ip.as_deref() == Some(ip.to_string().as_str()))
}
