import { describe, expect, it } from "vitest";
import { countAgents, matchedShare, selectAgents, syncState } from "../companies/state";
import { agent, run } from "./sample";

const linked = {
  company: { id: 19, identifier: "HARBMILL", name: "Harbour Mill Foods" },
  site: { id: 3, name: "Hull" },
  matched: 27,
  matchable: 36,
  last_run: null,
  last_success_at: null,
};
const agents = [
  agent({ id: "free" }),
  agent({ id: "never", psa: linked }),
  agent({ id: "partly", psa: { ...linked, last_run: run({ state: "partial", failed: 3 }) } }),
  agent({
    id: "failed",
    psa: {
      ...linked,
      last_run: run({ state: "failed", message: "Company is inactive." }),
      last_success_at: "2026-11-18T09:00:00Z",
    },
  }),
];
const state = (index: number, syncing = false) => syncState((agents[index] ?? agent({ id: "none" })).psa, syncing);

describe("agents and companies", () => {
  it("says how the last sync went", () => {
    expect(state(0).kind).toBe("not-linked");
    expect(state(1).kind).toBe("never");
    expect(state(2)).toMatchObject({ kind: "partial", failed: 3 });
    expect(state(3)).toMatchObject({
      kind: "failed",
      reason: "Company is inactive.",
      lastSuccess: "2026-11-18T09:00:00Z",
    });
    expect(state(3, true).kind).toBe("running");
  });

  it("counts and filters", () => {
    expect(countAgents(agents)).toEqual({ all: 4, "not-linked": 1, partly: 1, failed: 1 });
    expect(selectAgents(agents, "failed", "").map((item) => item.id)).toEqual(["failed"]);
    expect(selectAgents(agents, "all", "harbm").map((item) => item.id)).toEqual(["never", "partly", "failed"]);
    expect(selectAgents(agents, "all", "hull").map((item) => item.id)).toEqual(["never", "partly", "failed"]);
    expect(selectAgents(agents, "all", "free").map((item) => item.id)).toEqual(["free"]);
  });

  it("knows the share that is matched", () => {
    expect(matchedShare(linked)).toBe(75);
    expect(matchedShare({ ...linked, matchable: 0 })).toBe(0);
  });
});
