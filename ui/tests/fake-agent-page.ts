/** What the made-up core answers to the page of an agent: saving with what was seen, history, search, files. */
import type { CommandFailure } from "../src/backend/backend";
import type {
  AgentDetail,
  AgentSummary,
  DeviceView,
  ErrorCode,
  FieldValue,
  HistoryRequest,
  HistoryView,
  PhoneView,
  SearchHit,
} from "../src/backend/generated";
import { listItems, listText } from "../src/backend/list-text";
import type { Answers } from "./fake-backend";

interface Core {
  agents: AgentSummary[];
  /** The pages that were read so far. */
  details: ReadonlyMap<string, AgentDetail>;
  detail(id: string): AgentDetail;
  put(next: AgentDetail): AgentDetail;
  who(): string;
  failure(code: ErrorCode, message: string, details?: Record<string, unknown>): CommandFailure;
}

const textOf = (value: FieldValue | null | undefined): string =>
  Array.isArray(value)
    ? listText(value)
    : typeof value === "boolean"
      ? value
        ? "yes"
        : "no"
      : value === undefined || value === null
        ? ""
        : String(value);

/** As the core reads a number: a label before the last colon, digits, and whether they are plausible. */
export function phoneView(typed: string): PhoneView {
  const parts = /^(?:([^+\d]+):\s*)?(.*)$/.exec(typed);
  const label = parts?.[1]?.trim() ?? "";
  const number = parts?.[2]?.trim() ?? typed;
  const digits = number.replaceAll(/[^\d+]/g, "");
  const plausible = digits.length >= 8;
  const international = !plausible ? null : digits.startsWith("+") ? digits : `+44${digits.replace(/^0/, "")}`;
  return {
    typed,
    label,
    number,
    international,
    country: plausible ? "GB" : null,
    warning: plausible ? "" : "This is too short for a phone number in the United Kingdom.",
  };
}

/** A page with everything on it, for looking at: labels, links, own values, other agents of the customer. */
export function fullPage(detail: AgentDetail, others: readonly AgentSummary[]): AgentDetail {
  const phones = ["Site: +44 1482 496 0110", "Out of hours: 01632 960 442", "Reception: 496"];
  const tags = ["food", "24/7"];
  const note =
    "Key at the gatehouse, ask for plant IT. Packing hall switch is above the ceiling tiles, bay 6; ladder on site.\n" +
    "No work on the line Tue and Thu 06:00-14:00.\n" +
    "Plans: https://wiki.northgate.example/harbour-mill (ask mailto:plans@harbourmill.example).";
  const values: Record<string, FieldValue> = { "contact.phones": phones, tags, note, plan: "Premium" };
  return {
    ...detail,
    contact: { ...detail.contact, phones },
    phones: phones.map(phoneView),
    tags,
    note,
    plan: "Premium",
    same_customer: others.map(({ id, name }) => ({ id, name })),
    fields: detail.fields.map((field) => {
      const value = values[field.field];
      return value === undefined ? field : { ...field, value, own_by: "Desk 2", own_at: "2026-11-28T09:31:00Z" };
    }),
  };
}

let entries = 100;

function change(core: Core, part: Pick<HistoryView, "agent" | "agent_name" | "field" | "old" | "new">): HistoryView {
  entries += 1;
  return {
    id: `h-${entries}`,
    at: new Date().toISOString(),
    by: core.who(),
    device: null,
    device_name: null,
    restorable: true,
    ...part,
  };
}

/** Refuses what somebody changed meanwhile, as the core does. */
function checkSeen(
  core: Core,
  now: (field: string) => string,
  changes: Record<string, string | undefined>,
  seen: Record<string, string | undefined> | undefined,
  history: readonly HistoryView[],
): void {
  const conflicts = Object.entries(seen ?? {}).flatMap(([field, before]) => {
    const current = now(field);
    if (before === undefined || current === before.trim() || current === changes[field]?.trim()) return [];
    const last = history.find((entry) => entry.field === field);
    return [
      { field, seen: before, now: current, wanted: changes[field] ?? "", by: last?.by ?? "", at: last?.at ?? "" },
    ];
  });
  if (conflicts.length > 0) {
    throw core.failure("changed_meanwhile", "Somebody changed this meanwhile. Nothing was saved.", { conflicts });
  }
}

