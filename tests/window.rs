//! The application as people meet it: its real window, driven with `WebDriver`.
//!
//! `ui/dist` must be fresh (`npm run build`), and there must be a display; `cargo xtask check` sees to both. Pictures
//! of failed tests are kept in `target/e2e`. With `SITEBOOK_SCREENSHOTS=DIRECTORY` the main job leaves pictures there.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "the functions beside the tests are tests, too"
)]

#[path = "window/barriers.rs"]
mod barriers;
#[path = "window/desk.rs"]
mod desk;
#[path = "window/fluid.rs"]
mod fluid;
#[path = "window/large.rs"]
mod large;
#[path = "window/map.rs"]
mod map;
#[path = "window/page.rs"]
mod page;
#[path = "window/requests.rs"]
mod requests;

use std::path::PathBuf;

use serde_json::json;
use sitebook_connectwise_sim::{CLIENT_ID, LOGIN_COMPANY, PRIVATE_KEY, PUBLIC_KEY, Simulator, SimulatorServer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;
use tokio::time::timeout;

use crate::barriers::expect_no_barriers;
use crate::desk::{Desk, at_a_desk, at_a_desk_for};
use crate::page::{PATIENCE, Page, until};
use crate::requests::request;

fn sample() -> String {
    format!("{}/docs/sample/agents.json", env!("CARGO_MANIFEST_DIR"))
}

/// Asks the shell to open an address, past the checks of the front end.
const OPEN: &str = "const [url, done] = arguments; \
    window.__TAURI_INTERNALS__.invoke('plugin:opener|open_url', { url }).then(() => done('opened'), (why) => done(String(why)))";

/// An agent of the sample whose name would be markup, if anybody took it for that.
const HOSTILE: &str = "O'Brien <script>alert(1)</script> & Sons";

// The main job

#[tokio::test]
#[cfg_attr(not(feature = "custom-protocol"), ignore = "the window is empty without --features custom-protocol")]
async fn the_main_job_in_the_window() {
    at_a_desk("the_main_job_in_the_window", async |desk| {
        let connectwise = SimulatorServer::start(Simulator::sample()).await.unwrap();
        let mut album = Album::new();
        let page = desk.open().await;
        say_who_sits_here(&page).await;
        import_the_sample(&page).await;
        look_at_the_map(&page).await;
        album.keep(&page, "map").await;

        hostile_names_are_text(&page).await;
        change_the_customer_id(&page).await;
        a_link_in_the_note_is_opened_outside(&page, &desk).await;
        album.keep(&page, "agent").await;
        desk.close().await;

        let page = desk.open().await;
        the_customer_id_was_kept(&page).await;
        connect(&page, &connectwise).await;
        link(&page).await;
        find_and_confirm_matches(&page).await;
        album.keep(&page, "matching").await;
        run_the_plan(&page, &connectwise, &mut album).await;
        a_second_run_has_nothing_to_do(&page, &connectwise).await;
    })
    .await;
}

async fn say_who_sits_here(page: &Page) {
    page.sees("Who sits here?").await;
    page.fill("Your name", "Sam Carter").await;
    page.fill("Your e-mail", "sam@office.example").await;
    page.press("Start with my own data").await;
    page.sees_no_dialog().await;
    page.find("//nav//button[contains(., 'Sam Carter')]").await;
}

/// Nine agents with 63 devices.
async fn import_the_sample(page: &Page) {
    page.press("Import agents").await;
    page.fill("File or folder", &sample()).await;
    page.press("Read file").await;
    page.press("Import 72 records").await;
    page.sees("Imported: 72 new records").await;
    page.sees("0 unchanged, 0 rejected.").await;
}

/// Four agents have a place; of the others the country is known at most.
async fn look_at_the_map(page: &Page) {
    page.go_to("Map").await;
    page.find("//aside[@aria-label='Agents']//header[contains(., '4 of 4')]").await;
}

async fn hostile_names_are_text(page: &Page) {
    page.go_to("Agents").await;
    page.follow(HOSTILE).await;
    page.sees_heading(HOSTILE).await;
    assert!(!page.has_alert().await, "the name was run as a script");
    let inline_scripts = page.run("return document.querySelectorAll('script:not([src])').length").await;
    assert_eq!(inline_scripts, json!(0), "the name became an element");
}

/// Leaving a field saves it; there is no button to forget.
async fn change_the_customer_id(page: &Page) {
    page.go_to("Agents").await;
    page.follow("Northside Dental").await;
    page.sees_heading("Northside Dental").await;
    assert_eq!(page.value("Customer ID").await, "C-100");
    page.fill("Customer ID", "NSD-2041").await;
    page.leave_field("Customer ID").await;
    page.find("//*[@role='status'][starts-with(normalize-space(.), 'All changes saved')]").await;
}

async fn a_link_in_the_note_is_opened_outside(page: &Page, desk: &Desk) {
    page.follow("Notes").await;
    page.fill("What is special about this network", "Plan: https://wiki.example/northside?floor=1&a=b").await;
    page.leave_field("What is special about this network").await;
    page.press("https://wiki.example/northside?floor=1&a=b").await;
    until("the address is handed over", async || {
        Ok((desk.handed_over() == "https://wiki.example/northside?floor=1&a=b\n").then_some(()))
    })
    .await;
    // What no link of ours opens, the shell does not hand over either.
    for address in ["file:///etc/passwd", "javascript:alert(1)", "sitebook:x"] {
        let refused = page.run_async(OPEN, vec![json!(address)]).await;
        assert_ne!(refused, json!("opened"), "{address}");
    }
    assert_eq!(desk.handed_over().lines().count(), 1);
}

async fn the_customer_id_was_kept(page: &Page) {
    page.go_to("Agents").await;
    assert_eq!(page.row("Northside Dental").await[3], "NSD-2041");
    page.follow("Northside Dental").await;
    page.sees_heading("Northside Dental").await;
    assert_eq!(page.value("Customer ID").await, "NSD-2041");
    page.find("//section//header[contains(., 'Own values, set by Sam Carter')]").await;
    page.find("//div[contains(@class, 'says')][contains(., 'import says C-100')]").await;
}

async fn connect(page: &Page, connectwise: &SimulatorServer) {
    page.go_to("ConnectWise").await;
    page.go_to("Manage Integration").await;
    page.fill("Site", &connectwise.base_url()).await;
    page.fill("Company login", LOGIN_COMPANY).await;
    page.fill("Public key", PUBLIC_KEY).await;
    page.fill("Private key", PRIVATE_KEY).await;
    page.fill("Client ID", CLIENT_ID).await;
    page.press("Connect").await;
    page.find("//section[@aria-label='Connection']/header[contains(., 'Connected')]").await;
}

async fn link(page: &Page) {
    page.go_to("Companies").await;
    page.find("//tr[contains(., 'Northside Dental')][contains(., 'name is equal')]").await;
    page.press("Choose company for Northside Dental").await;
    page.click("//ul[@aria-label='Companies']//button[contains(., 'NorthsideDental')]").await;
    page.click("//*[@role='dialog']//button[normalize-space(.)='Link']").await;
    page.sees_no_dialog().await;
    assert_eq!(page.row("Northside Dental").await[2], "Northside Dental\nNorthsideDental · default site");
}

/// Serial numbers and MAC addresses match by themselves; the camera, known by its IP address only, is proposed.
async fn find_and_confirm_matches(page: &Page) {
    page.press("Match Northside Dental").await;
    page.sees_heading("Matching").await;
    page.press("Find matches").await;
    page.find("//tr[.//*[text()='nas-core']][contains(., 'nas01')]//*[@aria-label='automatic']").await;
    page.find("//tr[.//*[text()='cam01']]//*[@aria-label='proposed']").await;
    expect_no_barriers(page, "Matching").await;
    page.press("Match cam01").await;
    page.find("//tr[.//*[text()='cam01']]//*[@aria-label='confirmed']").await;
}

async fn run_the_plan(page: &Page, connectwise: &SimulatorServer, album: &mut Album) {
    assert_eq!(configuration_names(connectwise).iter().filter(|name| *name == "nas01").count(), 1);
    page.press("Plan sync").await;
    page.sees_heading("Sync plan").await;
    page.find("//tr[contains(., 'nas01')][contains(., 'nas-core')]").await;
    assert_eq!(writes(connectwise), 0, "a plan only reads");
    expect_no_barriers(page, "Sync plan").await;
    album.keep(page, "plan").await;

    page.click("//section[@aria-label='Run']//button[starts-with(normalize-space(.), 'Run ')]").await;
    page.sees_heading("Sync result").await;
    page.find("//h1/following-sibling::*[contains(., 'Synchronized')]").await;
    page.click("//button[starts-with(normalize-space(.), 'Written')]").await;
    page.find("//tr[contains(., 'nas-core')][contains(., 'Written and read back')]").await;
    album.keep(page, "result").await;
    let names = configuration_names(connectwise);
    assert!(names.contains(&"nas-core".to_owned()) && !names.contains(&"nas01".to_owned()), "{names:?}");
}

async fn a_second_run_has_nothing_to_do(page: &Page, connectwise: &SimulatorServer) {
    connectwise.with(Simulator::clear_log);
    page.press("Plan again").await;
    page.find("//b[starts-with(normalize-space(.), 'Nothing to do: both sides say the same')]").await;
    assert!(
        page.texts("//button[starts-with(normalize-space(.), 'Run ')]").await.is_empty(),
        "there is nothing to run"
    );
    // The command line and the programs of others run without looking at a plan.
    let request = json!({ "agent": "A-1", "mode": "custom", "plan": null });
    let again = page.invoke("sync_run", request).await.unwrap();
    assert_eq!((&again["state"], &again["applied"]), (&json!("done"), &json!(0)), "{again}");
    assert_eq!(writes(connectwise), 0, "nothing is written twice");
}

fn configuration_names(connectwise: &SimulatorServer) -> Vec<String> {
    connectwise.with(|simulator| {
        let company = simulator.seed().companies.values().find(|company| company.identifier == "NorthsideDental");
        let configurations = simulator.configurations_of(company.unwrap().id);
        configurations.map(|configuration| configuration.name.clone()).collect()
    })
}

fn writes(connectwise: &SimulatorServer) -> usize {
    connectwise.with(|simulator| simulator.request_log().iter().filter(|request| request.writes()).count())
}

/// Numbered pictures for people who do not have the application in front of them.
struct Album {
    folder: Option<PathBuf>,
    pictures: usize,
}

impl Album {
    fn new() -> Self {
        Self { folder: std::env::var_os("SITEBOOK_SCREENSHOTS").map(PathBuf::from), pictures: 0 }
    }

    async fn keep(&mut self, page: &Page, name: &str) {
        let Some(folder) = &self.folder else { return };
        std::fs::create_dir_all(folder).unwrap();
        self.pictures += 1;
        page.dismiss_messages().await;
        page.sees_the_map_drawn().await;
        page.screenshot(&folder.join(format!("{}-{name}.png", self.pictures))).await.unwrap();
    }
}

// The border between window and core

#[tokio::test]
#[cfg_attr(not(feature = "custom-protocol"), ignore = "the window is empty without --features custom-protocol")]
async fn every_command_can_be_invoked_from_the_window() {
    at_a_desk("every_command_can_be_invoked_from_the_window", async |desk| {
        let page = desk.open().await;
        for command in sitebook_commands::NAMES {
            // The core may refuse a request, but only in its own words: not Tauri, because the command is missing or
            // forbidden, or because the request has another shape than the front end's types say.
            if let Err(error) = page.invoke(command, request(command)).await {
                assert!(error["code"].is_string() && error["message"].is_string(), "{command}: {error}");
            }
        }
        for foreign in ["no_such_command", "plugin:fs|read_file", "plugin:dialog|save", "plugin:window|set_title"] {
            let error = page.invoke(foreign, json!({})).await.expect_err(foreign);
            assert!(error.is_string(), "{foreign} was answered by the core: {error}");
        }
    })
    .await;
}

#[tokio::test]
#[ignore = "a measurement for a quiet machine"]
async fn twenty_thousand_devices_in_forty_companies() {
    at_a_desk_for(large::LIMIT, "twenty_thousand_devices_in_forty_companies", async |desk| {
        let made = sitebook_sample::many(large::AGENTS, large::DEVICES_EACH);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("agents.json");
        std::fs::write(&file, made.agents.to_string()).unwrap();
        let connectwise = SimulatorServer::start(Simulator::from_seed(made.connectwise)).await.unwrap();
        let page = desk.open().await;
        large::prepare(&page, &connectwise, file.to_str().unwrap()).await;
        page.run("location.hash = '#/connectwise/companies'; location.reload(); return null;").await;
        println!("| what | seconds | requests | writes | core, peak MB | all processes, MB |");
        println!("|---|---:|---:|---:|---:|---:|");
        large::sync_all(&page, &connectwise, "first sync").await;
        large::sync_all(&page, &connectwise, "nothing to do").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "a measurement for a quiet machine"]
async fn the_matching_workspace_with_two_thousand_devices() {
    at_a_desk("the_matching_workspace_with_two_thousand_devices", async |desk| {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("agents.json");
        std::fs::write(&file, fluid::agents().to_string()).unwrap();
        let connectwise = SimulatorServer::start(fluid::connectwise()).await.unwrap();
        let page = desk.open().await;
        fluid::prepare(&page, &connectwise, file.to_str().unwrap()).await;
        fluid::measure_matching(&page).await;
    })
    .await;
}

#[tokio::test]
#[ignore = "a measurement for a quiet machine"]
async fn the_agents_table_with_a_hundred_thousand_agents() {
    at_a_desk_for(large::LIMIT, "the_agents_table_with_a_hundred_thousand_agents", async |desk| {
        let folder = tempfile::tempdir().unwrap();
        let page = desk.open().await;
        fluid::move_into_a_large_office(&page, folder.path()).await;
        fluid::measure_agents(&page).await;
    })
    .await;
}

#[tokio::test]
#[ignore = "a measurement for a quiet machine"]
async fn the_map_with_ten_thousand_agents() {
    at_a_desk_for(large::LIMIT, "the_map_with_ten_thousand_agents", async |desk| {
        map::measure(&desk.open().await, 10_000).await;
    })
    .await;
}

#[tokio::test]
#[ignore = "a measurement for a quiet machine"]
async fn the_map_with_a_hundred_thousand_agents() {
    at_a_desk_for(large::LIMIT, "the_map_with_a_hundred_thousand_agents", async |desk| {
        map::measure(&desk.open().await, 100_000).await;
    })
    .await;
}

// Streets on the map

/// A picture of one point.
const PICTURE: &[u8] =
    b"\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01\x00\x00\x00\x01\
    \x08\x02\x00\x00\x00\x90\x77\x53\xde\x00\x00\x00\x0c\x49\x44\x41\x54\x78\x9c\x63\xb8\x76\xe9\x34\
    \x00\x04\xf5\x02\x74\x48\x44\x60\xc3\x00\x00\x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82";

/// Loads a picture as the map does; how wide it is, 0 where it may not or cannot be loaded.
const LOAD: &str = "const [address, done] = arguments; const picture = new Image(); \
    picture.onload = () => done(picture.naturalWidth); picture.onerror = () => done(0); picture.src = address;";

/// A service of street pictures that has one for every place.
async fn street_pictures() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", PICTURE.len());
            let _ = stream.write_all(head.as_bytes()).await;
            let _ = stream.write_all(PICTURE).await;
            let _ = stream.shutdown().await;
        }
    });
    address
}

