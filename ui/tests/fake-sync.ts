/** Plans, runs, undo and automatic sync of the in-memory core: enough to look at the pages, and for tests to change. */
import type { CommandFailure } from "../src/backend/backend";
import type {
  AgentSummary,
  AgentSyncStatus,
  Direction,
  ErrorCode,
  FieldRuleView,
  HeldView,
  MappedField,
  RunView,
  RunWrite,
  SyncPlanReply,
  SyncRunReply,
  SyncStatusReply,
  WorkspaceEvent,
} from "../src/backend/generated";
import type { Answers } from "./fake-backend";

interface Host {
  agents: AgentSummary[];
  emit(event: WorkspaceEvent): void;
  failure(code: ErrorCode, message: string): CommandFailure;
}

const slow = typeof location !== "undefined" && new URLSearchParams(location.search).has("slow");

function plan(agent: AgentSummary, mode: SyncPlanReply["mode"], hash: string, creates: boolean): SyncPlanReply {
  const at = (device: string, configuration: number, configuration_name: string) => ({
    device: `${agent.id}-${device}`,
    device_source_id: device,
    device_name: device,
    configuration,
    configuration_name,
  });
  const calm = { target: "connectwise" as const, written_back: false, conflict: false, conflict_reason: "" };
  const left = (device: string, configuration: number | null, field: string, reason: string, message = "") => ({
    device: `${agent.id}-${device}`,
    device_source_id: device,
    device_name: device,
    configuration,
    field,
    reason,
    message,
  });
  return {
    plan: hash,
    agent: agent.id,
    agent_name: agent.name,
    company: agent.psa.company ?? { id: 19, identifier: "HARBMILL", name: "Harbour Mill Foods" },
    mode,
    directions: {},
    read_at: "2026-11-21T09:41:00Z",
    records: 4,
    equal: 19,
    creates: creates
      ? [
          {
            device: `${agent.id}-cam-dock-west`,
            device_source_id: "cam-dock-west",
            device_name: "cam-dock-west",
            type_name: "Camera",
            name: "cam-dock-west",
            status: null,
            site: { id: 3, name: "West dock" },
            identifier: "sitebook:6f9619ff-8b86-5d11-b42d-00c04fc964ff",
            fields: [
              { field: "name", value: "cam-dock-west" },
              { field: "serialNumber", value: "ACCC8E01A2B3" },
            ],
            answers: [{ question: 31, label: "Room", value: "Dock" }],
            left_out: [{ field: "modelNumber", reason: "too_long", length: 62 }],
          },
        ]
      : [],
    updates: [
      {
        ...at("hm-fw01", 7001, "HM-FW-01"),
        ...calm,
        field: "name",
        from: "HM-FW-01",
        to: "hm-fw01",
        conflict: true,
        conflict_reason: "changed_since_base",
      },
      { ...at("hm-fw01", 7001, "HM-FW-01"), ...calm, field: "ip", from: "10.20.0.254", to: "10.20.0.1" },
      { ...at("hm-fw01", 7001, "HM-FW-01"), ...calm, field: "firmware", from: "7.2.8", to: "7.4.3" },
      {
        ...at("hm-sw-core", 7002, "HM Core switch"),
        ...calm,
        field: "notes",
        from: "Uplink on port 24",
        to: "Uplink 24, warranty to 2028",
        target: "local",
      },
      { ...at("hm-sw-pack", 7003, "Packing switch"), ...calm, field: "model", from: "J9729A", to: "Aruba 2930F" },
      { ...at("hm-nas01", 7004, "HM NAS office"), ...calm, field: "vendor", from: "", to: "Synology" },
      {
        ...at("hm-nas01", 7004, "HM NAS office"),
        ...calm,
        field: "serial",
        from: "2040SBRE5TQ1",
        to: "2040SBRE5TQ1M",
        conflict: true,
        conflict_reason: "never_in_step",
      },
    ],
    skips: [
      left("hm-plc-view", 7005, "model", "too_long", "Model is 62 characters, ConnectWise takes 50"),
      left("hm-sw-core", 7002, "name", "held"),
      left("hm-ups-01", null, "", "proposed"),
    ],
  };
}

