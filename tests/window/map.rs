//! How fluid the map is with 10,000 and with 100,000 agents: a measurement, to be run on a quiet machine.
//!
//! `cargo test --features custom-protocol --test window -- --ignored --nocapture the_map_with`
//!
//! The window is the real one; the agents are made up in it, in the place of the core's answer. How long the core takes for
//! them is measured with the table of agents, and importing 100,000 would take longer than everything that is looked at.

use std::time::Duration;

use serde_json::{Value, json};

use crate::page::{Page, until};

/// What the core takes for an agent at the first look after a start, in ms: 100,000 in 3,220 ms (`docs/benchmarks.md`, *The
/// agents table with 100,000 agents*).
const CORE: f64 = 0.0322;

/// How often a window is started to look for the first time: nothing is compiled then, and each start takes another time.
const LOOKS: usize = 7;

/// Opens the map with so many agents, and measures what people do with it.
pub async fn measure(page: &Page, agents: usize) {
    page.be_patient(Duration::from_mins(2)).await;
    page.invoke("staff_set", json!({ "name": "Sam Carter", "email": "" })).await.unwrap();
    println!("| {agents} agents | median | 95 % | worst |");
    // A window that has just started is still reading the world when the agents come; the more so where they come at once.
    let core = agents as f64 * CORE;
    for (what, pause, wait) in [
        ("at the start, answered at once", 0, 0.0),
        ("at the start, answered when the core does", 0, core),
        ("some seconds after the start", 3500, core),
    ] {
        let mut times = Vec::new();
        for _ in 0..LOOKS {
            load_anew(page).await;
            page.run_async(MAKE_UP, vec![json!(agents), json!(wait), json!(pause)]).await;
            times.push(page.run_async(LOOK, Vec::new()).await["since"].as_f64().unwrap());
        }
        print_row(&format!("first look {what}, from the agents' arrival until markers are shown"), times);
    }
    let again = page.run_async(LOOK, Vec::new()).await["whole"].as_f64().unwrap();
    print_row("second look, all read before", vec![again]);
    page.run(WATCH_TILES).await;
    measure_steps(page, "").await;
    let numbers = |times: &Value| times.as_array().unwrap().iter().filter_map(Value::as_f64).collect();
    let cut = page.run_async(CUT_TILES, Vec::new()).await;
    print_row("cutting a base map tile, to the worker and back", numbers(&cut));
    let drawn = page.run("return window.sitebookTiles.drawn;").await;
    print_row("drawing it, in the window", numbers(&drawn));
    page.run(STAND_STILL).await;
    page.run_async(LOOK, Vec::new()).await;
    measure_steps(page, " without movement").await;
}

async fn load_anew(page: &Page) {
    page.run("window.sitebookBefore = true; location.hash = '#/activity'; location.reload(); return null;").await;
    until("the window is loaded anew", async || {
        let started = page.run("return !window.sitebookBefore && document.querySelector('.app') !== null;").await;
        Ok((started == json!(true)).then_some(()))
    })
    .await;
}

async fn measure_steps(page: &Page, how: &str) {
    for (what, script) in [("pan", PAN), ("zoom", ZOOM)] {
        let steps = page.run_async(script, Vec::new()).await;
        let times = |name: &str| {
            let steps = steps.as_array().unwrap().iter();
            steps.filter_map(|step| step[name].as_f64()).collect()
        };
        for (name, words) in [("frame", "longest frame of a step"), ("shown", "until the new markers are shown")] {
            print_row(&format!("{what}{how}, {words}"), times(name));
        }
    }
}

/// A row of the table in `docs/benchmarks.md`: median, 95 % and worst.
fn print_row(what: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let at =
        |share: f64| times.get((times.len().saturating_sub(1) as f64 * share) as usize).copied().unwrap_or(f64::NAN);
    println!("| {what} ({}) | {:.1} ms | {:.1} ms | {:.1} ms |", times.len(), at(0.5), at(0.95), at(1.0));
}