#[tokio::test]
#[cfg_attr(not(feature = "custom-protocol"), ignore = "the window is empty without --features custom-protocol")]
async fn street_pictures_come_through_the_shell_and_from_nowhere_else() {
    at_a_desk("street_pictures", async |desk| {
        let service = street_pictures().await;
        let page = desk.open().await;
        let request = json!({ "name": "Town streets", "template": format!("{service}/{{z}}/{{x}}/{{y}}.png"),
            "attribution": "Town surveyors", "max_zoom": 19, "key": "" });
        let chosen = page.invoke("streets_use_service", request).await.unwrap();
        let version = chosen["version"].as_str().unwrap();
        let width = async |address: String| page.run_async(LOAD, vec![json!(address)]).await;
        assert_eq!(width(format!("tile://localhost/{version}/0/0/0")).await, json!(1));
        assert_eq!(width(format!("tile://localhost/{version}/0/1/0")).await, json!(0), "the world has no such place");
        assert_eq!(width("tile://localhost/1/0/0/0".to_owned()).await, json!(0), "an earlier choice");
        assert_eq!(width(format!("{service}/0/0/0.png")).await, json!(0), "the policy of the window");
    })
    .await;
}

// Before there is a window

#[tokio::test]
async fn a_workspace_that_cannot_be_opened_is_refused_in_words() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("a file");
    std::fs::write(&file, "not a directory").unwrap();
    let mut application = Command::new(env!("CARGO_BIN_EXE_sitebook"));
    application.env("SITEBOOK_DATA", &file).env("HOME", directory.path()).kill_on_drop(true);
    let ended = timeout(PATIENCE, application.output()).await.expect("it ends by itself").unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(1), "{said}");
    assert!(said.contains("Sitebook could not start: The workspace directory"), "{said}");
}

