//! How fluid the map is with 10,000 and with 100,000 agents: a measurement, to be run on a quiet machine.
//!
//! `cargo test --release --features custom-protocol --test window -- --ignored --nocapture the_map_with`

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::fluid;
use crate::page::{Page, until_at_last};

/// Towns that the agents are in: as many as an office of this size serves.
const TOWNS: usize = 400;

/// An agent somewhere in one of the towns of the United States; the same number is always at the same place.
fn agent(number: usize) -> Value {
    let town = number % TOWNS;
    // Spread without a pattern that a cluster would find: multiples of the golden ratio.
    let share = |number: usize, step: f64| (number as f64 * step).fract();
    let lat = 30.0 + 17.0 * share(town, 0.618_034) + 0.4 * share(number, 0.754_878);
    let lon = -121.0 + 45.0 * share(town, 0.569_840) + 0.4 * share(number, 0.618_034);
    json!({ "id": format!("L-{number}"), "name": format!("Customer {number:05}"), "latitude": lat, "longitude": lon,
        "status": if number.is_multiple_of(17) { "offline" } else { "online" } })
}

/// Fills the workspace, opens the map, and measures what people do with it.
pub async fn measure(page: &Page, agents: usize) {
    let folder = tempfile::tempdir().unwrap();
    fluid::import(page, folder.path(), agents, agent).await;
    page.run("location.hash = '#/map'; location.reload(); return null;").await;
    let opened = Instant::now();
    until_at_last(Duration::from_mins(5), "the first marker is shown", async || {
        Ok((page.run("return document.querySelectorAll('.mk').length;").await.as_u64() > Some(0)).then_some(()))
    })
    .await;
    println!("{agents} agents: the map after a start: {:.1} s", opened.elapsed().as_secs_f64());
    let again = page.run_async(AGAIN, Vec::new()).await;
    println!("the map once the agents are read: {:.0} ms until markers are shown", again.as_f64().unwrap());
    page.run(WATCH_TILES).await;
    for (what, script) in [("pan", PAN), ("zoom", ZOOM)] {
        let steps = page.run_async(script, Vec::new()).await;
        let times = |name: &str| {
            let steps = steps.as_array().unwrap().iter();
            steps.filter_map(|step| step[name].as_f64()).collect()
        };
        for (name, words) in [("frame", "longest frame of a step"), ("shown", "until the new markers are shown")] {
            print_row(&format!("{what}, {words}"), times(name));
        }
    }
    let tiles = page.run("return window.sitebookTiles;").await;
    for (name, words) in [("cut", "cutting a base map tile, in the worker"), ("drawn", "drawing it, in the window")] {
        print_row(words, tiles[name].as_array().unwrap().iter().filter_map(Value::as_f64).collect());
    }
}

/// A row of the table in `docs/benchmarks.md`: median, 95 % and worst.
fn print_row(what: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let at =
        |share: f64| times.get((times.len().saturating_sub(1) as f64 * share) as usize).copied().unwrap_or(f64::NAN);
    println!("| {what} ({}) | {:.1} ms | {:.1} ms | {:.1} ms |", times.len(), at(0.5), at(0.95), at(1.0));
}

/// To another page and back: the agents are known, the map is made anew.
const AGAIN: &str = "
    const done = arguments[arguments.length - 1];
    location.hash = '#/activity';
    const gone = () => {
        if (document.querySelector('.map-frame')) return requestAnimationFrame(gone);
        const start = performance.now();
        location.hash = '#/map';
        const look = () => {
            if (document.querySelector('.mk')) requestAnimationFrame(() => done(performance.now() - start));
            else requestAnimationFrame(look);
        };
        look();
    };
    gone();";

/// Notes how long each tile of the base map takes: in the worker, from when it is free for it, and on the canvas.
const WATCH_TILES: &str = "
    const tiles = { cut: [], drawn: [] };
    window.sitebookTiles = tiles;
    const post = Worker.prototype.postMessage;
    const known = new WeakSet(), asked = new Map();
    let answered = 0;
    Worker.prototype.postMessage = function (message, ...rest) {
        if (message && message.kind === 'tile') {
            asked.set(message.id, performance.now());
            if (!known.has(this)) {
                known.add(this);
                this.addEventListener('message', ({ data }) => {
                    if (data.kind !== 'tile' || !asked.has(data.id)) return;
                    const now = performance.now();
                    tiles.cut.push(now - Math.max(asked.get(data.id), answered));
                    answered = now;
                });
            }
        }
        return post.call(this, message, ...rest);
    };
    const canvas = CanvasRenderingContext2D.prototype;
    const { clearRect, setLineDash } = canvas;
    canvas.clearRect = function (...words) { this.sitebookStart = performance.now(); clearRect.apply(this, words); };
    canvas.setLineDash = function (dash) {
        setLineDash.call(this, dash);
        if (dash.length === 0 && this.sitebookStart) tiles.drawn.push(performance.now() - this.sitebookStart);
    };
    return null;";

/// What both measurements of steps share: does one act, and waits until the markers have not changed for some frames.
macro_rules! steps {
    ($act:literal) => {
        concat!(
            "
    const done = arguments[arguments.length - 1];
    const pane = document.querySelector('.leaflet-marker-pane');
    let changed = 0;
    new MutationObserver(() => { changed = performance.now(); }).observe(pane, { childList: true, subtree: true });
    const frame = document.querySelector('.map-frame');
    const results = [];
    const act = (step) => {",
            $act,
            "};
    const step = (number) => {
        if (number === 24) return done(results);
        const start = performance.now();
        let last = start, longest = 0;
        changed = 0;
        act(number);
        const look = (now) => {
            longest = Math.max(longest, now - last);
            last = now;
            const settled = changed > 0 ? now - changed > 400 : now - start > 1500;
            if (!settled) return requestAnimationFrame(look);
            if (changed > 0) results.push({ frame: longest, shown: changed - start });
            step(number + 1);
        };
        requestAnimationFrame(look);
    };
    step(0);"
        )
    };
}

/// A quarter of the map aside and back, by the keys that do it.
const PAN: &str = steps!(
    "
        frame.focus();
        const code = [39, 40, 37, 38][step % 4];
        const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, shiftKey: true });
        Object.defineProperty(event, 'keyCode', { value: code });
        frame.dispatchEvent(event);
    "
);

/// In and out.
const ZOOM: &str = steps!(
    "
        const name = step % 6 < 3 ? 'Zoom in' : 'Zoom out';
        document.querySelector(`button[aria-label='${name}']`).click();
    "
);
