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

mod files;

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
