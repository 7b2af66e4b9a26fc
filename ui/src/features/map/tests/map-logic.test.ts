import { describe, expect, it } from "vitest";
import type { MapLabel } from "../../../backend/generated";
import { unitOf } from "../../../components";
import { inView, sorted } from "../listing";
import { scaleOf } from "../MapControls";
import { describeItem, townNear } from "../markers/describe";
import { freshOf, freshStates } from "../markers/fresh";
import { nearestSpot, spotTowards } from "../markers/roving";
import { type AgentPlace, isPlaced } from "../places";
import { changesBetween } from "../status-changes";
import { labelPart } from "../view";

const place = (id: string, change: Partial<AgentPlace> = {}): AgentPlace => ({
  id,
  name: `Agent ${id}`,
  status: "online",
  source: "geoip-city",
  lat: 53.7,
  lon: -0.3,
  accuracy_km: 20,
  country: "GB",
  distance_km: null,
  ...change,
});

const LEEDS: MapLabel = { name: "Leeds", lat: 53.8, lon: -1.55, population: 450_000 };
const SUVA: MapLabel = { name: "Suva", lat: -18.1, lon: 178.4, population: 77_000 };

describe("what a marker says to somebody who cannot see it", () => {
  it("is the number, the states and the town nearby", () => {
    const tally = { down: 2, attention: 0, online: 10, "no-contact": 0 };
    const cluster = {
      kind: "cluster",
      key: "c",
      cluster: 1,
      zoom: 4,
      lat: 53.9,
      lon: -1.2,
      tally,
      closer: 8,
    } as const;
    expect(describeItem(cluster, [LEEDS, SUVA])).toBe("12 agents, 2 down, 0 need attention, near Leeds. Enter to zoom");
    expect(describeItem({ ...cluster, lat: 0 }, [LEEDS])).toBe("12 agents, 2 down, 0 need attention. Enter to zoom");
  });

  it("is what Enter does there: a closer look, or a list where none helps", () => {
    const tally = { down: 0, attention: 0, online: 2, "no-contact": 0 };
    const cluster = { kind: "cluster", key: "c", cluster: 1, zoom: 4, lat: 0, lon: 0, tally, closer: null } as const;
    expect(describeItem(cluster, [])).toBe("2 agents, 0 down, 0 need attention. Enter to open the list");
    const country = { kind: "country", key: "k", code: "IE", name: "Ireland", lat: 0, lon: 0, tally } as const;
    expect(describeItem(country, [])).toMatch(/^IE 2: 2 agents in Ireland .*\. Enter to open the list$/);
  });

  it("tells a confirmed place from an estimate", () => {
    const item = (agent: AgentPlace) => ({ kind: "agent", key: "a", agent, lat: 0, lon: 0 }) as const;
    expect(describeItem(item(place("1")), [])).toBe("Agent 1, online, estimate ±20 km");
    const confirmed = place("2", { source: "person", accuracy_km: null });
    expect(describeItem(item(confirmed), [])).toBe("Agent 2, online, confirmed place");
  });

  it("finds the town over the antimeridian", () => {
    expect(townNear([SUVA], -18, 179.9)).toBe("Suva");
    expect(townNear([{ ...SUVA, lon: -179.9 }], -18, 179.9)).toBe("Suva");
  });
});

describe("the arrow keys between markers", () => {
  const spots = [
    { key: "here", x: 100, y: 100 },
    { key: "right", x: 180, y: 110 },
    { key: "far right", x: 300, y: 100 },
    { key: "below", x: 110, y: 200 },
  ];
  const [here] = spots;

  it("lead to the nearest one on that side", () => {
    if (!here) return;
    expect(spotTowards("ArrowRight", here, spots)?.key).toBe("right");
    expect(spotTowards("ArrowDown", here, spots)?.key).toBe("below");
    expect(spotTowards("ArrowLeft", here, spots)).toBeNull();
    expect(spotTowards("Enter", here, spots)).toBeNull();
  });

  it("go on from where a cluster was", () => {
    expect(nearestSpot({ x: 290, y: 90 }, spots)?.key).toBe("far right");
    expect(nearestSpot({ x: 0, y: 0 }, [])).toBeNull();
  });
});

