import { describe, expect, it } from "vitest";
import type { MapLabel } from "../../../backend/generated";
import { inView, sorted } from "../listing";
import { describeItem, townNear } from "../markers/describe";
import { nearestSpot, spotTowards } from "../markers/roving";
import type { AgentPlace } from "../places";
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
    const cluster = { kind: "cluster", key: "c", cluster: 1, lat: 53.9, lon: -1.2, tally, parts: true } as const;
    expect(describeItem(cluster, [LEEDS, SUVA])).toBe("12 agents, 2 down, 0 need attention, near Leeds. Enter to zoom");
    expect(describeItem({ ...cluster, lat: 0 }, [LEEDS])).toBe("12 agents, 2 down, 0 need attention. Enter to zoom");
  });

  it("is what Enter does there: a closer look, or a list where none helps", () => {
    const tally = { down: 0, attention: 0, online: 2, "no-contact": 0 };
    const cluster = { kind: "cluster", key: "c", cluster: 1, lat: 0, lon: 0, tally, parts: false } as const;
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
    ];
    expect(inView(agents, pacific).map((agent) => agent.id)).toEqual(["a"]);
    expect(inView(agents, null)).toHaveLength(3);
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
    const before = new Map([
      ["a", "online"],
      ["b", "down"],
    ] as const);
    const found = changesBetween(
      before,
      [place("a", { status: "down" }), place("b", { status: "down" }), place("c")],
      5,
    );
    expect(found.map(({ agent, before: was, at }) => [agent.id, was, at])).toEqual([["a", "online", 5]]);
  });
});