// The map

#[tokio::test]
#[cfg_attr(not(feature = "custom-protocol"), ignore = "the window is empty without --features custom-protocol")]
async fn the_map_shows_both_sides_of_the_antimeridian_and_loads_nothing_from_outside() {
    at_a_desk("the_map_shows_both_sides_of_the_antimeridian_and_loads_nothing_from_outside", async |desk| {
        let outside = SimulatorServer::start(Simulator::empty()).await.unwrap();
        let page = desk.open().await;
        say_who_sits_here(&page).await;
        page.invoke("agents_import", json!({ "path": sample(), "source": "", "dry_run": false })).await.unwrap();

        look_at_the_map(&page).await;
        boxes_of_countries_are_whole(&page).await;
        fiji_is_one_place(&page).await;
        nothing_comes_from_outside(&page, &outside).await;
        everybody_can_use_the_pages(&page).await;
    })
    .await;
}

/// The box of a country says what the map cannot show otherwise, so none of it may be cut off at the border.
async fn boxes_of_countries_are_whole(page: &Page) {
    let map = page.find("//*[@aria-label='Map of agents']").await.rect().await.unwrap();
    until("the countries are in view", async || {
        let boxes = page.all("//*[contains(@class, 'mk-country')]").await?;
        for country in &boxes {
            let country = country.rect().await?;
            if country.x < map.x || country.x + country.width > map.x + map.width {
                return Ok(None);
            }
        }
        Ok((!boxes.is_empty()).then_some(()))
    })
    .await;
}

