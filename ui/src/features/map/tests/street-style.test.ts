import { readFileSync } from "node:fs";
import { join } from "node:path";
import Point from "@mapbox/point-geometry";
import {
  type Feature,
  GeomType,
  Index,
  type LabelRule,
  type Layout,
  LineSymbolizer,
  PolygonSymbolizer,
} from "protomaps-leaflet";
import { describe, expect, it } from "vitest";
import { HouseNumbers } from "../base/streets/house-numbers";
import { type Kind, kindsOf, LAYERS, type Shape } from "../base/streets/kinds";
import { labelRules, lookOf, paintRules } from "../base/streets/style";
import { isText } from "../base/streets/texts";
import { GROUND, PLACES, WATERS, WAYS } from "../base/streets/words";

const LOOK = lookOf(document.documentElement);

const GEOMETRY: Record<Shape, GeomType> = { point: GeomType.Point, line: GeomType.Line, area: GeomType.Polygon };

/** Every kind with every shape that a feature of it may have. */
function possible(): Map<Kind, Set<Shape>> {
  const words = [GROUND, WAYS, PLACES, WATERS].flatMap((table) => [...table.keys()]);
  const more = [{}, { is_tunnel: true }, { admin_level: 2 }, { admin_level: 4 }, { kind_detail: "runway" }];
  const found = new Map<Kind, Set<Shape>>();
  for (const layer of LAYERS.keys()) {
    for (const kind of [...words, "address", "aeroway", "locality", "region", "unheard"]) {
      for (const properties of more) {
        for (const shape of ["point", "line", "area"] as const) {
          for (const yielded of kindsOf(layer, { kind, ...properties }, shape)) {
            found.set(yielded, (found.get(yielded) ?? new Set()).add(shape));
          }
        }
      }
    }
  }
  return found;
}

const DRAWS: Record<Shape, (symbolizer: unknown) => boolean> = {
  point: (symbolizer) => symbolizer instanceof HouseNumbers,
  line: (symbolizer) => symbolizer instanceof LineSymbolizer,
  area: (symbolizer) => symbolizer instanceof PolygonSymbolizer,
};

function featureOf(shape: Shape, text = "Quay Street"): Feature {
  const geom = [[new Point(0, 0), new Point(500, 0)]];
  const bbox = { minX: 0, minY: 0, maxX: 500, maxY: 0 };
  return { props: { text, weight: 1 }, geom, bbox, geomType: GEOMETRY[shape], numVertices: 2 };
}

describe("how streets look", () => {
  it("has a rule for every kind, in each shape that it comes in", () => {
    const kinds = possible();
    expect(kinds.get("water-name")).toEqual(new Set(["point", "line"]));
    const without: string[] = [];
    for (const [kind, shapes] of kinds) {
      for (const shape of shapes) {
        const isNamed = labelRules(LOOK).some(
          ({ dataLayer, filter }) => dataLayer === kind && (filter?.(14, featureOf(shape)) ?? true),
        );
        const isPainted = paintRules(LOOK).some(
          ({ dataLayer, symbolizer }) => dataLayer === kind && DRAWS[shape](symbolizer),
        );
        const isName = isText(kind) && kind !== "house-number";
        if (!(isName ? isNamed : isPainted)) without.push(`${kind} as ${shape}`);
      }
    }
    expect(without).toEqual([]);
  });

  it("has no rule for what no feature can be", () => {
    const kinds = possible();
    const rules = [...paintRules(LOOK), ...labelRules(LOOK)];
    expect(rules.filter(({ dataLayer }) => !kinds.has(dataLayer as Kind)).map(({ dataLayer }) => dataLayer)).toEqual(
      [],
    );
  });

  it("has ice look like land rather than like the sea, in both themes", () => {
    const tokens = readFileSync(join(import.meta.dirname, "../../../theme/tokens.css"), "utf8");
    const colors = (name: string): number[][] =>
      [...tokens.matchAll(new RegExp(`--${name}: #(..)(..)(..);`, "g"))].map(([, ...parts]) =>
        parts.map((part) => Number.parseInt(part, 16)),
      );
    const [land, sea, ice] = [colors("land"), colors("sea"), colors("ice")];
    const apart = (left: number[] = [], right: number[] = []): number =>
      Math.hypot(...left.map((part, index) => part - (right[index] ?? 0)));
    expect(ice).toHaveLength(2);
    ice.forEach((color, theme) => {
      expect(apart(color, land[theme])).toBeGreaterThan(8);
      expect(apart(color, sea[theme])).toBeGreaterThan(1.5 * apart(color, land[theme]));
    });
  });
});

describe("a name along a line", () => {
  /** A place for names, in letters of this height. */
  function layoutOf(height: number): Layout {
    const scratch = {
      font: "",
      measureText: (text: string) => ({
        width: 6 * text.length,
        actualBoundingBoxAscent: height,
        actualBoundingBoxDescent: 0,
      }),
    };
    const index = new Index(256 << 15, 9);
    return { index, order: 0, scratch: scratch as unknown as CanvasRenderingContext2D, zoom: 15, overzoom: 1 };
  }
  const rule = labelRules(LOOK).find(({ dataLayer }) => dataLayer === "street-name") as LabelRule;

  it("stands where it fits", () => {
    const street = featureOf("line");
    expect(rule.symbolizer.place(layoutOf(9), street.geom, street)).not.toHaveLength(0);
  });

  it("is none where the font has nothing for it: the library would look for its end for ever", () => {
    const street = featureOf("line");
    expect(rule.symbolizer.place(layoutOf(0), street.geom, street)).toBeUndefined();
  });

  it("is none along a line that goes on for ever", () => {
    const street = { ...featureOf("line"), geom: [[new Point(0, 0), new Point(1e15, 0)]] };
    expect(rule.symbolizer.place(layoutOf(9), street.geom, street)).toBeUndefined();
  });
});
