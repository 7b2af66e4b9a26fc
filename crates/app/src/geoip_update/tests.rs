use std::net::IpAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use mmdb_writer::Writer;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::archive::tests::packed;
use super::*;
use crate::OpenOptions;
use crate::answering::{Answer, Asked, Server};
use crate::dto::{GeoipLookupRequest, GeoipRemakeRequest, GeoipUseRequest, ImportRequest};

const IP: &str = "81.2.69.142";

/// A City database in which one address is in a city.
fn database(city: &str, lat: f64) -> Vec<u8> {
    later_database(city, lat, 0)
}

/// The same, built so many days later.
fn later_database(city: &str, lat: f64, days: u64) -> Vec<u8> {
    let built = SystemTime::UNIX_EPOCH + Duration::from_hours(497_136 + 24 * days);
    let mut writer = Writer::builder("GeoLite2-City").description(&[("en", "test")]).build_epoch(built).build();
    let record: Value = json!({
        "city": { "names": { "en": city } },
        "country": { "iso_code": "GB" },
        "location": { "latitude": lat, "longitude": -0.12, "accuracy_radius": 20 }
    });
    writer.insert(IP.parse::<IpAddr>().unwrap(), &record).unwrap();
    writer.to_bytes().unwrap()
}

fn archive_of(database: &[u8]) -> Vec<u8> {
    packed(&[
        ("GeoLite2-City_20260918/LICENSE.txt", b'0', b"words"),
        ("GeoLite2-City_20260918/GeoLite2-City.mmdb", b'0', database),
    ])
}

fn hash_of(archive: &[u8]) -> String {
    Sha256::digest(archive).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

/// The service, with an archive that a test may exchange, announced by this hash.
fn service(archive: &Arc<Mutex<(Vec<u8>, String)>>) -> impl Fn(&Asked) -> Answer + Send + Sync + use<> {
    let archive = Arc::clone(archive);
    move |asked| {
        let (bytes, hash) = archive.lock().unwrap().clone();
        // "123456:key" in base64.
        if asked.headers.get("authorization").map(String::as_str) != Some("Basic MTIzNDU2OmtleQ==") {
            return Answer::of(401, "Invalid license key");
        }
        if asked.path.ends_with("suffix=tar.gz.sha256") {
            return Answer::of(200, format!("{hash}  GeoLite2-City_20260918.tar.gz\n"));
        }
        match asked.headers.get("range").and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok())
        {
            Some(from) if from >= bytes.len() => Answer::of(416, ""),
            Some(from) => Answer::of(206, &bytes[from..]),
            None => Answer::of(200, bytes),
        }
    }
}

/// What a person does, as often as it is asked for.
type Act = Box<dyn Fn() -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// The service, and a person who does something while it answers to what ends so. A test with it takes several threads: the
/// answer waits for the person.
async fn acted_during(
    ending: &'static str,
    answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static,
    act: Act,
) -> Server {
    Server::start(move |asked| {
        if asked.path.ends_with(ending) {
            tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(act()));
        }
        answer(asked)
    })
    .await
}

const ARCHIVE: &str = "suffix=tar.gz";
const HASH: &str = "suffix=tar.gz.sha256";

/// Names an account, or forgets it.
fn naming(workspace: &Workspace, account: &'static str, key: &'static str) -> Act {
    let workspace = workspace.clone();
    Box::new(move || {
        let workspace = workspace.clone();
        let request = GeoipUpdateSetRequest { account_id: account.to_owned(), license_key: key.to_owned() };
        Box::pin(async move { drop(workspace.geoip_update_set(request).await.unwrap()) })
    })
}

/// Takes a file into use.
fn taking(workspace: &Workspace, file: &Path) -> Act {
    let (workspace, path) = (workspace.clone(), file.to_string_lossy().into_owned());
    Box::new(move || {
        let (workspace, request) = (workspace.clone(), GeoipUseRequest { path: path.clone() });
        Box::pin(async move { drop(workspace.geoip_use(request).await.unwrap()) })
    })
}

/// The service with a database of London.
fn london() -> impl Fn(&Asked) -> Answer + Send + Sync + 'static {
    let bytes = archive_of(&database("London", 51.5));
    service(&Arc::new(Mutex::new((bytes.clone(), hash_of(&bytes)))))
}

async fn workspace(directory: &Path) -> Workspace {
    let workspace = opened(directory).await;
    let request = GeoipUpdateSetRequest { account_id: "123456".to_owned(), license_key: "key".to_owned() };
    workspace.geoip_update_set(request).await.unwrap();
    workspace
}

