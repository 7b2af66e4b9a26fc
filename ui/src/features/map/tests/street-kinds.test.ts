import type { Feature } from "protomaps-leaflet";
import { describe, expect, it } from "vitest";
import { townTiles } from "../../../../tests/town";
import { kindsOf } from "../base/streets/kinds";
import { readTile } from "../base/streets/read-tile";
import { languagesOf, textOf, weightOf } from "../base/streets/texts";

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
    expect(kindsOf("transportation", { class: "motorway_construction" }, "line")).toEqual([]);
    expect(kindsOf("sites", { kind: "parking" }, "area")).toEqual([]);
    expect(kindsOf("boundary", { admin_level: 2 }, "area")).toEqual([]);
  });

  it("is a runway by the words of the layout, wherever it stands", () => {
    expect(kindsOf("roads", { kind: "aeroway", kind_detail: "runway" }, "line")).toEqual(["runway"]);
    expect(kindsOf("aeroway", { class: "taxiway" }, "line")).toEqual(["runway"]);
    expect(kindsOf("street_polygons", { kind: "runway" }, "area")).toEqual(["apron"]);
  });

  it("is in a tunnel nothing but the name of a road and where it goes on", () => {
    for (const [layer, properties] of [
      ["transportation", { class: "primary", brunnel: "tunnel" }],
      ["streets", { kind: "primary", tunnel: true }],
      ["streets", { kind: "primary", tunnel: 1 }],
      ["roads", { kind: "major_road", is_tunnel: true }],
      ["roads", { "pmap:kind": "major_road", "pmap:level": -1 }],
    ] as const) {
      expect(kindsOf(layer, properties, "line")).toEqual(["tunnel", "road-name"]);
    }
    expect(kindsOf("transportation", { class: "rail", brunnel: "tunnel" }, "line")).toEqual([]);
    expect(kindsOf("streets", { kind: "subway", tunnel: true }, "line")).toEqual([]);
    expect(kindsOf("waterway", { class: "river", brunnel: "tunnel" }, "line")).toEqual([]);
    expect(kindsOf("water_lines", { kind: "river", tunnel: true }, "line")).toEqual([]);
    expect(kindsOf("water_lines_labels", { kind: "river", tunnel: true }, "line")).toEqual([]);
    expect(kindsOf("street_polygons", { kind: "pedestrian", tunnel: true }, "area")).toEqual([]);
    for (const open of [
      { brunnel: "bridge" },
      { tunnel: false },
      { tunnel: "no" },
      { tunnel: 0 },
      { "pmap:level": 0 },
    ]) {
      expect(kindsOf("streets", { kind: "rail", ...open }, "line")).toEqual(["rail"]);
    }
  });

  it("is a square where a street or a path is an area", () => {
    expect(kindsOf("street_polygons", { kind: "pedestrian" }, "area")).toEqual(["plaza"]);
    expect(kindsOf("transportation", { class: "path", subclass: "pedestrian" }, "area")).toEqual(["plaza"]);
    expect(kindsOf("landuse", { kind: "pedestrian" }, "area")).toEqual(["plaza"]);
    expect(kindsOf("transportation", { class: "bridge" }, "area")).toEqual([]);
  });

  it("is the name of a river along its line, and of a lake at a point or along it", () => {
    expect(kindsOf("water", { kind: "river" }, "line")).toEqual(["stream", "water-name"]);
    expect(kindsOf("waterway", { class: "river" }, "line")).toEqual(["stream", "water-name"]);
    expect(kindsOf("water_lines", { kind: "river" }, "line")).toEqual(["stream"]);
    expect(kindsOf("water_lines_labels", { kind: "river" }, "line")).toEqual(["water-name"]);
    expect(kindsOf("water_name", { class: "lake" }, "line")).toEqual(["water-name"]);
    expect(kindsOf("water_name", { class: "lake" }, "point")).toEqual(["water-name"]);
  });

  it("is ice for a glacier, and grass for what is wet only now and then", () => {
    expect(kindsOf("water_polygons", { kind: "glacier" }, "area")).toEqual(["ice"]);
    expect(kindsOf("landcover", { class: "ice" }, "area")).toEqual(["ice"]);
    expect(kindsOf("land", { kind: "string_bog" }, "area")).toEqual(["grass"]);
  });

  it("is a town only where people live", () => {
    const nameOf = (properties: Record<string, string>): string[] => kindsOf("places", properties, "point");
    expect(nameOf({ kind: "locality" })).toEqual(["town-name"]);
    expect(nameOf({ kind: "locality", kind_detail: "hamlet" })).toEqual(["village-name"]);
    expect(nameOf({ kind: "locality", kind_detail: "allotments" })).toEqual([]);
    expect(nameOf({ kind: "locality", kind_detail: "locality" })).toEqual([]);
    expect(nameOf({ kind: "neighbourhood", kind_detail: "suburb" })).toEqual(["quarter-name"]);
    expect(nameOf({ kind: "region", kind_detail: "unheard" })).toEqual(["state-name"]);
    expect(kindsOf("place_labels", { kind: "locality" }, "point")).toEqual([]);
  });

  it("is found in Protomaps before its version 4 as well", () => {
    expect(kindsOf("roads", { "pmap:kind": "medium_road" }, "line")).toEqual(["road", "road-name"]);
    expect(kindsOf("natural", { "pmap:kind": "wood" }, "area")).toEqual(["wood"]);
    expect(kindsOf("physical_line", { "pmap:kind": "river" }, "line")).toEqual(["stream", "water-name"]);
    expect(kindsOf("physical_point", { "pmap:kind": "lake" }, "point")).toEqual(["water-name"]);
    expect(kindsOf("physical_point", { "pmap:kind": "peak" }, "point")).toEqual([]);
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
    expect(textOf("motorway-name", { ref: "A 63;A 1079" }, [])).toBe("A 63");
    expect(textOf("motorway-name", { ref: "A 63\nA 1079" }, [])).toBe("A 63");
    expect(textOf("motorway-name", { ref: "US 101;CA 1", shield_text: "101" }, [])).toBe("101");
  });

  it("is on one line, and none where nothing would be seen", () => {
    expect(textOf("street-name", { name: " Quay\n Street\u00a0" }, [])).toBe("Quay Street");
    for (const name of [" ", "\u00a0\u00a0", "\u2800", "\u200b\u00ad", "\u3164"]) {
      expect(textOf("street-name", { name }, [])).toBe("");
      expect(textOf("street-name", { name: "Quay Street", "name:en": name }, ["en"])).toBe("Quay Street");
    }
    expect(textOf("street-name", { name: "x".repeat(10_000_000) }, [])).toHaveLength(80);
  });

  it("is looked for in a language with its script and without", () => {
    expect(languagesOf(["zh-Hans-CN", "en-GB", "en"])).toEqual(["zh-Hans-CN", "zh-Hans", "zh", "en-GB", "en"]);
    expect(languagesOf(["fil"])).toEqual(["fil"]);
    const city = { name: "北京市", "name:zh-Hant": "北京", "name:zh": "北京城" };
    expect(textOf("city-name", city, languagesOf(["zh-Hant-TW"]))).toBe("北京");
    expect(textOf("city-name", city, languagesOf(["zh-CN"]))).toBe("北京城");
  });

  it("weighs more at a larger place, whichever way a layout says it", () => {
    const grows = (...places: Record<string, number>[]): void => {
      const weights = places.map(weightOf);
      weights.slice(1).forEach((weight, index) => {
        expect(weight).toBeGreaterThan(weights[index] ?? Number.NaN);
      });
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
});
