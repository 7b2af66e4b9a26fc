import { describe, expect, it } from "vitest";
import type { AgentSummary } from "../src/backend/generated";
import {
  type ClusterIndex,
  clustersIn,
  countAhead,
  holdersAt,
  indexFor,
  membersOf,
  pointsOf,
} from "../src/features/map/cluster-index";
import {
  busiest,
  countOf,
  countriesOf,
  countryPlace,
  emptyTally,
  ringParts,
  tallyOf,
  worldsIn,
  worstOf,
} from "../src/features/map/clusters";
import { type AgentPlace, isPlaced } from "../src/features/map/places";
import { estimate, HOSTILE, makeAgent, makeAgents, NOWHERE } from "./fake-data";

const world = { west: -180, south: -85, east: 180, north: 85 };

const asPlace = ({ id, name, status, location }: AgentSummary): AgentPlace => {
  const { source, lat, lon, accuracy_km, country } = location;
  return { id, name, status, source, lat, lon, accuracy_km, country, distance_km: null };
};
const indexOf = (agents: readonly AgentPlace[]): ClusterIndex => indexFor(pointsOf(agents.filter(isPlaced)));

describe("the worst of a cluster", () => {
  it("is down, then attention, then no contact, then online", () => {
    expect(worstOf({ down: 1, attention: 5, online: 90, "no-contact": 2 })).toBe("down");
    expect(worstOf({ down: 0, attention: 1, online: 90, "no-contact": 2 })).toBe("attention");
    expect(worstOf({ down: 0, attention: 0, online: 90, "no-contact": 2 })).toBe("no-contact");
    expect(worstOf(emptyTally())).toBe("online");
  });

  it("is counted through every zoom without losing anybody", () => {
    const agents = makeAgents(500).map(asPlace).filter(isPlaced);
    const index = indexOf(agents);
    const whole = tallyOf(agents);
    for (let zoom = 0; zoom <= 13; zoom += 1) {
      const sum = emptyTally();
      for (const item of clustersIn({ ...world, zoom }, 12, index)) {
        const tally = item.kind === "agent" ? tallyOf(agents.slice(item.index, item.index + 1)) : item.tally;
        for (const status of ["down", "attention", "online", "no-contact"] as const) sum[status] += tally[status];
      }
      expect(sum).toEqual(whole);
    }
  });

  it("names all members of a cluster at one place", () => {
    const agents = [1, 2, 3].map((id) => asPlace(makeAgent(String(id), `Agent ${id}`)));
    const index = indexOf(agents);
    const [cluster] = clustersIn({ ...world, zoom: 12 }, 12, index);
    expect(cluster?.kind).toBe("cluster");
    if (cluster?.kind !== "cluster") return;
    expect(membersOf(cluster, index).sort()).toEqual([0, 1, 2]);
    expect(cluster.closer).toBeNull();
  });
});

describe("what a press on a cluster does", () => {
  // Towns with agents at one point, in one street, and around; no two runs differ.
  const part = (number: number, step: number): number => (number * step) % 1;
  const agents = Array.from({ length: 600 }, (_, number) => {
    const town = number % 12;
    const spread = [0, 0.002, 0.3][number % 3] ?? 0;
    const lat = 45 + 10 * part(town, 0.618034) + spread * part(number, 0.754878);
    const lon = 170 + 20 * part(town, 0.56984) + spread * part(number, 0.618034);
    return asPlace(makeAgent(String(number), `Agent ${number}`, { location: estimate(lat, lon, "Town", "FJ") }));
  });

  it.each([12, 19])("is a closer look that shows them apart, or a list, on a map that ends at zoom %i", (end) => {
    const index = indexOf(agents);
    const holdersAtZoom = Array.from({ length: end + 1 }, (_, zoom) => holdersAt(zoom, index));
    for (let zoom = 2; zoom <= end; zoom += 1) {
      for (const item of clustersIn({ ...world, zoom }, end, index)) {
        if (item.kind !== "cluster") continue;
        const members = membersOf(item, index);
        expect(members).toHaveLength(countOf(item.tally));
        const holders = (at: number) => new Set(members.map((member) => holdersAtZoom[at]?.[member]));
        if (item.closer === null) {
          const atEnd = holders(end);
          expect(zoom === end || (atEnd.size === 1 && !atEnd.has(-1))).toBe(true);
        } else {
          expect(item.closer).toBeGreaterThan(zoom);
          // Where one look does not do, the next does: the last one opens the list.
          const next = holders(Math.min(item.closer + 1, end));
          expect(next.size > 1 || next.has(-1) || item.closer === end).toBe(true);
        }
      }
    }
  });

  it("is the list for agents of one street where the map ends before it, and a closer look where it does not", () => {
    const street = [0, 0.003].map((east) =>
      asPlace(makeAgent(String(east), "A", { location: estimate(53, -1 + east, "Leeds", "GB") })),
    );
    const closer = (end: number) =>
      clustersIn({ ...world, zoom: 8 }, end, indexOf(street)).map((item) => item.kind === "cluster" && item.closer);
    expect(closer(12)).toEqual([null]);
    expect(closer(19)).toEqual([16]);
  });

  it("is a closer look for two that stand apart at the last zoom, also where they lie aslant", () => {
    // 0.9 of a cluster's reach to each side.
    const step = (0.9 * 58 * 360) / (256 * 2 ** 12);
    const pair = [0, step].map((by) =>
      asPlace(makeAgent(String(by), "A", { location: estimate(by, by, "Nowhere", "GB") })),
    );
    const index = indexOf(pair);
    expect(clustersIn({ ...world, zoom: 8 }, 12, index)).toMatchObject([{ kind: "cluster", closer: 12 }]);
    expect(clustersIn({ ...world, zoom: 12 }, 12, index)).toHaveLength(2);
  });

  it("counts ahead what the next steps would wait for, and no more", () => {
    const index = indexOf(agents);
    expect(clustersIn({ ...world, zoom: 4 }, 19, index).length).toBeGreaterThan(0);
    const counted = () => [0, 1, 2].map((range) => index.counted[range] !== undefined);
    countAhead(4, 19, index);
    expect(counted()).toEqual([true, false, false]);
    countAhead(7, 19, index);
    expect(counted()).toEqual([true, true, false]);
    countAhead(12, 12, index);
    expect(counted()).toEqual([true, true, false]);
    countAhead(12, 19, index);
    expect(counted()).toEqual([true, true, true]);
  });
});

