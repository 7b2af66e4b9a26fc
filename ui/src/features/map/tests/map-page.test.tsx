import { useQueryClient } from "@tanstack/react-query";
import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useEffect } from "react";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type FakeBackend, fakeBackend } from "../../../../tests/fake-backend";
import { estimate, makeAgent, makeDetail } from "../../../../tests/fake-data";
import { CONNECTED } from "../../../../tests/fake-domotz";
import { renderWith } from "../../../../tests/render";
import { CommandFailure } from "../../../backend/backend";
import type { AgentStatus, AgentSummary, StreetsView } from "../../../backend/generated";
import { followEvents } from "../../../backend/query-client";
import { startOver } from "../../../backend/workspace-switch";
import { ClusterCounter } from "../cluster-counter";
import type { ClusterReply, ClusterRequest } from "../cluster-messages";
import { MapPage } from "../MapPage";
import { SmallMap } from "../SmallMap";

// Outlines are drawn by workers on a canvas; neither is here.
vi.mock("../base/world", async () => {
  const { withSmallLands } = await import("../base/small-lands");
  const ireland = { code: "IE", name: "Ireland", lat: 53, lon: -8, west: 2, east: 2, south: 1.5, north: 2 };
  const world = {
    load: async () => withSmallLands([ireland]),
    isReady: () => false,
    tile: () => new Promise(() => {}),
  };
  return { theWorld: () => world };
});

/** The worker that counts, in the same thread. */
class CountingWorker {
  static latest: CountingWorker;
  onmessage: ((event: { data: ClusterReply }) => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  constructor() {
    CountingWorker.latest = this;
  }
  readonly answers: ClusterReply[] = [];
  private readonly counter = new ClusterCounter((data) => {
    this.answers.push(data);
    queueMicrotask(() => this.onmessage?.({ data }));
  });
  readonly asked: ClusterRequest[] = [];
  get loads(): number {
    return this.asked.filter(({ kind }) => kind === "load").length;
  }
  postMessage(data: ClusterRequest): void {
    this.asked.push(data);
    this.counter.hear(data);
  }
  terminate(): void {}
}

beforeAll(() => {
  vi.stubGlobal("Worker", CountingWorker);
  Object.defineProperty(HTMLElement.prototype, "clientWidth", { configurable: true, value: 1000 });
  Object.defineProperty(document, "fullscreenElement", { configurable: true, value: null });
});

// Where the map was looked at last is remembered from one visit to the next.
beforeEach(startOver);

/** All of them at one place, in sight together with Dublin. */
const offaly = (id: string, change: Partial<AgentSummary> = {}) =>
  makeAgent(id, `Offaly ${id}`, { location: estimate(53.33, -7.5, "Tullamore", "IE"), ...change });
const dublin = makeAgent("dublin", "Dublin", { location: estimate(53.33, -6.25, "Dublin", "IE") });
const ireland = makeAgent("ireland", "Somewhere in Ireland", {
  location: { ...estimate(53, -8, "", "IE", 600), source: "geoip-country" },
});

/** Others have changed these agents. */
function become(backend: FakeBackend, agents: AgentSummary[], ids: readonly string[], status: AgentStatus): void {
  agents.forEach((agent, at) => {
    if (ids.includes(agent.id)) agents[at] = { ...agent, status };
  });
  backend.emit({ kind: "changed" });
}

/** The page in a window that hears of changes. */
function LivePage() {
  const client = useQueryClient();
  useEffect(() => followEvents(client), [client]);
  return <MapPage />;
}

async function open(agents: AgentSummary[], at = "/map", backend = fakeBackend(agents)) {
  const view = renderWith(<LivePage />, backend, at);
  await screen.findByRole("group", { name: "Map of agents" });
  return view;
}

const marker = (words: RegExp): HTMLElement | undefined =>
  [...document.querySelectorAll<HTMLElement>(".mk")].find((each) => words.test(each.getAttribute("aria-label") ?? ""));
const changesPanel = () => screen.findByRole("region", { name: "Latest changes" });

describe("the list beside the map", () => {
  it("leads to the agents where none is in this part of the map", async () => {
    const agents = [dublin];
    const backend = fakeBackend(agents);
    backend.answers.map_home_show = () => ({ look: { lat: -33.9, lon: 151.2, zoom: 9 } });
    await open(agents, "/map", backend);
    await screen.findByText("No agent is in this part of the map.");
    await userEvent.click(screen.getByRole("button", { name: "Show them" }));
    await waitFor(() => expect(marker(/^Dublin/)).toBeTruthy());
    expect(screen.queryByText("No agent is in this part of the map.")).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole("group", { name: "Map of agents" }));
  });
});

describe("the popup of an agent", () => {
  it("tells the time there, and how light it is", async () => {
    await open([dublin]);
    await userEvent.click(await screen.findByRole("option"));
    const popup = within(await screen.findByRole("region", { name: "Dublin" }));
    await popup.findByText(/^Local time (\w{3} )?\d\d:\d\d, (daylight|twilight|night)$/);
  });

  it("tells how light it is where the time zone is not known", async () => {
    const backend = fakeBackend([dublin]);
    backend.answers.agents_show = () => ({ ...makeDetail(dublin), time_zone: "" });
    await open([dublin], "/map", backend);
    await userEvent.click(await screen.findByRole("option"));
    const popup = within(await screen.findByRole("region", { name: "Dublin" }));
    await popup.findByText(/^(Daylight|Twilight|Night) there$/);
  });
});