/// Taveuni lies at 179.97 degrees west, Savusavu at 179.34 degrees east: neighbours, 73 km from each other.
async fn fiji_is_one_place(page: &Page) {
    let cluster = "//*[@role='button'][starts-with(@aria-label, '2 agents, 1 down,')]";
    page.click(cluster).await;

    until("the list names the two agents in view", async || {
        let mut names = page.texts("//*[@role='listbox']//*[@role='option']/span[1]/span[1]").await;
        names.sort();
        Ok((names == ["Savusavu Marina", "Taveuni Dive Lodge"]).then_some(()))
    })
    .await;
    page.sees_the_map_drawn().await;
    let tiles_with_land = page.run(TILES_WITH_LAND).await.as_u64().unwrap();
    assert!(tiles_with_land > 1, "Fiji lies on more than one tile, {tiles_with_land} show it");
    let taveuni = page.find("//*[@role='button'][starts-with(@aria-label, 'Taveuni Dive Lodge, down')]").await;
    let savusavu = page.find("//*[@role='button'][starts-with(@aria-label, 'Savusavu Marina, online')]").await;
    let (taveuni, savusavu) = (taveuni.rect().await.unwrap(), savusavu.rect().await.unwrap());
    let apart = taveuni.x - savusavu.x;
    assert!((1.0..400.0).contains(&apart), "Taveuni lies east of Savusavu, {apart} px from it");
}