describe("the ring", () => {
  it("shows each state with at least seven pixels and fills the ring exactly", () => {
    const parts = ringParts({ down: 1, attention: 1, online: 900, "no-contact": 1 }, 154);
    expect(parts.map((part) => part.status)).toEqual(["down", "attention", "no-contact", "online"]);
    for (const part of parts) expect(part.length).toBeGreaterThanOrEqual(7);
    expect(parts.reduce((sum, part) => sum + part.length, 0)).toBeCloseTo(154);
  });
});

describe("places", () => {
  it("sees both sides of the antimeridian in one view", () => {
    const index = indexOf(HOSTILE.map(asPlace));
    const view = { west: 170, south: -30, east: 190, north: 0, zoom: 11 };
    expect(worldsIn(view)).toHaveLength(2);
    const lons = clustersIn(view, 12, index).map((item) => item.lon);
    expect(lons.some((lon) => Math.abs(lon - 179.9) < 0.01)).toBe(true);
    expect(lons.some((lon) => Math.abs(lon - 180.1) < 0.01)).toBe(true);
  });

  it("clusters neighbours over the antimeridian like any others", () => {
    const agents = [179.9, -179.9].map((lon) =>
      asPlace(makeAgent(String(lon), "A", { location: estimate(-17, lon, "Taveuni", "FJ") })),
    );
    const [item, ...more] = clustersIn({ ...world, west: 10, east: 350, zoom: 3 }, 12, indexOf(agents));
    expect(more).toEqual([]);
    expect(item?.kind === "cluster" && countOf(item.tally)).toBe(2);
    expect(Math.abs(item?.lon ?? 0)).toBeCloseTo(180, 0);
  });

  it("never gives a pin to an agent of which only the country is known", () => {
    const country = { ...estimate(53, -8, "", "IE", 600), source: "geoip-country" as const };
    const agents = [makeAgent("1", "A", { location: country }), makeAgent("2", "B", { location: NOWHERE })].map(
      asPlace,
    );
    expect(agents.filter(isPlaced)).toEqual([]);
    const countries = countriesOf(agents);
    expect(countries.map(({ code, agents: list }) => [code, list.length])).toEqual([["IE", 1]]);
    expect(countOf(tallyOf(agents))).toBe(2);
  });

  it("moves a country's box into the visible part of its land, and leaves it out when none is visible", () => {
    const ireland = { code: "IE", name: "Ireland", lat: 53, lon: -8, west: 2, east: 2, south: 1.5, north: 2 };
    const beside = countryPlace({ west: -7.5, south: 50, east: 2, north: 56, zoom: 6 }, ireland, 0);
    expect(beside?.lon).toBeGreaterThan(-7.5);
    expect(countryPlace({ west: 10, south: 50, east: 20, north: 56, zoom: 6 }, ireland, 0)).toBeNull();
  });
});

describe("where a small window looks when the world does not fit", () => {
  const london = { lat: 51.5, lon: -0.1 };
  const geneva = { lat: 46.2, lon: 6.1 };

  it("is where most agents are", () => {
    const middle = busiest([london, geneva, { lat: -17, lon: 179 }], 90);
    expect(middle?.lon).toBeCloseTo(3);
    expect(middle?.lat).toBeCloseTo(48.85);
  });

  it("reaches over the date line", () => {
    const middle = busiest([london, { lat: -17, lon: 179 }, { lat: -14, lon: -172 }], 60);
    expect(middle?.lon).toBeCloseTo(183.5);
    expect(busiest([], 90)).toBeNull();
  });
});
