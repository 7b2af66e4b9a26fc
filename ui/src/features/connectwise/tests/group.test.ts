import { describe, expect, it } from "vitest";
import { countPlan, groupPlan, groupSummary, planLines, selectGroups } from "../plan/group";
import { plan, skip, update } from "./sample";

const sample = plan({
  updates: [
    update({ device: "fw01", field: "name", conflict: true, conflict_reason: "changed_since_base" }),
    update({ device: "sw01", configuration: 2, configuration_name: "HM Core switch", field: "notes", to: "Uplink 24" }),
    update({ device: "fw01", field: "ip", from: "10.20.0.254", to: "10.20.0.1" }),
  ],
  skips: [
    skip({ device: "plc", configuration: 3 }),
    skip({ device: "fw01", field: "mac", reason: "discovered_value" }),
    skip({ device: "cam", configuration: null, field: "", reason: "proposed" }),
  ],
});

describe("grouping of a plan", () => {
  it("gathers the values of one record, records that only skip last", () => {
    const groups = groupPlan(sample.updates, sample.skips);
    expect(groups.map((group) => group.deviceName)).toEqual(["fw01", "sw01", "cam", "plc"]);
    expect(groups[0]?.updates.map((item) => item.field)).toEqual(["name", "ip"]);
    expect(groups[0]?.skips.map((item) => item.field)).toEqual(["mac"]);
    expect(groups.map(groupSummary)).toEqual(["2 values, 1 skipped", "1 value", "skipped", "skipped"]);
  });

  it("counts values under each filter", () => {
    expect(countPlan(sample)).toEqual({ all: 6, updates: 3, conflicts: 1, skipped: 3 });
  });

  it("leaves only what the filter names", () => {
    expect(selectGroups(sample, "conflicts", "").map((group) => group.updates.length)).toEqual([1]);
    expect(selectGroups(sample, "updates", "").flatMap((group) => group.skips)).toEqual([]);
    expect(selectGroups(sample, "skipped", "").map((group) => group.deviceName)).toEqual(["cam", "fw01", "plc"]);
  });

  it("finds devices, fields and values", () => {
    expect(selectGroups(sample, "all", "uplink").map((group) => group.deviceName)).toEqual(["sw01"]);
    expect(selectGroups(sample, "all", "ip address")[0]?.updates.map((item) => item.field)).toEqual(["ip"]);
    expect(selectGroups(sample, "all", "Core Switch").map((group) => group.deviceName)).toEqual(["sw01"]);
    expect(selectGroups(sample, "all", "nothing like it")).toEqual([]);
  });

  it("folds the values of a record away", () => {
    const groups = groupPlan(sample.updates, sample.skips);
    expect(planLines(groups, new Set())).toHaveLength(4 + 6);
    const folded = planLines(groups, new Set([groups[0]?.key ?? ""]));
    expect(folded).toHaveLength(4 + 3);
    expect(folded[0]).toMatchObject({ kind: "record", open: false });
  });

  it("gives every line its own key", () => {
    const keys = planLines(groupPlan(sample.updates, sample.skips), new Set()).map((line) => line.key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
