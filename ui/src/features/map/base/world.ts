import statesUrl from "us-atlas/states-10m.json?url";
import fineUrl from "world-atlas/countries-10m.json?url";
import coarseUrl from "world-atlas/countries-50m.json?url";
import nearUrl from "./data/borders-near.json?url";
import wideUrl from "./data/borders-wide.json?url";
import type { CountryLabel, Detail, TileShapes, WorkerReply, WorkerRequest } from "./messages";
import { withSmallLands } from "./small-lands";

const URLS: Record<Detail, string> = { "50m": coarseUrl, "10m": fineUrl };
/** Borders inside other countries than the USA; the small ones cannot be told apart from afar. */
const BORDERS: Record<Detail, readonly string[]> = { "50m": [wideUrl], "10m": [wideUrl, nearUrl] };
const EMPTY: TileShapes = { land: [], coast: [], borders: [], states: [] };

async function read(url: string): Promise<ArrayBuffer> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The map file could not be read (${response.status}).`);
  return response.arrayBuffer();
}

/** The world's outlines, cut into tiles by a worker, so that the window stays quick while 5 MB are indexed. */
class World {
  private readonly workers = new Map<Detail, Worker>();
  private readonly loading = new Map<Detail, Promise<CountryLabel[]>>();
  private readonly settle = new Map<Detail, { done(labels: CountryLabel[]): void; fail(error: Error): void }>();
  private readonly ready = new Set<Detail>();
  private readonly tiles = new Map<number, (shapes: TileShapes) => void>();
  private next = 1;

  /** One for each detail: the coarse outlines must not wait until the fine ones are read. */
  private workerFor(detail: Detail): Worker {
    const known = this.workers.get(detail);
    if (known) return known;
    const worker = new Worker(new URL("./world-worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<WorkerReply>) => this.hear(data);
    worker.onerror = (event) =>
      this.settle.get(detail)?.fail(new Error(event.message || "The map could not be drawn."));
    this.workers.set(detail, worker);
    return worker;
  }

  private hear(reply: WorkerReply): void {
    if (reply.kind === "tile") {
      this.tiles.get(reply.id)?.(reply.shapes);
      this.tiles.delete(reply.id);
    } else if (reply.kind === "loaded") {
      this.ready.add(reply.detail);
      this.settle.get(reply.detail)?.done(reply.detail === "50m" ? withSmallLands(reply.countries) : reply.countries);
    } else this.settle.get(reply.detail)?.fail(new Error(reply.message));
  }

  private send(request: WorkerRequest, transfer: Transferable[] = []): void {
    this.workerFor(request.detail).postMessage(request, transfer);
  }

  /** The window fetches and the worker reads: not every engine lets a worker reach the application's own scheme. */
  load(detail: Detail): Promise<CountryLabel[]> {
    const known = this.loading.get(detail);
    if (known) return known;
    const loaded = Promise.all([
      read(URLS[detail]),
      read(statesUrl),
      Promise.all(BORDERS[detail].map((url) => read(url))),
    ]).then(
      ([text, states, borders]) =>
        new Promise<CountryLabel[]>((done, fail) => {
          this.settle.set(detail, { done, fail });
          this.send({ kind: "load", detail, text, states, borders }, [text, states, ...borders]);
        }),
    );
    // A failed load may be tried again.
    loaded.catch(() => this.loading.delete(detail));
    this.loading.set(detail, loaded);
    return loaded;
  }

  isReady(detail: Detail): boolean {
    return this.ready.has(detail);
  }

  async tile(detail: Detail, z: number, x: number, y: number): Promise<TileShapes> {
    try {
      await this.load(detail);
    } catch {
      return EMPTY;
    }
    return new Promise((done) => {
      const id = this.next++;
      this.tiles.set(id, done);
      this.send({ kind: "tile", id, detail, z, x, y });
    });
  }
}

let world: World | null = null;

/** One for all maps of the window. */
export function theWorld(): World {
  world ??= new World();
  return world;
}