function setAgent(core: Core, id: string, changes: Record<string, string | undefined>): AgentDetail {
  const before = core.detail(id);
  let next: AgentDetail = before;
  for (const [field, text] of Object.entries(changes)) {
    if (text === undefined) continue;
    const trimmed = text.trim();
    const old = textOf(next.fields.find((each) => each.field === field)?.value);
    if (old === trimmed) continue;
    const isList = field === "contact.phones" || field === "tags";
    const value: FieldValue = isList ? listItems(trimmed) : field === "residential" ? trimmed === "yes" : trimmed;
    const contact = { ...next.contact };
    if (field === "contact.email") contact.email = trimmed;
    if (field === "contact.first_name") contact.first_name = trimmed;
    if (field === "contact.last_name") contact.last_name = trimmed;
    if (field === "contact.phones") contact.phones = listItems(trimmed);
    const plain = ["name", "note", "platform", "customer_id", "contract_id", "plan", "time_zone"].includes(field);
    next = {
      ...next,
      ...(plain ? { [field]: trimmed } : {}),
      ...(field === "tags" ? { tags: listItems(trimmed) } : {}),
      ...(field === "residential" ? { residential: trimmed === "yes" } : {}),
      contact,
      phones: contact.phones.map(phoneView),
      fields: next.fields.map((each) =>
        each.field === field ? { ...each, value, own_by: core.who(), own_at: new Date().toISOString() } : each,
      ),
      history: [change(core, { agent: id, agent_name: next.name, field, old, new: trimmed }), ...next.history],
    };
  }
  return core.put(next);
}

function setDevice(core: Core, id: string, changes: Record<string, string | undefined>): DeviceView {
  const owner = ownerOf(core, id);
  const found = owner?.devices.find((each) => each.id === id);
  if (!owner || !found) throw core.failure("not_found", "There is no such device.");
  const { ignored, ...texts } = changes;
  const { vlan, ...plain } = texts;
  const next: DeviceView = {
    ...found,
    ...plain,
    ...(vlan === undefined ? {} : { vlan: vlan === "" ? null : Number(vlan) }),
    ...(ignored === undefined ? {} : { ignored: ignored === "yes" }),
  };
  const made = Object.entries(texts).map(([field, text]) => ({
    ...change(core, {
      agent: owner.id,
      agent_name: owner.name,
      field,
      old: textOf(found[field as keyof DeviceView] as FieldValue),
      new: text ?? "",
    }),
    device: id,
    device_name: next.name,
  }));
  core.put({
    ...owner,
    devices: owner.devices.map((each) => (each.id === id ? next : each)),
    history: [...made, ...owner.history],
  });
  return next;
}

const ownerOf = (core: Core, device: string): AgentDetail | undefined =>
  [...core.details.values()].find((agent) => agent.devices.some((each) => each.id === device));

function historyOf(core: Core, request: HistoryRequest): HistoryView[] {
  const all = request.agent ? core.detail(request.agent).history : [...core.details.values()].flatMap((a) => a.history);
  const words = (request.search ?? "").toLowerCase();
  return [...all]
    .sort((a, b) => b.at.localeCompare(a.at))
    .filter(
      (entry) =>
        (!request.field || entry.field === request.field) &&
        (!request.device || entry.device === request.device) &&
        (!request.since || entry.at >= request.since) &&
        [entry.by, entry.old, entry.new, entry.device_name ?? ""].some((text) => text.toLowerCase().includes(words)),
    );
}

const marksIn = (text: string, words: string): [number, number][] => {
  const at = text.toLowerCase().indexOf(words);
  return at < 0 ? [] : [[at, at + words.length]];
};

function hitIn(values: readonly (readonly [string, string])[], words: string): SearchHit | null {
  const found = values.find(([, text]) => text.toLowerCase().includes(words));
  return found ? { field: found[0], text: found[1], marks: marksIn(found[1], words) } : null;
}