/// Number of tiles on which anything is drawn.
const TILES_WITH_LAND: &str = "
    const isDrawn = (tile) => {
        const { data } = tile.getContext('2d').getImageData(0, 0, tile.width, tile.height);
        return data.some((value, place) => place % 4 === 3 && value > 0);
    };
    return [...document.querySelectorAll('canvas.leaflet-tile')].filter(isDrawn).length;";

/// The addresses of everything that the page names or has loaded.
const LOADED: &str = "
    const named = [...document.querySelectorAll('script, link, img')].map((element) => element.src || element.href);
    return [...named, ...performance.getEntriesByType('resource').map((entry) => entry.name)];";

/// Tries in several ways to load from an address, and says how each ended.
const TRY_TO_LOAD: &str = "
    const [address, done] = arguments;
    const element = (tag, property) => new Promise((loaded, refused) => {
        const made = document.createElement(tag);
        if (tag === 'link') made.rel = 'stylesheet';
        Object.assign(made, { onload: loaded, onerror: refused, [property]: address });
        document.head.append(made);
    });
    const tries = [
        fetch(address, { mode: 'no-cors' }),
        element('img', 'src'),
        element('script', 'src'),
        element('link', 'href'),
    ];
    Promise.allSettled(tries).then((ends) => done(ends.map((end) => end.status)));";

