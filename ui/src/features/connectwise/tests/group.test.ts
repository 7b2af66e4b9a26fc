import { describe, expect, it } from "vitest";
import {
  boxState,
  countPlan,
  createLines,
  excludedRows,
  groupPlan,
  groupSummary,
  planLines,
  selectGroups,
  sumPlan,
  toggled,
  writtenLines,
} from "../plan/group";
import { plan, skip, update } from "./sample";

const sample = plan({
  updates: [
    update({ device: "fw01", field: "name", conflict: true, conflict_reason: "changed_since_base" }),
    update({
      device: "sw01",
      configuration: 2,
      configuration_name: "HM Core switch",
      field: "notes",
      to: "Uplink 24",
      target: "local",
    }),
    update({ device: "fw01", field: "ip", from: "10.20.0.254", to: "10.20.0.1" }),
  ],
  skips: [
    skip({ device: "plc", configuration: 3 }),
    skip({ device: "fw01", field: "mac", reason: "discovered_value" }),
    skip({ device: "cam", configuration: null, field: "", reason: "proposed" }),
  ],
  creates: [
    {
      device: "dock",
      device_source_id: "dock",
      device_name: "cam-dock-west",
      type_name: "Camera",
      name: "cam-dock-west",
      status: null,
      site: { id: 3, name: "West dock" },
      identifier: "sitebook:6f9619ff-8b86-5d11-b42d-00c04fc964ff",
      fields: [
        { field: "name", value: "cam-dock-west" },
        { field: "serialNumber", value: "ACCC8E01A2B3" },
      ],
      answers: [{ question: 31, label: "Room", value: "Dock" }],
      left_out: [{ field: "modelNumber", reason: "too_long", length: 62 }],
    },
  ],
});

describe("what a plan creates", () => {
  it("is shown value by value, with what is not sent", () => {
    const [record, ...values] = createLines(sample, "creates", "");
    expect(record).toMatchObject({ kind: "create", open: true });
    const told = values.map((line) => (line.kind === "value" ? [line.value.field, line.value.value] : []));
    expect(told).toEqual([
      ["type", "Camera"],
      ["status", "ConnectWise's default"],
      ["site", "West dock"],
      ["name", "cam-dock-west"],
      ["serialNumber", "ACCC8E01A2B3"],
      ["Room", "Dock"],
      ["deviceIdentifier", "sitebook:6f9619ff-8b86-5d11-b42d-00c04fc964ff"],
      ["modelNumber", null],
    ]);
  });

  it("is found by its values, and folds", () => {
    expect(createLines(sample, "all", "accc8e01").length).toBeGreaterThan(0);
    expect(createLines(sample, "all", "nothing like it")).toEqual([]);
    expect(createLines(sample, "all", "", new Set(["create/dock"]))).toHaveLength(1);
  });
});

describe("grouping of a plan", () => {
  it("gathers the values of one record, records that only skip last", () => {
    const groups = groupPlan(sample.updates, sample.skips);
    expect(groups.map((group) => group.deviceName)).toEqual(["fw01", "sw01", "cam", "plc"]);
    expect(groups[0]?.updates.map((item) => item.field)).toEqual(["name", "ip"]);
    expect(groups[0]?.skips.map((item) => item.field)).toEqual(["mac"]);
    expect(groups.map((group) => groupSummary(group))).toEqual([
      "2 values, 1 skipped",
      "1 value",
      "skipped",
      "skipped",
    ]);
  });

  it("counts values under each filter", () => {
    expect(countPlan(sample)).toEqual({ all: 7, connectwise: 2, local: 1, conflicts: 1, creates: 1, skipped: 3 });
  });

  it("leaves only what the filter names", () => {
    const fields = (filter: Parameters<typeof selectGroups>[1]) =>
      selectGroups(sample, filter, "").flatMap((group) => group.updates.map((item) => item.field));
    expect(fields("conflicts")).toEqual(["name"]);
    expect(fields("connectwise")).toEqual(["name", "ip"]);
    expect(fields("local")).toEqual(["notes"]);
    expect(selectGroups(sample, "local", "").flatMap((group) => group.skips)).toEqual([]);
    expect(selectGroups(sample, "skipped", "").map((group) => group.deviceName)).toEqual(["cam", "fw01", "plc"]);
    expect(selectGroups(sample, "creates", "")).toEqual([]);
    expect(createLines(sample, "creates", "camera").filter((line) => line.kind === "create")).toHaveLength(1);
    expect(createLines(sample, "local", "")).toEqual([]);
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

describe("what a person leaves out of a run", () => {
  const record = ["fw01/name", "fw01/ip"];

  it("shows a record as partly ticked when one of its values is out", () => {
    expect(boxState(record, new Set())).toBe("on");
    expect(boxState(record, new Set(["fw01/ip"]))).toBe("mixed");
    expect(boxState(record, new Set(record))).toBe("off");
  });

  it("takes a whole record out, and back in again when it is partly out", () => {
    const out = toggled(record, new Set(["sw01/notes"]));
    expect([...out].sort()).toEqual(["fw01/ip", "fw01/name", "sw01/notes"]);
    expect([...toggled(record, out)]).toEqual(["sw01/notes"]);
    expect([...toggled(record, new Set(["fw01/ip"]))]).toEqual([]);
  });

  it("counts only what would really be done", () => {
    expect(sumPlan(sample, new Set())).toEqual({ changes: 4, records: 2, creates: 1, conflicts: 1, excluded: 0 });
    expect(sumPlan(sample, new Set(["fw01/name", "dock/"]))).toEqual({
      changes: 2,
      records: 2,
      creates: 0,
      conflicts: 0,
      excluded: 2,
    });
  });

  it("sends single values, and whole records where nothing of them is left", () => {
    expect(excludedRows(sample, new Set(["fw01/ip"]))).toEqual([{ device: "fw01", field: "ip" }]);
    expect(excludedRows(sample, new Set([...record, "dock/"]))).toEqual([{ device: "dock" }, { device: "fw01" }]);
    expect(excludedRows(sample, new Set())).toEqual([]);
  });

  it("says in the record's own line how much of it is out", () => {
    const [first] = groupPlan(sample.updates, []);
    expect(first && groupSummary(first, new Set(["fw01/ip"]))).toBe("2 values, 1 excluded");
  });

  it("lists while running only what is written", () => {
    const lines = writtenLines(sample, [{ device: "fw01", field: "ip" }, { device: "sw01" }]);
    expect(lines.map((line) => line.key)).toEqual(["fw01/1", "fw01/1/name/connectwise"]);
  });
});
