import type {
  AgentDetail,
  AgentStatus,
  AgentSummary,
  AgentSyncStatus,
  ConnectwiseStatus,
  DeviceView,
  FieldView,
  LocationView,
  WorkspaceStatus,
} from "../src/backend/generated";
import { phoneView } from "./fake-agent-page";
import { syncStatus } from "./fake-sync";

/** Every state that the sync of an agent can be in. */
const SYNCS = (
  [
    { state: "synchronized", automatic: true, next_run_at: "2026-11-21T21:12:00Z" },
    { state: "partly", failed_records: 3 },
    {
      state: "failed",
      reason: "The company is no longer in ConnectWise. Nothing was written.",
      reason_code: "company_gone",
      switched_off_because: "The company is no longer in ConnectWise.",
    },
    {
      state: "postponed",
      automatic: true,
      reason: "ConnectWise did not answer.",
      postponed_until: "2026-11-21T09:43:00Z",
    },
    { state: "never", at: null, last_success_at: null },
    { state: "stopped", reason: "stopped by a person" },
    { state: "in_progress" },
    { state: "synchronized" },
  ] satisfies Partial<AgentSyncStatus>[]
).map(
  (part) => (agent: string, agent_name: string) =>
    syncStatus({ agent, agent_name, at: "2026-11-21T09:13:00Z", last_success_at: "2026-11-20T09:12:00Z", ...part }),
);

