import { PbfReader } from "pbf";
import type { Feature, GeomType, JsonObject } from "protomaps-leaflet";
import { type Kind, kindsOf, LAYERS, type Shape } from "./kinds";
import { isText, textOf, weightOf } from "./texts";
import { type Allowance, readFeature, readGeometry, readLayers, type TileFeature, type TileLayer } from "./vector-tile";

/** The features of a tile by what they are on the map; those with a text have it as `text`, and their `weight`. */
export type TileFeatures = Map<string, Feature[]>;

/** As https://github.com/mapbox/vector-tile-spec/tree/master/2.1 numbers them; 0 is "unknown". */
const SHAPES: readonly (Shape | null)[] = [null, "point", "line", "area"];

/** Layouts have 4096; no screen shows more than this. */
const LARGEST_EXTENT = 65_536;
/** A tile of the middle of a large city has some 200 000 points. */
const MOST_POINTS = 1_000_000;
/** The buildings of such a tile may be one feature. */
const MOST_POINTS_OF_ONE = 250_000;
/** Of so many names and numbers most find no room. */
const MOST_TEXTS = 50_000;

const isUsable = ({ name, extent }: TileLayer): boolean =>
  LAYERS.has(name) && Number.isInteger(extent) && extent >= 1 && extent <= LARGEST_EXTENT;

/** What a feature is, with the texts of what is one. */
interface Wanted {
  kind: Kind;
  text: string | null;
}

function wantedOf(layer: string, { type, properties }: TileFeature, languages: readonly string[]): Wanted[] {
  const shape = SHAPES[type];
  if (!shape) return [];
  return kindsOf(layer, properties, shape)
    .map((kind) => ({ kind, text: isText(kind) ? textOf(kind, properties, languages) : null }))
    .filter(({ text }) => text !== "");
}

type Placed = Pick<Feature, "geom" | "bbox" | "numVertices" | "geomType">;

/** A geometry in px; nothing where it has no points, or none that is near the tile. */
function placed(geom: Feature["geom"], geomType: GeomType, size: number, extent: number): Placed | null {
  const scale = size / extent;
  const bbox = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity };
  let numVertices = 0;
  for (const part of geom) {
    for (const point of part) {
      point.x *= scale;
      point.y *= scale;
      bbox.minX = Math.min(bbox.minX, point.x);
      bbox.minY = Math.min(bbox.minY, point.y);
      bbox.maxX = Math.max(bbox.maxX, point.x);
      bbox.maxY = Math.max(bbox.maxY, point.y);
    }
    numVertices += part.length;
  }
  const isNear = bbox.maxX >= -size && bbox.minX <= 2 * size && bbox.maxY >= -size && bbox.minY <= 2 * size;
  const isSomewhere = Object.values(bbox).every(Number.isFinite);
  return isNear && isSomewhere ? { geom, bbox, numVertices, geomType } : null;
}

/** Reads the features of one tile. */
class Reading {
  readonly features: TileFeatures = new Map();
  private pointsLeft = MOST_POINTS;
  private textsLeft = MOST_TEXTS;

  constructor(
    private readonly bytes: PbfReader,
    private readonly size: number,
    private readonly languages: readonly string[],
  ) {}

  /** @throws where the feature is damaged. */
  read(layer: TileLayer, at: number): void {
    const feature = readFeature(this.bytes, layer, at);
    const wanted = wantedOf(layer.name, feature, this.languages);
    if (wanted.length === 0) return;
    const shared = placed(this.geometryOf(feature), feature.type as GeomType, this.size, layer.extent);
    if (!shared) return;
    const weight = weightOf(feature.properties);
    for (const { kind, text } of wanted) this.add(kind, shared, text === null ? {} : { text, weight });
  }

  private geometryOf(feature: TileFeature): Feature["geom"] {
    const most = Math.min(this.pointsLeft, MOST_POINTS_OF_ONE);
    const allowance: Allowance = { points: most };
    try {
      return readGeometry(this.bytes, feature, allowance);
    } finally {
      // Also what is thrown away took its time.
      this.pointsLeft -= most - Math.max(0, allowance.points);
    }
  }

  private add(kind: Kind, shared: Placed, props: JsonObject): void {
    if ("text" in props && --this.textsLeft < 0) return;
    const known = this.features.get(kind);
    if (known) known.push({ ...shared, props });
    else this.features.set(kind, [{ ...shared, props }]);
  }
}

/**
 * Reads a vector tile.
 *
 * @param size width and height of the tile in the units of the result, px.
 * @param languages that names are wanted in, the best first.
 * @throws where the bytes are no vector tile. A feature that is damaged is left out.
 */
export function readTile(bytes: ArrayBuffer, size: number, languages: readonly string[]): TileFeatures {
  const reader = new PbfReader(new Uint8Array(bytes));
  const reading = new Reading(reader, size, languages);
  for (const layer of readLayers(reader).filter(isUsable)) {
    for (const at of layer.features) {
      try {
        reading.read(layer, at);
      } catch {
        // The others of the tile are as good as before.
      }
    }
  }
  return reading.features;
}
