use std::collections::HashMap;
use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, AtomicU16, Ordering};
use std::time::Duration;

use sitebook_domain::Timestamp;
use sitebook_sync::Clock;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::*;
use crate::OpenOptions;
use crate::answering::{Answer, Server};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n a picture of the world";

/// Time as the test says.
#[derive(Debug, Default)]
struct SetClock(AtomicI64);

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp(1_760_000_000_000 + self.0.load(Ordering::SeqCst))
    }
}

struct Office {
    workspace: Workspace,
    clock: Arc<SetClock>,
    directory: tempfile::TempDir,
}

impl Office {
    async fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let options =
            OpenOptions { directory: Some(directory.path().to_owned()), secrets_key: Some("a key for tests".into()) };
        let clock = Arc::new(SetClock::default());
        let workspace = Workspace::open_by_clock(options, Arc::clone(&clock) as Arc<dyn Clock>).await.unwrap();
        Self { workspace, clock, directory }
    }

    async fn using(server: &Server) -> Self {
        let office = Self::new().await;
        office.take(&format!("{}/{{z}}/{{x}}/{{y}}.png", server.address), "").await.unwrap();
        office
    }

    async fn take(&self, template: &str, key: &str) -> Result<StreetsView, AppError> {
        let request = StreetsServiceRequest {
            name: "Test streets".to_owned(),
            template: template.to_owned(),
            attribution: "© Somebody".to_owned(),
            max_zoom: 19,
            key: key.to_owned(),
        };
        self.workspace.streets_use_service(request).await
    }

    async fn tile(&self, place: &str) -> Result<StreetTile, AppError> {
        let version = self.workspace.streets_show(Nothing {}).await.unwrap().version;
        self.workspace.street_tile(&format!("{version}/{place}")).await
    }

    async fn code(&self, place: &str) -> ErrorCode {
        self.tile(place).await.unwrap_err().code
    }

    fn later(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }
}

fn with(status: u16, body: &[u8], headers: &[(&'static str, &str)]) -> Answer {
    let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    Answer { headers, ..Answer::of(status, body) }
}

#[tokio::test]
async fn without_a_choice_there_are_no_streets_and_nobody_is_asked() {
    let office = Office::new().await;
    assert_eq!(office.workspace.streets_show(Nothing {}).await.unwrap().kind, StreetsKind::None);
    assert_eq!(office.code("0/0/0").await, ErrorCode::NotFound);
}

#[tokio::test]
async fn a_picture_is_asked_for_once_while_it_counts_and_then_by_what_it_is_called() {
    let server = Server::start(|asked| {
        let headers = [("cache-control", "max-age=60"), ("etag", "\"one\"")];
        if asked.headers.contains_key("if-none-match") { with(304, b"", &headers) } else { with(200, PNG, &headers) }
    })
    .await;
    let office = Office::using(&server).await;
    assert_eq!(server.count(), 1, "one look whether it answers");
    for _ in 0..3 {
        assert_eq!(office.tile("3/1/2").await.unwrap(), StreetTile { content_type: "image/png", bytes: PNG.to_vec() });
    }
    assert_eq!(server.count(), 2);
    office.later(61);
    assert_eq!(office.tile("3/1/2").await.unwrap().bytes, PNG);
    assert_eq!(office.tile("3/1/2").await.unwrap().bytes, PNG, "the old one counts again");
    let asked = server.asked.lock().unwrap().clone();
    assert_eq!(asked.len(), 3);
    assert_eq!(asked[2].path, "/3/1/2.png");
    assert_eq!(asked[2].headers["if-none-match"], "\"one\"");
    assert!(asked[2].headers["user-agent"].starts_with("Sitebook/"), "policies want to know who asks");
}

#[tokio::test]
async fn what_must_not_be_kept_is_not_kept() {
    let server = Server::start(|_| with(200, PNG, &[("cache-control", "no-store")])).await;
    let office = Office::using(&server).await;
    office.tile("3/1/2").await.unwrap();
    office.tile("3/1/2").await.unwrap();
    assert_eq!(server.count(), 3);
    assert!(!office.directory.path().join("street-tiles").exists());
}

#[tokio::test]
async fn only_pictures_pass_whatever_the_service_calls_them() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/1/0/0.png" => with(200, b"<svg xmlns='http://www.w3.org/2000/svg'/>", &[("content-type", "image/png")]),
        "/1/0/1.png" => Answer::of(200, [PNG, &vec![0; 3 << 20]].concat()),
        "/1/1/0.png" => Answer { cut: Some(12), ..Answer::of(200, PNG) },
        "/1/1/1.png" => Answer::of(404, "no streets in the sea"),
        "/2/0/0.png" => Answer::of(400, "no"),
        _ => Answer::of(200, PNG),
    })
    .await;
    let office = Office::using(&server).await;
    assert_eq!(office.code("1/0/0").await, ErrorCode::BadAnswer);
    assert_eq!(office.code("1/0/1").await, ErrorCode::BadAnswer);
    assert_eq!(office.code("1/1/1").await, ErrorCode::NotFound);
    assert_eq!(office.code("1/1/1").await, ErrorCode::NotFound);
    assert_eq!(office.code("2/0/0").await, ErrorCode::Unavailable);
    let places: Vec<_> = server.asked.lock().unwrap().iter().skip(1).map(|asked| asked.path.clone()).collect();
    assert_eq!(
        places,
        ["/1/0/0.png", "/1/0/1.png", "/1/1/1.png", "/2/0/0.png"],
        "that there is nothing is kept as well"
    );
    assert!(office.tile("1/1/0").await.is_err(), "half a picture");
}

