import Point from "@mapbox/point-geometry";
import { GeomType } from "protomaps-leaflet";
import { describe, expect, it } from "vitest";
import { HouseNumbers } from "../base/streets/house-numbers";

/** Which of some numbers are painted. */
function painted(...numbers: [text: string, x: number, y: number][]): string[] {
  const texts: string[] = [];
  const context = { strokeText: () => undefined, fillText: (text: string) => texts.push(text) };
  const symbolizer = new HouseNumbers({ quietName: "grey", land: "white", font: "sans-serif" });
  symbolizer.before();
  for (const [text, x, y] of numbers) {
    const geom = [[new Point(x, y)]];
    const bbox = { minX: x, minY: y, maxX: x, maxY: y };
    const feature = { props: { text }, geom, bbox, geomType: GeomType.Point, numVertices: 1 };
    symbolizer.draw(context as unknown as CanvasRenderingContext2D, geom, 19, feature);
  }
  return texts;
}

/** Those of some numbers that the library hands on for a tile: what is at most 48 px beside it. */
const seenFrom = <Number extends [string, number, number]>(left: number, numbers: Number[]): Number[] =>
  numbers.filter(([, x]) => x >= left - 48 && x <= left + 256 + 48);

describe("numbers of houses", () => {
  it("stand where no earlier one is near, wherever a square ends", () => {
    expect(painted(["1", 31, 12], ["3", 33, 14], ["5", 64, 12])).toEqual(["1"]);
    expect(painted(["1", 31, 12], ["3", 33, 14], ["5", 65, 14], ["7", 97, 14])).toEqual(["1", "5", "7"]);
    expect(painted(["2", -1, -1], ["4", 1, 1], ["6", 0, 14])).toEqual(["2", "6"]);
    expect(painted(["8", 5, 5], ["10", 5, 5], ["12", 5, 5])).toEqual(["8"]);
  });

  it("are the same on both sides of where two tiles meet", () => {
    // A street of small houses: each number is too near to the one before.
    const street = Array.from({ length: 40 }, (_, index): [string, number, number] => [`${index}`, 20 * index, 0]);
    // In the file they have another order than along the street.
    const file = street.map((_, index) => street[(index * 17) % 40] as [string, number, number]);
    const left = painted(...seenFrom(0, file));
    const right = painted(...seenFrom(256, file));
    const atBorder = file.filter(([, x]) => Math.abs(x - 256) <= 16).map(([text]) => text);
    expect(atBorder).not.toEqual([]);
    for (const text of atBorder) expect([text, left.includes(text)]).toEqual([text, right.includes(text)]);
    expect(left).not.toEqual([]);
  });

  it("are found room for anew in each tile", () => {
    expect(painted(["7", 10, 10])).toEqual(["7"]);
    expect(painted(["7", 10, 10])).toEqual(["7"]);
  });
});
