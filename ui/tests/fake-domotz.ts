/** What the fake core knows of Domotz: an account with a few agents, and a device with power. */
import type {
  DomotzAgent,
  DomotzDarkDevices,
  DomotzDeviceDetails,
  DomotzPowerReach,
  DomotzRefreshReply,
  DomotzStatus,
} from "../src/backend/generated";
import type { Answers, FakeBackend } from "./fake-backend";

const AT = "2026-11-21T09:12:00Z";

export const NOT_CONNECTED: DomotzStatus = {
  connection: null,
  quota: null,
  choice: { kind: "all", teams: [], agents: [], except: [] },
  hourly: true,
  inventory_field: "",
  agents: 0,
  last: null,
  refreshed_at: null,
  refreshing: false,
  next_at: null,
};

export const REFRESHED: DomotzRefreshReply = {
  created: 12,
  updated: 3,
  unchanged: 40,
  rejected: [],
  gone: 1,
  returned: 0,
  agents: 3,
  agents_read: 2,
  agents_left: 1,
  requests: 5,
  failed: [{ source_id: "1004", name: "Old Mill", reason: "Domotz does not allow it." }],
  error: null,
  guarded: false,
  by_hand: true,
  started_at: AT,
  ended_at: AT,
};

export const CONNECTED: DomotzStatus = {
  ...NOT_CONNECTED,
  connection: {
    endpoint: "https://api-eu-west-1-cell-1.domotz.com/public-api/v1",
    user: "staff@msp.example",
    source: "domotz",
    connected_at: AT,
    paused: null,
  },
  quota: { limit: 20_000, used: 1250, at: AT },
  agents: 3,
  last: REFRESHED,
  refreshed_at: AT,
  next_at: "2026-11-21T10:12:00Z",
};

export const DOMOTZ_AGENTS: DomotzAgent[] = [
  ["1001", "Northside Dental", "Team North", ""],
  ["1002", "Harbour Legal", "Team South", ""],
  ["1003", "Lee residence", "Team South", ""],
  ["1004", "Basement Gym", "", "The plan of this agent does not include the API."],
].map(([source_id = "", name = "", team = "", locked = ""]) => ({
  source_id,
  name,
  team,
  organization: "MSP Example",
  online: true,
  locked,
  taken: true,
}));

export const DEVICE_DETAILS: DomotzDeviceDetails = {
  facts: [
    { name: "found", value: "on the agent's own network" },
    { name: "jammed", value: "no" },
  ],
  uptime_percent: 98.46,
  events: [{ at: AT, kind: "CONNECTION_LOST", details: "" }],
  power: ["off", "cycle"],
  outlets: [{ id: "1", name: "Outlet 1", on: true, can_switch: true, feeds: ["srv01"] }],
  hangs_on: ["srv01"],
  is_host: false,
  carries_others: false,
};

/** Devices that go dark, each with the outlet that ends where it is about power. */
export const dark = (
  devices: readonly (string | [name: string, outlet: string])[],
  rest: Partial<DomotzDarkDevices> = {},
): DomotzDarkDevices => ({
  devices: devices.map((device) => {
    const [name, outlet] = typeof device === "string" ? [device, ""] : device;
    return { id: `id-${name}`, name, outlet };
  }),
  ignored: 0,
  not_here: 0,
  ...rest,
});

export const POWER_REACH: DomotzPowerReach = {
  loses_power: dark([["srv01", "Outlet 1 of pdu01"]]),
  keeps_a_feed: dark([]),
  cut_off: dark([]),
  connected: dark([]),
  out_of_reach: [],
  agent: "stays",
  not_known: [],
};

/** Connecting, refreshing, choosing and switching, as far as pages see it. */
export function domotzAnswers(fake: FakeBackend): Answers {
  let status = NOT_CONNECTED;
  let unkept = 0;
  const become = (next: DomotzStatus): DomotzStatus => {
    status = next;
    fake.emit({ kind: "changed" });
    return status;
  };
  return {
    domotz_status: () => status,
    domotz_connect: ({ endpoint }) =>
      become({
        ...CONNECTED,
        last: null,
        refreshed_at: null,
        agents: 0,
        connection: CONNECTED.connection && { ...CONNECTED.connection, endpoint },
      }),
    domotz_check: () => become({ ...status, connection: status.connection && { ...status.connection, paused: null } }),
    domotz_agents: () => ({ agents: DOMOTZ_AGENTS }),
    domotz_set: ({ choice, hourly, inventory_field }) => {
      if (inventory_field !== undefined) unkept = inventory_field === "" ? 0 : 2;
      return become({
        ...status,
        choice: choice ?? status.choice,
        hourly: hourly ?? status.hourly,
        inventory_field: inventory_field ?? status.inventory_field,
        next_at: (hourly ?? status.hourly) ? status.next_at : null,
      });
    },
    domotz_refresh: () => {
      become({ ...status, last: REFRESHED, agents: 3 });
      return REFRESHED;
    },
    domotz_disconnect: () => {
      const { agents } = status;
      become(NOT_CONNECTED);
      return { agents };
    },
    domotz_agent_details: () => ({
      facts: [{ name: "team", value: "Team North" }],
      devices_read_at: AT,
      trouble: "",
      uptime_percent: 99,
      interfaces: [{ name: "eth0.10", address: "10.0.10.2/24", mac: "", routed: false }],
      events: [],
      platform_hint: { platform: "domotz-box", why: "The agent runs on box01, which is a Domotz Box." },
      vlan_hints: [{ device: "a1-device-0", device_name: "fw01", vlan: 10, interface: "eth0.10" }],
    }),
    domotz_connect_sample: () => {
      become({ ...CONNECTED, last: REFRESHED });
      return REFRESHED;
    },
    domotz_keep_matches: () => {
      unkept = 0;
      return { written: 2, devices: [], error: null };
    },
    domotz_unkept: () => ({ count: unkept }),
    domotz_read_matches: ({ preview }) => ({ calls: 3, found: preview ? 0 : 1, failed: [], error: null }),
    domotz_take_vlans: ({ vlans }) => ({ changed: vlans.length, unchanged: 0 }),
    domotz_device_details: () => DEVICE_DETAILS,
    domotz_power_reach: () => POWER_REACH,
    domotz_power: ({ action }) => ({ says: action === "off" ? "offline" : "online", unread: null }),
  };
}
