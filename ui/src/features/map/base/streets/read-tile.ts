import { VectorTile, type VectorTileFeature } from "@mapbox/vector-tile";
import { PbfReader } from "pbf";
import type { Feature, GeomType, JsonObject } from "protomaps-leaflet";
import { isKnownLayer, type Kind, kindsOf, type Shape, textOf, weightOf } from "./kinds";

/** The features of a tile by what they are on the map; those with a text have it as `text`, and their `weight`. */
export type TileFeatures = Map<string, Feature[]>;

/** No name that fits on a map is longer. */
const LONGEST_TEXT = 80;
/** As https://github.com/mapbox/vector-tile-spec/tree/master/2.1 numbers them; 0 is "unknown". */
const SHAPES: readonly (Shape | null)[] = [null, "point", "line", "area"];

function placed(feature: VectorTileFeature, size: number): Pick<Feature, "geom" | "bbox" | "numVertices"> {
  const scale = size / feature.extent;
  const geom = feature.loadGeometry();
  const bbox = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity };
  let numVertices = 0;
  for (const point of geom.flat()) {
    point.x *= scale;
    point.y *= scale;
    bbox.minX = Math.min(bbox.minX, point.x);
    bbox.minY = Math.min(bbox.minY, point.y);
    bbox.maxX = Math.max(bbox.maxX, point.x);
    bbox.maxY = Math.max(bbox.maxY, point.y);
    numVertices += 1;
  }
  return { geom, bbox, numVertices };
}

/** What stands on the map as text has no use without one. */
const isText = (kind: Kind): boolean => kind.endsWith("-name") || kind === "house-number";

/**
 * Reads a vector tile.
 *
 * @param size width and height of the tile in the units of the result, px.
 * @param languages that names are wanted in, the best first, as two letters.
 * @throws where the bytes are no vector tile.
 */
export function readTile(bytes: ArrayBuffer, size: number, languages: readonly string[]): TileFeatures {
  const tile = new VectorTile(new PbfReader(new Uint8Array(bytes)));
  const features: TileFeatures = new Map();
  for (const [name, layer] of Object.entries(tile.layers)) {
    if (!isKnownLayer(name)) continue;
    for (let index = 0; index < layer.length; index++) {
      const feature = layer.feature(index);
      const shape = SHAPES[feature.type];
      const kinds = shape ? kindsOf(name, feature.properties, shape) : [];
      const wanted = kinds
        .map((kind) => ({
          kind,
          text: isText(kind) ? textOf(kind, feature.properties, languages).slice(0, LONGEST_TEXT) : null,
        }))
        .filter(({ text }) => text !== "");
      if (wanted.length === 0) continue;
      const shared = { ...placed(feature, size), geomType: feature.type as GeomType };
      for (const { kind, text } of wanted) {
        const props: JsonObject = text === null ? {} : { text, weight: weightOf(feature.properties) };
        const known = features.get(kind);
        if (known) known.push({ ...shared, props });
        else features.set(kind, [{ ...shared, props }]);
      }
    }
  }
  return features;
}
