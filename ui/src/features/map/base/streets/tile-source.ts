import type { Feature, TileSource, Zxy } from "protomaps-leaflet";
import { readTile } from "./read-tile";
import { languagesOf } from "./texts";
import { TileError, type TileReason } from "./tile-error";

/** How the core says why there is no tile; everything else is trouble, which may pass. */
const REASONS: ReadonlyMap<number, TileReason> = new Map([
  [404, "absent"],
  [422, "damaged"],
]);

/** Tiles as the core gives them. */
export class Tiles implements TileSource {
  constructor(
    private readonly address: string,
    /** Whether somebody still waits for a tile. Reading one takes longer than anything else. */
    private readonly isWanted: (at: Zxy) => boolean,
  ) {}

  /** @throws {TileError} where there is no tile: then the offline map is seen. */
  async get(at: Zxy, size: number): Promise<Map<string, Feature[]>> {
    const bytes = await this.bytesOf(at);
    if (!this.isWanted(at)) throw new TileError("unwanted");
    try {
      return readTile(bytes, size, languagesOf(navigator.languages));
    } catch (cause) {
      throw new TileError("damaged", { cause });
    }
  }

  private async bytesOf({ z, x, y }: Zxy): Promise<ArrayBuffer> {
    let answer: Response;
    try {
      answer = await fetch(`${this.address}${z}/${x}/${y}`);
      if (answer.ok) return await answer.arrayBuffer();
    } catch (cause) {
      throw new TileError("trouble", { cause });
    }
    throw new TileError(REASONS.get(answer.status) ?? "trouble");
  }
}