/** The same numbers every time. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

const PLACES: [string, string, number, number][] = [
  ["Hull", "GB", 53.745, -0.336],
  ["York", "GB", 53.96, -1.08],
  ["Birmingham", "GB", 52.48, -1.9],
  ["Lowestoft", "GB", 52.475, 1.75],
  ["Bristol", "GB", 51.45, -2.59],
  ["London", "GB", 51.507, -0.128],
  ["Leeds", "GB", 53.8, -1.55],
  ["Manchester", "GB", 53.48, -2.24],
  ["Norwich", "GB", 52.63, 1.3],
  ["Exeter", "GB", 50.72, -3.53],
  ["Plymouth", "GB", 50.37, -4.14],
  ["Dublin", "IE", 53.35, -6.26],
  ["Amsterdam", "NL", 52.37, 4.9],
  ["Cardiff", "GB", 51.48, -3.18],
  ["Glasgow", "GB", 55.86, -4.25],
  ["Newcastle", "GB", 54.98, -1.61],
];

const NAMES = [
  "Harbour Mill",
  "Castlegate Hotel",
  "Ironvale Print",
  "Kestrel Marine",
  "Elmfield Surgery",
  "Dunmore Depot",
  "Tidewater Books",
  "Alder & Finch",
  "Brook Lane School",
  "Fernhill Joinery",
];
const PLANS = ["Essential", "Premium", "Premium", "Premium 24/7", ""];
const TAGS = [["vip"], [], ["school", "term time only"], [], ["north"], ["north", "vip"], []];
const PARTS = ["plant", "annexe", "quay office", "studio", "shop", "warehouse", "cold store"];

export function estimate(lat: number, lon: number, city: string, country: string, radius = 20): LocationView {
  return {
    lat,
    lon,
    source: "geoip-city",
    accuracy_km: radius,
    confirmed: false,
    city,
    region: null,
    country,
    database: "GeoLite2-City 2026-09-18",
    ip: "81.2.69.142",
    method: null,
    address: null,
    postal: null,
    doubt: null,
    by: "sitebook",
    at: "2026-11-18T09:12:00Z",
  };
}

export const NOWHERE: LocationView = {
  lat: null,
  lon: null,
  source: "none",
  accuracy_km: null,
  confirmed: false,
  city: null,
  region: null,
  country: null,
  database: null,
  ip: null,
  method: null,
  address: null,
  postal: null,
  doubt: null,
  by: null,
  at: null,
};

export function makeAgent(id: string, name: string, change: Partial<AgentSummary> = {}): AgentSummary {
  return {
    id,
    source: "domotz",
    source_id: `d-${id}`,
    name,
    status: "online",
    platform: "domotz-box",
    residential: false,
    public_ip: "81.2.69.142",
    customer_id: "HARBMILL",
    contract_id: "SLA-2026-0418",
    contact: {
      email: "facilities@harbourmill.example",
      first_name: "Facilities",
      last_name: "Desk",
      phones: ["+44 1482 496 0110"],
    },
    location: estimate(53.745, -0.336, "Hull", "GB"),
    psa: {
      company: null,
      site: null,
      matched: 0,
      matchable: 0,
      last_run: null,
      last_success_at: null,
      sync: syncStatus(),
    },
    device_count: 38,
    devices_offline: 0,
    violet: false,
    gone_since: null,
    archived_since: null,
    plan: "",
    activated_at: "2026-11-02T10:00:00Z",
    activation_said: true,
    tags: [],
    ...change,
  };
}

export function makeAgents(count: number): AgentSummary[] {
  const next = random(7);
  return Array.from({ length: count }, (_, index) => {
    const place = PLACES[Math.floor(next() ** 1.6 * PLACES.length)] ?? ["Hull", "GB", 53.745, -0.336];
    const [city, country, lat, lon] = place as [string, string, number, number];
    const dice = next();
    const status: AgentStatus =
      dice < 0.012 ? "down" : dice < 0.05 ? "attention" : dice < 0.08 ? "no-contact" : "online";
    const name = `${NAMES[index % NAMES.length]}${index < NAMES.length ? "" : ` ${Math.floor(index / NAMES.length)}`}, ${PARTS[index % PARTS.length]}`;
    const certain = next();
    const at = { lat: lat + (next() - 0.5) * 0.9, lon: lon + (next() - 0.5) * 1.3 };
    const location: LocationView =
      certain < 0.55
        ? {
            ...estimate(at.lat, at.lon, city, country),
            source: "person",
            confirmed: true,
            accuracy_km: null,
            by: "Desk 2",
          }
        : certain < 0.93
          ? estimate(lat, lon, city, country, next() < 0.5 ? 20 : 50)
          : certain < 0.97
            ? {
                ...estimate(0, 0, "", next() < 0.5 ? "IE" : "FR", 500),
                lat: null,
                lon: null,
                city: null,
                source: "geoip-country",
              }
            : NOWHERE;
    const linked = next() < 0.6;
    return makeAgent(`agent-${index}`, name, {
      status,
      location,
      customer_id: `CUST${index % 40}`,
      contract_id: index % 4 === 3 ? "" : `SLA-2026-0${400 + (index % 97)}`,
      plan: PLANS[index % PLANS.length] ?? "",
      tags: TAGS[index % TAGS.length] ?? [],
      activated_at: `202${index % 5 === 0 ? 4 : 5}-0${1 + (index % 9)}-1${index % 9}T10:00:00Z`,
      residential: next() < 0.1,
      device_count: Math.floor(next() * 60),
      devices_offline: status === "attention" || status === "down" ? 1 + Math.floor(next() * 3) : 0,
      psa: linked
        ? {
            company: { id: index, identifier: `C${index}`, name: `${NAMES[index % NAMES.length]} Ltd` },
            site: null,
            matched: 27,
            matchable: 36,
            last_run: {
              run: `run-${index}`,
              kind: "sync",
              agent: `agent-${index}`,
              agent_name: name,
              mode: "to-connectwise",
              state: (["done", "partial", "failed", "running"] as const)[Math.floor(next() * 4)] ?? "done",
              message: "",
              applied: 4,
              failed: 3,
              skipped: 0,
              conflicts: 0,
              requests: 9,
              plan: "p",
              by: "Desk 2",
              started_at: "2026-11-21T09:12:00Z",
              ended_at: "2026-11-21T09:13:00Z",
              automatic: false,
              undo_of: null,
              undone_by: null,
              created: 0,
            },
            last_success_at: "2026-11-20T09:12:00Z",
            sync: SYNCS[index % SYNCS.length]?.(`agent-${index}`, name) ?? syncStatus(),
          }
        : {
            company: null,
            site: null,
            matched: 0,
            matchable: 0,
            last_run: null,
            last_success_at: null,
            sync: syncStatus(),
          },
    });
  });
}

export const HOSTILE: AgentSummary[] = [
  makeAgent("h1", "<img src=x onerror=alert(1)>", { status: "down", customer_id: "<b>bold</b>" }),
  makeAgent("h2", `Very long name ${"Northumberland Agricultural Machinery and Supplies ".repeat(5)}`, {
    location: estimate(-17.7, 179.9, "Taveuni", "FJ"),
  }),
  makeAgent("h3", "مكتب القاهرة الرئيسي", { location: estimate(30.04, 31.23, "Cairo", "EG") }),
  makeAgent("h4", "Samoa depot", { status: "attention", location: estimate(-13.8, -179.9, "Apia", "WS") }),
  makeAgent("h5", "Unbroken".repeat(30), { status: "no-contact", location: NOWHERE }),
];

export function makeDevice(agent: string, index: number, change: Partial<DeviceView> = {}): DeviceView {
  const kinds = ["firewall", "switch", "switch", "access-point", "printer", "nas", "camera", "server"];
  const kind = kinds[index % kinds.length] ?? "switch";
  return {
    id: `${agent}-device-${index}`,
    agent,
    source_id: `s-${index}`,
    name: `hm-${kind}-${index}`,
    kind,
    vendor: ["Fortinet", "Aruba", "Zebra", "Axis"][index % 4] ?? "",
    model: ["FG-60F", "2930F", "ZT411", "P3245-V"][index % 4] ?? "",
    serial: index % 5 === 3 ? "" : `CN83HKX${index}F4`,
    macs: [`EC:EB:B8:6A:11:${(10 + (index % 80)).toString(16).toUpperCase()}`, "EC:EB:B8:6A:11:FF"].slice(
      0,
      (index % 2) + 1,
    ),
    ips: [`10.20.0.${index + 1}`],
    zone: "Packing hall",
    room: index % 3 === 0 ? "Comms room" : "",
    firmware: "7.4.1",
    os: "",
    status: index % 11 === 6 ? "offline" : "online",
    vlan: index % 2,
    power_controllable: false,
    notes: "",
    page_url: "",
    first_seen: "2026-11-01T08:00:00Z",
    ignored: index % 13 === 12,
    gone_since: null,
    own:
      index === 1
        ? [{ field: "model", by: "Desk 2", at: "2026-11-20T09:00:00Z", source_says: "J9729A", not_in_source: null }]
        : [],
    match:
      index % 4 === 2
        ? null
        : {
            configuration: 100 + index,
            configuration_name: `HM-${index}`,
            state: (["automatic", "confirmed", "proposed", "frozen"] as const)[index % 4] ?? "automatic",
            rule: "serial",
          },
    ...change,
  };
}

export function makeDetail(agent: AgentSummary, devices = 38): AgentDetail {
  const field = (key: string, value: FieldView["value"], change: Partial<FieldView> = {}): FieldView => ({
    field: key,
    value,
    editable: true,
    own_by: null,
    own_at: null,
    source_says: null,
    ...change,
  });
  return {
    ...agent,
    device_count: devices,
    note: "Key at the gatehouse, ask for plant IT.",
    time_zone: "Europe/London",
    phones: agent.contact.phones.map(phoneView),
    same_customer: [],
    address: { street: "4 Sammy Point Rd", city: "Hull", postal_code: "HU1 2XY", region: "", country: "GB" },
    fields: [
      field("name", agent.name, { own_by: "Desk 2", own_at: "2026-11-21T09:36:00Z", source_says: "Harbour Mill Ltd" }),
      field("contact.email", agent.contact.email),
      field("contact.first_name", agent.contact.first_name),
      field("contact.last_name", agent.contact.last_name),
      field("contact.phones", agent.contact.phones),
      field("customer_id", agent.customer_id),
      field("contract_id", agent.contract_id),
      field("note", "Key at the gatehouse, ask for plant IT."),
      field("plan", agent.plan),
      field("tags", agent.tags),
      field("time_zone", "Europe/London"),
      field("platform", agent.platform),
      field("residential", agent.residential),
      field("public_ip", agent.public_ip, { editable: false }),
    ],
    devices: Array.from({ length: devices }, (_, index) => makeDevice(agent.id, index)),
    history: [
      {
        id: "h-1",
        agent: agent.id,
        agent_name: agent.name,
        restorable: true,
        at: "2026-11-21T09:38:00Z",
        by: "Desk 2",
        device: null,
        device_name: null,
        field: "customer_id",
        old: "",
        new: "HARBMILL",
      },
      {
        id: "h-2",
        agent: agent.id,
        agent_name: agent.name,
        restorable: true,
        at: "2026-11-21T09:36:00Z",
        by: "Desk 2",
        device: null,
        device_name: null,
        field: "name",
        old: "Harbour Mill Ltd",
        new: agent.name,
      },
      {
        id: "h-3",
        agent: agent.id,
        agent_name: agent.name,
        restorable: true,
        at: "2026-11-20T16:10:00Z",
        by: "Sync run 218",
        device: "x",
        device_name: "hm-sw-core",
        field: "model",
        old: "J9729A",
        new: "Aruba 2930F",
      },
      {
        id: "h-4",
        agent: agent.id,
        agent_name: agent.name,
        restorable: false,
        at: "2026-11-12T10:00:00Z",
        by: "Domotz refresh",
        device: null,
        device_name: null,
        field: "public_ip",
        old: "81.2.69.18",
        new: "81.2.69.142",
      },
      {
        id: "h-5",
        agent: agent.id,
        agent_name: agent.name,
        restorable: false,
        at: "2026-11-02T10:00:00Z",
        by: "import",
        device: null,
        device_name: null,
        field: "created",
        old: "",
        new: "",
      },
    ],
    locations: [
      {
        kind: "geoip-city",
        lat: 53.745,
        lon: -0.336,
        accuracy_km: 20,
        city: "Hull",
        country: "GB",
        database: "GeoLite2-City 2026-09-18",
        ip: "81.2.69.142",
        method: null,
        address: null,
        postal: null,
        by: "sitebook",
        at: "2026-11-02T10:00:00Z",
      },
    ],
    created_at: "2026-11-02T10:00:00Z",
  };
}

export function makeStatus(agents: readonly AgentSummary[]): WorkspaceStatus {
  const count = (status: AgentStatus): number => agents.filter((agent) => agent.status === status).length;
  return {
    directory: "/home/desk/Northgate IT",
    version: "0.1.0",
    agents: agents.length,
    devices: agents.reduce((sum, agent) => sum + agent.device_count, 0),
    counts: {
      down: count("down"),
      attention: count("attention"),
      online: count("online"),
      no_contact: count("no-contact"),
    },
    staff: { name: "Dispatch desk 2", email: "desk2@northgate.example" },
    geoip: {
      database_type: "GeoLite2-City",
      build_date: "2026-09-18",
      nodes: 4_312_001,
      bundled: true,
      knows_cities: true,
      attribution: "This product includes GeoLite2 data created by MaxMind, available from https://www.maxmind.com.",
    },
    connection: {
      site: "na.myconnectwise.net",
      company_login: "northgate",
      base_url: "https://na.myconnectwise.net/v4_6_release/apis/3.0",
      version: "v2026.1",
      connected_at: "2026-11-01T09:00:00Z",
      last_contact_at: new Date(Date.now() - 20 * 60_000).toISOString(),
      paused: null,
    },
    syncing: agents.length > 3 ? ["agent-1"] : [],
    sample: false,
    sample_exists: false,
  };
}

/** A pre-flight that found nothing missing. */
export const CHECKED: Pick<ConnectwiseStatus, "rights" | "warnings" | "checked_at"> = {
  rights: [
    { right: "Companies > Company Maintenance: Inquire All", granted: true },
    { right: "Companies > Configurations: Inquire All", granted: true },
    { right: "Companies > Configurations: Add All", granted: true },
    { right: "Companies > Configurations: Edit All", granted: true },
    { right: "System > Table Setup: Inquire All", granted: true },
    { right: "System > Table Setup: Add All", granted: true },
    { right: "System > Table Setup: Edit All", granted: true },
  ],
  warnings: [],
  checked_at: "2026-11-18T09:12:00Z",
};
