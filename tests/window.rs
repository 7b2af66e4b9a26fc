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

#[path = "window/antimeridian.rs"]
mod antimeridian;
#[path = "window/barriers.rs"]
mod barriers;
#[path = "window/desk.rs"]
mod desk;
#[path = "window/dialog.rs"]
mod dialog;
#[path = "window/fluid.rs"]
mod fluid;
#[path = "window/large.rs"]
mod large;
#[path = "window/main_job.rs"]
mod main_job;
#[path = "window/map.rs"]
mod map;
#[path = "window/owner_page.rs"]
mod owner_page;
#[path = "window/page.rs"]
mod page;
#[path = "window/requests.rs"]
mod requests;
#[path = "window/streets.rs"]
mod streets;

use std::path::Path;
use std::process::Stdio;

use serde_json::json;
use sitebook_connectwise_sim::{Simulator, SimulatorServer};
use tempfile::TempDir;
use tokio::process::Command;
use tokio::time::timeout;

use crate::desk::{at_a_desk, at_a_desk_for};
use crate::page::PATIENCE;
use crate::requests::request;

fn sample() -> String {
    format!("{}/docs/sample/agents.json", env!("CARGO_MANIFEST_DIR"))
}

// The main job

#[tokio::test]
#[cfg_attr(not(feature = "custom-protocol"), ignore = "the window is empty without --features custom-protocol")]
async fn the_main_job_in_the_window() {
    at_a_desk("the_main_job_in_the_window", async |desk| main_job::main_job(&desk).await).await;
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

#[tokio::test]
#[cfg_attr(not(feature = "custom-protocol"), ignore = "the window is empty without --features custom-protocol")]
async fn street_pictures_come_through_the_shell_and_from_nowhere_else() {
    at_a_desk("street_pictures", async |desk| {
        let service = streets::street_pictures().await;
        let page = desk.open().await;
        let request = json!({ "name": "Town streets", "template": format!("{service}/{{z}}/{{x}}/{{y}}.png"),
            "attribution": "Town surveyors", "max_zoom": 19, "key": "" });
        let chosen = page.invoke("streets_use_service", request).await.unwrap();
        let version = chosen["version"].as_str().unwrap();
        let width = async |address: String| page.run_async(streets::LOAD, vec![json!(address)]).await;
        assert_eq!(width(format!("tile://localhost/{version}/0/0/0")).await, json!(1));
        assert_eq!(width(format!("tile://localhost/{version}/0/1/0")).await, json!(0), "the world has no such place");
        assert_eq!(width("tile://localhost/1/0/0/0".to_owned()).await, json!(0), "an earlier choice");
        assert_eq!(width(format!("{service}/0/0/0.png")).await, json!(0), "the policy of the window");
    })
    .await;
}

#[tokio::test]
#[cfg_attr(not(feature = "custom-protocol"), ignore = "the window is empty without --features custom-protocol")]
async fn the_window_draws_the_vector_tiles_of_a_file() {
    at_a_desk("vector_tiles", async |desk| {
        let page = desk.open().await;
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/app/src/tiles/fixtures/vector.mbtiles");
        page.invoke("staff_set", json!({ "name": "Sam Carter", "email": "" })).await.unwrap();
        page.invoke("agents_add", json!({ "values": { "name": "Northside Dental" } })).await.unwrap();
        page.invoke("streets_use_file", json!({ "path": file })).await.unwrap();
        page.go_to("Map").await;
        // One tile of the fixture is cut off.
        page.sees("Streets: Hull, some cannot be read here").await;
    })
    .await;
}

// Before there is a window

/// The application with something in the place of its workspace that is none.
fn without_a_workspace(directory: &TempDir) -> Command {
    let file = directory.path().join("a file");
    std::fs::write(&file, "not a directory").unwrap();
    let mut application = Command::new(env!("CARGO_BIN_EXE_sitebook"));
    application.env("SITEBOOK_DATA", &file).env("HOME", directory.path()).stderr(Stdio::piped()).kill_on_drop(true);
    application
}

#[tokio::test]
async fn a_workspace_that_cannot_be_opened_is_refused_in_words() {
    let directory = tempfile::tempdir().unwrap();
    let mut application = without_a_workspace(&directory);
    application.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    let ended = timeout(PATIENCE, application.output()).await.expect("it ends by itself").unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(1), "{said}");
    assert!(said.contains("Sitebook could not start: The workspace directory"), "{said}");
}

#[tokio::test]
async fn who_starts_it_by_its_icon_is_told_in_a_dialog() {
    let directory = tempfile::tempdir().unwrap();
    let application = without_a_workspace(&directory).spawn().unwrap();
    dialog::close("Sitebook could not start").await;
    let ended = timeout(PATIENCE, application.wait_with_output()).await.expect("it ends with the dialog").unwrap();
    assert_eq!(ended.status.code(), Some(1), "{}", String::from_utf8_lossy(&ended.stderr));
}

// The map

#[tokio::test]
#[cfg_attr(not(feature = "custom-protocol"), ignore = "the window is empty without --features custom-protocol")]
async fn the_map_shows_both_sides_of_the_antimeridian_and_loads_nothing_from_outside() {
    at_a_desk("the_map_shows_both_sides_of_the_antimeridian_and_loads_nothing_from_outside", async |desk| {
        let outside = SimulatorServer::start(Simulator::empty()).await.unwrap();
        let page = desk.open().await;
        main_job::say_who_sits_here(&page).await;
        page.invoke("agents_import", json!({ "path": sample(), "source": "", "dry_run": false })).await.unwrap();

        main_job::look_at_the_map(&page).await;
        antimeridian::boxes_of_countries_are_whole(&page).await;
        antimeridian::fiji_is_one_place(&page).await;
        antimeridian::nothing_comes_from_outside(&page, &outside).await;
        antimeridian::everybody_can_use_the_pages(&page).await;
    })
    .await;
}

// Violet

#[tokio::test]
#[cfg_attr(not(feature = "custom-protocol"), ignore = "the window is empty without --features custom-protocol")]
async fn the_owners_page_is_a_document_inside_the_window() {
    at_a_desk("the_owners_page", async |desk| owner_page::the_owners_page_is_shown(&desk.open().await).await).await;
}
