import { describe, expect, it } from "vitest";
import type { DuplicateGroupView } from "../../../backend/generated";
import { countGroups, exportName, recordsIn, selectGroups } from "../duplicates/groups";
import { configuration } from "./sample";

const groups: DuplicateGroupView[] = [
  {
    key: "serial",
    value: "FGT60",
    configurations: [configuration({ id: 1, name: "Firewall" }), configuration({ id: 2, name: "Old firewall" })],
  },
  {
    key: "mac",
    value: "00:07:4D:81:F5:2C",
    configurations: [configuration({ id: 2, name: "Old firewall" }), configuration({ id: 3, name: "Printer" })],
  },
];

describe("duplicates in ConnectWise", () => {
  it("counts groups by what is shared, and each record once", () => {
    expect(countGroups(groups)).toEqual({ all: 2, serial: 1, mac: 1 });
    expect(recordsIn(groups)).toBe(3);
  });

  it("keeps a group whole when one of its records is found", () => {
    expect(selectGroups(groups, "all", "printer").map((group) => group.configurations.length)).toEqual([2]);
    expect(selectGroups(groups, "serial", "printer")).toEqual([]);
    expect(selectGroups(groups, "mac", "00-07-4d-81-f5-2c")).toHaveLength(1);
  });

  it("names the file so that every file system takes it", () => {
    expect(exportName("Harb/Mill: 2", new Date(2026, 10, 3))).toBe("duplicates-Harb-Mill-2-2026-11-03.csv");
  });
});