#[tokio::test]
async fn places_that_the_world_does_not_have_and_earlier_choices_are_not_asked_for() {
    let server = Server::start(|_| Answer::of(200, PNG)).await;
    let office = Office::using(&server).await;
    for place in ["1/2/0", "1/0/2", "20/0/0", "23/0/0", "1/0", "1/0/0/0", "1/-1/0", "a/b/c", "../../etc/passwd"] {
        assert_eq!(office.code(place).await, ErrorCode::NotFound, "{place}");
    }
    assert_eq!(office.workspace.street_tile("1/1/0/0").await.unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_busy_service_is_left_alone_for_all_pictures_and_the_map_shows_what_it_has() {
    let status = Arc::new(AtomicU16::new(200));
    let says = Arc::clone(&status);
    let server = Server::start(move |_| {
        let headers = [("cache-control", "max-age=60"), ("retry-after", "120")];
        with(says.load(Ordering::SeqCst), PNG, &headers)
    })
    .await;
    let office = Office::using(&server).await;
    office.tile("3/1/2").await.unwrap();
    status.store(429, Ordering::SeqCst);
    office.later(61);
    assert_eq!(office.tile("3/1/2").await.unwrap().bytes, PNG, "yesterday's streets are better than none");
    assert_eq!(office.code("3/1/3").await, ErrorCode::TooManyRequests);
    assert_eq!(server.count(), 3, "not asked again while it wants to be left alone");
    let trouble = office.workspace.streets_show(Nothing {}).await.unwrap().trouble;
    assert_eq!(trouble, "it asks for fewer requests");
}

/// A server that answers each request when the test says so, several at a time.
struct PatientServer {
    address: String,
    requests: mpsc::UnboundedReceiver<Waiting>,
}

/// A request that waits for its answer.
struct Waiting {
    path: String,
    stream: TcpStream,
}

impl PatientServer {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (sender, requests) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let mut stream = BufReader::new(stream);
                let (mut first, mut line) = (String::new(), String::new());
                stream.read_line(&mut first).await.unwrap();
                while stream.read_line(&mut line).await.unwrap() > 2 {
                    line.clear();
                }
                let path = first.split(' ').nth(1).unwrap().to_owned();
                if sender.send(Waiting { path, stream: stream.into_inner() }).is_err() {
                    return;
                }
            }
        });
        Self { address, requests }
    }

    fn template(&self) -> String {
        format!("{}/{{z}}/{{x}}/{{y}}.png", self.address)
    }

    async fn next(&mut self) -> Waiting {
        self.requests.recv().await.unwrap()
    }

    /// An office that uses this server, which answered that it is there.
    async fn office(&mut self) -> Office {
        let office = Office::new().await;
        let template = self.template();
        let (taken, ()) = tokio::join!(office.take(&template, ""), async { self.next().await.answer(200, "").await });
        taken.unwrap();
        office
    }
}

