import type { Feature } from "protomaps-leaflet";
import { describe, expect, it } from "vitest";
import { townTiles } from "../../../../tests/town";
import { kindsOf, textOf, weightOf } from "../base/streets/kinds";
import { readTile } from "../base/streets/read-tile";

describe("what a feature of a vector tile is", () => {
  it("is the same in all three layouts", () => {
    const street = ["street", "street-name"];
    expect(kindsOf("roads", { kind: "minor_road" }, "line")).toEqual(street);
    expect([
      ...kindsOf("transportation", { class: "minor" }, "line"),
      ...kindsOf("transportation_name", { class: "minor" }, "line"),
    ]).toEqual([...street, "street-name"]);
    expect(kindsOf("streets", { kind: "residential" }, "line")).toEqual(street);

    for (const [layer, properties] of [
      ["water", { kind: "ocean" }],
      ["water", { class: "lake" }],
      ["ocean", {}],
      ["water_polygons", { kind: "water" }],
    ] as const) {
      expect(kindsOf(layer, properties, "area")).toEqual(["water"]);
    }
    for (const [layer, properties] of [
      ["boundaries", { kind: "country" }],
      ["boundary", { admin_level: 2 }],
      ["boundaries", { admin_level: 2 }],
    ] as const) {
      expect(kindsOf(layer, properties, "line")).toEqual(["border"]);
    }
    for (const [layer, properties] of [
      ["places", { kind: "locality", kind_detail: "city" }],
      ["place", { class: "city" }],
      ["place_labels", { kind: "city" }],
    ] as const) {
      expect(kindsOf(layer, properties, "point")).toEqual(["city-name"]);
    }
    expect(kindsOf("buildings", { kind: "address" }, "point")).toEqual(["house-number"]);
    expect(kindsOf("housenumber", {}, "point")).toEqual(["house-number"]);
    expect(kindsOf("addresses", {}, "point")).toEqual(["house-number"]);
  });

  it("is nothing for what this map does not draw", () => {
    expect(kindsOf("pois", { kind: "restaurant" }, "point")).toEqual([]);
    expect(kindsOf("constructor", {}, "area")).toEqual([]);
    expect(kindsOf("roads", { kind: "ferry" }, "line")).toEqual([]);
    expect(kindsOf("roads", { kind: 7 }, "line")).toEqual([]);
    expect(kindsOf("boundary", { admin_level: 2, maritime: 1 }, "line")).toEqual([]);
    expect(kindsOf("boundary", { admin_level: 8 }, "line")).toEqual([]);
    expect(kindsOf("roads", { kind: "minor_road" }, "area")).toEqual([]);
  });

  it("is a runway by the words of the layout, wherever it stands", () => {
    expect(kindsOf("roads", { kind: "aeroway", kind_detail: "runway" }, "line")).toEqual(["runway"]);
    expect(kindsOf("aeroway", { class: "taxiway" }, "line")).toEqual(["runway"]);
  });
});

describe("the text at a feature", () => {
  it("is in the language of the reader, else as the place calls itself", () => {
    const city = { name: "København", "name:en": "Copenhagen", name_de: "Kopenhagen" };
    expect(textOf("city-name", city, ["en"])).toBe("Copenhagen");
    expect(textOf("city-name", city, ["de"])).toBe("Kopenhagen");
    expect(textOf("city-name", city, ["fr"])).toBe("København");
    expect(textOf("city-name", { name: 5 }, ["en"])).toBe("");
  });

  it("is the number of a motorway, and the name of a street that has one", () => {
    const way = { name: "Clive Sullivan Way", ref: "A63" };
    expect(textOf("motorway-name", way, [])).toBe("A63");
    expect(textOf("road-name", way, [])).toBe("Clive Sullivan Way");
    expect(textOf("road-name", { ref: "A63" }, [])).toBe("A63");
    expect(textOf("house-number", { housenumber: "12b", name: "Pub" }, [])).toBe("12b");
    expect(textOf("house-number", { addr_housenumber: "1722, 1724;1726" }, [])).toBe("1722");
  });

  it("weighs more at a larger place, whichever way a layout says it", () => {
    const grows = (...places: Record<string, number>[]): void => {
      const weights = places.map(weightOf);
      expect(weights).toEqual([...weights].sort((left, right) => left - right));
    };
    grows({}, { population_rank: 3 }, { population_rank: 12 });
    grows({}, { rank: 14 }, { rank: 2 });
    grows({}, { population: 300 }, { population: 8_000_000 });
  });
});

describe("a vector tile", () => {
  const [lat, lon] = [53.7443, -0.3325];

  for (const layout of ["Protomaps", "OpenMapTiles", "Shortbread"] as const) {
    it(`of ${layout} is read into what the map draws, in the px of the tile`, () => {
      const near = townTiles(layout, lat, lon).filter(({ z }) => z === 13);
      const read = near.map(({ bytes }) => readTile(bytes.slice().buffer, 512, ["en"]));
      const all = (kind: string): Feature[] => read.flatMap((tile) => tile.get(kind) ?? []);
      const kinds = new Set(read.flatMap((tile) => [...tile.keys()]));
      for (const kind of ["water", "grass", "wood", "building", "street", "road", "motorway", "rail"]) {
        expect(kinds).toContain(kind);
      }
      const texts = (kind: string): unknown[] => all(kind).map(({ props }) => props["text"]);
      expect(texts("street-name")).toContain("Quay Street");
      expect(texts("motorway-name")).toContain("A63");
      expect(texts("town-name")).toContain("Hull");
      // The sea reaches over the rim by the 64 of 4096 units that tiles have beyond it.
      expect(Math.max(...all("water").map(({ bbox }) => bbox.maxX))).toBe(520);
      expect(Math.min(...all("water").map(({ bbox }) => bbox.minX))).toBe(-8);
    });
  }

  it("that is none is an error", () => {
    expect(() => readTile(new TextEncoder().encode("<html>no tile</html>").buffer as ArrayBuffer, 512, [])).toThrow();
  });

  it("without anything for this map has nothing", () => {
    expect(readTile(new ArrayBuffer(0), 512, []).size).toBe(0);
  });
});