describe("the first look", () => {
  it.each([
    ["none", 12],
    ["service", 17],
  ] as const)("is as near as it was kept, where the streets (%s) go so near", async (kind, zoom) => {
    const backend = fakeBackend([dublin]);
    const streets = backend.answers.streets_show;
    backend.answers.streets_show = () => ({ ...(streets?.({}) as StreetsView), kind, tiles: "raster" });
    backend.answers.map_home_show = () => ({ look: { lat: 53.33, lon: -6.25, zoom: 17 } });
    await open([dublin], "/map", backend);
    await waitFor(() => expect(marker(/^Dublin/)).toBeTruthy());
    expect(CountingWorker.latest.asked).toMatchObject([
      { kind: "load", zoom },
      { kind: "view", view: { zoom } },
    ]);
  });

  it("brings the countries into view where no agent has a place", async () => {
    await open([ireland]);
    await waitFor(() => expect(marker(/^IE 1/)).toBeTruthy());
    await userEvent.click(screen.getByRole("button", { name: "Zoom out" }));
    await userEvent.click(screen.getByRole("button", { name: "Show all agents" }));
    await waitFor(() => expect(marker(/^IE 1/)).toBeTruthy());
  });

  it("says that nothing could be counted, and shows the markers once it could", async () => {
    const agents = [dublin, offaly("1")];
    const { backend } = await open(agents);
    await waitFor(() => expect(marker(/^Dublin/)).toBeTruthy());
    act(() => CountingWorker.latest.onerror?.({ message: "It ran out of memory." }));
    expect((await screen.findByRole("alert")).textContent).toContain(
      "The agents could not be put on the map; the list has them all. It ran out of memory.",
    );
    become(backend, agents, ["dublin"], "down");
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
  });

  it("tries again to count where that has failed", async () => {
    await open([dublin, offaly("1")]);
    await waitFor(() => expect(marker(/^Dublin/)).toBeTruthy());
    const { latest } = CountingWorker;
    act(() => latest.onerror?.({ message: "It ran out of memory." }));
    await userEvent.click(await screen.findByRole("button", { name: "Try again" }));
    expect(screen.queryByRole("alert")).toBeNull();
    expect(CountingWorker.latest).not.toBe(latest);
    await waitFor(() => expect(CountingWorker.latest.answers).toMatchObject([{ kind: "items", items: [{}, {}] }]));
  });

  it("is not counted anew where the agents are read again and nothing has changed", async () => {
    const agents = [dublin, offaly("1")];
    const { backend } = await open(agents);
    await waitFor(() => expect(marker(/^Dublin/)).toBeTruthy());
    const { latest } = CountingWorker;
    expect(latest.loads).toBe(1);
    backend.emit({ kind: "changed" });
    const reads = () => backend.calls.filter(({ name }) => name === "agents_places").length;
    await waitFor(() => expect(reads()).toBe(2), { timeout: 4000 });
    become(backend, agents, ["dublin"], "down");
    await waitFor(() => expect(marker(/^Dublin, down/)).toBeTruthy(), { timeout: 4000 });
    expect([reads(), latest.loads]).toEqual([3, 2]);
  });

  it("says why an agent could not be read, and lets whoever was placing it go on", async () => {
    const backend = fakeBackend([dublin]);
    backend.answers.agents_rows = () => {
      throw new CommandFailure({ code: "storage", message: "The database is locked.", retryable: false });
    };
    await open([dublin], "/map", backend);
    await waitFor(() => expect(marker(/^Dublin/)).toBeTruthy());
    await userEvent.click(await screen.findByRole("option"));
    const popup = within(await screen.findByRole("region", { name: "Dublin" }));
    expect((await popup.findByRole("alert")).textContent).toContain("The database is locked.");
    await userEvent.click(popup.getByRole("button", { name: "Set exact place" }));
    await screen.findByText("Dublin could not be read");
    await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
    expect(screen.queryByText("Dublin could not be read")).toBeNull();
  });
});

describe("a search that came from the table", () => {
  it("is shown, and can be taken away by itself", async () => {
    const { location } = await open([dublin, offaly("1")], "/map?search=Dub&linked=no");
    const chips = within(await screen.findByRole("list", { name: "Filters" }));
    expect(chips.getByText("Search: Dub")).toBeTruthy();
    await userEvent.click(chips.getByRole("button", { name: "Remove search: Dub" }));
    await waitFor(() => expect(location.history.at(-1)).toBe("/map?linked=no"));
    expect(screen.queryByText(/^Search: /)).toBeNull();
  });

  it("stays when another condition is taken away, and goes when all are", async () => {
    const { location } = await open([dublin, offaly("1")], "/map?search=Dub&linked=no&residential=no");
    await userEvent.click(await screen.findByRole("button", { name: "Remove filter: Not linked" }));
    await waitFor(() => expect(location.history.at(-1)).toBe("/map?search=Dub&residential=no"));
    await userEvent.click(screen.getByRole("button", { name: "Clear all" }));
    await waitFor(() => expect(location.history.at(-1)).toBe("/map"));
  });

  it("is cleared with the filter where nobody was found", async () => {
    const { location } = await open([dublin], "/map?search=nobody");
    await userEvent.click(await screen.findByRole("button", { name: "Clear filter" }));
    await waitFor(() => expect(location.history.at(-1)).toBe("/map"));
  });
});

