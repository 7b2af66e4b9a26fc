/** What window and map worker say to each other. */
export type Detail = "50m" | "10m";

export interface CountryLabel {
  /** ISO 3166-1 alpha-2. */
  code: string;
  name: string;
  lat: number;
  lon: number;
  /** The main landmass reaches this far from the point, in degrees. */
  west: number;
  east: number;
  south: number;
  north: number;
}

/** Flat lists of x, y, x, y in 4096ths of a tile. */
export interface TileShapes {
  land: ArrayLike<number>[];
  coast: ArrayLike<number>[];
  borders: ArrayLike<number>[];
  /** Borders inside a country. */
  states: ArrayLike<number>[];
}

export type WorkerRequest =
  | { kind: "load"; detail: Detail; text: ArrayBuffer; states: ArrayBuffer; borders: ArrayBuffer[] }
  | { kind: "tile"; id: number; detail: Detail; z: number; x: number; y: number };

export type WorkerReply =
  | { kind: "loaded"; detail: Detail; countries: CountryLabel[] }
  | { kind: "failed"; detail: Detail; message: string }
  | { kind: "tile"; id: number; shapes: TileShapes };