async fn nothing_comes_from_outside(page: &Page, outside: &SimulatorServer) {
    let loaded: Vec<String> = serde_json::from_value(page.run(LOADED).await).unwrap();
    assert!(loaded.iter().any(|address| address.contains("/assets/")), "not even our own script was found: {loaded:?}");
    let foreign: Vec<&String> = loaded.iter().filter(|address| !is_own(address)).collect();
    assert!(foreign.is_empty(), "loaded from outside: {foreign:?}");

    // And if the page tried, it could not.
    let tried = page.run_async(TRY_TO_LOAD, vec![json!(outside.base_url())]).await;
    assert_eq!(tried, json!(["rejected", "rejected", "rejected", "rejected"]));
    assert_eq!(outside.with(|simulator| simulator.request_log().len()), 0, "a request left the window");
}

/// Whether an address leads to the application itself.
fn is_own(address: &str) -> bool {
    ["tauri://localhost/", "ipc://localhost/", "blob:tauri://localhost/", "data:"]
        .iter()
        .any(|origin| address.starts_with(origin))
}

async fn everybody_can_use_the_pages(page: &Page) {
    expect_no_barriers(page, "Map").await;
    page.go_to("Agents").await;
    page.row("Northside Dental").await;
    expect_no_barriers(page, "Agents").await;
    page.follow("Northside Dental").await;
    page.sees_heading("Northside Dental").await;
    expect_no_barriers(page, "Agent").await;
    page.go_to("ConnectWise").await;
    page.go_to("Manage Integration").await;
    page.field("Client ID").await;
    expect_no_barriers(page, "Manage Integration").await;
}