async fn opened(directory: &Path) -> Workspace {
    let options = OpenOptions { directory: Some(directory.to_owned()), secrets_key: Some("a key".to_owned().into()) };
    Workspace::open(options).await.unwrap()
}

async fn city(workspace: &Workspace) -> Option<String> {
    workspace.geoip_lookup(GeoipLookupRequest { ip: IP.to_owned() }).await.unwrap().city
}

#[tokio::test]
async fn the_newest_database_is_checked_and_taken_and_not_fetched_twice() {
    let directory = tempfile::tempdir().unwrap();
    let workspace = workspace(directory.path()).await;
    let bytes = archive_of(&database("London", 51.5));
    let hash = hash_of(&bytes);
    let archive = Arc::new(Mutex::new((bytes, hash)));
    let server = Server::start(service(&archive)).await;
    let reply = workspace.update_geoip_from(&server.address).await.unwrap();
    assert_eq!((reply.geoip.database_type.as_str(), reply.failure.as_str()), ("GeoLite2-City", ""));
    assert!(reply.checked_at.is_some() && reply.next_at > reply.checked_at);
    assert_eq!(city(&workspace).await.as_deref(), Some("London"));
    workspace.update_geoip_from(&server.address).await.unwrap();
    assert_eq!(server.count(), 3, "the second time only the hash is asked for");
    let left: Vec<_> = std::fs::read_dir(directory.path().join("geoip")).unwrap().collect();
    assert_eq!(left.len(), 1, "nothing but the database is left");
}

#[tokio::test]
async fn a_download_takes_the_place_of_a_file_that_was_taken_by_hand() {
    let directory = tempfile::tempdir().unwrap();
    let workspace = workspace(directory.path()).await;
    let bytes = archive_of(&database("London", 51.5));
    let archive = Arc::new(Mutex::new((bytes.clone(), hash_of(&bytes))));
    let server = Server::start(service(&archive)).await;
    workspace.update_geoip_from(&server.address).await.unwrap();
    let file = directory.path().join("mine.mmdb");
    std::fs::write(&file, database("Paris", 48.9)).unwrap();
    workspace.geoip_use(GeoipUseRequest { path: file.to_string_lossy().into_owned() }).await.unwrap();
    assert_eq!(city(&workspace).await.as_deref(), Some("Paris"));
    workspace.update_geoip_from(&server.address).await.unwrap();
    assert_eq!(city(&workspace).await.as_deref(), Some("London"));
}

#[tokio::test]
async fn what_another_process_downloaded_is_opened_before_it_is_called_the_newest() {
    let directory = tempfile::tempdir().unwrap();
    let desktop = workspace(directory.path()).await;
    let london = archive_of(&database("London", 51.5));
    let archive = Arc::new(Mutex::new((london.clone(), hash_of(&london))));
    let server = Server::start(service(&archive)).await;
    let before = desktop.update_geoip_from(&server.address).await.unwrap();
    let paris = archive_of(&later_database("Paris", 48.9, 4));
    *archive.lock().unwrap() = (paris.clone(), hash_of(&paris));
    let serving = workspace(directory.path()).await;
    let newest = serving.update_geoip_from(&server.address).await.unwrap();
    assert!(newest.geoip.build_date > before.geoip.build_date);
    assert_eq!(city(&desktop).await.as_deref(), Some("London"), "each process opens its own");

    let asked = server.count();
    let reply = desktop.update_geoip_from(&server.address).await.unwrap();
    assert_eq!(reply.geoip.build_date, newest.geoip.build_date);
    assert_eq!(city(&desktop).await.as_deref(), Some("Paris"));
    assert_eq!(server.count(), asked + 1, "only the hash is asked for");
}

#[tokio::test]
async fn a_database_whose_file_is_gone_is_downloaded_again() {
    let directory = tempfile::tempdir().unwrap();
    let london = archive_of(&database("London", 51.5));
    let archive = Arc::new(Mutex::new((london.clone(), hash_of(&london))));
    let server = Server::start(service(&archive)).await;
    workspace(directory.path()).await.update_geoip_from(&server.address).await.unwrap();
    std::fs::remove_dir_all(directory.path().join("geoip")).unwrap();
    let opened_again = workspace(directory.path()).await;
    assert_eq!(city(&opened_again).await, None, "the bundled one knows no cities");
    opened_again.update_geoip_from(&server.address).await.unwrap();
    assert_eq!(city(&opened_again).await.as_deref(), Some("London"));
}