impl Waiting {
    async fn answer(mut self, status: u16, header: &str) {
        let length = PNG.len();
        let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\nconnection: close\r\n{header}\r\n");
        self.stream.write_all(&[head.as_bytes(), PNG].concat()).await.unwrap();
        self.stream.shutdown().await.unwrap();
    }
}

impl Office {
    /// Asks for a tile on a task of its own, as the map does for many.
    async fn ask(&self, place: &str) -> JoinHandle<Result<StreetTile, AppError>> {
        let version = self.workspace.streets_show(Nothing {}).await.unwrap().version;
        let (workspace, path) = (self.workspace.clone(), format!("{version}/{place}"));
        tokio::spawn(async move { workspace.street_tile(&path).await })
    }

    async fn trouble(&self) -> String {
        self.workspace.streets_show(Nothing {}).await.unwrap().trouble
    }
}

#[tokio::test]
async fn a_service_that_wants_to_be_left_alone_is_whatever_else_was_in_flight() {
    let mut server = PatientServer::start().await;
    let office = server.office().await;
    let mut tiles = HashMap::new();
    let mut waiting = HashMap::new();
    for place in ["3/1/0", "3/1/1", "3/1/2", "3/1/3", "3/1/4"] {
        tiles.insert(place, office.ask(place).await);
        let asked = server.next().await;
        assert_eq!(asked.path, format!("/{place}.png"));
        waiting.insert(place, asked);
    }
    for (place, status, header, code) in [
        ("3/1/0", 429, "retry-after: 600\r\n", Some(ErrorCode::TooManyRequests)),
        ("3/1/1", 200, "", None),
        ("3/1/2", 404, "", Some(ErrorCode::NotFound)),
        ("3/1/3", 400, "", Some(ErrorCode::Unavailable)),
        ("3/1/4", 500, "", Some(ErrorCode::Unavailable)),
    ] {
        waiting.remove(place).unwrap().answer(status, header).await;
        let tile = tiles.remove(place).unwrap().await.unwrap();
        assert_eq!(tile.err().map(|error| error.code), code, "{place}");
        assert_eq!(office.trouble().await, "it asks for fewer requests", "after {place}");
        tokio::select! {
            code = office.code("3/2/2") => assert_eq!(code, ErrorCode::TooManyRequests, "after {place}"),
            asked = server.next() => panic!("asked for {} after {place}", asked.path),
        }
    }
}

#[tokio::test]
async fn the_troubles_of_an_earlier_choice_are_none_of_the_new_one() {
    let mut old = PatientServer::start().await;
    let new = Server::start(|_| Answer::of(200, PNG)).await;
    let office = old.office().await;
    let tile = office.ask("3/1/2").await;
    let asked = old.next().await;
    office.take(&format!("{}/{{z}}/{{x}}/{{y}}.png", new.address), "").await.unwrap();
    office.tile("3/1/1").await.unwrap();
    asked.answer(429, "retry-after: 600\r\n").await;
    assert_eq!(tile.await.unwrap().unwrap_err().code, ErrorCode::TooManyRequests);
    assert_eq!(office.trouble().await, "");
    assert_eq!(office.tile("3/1/2").await.unwrap().bytes, PNG, "the new one is not left alone for it");
}

#[tokio::test]
async fn a_redirect_is_followed_in_the_open_and_never_to_a_private_address() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/1/0/0.png" => with(302, b"", &[("location", "/moved.png")]),
        "/1/0/1.png" => with(302, b"", &[("location", "https://192.168.1.1/admin.png")]),
        "/1/1/0.png" => with(301, b"", &[("location", "http://tiles.example.com/1.png")]),
        "/1/1/1.png" => with(302, b"", &[("location", "/1/1/1.png")]),
        _ => Answer::of(200, PNG),
    })
    .await;
    let client = TileClient::new().unwrap();
    let fetch = async |place: &str| {
        let url = url::Url::parse(&format!("{}/{place}.png", server.address)).unwrap();
        client.fetch(url, true, None, Timestamp(0)).await
    };
    assert!(matches!(fetch("1/0/0").await, Ok(Answered::Picture(..))));
    assert_eq!(fetch("1/0/1").await.unwrap_err(), TileError::Private);
    assert_eq!(fetch("1/1/0").await.unwrap_err(), TileError::Private, "HTTPS only");
    assert!(matches!(fetch("1/1/1").await, Err(TileError::Unreachable(_))), "without end");
}

