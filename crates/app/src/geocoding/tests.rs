use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::*;
use crate::OpenOptions;
use crate::answering::{Answer, Server};
use crate::dto::{
    AgentRequest, ImportRequest, LocateAddressRequest, PlaceFindReply, PlaceFindRequest, PlacePrecision, PlaceSearch,
};

const HOUSE: &str = r#"[{"lat":"53.7443","lon":"-0.3325","display_name":"1, High Street, Hull","addresstype":"building",
    "address":{"house_number":"1","road":"High Street","city":"Hull","postcode":"HU1 1NE","country_code":"gb"}}]"#;

struct Office {
    workspace: Workspace,
    directory: tempfile::TempDir,
}

impl Office {
    async fn asking(url: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let options = OpenOptions { directory: Some(directory.path().to_owned()), secrets_key: None };
        let workspace = Workspace::open(options).await.unwrap();
        let request = GeocoderSetRequest { kind: GeocoderKind::Nominatim, url: url.to_owned() };
        workspace.geocoder_set(request).await.unwrap();
        Self { workspace, directory }
    }

    async fn find(&self, text: &str) -> Result<PlaceFindReply, AppError> {
        self.workspace.place_find(PlaceFindRequest { text: text.to_owned(), ask_geocoder: true }).await
    }
}

#[tokio::test]
async fn a_house_is_found_and_the_same_address_is_not_asked_for_again() {
    let server = Server::start(|_| Answer::of(200, HOUSE)).await;
    let office = Office::asking(&server.address).await;
    let reply = office.find("1 High Street, Hull").await.unwrap();
    assert_eq!((reply.search, reply.places[0].precision), (PlaceSearch::Geocoder, PlacePrecision::House));
    assert!(reply.attribution.contains("OpenStreetMap"));
    assert_eq!(
        office.find("1 High Street,  Hull").await.unwrap(),
        PlaceFindReply { text: "1 High Street,  Hull".to_owned(), ..reply }
    );
    assert_eq!(server.count(), 1);
    let asked = server.asked.lock().unwrap()[0].clone();
    assert!(asked.headers["user-agent"].starts_with("Sitebook/"), "policies want to know who asks");
}

#[tokio::test]
async fn what_the_service_does_not_know_the_list_of_towns_may() {
    let server = Server::start(|_| Answer::of(200, "[]")).await;
    let office = Office::asking(&server.address).await;
    let reply = office.find("Hull, GB").await.unwrap();
    assert_eq!((reply.search, reply.places[0].address.city.as_str()), (PlaceSearch::Gazetteer, "Kingston upon Hull"));
    assert!(reply.attribution.contains("GeoNames"));
}

#[tokio::test]
async fn coordinates_and_a_search_without_a_service_leave_nothing_of_this_computer() {
    let server = Server::start(|_| Answer::of(200, HOUSE)).await;
    let office = Office::asking(&server.address).await;
    let reply = office.find("53.7443 N, 0.3325 W").await.unwrap();
    assert_eq!(reply.search, PlaceSearch::Coordinates);
    assert_eq!(reply.places[0].address.city, "Kingston upon Hull");
    let plain = PlaceFindRequest { text: "Hull".to_owned(), ask_geocoder: false };
    assert_eq!(office.workspace.place_find(plain).await.unwrap().search, PlaceSearch::Gazetteer);
    let none = GeocoderSetRequest { kind: GeocoderKind::Nominatim, url: String::new() };
    assert_eq!(office.workspace.geocoder_set(none).await.unwrap().url, "");
    assert_eq!(office.find("Hull").await.unwrap().search, PlaceSearch::Gazetteer);
    assert_eq!(server.count(), 0);
}

/// What a service in trouble answers, and what is said of it: busy, broken, in the hands of somebody else.
const TROUBLE: [(u16, &str, ErrorCode, &str); 3] = [
    (429, "", ErrorCode::Unavailable, "it answered 429"),
    (500, "", ErrorCode::Unavailable, "it answered 500"),
    (200, "<html>sign in</html>", ErrorCode::BadAnswer, "something else than places"),
];

/// An address at which nobody listens any more.
async fn nobody() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

