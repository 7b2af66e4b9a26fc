import { describe, expect, it } from "vitest";
import { clustersIn, holdersAt, indexFor, pointsOf } from "../cluster-index";
import { countOf, type MapItem } from "../clusters";
import { holdersOf, isOver, isUnder, NO_HOLDERS, pointedOf } from "../hovering";
import type { AgentPlace, PlacedAgent } from "../places";

const place = (id: string, lat: number, lon: number, change: Partial<AgentPlace> = {}): PlacedAgent => ({
  id,
  name: `Agent ${id}`,
  status: "online",
  source: "geoip-city",
  accuracy_km: 20,
  country: "GB",
  distance_km: null,
  ...change,
  lat,
  lon,
});

const leeds = place("leeds", 53.8, -1.55);
const york = place("york", 53.96, -1.08);
const suva = place("suva", -18.1, 178.4);
const agents = [leeds, suva, york];
const world = { west: -180, south: -85, east: 180, north: 85 };
const index = indexFor(pointsOf(agents));
const holdersIn = (zoom: number) => holdersOf(agents, holdersAt(zoom, index));

function clusterAt(zoom: number): MapItem {
  const cluster = clustersIn({ ...world, zoom }, 12, index).find((item) => item.kind === "cluster");
  if (cluster?.kind !== "cluster") throw new Error(`there is no cluster at zoom ${zoom}`);
  return cluster;
}

const itemOf = (agent: AgentPlace): MapItem => ({ kind: "agent", key: agent.id, agent, lat: 0, lon: 0 });

describe("who stands in which cluster", () => {
  it("is known for every agent of the view, and nobody is in one who stands alone", () => {
    const holders = holdersIn(4);
    expect([...holders.keys()]).toEqual(["leeds", "york"]);
    expect(holders.get("leeds")).toBe(holders.get("york"));
    expect(holdersIn(12).size).toBe(0);
  });

  it("is the same as what the clusters count, at every zoom", () => {
    const many = Array.from({ length: 300 }, (_, at) => place(`${at}`, 50 + (at % 17) / 3, ((at * 7) % 90) / 4));
    const counted = indexFor(pointsOf(many));
    for (let zoom = 0; zoom <= 12; zoom += 1) {
      const holders = holdersOf(many, holdersAt(zoom, counted));
      for (const item of clustersIn({ ...world, zoom }, 12, counted)) {
        if (item.kind !== "cluster") continue;
        const members = [...holders.values()].filter((cluster) => cluster === item.cluster);
        expect(members).toHaveLength(countOf(item.tally));
      }
    }
  });

  it("tells a cluster that parts from one that never does", () => {
    expect(clusterAt(4)).toMatchObject({ closer: expect.any(Number) });
    const twins = indexFor(pointsOf([leeds, place("twin", leeds.lat, leeds.lon)]));
    expect(clustersIn({ ...world, zoom: 4 }, 12, twins)).toMatchObject([{ kind: "cluster", closer: null }]);
  });
});

describe("what is pointed at in the list", () => {
  const pointed = { kind: "agent", agent: leeds } as const;

  it("is marked on the map where it stands, alone or in a cluster", () => {
    expect(isOver(itemOf(leeds), pointed, NO_HOLDERS)).toBe(true);
    expect(isOver(itemOf(york), pointed, NO_HOLDERS)).toBe(false);
    expect(isOver(clusterAt(4), pointed, holdersIn(4))).toBe(true);
    expect(isOver(clusterAt(4), { kind: "agent", agent: suva }, holdersIn(4))).toBe(false);
  });

  it("is marked in the bubble of its country where no more is known", () => {
    const somewhere = place("somewhere", 53, -8, { source: "geoip-country", country: "IE" });
    const tally = { down: 0, attention: 0, online: 1, "no-contact": 0 };
    const bubble: MapItem = { kind: "country", key: "k", code: "IE", name: "Ireland", lat: 53, lon: -8, tally };
    expect(isOver(bubble, { kind: "agent", agent: somewhere }, NO_HOLDERS)).toBe(true);
    expect(isOver({ ...bubble, code: "GB" }, pointed, NO_HOLDERS)).toBe(false);
    expect(isUnder(somewhere, pointedOf(bubble), NO_HOLDERS)).toBe(true);
    expect(isUnder(leeds, pointedOf({ ...bubble, code: "GB" }), NO_HOLDERS)).toBe(false);
  });
});

describe("what is pointed at on the map", () => {
  it("is marked in the list: all who stand there", () => {
    const pointed = pointedOf(clusterAt(4));
    expect(agents.filter((agent) => isUnder(agent, pointed, holdersIn(4)))).toEqual([leeds, york]);
    expect(agents.filter((agent) => isUnder(agent, pointedOf(itemOf(suva)), NO_HOLDERS))).toEqual([suva]);
    expect(agents.filter((agent) => isUnder(agent, null, holdersIn(4)))).toEqual([]);
  });

  it("is marked on the map, too, and nothing else", () => {
    const cluster = clusterAt(4);
    expect(isOver(cluster, pointedOf(cluster), NO_HOLDERS)).toBe(true);
    expect(isOver(cluster, pointedOf(itemOf(suva)), holdersIn(4))).toBe(false);
    expect(isOver(cluster, null, holdersIn(4))).toBe(false);
  });
});
