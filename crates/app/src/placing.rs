//! From what people type to a place: coordinates, a town of the gazetteer, the address of the ConnectWise site.

use sitebook_domain::{CoordinatesError, Position, PostalAddress, Surroundings, parse_coordinates};
use sitebook_locate::{FoundPlace, GAZETTEER_ATTRIBUTION, Gazetteer, Place};
use sitebook_psa::Psa;

use crate::dto::{
    Address, AgentRequest, PlaceCandidate, PlaceFindReply, PlaceFindRequest, PlacePrecision, PlaceSearch,
    SiteAddressReply,
};
use crate::geocoding::Asked;
use crate::geoip::blocking;
use crate::{AppError, ErrorCode, Workspace};

/// More places than this are no answer but a list to read.
const MOST_PLACES: usize = 8;

/// What a search found.
pub(crate) struct Found {
    /// The places, for a person who chooses.
    pub(crate) reply: PlaceFindReply,
    /// Why the likeliest place is less than what was asked for: the service did not answer, and the text says a street
    /// that the list of towns does not know. Where nobody chooses, that is no place to take.
    pub(crate) missed: Option<AppError>,
}

impl Workspace {
    /// Places that a text may mean. Nothing is changed by it.
    pub async fn place_find(&self, request: PlaceFindRequest) -> Result<PlaceFindReply, AppError> {
        Ok(self.find_places(request).await?.reply)
    }

    /// Searches with the service that was set up, and with the list of towns where that knows nothing or fails.
    pub(crate) async fn find_places(&self, request: PlaceFindRequest) -> Result<Found, AppError> {
        let text = request.text.trim().to_owned();
        if text.is_empty() {
            return Err(AppError::new(ErrorCode::InvalidInput, "Write an address, a town, or coordinates."));
        }
        let coordinates = parse_coordinates(&text);
        if let Err(error @ CoordinatesError::EastOrWest) = &coordinates {
            return Err(AppError::new(ErrorCode::InvalidInput, format!("\"{text}\": {error}.")));
        }
        if let Ok(position) = coordinates {
            let around = surroundings(position).await?;
            return Ok(Found::complete(PlaceFindReply {
                text,
                search: PlaceSearch::Coordinates,
                places: vec![exact_place(position, around)],
                attribution: String::new(),
                trouble: String::new(),
            }));
        }
        let asked = if request.ask_geocoder { self.ask_geocoder(&text, MOST_PLACES).await? } else { Asked::Nobody };
        let trouble = match asked {
            Asked::Answered(places, attribution) if !places.is_empty() => {
                return Ok(Found::complete(PlaceFindReply {
                    text,
                    search: PlaceSearch::Geocoder,
                    places,
                    attribution: attribution.to_owned(),
                    trouble: String::new(),
                }));
            }
            Asked::Nobody | Asked::Answered(..) => None,
            Asked::Failed(error) => Some(error),
        };
        let wanted = text.clone();
        let found = blocking(move || Ok(Gazetteer::bundled().find(&wanted, MOST_PLACES))).await?;
        // That no town was found says nothing of the address: what the service would have known is what matters.
        if let Some(error) = trouble.clone().filter(|_| found.is_empty()) {
            return Err(error.into());
        }
        let is_town_only = found.first().is_none_or(|likeliest| likeliest.whole);
        Ok(Found {
            reply: PlaceFindReply {
                text,
                search: PlaceSearch::Gazetteer,
                places: found.into_iter().map(town).collect(),
                attribution: GAZETTEER_ATTRIBUTION.to_owned(),
                trouble: trouble.as_ref().map(|error| format!("{error} Only towns were searched.")).unwrap_or_default(),
            },
            missed: trouble.filter(|_| !is_town_only).map(AppError::from),
        })
    }

    /// The address that ConnectWise has of the site that an agent is linked to, else of its company.
    pub async fn locate_site(&self, request: AgentRequest) -> Result<SiteAddressReply, AppError> {
        let agent = self.resolve_agent(&request.agent).await?;
        let Some(link) = self.store().link(agent).await? else {
            let message = "The agent is linked to no company. Link it first, or write the address.";
            return Err(AppError::new(ErrorCode::NotLinked, message));
        };
        let client = self.client().await?;
        if let Some(linked) = &link.site {
            let sites = self.contact(client.sites(link.company.id).await).await?;
            if let Some(site) = sites.into_iter().find(|site| site.id == linked.id && !site.address.is_empty()) {
                return Ok(SiteAddressReply { name: site.name, address: site.address });
            }
        }
        let company = self.contact(client.company(link.company.id).await).await?;
        Ok(SiteAddressReply {
            name: link.company.name,
            address: company.map(|company| company.address).unwrap_or_default(),
        })
    }
}

impl Found {
    /// All that can be known.
    fn complete(reply: PlaceFindReply) -> Self {
        Self { reply, missed: None }
    }
}

/// The town and the country that a point is in, as far as the gazetteer tells.
pub(crate) async fn surroundings(point: Position) -> Result<Surroundings, AppError> {
    blocking(move || Ok(around(point))).await
}

/// The same, at once: some microseconds, but for the first time, when the gazetteer is unpacked.
pub(crate) fn around(point: Position) -> Surroundings {
    let world = Gazetteer::bundled();
    let town = world.town_at(point);
    Surroundings {
        city: town.as_ref().map(|place| place.name.clone()),
        region: town.map(|place| place.region).filter(|region| !region.is_empty()),
        country: world.country_at(point),
    }
}

fn exact_place(position: Position, around: Surroundings) -> PlaceCandidate {
    PlaceCandidate {
        label: format!("{:.5}, {:.5}", position.lat, position.lon),
        lat: position.lat,
        lon: position.lon,
        precision: PlacePrecision::Exact,
        accuracy_km: None,
        address: Address {
            street: String::new(),
            city: around.city.unwrap_or_default(),
            postal_code: String::new(),
            region: around.region.unwrap_or_default(),
            country: around.country.unwrap_or_default(),
        },
        postal: None,
        named: true,
    }
}

fn town(found: FoundPlace) -> PlaceCandidate {
    let radius = found.place.radius_km();
    let Place { name, region, country, position, .. } = found.place;
    let label = [name.as_str(), region.as_str(), country.as_str()];
    PlaceCandidate {
        named: found.named,
        label: label.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
        lat: position.lat,
        lon: position.lon,
        precision: PlacePrecision::Town,
        accuracy_km: Some(radius),
        postal: Some(PostalAddress {
            city: name.clone(),
            region: region.clone(),
            country: country.clone(),
            ..PostalAddress::default()
        }),
        address: Address { street: String::new(), city: name, postal_code: String::new(), region, country },
    }
}