#[tokio::test]
async fn what_is_not_whole_or_no_database_never_replaces_a_good_one() {
    let directory = tempfile::tempdir().unwrap();
    let workspace = workspace(directory.path()).await;
    let good = archive_of(&database("London", 51.5));
    let archive = Arc::new(Mutex::new((good.clone(), hash_of(&good))));
    let server = Server::start(service(&archive)).await;
    workspace.update_geoip_from(&server.address).await.unwrap();

    let mut damaged = database("Paris", 48.9);
    let middle = damaged.len() / 3;
    damaged.truncate(middle);
    let no_database = packed(&[("README.txt", b'0', b"words")]);
    let truncated = archive_of(&damaged);
    for (bytes, hash, code) in [
        (good.clone(), "0".repeat(64), ErrorCode::Unavailable),
        (truncated.clone(), hash_of(&truncated), ErrorCode::BadDatabaseFile),
        (no_database.clone(), hash_of(&no_database), ErrorCode::BadDatabaseFile),
        (good.clone(), "<html>".to_owned(), ErrorCode::Unavailable),
    ] {
        *archive.lock().unwrap() = (bytes, hash);
        let error = workspace.update_geoip_from(&server.address).await.unwrap_err();
        assert_eq!(error.code, code, "{}", error.message);
        assert_eq!(city(&workspace).await.as_deref(), Some("London"));
        let shown = workspace.geoip_update_show(Nothing {}).await.unwrap();
        assert_eq!(shown.failure, error.message);
    }
}

#[tokio::test]
async fn a_refused_key_and_too_many_downloads_are_told_in_words() {
    let directory = tempfile::tempdir().unwrap();
    let workspace = workspace(directory.path()).await;
    for (status, code) in
        [(401, ErrorCode::InvalidInput), (429, ErrorCode::TooManyRequests), (503, ErrorCode::Unavailable)]
    {
        let server = Server::start(move |_| Answer::of(status, "")).await;
        let error = workspace.update_geoip_from(&server.address).await.unwrap_err();
        assert_eq!(error.code, code);
        assert!(!error.message.contains("MTIzNDU2"), "keys are in no message");
    }
}

#[tokio::test]
async fn a_download_that_broke_off_goes_on_where_it_was() {
    let directory = tempfile::tempdir().unwrap();
    let workspace = workspace(directory.path()).await;
    let bytes = archive_of(&database("London", 51.5));
    let archive = Arc::new(Mutex::new((bytes.clone(), hash_of(&bytes))));
    let answer = service(&archive);
    let breaks = Arc::new(AtomicBool::new(true));
    let broken = Arc::clone(&breaks);
    let server = Server::start(move |asked| {
        let mut answer = answer(asked);
        if !asked.path.ends_with("sha256") && broken.swap(false, Ordering::Relaxed) {
            answer.cut = Some(100);
        }
        answer
    })
    .await;
    let error = workspace.update_geoip_from(&server.address).await.unwrap_err();
    assert!(error.retryable);
    workspace.update_geoip_from(&server.address).await.unwrap();
    assert_eq!(city(&workspace).await.as_deref(), Some("London"));
    let ranges: Vec<_> =
        server.asked.lock().unwrap().iter().filter_map(|asked| asked.headers.get("range").cloned()).collect();
    assert_eq!(ranges, ["bytes=100-"]);
}

#[tokio::test]
async fn the_keys_do_not_follow_a_redirect_to_another_host() {
    let directory = tempfile::tempdir().unwrap();
    let workspace = workspace(directory.path()).await;
    let bytes = archive_of(&database("London", 51.5));
    let hash = hash_of(&bytes);
    let storage = Server::start(move |_| Answer::of(200, bytes.clone())).await;
    // Another name is another host, also where it is the same computer.
    let elsewhere = storage.address.replace("127.0.0.1", "localhost");
    let server = Server::start(move |asked| {
        if asked.path.ends_with("sha256") {
            return Answer::of(200, format!("{hash}  x.tar.gz"));
        }
        Answer { headers: vec![("location", format!("{elsewhere}/presigned"))], ..Answer::of(302, "") }
    })
    .await;
    workspace.update_geoip_from(&server.address).await.unwrap();
    let asked = storage.asked.lock().unwrap().clone();
    assert_eq!(asked.len(), 1);
    assert!(!asked[0].headers.contains_key("authorization"));
}

