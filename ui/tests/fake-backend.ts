import {
  type Backend,
  CommandFailure,
  type CommandName,
  type FileDrop,
  type Reply,
  type Request,
} from "../src/backend/backend";
import type {
  AgentDetail,
  AgentSummary,
  ErrorCode,
  MapHome,
  StreetsView,
  WorkspaceEvent,
  WorkspaceStatus,
} from "../src/backend/generated";
import { agentPageAnswers } from "./fake-agent-page";
import { agentsTableAnswers } from "./fake-agents-table";
import { connectwiseAnswers } from "./fake-connectwise";
import { CHECKED, estimate, makeDetail, makeStatus } from "./fake-data";
import { domotzAnswers } from "./fake-domotz";
import { importAnswers } from "./fake-import";
import { sampleAnswers } from "./fake-sample";
import { syncAnswers } from "./fake-sync";
import { violetAnswers } from "./fake-violet";

const NO_STREETS: StreetsView = {
  kind: "none",
  tiles: "raster",
  name: "",
  attribution: "",
  template: "",
  file: "",
  min_zoom: 0,
  max_zoom: 0,
  bounds: null,
  key_set: false,
  version: "0",
  trouble: "",
};

export type Answers = { [K in CommandName]?: (request: Request<K>) => Reply<K> | Promise<Reply<K>> };

export interface FakeBackend extends Backend {
  /** Every call in order. */
  calls: { name: CommandName; request: unknown }[];
  /** Overrides what a command answers. */
  answers: Answers;
  emit(event: WorkspaceEvent): void;
  drop(drop: FileDrop): void;
  /** Makes this the page of its agent. */
  put(detail: AgentDetail): AgentDetail;
  status: WorkspaceStatus;
}

export function failure(code: ErrorCode, message: string, details?: Record<string, unknown>): CommandFailure {
  return new CommandFailure({ code, message, retryable: false, ...(details === undefined ? {} : { details }) });
}

