//! Where agents are: all of them on the map, and what people say about one.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::Office;
use sitebook_app::ErrorCode;
use sitebook_app::dto::*;
use sitebook_domain::{AgentStatus, LocationMethod, LocationSource, PostalAddress};

async fn places(office: &Office, filter: AgentsFilter) -> AgentsPlacesReply {
    let query = AgentsQuery { filter, ..AgentsQuery::default() };
    office.workspace.agents_places(AgentsPlacesRequest { query }).await.unwrap()
}

/// Three agents beside Northside Dental, of which only the country is known: one of the source, one without anything.
async fn office() -> Office {
    let office = Office::new().await;
    office
        .import(
            r#"{"agents":[{"id":"B-1","name":"Alpha","status":"offline","latitude":52.5,"longitude":13.4},
            {"id":"B-2","name":"Beta","status":"online"},{"id":"B-3","name":"Gamma","public_ip":"81.2.69.142"}]}"#,
        )
        .await;
    office
}

#[tokio::test]
async fn the_map_gets_every_agent_of_the_query_in_columns_of_one_length() {
    let office = office().await;
    let reply = places(&office, AgentsFilter::default()).await;
    assert_eq!(reply.names, ["Alpha", "Beta", "Gamma", "Northside Dental"]);
    for length in [
        reply.ids.len(),
        reply.status.len(),
        reply.source.len(),
        reply.lat.len(),
        reply.lon.len(),
        reply.accuracy_km.len(),
        reply.country.len(),
    ] {
        assert_eq!(length, 4);
    }
    assert_eq!((reply.lat[0], reply.lon[0], reply.status[0]), (Some(52.5), Some(13.4), AgentStatus::Down));
    assert_eq!((reply.source[1], reply.lat[1]), (LocationSource::None, None));
    assert_eq!((reply.source[2], reply.country[2].as_deref()), (LocationSource::GeoipCountry, Some("GB")));
    assert_eq!((reply.confirmed, reply.estimated, reply.total), (1, 2, 4));
}

#[tokio::test]
async fn filters_are_those_of_the_table_and_the_counts_beside_them_go_on() {
    let office = office().await;
    let estimates = AgentsFilter { location: vec![LocationSource::GeoipCountry], ..AgentsFilter::default() };
    let reply = places(&office, estimates).await;
    assert_eq!(reply.names, ["Gamma", "Northside Dental"]);
    assert_eq!((reply.confirmed, reply.estimated), (1, 2), "what another choice of places would find");
    let down = AgentsFilter { status: vec![AgentStatus::Down], ..AgentsFilter::default() };
    let reply = places(&office, down).await;
    assert_eq!((reply.names.len(), reply.counts.down), (1, 1));
    let rows = office.workspace.agents_rows(AgentsRowsRequest { agents: reply.ids.clone() }).await.unwrap().rows;
    assert_eq!(rows[0].name, "Alpha");
    let gone = AgentsRowsRequest { agents: vec!["no id".to_owned(), reply.ids[0].clone()] };
    assert_eq!(office.workspace.agents_rows(gone).await.unwrap().rows.len(), 1);
    let many = AgentsRowsRequest { agents: vec![String::new(); 501] };
    assert_eq!(office.workspace.agents_rows(many).await.unwrap_err().code, ErrorCode::InvalidInput);
}

#[tokio::test]
async fn the_clock_goes_by_what_was_said_else_by_the_place() {
    let office = office().await;
    let zone = async |agent: &str| {
        office.workspace.agents_show(AgentRequest { agent: agent.to_owned() }).await.unwrap().time_zone
    };
    assert_eq!(zone("B-1").await, "Europe/Berlin", "coordinates of the file");
    assert_eq!(zone("B-2").await, "", "nobody knows where it is");
    assert_eq!(zone("B-3").await, "", "a country has no clock of its own");
    office.workspace.locate_pin(LocatePinRequest::at("B-3".to_owned(), 53.7443, -0.3325)).await.unwrap();
    assert_eq!(zone("B-3").await, "Europe/London");
    let set = |zone: &str| AgentSetRequest {
        agent: "B-3".to_owned(),
        changes: [("time_zone".to_owned(), zone.to_owned())].into_iter().collect(),
        ..AgentSetRequest::default()
    };
    let error = office.workspace.agents_set(set("Mars/Base")).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidInput);
    assert!(error.message.contains("such as Europe/London"), "{}", error.message);
    office.workspace.agents_set(set("Europe/Lisbon")).await.unwrap();
    assert_eq!(zone("B-3").await, "Europe/Lisbon");
}

#[tokio::test]
async fn a_confirmed_place_is_in_no_country_that_only_an_earlier_one_was_in() {
    let office = office().await;
    let country = async || office.workspace.agents_show(AgentRequest { agent: "B-3".to_owned() }).await.unwrap();
    assert_eq!(country().await.summary.location.country.as_deref(), Some("GB"), "the estimate");
    office.workspace.locate_pin(LocatePinRequest::at("B-3".to_owned(), 0.0, -140.0)).await.unwrap();
    assert_eq!(country().await.summary.location.country, None);
}

#[tokio::test]
async fn the_letter_for_east_or_west_is_asked_about() {
    let office = office().await;
    let text = "40°24′59″N 3°42′09″O".to_owned();
    let error = office.workspace.place_find(PlaceFindRequest { text, ask_geocoder: false }).await.unwrap_err();
    assert!(error.message.contains("write E or W"), "{}", error.message);
}