#[tokio::test]
async fn after_a_better_database_estimates_are_made_again_only_when_somebody_wants_it() {
    let directory = tempfile::tempdir().unwrap();
    let workspace = workspace(directory.path()).await;
    let file = directory.path().join("agents.json");
    let agents = r#"{"agents":[{"id":"A-1","name":"Estimated","public_ip":"81.2.69.142"},
        {"id":"A-2","name":"Confirmed","public_ip":"81.2.69.142","latitude":50.0,"longitude":1.0}]}"#;
    std::fs::write(&file, agents).unwrap();
    let path = file.to_string_lossy().into_owned();
    workspace.agents_import(ImportRequest { path, ..ImportRequest::default() }).await.unwrap();
    let take = async |city: &str, lat: f64| {
        let bytes = archive_of(&database(city, lat));
        let archive = Arc::new(Mutex::new((bytes.clone(), hash_of(&bytes))));
        let server = Server::start(service(&archive)).await;
        workspace.update_geoip_from(&server.address).await.unwrap();
    };
    // The bundled database made a country of it.
    take("London", 51.5).await;
    let offer = workspace.geoip_remake_preview(Nothing {}).await.unwrap();
    assert_eq!((offer.offered, offer.agents, offer.moved), (true, 1, 1));
    assert_eq!(
        (offer.moves[0].from.as_str(), offer.moves[0].to.as_str(), offer.moves[0].km),
        ("GB", "London, GB", None)
    );
    let declined = workspace.geoip_remake(GeoipRemakeRequest { remake: false }).await.unwrap();
    assert_eq!((declined.offered, declined.agents), (false, 1), "it is offered once, and can still be done");
    let done = workspace.geoip_remake(GeoipRemakeRequest { remake: true }).await.unwrap();
    assert_eq!((done.offered, done.agents), (false, 0));
    let agents = workspace.agents_list(crate::dto::AgentsListRequest { search: String::new() }).await.unwrap().agents;
    let place = |name: &str| agents.iter().find(|agent| agent.name == name).unwrap().location.clone();
    assert_eq!(place("Estimated").city.as_deref(), Some("London"));
    assert!((place("Confirmed").lat.unwrap() - 50.0).abs() < 1e-9, "what a person said stays");
}

#[tokio::test]
async fn an_account_is_a_number_with_a_key_and_can_be_forgotten() {
    let directory = tempfile::tempdir().unwrap();
    let workspace = workspace(directory.path()).await;
    let set = |account: &str, key: &str| {
        let request = GeoipUpdateSetRequest { account_id: account.to_owned(), license_key: key.to_owned() };
        workspace.geoip_update_set(request)
    };
    assert_eq!(set("me@example.com", "key").await.unwrap_err().code, ErrorCode::InvalidInput);
    assert!(set("654321", "").await.unwrap().key_set, "the key that is kept goes on");
    let forgotten = set("", "").await.unwrap();
    assert_eq!((forgotten.account_id.as_str(), forgotten.key_set, forgotten.next_at), ("", false, None));
    assert_eq!(set("654321", "").await.unwrap_err().code, ErrorCode::InvalidInput);
    assert_eq!(workspace.geoip_update_run(Nothing {}).await.unwrap_err().code, ErrorCode::InvalidInput);
}

