import L from "leaflet";
import { Index } from "protomaps-leaflet";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Command, handTile, LINE_TO, MOVE_TO, square } from "../../../../tests/vector-tile";
import type { Area } from "../base/streets/area";
import { readTile } from "../base/streets/read-tile";
import { TileError } from "../base/streets/tile-error";
import { VectorStreets } from "../base/streets/vector-layer";

vi.mock("../base/streets/read-tile", async (original) => {
  const real = await original<typeof import("../base/streets/read-tile")>();
  return { readTile: vi.fn(real.readTile) };
});

/** What was done on one canvas, in order. */
type Strokes = [call: string, ...given: unknown[]][];

let canvases: Map<HTMLCanvasElement, Strokes>;
let fonts: EventTarget;

/** A context that draws nothing and writes down what it is told. */
function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const strokes: Strokes = canvases.get(canvas) ?? [];
  canvases.set(canvas, strokes);
  const metrics = { actualBoundingBoxAscent: 8, actualBoundingBoxDescent: 2 };
  return new Proxy({} as CanvasRenderingContext2D, {
    get: (_, name) => {
      if (name === "measureText") {
        return (text: string) => {
          strokes.push(["measureText", text]);
          return { ...metrics, width: 6 * text.length };
        };
      }
      return (...given: unknown[]) => {
        strokes.push([String(name), ...given]);
      };
    },
    set: (_, name, value) => {
      strokes.push([String(name), value]);
      return true;
    },
  });
}

/** Answers of the core by the address of a tile; each may be made to wait. */
let answer: (address: string) => Response | Promise<Response>;

const STREET: Command[] = [
  [MOVE_TO, 1, 0, 2048],
  [LINE_TO, 1, 4096, 0],
];

const town = (): ArrayBuffer =>
  handTile(
    { name: "building", features: [{ type: 3, geometry: square(0, 0, 1024) }] },
    { name: "roads", kind: "minor_road", features: [{ type: 2, geometry: STREET, name: "Quay Street" }] },
  );

const tile = (): Response => new Response(town());

let map: L.Map;
let layer: VectorStreets;

function add(area: Area | null = null): VectorStreets {
  const address = "http://tiles.example/1/";
  layer = new VectorStreets({ address, firstZoom: 0, lastZoom: 14, area, maxZoom: 19 });
  return layer;
}

function mapAt(lat: number, lon: number, zoom: number): L.Map {
  const container = document.createElement("div");
  Object.defineProperty(container, "clientWidth", { value: 512 });
  Object.defineProperty(container, "clientHeight", { value: 512 });
  document.body.append(container);
  return L.map(container, { center: [lat, lon], zoom, zoomAnimation: false, fadeAnimation: false, inertia: false });
}

/** All tiles are there, or are said not to be. */
const settled = (): Promise<void> => vi.waitFor(() => expect(layer.isLoading()).toBe(false));

const onMap = (): HTMLCanvasElement[] => [...(layer.getContainer()?.querySelectorAll("canvas") ?? [])];
const calls = (canvas: HTMLCanvasElement, call: string): Strokes =>
  (canvases.get(canvas) ?? []).filter(([name]) => name === call);

beforeEach(() => {
  canvases = new Map();
  fonts = new EventTarget();
  Object.defineProperty(document, "fonts", { configurable: true, value: fonts });
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockImplementation(function (this: HTMLCanvasElement) {
    return contextOf(this) as unknown as null;
  });
  answer = tile;
  vi.stubGlobal(
    "fetch",
    vi.fn(async (address: string) => answer(address)),
  );
  map = mapAt(53.7443, -0.3325, 16);
});

afterEach(() => {
  map.remove();
  document.body.replaceChildren();
  Reflect.deleteProperty(document, "fonts");
  vi.restoreAllMocks();
  vi.mocked(readTile).mockClear();
  vi.unstubAllGlobals();
});