function writesOf(given: SyncPlanReply): RunWrite[] {
  return given.updates.map((update) => ({
    device: update.device,
    device_source_id: update.device_source_id,
    device_name: update.device_name,
    configuration: update.configuration,
    field: update.field,
    target: update.target,
    from: update.from,
    to: update.to,
    outcome: "applied",
  }));
}

/** A run as Activity shows it, from its result. */
function viewOf(result: SyncRunReply): RunView {
  const { failed, skipped, created, writes: _writes, ...rest } = result;
  return { ...rest, failed: failed.length, skipped: skipped.length, created: created.length };
}

const RULES: [MappedField, string, number | null, boolean, Direction][] = [
  ["name", "name", 100, false, "to-connectwise"],
  ["vendor", "manufacturer", null, false, "to-connectwise"],
  ["model", "modelNumber", 50, false, "to-connectwise"],
  ["serial", "serialNumber", 250, false, "to-connectwise"],
  ["mac", "macAddress", 25, true, "to-connectwise"],
  ["ip", "ipAddress", 50, true, "to-connectwise"],
  ["notes", "notes", null, false, "to-connectwise"],
  ["zone", "", null, false, "off"],
  ["room", "", null, false, "off"],
  ["os", "osType", null, true, "to-connectwise"],
  ["firmware", "osInfo", null, true, "to-connectwise"],
  ["status", "status", null, true, "off"],
  ["link", "managementLink", 1000, true, "off"],
];

/** Those that can be chosen once a target is picked. */
const directionsOf = ({ discovered }: FieldRuleView): Direction[] =>
  discovered ? ["to-connectwise", "off"] : ["to-connectwise", "from-connectwise", "off"];

const STATUSES = [
  { id: 1, name: "Active" },
  { id: 5, name: "Offline" },
];
const TARGETS = [
  { kind: "question" as const, id: 31, name: "Room", type_name: "Managed Switch", choices: [] },
  { kind: "question" as const, id: 32, name: "Rack", type_name: "Managed Switch, Firewall", choices: ["A", "B"] },
  { kind: "custom_field" as const, id: 4, name: "Floor", type_name: "", choices: [] },
];

/** The status of an agent that nothing is known about. */
export function syncStatus(part: Partial<AgentSyncStatus> = {}): AgentSyncStatus {
  return {
    agent: "",
    agent_name: "",
    company: null,
    state: "never",
    failed_records: 0,
    at: null,
    last_success_at: null,
    reason: "",
    reason_code: "",
    postponed_until: null,
    automatic: false,
    switched_off_because: "",
    next_run_at: null,
    run: null,
    ...part,
  };
}