#[tokio::test]
async fn of_two_programs_one_downloads() {
    let directory = tempfile::tempdir().unwrap();
    let workspace = workspace(directory.path()).await;
    let bytes = archive_of(&database("London", 51.5));
    let archive = Arc::new(Mutex::new((bytes.clone(), hash_of(&bytes))));
    let server = Server::start(service(&archive)).await;
    let other = lock(directory.path()).unwrap().unwrap();
    let refused = workspace.update_geoip_from(&server.address).await.unwrap_err();
    assert!(refused.message.contains("at this moment"), "{}", refused.message);
    assert_eq!(server.count(), 0);
    assert_eq!(workspace.geoip_update_show(Nothing {}).await.unwrap().failure, "", "that is no failure");
    // However the other one ended.
    drop(other);
    workspace.update_geoip_from(&server.address).await.unwrap();
    assert_eq!(city(&workspace).await.as_deref(), Some("London"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_that_is_forgotten_during_a_download_stays_forgotten() {
    let directory = tempfile::tempdir().unwrap();
    let workspace = workspace(directory.path()).await;
    let server = acted_during(ARCHIVE, london(), naming(&workspace, "", "")).await;
    let error = workspace.update_geoip_from(&server.address).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Stopped, "that is no failure");
    assert!(error.message.contains("was forgotten while"), "{}", error.message);
    let shown = workspace.geoip_update_show(Nothing {}).await.unwrap();
    assert_eq!((shown.account_id.as_str(), shown.next_at, shown.failure.as_str()), ("", None, ""));
    assert!(!workspace.is_geoip_update_due().await.unwrap());
    assert_eq!(city(&workspace).await, None, "the bundled database is in use as before");
    let left: Vec<_> = std::fs::read_dir(directory.path().join("geoip")).unwrap().collect();
    assert!(left.is_empty(), "nothing of the download is kept");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_said_of_a_key_is_not_said_of_the_one_that_took_its_place_meanwhile() {
    let directory = tempfile::tempdir().unwrap();
    let workspace = workspace(directory.path()).await;
    let refuses = |_: &Asked| Answer::of(401, "Invalid license key");
    let server = acted_during(HASH, refuses, naming(&workspace, "123456", "a better key")).await;
    let error = workspace.update_geoip_from(&server.address).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Stopped);
    assert!(error.message.contains("was named anew while"), "{}", error.message);
    let shown = workspace.geoip_update_show(Nothing {}).await.unwrap();
    assert_eq!((shown.account_id.as_str(), shown.key_set, shown.failure.as_str()), ("123456", true, ""));
    assert!(workspace.is_geoip_update_due().await.unwrap(), "it is looked for with the new key at once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_taken_during_a_download_stays_until_the_next_look() {
    for where_it_is in ["in this process", "in another one"] {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("mine.mmdb");
        std::fs::write(&file, database("Paris", 48.9)).unwrap();
        let desktop = workspace(directory.path()).await;
        let serving = opened(directory.path()).await;
        let taker = if where_it_is == "in this process" { &desktop } else { &serving };
        let server = acted_during(ARCHIVE, london(), taking(taker, &file)).await;
        let error = desktop.update_geoip_from(&server.address).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Stopped, "{where_it_is}");
        assert!(error.message.starts_with("A file was taken into use while"), "{}", error.message);
        assert_eq!(city(&desktop).await.as_deref(), Some("Paris"), "{where_it_is}");
        let shown = desktop.geoip_update_show(Nothing {}).await.unwrap();
        assert_eq!(shown.failure, error.message, "whoever looks later is told");
        assert!(!desktop.is_geoip_update_due().await.unwrap());

        let server = Server::start(london()).await;
        desktop.update_geoip_from(&server.address).await.unwrap();
        assert_eq!(city(&desktop).await.as_deref(), Some("London"), "{where_it_is}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_taken_while_the_newest_is_looked_for_is_not_called_the_newest() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("mine.mmdb");
    std::fs::write(&file, database("Paris", 48.9)).unwrap();
    let workspace = workspace(directory.path()).await;
    let server = Server::start(london()).await;
    workspace.update_geoip_from(&server.address).await.unwrap();
    let server = acted_during(HASH, london(), taking(&workspace, &file)).await;
    let error = workspace.update_geoip_from(&server.address).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Stopped);
    assert_eq!(city(&workspace).await.as_deref(), Some("Paris"));
    let server = Server::start(london()).await;
    workspace.update_geoip_from(&server.address).await.unwrap();
    assert_eq!(city(&workspace).await.as_deref(), Some("London"), "a download takes its place again");
}

#[tokio::test]
async fn without_an_account_no_look_is_planned() {
    let directory = tempfile::tempdir().unwrap();
    let workspace = opened(directory.path()).await;
    let error = workspace.geoip_update_run(Nothing {}).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidInput);
    let shown = workspace.geoip_update_show(Nothing {}).await.unwrap();
    assert_eq!((shown.next_at, shown.failure.as_str()), (None, ""));
}

#[tokio::test]
async fn an_estimate_names_the_database_as_a_lookup_does() {
    let directory = tempfile::tempdir().unwrap();
    let workspace = workspace(directory.path()).await;
    let server = Server::start(london()).await;
    workspace.update_geoip_from(&server.address).await.unwrap();
    let file = directory.path().join("agents.json");
    std::fs::write(&file, r#"{"agents":[{"id":"A-1","name":"Estimated","public_ip":"81.2.69.142"}]}"#).unwrap();
    let path = file.to_string_lossy().into_owned();
    workspace.agents_import(ImportRequest { path, ..ImportRequest::default() }).await.unwrap();
    let request = crate::dto::AgentsListRequest { search: String::new() };
    let agents = workspace.agents_list(request).await.unwrap().agents;
    let lookup = workspace.geoip_lookup(GeoipLookupRequest { ip: IP.to_owned() }).await.unwrap();
    assert_eq!(agents[0].location.database.as_deref(), Some(lookup.database.as_str()));
    assert_eq!(lookup.database, workspace.geoip().name());
}