#[tokio::test]
async fn names_of_towns_are_those_of_the_part_that_is_seen() {
    let office = Office::new().await;
    let part = MapLabelsRequest { west: -1.0, south: 53.5, east: 0.0, north: 54.0, limit: 20 };
    let reply = office.workspace.map_labels(part.clone()).await.unwrap();
    assert_eq!(reply.labels[0].name, "Kingston upon Hull");
    assert!(reply.labels.len() <= 20 && reply.attribution.contains("GeoNames"));
    let nothing = MapLabelsRequest { east: -1.0, ..part };
    assert_eq!(office.workspace.map_labels(nothing).await.unwrap_err().code, ErrorCode::InvalidInput);
}

#[tokio::test]
async fn an_address_becomes_a_confirmed_place_with_its_precision_and_history() {
    let office = Office::new().await;
    let locate = async |text: &str| {
        let request = LocateAddressRequest { agent: "A-1".to_owned(), text: text.to_owned(), ask_geocoder: true };
        office.workspace.locate_address(request).await
    };
    let place = locate("1 High St, Hull, GB").await.unwrap();
    assert_eq!((place.source, place.method), (LocationSource::Person, Some(LocationMethod::Address)));
    assert_eq!(place.address.as_deref(), Some("1 High St, Hull, GB"));
    assert_eq!((place.city.as_deref(), place.country.as_deref()), (Some("Kingston upon Hull"), Some("GB")));
    assert!(place.accuracy_km.is_some(), "the list of towns knows no streets");
    let exact = locate("53°44'39\"N 0°19'57\"W").await.unwrap();
    assert_eq!((exact.method, exact.accuracy_km, exact.address), (Some(LocationMethod::Coordinates), None, None));
    assert_eq!(exact.city.as_deref(), Some("Kingston upon Hull"), "the town around it");
    assert_eq!(locate("qzxqzx").await.unwrap_err().code, ErrorCode::NotFound);
    let street_only = locate("2 London Road, Wistow, Leicestershire, LE8 0QF, United Kingdom").await.unwrap_err();
    assert_eq!(street_only.code, ErrorCode::NotFound);
    assert!(street_only.message.contains("London, England, GB is only called like a word of it"), "{street_only:?}");
    assert_eq!(locate("  ").await.unwrap_err().code, ErrorCode::InvalidInput);
    let agent = office.workspace.agents_show(AgentRequest { agent: "A-1".to_owned() }).await.unwrap();
    assert_eq!(agent.locations.iter().filter(|fact| fact.method.is_some()).count(), 2);
}

#[tokio::test]
async fn a_place_in_another_country_than_the_internet_exit_is_suspicious_and_stays() {
    let office = Office::new().await;
    let pin = LocatePinRequest::at("A-1".to_owned(), 48.8566, 2.3522);
    let place = office.workspace.locate_pin(pin).await.unwrap();
    let doubt = place.doubt.unwrap();
    assert_eq!((doubt.kind, doubt.country.as_deref()), (LocationDoubtKind::OtherCountry, Some("GB")));
    assert_eq!(place.city.as_deref(), Some("Paris"));
    let suspicious = AgentsFilter { doubtful: Some(true), ..AgentsFilter::default() };
    assert_eq!(places(&office, suspicious.clone()).await.names, ["Northside Dental"]);
    office.workspace.locate_pin(LocatePinRequest::at("A-1".to_owned(), 51.5, -0.12)).await.unwrap();
    assert!(places(&office, suspicious).await.names.is_empty());
}

#[tokio::test]
async fn the_address_of_the_linked_site_comes_from_connectwise() {
    let office = Office::new().await;
    let ask = async || office.workspace.locate_site(AgentRequest { agent: "A-1".to_owned() }).await;
    assert_eq!(ask().await.unwrap_err().code, ErrorCode::NotLinked);
    office.connect().await.unwrap();
    office.link().await;
    let reply = ask().await.unwrap();
    assert!(["Main", "Northside Dental"].contains(&reply.name.as_str()));
}

#[tokio::test]
async fn an_address_in_its_parts_is_kept_and_stands_in_the_history() {
    let office = Office::new().await;
    let postal = PostalAddress {
        street: " High Street ".to_owned(),
        house_number: "1".to_owned(),
        postal_code: "HU1 1NE".to_owned(),
        city: "Hull".to_owned(),
        country: "gb".to_owned(),
        ..PostalAddress::default()
    };
    let pin = LocatePinRequest {
        method: Some(LocationMethod::Address),
        address: Some("1 High Street, Hull, HU1 1NE, United Kingdom".to_owned()),
        postal: Some(postal),
        ..LocatePinRequest::at("A-1".to_owned(), 53.7443, -0.3325)
    };
    let kept = office.workspace.locate_pin(pin).await.unwrap().postal.unwrap();
    assert_eq!((kept.street.as_str(), kept.country.as_str()), ("High Street", "GB"));
    assert_eq!(office.show().await.locations[0].postal.as_ref(), Some(&kept), "the newest entry");
    let empty = LocatePinRequest {
        postal: Some(PostalAddress::default()),
        ..LocatePinRequest::at("A-1".to_owned(), 53.7, -0.3)
    };
    assert_eq!(office.workspace.locate_pin(empty).await.unwrap().postal, None);
}

#[tokio::test]
async fn coordinates_in_a_file_get_the_name_of_the_town_around_them() {
    let office = office().await;
    let agent = AgentRequest { agent: "B-1".to_owned() };
    let place = office.workspace.agents_show(agent).await.unwrap().summary.location;
    assert_eq!((place.city.as_deref(), place.country.as_deref()), (Some("Berlin"), Some("DE")));
}