#[tokio::test]
async fn a_name_that_leads_into_the_own_network_is_not_asked() {
    let client = TileClient::new().unwrap();
    // The one name that leads to a private address everywhere, without a network.
    let url = url::Url::parse("https://localhost/1/0/0.png").unwrap();
    assert_eq!(client.fetch(url, false, None, Timestamp(0)).await.unwrap_err(), TileError::Private);
}

#[tokio::test]
async fn a_service_that_keeps_silent_is_given_up() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = TileClient::with_timeout(Duration::from_millis(100)).unwrap();
    let url = url::Url::parse(&format!("http://{}/0/0/0.png", silent.local_addr().unwrap())).unwrap();
    let error = client.fetch(url, true, None, Timestamp(0)).await.unwrap_err();
    assert_eq!(error, TileError::Unreachable("it took too long to answer".to_owned()));
}

#[tokio::test]
async fn the_key_is_a_secret_and_is_in_no_error() {
    let status = Arc::new(AtomicU16::new(403));
    let says = Arc::clone(&status);
    let server = Server::start(move |_| Answer::of(says.load(Ordering::SeqCst), PNG)).await;
    let office = Office::new().await;
    let template = format!("{}/{{z}}/{{x}}/{{y}}?apikey={{key}}", server.address);
    assert_eq!(office.take(&template, "").await.unwrap_err().code, ErrorCode::InvalidInput);
    let refused = office.take(&template, "open-sesame").await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Unauthorized);
    assert!(!refused.message.contains("sesame") && refused.message.contains("403"));
    assert!(!office.workspace.has_secret(SECRET).await.unwrap(), "a refused key is not kept");

    status.store(200, Ordering::SeqCst);
    let view = office.take(&template, "open-sesame").await.unwrap();
    assert!(view.key_set && !format!("{view:?}").contains("sesame"));
    assert_eq!(server.asked.lock().unwrap().last().unwrap().path, "/0/0/0?apikey=open-sesame");
    // The same service once more, with the key that is kept.
    assert!(office.take(&template, "").await.unwrap().key_set);
    for file in ["sitebook.db", "sitebook.db-wal"] {
        let content = std::fs::read(office.directory.path().join(file)).unwrap_or_default();
        assert!(!content.windows(6).any(|bytes| bytes == b"sesame"), "{file}");
    }
    office.tile("0/0/0").await.unwrap();
    let off = office.workspace.streets_off(Nothing {}).await.unwrap();
    assert_eq!(off.kind, StreetsKind::None);
    assert!(!office.workspace.has_secret(SECRET).await.unwrap());
    assert!(!office.directory.path().join("street-tiles").exists(), "kept pictures say where customers are");
}

#[tokio::test]
async fn the_key_of_a_service_is_not_sent_to_another() {
    let own = Server::start(|_| Answer::of(200, PNG)).await;
    let other = Server::start(|_| Answer::of(200, PNG)).await;
    let office = Office::new().await;
    let of = |server: &Server, rest: &str| format!("{}/{rest}{{z}}/{{x}}/{{y}}?key={{key}}", server.address);
    office.take(&of(&own, ""), "open-sesame").await.unwrap();
    let refused = office.take(&of(&other, ""), "").await.unwrap_err();
    assert_eq!((refused.code, other.count()), (ErrorCode::InvalidInput, 0));
    assert!(refused.message.ends_with("Write the key of this one."), "{}", refused.message);
    assert!(office.workspace.streets_show(Nothing {}).await.unwrap().key_set, "what was there stays");

    // Another style of the same service.
    office.take(&of(&own, "dark/"), "").await.unwrap();
    assert_eq!(own.asked.lock().unwrap().last().unwrap().path, "/dark/0/0/0?key=open-sesame");

    office.take(&of(&other, ""), "other-word").await.unwrap();
    assert_eq!(office.take(&of(&own, ""), "").await.unwrap_err().code, ErrorCode::InvalidInput);
    let file = pmtiles_file(office.directory.path(), pmtiles::TileType::Png);
    office.take_file(&file).await.unwrap();
    assert!(!office.workspace.has_secret(SECRET).await.unwrap(), "of no use any more");
    assert_eq!((own.count(), other.count()), (2, 1));
}

