/**
 * Why a tile is not there: the source has none; the core did not get it, and knows why; what came is no tile; or nobody
 * waits for it any more.
 */
export type TileReason = "absent" | "trouble" | "damaged" | "unwanted";

export class TileError extends Error {
  constructor(
    readonly reason: TileReason,
    options?: ErrorOptions,
  ) {
    super(`tile ${reason}`, options);
  }
}

/** Why a tile did not come; of a picture nobody says it but the core. */
export const reasonOf = (error: unknown): TileReason => (error instanceof TileError ? error.reason : "trouble");
