import L from "leaflet";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { MapItem } from "../clusters";
import { NOTHING_FRESH } from "../markers/fresh";
import { MarkerLayer } from "../markers/marker-layer";
import type { AgentPlace } from "../places";

const agent: AgentPlace = {
  id: "1",
  name: "<b>Bold</b> & Sons",
  status: "down",
  source: "geoip-city",
  lat: 53.7,
  lon: -0.3,
  accuracy_km: 20,
  country: "GB",
  distance_km: null,
};
const one: MapItem = { kind: "agent", key: "a1", agent, lat: 53.7, lon: -0.3 };
const tally = { down: 2, attention: 1, online: 9, "no-contact": 0 };
const many: MapItem = { kind: "cluster", key: "c1", cluster: 1, zoom: 4, lat: 50, lon: 4, tally, closer: 8 };
const country: MapItem = { kind: "country", key: "kIE", code: "IE", name: "Ireland", lat: 53, lon: -8, tally };

const QUIET = { selected: null, changed: NOTHING_FRESH };

describe("the tip of a marker", () => {
  let map: L.Map;
  let markers: MarkerLayer;
  const onHover = vi.fn();
  const tip = (): HTMLElement | null => map.getContainer().querySelector(".mk-tip");
  const show = (...items: MapItem[]): void => markers.update(items, [], QUIET);
  const marker = (words: RegExp): HTMLElement => {
    const all = [...map.getContainer().querySelectorAll<HTMLElement>(".mk")];
    const found = all.find((element) => words.test(element.getAttribute("aria-label") ?? ""));
    if (!found) throw new Error(`there is no marker ${words}`);
    return found;
  };
  const pointer = (kind: "mouseover" | "mouseout" | "click", words: RegExp): boolean =>
    marker(words).dispatchEvent(new MouseEvent(kind, { bubbles: true }));

  beforeEach(() => {
    const frame = document.createElement("div");
    document.body.append(frame);
    map = L.map(frame, { center: [50, 0], zoom: 4, zoomAnimation: false, fadeAnimation: false });
    markers = new MarkerLayer(map, { onPress: () => undefined, onHover });
    onHover.mockClear();
  });
  afterEach(() => {
    const frame = map.getContainer();
    map.remove();
    frame.remove();
  });

  it("shows a name from outside as text, with state and certainty", () => {
    show(one, many);
    pointer("mouseover", /Bold/);
    expect(tip()?.querySelectorAll("b")).toHaveLength(1);
    expect(tip()?.querySelector("b")?.textContent).toBe("<b>Bold</b> & Sons");
    expect(tip()?.querySelector("span")?.textContent).toBe("Down, estimate ±20 km");
    pointer("mouseout", /Bold/);
    expect(tip()).toBeNull();
  });

  it("says of a confirmed place that it is one", () => {
    show({ ...one, agent: { ...agent, source: "person", accuracy_km: null } });
    pointer("mouseover", /Bold/);
    expect(tip()?.textContent).toContain("Down, confirmed place");
  });

  it("says of clusters and countries what they are, and not which key opens them", () => {
    show(many, country);
    pointer("mouseover", /^12 agents/);
    expect(tip()?.textContent).toBe("12 agents, 2 down, 1 need attention");
    pointer("mouseout", /^12 agents/);
    pointer("mouseover", /^IE/);
    expect(tip()?.textContent).toMatch(/^IE 12: 12 agents in Ireland .* 1 need attention$/);
  });

  it("comes with the focus of the keyboard, and tells nobody a second time", () => {
    show(one, many);
    marker(/Bold/).focus();
    expect(tip()?.textContent).toContain("Bold");
    expect(tip()?.getAttribute("aria-hidden")).toBe("true");
    expect(tip()?.hasAttribute("role")).toBe(false);
    expect(marker(/Bold/).getAttribute("aria-label")).toBe("<b>Bold</b> & Sons, down, estimate ±20 km");
    expect(marker(/Bold/).hasAttribute("aria-describedby")).toBe(false);
    marker(/^12 agents/).focus();
    expect(map.getContainer().querySelectorAll(".mk-tip")).toHaveLength(1);
    expect(tip()?.textContent).toMatch(/^12 agents/);
    marker(/^12 agents/).blur();
    expect(tip()).toBeNull();
  });

  it("says what the marker is by now, and goes with it", () => {
    show(one, many);
    pointer("mouseover", /Bold/);
    show({ ...one, agent: { ...agent, status: "online" } }, many);
    expect(tip()?.textContent).toContain("Online");
    show(many);
    expect(tip()).toBeNull();
    expect(onHover).toHaveBeenLastCalledWith(null);
  });

  it("makes way for what a press opens", () => {
    show(one);
    pointer("mouseover", /Bold/);
    pointer("click", /Bold/);
    expect(tip()).toBeNull();
    show(one);
    expect(tip()).toBeNull();
  });

  it("leaves the marks of the list to the markers that come and stay", () => {
    markers.mark((item) => item.kind === "cluster");
    show(one, many);
    expect(marker(/^12 agents/).classList.contains("hot")).toBe(true);
    expect(marker(/Bold/).classList.contains("hot")).toBe(false);
    markers.mark(() => false);
    expect(marker(/^12 agents/).classList.contains("hot")).toBe(false);
  });
});
