import { act, waitFor } from "@testing-library/react";
import L from "leaflet";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fakeBackend } from "../../../../tests/fake-backend";
import { renderWith } from "../../../../tests/render";
import type { StreetsView } from "../../../backend/generated";
import { type Streets, useStreets } from "../base/streets/use-streets";

vi.mock("../base/streets/vector-layer", () => {
  throw new Error("this part of the program is gone");
});

let map: L.Map;
let streets: Streets | null;

function Probe(): null {
  streets = useStreets(map);
  return null;
}

const CHOSEN: StreetsView = {
  kind: "file",
  tiles: "raster",
  name: "Town",
  attribution: "Town surveyors",
  template: "",
  file: "town.mbtiles",
  min_zoom: 0,
  max_zoom: 14,
  bounds: null,
  key_set: false,
  version: "1",
  trouble: "",
};

function start(chosen: Partial<StreetsView>): void {
  const backend = fakeBackend();
  backend.answers.streets_show = () => ({ ...CHOSEN, ...chosen });
  renderWith(<Probe />, backend);
}

const pictures = (): HTMLImageElement[] => [...document.querySelectorAll<HTMLImageElement>(".streets img")];

beforeEach(() => {
  const container = document.createElement("div");
  Object.defineProperty(container, "clientWidth", { value: 512 });
  Object.defineProperty(container, "clientHeight", { value: 512 });
  document.body.append(container);
  map = L.map(container, { center: [53.7, -0.3], zoom: 14, zoomAnimation: false, fadeAnimation: false });
  streets = null;
});

afterEach(() => {
  map.remove();
  document.body.replaceChildren();
  vi.useRealTimers();
});

describe("the streets of the map", () => {
  it("are shown where a picture came, and elsewhere where none is", async () => {
    start({});
    await waitFor(() => expect(pictures()).not.toHaveLength(0));
    expect(streets?.state).toBe("elsewhere");
    act(() => {
      pictures().forEach((picture, index) => {
        picture.dispatchEvent(new Event(index === 0 ? "load" : "error"));
      });
    });
    expect(streets).toMatchObject({ isOn: true, name: "Town", state: "shown", coversView: true });
  });

  it("fail where the core says so, and only the pictures that did not come are loaded again", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    start({ trouble: "Town does not answer" });
    await waitFor(() => expect(pictures()).not.toHaveLength(0));
    expect(streets?.state).toBe("failing");
    const [lost, ...others] = pictures();
    act(() => {
      lost?.dispatchEvent(new Event("error"));
      for (const picture of others) picture.dispatchEvent(new Event("load"));
    });
    expect(streets?.state).toBe("shown");
    const set = vi.spyOn(Element.prototype, "setAttribute");
    act(() => {
      vi.advanceTimersByTime(30_000);
    });
    expect(set.mock.contexts.filter((element) => element instanceof HTMLImageElement)).toEqual([lost]);
    set.mockRestore();
  });

  it("are asked for only in the area of their file, and leave a view beside it to the offline map", async () => {
    start({ bounds: { west: 10, south: 53, east: 11, north: 54 }, trouble: "Town does not answer" });
    await waitFor(() => expect(streets).toMatchObject({ state: "elsewhere", coversView: false }));
    expect(pictures()).toEqual([]);
  });

  it("cannot be read where what draws them is not to be had", async () => {
    start({ tiles: "vector" });
    await waitFor(() => expect(streets?.state).toBe("damaged"));
  });
});
