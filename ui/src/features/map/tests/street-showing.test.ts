import L from "leaflet";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Area, shareOfView } from "../base/streets/area";
import { type Sight, show } from "../base/streets/showing";
import { TileError, type TileReason } from "../base/streets/tile-error";

type Answer = TileReason | "shown";

/** A layer whose tiles come, or do not, as the test says. */
class Played extends L.GridLayer {
  answer: (coords: L.Coords) => Answer = () => "shown";
  readonly asked: [coords: L.Coords, done: L.DoneCallback, tile: HTMLElement][] = [];

  protected override createTile(coords: L.Coords, done: L.DoneCallback): HTMLElement {
    const tile = document.createElement("div");
    this.asked.push([coords, done, tile]);
    setTimeout(() => this.give(coords, done, tile));
    return tile;
  }

  askAgain(tile: HTMLElement): void {
    const asked = this.asked.find(([, , known]) => known === tile);
    if (asked) this.give(...asked);
  }

  private give(coords: L.Coords, done: L.DoneCallback, tile: HTMLElement): void {
    const answer = this.answer(coords);
    done(answer === "shown" ? undefined : new TileError(answer), tile);
  }
}

let map: L.Map;
let layer: Played;
let sight: Sight | null;
const onMissing = vi.fn();
const onWhole = vi.fn();
const askAgain = vi.fn((tile: HTMLElement) => layer.askAgain(tile));
let isInTrouble: boolean;
/** Whether tiles say why they did not come. */
let tellsWhy: boolean;
let end: () => void;

function start(area: Area | null = null): void {
  end = show(
    map,
    { layer, area, tellsWhy, askAgain },
    {
      onSight: (next) => {
        sight = next;
      },
      onMissing,
      onWhole,
      asksAgain: () => isInTrouble,
    },
  );
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
  const container = document.createElement("div");
  Object.defineProperty(container, "clientWidth", { value: 512 });
  Object.defineProperty(container, "clientHeight", { value: 512 });
  document.body.append(container);
  map = L.map(container, { center: [53.7, -0.3], zoom: 14, zoomAnimation: false, fadeAnimation: false });
  layer = new Played();
  sight = null;
  isInTrouble = false;
  tellsWhy = false;
  end = () => undefined;
});

afterEach(() => {
  end();
  map.remove();
  document.body.replaceChildren();
  vi.clearAllMocks();
  vi.useRealTimers();
});

describe("streets over the offline map", () => {
  it("are seen once a tile is there", async () => {
    start();
    expect(sight?.seen).toBe("nothing");
    await vi.advanceTimersByTimeAsync(10);
    expect(sight).toMatchObject({ seen: "streets", coversView: true });
    expect(onMissing).not.toHaveBeenCalled();
  });

  it.each<[Answer, isDamaged: boolean]>([
    ["absent", false],
    ["trouble", false],
    ["damaged", true],
  ])("of which all tiles are %s show nothing, and the core is asked once", async (answer, isDamaged) => {
    layer.answer = () => answer;
    start();
    await vi.advanceTimersByTimeAsync(1000);
    expect(sight).toMatchObject({ seen: "nothing", isDamaged });
    expect(onMissing).toHaveBeenCalledTimes(1);
  });

  it("say that some tile is damaged beside others, as long as it is in view", async () => {
    let first = "";
    layer.answer = ({ x, y }) => {
      first ||= `${x}/${y}`;
      return first === `${x}/${y}` ? "damaged" : "shown";
    };
    start();
    await vi.advanceTimersByTimeAsync(1000);
    expect(sight).toEqual({ seen: "streets", coversView: true, isDamaged: true });
    map.setView([20, 20], 14, { animate: false });
    await vi.advanceTimersByTimeAsync(1000);
    expect(sight).toEqual({ seen: "streets", coversView: true, isDamaged: false });
  });

  it("ask the core once about all tiles that do not come on another try", async () => {
    isInTrouble = true;
    layer.answer = () => "trouble";
    start();
    await vi.advanceTimersByTimeAsync(31_000);
    expect(askAgain.mock.calls.length).toBeGreaterThan(1);
    expect(onMissing).toHaveBeenCalledTimes(2);
  });

  it("ask again only for tiles that did not come, and only while there is trouble", async () => {
    let lost = "";
    layer.answer = ({ x, y }) => {
      lost ||= `${x}/${y}`;
      return lost === `${x}/${y}` ? "trouble" : "shown";
    };
    start();
    await vi.advanceTimersByTimeAsync(31_000);
    expect(askAgain).not.toHaveBeenCalled();
    isInTrouble = true;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(askAgain).toHaveBeenCalledTimes(1);
    // Further tiles that come do not make the lost one come.
    map.panBy([256, 0], { animate: false });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(askAgain).toHaveBeenCalledTimes(2);
    expect(onWhole).not.toHaveBeenCalled();
    layer.answer = () => "shown";
    await vi.advanceTimersByTimeAsync(30_000);
    expect(askAgain).toHaveBeenCalledTimes(3);
    expect(onWhole).toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(askAgain).toHaveBeenCalledTimes(3);
  });

  it("that say why they did not come are asked again for trouble alone, whatever came after them", async () => {
    tellsWhy = true;
    layer.answer = ({ x, y }) => (["absent", "damaged", "trouble", "shown"] as const)[(x + 2 * y) % 4] ?? "shown";
    start();
    await vi.advanceTimersByTimeAsync(31_000);
    const again = askAgain.mock.calls.map(([tile]) => layer.asked.find(([, , known]) => known === tile)?.[0]);
    expect(again.length).toBeGreaterThan(0);
    expect(again.every((coords) => coords && (coords.x + 2 * coords.y) % 4 === 2)).toBe(true);
  });

  it("ask no more for tiles that left the map, nor after the end", async () => {
    isInTrouble = true;
    layer.answer = () => "trouble";
    start();
    await vi.advanceTimersByTimeAsync(1000);
    layer.answer = () => "shown";
    map.setView([0, 0], 14, { animate: false });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(askAgain).not.toHaveBeenCalled();
    layer.answer = () => "trouble";
    map.setView([20, 20], 14, { animate: false });
    await vi.advanceTimersByTimeAsync(1000);
    end();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(askAgain).not.toHaveBeenCalled();
  });

  it("are elsewhere beside their area, also while tiles of it are kept", async () => {
    start({ west: -1, south: 53, east: 1, north: 54 });
    await vi.advanceTimersByTimeAsync(10);
    expect(sight).toMatchObject({ seen: "streets", coversView: true });
    map.setView([48, 16], 14, { animate: false });
    expect(sight).toMatchObject({ seen: "beside", coversView: false });
    map.setView([53.7, -0.3], 5, { animate: false });
    await vi.advanceTimersByTimeAsync(10);
    expect(sight).toMatchObject({ seen: "streets", coversView: false });
  });
});

describe("how much of a view has streets", () => {
  it("is the part of it in their area, in whichever copy of the world", () => {
    expect(shareOfView(map, null)).toBe(1);
    for (const turn of [0, 360, -720]) {
      map.setView([53.7, -0.3 + turn], 14, { animate: false });
      expect(shareOfView(map, { west: -1, south: 53, east: 1, north: 54 })).toBe(1);
      expect(shareOfView(map, { west: -0.3, south: 53, east: 1, north: 54 })).toBeCloseTo(0.5, 2);
      expect(shareOfView(map, { west: 5, south: 53, east: 6, north: 54 })).toBe(0);
    }
  });
});