function search(core: Core, text: string, most: number): ReturnType<NonNullable<Answers["search"]>> {
  const typed = text.trim().toLowerCase();
  // "habour" finds "harbour": one example of a typing error is enough for looking at it.
  const instead = typed.startsWith("habour") ? typed.replace("habour", "harbour") : null;
  const words = instead ?? typed;
  const agents = core.agents.flatMap((agent) => {
    const name_marks = marksIn(agent.name, words);
    const hit = hitIn(
      [
        ["customer_id", agent.customer_id],
        ["contact.email", agent.contact.email],
        ["contract_id", agent.contract_id],
      ],
      words,
    );
    if (name_marks.length === 0 && hit === null) return [];
    const { id, name, status, customer_id } = agent;
    return [{ id, name, name_marks, status, customer_id, archived: false, hit: name_marks.length > 0 ? null : hit }];
  });
  const devices = [...core.details.values()]
    .flatMap((agent) => agent.devices.map((device) => ({ agent, device })))
    .flatMap(({ agent, device }) => {
      const name_marks = marksIn(device.name, words);
      const hit = hitIn(
        [["serial", device.serial] as const, ...device.macs.map((mac) => ["macs", mac] as const)],
        words,
      );
      if (name_marks.length === 0 && hit === null) return [];
      return [
        {
          id: device.id,
          name: device.name,
          name_marks,
          kind: device.kind,
          agent: agent.id,
          agent_name: agent.name,
          hit: name_marks.length > 0 ? null : hit,
        },
      ];
    });
  const companies = core.agents.flatMap((agent) => {
    const { company } = agent.psa;
    if (!company || marksIn(company.name, words).length === 0) return [];
    return [{ ...company, name_marks: marksIn(company.name, words), agents: [agent.id] }];
  });
  return {
    agents: agents.slice(0, most),
    more_agents: agents.length > most,
    devices: devices.slice(0, most),
    more_devices: devices.length > most,
    companies: companies.slice(0, most),
    instead,
  };
}

export function agentPageAnswers(core: Core): Answers {
  const ignoring = new Map<string, { devices: string[]; ignored: boolean }>();
  return {
    agents_set: ({ agent, changes, seen }) => {
      const { fields, history } = core.detail(agent);
      checkSeen(core, (key) => textOf(fields.find((each) => each.field === key)?.value), changes, seen, history);
      return setAgent(core, agent, changes);
    },
    devices_set: ({ device, changes, seen }) => {
      const owner = ownerOf(core, device);
      const found = owner?.devices.find((each) => each.id === device);
      const history = owner?.history.filter((entry) => entry.device === device) ?? [];
      checkSeen(core, (key) => textOf(found?.[key as keyof DeviceView] as FieldValue), changes, seen, history);
      return { ...setDevice(core, device, changes), written_back: [] };
    },
    device_write_back: ({ device, field }) => {
      const found = ownerOf(core, device)?.devices.find((each) => each.id === device);
      if (!found) throw core.failure("not_found", "There is no such device.");
      return { ...found, written_back: [{ field, trouble: null }] };
    },
    devices_ignore: ({ devices, ignored }) => {
      const others = devices.filter(
        (device) => ownerOf(core, device)?.devices.find((each) => each.id === device)?.ignored !== ignored,
      );
      for (const device of others) setDevice(core, device, { ignored: ignored ? "yes" : "no" });
      const undo = others.length === 0 ? null : `devices-${ignoring.size + 1}`;
      if (undo !== null) ignoring.set(undo, { devices: others, ignored });
      return { changed: others.length, unchanged: devices.length - others.length, undo };
    },
    changes_undo: ({ undo }) => {
      const act = ignoring.get(undo);
      if (!act) throw core.failure("not_found", "There is nothing to take back.");
      for (const device of act.devices) setDevice(core, device, { ignored: act.ignored ? "no" : "yes" });
      return { restored: act.devices.length, left: [] };
    },
    history_list: (request) => {
      const found = historyOf(core, request);
      const from = request.before ? found.findIndex((entry) => entry.id === request.before) + 1 : 0;
      const page = found.slice(from, from + (request.limit ?? 200));
      const { agent } = request;
      const fields = new Set(historyOf(core, agent ? { agent } : {}).map((entry) => entry.field));
      return { entries: page, fields: [...fields].sort(), more: from + page.length < found.length, written_back: [] };
    },
    history_restore: ({ entry }) => {
      const found = [...core.details.values()].flatMap((agent) => agent.history).find((each) => each.id === entry);
      if (!found) throw core.failure("not_found", "There is no such change.");
      if (found.device) setDevice(core, found.device, { [found.field]: found.old });
      else setAgent(core, found.agent, { [found.field]: found.old });
      const made = historyOf(core, { agent: found.agent }).slice(0, 1);
      return { entries: made, fields: [], more: false, written_back: [] };
    },
    search: ({ text, limit }) => search(core, text, limit ?? 8),
    agent_export: ({ path, agent }) => ({ paths: [path], agents: 1, devices: core.detail(agent).devices.length }),
  };
}
