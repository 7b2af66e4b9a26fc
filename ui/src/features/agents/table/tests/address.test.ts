import { describe, expect, it } from "vitest";
import type { AgentsQuery, SavedView } from "../../../../backend/generated";
import {
  differsFromView,
  filtered,
  NO_FILTER,
  NO_QUERY,
  readAddress,
  readColumns,
  sameQuery,
  type TableAddress,
  tablePath,
  writeAddress,
} from "../address";

const FULL: AgentsQuery = {
  search: "quay & mill",
  filter: {
    status: ["down", "attention"],
    linked: true,
    sync: ["failed", "never"],
    location: ["geoip-city"],
    residential: false,
    violet: true,
    gone: false,
    doubtful: true,
    near: { lat: 53.8, lon: -1.55, km: 25, name: "Leeds, West Yorkshire" },
    tags: ["a, b", "vip"],
    archived: true,
  },
  sort: "last_sync",
  descending: true,
};

const address = (part: Partial<TableAddress>): TableAddress => ({
  tab: "table",
  query: NO_QUERY,
  view: null,
  columns: null,
  ...part,
});

describe("the address of the table", () => {
  it("says everything, and is read as it was written", () => {
    const all = address({ tab: "subscription", query: FULL, view: "My view", columns: ["name", "plan"] });
    expect(readAddress(new URLSearchParams(writeAddress(all).toString()))).toEqual(all);
  });

  it("is bare where nothing is asked", () => {
    expect(tablePath(address({}))).toBe("/agents");
    expect(readAddress(new URLSearchParams("import"))).toEqual(address({}));
  });

  it("sorts by the distance from a point, and by the name when there is no point any more", () => {
    const near = { lat: 53.8, lon: -1.55, km: null, name: "Leeds" };
    const nearest = filtered(NO_QUERY, { ...NO_FILTER, near });
    expect([nearest.sort, nearest.descending]).toEqual(["distance", false]);
    expect(readAddress(writeAddress(address({ query: nearest }))).query).toEqual(nearest);
    const byPlan = filtered({ ...nearest, sort: "plan" }, { ...NO_FILTER, near: { ...near, km: 5 } });
    expect(byPlan.sort).toBe("plan");
    expect(filtered(nearest, NO_FILTER)).toEqual(NO_QUERY);
  });

  it("knows no distance without a point, and no point that is none", () => {
    for (const words of ["sort=distance", "near=95,0,5,Moon&sort=distance", "near=1,1,0,Here", "near=1,1,far,Here"]) {
      expect(readAddress(new URLSearchParams(words)).query).toEqual(NO_QUERY);
    }
  });

  it("leaves out what nobody knows", () => {
    const words = "status=exploded&status=down&sort=-colour&linked=maybe&sync=&columns=what,plan&tab=other";
    expect(readAddress(new URLSearchParams(words))).toEqual(
      address({
        query: { ...NO_QUERY, filter: { ...NO_FILTER, status: ["down"] }, descending: true },
        columns: ["name", "plan"],
      }),
    );
  });

  it("is the same for the same conditions in another order", () => {
    const turned = {
      ...FULL,
      filter: { ...FULL.filter, tags: ["vip", "a, b"], sync: ["never" as const, "failed" as const] },
    };
    expect(sameQuery(FULL, turned)).toBe(true);
    expect(sameQuery(FULL, { ...FULL, descending: false })).toBe(false);
  });
});

describe("columns", () => {
  it("are each there once, and never without the name", () => {
    expect(readColumns(["plan", "plan", "colour"])).toEqual(["name", "plan"]);
    expect(readColumns(["plan", "name"])).toEqual(["plan", "name"]);
    expect(readColumns([])).toBeNull();
  });
});

describe("a saved view", () => {
  const view: SavedView = {
    name: "Trouble",
    query: FULL,
    columns: [
      { column: "name", width: null },
      { column: "sync", width: 200 },
    ],
    by: "",
  };

  it("is changed when the query or the columns are others", () => {
    expect(differsFromView(view, FULL, ["name", "sync"])).toBe(false);
    expect(differsFromView(view, FULL, ["sync", "name"])).toBe(true);
    expect(differsFromView(view, { ...FULL, search: "" }, ["name", "sync"])).toBe(true);
  });
});
