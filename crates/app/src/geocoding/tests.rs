use super::*;
use crate::OpenOptions;
use crate::answering::{Answer, Server};
use crate::dto::{PlaceFindReply, PlaceFindRequest, PlacePrecision, PlaceSearch};

const HOUSE: &str = r#"[{"lat":"53.7443","lon":"-0.3325","display_name":"1, High Street, Hull","addresstype":"building",
    "address":{"house_number":"1","road":"High Street","city":"Hull","postcode":"HU1 1NE","country_code":"gb"}}]"#;

struct Office {
    workspace: Workspace,
    _directory: tempfile::TempDir,
}

impl Office {
    async fn asking(url: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let options = OpenOptions { directory: Some(directory.path().to_owned()), secrets_key: None };
        let workspace = Workspace::open(options).await.unwrap();
        let request = GeocoderSetRequest { kind: GeocoderKind::Nominatim, url: url.to_owned() };
        workspace.geocoder_set(request).await.unwrap();
        Self { workspace, _directory: directory }
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

#[tokio::test]
async fn trouble_is_told_and_not_kept() {
    for (status, body, code) in [
        (429, "", ErrorCode::Unavailable),
        (500, "", ErrorCode::Unavailable),
        (200, "<html>sign in</html>", ErrorCode::BadAnswer),
    ] {
        let server = Server::start(move |_| Answer::of(status, body)).await;
        let office = Office::asking(&server.address).await;
        let error = office.find("1 High Street, Hull").await.unwrap_err();
        assert_eq!(error.code, code);
        assert!(!error.message.contains("High"), "an address says where a customer is");
        assert_eq!(server.count(), 1);
    }
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
