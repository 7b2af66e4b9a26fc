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
  /** Where numbers stand in the tile, by squares as large as the room of one. */
  private readonly standing = new Map<string, { x: number; y: number }>();

  constructor(private readonly look: NumbersLook) {}

  /** Called once for each tile. */
  before(): void {
    this.standing.clear();
  }

  draw(context: CanvasRenderingContext2D, geometry: Feature["geom"], _zoom: number, feature: Feature): void {
    const at = geometry[0]?.[0];
    const text = feature.props["text"];
    if (!at || typeof text !== "string" || !this.takeRoom(at.x, at.y)) return;
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

  private takeRoom(x: number, y: number): boolean {
    const column = Math.floor(x / APART.x);
    const row = Math.floor(y / APART.y);
    for (let across = column - 1; across <= column + 1; across++) {
      for (let down = row - 1; down <= row + 1; down++) {
        const other = this.standing.get(`${across}:${down}`);
        if (other && Math.abs(other.x - x) < APART.x && Math.abs(other.y - y) < APART.y) return false;
      }
    }
    this.standing.set(`${column}:${row}`, { x, y });
    return true;
  }
}
