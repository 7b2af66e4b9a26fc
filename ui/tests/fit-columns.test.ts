import { describe, expect, it } from "vitest";
import { FLEXIBLE_LEAST, fitColumns } from "../src/components/fit-columns";

const columns = [
  { key: "name" },
  { key: "customer", width: 120, optional: 1 },
  { key: "place", width: 140, optional: 2 },
  { key: "state", least: 190 },
  { key: "acts", width: 200 },
];
const needed = FLEXIBLE_LEAST + 190 + 200;
const fitting = (room: number): string[] => fitColumns(columns, room).map((column) => column.key);

describe("columns in a narrow window", () => {
  it("all stand where there is room", () => {
    expect(fitting(needed + 260)).toHaveLength(5);
    expect(fitting(Number.POSITIVE_INFINITY)).toHaveLength(5);
  });

  it("are left out one by one, the least needed first", () => {
    expect(fitting(needed + 259)).toEqual(["name", "customer", "state", "acts"]);
    expect(fitting(needed + 119)).toEqual(["name", "state", "acts"]);
  });

  it("stay where they are needed, however little room there is", () => {
    expect(fitting(10)).toEqual(["name", "state", "acts"]);
  });
});
