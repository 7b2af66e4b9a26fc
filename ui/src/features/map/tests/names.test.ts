import { describe, expect, it } from "vitest";
import { findRoom, MARKER, type Name } from "../markers/names";

const HALF = { left: -4, right: 40, top: -8, bottom: 8 };
const RIGHT = { left: MARKER + 2, right: MARKER + 42, top: -8, bottom: 8 };
const BELOW = { left: -20, right: 20, top: MARKER + 2, bottom: MARKER + 16 };

const town = (key: string, x: number, y: number): Name => ({
  key,
  at: { x, y },
  spot: { className: "dot", box: HALF },
  besideMarker: [
    { className: "beside", box: RIGHT },
    { className: "under", box: BELOW },
  ],
});
const marker = (x: number, y: number, isNamed = true) => ({ at: { x, y }, isNamed });

describe("the names on the map", () => {
  it("stand at their dots, the first where two would meet", () => {
    expect(findRoom([town("Leeds", 100, 100), town("Morley", 110, 104), town("York", 300, 100)], [])).toEqual([
      { key: "Leeds", className: "dot", obstacle: null },
      { key: "York", className: "dot", obstacle: null },
    ]);
  });

  it("move beside a marker that stands on their dot, one for each marker", () => {
    expect(findRoom([town("Leeds", 100, 100), town("Holbeck", 104, 110)], [marker(102, 101)])).toEqual([
      { key: "Leeds", className: "beside", obstacle: 0 },
    ]);
  });

  it("move under it where somebody stands beside it, and no smaller town takes the place of one without room", () => {
    const beside = marker(160, 101);
    const under = marker(102, 145);
    expect(findRoom([town("Leeds", 100, 100)], [marker(102, 101), beside])).toEqual([
      { key: "Leeds", className: "under", obstacle: 0 },
    ]);
    expect(findRoom([town("Leeds", 100, 100), town("Holbeck", 104, 110)], [marker(102, 101), beside, under])).toEqual(
      [],
    );
  });

  it("are left out below a box that is not a place", () => {
    expect(findRoom([town("Leeds", 100, 100)], [marker(102, 101, false)])).toEqual([]);
  });
});
