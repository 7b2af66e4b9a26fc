//! The map where the day changes, and that nothing of it comes from outside.

use serde_json::json;
use sitebook_connectwise_sim::SimulatorServer;

use crate::barriers::expect_no_barriers;
use crate::page::{Page, until};

/// The box of a country says what the map cannot show otherwise, so none of it may be cut off at the border.
pub async fn boxes_of_countries_are_whole(page: &Page) {
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
pub async fn fiji_is_one_place(page: &Page) {
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

pub async fn nothing_comes_from_outside(page: &Page, outside: &SimulatorServer) {
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

pub async fn everybody_can_use_the_pages(page: &Page) {
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
