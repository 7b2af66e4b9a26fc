/** Records for tests, with everything that a test does not care about filled in. */

import { syncStatus } from "../../../../tests/fake-sync";
import type {
  AgentSummary,
  ConfigurationView,
  DeviceView,
  MatchReport,
  MatchView,
  PlanSkip,
  PlanUpdate,
  RunView,
  SyncPlanReply,
} from "../../../backend/generated";

export function device(part: Partial<DeviceView> & { id: string }): DeviceView {
  return {
    agent: "agent-1",
    source_id: part.id,
    name: part.id,
    kind: "",
    vendor: "",
    model: "",
    serial: "",
    macs: [],
    ips: [],
    zone: "",
    room: "",
    firmware: "",
    os: "",
    status: "online",
    vlan: null,
    power_controllable: false,
    notes: "",
    first_seen: "",
    ignored: false,
    gone_since: null,
    own: [],
    match: null,
    page_url: "",
    ...part,
  };
}

export function configuration(part: Partial<ConfigurationView> & { id: number }): ConfigurationView {
  return {
    name: `configuration ${part.id}`,
    type: "Firewall",
    status: "Active",
    active: true,
    site: "",
    manufacturer: "",
    model: "",
    serial: "",
    mac: "",
    ip: "",
    matched_device: null,
    updated: "2026-10-04T10:12:00Z",
    notes: "",
    ...part,
  };
}

export function match(part: Partial<MatchView> & { device: string; configuration: number }): MatchView {
  return {
    device_source_id: part.device,
    state: "automatic",
    rule: "serial",
    evidence: [],
    reason: "",
    by: "sitebook",
    ...part,
  };
}

export function report(part: Partial<MatchReport>): MatchReport {
  return {
    agent: "agent-1",
    company: { id: 19, identifier: "HARBMILL", name: "Harbour Mill Foods" },
    site: null,
    read_at: "2026-11-20T09:41:00Z",
    matches: [],
    unmatched: [],
    review: [],
    devices: [],
    configurations: [],
    undo: null,
    run: null,
    ...part,
  };
}

export function update(part: Partial<PlanUpdate> & { device: string }): PlanUpdate {
  return {
    device_source_id: part.device,
    device_name: part.device,
    configuration: 1,
    configuration_name: "HM-FW-01",
    field: "name",
    from: "old",
    to: "new",
    target: "connectwise",
    written_back: false,
    conflict: false,
    conflict_reason: "",
    ...part,
  };
}

export function skip(part: Partial<PlanSkip> & { device: string }): PlanSkip {
  return {
    device_source_id: part.device,
    device_name: part.device,
    configuration: 1,
    field: "model",
    reason: "too_long",
    message: "",
    ...part,
  };
}

export function plan(part: Partial<SyncPlanReply>): SyncPlanReply {
  return {
    plan: "7f3a91c2",
    agent: "agent-1",
    agent_name: "Harbour Mill, plant",
    company: { id: 19, identifier: "HARBMILL", name: "Harbour Mill Foods" },
    mode: "custom",
    read_at: "2026-11-20T09:41:00Z",
    creates: [],
    updates: [],
    skips: [],
    directions: {},
    records: 0,
    equal: 0,
    ...part,
  };
}

export function run(part: Partial<RunView>): RunView {
  return {
    run: "run-1",
    kind: "sync",
    agent: "agent-1",
    agent_name: "Harbour Mill, plant",
    mode: "custom",
    state: "done",
    message: "",
    applied: 0,
    failed: 0,
    skipped: 0,
    conflicts: 0,
    requests: 0,
    plan: "7f3a91c2",
    by: "Desk 2",
    started_at: "2026-11-20T09:41:00Z",
    ended_at: "2026-11-20T09:42:05Z",
    automatic: false,
    undo_of: null,
    undone_by: null,
    created: 0,
    ...part,
  };
}

export function agent(part: Partial<AgentSummary> & { id: string }): AgentSummary {
  return {
    source: "import",
    source_id: part.id,
    name: part.id,
    status: "online",
    platform: "",
    residential: false,
    public_ip: "",
    customer_id: "",
    contract_id: "",
    contact: { email: "", first_name: "", last_name: "", phones: [] },
    location: {
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
    },
    psa: {
      company: null,
      site: null,
      matched: 0,
      matchable: 0,
      last_run: null,
      last_success_at: null,
      sync: syncStatus(),
    },
    device_count: 0,
    devices_offline: 0,
    violet: false,
    gone_since: null,
    archived_since: null,
    plan: "",
    activated_at: "2026-11-02T10:00:00Z",
    activation_said: true,
    tags: [],
    ...part,
  };
}
