//! The main job: from the first start to a sync, as a person does it.

use std::path::PathBuf;

use serde_json::json;
use sitebook_connectwise_sim::{CLIENT_ID, LOGIN_COMPANY, PRIVATE_KEY, PUBLIC_KEY, Simulator, SimulatorServer};

use crate::barriers::expect_no_barriers;
use crate::desk::Desk;
use crate::page::{Page, until};
use crate::sample;

/// Asks the shell to open an address, past the checks of the front end.
const OPEN: &str = "const [url, done] = arguments; \
    window.__TAURI_INTERNALS__.invoke('plugin:opener|open_url', { url }).then(() => done('opened'), (why) => done(String(why)))";

/// An agent of the sample whose name would be markup, if anybody took it for that.
const HOSTILE: &str = "O'Brien <script>alert(1)</script> & Sons";

/// The whole of it, at a new desk.
pub async fn main_job(desk: &Desk) {
    let connectwise = SimulatorServer::start(Simulator::sample()).await.unwrap();
    let mut album = Album::new();
    let page = desk.open().await;
    say_who_sits_here(&page).await;
    import_the_sample(&page).await;
    look_at_the_map(&page).await;
    album.keep(&page, "map").await;

    hostile_names_are_text(&page).await;
    change_the_customer_id(&page).await;
    a_link_in_the_note_is_opened_outside(&page, desk).await;
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
}

pub async fn say_who_sits_here(page: &Page) {
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
pub async fn look_at_the_map(page: &Page) {
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