/// Answers for the core where the map asks for all agents, after so many ms; before that it lets the window finish starting
/// for a pause. So many agents, in 400 towns of the United States, without a pattern that a cluster would find (multiples of irrational numbers).
const MAKE_UP: &str = "
    const [count, wait, pause, done] = arguments;
    const share = (number, step) => (number * step) % 1;
    const numbers = Array.from({ length: count }, (_, number) => number);
    const id = (number) => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;
    const down = Math.ceil(count / 17);
    const reply = {
        ids: numbers.map(id),
        names: numbers.map((number) => `Customer ${String(number).padStart(6, '0')}`),
        status: numbers.map((number) => (number % 17 === 0 ? 'down' : 'online')),
        source: numbers.map(() => 'geoip-city'),
        lat: numbers.map((number) => 30 + 17 * share(number % 400, 0.618034) + 0.4 * share(number, 0.754878)),
        lon: numbers.map((number) => -121 + 45 * share(number % 400, 0.56984) + 0.4 * share(number, 0.618034)),
        accuracy_km: numbers.map(() => 20),
        country: numbers.map(() => 'US'),
        distance_km: [],
        total: count, archived: 0, confirmed: 0, estimated: count, tags: [],
        counts: { down, attention: 0, online: count - down, no_contact: 0 },
    };
    const text = JSON.stringify(reply);
    const ask = window.fetch;
    const headers = { 'content-type': 'application/json', 'Tauri-Response': 'ok' };
    window.fetch = (address, ...rest) => {
        if (!String(address).endsWith('/agents_places')) return ask.call(window, address, ...rest);
        return new Promise((answer) => setTimeout(() => {
            window.sitebookAnswered = performance.now();
            answer(new Response(text, { headers }));
        }, wait));
    };
    setTimeout(done, pause, null);";

/// From another page to the map.
const LOOK: &str = "
    const done = arguments[arguments.length - 1];
    location.hash = '#/activity';
    window.sitebookAnswered = undefined;
    const gone = () => {
        if (document.querySelector('.map-frame')) return requestAnimationFrame(gone);
        const start = performance.now();
        location.hash = '#/map';
        const look = () => {
            if (document.querySelector('.mk')) requestAnimationFrame(() => {
                const now = performance.now(), answered = window.sitebookAnswered;
                done({ whole: now - start, since: answered === undefined ? null : now - answered });
            });
            else requestAnimationFrame(look);
        };
        look();
    };
    gone();";

/// From now on the window says that its user wants no movement, so that a step takes as long as its work.
const STAND_STILL: &str = "
    const ask = window.matchMedia.bind(window);
    window.matchMedia = (query) => (query.includes('prefers-reduced-motion') ? { matches: true } : ask(query));
    return null;";

/// Notes which workers cut the base map, and how long each tile takes on the canvas.
const WATCH_TILES: &str = "
    const tiles = { workers: {}, drawn: [] };
    window.sitebookTiles = tiles;
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (message, ...rest) {
        if (message && message.kind === 'tile') tiles.workers[message.detail] = this;
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

/// Has tiles of Europe and North Africa cut, which nobody has looked at yet, one after the other: there and back.
const CUT_TILES: &str = "
    const done = arguments[arguments.length - 1];
    const { workers } = window.sitebookTiles;
    const wanted = [];
    for (const [detail, zooms] of [['50m', [3, 4, 5]], ['10m', [6, 7, 8, 9, 10]]])
        for (const z of zooms)
            for (let tile = 0; tile < 50; tile += 1) {
                const share = (step) => (tile * step) % 1, count = 2 ** z;
                const x = Math.floor(count * (0.48 + 0.1 * share(0.618034)));
                const y = Math.floor(count * (0.28 + 0.13 * share(0.754878)));
                wanted.push({ kind: 'tile', id: -1 - wanted.length, detail, z, x, y });
            }
    const times = [];
    const next = () => {
        const tile = wanted.shift();
        if (!tile) return done(times);
        const worker = workers[tile.detail];
        const start = performance.now();
        worker.addEventListener('message', function hear({ data }) {
            if (data.id !== tile.id) return;
            worker.removeEventListener('message', hear);
            times.push(performance.now() - start);
            setTimeout(next);
        });
        worker.postMessage(tile);
    };
    next();";

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
