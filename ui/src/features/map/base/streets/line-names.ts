import { type Feature, type LabelSymbolizer, type Layout, LineLabelSymbolizer } from "protomaps-leaflet";

/** What is lower than this, px, has no ink: a name of what the font draws nothing for. */
const LOWEST = 0.5;
/** No line winds so much through a tile, px of the tile; the library puts a name on each stretch of it. */
const LONGEST_LINE = 16 * 512;

function lengthOf({ geom }: Feature): number {
  let length = 0;
  for (const line of geom) {
    line.forEach((point, index) => {
      const before = line[index - 1];
      if (before) length += Math.hypot(point.x - before.x, point.y - before.y);
    });
  }
  return length;
}

/** Names along lines, where there is something to see: for a name without height, the library never finds an end. */
export class LineNames implements LabelSymbolizer {
  private readonly names: LineLabelSymbolizer;

  constructor(options: ConstructorParameters<typeof LineLabelSymbolizer>[0]) {
    this.names = new LineLabelSymbolizer(options);
  }

  place(layout: Layout, geometry: Feature["geom"], feature: Feature): ReturnType<LineLabelSymbolizer["place"]> {
    if (lengthOf(feature) > LONGEST_LINE || !this.hasInk(layout, feature)) return undefined;
    return this.names.place(layout, geometry, feature);
  }

  private hasInk({ scratch, zoom }: Layout, feature: Feature): boolean {
    scratch.font = this.names.font.get(zoom, feature);
    const { width, actualBoundingBoxAscent, actualBoundingBoxDescent } = scratch.measureText(
      this.names.text.get(zoom, feature) ?? "",
    );
    return width > 0 && actualBoundingBoxAscent + actualBoundingBoxDescent >= LOWEST;
  }
}