#[tokio::test]
async fn where_the_service_is_in_trouble_the_list_of_towns_answers_and_the_reply_says_so() {
    for (status, body, _, why) in TROUBLE {
        let server = Server::start(move |_| Answer::of(status, body)).await;
        let office = Office::asking(&server.address).await;
        let reply = office.find("1 High Street, Hull, GB").await.unwrap();
        assert_eq!((reply.search, reply.places[0].precision), (PlaceSearch::Gazetteer, PlacePrecision::Town));
        assert_eq!(reply.places[0].address.city, "Kingston upon Hull");
        assert!(reply.attribution.contains("GeoNames"));
        assert!(
            reply.trouble.contains(why) && reply.trouble.ends_with("Only towns were searched."),
            "{}",
            reply.trouble
        );
        assert!(!reply.trouble.contains("High"), "an address says where a customer is");
    }
    let reply = Office::asking(&nobody().await).await.find("Hull, GB").await.unwrap();
    assert!(reply.trouble.contains("it cannot be reached"), "{}", reply.trouble);
    let server = Server::start(|_| Answer::of(200, HOUSE)).await;
    let reply = Office::asking(&server.address).await.find("1 High Street, Hull, GB").await.unwrap();
    assert_eq!(reply.trouble, "", "a service that answers is in no trouble");
}

#[tokio::test]
async fn trouble_is_the_answer_where_no_town_is_found_either() {
    for (status, body, code, why) in TROUBLE {
        let server = Server::start(move |_| Answer::of(status, body)).await;
        let office = Office::asking(&server.address).await;
        let error = office.find("7 Qzxqzx").await.unwrap_err();
        assert_eq!((error.code, error.retryable), (code, code == ErrorCode::Unavailable));
        assert!(error.message.contains(why) && !error.message.contains("Qzx"), "{}", error.message);
        assert_eq!(server.count(), 1);
    }
}

#[tokio::test]
async fn trouble_is_not_kept() {
    let busy = Arc::new(AtomicBool::new(true));
    let is_busy = Arc::clone(&busy);
    let server = Server::start(move |_| {
        if is_busy.load(Ordering::Relaxed) { Answer::of(200, "<html>sign in</html>") } else { Answer::of(200, HOUSE) }
    })
    .await;
    let office = Office::asking(&server.address).await;
    assert_eq!(office.find("1 High Street, Hull").await.unwrap().search, PlaceSearch::Gazetteer);
    busy.store(false, Ordering::Relaxed);
    assert_eq!(office.find("1 High Street, Hull").await.unwrap().search, PlaceSearch::Geocoder);
}

#[tokio::test]
async fn where_nobody_chooses_a_house_does_not_become_its_town_because_of_trouble() {
    let office = Office::asking(&nobody().await).await;
    let file = office.directory.path().join("agents.json");
    std::fs::write(&file, r#"{"agents":[{"id":"A-1","name":"Northside Dental"}]}"#).unwrap();
    let path = file.to_string_lossy().into_owned();
    office.workspace.agents_import(ImportRequest { path, ..ImportRequest::default() }).await.unwrap();
    let locate = async |text: &str| {
        let request = LocateAddressRequest { agent: "A-1".to_owned(), text: text.to_owned(), ask_geocoder: true };
        office.workspace.locate_address(request).await
    };
    let error = locate("1 High Street, Hull, GB").await.unwrap_err();
    assert!(error.retryable && error.message.ends_with("Try again, or write the town only."), "{}", error.message);
    let agent = office.workspace.agents_show(AgentRequest { agent: "A-1".to_owned() }).await.unwrap();
    assert!(agent.locations.is_empty());
    // The advice helps.
    assert_eq!(locate("Hull, GB").await.unwrap().city.as_deref(), Some("Kingston upon Hull"));
}

#[tokio::test]
async fn a_workspace_can_go_on_without_a_service() {
    let office = Office::asking("").await;
    assert_eq!(office.workspace.geocoder_show(Nothing {}).await.unwrap().url, "");
}

#[test]
fn an_address_is_https_or_inside_ones_own_network() {
    for good in ["https://geo.example.com", "geo.example.com/nominatim/", "http://127.0.0.1:8080", "http://10.0.0.5"] {
        assert!(address(good).is_ok(), "{good}");
    }
    for bad in ["http://geo.example.com", "ftp://geo.example.com", "https://user:word@geo.example.com", "https://"] {
        assert_eq!(address(bad).unwrap_err().code, ErrorCode::InvalidInput, "{bad}");
    }
}

#[test]
fn a_question_is_the_same_for_the_same_words() {
    let of = |kind, url: &str, text| question(&Geocoder { kind, url: address(url).unwrap() }, text, 5).to_string();
    let nominatim = of(GeocoderKind::Nominatim, "geo.example.com/nominatim/", " 1  High St,\nHull ");
    assert_eq!(
        nominatim,
        "https://geo.example.com/nominatim/search?q=1+High+St%2C+Hull&limit=5&format=jsonv2&addressdetails=1&accept-language=en"
    );
    assert_eq!(nominatim, of(GeocoderKind::Nominatim, "geo.example.com/nominatim/search", "1 High St, Hull"));
    assert_eq!(of(GeocoderKind::Photon, "geo.example.com", "Hull"), "https://geo.example.com/api?q=Hull&limit=5");
}
