import type { Feature, PaintSymbolizer } from "protomaps-leaflet";

/** Two numbers that are nearer would touch, px. */
const APART = { x: 32, y: 13 };

/** How numbers look. */
export interface NumbersLook {
  quietName: string;
  land: string;
  font: string;
}

/**
 * Numbers of houses. They are painted and not laid out as names are: a tile of a city holds ten thousand, of which a
 * handful is seen, and finding room for all of them takes longer than a frame.
 */
export class HouseNumbers implements PaintSymbolizer {
  /** The numbers of the tile so far, by squares as large as the room of one. */
  private readonly earlier = new Map<string, Map<string, { x: number; y: number }>>();

  constructor(private readonly look: NumbersLook) {}

  /** Called once for each tile. */
  before(): void {
    this.earlier.clear();
  }

  draw(context: CanvasRenderingContext2D, geometry: Feature["geom"], _zoom: number, feature: Feature): void {
    const at = geometry[0]?.[0];
    const text = feature.props["text"];
    if (!at || typeof text !== "string" || !this.isFirst(at.x, at.y)) return;
    context.globalAlpha = 1;
    context.font = `400 10px ${this.look.font}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineWidth = 3;
    context.strokeStyle = this.look.land;
    context.fillStyle = this.look.quietName;
    context.strokeText(text, at.x, at.y);
    context.fillText(text, at.x, at.y);
  }

  /**
   * Whether a number is the first of those around it. Those that do not stand themselves count as well: else a number
   * far beyond the rim would decide over others through all between them, and two tiles that see different parts of the
   * same street would each draw half a number.
   */
  private isFirst(x: number, y: number): boolean {
    const [column, row] = [Math.floor(x / APART.x), Math.floor(y / APART.y)];
    let isFirst = true;
    for (let across = column - 1; across <= column + 1; across++) {
      for (let down = row - 1; down <= row + 1; down++) {
        for (const other of this.earlier.get(`${across}:${down}`)?.values() ?? []) {
          if (Math.abs(other.x - x) < APART.x && Math.abs(other.y - y) < APART.y) isFirst = false;
        }
      }
    }
    const square = this.earlier.get(`${column}:${row}`) ?? new Map<string, { x: number; y: number }>();
    // Of the hundred numbers of a tower, one tells all that has to be known.
    square.set(`${Math.round(x)}:${Math.round(y)}`, { x, y });
    this.earlier.set(`${column}:${row}`, square);
    return isFirst;
  }
}