#[tokio::test]
async fn a_service_needs_a_name_and_whom_to_thank_and_has_to_answer() {
    let office = Office::new().await;
    let request = StreetsServiceRequest {
        name: " ".to_owned(),
        template: "https://tiles.example.com/{z}/{x}/{y}".to_owned(),
        attribution: String::new(),
        max_zoom: 19,
        key: String::new(),
    };
    let refused = |request| async { office.workspace.streets_use_service(request).await.unwrap_err().code };
    assert_eq!(refused(request.clone()).await, ErrorCode::InvalidInput);
    let far = StreetsServiceRequest { name: "A".to_owned(), attribution: "B".to_owned(), max_zoom: 40, ..request };
    assert_eq!(refused(far).await, ErrorCode::InvalidInput);
    assert_eq!(office.take("http://127.0.0.1:9/{z}/{x}/{y}", "").await.unwrap_err().code, ErrorCode::Unavailable);
    assert_eq!(office.workspace.streets_show(Nothing {}).await.unwrap().kind, StreetsKind::None);
}

// Files

const ABOUT: &str = r#"{"name":"Hull","attribution":"<a href='https://osm.org'>&copy; OpenStreetMap</a>"}"#;
/// A vector tile with a layer "roads", in which is nothing.
const ROADS: &[u8] = b"\x1a\x09\x0a\x05roads\x78\x02";

fn pmtiles_file(directory: &Path, kind: pmtiles::TileType) -> PathBuf {
    pmtiles_holding(directory, kind, ABOUT, &[PNG, &[PNG, b" in the east"].concat()])
}

/// A file with a tile of the world, and one of its north east.
fn pmtiles_holding(directory: &Path, kind: pmtiles::TileType, about: &str, tiles: &[&[u8]; 2]) -> PathBuf {
    let path = directory.join("streets.pmtiles");
    let file = std::fs::File::create(&path).unwrap();
    let mut writer = pmtiles::PmTilesWriter::new(kind).max_zoom(1).metadata(about).create(file).unwrap();
    writer.add_tile(pmtiles::TileCoord::new(0, 0, 0).unwrap(), tiles[0]).unwrap();
    writer.add_tile(pmtiles::TileCoord::new(1, 1, 0).unwrap(), tiles[1]).unwrap();
    writer.finalize().unwrap();
    path
}

fn with_layers(layers: &str) -> String {
    ABOUT.replacen('{', &format!("{{\"vector_layers\":{layers},"), 1)
}

impl Office {
    async fn take_file(&self, path: &Path) -> Result<StreetsView, AppError> {
        self.workspace.streets_use_file(StreetsFileRequest { path: path.to_string_lossy().into_owned() }).await
    }
}

#[tokio::test]
async fn streets_come_from_a_pmtiles_file_without_a_network() {
    let office = Office::new().await;
    let path = pmtiles_file(office.directory.path(), pmtiles::TileType::Png);
    let view = office.take_file(&path).await.unwrap();
    assert_eq!((view.kind, view.name.as_str(), view.max_zoom), (StreetsKind::File, "Hull", 1));
    assert_eq!(view.attribution, "© OpenStreetMap");
    assert_eq!(office.tile("0/0/0").await.unwrap().bytes, PNG);
    assert!(office.tile("1/1/0").await.unwrap().bytes.ends_with(b"east"));
    assert_eq!(office.code("1/0/0").await, ErrorCode::NotFound);
    assert_eq!(office.code("2/0/0").await, ErrorCode::NotFound);
}