describe("the list beside the map", () => {
  it("has the worst first, and otherwise the order in which the agents came", () => {
    const agents = [place("a"), place("b", { status: "attention" }), place("c", { status: "down" }), place("d")];
    expect(sorted(agents, "worst").map(({ id }) => id)).toEqual(["c", "b", "a", "d"]);
    expect(sorted(agents, "given")).toBe(agents);
  });

  it("has those in the view, over the antimeridian too", () => {
    const pacific = { west: 170, east: 190, south: -30, north: 0, zoom: 5 };
    const agents = [
      place("a", { lat: -13.8, lon: -172 }),
      place("b", { lat: -13.8, lon: -160 }),
      place("c", { lat: -13.8, lon: 175, source: "geoip-country" }),
    ].filter(isPlaced);
    expect(inView(agents, pacific).map((agent) => agent.id)).toEqual(["a"]);
  });
});

describe("the names of towns", () => {
  it("are asked for in steps, so that a small move asks nothing new", () => {
    const view = { west: -3.1, south: 52.2, east: 1.4, north: 54.9, zoom: 7 };
    expect(labelPart({ ...view, west: -3.2, east: 1.3 })).toEqual(labelPart(view));
    expect(labelPart({ ...view, zoom: 2 }).limit).toBeGreaterThan(0);
  });
});

describe("changes of states", () => {
  it("are told of agents that were known before", () => {
    const before = [place("a", { status: "online" }), place("b", { status: "down" })];
    const found = changesBetween(
      before,
      [place("a", { status: "down" }), place("b", { status: "down" }), place("c")],
      5,
    );
    expect(found.map(({ agent, before: was, at }) => [agent.id, was, at])).toEqual([["a", "online", 5]]);
  });

  it("are told of agents that come into a list of some states only", () => {
    const before = [place("a", { status: "down" })];
    const now = ["a", "b", "c"].map((id) => place(id, { status: "down" }));
    const found = changesBetween(before, now, 5, true);
    expect(found.map(({ agent, before: was }) => [agent.id, was])).toEqual([
      ["b", null],
      ["c", null],
    ]);
  });

  it("mark what stands for several agents by the worst of their new states", () => {
    const country = { source: "geoip-country", lat: null, lon: null, country: "IE" } as const;
    const changed = [
      place("a", { status: "online" }),
      place("b", { status: "attention" }),
      place("c", { ...country, status: "online" }),
    ];
    const holders = new Map([
      ["a", 7],
      ["b", 7],
    ]);
    const states = freshStates(changed, holders);
    const tally = { down: 5, attention: 1, online: 1, "no-contact": 0 };
    const around = { key: "k", lat: 0, lon: 0, tally };
    expect(freshOf({ kind: "cluster", cluster: 7, zoom: 4, closer: 8, ...around }, states)).toBe("attention");
    expect(freshOf({ kind: "cluster", cluster: 8, zoom: 4, closer: 8, ...around }, states)).toBeNull();
    expect(freshOf({ kind: "country", code: "IE", name: "Ireland", ...around }, states)).toBe("online");
    expect(freshOf({ kind: "agent", key: "k", agent: place("a"), lat: 0, lon: 0 }, states)).toBe("online");
    expect(freshOf({ kind: "agent", key: "k", agent: place("d"), lat: 0, lon: 0 }, states)).toBeNull();
  });
});

describe("the scale bar", () => {
  const [metric, imperial] = [unitOf("de"), unitOf("en-GB")];
  const wordsAt = (unit: typeof metric): string[] => [2, 6, 10, 14, 18].map((zoom) => scaleOf(53, zoom, unit).words);

  it("has a round length in the unit of the person, and a smaller unit where one looks from near", () => {
    expect(wordsAt(metric)).toEqual(["2,000 km", "100 km", "5 km", "500 m", "20 m"]);
    expect(wordsAt(imperial)).toEqual(["1,000 mi", "50 mi", "5 mi", "1,000 ft", "100 ft"]);
  });

  it("fits, and is as long as it says", () => {
    for (const unit of [metric, imperial]) {
      for (let zoom = 0; zoom <= 19; zoom += 1) {
        const { width } = scaleOf(0, zoom, unit);
        expect(width, `${unit.name}, zoom ${zoom}`).toBeLessThanOrEqual(90);
        expect(width, `${unit.name}, zoom ${zoom}`).toBeGreaterThan(15);
      }
    }
    // At the equator 256 px are 40,075 km / 2^12.
    expect(scaleOf(0, 12, imperial)).toEqual({ words: "2 mi", width: 84 });
  });
});
