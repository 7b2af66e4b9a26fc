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

describe("numbers of houses", () => {
  it("stand where they touch no other, wherever a square ends", () => {
    expect(painted(["1", 31, 12], ["3", 33, 14], ["5", 64, 12])).toEqual(["1", "5"]);
    expect(painted(["2", -1, -1], ["4", 1, 1], ["6", 0, 13])).toEqual(["2", "6"]);
  });

  it("are found room for anew in each tile", () => {
    expect(painted(["7", 10, 10])).toEqual(["7"]);
    expect(painted(["7", 10, 10])).toEqual(["7"]);
  });
});