describe("the filter of the map", () => {
  it("is cleared with the search", async () => {
    const { location } = await open([dublin], "/map?search=Dub");
    await userEvent.click(screen.getByRole("button", { name: "Filter" }));
    const drawer = within(await screen.findByRole("dialog", { name: "Filter agents" }));
    await userEvent.click(drawer.getByRole("button", { name: "Clear filter" }));
    await waitFor(() => expect(location.history.at(-1)).toBe("/map"));
  });
});

describe("changes while somebody looks on", () => {
  it("are listed, eight of them, with the number of the others", async () => {
    const agents = Array.from({ length: 9 }, (_, at) => offaly(`${at}`));
    const { backend } = await open(agents);
    become(
      backend,
      agents,
      agents.map(({ id }) => id),
      "down",
    );
    const panel = within(await changesPanel());
    const lines = panel.getAllByRole("button").map((each) => each.textContent);
    expect(lines).toEqual(Array(8).fill(expect.stringMatching(/^Offaly \dDown today/)));
    expect(panel.getByText("and 1 more")).toBeTruthy();
  });

  it("are told where the list is one of a state only, and not when somebody asks for another one", async () => {
    const agents = [offaly("1"), offaly("2", { status: "down" }), dublin];
    const { backend } = await open(agents, "/map?status=down");
    become(backend, agents, ["1"], "down");
    const panel = within(await changesPanel());
    expect(panel.getAllByRole("button").map((each) => each.textContent)).toEqual([
      expect.stringMatching(/^Offaly 1Down today/),
    ]);
    await userEvent.click(screen.getByRole("button", { name: /Online$/ }));
    await waitFor(() => expect(marker(/^Dublin/)).toBeTruthy());
    expect(panel.getAllByRole("button")).toHaveLength(1);
  });

  it("lead to the page of an agent that the filter no longer shows", async () => {
    const agents = [offaly("1"), offaly("2", { status: "down" })];
    const { backend, location } = await open(agents, "/map?status=down");
    become(backend, agents, ["1"], "down");
    const line = await within(await changesPanel()).findByRole("button", { name: /^Offaly 1/ });
    become(backend, agents, ["1"], "online");
    await waitFor(() => expect(marker(/^Offaly 2/)).toBeTruthy());
    await userEvent.click(line);
    expect(location.history.at(-1)).toBe("/agents/1");
  });

  it("glow on the map by the new state, in clusters and countries, too", async () => {
    const agents = [offaly("1", { status: "down" }), offaly("2"), { ...dublin, status: "down" as const }, ireland];
    const { backend } = await open(agents);
    await waitFor(() => expect(marker(/^2 agents/)).toBeTruthy());
    expect(document.querySelectorAll("[data-changed]")).toHaveLength(0);
    become(backend, agents, ["1", "dublin"], "online");
    become(backend, agents, ["ireland"], "attention");
    await changesPanel();
    await waitFor(() => expect(marker(/^Dublin/)?.dataset.changed).toBe("online"));
    expect(marker(/^IE 1/)?.dataset.changed).toBe("attention");
    await waitFor(() => expect(marker(/^2 agents/)?.dataset.changed).toBe("online"));
  });
});

describe("the map on the wall", () => {
  it("says itself what is wrong with Domotz, as the top bar is covered", async () => {
    const backend = fakeBackend([dublin]);
    const connection = CONNECTED.connection && { ...CONNECTED.connection, paused: "Domotz refused the API key." };
    backend.answers.domotz_status = () => ({ ...CONNECTED, last: null, refreshed_at: null, connection });
    await open([dublin], "/map", backend);
    expect(screen.queryByText(/^Domotz paused/)).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Full screen" }));
    expect((await screen.findByText(/^Domotz paused/)).textContent).toBe("Domotz paused: Domotz refused the API key");
    await userEvent.click(screen.getByRole("button", { name: "Leave full screen" }));
    expect(screen.queryByText(/^Domotz paused/)).toBeNull();
  });
});

describe("the small map of an agent", () => {
  it("shows a country that has no outline of its own", async () => {
    const location = { ...estimate(36.1, -5.3, "", "GI", 600), source: "geoip-country" as const };
    const agent = makeDetail(makeAgent("gibraltar", "The Rock", { location }));
    renderWith(<SmallMap agent={agent} placing={false} onPlace={() => undefined} />);
    await waitFor(() => expect(document.querySelector(".mk-country")?.textContent).toBe("GI 1"));
  });
});
