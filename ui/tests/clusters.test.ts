import { describe, expect, it } from "vitest";
import type { AgentSummary } from "../src/backend/generated";
import { buildIndex, type ClusterIndex, clustersIn, openCluster, pointsOf } from "../src/features/map/cluster-index";
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
import { type AgentPlace, placeOf } from "../src/features/map/places";
import { estimate, HOSTILE, makeAgent, makeAgents, NOWHERE } from "./fake-data";

const world = { west: -180, south: -85, east: 180, north: 85 };

const asPlace = ({ id, name, status, location }: AgentSummary): AgentPlace => {
  const { source, lat, lon, accuracy_km, country } = location;
  return { id, name, status, source, lat, lon, accuracy_km, country, distance_km: null };
};
const indexOf = (agents: readonly AgentPlace[]): ClusterIndex => buildIndex(pointsOf(agents), 12);

describe("the worst of a cluster", () => {
  it("is down, then attention, then no contact, then online", () => {
    expect(worstOf({ down: 1, attention: 5, online: 90, "no-contact": 2 })).toBe("down");
    expect(worstOf({ down: 0, attention: 1, online: 90, "no-contact": 2 })).toBe("attention");
    expect(worstOf({ down: 0, attention: 0, online: 90, "no-contact": 2 })).toBe("no-contact");
    expect(worstOf(emptyTally())).toBe("online");
  });

  it("is counted through every zoom without losing anybody", () => {
    const agents = makeAgents(500)
      .map(asPlace)
      .filter((agent) => placeOf(agent) !== null);
    const index = indexOf(agents);
    const whole = tallyOf(agents);
    for (let zoom = 0; zoom <= 13; zoom += 1) {
      const sum = emptyTally();
      for (const item of clustersIn({ ...world, zoom }, index)) {
        const tally = item.kind === "agent" ? tallyOf(agents.slice(item.index, item.index + 1)) : item.tally;
        for (const status of ["down", "attention", "online", "no-contact"] as const) sum[status] += tally[status];
      }
      expect(sum).toEqual(whole);
    }
  });

  it("names all members of a cluster at one place", () => {
    const agents = [1, 2, 3].map((id) => asPlace(makeAgent(String(id), `Agent ${id}`)));
    const index = indexOf(agents);
    const [cluster] = clustersIn({ ...world, zoom: 12 }, index);
    expect(cluster?.kind).toBe("cluster");
    if (cluster?.kind !== "cluster") return;
    const { members, zoom } = openCluster(index, cluster.cluster);
    expect([...members].sort()).toEqual([0, 1, 2]);
    expect(zoom).toBeGreaterThan(12);
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
    const index = indexOf(HOSTILE.map(asPlace).filter((agent) => placeOf(agent) !== null));
    const view = { west: 170, south: -30, east: 190, north: 0, zoom: 11 };
    expect(worldsIn(view)).toHaveLength(2);
    const lons = clustersIn(view, index).map((item) => item.lon);
    expect(lons.some((lon) => Math.abs(lon - 179.9) < 0.01)).toBe(true);
    expect(lons.some((lon) => Math.abs(lon - 180.1) < 0.01)).toBe(true);
  });

  it("clusters neighbours over the antimeridian like any others", () => {
    const agents = [179.9, -179.9].map((lon) =>
      asPlace(makeAgent(String(lon), "A", { location: estimate(-17, lon, "Taveuni", "FJ") })),
    );
    const [item, ...more] = clustersIn({ ...world, west: 10, east: 350, zoom: 3 }, indexOf(agents));
    expect(more).toEqual([]);
    expect(item?.kind === "cluster" && countOf(item.tally)).toBe(2);
    expect(Math.abs(item?.lon ?? 0)).toBeCloseTo(180, 0);
  });

  it("never gives a pin to an agent of which only the country is known", () => {
    const country = { ...estimate(53, -8, "", "IE", 600), source: "geoip-country" as const };
    const agents = [makeAgent("1", "A", { location: country }), makeAgent("2", "B", { location: NOWHERE })].map(
      asPlace,
    );
    expect(agents.map(placeOf)).toEqual([null, null]);
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