/** An in-memory core that knows just enough for looking at pages. */
export function fakeBackend(agents: AgentSummary[] = []): FakeBackend {
  const details = new Map<string, AgentDetail>();
  const listeners = new Set<(event: WorkspaceEvent) => void>();
  const drops = new Set<(drop: FileDrop) => void>();

  function detail(id: string): AgentDetail {
    const known = details.get(id);
    if (known) return known;
    const summary = agents.find((agent) => agent.id === id);
    if (!summary) throw failure("not_found", `There is no agent "${id}". It may have been removed.`);
    const made = makeDetail(summary);
    details.set(id, made);
    return made;
  }

  function put(next: AgentDetail): AgentDetail {
    details.set(next.id, next);
    const at = agents.findIndex((agent) => agent.id === next.id);
    if (at >= 0) {
      const { name, customer_id, contract_id, plan, tags, location } = next;
      agents[at] = { ...(agents[at] as AgentSummary), name, customer_id, contract_id, plan, tags, location };
    }
    return next;
  }

  let home: MapHome = { look: null };
  let streets = NO_STREETS;
  const fake: FakeBackend = {
    calls: [],
    put,
    status: makeStatus(agents),
    hasFileDialogs: true,
    chooseFile: async () => "/data/agents.json",
    chooseFolder: async () => "/data",
    onEvent: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    openLink: null,
    tileAddress: "/tile/",
    onFileDrop: (listener) => {
      drops.add(listener);
      return () => drops.delete(listener);
    },
    emit: (event) => {
      for (const listener of listeners) listener(event);
    },
    drop: (drop) => {
      for (const listener of drops) listener(drop);
    },
    answers: {
      ...connectwiseAnswers({ agents, detail, emit: (event) => fake.emit(event), failure }),
      ...syncAnswers({ agents, emit: (event) => fake.emit(event), failure }),
      ...importAnswers({ emit: (event) => fake.emit(event) }),
      workspace_status: () => ({ ...fake.status }),
      staff_set: (staff) => {
        fake.status = { ...fake.status, staff };
        return fake.status;
      },
      secrets_status: () => ({
        place: "keychain",
        description: "Keys are kept in the keychain of this computer, never in the workspace.",
        secrets: [
          { name: "connectwise.public_key", set: true },
          { name: "connectwise.private_key", set: true },
        ],
      }),
      geoip_lookup: ({ ip }) => ({
        ip,
        public: !ip.startsWith("10."),
        lat: 53.745,
        lon: -0.336,
        accuracy_km: 20,
        city: "Hull",
        region: "England",
        country: "GB",
        time_zone: "Europe/London",
        database: "GeoLite2-City 2026-09-18",
      }),
      geoip_update_show: () => ({
        account_id: "",
        key_set: false,
        checked_at: null,
        next_at: null,
        failure: "",
        geoip: fake.status.geoip,
      }),
      geoip_update_set: ({ account_id }) => ({
        account_id,
        key_set: account_id !== "",
        checked_at: null,
        next_at: null,
        failure: "",
        geoip: fake.status.geoip,
      }),
      geoip_update_run: () => ({
        account_id: "123456",
        key_set: true,
        checked_at: new Date().toISOString(),
        next_at: null,
        failure: "",
        geoip: fake.status.geoip,
      }),
      geoip_remake_preview: () => ({
        database: "GeoLite2-City 2026-11-24",
        agents: 0,
        moved: 0,
        moves: [],
        offered: false,
      }),
      geoip_remake: () => ({ database: "GeoLite2-City 2026-11-24", agents: 0, moved: 0, moves: [], offered: false }),
      geocoder_show: () => ({ kind: "nominatim", url: "" }),
      geocoder_set: (geocoder) => geocoder,
      map_home_show: () => home,
      map_home_set: (set) => {
        home = set;
        return home;
      },
      streets_show: () => streets,
      streets_use_service: ({ name, attribution, template, max_zoom }) => {
        streets = { ...NO_STREETS, kind: "service", name, attribution, template, max_zoom, version: "1" };
        return streets;
      },
      streets_use_file: ({ path }) => {
        streets = { ...NO_STREETS, kind: "file", name: "Town", file: path, max_zoom: 14, version: "1" };
        return streets;
      },
      streets_off: () => {
        streets = NO_STREETS;
        return streets;
      },
      geoip_use: () => fake.status.geoip,
      agents_list: ({ search }) => ({
        agents: agents.filter((agent) =>
          `${agent.name} ${agent.customer_id}`.toLowerCase().includes(search.toLowerCase()),
        ),
      }),
      agents_show: ({ agent }) => detail(agent),
      agents_take_source: ({ agent, field }) => {
        const before = detail(agent);
        return put({
          ...before,
          fields: before.fields.map((each) =>
            each.field === field
              ? { ...each, value: each.source_says ?? each.value, own_by: null, own_at: null, source_says: null }
              : each,
          ),
        });
      },
      devices_list: ({ agent }) => ({ devices: detail(agent).devices }),
      place_find: ({ text }) => ({
        text,
        search: "gazetteer",
        places: [
          {
            label: "Kingston upon Hull, England, GB",
            lat: 53.7446,
            lon: -0.3352,
            precision: "town",
            accuracy_km: 12,
            address: { street: "", city: "Kingston upon Hull", postal_code: "", region: "England", country: "GB" },
            postal: null,
            named: true,
          },
        ],
        attribution: "Place names © GeoNames (geonames.org), CC BY 4.0",
        trouble: "",
      }),
      locate_site: () => ({ name: "Main", address: "4 Sammy Point Rd, Hull, HU1 2XY, United Kingdom" }),
      locate_pin: ({ agent, lat, lon, method, address, postal, accuracy_km, city, country }) =>
        put({
          ...detail(agent),
          location: {
            ...detail(agent).location,
            lat,
            lon,
            source: "person",
            confirmed: true,
            accuracy_km,
            method,
            address,
            postal,
            city: city ?? detail(agent).location.city,
            country: country ?? detail(agent).location.country,
            by: "Desk 2",
            at: new Date().toISOString(),
          },
        }).location,
      locate_reset: ({ agent }) => put({ ...detail(agent), location: estimate(53.745, -0.336, "Hull", "GB") }).location,
      locate_estimate: ({ agent }) => detail(agent).location,
      connectwise_status: () => ({
        connection: fake.status.connection,
        ...(fake.status.connection === null ? { rights: [], warnings: [], checked_at: null } : CHECKED),
        links: 3,
        matches: 81,
        runs: 2,
      }),
      connectwise_check: () => ({
        connected: true,
        base_url: fake.status.connection?.base_url ?? "",
        version: fake.status.connection?.version ?? "",
        ...CHECKED,
      }),
      public_ip: () => ({ ip: "203.0.113.27", asked: "https://api.ipify.org" }),
    },
    call: async (name, request) => {
      fake.calls.push({ name, request });
      const answer = fake.answers[name];
      if (!answer) throw failure("not_connected", `The fake core does not know ${name}.`);
      return answer(request);
    },
  };
  Object.assign(fake.answers, sampleAnswers(fake), domotzAnswers(fake), violetAnswers(fake));
  const who = (): string => fake.status.staff?.name ?? "somebody";
  // Imports and changes of many agents or devices are taken back by the same command; each knows the names that it gave.
  const { changes_undo: undoImport } = fake.answers;
  const ofPage = agentPageAnswers({ agents, details, detail, put, who, failure });
  const ofTable = agentsTableAnswers({ agents, details, detail });
  Object.assign(fake.answers, ofPage, ofTable, {
    changes_undo: (request: { undo: string }) => {
      if (request.undo.startsWith("import-")) return undoImport?.(request);
      return (request.undo.startsWith("devices-") ? ofPage : ofTable).changes_undo?.(request);
    },
  });
  return fake;
}
