import type { Feature } from "protomaps-leaflet";
import { describe, expect, it } from "vitest";
import {
  CLOSE_PATH,
  type Command,
  type HandFeature,
  type HandLayer,
  handTile,
  LINE_TO,
  MOVE_TO,
  square,
} from "../../../../tests/vector-tile";
import { readTile } from "../base/streets/read-tile";

const GOOD: HandFeature = { type: 3, geometry: square(0, 0, 1024) };

const read = (...layers: HandLayer[]): Map<string, Feature[]> => readTile(handTile(...layers), 512, ["en"]);

/** The houses of a tile that has a good one and another. */
const houses = (geometry: Command[], type: 1 | 2 | 3 = 3): Feature[] =>
  read({ name: "building", features: [{ type, geometry }, GOOD] }).get("building") ?? [];

describe("a vector tile", () => {
  it("has its geometry in px, rings closed", () => {
    const [house] = read({ name: "building", features: [GOOD] }).get("building") ?? [];
    expect(house?.geom).toEqual([
      [
        { x: 0, y: 0 },
        { x: 128, y: 0 },
        { x: 128, y: 128 },
        { x: 0, y: 128 },
        { x: 0, y: 0 },
      ],
    ]);
    expect(house?.bbox).toEqual({ minX: 0, minY: 0, maxX: 128, maxY: 128 });
    expect(house?.numVertices).toBe(5);
  });

  it("with a number of closings that would take all memory closes once", () => {
    const [house] = houses([
      [MOVE_TO, 1, 0, 0],
      [LINE_TO, 2, 9, 0, 0, 9],
      [CLOSE_PATH, 2 ** 28],
    ]);
    expect(house?.numVertices).toBe(4);
  });

  it.each<[string, Command[]]>([
    [
      "a command that nobody knows",
      [
        [MOVE_TO, 1, 0, 0],
        [5, 1],
      ],
    ],
    ["a line without a beginning", [[LINE_TO, 1, 5, 5]]],
    ["a ring without a beginning", [[CLOSE_PATH, 1]]],
    ["more points than it has bytes", [[MOVE_TO, 2 ** 20, 1, 1]]],
    ["no geometry", []],
    ["a place far from its tile", square(40_000, 0, 10)],
  ])("leaves out a feature with %s, and has the others", (_, geometry) => {
    expect(houses(geometry)).toHaveLength(1);
  });

  it("leaves out a feature with more points than a map can have", () => {
    const steps = Array.from({ length: 260_000 }, () => [1, 0]).flat();
    expect(
      houses([
        [MOVE_TO, 1, 0, 0],
        [LINE_TO, 260_000, ...steps],
      ]),
    ).toHaveLength(1);
  });

  it("reads no more points than a map can have of all features together", () => {
    const steps = Array.from({ length: 200_000 }, () => [1, 0]).flat();
    const long: HandFeature = {
      type: 3,
      geometry: [
        [MOVE_TO, 1, 0, 0],
        [LINE_TO, 200_000, ...steps],
      ],
    };
    expect(read({ name: "building", features: Array(6).fill(long) }).get("building")).toHaveLength(4);
  });

  it.each([0, 65_537, 2 ** 31])("leaves out a layer with an extent of %d", (extent) => {
    expect(read({ name: "building", features: [GOOD], extent }).size).toBe(0);
  });

  it("leaves out a name that nothing is seen of", () => {
    const geometry: Command[] = [
      [MOVE_TO, 1, 0, 0],
      [LINE_TO, 1, 4000, 0],
    ];
    const features = [" ", "\u00a0", "\u2800", "Quay Street"].map((name): HandFeature => ({ type: 2, geometry, name }));
    const tile = read({ name: "roads", kind: "minor_road", features });
    expect(tile.get("street")).toHaveLength(4);
    expect(tile.get("street-name")?.map(({ props }) => props["text"])).toEqual(["Quay Street"]);
  });

  it("that is none is an error", () => {
    const bytes = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer as ArrayBuffer;
    expect(() => readTile(bytes("<html>no tile</html>"), 512, [])).toThrow();
    expect(() => readTile(bytes('{"error":"no tile"}'), 512, [])).toThrow();
    expect(() => readTile(new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]).buffer, 512, [])).toThrow();
    expect(() => readTile(new Uint8Array(64).buffer, 512, [])).toThrow();
  });

  it("that ends too early is an error", () => {
    const whole = handTile({ name: "building", features: [GOOD] });
    for (let length = 1; length < whole.byteLength; length++) {
      expect(() => readTile(whole.slice(0, length), 512, [])).toThrow();
    }
  });

  it("without anything for this map has nothing", () => {
    expect(readTile(new ArrayBuffer(0), 512, []).size).toBe(0);
    expect(read({ name: "constructor", features: [GOOD] }).size).toBe(0);
  });
});
