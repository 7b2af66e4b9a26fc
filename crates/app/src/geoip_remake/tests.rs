use std::net::IpAddr;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use mmdb_writer::Writer;
use serde_json::{Value, json};

use super::*;
use crate::OpenOptions;
use crate::dto::{AgentsListRequest, GeoipUseRequest, ImportRequest, LocationView};

const IP: &str = "81.2.69.142";

/// A workspace with one agent, of which the database that comes with the program knows the country.
struct Office {
    workspace: Workspace,
    directory: tempfile::TempDir,
}

impl Office {
    async fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let options = OpenOptions { directory: Some(directory.path().to_owned()), secrets_key: None };
        let workspace = Workspace::open(options).await.unwrap();
        let office = Self { workspace, directory };
        let agents = format!(r#"{{"agents":[{{"id":"A-1","name":"Northside Dental","public_ip":"{IP}"}}]}}"#);
        let path = office.file("agents.json", agents.as_bytes());
        office.workspace.agents_import(ImportRequest { path, ..ImportRequest::default() }).await.unwrap();
        assert_eq!(office.place().await.source, LocationSource::GeoipCountry);
        office
    }

    fn file(&self, name: &str, content: &[u8]) -> String {
        let path: PathBuf = self.directory.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_string_lossy().into_owned()
    }

    /// Takes a database of this type into use, built so many days after the first one, which knows this of the address.
    async fn take(&self, database_type: &str, days: u64, record: &Value) {
        let built = SystemTime::UNIX_EPOCH + Duration::from_hours(497_136 + 24 * days);
        let mut writer = Writer::builder(database_type).description(&[("en", "test")]).build_epoch(built).build();
        writer.insert(IP.parse::<IpAddr>().unwrap(), record).unwrap();
        let path = self.file("taken.mmdb", &writer.to_bytes().unwrap());
        self.workspace.geoip_use(GeoipUseRequest { path }).await.unwrap();
    }

    async fn offer(&self) -> GeoipRemakeReply {
        self.workspace.geoip_remake_preview(Nothing {}).await.unwrap()
    }

    async fn remake(&self) -> GeoipRemakeReply {
        self.workspace.geoip_remake(GeoipRemakeRequest { remake: true }).await.unwrap()
    }

    async fn place(&self) -> LocationView {
        let listed = self.workspace.agents_list(AgentsListRequest { search: String::new() }).await.unwrap();
        listed.agents[0].location.clone()
    }

    /// How many estimates are kept of the agent.
    async fn estimates(&self) -> usize {
        let all = self.workspace.store().all_location_facts().await.unwrap();
        all.into_values().map(|facts| facts.len()).sum()
    }
}

fn city(name: &str, lat: f64, radius: u32) -> Value {
    json!({
        "city": { "names": { "en": name } },
        "country": { "iso_code": "GB" },
        "location": { "latitude": lat, "longitude": -0.12, "accuracy_radius": radius }
    })
}

fn country(code: &str) -> Value {
    json!({ "country": { "iso_code": code } })
}

/// Agents that are offered, those that would move, and whether it is offered.
fn counts(reply: &GeoipRemakeReply) -> (u32, u32, bool) {
    (reply.agents, reply.moved, reply.offered)
}

#[tokio::test]
async fn a_country_becomes_a_city() {
    let office = Office::new().await;
    office.take("GeoLite2-City", 0, &city("London", 51.5, 20)).await;
    let offer = office.offer().await;
    assert_eq!(counts(&offer), (1, 1, true));
    let GeoipMove { from, to, km, .. } = &offer.moves[0];
    assert_eq!((from.as_str(), to.as_str(), *km), ("GB", "London, GB", None));
    assert_eq!(counts(&office.remake().await), (0, 0, false));
    assert_eq!(office.place().await.city.as_deref(), Some("London"));
}

#[tokio::test]
async fn a_city_moves_to_another_one() {
    let office = Office::new().await;
    office.take("GeoLite2-City", 0, &city("London", 51.5, 20)).await;
    office.remake().await;
    office.take("GeoLite2-City", 4, &city("Leeds", 53.8, 20)).await;
    let offer = office.offer().await;
    assert_eq!(counts(&offer), (1, 1, true));
    let GeoipMove { from, to, km, .. } = &offer.moves[0];
    assert_eq!((from.as_str(), to.as_str(), *km), ("London, GB", "Leeds, GB", Some(256)));
    office.remake().await;
    assert_eq!(office.place().await.city.as_deref(), Some("Leeds"));
}

#[tokio::test]
async fn a_country_takes_the_place_of_no_city_and_is_not_offered() {
    let office = Office::new().await;
    office.take("GeoLite2-City", 0, &city("London", 51.5, 20)).await;
    office.remake().await;
    let before = (office.place().await, office.estimates().await);
    // The country that it names may be another one: what is known of the address is shown all the same.
    for (days, code) in [(4, "GB"), (8, "FR")] {
        office.take("GeoLite2-Country", days, &country(code)).await;
        assert_eq!(counts(&office.offer().await), (0, 0, false), "{code}");
        assert_eq!(counts(&office.remake().await), (0, 0, false), "{code}");
        assert_eq!((office.place().await, office.estimates().await), before, "{code}");
    }
}

#[tokio::test]
async fn an_estimate_that_stays_as_it_is_is_not_offered() {
    let office = Office::new().await;
    office.take("GeoLite2-Country", 0, &country("GB")).await;
    assert_eq!(counts(&office.offer().await), (0, 0, false), "the same country");
    office.take("GeoLite2-City", 4, &city("London", 51.5, 20)).await;
    office.remake().await;
    office.take("GeoLite2-City", 8, &city("London", 51.5, 20)).await;
    assert_eq!(counts(&office.offer().await), (0, 0, false), "the same city");
    office.take("GeoLite2-City", 12, &city("London", 51.5, 5)).await;
    assert_eq!(counts(&office.offer().await), (1, 0, true), "the same city, known better");
    office.remake().await;
    assert_eq!(office.place().await.accuracy_km, Some(5));
}