export function syncAnswers({ agents, emit, failure }: Host): Answers {
  const plans = new Map<string, SyncPlanReply>();
  const runs = new Map<string, SyncRunReply>();
  const creating = new Set<string>();
  const stopped = new Set<string>();
  let held: (HeldView & { agent: string })[] = [];
  let next = 1;
  const rules = new Map<MappedField, FieldRuleView>(
    RULES.map(([field, target, max_length, discovered, direction]) => [
      field,
      {
        field,
        target,
        max_length,
        discovered,
        direction,
        allow_empty: false,
        overwrite_conflicts: false,
        own: false,
        directions: [],
        chosen: null,
        statuses: null,
      },
    ]),
  );
  const own = new Map<string, FieldRuleView>();

  const agentOf = (id: string): AgentSummary => {
    const found = agents.find((agent) => agent.id === id);
    if (!found) throw failure("not_found", `There is no agent "${id}".`);
    return found;
  };
  const runOf = (id: string): SyncRunReply => {
    const found = runs.get(id);
    if (!found) throw failure("not_found", "There is no such run.");
    return found;
  };
  const setSync = (id: string, part: Partial<AgentSyncStatus>): void => {
    const at = agents.findIndex((agent) => agent.id === id);
    const agent = agents[at];
    if (agent) agents[at] = { ...agent, psa: { ...agent.psa, sync: { ...agent.psa.sync, ...part } } };
  };
  const status = (): SyncStatusReply => ({
    agents: agents.filter((agent) => agent.psa.company !== null).map((agent) => agent.psa.sync),
    scheduler: { host: "northgate-desk2", process: 4711, here: true },
    paused: null,
  });
  const fields = (agent: string | null): FieldRuleView[] =>
    [...rules.values()]
      .map((rule) => (agent === null ? rule : (own.get(`${agent}/${rule.field}`) ?? rule)))
      .map((rule) => ({ ...rule, directions: directionsOf(rule) }));

  async function work(agent: string, total: number): Promise<number> {
    stopped.delete(agent);
    for (let done = 0; done < total; done += 1) {
      if (stopped.has(agent)) return done;
      emit({ kind: "progress", agent, done, total: total + 1, failed: done > 2 ? 1 : 0 });
      await new Promise((resolve) => setTimeout(resolve, slow ? 900 : 2));
    }
    return total;
  }

  function keep(result: SyncRunReply): SyncRunReply {
    runs.set(result.run, result);
    setSync(result.agent, {
      state: result.state === "done" ? "synchronized" : result.state === "partial" ? "partly" : "stopped",
      failed_records: result.failed.length,
      at: result.ended_at,
      run: result.run,
      reason: result.message,
    });
    emit({ kind: "changed" });
    return result;
  }

  function resultOf(agent: AgentSummary, part: Partial<SyncRunReply>): SyncRunReply {
    return {
      run: `run-${next++}`,
      kind: "sync",
      state: "done",
      message: "",
      applied: 0,
      failed: [],
      skipped: [],
      written: [],
      conflicts: 0,
      requests: 9,
      plan: "",
      agent: agent.id,
      agent_name: agent.name,
      company: { id: agent.psa.company?.id ?? 0, name: agent.psa.company?.name ?? "" },
      mode: "custom",
      automatic: false,
      by: "Desk 2",
      started_at: new Date(Date.now() - 4200).toISOString(),
      ended_at: new Date().toISOString(),
      undo_of: null,
      undone_by: null,
      writes: [],
      not_undone: [],
      excluded: 0,
      can_undo: true,
      created: [],
      ...part,
    };
  }

  return {
    sync_plan: ({ agent, mode, directions = {}, automatic = false }) => {
      const hash = `7f3a91c2${mode}${JSON.stringify(directions)}${creating.has(agent)}${automatic}`;
      const made = { ...plan(agentOf(agent), mode, hash, creating.has(agent)), directions };
      const wanted = automatic
        ? {
            ...made,
            updates: made.updates.filter((update) => !update.conflict),
            skips: [
              ...made.skips,
              ...made.updates
                .filter((update) => update.conflict)
                .map((update) => ({ ...update, field: update.field as string, reason: "conflict", message: "" })),
            ],
          }
        : made;
      plans.set(hash, wanted);
      return wanted;
    },
    sync_plan_export: ({ path, plan: hash }) => ({ path, rows: plans.get(hash)?.updates.length ?? 0 }),
    sync_run: async ({ agent, mode, plan: hash, exclude = [] }) => {
      const known = agentOf(agent);
      const given = (hash === null ? undefined : plans.get(hash)) ?? plan(known, mode, "", creating.has(agent));
      const out = new Set(exclude.map(({ device, field }) => `${device}/${field ?? ""}`));
      const updates = given.updates.filter(
        (update) => !out.has(`${update.device}/${update.field}`) && !out.has(`${update.device}/`),
      );
      const devices = [...new Map(updates.map((update) => [update.device, update])).values()];
      const done = await work(agent, devices.length);
      const view = (update: (typeof devices)[number], part: object) => ({
        device: update.device,
        device_source_id: update.device_source_id,
        device_name: update.device_name,
        configuration: update.configuration,
        reason: "",
        message: "",
        ...part,
      });
      const refused = devices.slice(0, done).filter((update) => update.device_name === "hm-sw-pack");
      const written = devices.slice(0, done).filter((update) => !refused.includes(update));
      return keep(
        resultOf(known, {
          mode,
          plan: given.plan,
          state: done < devices.length ? "stopped" : refused.length > 0 ? "partial" : "done",
          message: done < devices.length ? "stopped by a person" : "",
          applied: written.length,
          failed: refused.map((update) =>
            view(update, { outcome: "failed", reason: "rejected", message: "The Site field is required." }),
          ) as SyncRunReply["failed"],
          written: written.map((update) => view(update, { outcome: "applied" })) as SyncRunReply["written"],
          writes: writesOf({ ...given, updates }),
          conflicts: updates.filter((update) => update.conflict).length,
          excluded: given.updates.length - updates.length,
          not_undone: ["The manufacturer Synology was added in ConnectWise."],
        }),
      );
    },
    sync_stop: ({ agent }) => {
      stopped.add(agent);
      return {};
    },
    sync_run_show: ({ run }) => runOf(run),
    sync_runs: ({ search = "", limit = 200, before }) => {
      const wanted = search.toLowerCase();
      const all = [
        ...[...runs.values()].reverse().map(viewOf),
        ...agents.flatMap((agent) => agent.psa.last_run ?? []).slice(0, 40),
      ].filter((run) => `${run.agent_name} ${run.by} ${run.message}`.toLowerCase().includes(wanted));
      const from = before === undefined ? 0 : all.findIndex((run) => run.run === before) + 1;
      return { runs: all.slice(from, from + limit) };
    },
    write_back_show: () => ({ sources: [{ source: "import", takes: [], allowed: false, decided: false }] }),
    sync_run_plan: ({ run }) => {
      const kept = plans.get(runOf(run).plan) ?? null;
      const message = kept === null ? "The plan of this run is no longer kept." : "";
      return { plan: kept, message, excluded: [], only: null };
    },
    sync_retry_plan: ({ run }) => {
      const { agent, mode, failed } = runOf(run);
      const devices = new Set(failed.map((record) => record.device));
      const whole = plan(agentOf(agent), mode, `retry-${run}`, false);
      const updates = whole.updates.filter((update) => devices.has(update.device));
      const made = { ...whole, records: devices.size, creates: [], skips: [], updates };
      plans.set(made.plan, made);
      return made;
    },
    sync_undo_preview: ({ run }) => {
      const { writes, not_undone, undone_by } = runOf(run);
      const [changed, ...rest] = writes;
      return {
        run,
        undone_by,
        not_undone,
        restores:
          undone_by === null
            ? rest.map(({ outcome: _, ...write }) => ({ ...write, from: write.to, to: write.from }))
            : [],
        left_alone:
          changed && undone_by === null
            ? [
                {
                  device: changed.device,
                  device_source_id: changed.device_source_id,
                  device_name: changed.device_name,
                  field: changed.field,
                  reason: "changed_since",
                  message: "Somebody changed it in ConnectWise since the run.",
                },
              ]
            : [],
      };
    },
    sync_undo: async ({ run }) => {
      const before = runOf(run);
      await work(before.agent, before.written.length);
      const undo = keep(
        resultOf(agentOf(before.agent), {
          kind: "undo",
          state: "partial",
          applied: before.written.length - 1,
          written: before.written.slice(1),
          skipped: before.written.slice(0, 1).map((record) => ({
            ...record,
            outcome: "skipped",
            reason: "changed_since",
            message: "Somebody changed it in ConnectWise since the run.",
          })),
          writes: before.writes.slice(1).map((write) => ({ ...write, from: write.to, to: write.from })),
          undo_of: run,
        }),
      );
      runs.set(run, { ...before, undone_by: undo.run, can_undo: false });
      held = undo.writes.map((write) => ({
        agent: before.agent,
        device: write.device,
        device_source_id: write.device_source_id,
        device_name: write.device_name,
        field: write.field,
        value: write.from,
        since: "2026-11-21T09:50:00Z",
        run: undo.run,
      }));
      return undo;
    },
    held_list: ({ agent }) => ({ held: held.filter((item) => item.agent === agent) }),
    held_release: ({ device, field }) => {
      held = held.filter((item) => item.device !== device || (field !== undefined && item.field !== field));
      return { held };
    },
    sync_options_show: ({ agent }) => ({ agent, create_unmatched: creating.has(agent) }),
    sync_options_set: ({ agent, create_unmatched }) => {
      if (create_unmatched) creating.add(agent);
      else creating.delete(agent);
      return { agent, create_unmatched: creating.has(agent) };
    },
    sync_status: status,
    sync_auto: ({ agents: ids, on }) => {
      for (const id of ids) {
        setSync(id, {
          automatic: on,
          switched_off_because: "",
          next_run_at: on ? new Date(Date.now() + 240_000).toISOString() : null,
        });
      }
      emit({ kind: "changed" });
      return status();
    },
    sync_resume: ({ agent }) => {
      setSync(agent, { automatic: true, switched_off_because: "", state: "postponed", reason: "" });
      emit({ kind: "changed" });
      return status();
    },
    runs_kept_show: () => ({ days: 400 }),
    runs_kept_set: (kept) => kept,
    fields_show: ({ agent }) => ({ fields: fields(agent) }),
    fields_set: ({ field, agent, direction, allow_empty, overwrite_conflicts, target, online, offline, follow }) => {
      const name = field as MappedField;
      const rule = fields(agent).find((item) => item.field === name);
      if (!rule) throw failure("not_found", `There is no field "${field}".`);
      if (follow) own.delete(`${agent}/${name}`);
      else {
        const chosen = TARGETS.find((item) => `${item.kind}:${item.id}` === target);
        const pick = (wanted: string | undefined, before: { id: number; name: string } | null) =>
          wanted === undefined ? before : (STATUSES.find((item) => String(item.id) === wanted) ?? null);
        const changed: FieldRuleView = {
          ...rule,
          direction: target === "" ? "off" : (direction ?? rule.direction),
          allow_empty: allow_empty ?? rule.allow_empty,
          overwrite_conflicts: overwrite_conflicts ?? rule.overwrite_conflicts,
          chosen:
            target === undefined
              ? rule.chosen
              : chosen
                ? { kind: chosen.kind, id: chosen.id, name: chosen.name }
                : null,
          statuses:
            name === "status"
              ? {
                  online: pick(online, rule.statuses?.online ?? null),
                  offline: pick(offline, rule.statuses?.offline ?? null),
                }
              : null,
          own: agent !== null,
        };
        if (agent === null) rules.set(name, changed);
        else own.set(`${agent}/${name}`, changed);
      }
      return { fields: fields(agent) };
    },
    fields_targets: () => ({ targets: TARGETS, statuses: STATUSES }),
    fields_example: () => ({
      example: {
        device_name: "hm-sw-core",
        configuration_name: "HM Core switch",
        values: (
          [
            ["name", "hm-sw-core", "HM Core switch"],
            ["vendor", "Aruba", "HPE Aruba"],
            ["model", "Aruba 2930F", "J9729A"],
            ["serial", "CN83HKX0F4", "CN83HKX0F4"],
            ["mac", "EC:EB:B8:6A:11:40", "ECEBB86A1140"],
            ["ip", "10.20.0.2", "10.20.0.2"],
            ["notes", "Uplink on port 24", "Uplink 24, until 2028"],
            ["zone", "Plant", ""],
            ["room", "Comms room", "Comms"],
            ["os", "ArubaOS", ""],
            ["firmware", "16.11.0012", "16.10.0009"],
            ["status", "online", "Active"],
            ["link", "", ""],
          ] as const
        ).map(([field, ours, theirs]) => ({ field, ours, theirs })),
      },
    }),
    type_change: ({ device }) => {
      const agent = agents[0];
      if (!agent) throw failure("not_found", `There is no device "${device}".`);
      return keep(resultOf(agent, { kind: "type", applied: 1 }));
    },
  };
}