#[tokio::test]
async fn a_file_that_cannot_be_drawn_is_refused_in_words_and_what_was_there_stays() {
    let office = Office::new().await;
    let directory = office.directory.path();
    let good = pmtiles_file(directory, pmtiles::TileType::Png);
    let whole = std::fs::read(&good).unwrap();
    office.take_file(&good).await.unwrap();

    let bad = directory.join("bad.pmtiles");
    for (content, words) in [
        (whole[..whole.len() - 10].to_vec(), "cut off"),
        (whole[..100].to_vec(), "cut off"),
        ([b"PMTiles\x02".as_slice(), &whole[8..]].concat(), "version 3"),
        (b"PK\x03\x04 a zip".to_vec(), "neither"),
        (Vec::new(), "neither"),
    ] {
        std::fs::write(&bad, content).unwrap();
        let error = office.take_file(&bad).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::BadFile);
        assert!(error.message.contains(words), "{} ({words})", error.message);
    }
    assert_eq!(office.take_file(&directory.join("none.pmtiles")).await.unwrap_err().code, ErrorCode::BadFile);
    assert_eq!(office.workspace.streets_show(Nothing {}).await.unwrap().name, "Hull");
}

#[tokio::test]
async fn vector_tiles_come_from_a_pmtiles_file_without_their_compression() {
    let office = Office::new().await;
    let about = with_layers(r#"[{"id":"earth"},{"id":"roads"}]"#);
    let kind = pmtiles::TileType::Mvt;
    let path = pmtiles_holding(office.directory.path(), kind, &about, &[ROADS, ROADS]);
    let view = office.take_file(&path).await.unwrap();
    assert_eq!((view.kind, view.tiles, view.max_zoom), (StreetsKind::File, StreetsTiles::Vector, 1));
    let tile = office.tile("0/0/0").await.unwrap();
    assert_eq!(tile, StreetTile { content_type: "application/vnd.mapbox-vector-tile", bytes: ROADS.to_vec() });
    assert_eq!(office.code("1/0/0").await, ErrorCode::NotFound);

    let bare = office.directory.path().join("bare.pmtiles");
    let mut writer = pmtiles::PmTilesWriter::new(kind)
        .tile_compression(pmtiles::Compression::None)
        .bounds(-0.5, 53.6, -0.1, 53.9)
        .metadata(&about)
        .create(std::fs::File::create(&bare).unwrap())
        .unwrap();
    writer.add_tile(pmtiles::TileCoord::new(0, 0, 0).unwrap(), ROADS).unwrap();
    writer.finalize().unwrap();
    let bounds = office.take_file(&bare).await.unwrap().bounds;
    assert_eq!(bounds, Some(StreetsBounds { west: -0.5, south: 53.6, east: -0.1, north: 53.9 }));
    assert_eq!(office.tile("0/0/0").await.unwrap().bytes, ROADS);
}

#[tokio::test]
async fn vector_tiles_of_a_layout_that_nobody_knows_are_refused_in_words() {
    let office = Office::new().await;
    let directory = office.directory.path();
    for (kind, about, words) in [
        (pmtiles::TileType::Mvt, ABOUT.to_owned(), "does not say which layers"),
        (pmtiles::TileType::Mvt, with_layers("7"), "does not say which layers"),
        (
            pmtiles::TileType::Mvt,
            with_layers(r#"[{"id":"<b>parcels</b>"},{"id":7}]"#),
            "no layer of streets, but parcels.",
        ),
        (pmtiles::TileType::Mlt, with_layers(r#"[{"id":"roads"}]"#), "MLT"),
    ] {
        let path = pmtiles_holding(directory, kind, &about, &[ROADS, ROADS]);
        let error = office.take_file(&path).await.unwrap_err();
        assert!(error.code == ErrorCode::BadFile && error.message.contains(words), "{}", error.message);
    }
    assert_eq!(office.workspace.streets_show(Nothing {}).await.unwrap().kind, StreetsKind::None);
}

#[tokio::test]
async fn a_tile_that_unfolds_without_end_is_an_error() {
    let office = Office::new().await;
    let about = with_layers(r#"[{"id":"roads"}]"#);
    let bomb = vec![0_u8; (8 << 20) + 1];
    let path = pmtiles_holding(office.directory.path(), pmtiles::TileType::Mvt, &about, &[ROADS, &bomb]);
    assert!(std::fs::metadata(&path).unwrap().len() < 100_000);
    office.take_file(&path).await.unwrap();
    assert_eq!(office.code("1/1/0").await, ErrorCode::BadFile);
    let trouble = async || office.workspace.streets_show(Nothing {}).await.unwrap().trouble;
    assert_eq!(trouble().await, "the file with the streets cannot be read: a tile of it is far too large");
    office.tile("0/0/0").await.unwrap();
    assert_eq!(trouble().await, "", "the last tile came");
}

#[tokio::test]
async fn what_a_file_says_of_itself_has_an_end() {
    let office = Office::new().await;
    let directory = office.directory.path();
    let said = |bytes: usize| format!("{ABOUT}{}", " ".repeat(bytes - ABOUT.len()));
    let path = pmtiles_holding(directory, pmtiles::TileType::Png, &said(4 << 20), &[PNG, PNG]);
    assert_eq!(office.take_file(&path).await.unwrap().name, "Hull");
    let path = pmtiles_holding(directory, pmtiles::TileType::Png, &said((4 << 20) + 1), &[PNG, PNG]);
    assert!(std::fs::metadata(&path).unwrap().len() < 100_000);
    let error = office.take_file(&path).await.unwrap_err();
    assert!(error.code == ErrorCode::BadFile && error.message.contains("more than 4 MB"), "{}", error.message);
}

/// A directory with a tile of the world, and others that nobody asks for: each entry has four bytes without compression.
fn directory_of(entries: u32) -> Vec<u8> {
    let length = u8::try_from(PNG.len()).unwrap();
    let count = usize::try_from(entries).unwrap();
    // The number of entries, seven bits to a byte.
    let mut bytes: Vec<u8> = (0..4).map(|index| (entries >> (7 * index)) as u8 & 0x7f | 0x80).collect();
    bytes.push(0);
    // What is added to the tile before, the run, the length, and the offset + 1 or nought for behind the one before.
    for (first, others) in [(0, 1), (1, 1), (length, length), (1, 0)] {
        bytes.push(first);
        bytes.resize(bytes.len() + count - 1, others);
    }
    bytes
}

/// A file whose tile of the world is found through a leaf directory.
fn pmtiles_with(path: &Path, root: &[u8], leaf: &[u8]) {
    let mut content = b"PMTiles\x03".to_vec();
    let mut start = 127_u64;
    let metadata = gzip(ABOUT.as_bytes());
    for part in [root, &metadata, leaf, PNG] {
        content.extend_from_slice(&start.to_le_bytes());
        content.extend_from_slice(&(part.len() as u64).to_le_bytes());
        start += part.len() as u64;
    }
    // Numbers of tiles, then: sorted, gzip, nothing for the pictures, which are PNG, and zooms 0 to 1.
    content.resize(96, 0);
    content.extend_from_slice(&[1, 2, 1, 2, 0, 1]);
    content.resize(127, 0);
    std::fs::write(path, [&content, root, &metadata, leaf, PNG].concat()).unwrap();
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn a_directory_that_unfolds_without_end_is_an_error() {
    const MOST: u32 = 8 << 20;
    let office = Office::new().await;
    let path = office.directory.path().join("leaf.pmtiles");
    let with_leaf = |entries| {
        let leaf = gzip(&directory_of(entries));
        let length = u32::try_from(leaf.len()).unwrap();
        // One entry without a run: a directory.
        let numbers = [1, 0, 0, length & 0x7f | 0x80, length >> 7 & 0x7f | 0x80, length >> 14, 1];
        pmtiles_with(&path, &gzip(&numbers.map(|number| number as u8)), &leaf);
    };
    with_leaf(350_000);
    office.take_file(&path).await.unwrap();
    assert_eq!(office.tile("0/0/0").await.unwrap().bytes, PNG, "as large as tilemaker writes them");

    with_leaf(MOST / 4);
    assert!(std::fs::metadata(&path).unwrap().len() < 100_000);
    office.take_file(&path).await.unwrap();
    assert_eq!(office.code("0/0/0").await, ErrorCode::BadFile);
    assert!(office.trouble().await.contains("a directory of it is far too large"));

    pmtiles_with(&path, &gzip(&directory_of(MOST / 4)), &[]);
    let error = office.take_file(&path).await.unwrap_err();
    assert!(error.message.contains("a directory of it is far too large"), "{}", error.message);
}

#[tokio::test]
async fn a_tile_is_found_through_the_directories_of_a_large_file() {
    let office = Office::new().await;
    let path = office.directory.path().join("large.pmtiles");
    let file = std::fs::File::create(&path).unwrap();
    let mut writer =
        pmtiles::PmTilesWriter::new(pmtiles::TileType::Png).max_zoom(8).metadata(ABOUT).create(file).unwrap();
    let place = |id: u64| pmtiles::TileCoord::from(pmtiles::TileId::new(id).unwrap());
    let tile = |id: u64| [PNG, &vec![b'.'; (id * id % 251) as usize], id.to_string().as_bytes()].concat();
    for id in 0..30_000 {
        writer.add_tile(place(id), &tile(id)).unwrap();
    }
    writer.finalize().unwrap();
    let header = std::fs::read(&path).unwrap();
    assert_ne!(header[48..56], [0; 8], "it has leaf directories");
    office.take_file(&path).await.unwrap();
    for id in [0, 1, 4_999, 15_000, 29_999, 1] {
        let at = place(id);
        assert_eq!(office.tile(&format!("{}/{}/{}", at.z(), at.x(), at.y())).await.unwrap().bytes, tile(id));
    }
}

#[tokio::test]
async fn a_file_that_somebody_damages_later_is_an_error_and_no_crash() {
    let office = Office::new().await;
    let path = pmtiles_file(office.directory.path(), pmtiles::TileType::Png);
    office.take_file(&path).await.unwrap();
    office.tile("0/0/0").await.unwrap();
    std::fs::File::options().write(true).open(&path).unwrap().set_len(200).unwrap();
    assert_eq!(office.code("1/1/0").await, ErrorCode::BadFile);
}

/// An MBTiles file of the fixtures: a tile of the world, one of its north east, and something else in the south west.
async fn mbtiles_file(directory: &Path, content: &[u8]) -> PathBuf {
    let path = directory.join("streets.mbtiles");
    tokio::fs::write(&path, content).await.unwrap();
    path
}

const RASTER: &[u8] = include_bytes!("fixtures/raster.mbtiles");
const VECTOR: &[u8] = include_bytes!("fixtures/vector.mbtiles");

#[tokio::test]
async fn streets_come_from_an_mbtiles_file_whose_rows_count_from_the_south() {
    let office = Office::new().await;
    let path = mbtiles_file(office.directory.path(), RASTER).await;
    let view = office.take_file(&path).await.unwrap();
    assert_eq!((view.name.as_str(), view.min_zoom, view.max_zoom), ("Hull", 0, 1));
    assert_eq!(view.attribution, "© OpenStreetMap");
    assert_eq!(office.tile("0/0/0").await.unwrap().bytes, PNG);
    assert!(office.tile("1/1/0").await.unwrap().bytes.ends_with(b"north east"));
    assert_eq!(office.code("1/0/0").await, ErrorCode::NotFound);
    assert_eq!(office.code("1/0/1").await, ErrorCode::BadFile, "something else than a picture");
}

#[tokio::test]
async fn an_mbtiles_file_that_cannot_be_drawn_is_refused_in_words() {
    let office = Office::new().await;
    let mut other = VECTOR.to_vec();
    let layer = other.windows(11).position(|bytes| bytes == b"\"id\": \"road").unwrap();
    other[layer + 7] = b't';
    for (content, words) in
        [(other.as_slice(), "no layer of streets"), (&RASTER[..RASTER.len() / 2], "damaged, cut off")]
    {
        let path = mbtiles_file(office.directory.path(), content).await;
        let error = office.take_file(&path).await.unwrap_err();
        assert!(error.code == ErrorCode::BadFile && error.message.contains(words), "{}", error.message);
    }
}

#[tokio::test]
async fn vector_tiles_come_from_an_mbtiles_file_with_and_without_compression() {
    let office = Office::new().await;
    let path = mbtiles_file(office.directory.path(), VECTOR).await;
    let view = office.take_file(&path).await.unwrap();
    assert_eq!((view.tiles, view.min_zoom, view.max_zoom), (StreetsTiles::Vector, 0, 1));
    assert_eq!(view.bounds, Some(StreetsBounds { west: -180.0, south: -85.0, east: 180.0, north: 80.0 }));
    assert_eq!(office.tile("0/0/0").await.unwrap().bytes, ROADS);
    assert_eq!(office.tile("1/1/0").await.unwrap().bytes, ROADS);
    assert_eq!(office.code("1/0/1").await, ErrorCode::BadFile, "its compression is cut off");
}
