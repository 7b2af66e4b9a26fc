//! The map of agents: all that a query finds, and the names of places around them.

use std::sync::Arc;

use sitebook_domain::{AgentId, LocationSource};
use sitebook_locate::{Bounds, GAZETTEER_ATTRIBUTION, Gazetteer};

use crate::agents_table::{LARGEST_WINDOW, tag_counts};
use crate::dto::{
    AgentSummary, AgentsFilter, AgentsPlacesReply, AgentsPlacesRequest, AgentsQuery, AgentsRowsReply,
    AgentsRowsRequest, MapLabel, MapLabelsReply, MapLabelsRequest,
};
use crate::geoip::blocking;
use crate::near::in_tenths;
use crate::{AppError, ErrorCode, Workspace};

/// More names than this stand on no map.
const MOST_LABELS: u32 = 300;
/// Decimals of degrees that the map gets: 1 m.
const PRECISION: f64 = 1e5;

impl Workspace {
    /// Where all agents of a query are.
    pub async fn agents_places(&self, request: AgentsPlacesRequest) -> Result<AgentsPlacesReply, AppError> {
        let query = request.query;
        let found = self.find_agents(&query).await?;
        let of_any_place = if query.filter.location.is_empty() {
            None
        } else {
            let filter = AgentsFilter { location: Vec::new(), ..query.filter.clone() };
            Some(self.find_agents(&AgentsQuery { filter, ..query }).await?.found)
        };
        let with = |wanted: &[LocationSource]| {
            let all = of_any_place.as_ref().unwrap_or(&found.found);
            all.iter().filter(|agent| wanted.contains(&agent.location.source)).count() as u32
        };
        let (tags, all, archived) = {
            let board = self.board().await?;
            let archived = board.agents().filter(|agent| agent.archived_since.is_some()).count() as u32;
            (tag_counts(board.agents()), board.agents().count() as u32, archived)
        };
        let mut reply = columns(&found.found);
        reply.distance_km = found.distances.iter().map(|km| in_tenths(*km)).collect();
        reply.confirmed = with(&[LocationSource::Person, LocationSource::Source]);
        reply.estimated = with(&[LocationSource::GeoipCity, LocationSource::GeoipCountry]);
        reply.counts = found.counts;
        reply.total = all - archived;
        reply.archived = archived;
        reply.tags = tags;
        Ok(reply)
    }

    /// Some agents as lists show them, by their ids.
    pub async fn agents_rows(&self, request: AgentsRowsRequest) -> Result<AgentsRowsReply, AppError> {
        if request.agents.len() > LARGEST_WINDOW as usize {
            let message = format!("At most {LARGEST_WINDOW} agents are shown at once; ask for fewer.");
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        }
        let board = self.board().await?;
        let row = |id: &String| Some(AgentSummary::clone(board.agent(id.parse::<AgentId>().ok()?)?));
        Ok(AgentsRowsReply { rows: request.agents.iter().filter_map(row).collect() })
    }

    /// The names of places in a part of the map, from the list that comes with the program.
    pub async fn map_labels(&self, request: MapLabelsRequest) -> Result<MapLabelsReply, AppError> {
        let MapLabelsRequest { west, south, east, north, limit } = request;
        if !(west < east && south < north) {
            return Err(AppError::new(ErrorCode::InvalidInput, "The part of the map has no extent."));
        }
        let bounds = Bounds { west, south, east, north };
        // The list is unpacked when it is first needed.
        let places = blocking(move || Ok(Gazetteer::bundled().labels(bounds, limit.min(MOST_LABELS) as usize))).await?;
        let label = |place: sitebook_locate::Place| MapLabel {
            name: place.name,
            lat: place.position.lat,
            lon: place.position.lon,
            population: place.population,
        };
        Ok(MapLabelsReply {
            labels: places.into_iter().map(label).collect(),
            attribution: GAZETTEER_ATTRIBUTION.to_owned(),
        })
    }
}

/// The agents as columns; what is counted beside them is filled in by the caller.
fn columns(agents: &[Arc<AgentSummary>]) -> AgentsPlacesReply {
    let rounded = |degrees: Option<f64>| degrees.map(|degrees| (degrees * PRECISION).round() / PRECISION);
    AgentsPlacesReply {
        ids: agents.iter().map(|agent| agent.id.clone()).collect(),
        names: agents.iter().map(|agent| agent.name.clone()).collect(),
        status: agents.iter().map(|agent| agent.status).collect(),
        source: agents.iter().map(|agent| agent.location.source).collect(),
        lat: agents.iter().map(|agent| rounded(agent.location.lat)).collect(),
        lon: agents.iter().map(|agent| rounded(agent.location.lon)).collect(),
        accuracy_km: agents.iter().map(|agent| agent.location.accuracy_km).collect(),
        country: agents.iter().map(|agent| agent.location.country.clone()).collect(),
        distance_km: Vec::new(),
        total: 0,
        archived: 0,
        counts: crate::dto::StatusCounts { down: 0, attention: 0, online: 0, no_contact: 0 },
        confirmed: 0,
        estimated: 0,
        tags: Vec::new(),
    }
}
