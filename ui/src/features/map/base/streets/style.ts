import {
  CenteredTextSymbolizer,
  exp,
  GeomType,
  type LabelRule,
  LineLabelPlacement,
  LineSymbolizer,
  type PaintRule,
  PolygonSymbolizer,
} from "protomaps-leaflet";
import { HouseNumbers } from "./house-numbers";
import type { Kind } from "./kinds";
import { LineNames } from "./line-names";

/** How streets look in a theme. */
export interface StreetsLook {
  land: string;
  sea: string;
  wood: string;
  grass: string;
  sand: string;
  ice: string;
  building: string;
  street: string;
  streetEdge: string;
  mainRoad: string;
  mainRoadEdge: string;
  path: string;
  rail: string;
  border: string;
  name: string;
  quietName: string;
  /** Family of the fonts. */
  font: string;
}

/** The look of the theme that an element is in. */
export function lookOf(element: Element): StreetsLook {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    land: token("--land"),
    sea: token("--sea"),
    wood: token("--wood"),
    grass: token("--grass"),
    sand: token("--sand"),
    ice: token("--ice"),
    building: token("--building"),
    street: token("--street"),
    streetEdge: token("--street-edge"),
    mainRoad: token("--main-road"),
    mainRoadEdge: token("--main-road-edge"),
    path: token("--path"),
    rail: token("--rail-line"),
    border: token("--coast"),
    name: token("--text-2"),
    quietName: token("--place"),
    font: style.fontFamily,
  };
}

/** Widths in px by zoom: doubling with each zoom would be to scale, which is too thin far away and too wide nearby. */
type Width = (zoom: number) => number;
const widths = (...stops: [zoom: number, px: number][]): Width => exp(1.5, stops);

const MOTORWAY = widths([5, 0.6], [8, 1.4], [12, 3], [15, 7], [19, 26]);
const ROAD = widths([7, 0.5], [10, 1.2], [13, 3], [15, 6], [19, 22]);
const STREET = widths([11, 0.4], [13, 1.2], [15, 4], [17, 8], [19, 18]);
const PATH = widths([13, 0.5], [16, 1.1], [19, 2.4]);
const RAIL = widths([8, 0.5], [13, 1], [19, 2.5]);
const STREAM = widths([8, 0.5], [13, 1.2], [19, 8]);
const RUNWAY = widths([10, 0.6], [13, 4], [19, 50]);
/** Around each letter, px. */
const HALO = 1.5;
/** On each side of a road. */
const EDGE = widths([11, 0.3], [13, 0.7], [19, 1.2]);

/** What is drawn, from the ground up. */
export function paintRules(look: StreetsLook): PaintRule[] {
  const area = (dataLayer: Kind, fill: string, minzoom = 0): PaintRule => ({
    dataLayer,
    minzoom,
    symbolizer: new PolygonSymbolizer({ fill }),
  });
  const line = (dataLayer: Kind, color: string, width: Width, minzoom = 0): PaintRule => ({
    dataLayer,
    minzoom,
    symbolizer: new LineSymbolizer({ color, width, lineCap: "round", lineJoin: "round" }),
  });
  const dashes = (dataLayer: Kind, color: string, dashWidth: number, dash: number[], minzoom = 0): PaintRule => ({
    dataLayer,
    minzoom,
    symbolizer: new LineSymbolizer({ color, width: dashWidth, dash }),
  });
  const edge = (dataLayer: Kind, color: string, width: Width, minzoom: number): PaintRule =>
    line(dataLayer, color, (zoom) => width(zoom) + 2 * EDGE(zoom), minzoom);
  return [
    area("grass", look.grass),
    area("sand", look.sand),
    area("wood", look.wood),
    area("ice", look.ice),
    area("apron", look.building),
    area("water", look.sea),
    line("stream", look.sea, STREAM),
    line("runway", look.streetEdge, RUNWAY),
    area("plaza", look.street, 13),
    area("building", look.building, 14),
    dashes("state-border", look.border, 0.8, [1, 3]),
    dashes("border", look.border, 1, [4, 3]),
    dashes("tunnel", look.streetEdge, 1, [4, 3], 12),
    line("path", look.path, PATH, 13),
    edge("street", look.streetEdge, STREET, 13),
    edge("road", look.mainRoadEdge, ROAD, 11),
    edge("motorway", look.mainRoadEdge, MOTORWAY, 9),
    // Far away a street is a thin line, which has to be told from the ground by itself.
    { ...line("street", look.streetEdge, STREET), maxzoom: 12 },
    line("street", look.street, STREET, 13),
    line("rail", look.rail, RAIL),
    { ...line("road", look.mainRoadEdge, ROAD), maxzoom: 10 },
    line("road", look.mainRoad, ROAD, 11),
    { ...line("motorway", look.mainRoadEdge, MOTORWAY), maxzoom: 8 },
    line("motorway", look.mainRoad, MOTORWAY, 9),
    { dataLayer: "house-number" satisfies Kind, minzoom: 18, symbolizer: new HouseNumbers(look) },
  ];
}

/** What is named; of two names that meet, the one of the earlier rule stands. */
export function labelRules(look: StreetsLook): LabelRule[] {
  const spot = (
    dataLayer: Kind,
    fill: string,
    font: string,
    zooms: Pick<LabelRule, "minzoom" | "maxzoom">,
  ): LabelRule => ({
    dataLayer,
    ...zooms,
    symbolizer: new CenteredTextSymbolizer({
      labelProps: ["text"],
      fill,
      stroke: look.land,
      width: HALO,
      lineHeight: 1.35,
      font: `${font} ${look.font}`,
    }),
    filter: (_, feature) => feature.geomType === GeomType.Point,
    sort: (left, right) => Number(right["weight"]) - Number(left["weight"]),
  });
  const along = (dataLayer: Kind, fill: string, font: string, minzoom: number): LabelRule => ({
    dataLayer,
    minzoom,
    symbolizer: new LineNames({
      labelProps: ["text"],
      fill,
      stroke: look.land,
      width: HALO * 2,
      position: LineLabelPlacement.Center,
      font: `${font} ${look.font}`,
    }),
    filter: (_, feature) => feature.geomType === GeomType.Line,
  });
  return [
    spot("country-name", look.quietName, "500 12px", { maxzoom: 8 }),
    spot("city-name", look.name, "500 13px", { maxzoom: 14 }),
    spot("state-name", look.quietName, "400 11px", { minzoom: 4, maxzoom: 9 }),
    spot("town-name", look.name, "400 12px", { minzoom: 7 }),
    spot("village-name", look.name, "400 11px", { minzoom: 10 }),
    spot("quarter-name", look.quietName, "400 11px", { minzoom: 12 }),
    along("motorway-name", look.name, "500 11px", 9),
    along("road-name", look.name, "400 11px", 13),
    along("street-name", look.name, "400 11px", 15),
    spot("water-name", look.quietName, "italic 400 11px", { minzoom: 6 }),
    along("water-name", look.quietName, "italic 400 11px", 9),
  ];
}