describe("streets of vector tiles", () => {
  it("are painted on each tile: ground, what stands on it, and names", async () => {
    add().addTo(map);
    await settled();
    expect(onMap().length).toBeGreaterThan(4);
    for (const canvas of onMap()) {
      expect(canvas.classList).toContain("leaflet-tile-loaded");
      expect(calls(canvas, "fillRect")).toHaveLength(1);
    }
    const written = onMap().flatMap((canvas) => calls(canvas, "fillText").map(([, text]) => text));
    expect(written).toContain("Quay Street");
  });

  it.each([
    ["the theme", () => document.documentElement.setAttribute("data-mantine-color-scheme", "dark")],
    ["a font", () => fonts.dispatchEvent(new Event("loadingdone"))],
  ])("are painted anew with %s", async (_, change) => {
    add().addTo(map);
    await settled();
    change();
    await vi.waitFor(() => {
      for (const canvas of onMap()) expect(calls(canvas, "fillRect")).toHaveLength(2);
    });
    layer.remove();
    change();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([...canvases.keys()].filter((canvas) => calls(canvas, "fillRect").length > 2)).toEqual([]);
  });

  it("are neither read nor painted where nobody looks any more when they come", async () => {
    const answers: ((response: Response) => void)[] = [];
    answer = () => new Promise((resolve) => answers.push(resolve));
    add().addTo(map);
    const errors = vi.fn();
    layer.on("tileerror", errors);
    const before = onMap();
    answer = () => new Response(null, { status: 404 });
    map.setView([10, 10], 16, { animate: false });
    await settled();
    for (const give of answers) give(tile());
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(readTile).not.toHaveBeenCalled();
    expect(before.filter((canvas) => canvases.has(canvas))).toEqual([]);
    const reasons = errors.mock.calls.map(([{ error }]) => (error as TileError).reason);
    expect(new Set(reasons)).toEqual(new Set(["absent"]));
  });

  it("are not painted on a tile that is gone while others still wait for the same data", async () => {
    const answers: ((response: Response) => void)[] = [];
    answer = () => new Promise((resolve) => answers.push(resolve));
    add().addTo(map);
    const [gone, ...others] = onMap();
    layer.fire("tileunload", { tile: gone });
    for (const give of answers) give(tile());
    await vi.waitFor(() => expect(others.filter((canvas) => !canvases.has(canvas))).toEqual([]));
    expect(canvases.has(gone as HTMLCanvasElement)).toBe(false);
  });

  it.each<[string, () => Response | Promise<Response>]>([
    ["absent", () => new Response(null, { status: 404 })],
    ["trouble", () => new Response(null, { status: 503 })],
    ["damaged", () => new Response(null, { status: 422 })],
    ["trouble", () => Promise.reject(new TypeError("no connection"))],
    ["damaged", () => new Response("<html>no tile</html>")],
  ])("say of a tile that it is %s", async (reason, answered) => {
    answer = answered;
    const errors: unknown[] = [];
    add().on("tileerror", ({ error }: L.TileErrorEvent) => errors.push(error));
    layer.addTo(map);
    await settled();
    expect(errors).toHaveLength(onMap().length);
    for (const error of errors) {
      expect(error).toBeInstanceOf(TileError);
      expect((error as TileError).reason).toBe(reason);
    }
    expect(layer.getContainer()?.querySelector(".leaflet-tile-loaded")).toBeNull();
  });

  it("ask once more for what did not come, and for nothing else", async () => {
    answer = () => new Response(null, { status: 503 });
    add().addTo(map);
    await settled();
    answer = tile;
    const [first, second] = onMap() as [HTMLCanvasElement, HTMLCanvasElement];
    layer.askAgain(first);
    await vi.waitFor(() => expect(first.classList).toContain("leaflet-tile-loaded"));
    expect(second.classList).not.toContain("leaflet-tile-loaded");
    const asked = vi.mocked(fetch).mock.calls.length;
    layer.askAgain(first);
    expect(vi.mocked(fetch).mock.calls).toHaveLength(asked);
  });

  it("keep the names of all tiles that are seen, and forget those of others", async () => {
    const pruned = vi.spyOn(Index.prototype, "pruneKey");
    add().addTo(map);
    await settled();
    expect(pruned).not.toHaveBeenCalled();
    const measured = (): number =>
      [...canvases.values()].flat().filter(([call, text]) => call === "measureText" && text === "Quay Street").length;
    const laidOut = measured();
    map.panBy([2560, 0], { animate: false });
    await settled();
    expect(pruned).toHaveBeenCalled();
    expect(measured()).toBeGreaterThan(laidOut);
    const elsewhere = measured();
    // From memory, but for its names, which are found room for again.
    map.panBy([-2560, 0], { animate: false });
    await settled();
    expect(measured()).toBeGreaterThan(elsewhere);
  });

  it("are asked for and painted only in the area of the file", async () => {
    // A hair beside the middle of the map, so that some tile lies on its border.
    const area = { west: -0.3325, south: 53, east: 0.5, north: 54 };
    add(area).addTo(map);
    await settled();
    const border = L.CRS.EPSG3857.latLngToPoint(L.latLng(53.7443, area.west), 16);
    const column = Math.floor(border.x / 256);
    for (const canvas of onMap()) {
      const [[, left, , width] = []] = calls(canvas, "rect");
      expect(calls(canvas, "clip")).toHaveLength(1);
      expect(Number(left) + Number(width)).toBeGreaterThan(0);
    }
    const cut = onMap().map((canvas) => Number(calls(canvas, "rect")[0]?.[1]));
    expect(cut).toContain(Math.round(border.x) - 256 * column);
    expect(Math.max(...cut)).toBeLessThan(256);
  });
});
