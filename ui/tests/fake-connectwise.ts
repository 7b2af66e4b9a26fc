/** What the fake core knows of ConnectWise: companies, suggestions, matches, creation. Enough to walk every page. */
import type { Reply, Request } from "../src/backend/backend";
import type {
  AgentDetail,
  AgentSummary,
  CompanyView,
  ConfigurationView,
  CreateFailedView,
  CreatePreview,
  CreateRequest,
  DeviceView,
  ErrorCode,
  Evidence,
  LinkedCompany,
  LinkSuggestionView,
  MatchReport,
  MatchRule,
  MatchState,
  MatchView,
  PlaceholderListView,
  QuestionView,
  StatusView,
  TypeView,
  WorkspaceEvent,
} from "../src/backend/generated";
import type { Answers } from "./fake-backend";

export interface World {
  agents: AgentSummary[];
  detail(id: string): AgentDetail;
  emit(event: WorkspaceEvent): void;
  failure(code: ErrorCode, message: string): Error;
}

const TOWNS = ["Hull", "York", "Bristol", "Leeds", "Norwich", "Exeter", "Lowestoft", "Plymouth"];
const FIRMS = [
  "Quayside Dental Care",
  "Pennine Textiles",
  "Redbarn Farms",
  "Saltmarsh Yachts",
  "Tidewater Books",
  "Harbour Mill Foods",
  "Castlegate Hotels",
  "Ironvale Print",
  "Kestrel Marine",
  "Elmfield Surgery",
  "Dunmore Logistics",
  "Brook Lane Primary",
  "Alder & Finch LLP",
  "Fernhill Joinery",
];

const identifierOf = (name: string): string =>
  name
    .replace(/[^A-Za-z]/g, "")
    .slice(0, 9)
    .toUpperCase();

export const STATUSES: TypeView[] = [
  { id: 1, name: "Active" },
  { id: 2, name: "Inactive" },
  { id: 3, name: "Credit hold" },
];
export const COMPANY_TYPES: TypeView[] = [
  { id: 1, name: "Customer" },
  { id: 2, name: "Prospect" },
  { id: 3, name: "Vendor" },
];
const TYPES: TypeView[] = [
  "Access Point",
  "Camera",
  "Firewall",
  "Managed Workstation",
  "Network Switch",
  "Printer",
  "Server",
  "Storage",
].map((name, index) => ({ id: 101 + index, name }));
const TYPE_OF: Record<string, number> = {
  firewall: 103,
  switch: 105,
  "access-point": 101,
  printer: 106,
  server: 107,
  camera: 102,
};
const CONFIGURATION_STATUSES: StatusView[] = [
  { id: 1, name: "Active", closed: false, default: true },
  { id: 2, name: "In stock", closed: false, default: false },
  { id: 3, name: "Retired", closed: true, default: false },
];
const QUESTIONS: Record<number, QuestionView[]> = {
  103: [
    {
      id: 11,
      question: "Support contract",
      field_type: "Dropdown",
      required: true,
      choices: ["None", "Silver", "Gold"],
      default: "",
    },
    { id: 12, question: "Rack position", field_type: "Text", required: false, choices: [], default: "" },
  ],
  106: [
    { id: 21, question: "Toner subscription", field_type: "Checkbox", required: false, choices: [], default: "false" },
  ],
};

export function companyOf(id: number): CompanyView {
  const name = FIRMS[id % FIRMS.length] ?? "Northgate";
  const again = Math.floor(id / FIRMS.length);
  return {
    id,
    identifier: `${identifierOf(name)}${again > 0 ? again : ""}`,
    name: again > 0 ? `${name} ${again}` : name,
    status: id % 9 === 8 ? "Inactive" : "Active",
    city: TOWNS[id % TOWNS.length] ?? "",
    address: `${4 + id} Quay Street, ${TOWNS[id % TOWNS.length]}`,
    phone: id % 4 === 3 ? "" : `+44 1482 496 0${100 + id}`,
  };
}

const linkedOf = ({ id, identifier, name }: CompanyView): LinkedCompany => ({ id, identifier, name });

interface Held {
  state: MatchState | "review" | "unmatched";
  configuration: number | null;
  rule: MatchRule;
  reason: string;
  by: string;
}

/** How the devices of a fresh report stand, by their number. */
const PATTERN: readonly Omit<Held, "configuration">[] = [
  { state: "confirmed", rule: "serial", reason: "", by: "Desk 2 <desk2@northgate.example>" },
  { state: "automatic", rule: "serial", reason: "", by: "sitebook" },
  { state: "proposed", rule: "ip", reason: "only_ip", by: "sitebook" },
  { state: "proposed", rule: "mac", reason: "other_site", by: "sitebook" },
  { state: "review", rule: "serial", reason: "contradiction", by: "" },
  { state: "automatic", rule: "mac", reason: "", by: "sitebook" },
  { state: "unmatched", rule: "serial", reason: "no_candidate", by: "" },
  { state: "frozen", rule: "mac", reason: "frozen_moved", by: "sitebook" },
  { state: "automatic", rule: "serial", reason: "", by: "sitebook" },
  { state: "automatic", rule: "serial", reason: "", by: "sitebook" },
  { state: "proposed", rule: "serial", reason: "inactive", by: "sitebook" },
  { state: "unmatched", rule: "serial", reason: "no_identifying_value", by: "" },
];

const bareMac = (mac: string): string => mac.replaceAll(":", "");

function evidenceOf(device: DeviceView, rule: MatchRule, configuration: ConfigurationView): Evidence[] {
  const one = (kind: MatchRule, ours: string, theirs: string): Evidence[] =>
    ours === "" || theirs === ""
      ? []
      : [
          {
            rule: kind,
            device_value: ours,
            configuration_value: theirs,
            agrees: bareMac(ours).toLowerCase() === bareMac(theirs).toLowerCase(),
          },
        ];
  const all = [
    ...one("serial", device.serial, configuration.serial),
    ...one("mac", device.macs[0] ?? "", configuration.mac),
    ...one("ip", device.ips[0] ?? "", configuration.ip),
  ];
  return rule === "ip" ? all.filter((item) => item.rule === "ip") : all.filter((item) => item.rule !== "ip");
}

/** The fake's half of ConnectWise; what is changed stays changed until the page is loaded anew. */
export function connectwiseAnswers(world: World): Answers {
  const { agents, detail, emit, failure } = world;
  const held = new Map<string, Held>();
  const created = new Map<string, ConfigurationView[]>();
  const retired = new Set<number>();
  const gone = new Set<string>();
  const removals = new Map<string, () => void>();
  let accept_ip = false;
  let next = 1;
  const types = new Map<string, number>();

  const agentOf = (id: string): AgentSummary => {
    const found = agents.find((agent) => agent.id === id);
    if (!found) throw failure("not_found", `There is no agent "${id}". It may have been removed.`);
    return found;
  };
  const change = (id: string, psa: Partial<AgentSummary["psa"]>): AgentSummary => {
    const agent = agentOf(id);
    const changed = { ...agent, psa: { ...agent.psa, ...psa } };
    agents[agents.indexOf(agent)] = changed;
    return changed;
  };
  const remember = (restore: () => void): string => {
    const token = `removed-${next++}`;
    removals.set(token, restore);
    return token;
  };
  const sites = (company: number) =>
    company % 5 === 4
      ? []
      : [
          { id: company * 10 + 1, name: "Main", address: companyOf(company).address },
          { id: company * 10 + 2, name: "Warehouse", address: `9 Dock Road, ${TOWNS[(company + 1) % TOWNS.length]}` },
        ];

  const devicesOf = (agent: string): DeviceView[] =>
    detail(agent).devices.map((device) => ({
      ...device,
      gone_since: gone.has(device.id) ? "2026-11-03T08:00:00Z" : device.gone_since,
    }));
  const fresh = (device: DeviceView, index: number): Held => {
    const pattern = PATTERN[index % PATTERN.length] as Omit<Held, "configuration">;
    const base = 1000 + index * 2;
    if (index % PATTERN.length === 8 && !held.has(device.id)) gone.add(device.id);
    return { ...pattern, configuration: pattern.state === "unmatched" ? null : base };
  };
  const stateOf = (device: DeviceView, index: number): Held => {
    const known = held.get(device.id);
    if (known) return known;
    const made = fresh(device, index);
    held.set(device.id, made);
    return made;
  };
  const configurationOf = (device: DeviceView, index: number, id: number, part: object = {}): ConfigurationView => ({
    id,
    name: device.name.toUpperCase().replace("HM-", "HM "),
    type: TYPES.find((type) => type.id === TYPE_OF[device.kind])?.name ?? "Storage",
    status: retired.has(id) ? "Retired" : "Active",
    active: !retired.has(id) && index % PATTERN.length !== 10,
    site: index % PATTERN.length === 3 ? "Cold Store" : "Main",
    manufacturer: device.vendor,
    model: device.model,
    serial: index % PATTERN.length === 2 ? "" : device.serial,
    mac: index % PATTERN.length === 2 ? "" : bareMac(device.macs[0] ?? ""),
    ip: device.ips[0] ?? "",
    matched_device: null,
    updated: "2026-10-04T10:12:00Z",
    notes: "",
    ...part,
  });

  function report(agent: string): MatchReport {
    const { psa } = agentOf(agent);
    if (psa.company === null) throw failure("not_linked", "This agent is not linked to a company.");
    // The first look decides which devices are gone.
    detail(agent).devices.forEach(stateOf);
    const devices = devicesOf(agent);
    const configurations: ConfigurationView[] = [...(created.get(agent) ?? [])];
    const matches: MatchView[] = [];
    const review: MatchReport["review"] = [];
    const unmatched: MatchReport["unmatched"] = [];
    devices.forEach((device, index) => {
      const mine = stateOf(device, index);
      const base = 1000 + index * 2;
      const pattern = PATTERN[index % PATTERN.length]?.state;
      if (pattern !== "unmatched") {
        const taken = mine.configuration === base && mine.state !== "proposed" && mine.state !== "review";
        configurations.push(configurationOf(device, index, base, { matched_device: taken ? device.id : null }));
      }
      if (pattern === "review") {
        configurations.push(
          configurationOf(device, index, base + 1, {
            name: `${device.vendor} ${device.model} (old)`,
            active: false,
            status: "Retired",
            serial: device.serial,
            mac: "00-07-4D-3A-90-11",
            ip: "",
          }),
        );
        const first = configurations.find((item) => item.id === base);
        if (first) first.serial = `${device.serial.slice(0, -2)}9X`;
      }
      const find = (id: number | null) => configurations.find((item) => item.id === id) ?? null;
      if (mine.state === "review" && !device.ignored) {
        review.push({
          device: device.id,
          device_source_id: device.source_id,
          reason: mine.reason,
          candidates: [base, base + 1].map((id) => {
            const configuration = find(id) as ConfigurationView;
            return { configuration: id, evidence: evidenceOf(device, "serial", configuration) };
          }),
        });
      } else if (mine.state === "unmatched" || mine.state === "review") {
        if (!device.ignored) {
          unmatched.push({ device: device.id, device_source_id: device.source_id, reason: mine.reason });
        }
      } else if (mine.state === "frozen") {
        const configuration = find(mine.configuration);
        review.push({
          device: device.id,
          device_source_id: device.source_id,
          reason: mine.reason,
          candidates: [
            {
              configuration: mine.configuration ?? 0,
              evidence: configuration ? evidenceOf(device, mine.rule, configuration) : [],
            },
          ],
        });
      } else if (mine.configuration !== null) {
        const configuration = find(mine.configuration);
        matches.push({
          device: device.id,
          device_source_id: device.source_id,
          configuration: mine.configuration,
          state: mine.state,
          rule: mine.rule,
          evidence: configuration ? evidenceOf(device, mine.rule, configuration) : [],
          reason: mine.reason,
          by: mine.by,
        });
      }
    });
    configurations.push(
      ...["Old router", "Spare access point", "Reception PC (2019)", "UPS cellar"].map((name, index) =>
        configurationOf(devices[0] as DeviceView, 0, 9000 + index, {
          name,
          serial: `SPARE-${index}`,
          mac: "",
          ip: "",
          active: index !== 2,
          status: index === 2 ? "Retired" : "Active",
        }),
      ),
    );
    return {
      agent,
      company: psa.company,
      site: psa.site,
      read_at: "2026-11-21T09:41:00Z",
      matches,
      unmatched,
      review,
      devices,
      configurations,
      undo: null,
      run: null,
    };
  }

  const ownerOf = (device: string): { agent: string; index: number; device: DeviceView } => {
    for (const { id, psa } of agents) {
      if (psa.company === null) continue;
      const devices = devicesOf(id);
      const index = devices.findIndex((each) => each.id === device);
      if (index >= 0) return { agent: id, index, device: devices[index] as DeviceView };
    }
    throw failure("not_found", "There is no such device.");
  };
  const setHeld = (device: string, to: Held): void => {
    held.set(device, to);
  };
  const confirm = (device: string, configuration: number): string => {
    const { agent } = ownerOf(device);
    setHeld(device, { state: "confirmed", configuration, rule: "manual", reason: "", by: "Desk 2" });
    return agent;
  };
  const suggestionOf = (agent: AgentSummary, index: number): LinkSuggestionView[] => {
    if (agent.psa.company !== null || index % 7 === 6) return [];
    const byId = index % 3 !== 1;
    const company = linkedOf(companyOf(index));
    return [
      {
        agent: agent.id,
        company,
        reason: byId ? "customer_id" : "name",
        score: byId ? 1 : 0.62 + (index % 4) * 0.08,
        others: byId ? [] : [linkedOf(companyOf(index + 1)), linkedOf(companyOf(index + 2))],
      },
    ];
  };
  const link = ({ agent, company, site }: Request<"link_set">): Reply<"link_set"> => {
    const before = agentOf(agent).psa;
    const view = companyOf(Number(company));
    const chosen = sites(view.id).find((item) => String(item.id) === site);
    const moved = before.company !== null && before.company.id !== view.id;
    const after = change(agent, {
      company: linkedOf(view),
      site: chosen ? { id: chosen.id, name: chosen.name } : null,
      ...(before.company === null || moved ? { matched: 0, matchable: agentOf(agent).device_count } : {}),
    });
    return {
      agent: after,
      matches_removed: moved ? before.matched : 0,
      undo: before.company === null ? null : remember(() => change(agent, before)),
    };
  };

  const typeOf = (kind: string): TypeView | null =>
    TYPES.find((type) => type.id === (types.get(kind) ?? TYPE_OF[kind])) ?? null;
  const typeMap = (): Reply<"type_map_show"> => {
    const counts = new Map<string, number>();
    for (const agent of agents.slice(0, 30)) {
      for (const { kind } of detail(agent.id).devices) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    return {
      kinds: [...counts].map(([kind, devices]) => ({
        kind,
        devices,
        type: typeOf(kind),
        set: types.has(kind),
        own: false,
      })),
      types: TYPES,
    };
  };

  function previews(request: CreateRequest): { preview: CreatePreview[]; failed: CreateFailedView[] } {
    const preview: CreatePreview[] = [];
    const failed: CreateFailedView[] = [];
    const devices = devicesOf(request.agent);
    const wanted = request.all_unmatched
      ? devices.filter((device, index) => stateOf(device, index).state === "unmatched" && !device.ignored)
      : devices.filter((device) => request.devices.includes(device.id));
    for (const device of wanted) {
      const row = { device: device.id, device_source_id: device.source_id, device_name: device.name };
      const refuse = (reason: string, message: string) => failed.push({ ...row, reason, message, configuration: 0 });
      const type = TYPES.find((item) => String(item.id) === request.type) ?? typeOf(device.kind);
      if (type === null) {
        refuse("no_type", `No configuration type is set for ${device.kind || "devices without a kind"}.`);
        continue;
      }
      const questions = QUESTIONS[type.id] ?? [];
      const answers = questions.flatMap((question) => {
        const given = request.answers.find((answer) => answer.question === String(question.id))?.value ?? "";
        return given === "" ? [] : [{ question: question.id, label: question.question, value: given }];
      });
      const missing = questions.find(
        (question) => question.required && !answers.some((answer) => answer.question === question.id),
      );
      if (missing) {
        refuse("required_question", `The type ${type.name} asks "${missing.question}", and there is no answer to it.`);
        continue;
      }
      const status = CONFIGURATION_STATUSES.find((item) => String(item.id) === request.status);
      const company = agentOf(request.agent).psa.company?.id ?? 0;
      const site = sites(company).find((item) => String(item.id) === request.site) ?? agentOf(request.agent).psa.site;
      preview.push({
        ...row,
        made_before: null,
        sent_before: false,
        type,
        status: status ?? null,
        site: site ? { id: site.id, name: site.name } : null,
        identifier: `sitebook:06a9b77a-3725-5e9c-b734-${device.id.padStart(12, "0").slice(-12)}`,
        fields: [
          { field: "name", value: device.name },
          { field: "manufacturer", value: device.vendor },
          { field: "modelNumber", value: device.model },
          { field: "serialNumber", value: device.serial },
          { field: "macAddress", value: device.macs[0] ?? "" },
          { field: "ipAddress", value: device.ips[0] ?? "" },
        ].filter((item) => item.value !== ""),
        answers,
        left_out: device.serial === "" ? [{ field: "serialNumber", reason: "placeholder_value", length: null }] : [],
      });
    }
    return { preview, failed };
  }

  async function create(request: CreateRequest): Promise<Reply<"create">> {
    const { preview, failed } = previews(request);
    const none = { created: [], failed, pending: [], left_out: [], duplicates: [], requests: 0 };
    if (request.dry_run) {
      return { ...none, run: null, state: null, message: "", preview };
    }
    const done: Reply<"create">["created"] = [];
    const pending: CreateFailedView[] = [];
    const refused = [...failed];
    for (const [index, row] of preview.entries()) {
      emit({ kind: "progress", agent: request.agent, done: index, total: preview.length + 1, failed: refused.length });
      await new Promise((resolve) => setTimeout(resolve, slow ? 600 : 5));
      const at = { device: row.device, device_source_id: row.device_source_id, device_name: row.device_name };
      if (index === 1) {
        pending.push({
          ...at,
          reason: "outcome_unknown",
          message: "The connection was lost before ConnectWise answered.",
          configuration: 0,
        });
      } else if (index === 2) {
        refused.push({
          ...at,
          reason: "rejected",
          message: "The Site field is required for this company.",
          configuration: 0,
        });
      } else {
        const configuration = 7000 + next++;
        done.push({ ...at, configuration, adopted: index === 3, differences: [], message: "" });
        const device = ownerOf(row.device);
        created.set(request.agent, [
          ...(created.get(request.agent) ?? []),
          configurationOf(device.device, device.index, configuration, {
            name: row.device_name,
            matched_device: row.device,
            active: true,
          }),
        ]);
        setHeld(row.device, { state: "confirmed", configuration, rule: "created", reason: "", by: "Desk 2" });
      }
    }
    emit({ kind: "changed" });
    return {
      run: `run-create-${next++}`,
      state: refused.length + pending.length > 0 ? "partial" : "done",
      message: "",
      created: done,
      failed: refused,
      pending,
      left_out: request.all_unmatched
        ? [
            {
              device: "x",
              device_source_id: "s-x",
              device_name: "hm-camera-6",
              reason: "in_review",
              message: "It waits for review.",
              configuration: 0,
            },
          ]
        : [],
      duplicates: [],
      preview: [],
      requests: preview.length * 2 + 2,
    };
  }
  const slow = typeof location !== "undefined" && new URLSearchParams(location.search).has("slow");

  const lists: PlaceholderListView[] = [
    {
      kind: "serial",
      entries: [
        ["TO BE FILLED BY O.E.M.", 14, 6, "SMBIOS default of board makers"],
        ["DEFAULT STRING", 9, 2, "SMBIOS default of board makers"],
        ["SYSTEM SERIAL NUMBER", 3, 0, "SMBIOS default of board makers"],
        ["NONE", 1, 4, "Written for nothing by discovery tools"],
        ["0123456789", 0, 0, "Counted up"],
      ].map(([value, devices, configurations, why]) => ({
        value: String(value),
        origin: "shipped" as const,
        removed: value === "0123456789",
        devices: Number(devices),
        configurations: Number(configurations),
        why: String(why),
      })),
    },
    {
      kind: "mac",
      entries: [
        {
          value: "00:50:56",
          origin: "shipped",
          removed: false,
          devices: 22,
          configurations: 20,
          why: "Virtual machines: moves with the copy",
        },
        {
          value: "00:E0:4C:68:00:01",
          origin: "own",
          removed: false,
          devices: 6,
          configurations: 1,
          why: "",
        },
      ],
    },
    {
      kind: "model",
      entries: [
        {
          value: "SYSTEM PRODUCT NAME",
          origin: "shipped",
          removed: false,
          devices: 8,
          configurations: 3,
          why: "SMBIOS default",
        },
      ],
    },
  ];

  return {
    connectwise_companies: ({ search, status = null, company_type = null }) => {
      const all = Array.from({ length: 260 }, (_, id) => companyOf(id)).filter(
        (company) =>
          `${company.name}\n${company.identifier}`.toLowerCase().includes(search.toLowerCase()) &&
          (status === null || company.status === STATUSES.find((item) => item.id === status)?.name) &&
          (company_type === null || company.id % 3 === company_type - 1),
      );
      return { companies: all.slice(0, 200), more: all.length > 200 };
    },
    connectwise_company: ({ company }) => ({
      company: companyOf(Number(company)),
      configurations: 30 + (Number(company) % 70),
      sites: sites(Number(company)),
    }),
    connectwise_company_filters: () => ({ statuses: STATUSES, types: COMPANY_TYPES }),
    connectwise_sites: ({ company }) => ({ sites: sites(Number(company)) }),
    connectwise_types: () => ({ types: TYPES }),
    connectwise_statuses: () => ({ statuses: CONFIGURATION_STATUSES }),
    link_suggestions: () => ({ suggestions: agents.flatMap(suggestionOf), companies: 260 }),
    link_set: link,
    link_many: ({ links }) => {
      const failed = links.filter((each) => agentOf(each.agent).name.includes("fails"));
      for (const each of links) if (!failed.includes(each)) link(each);
      return {
        linked: links.length - failed.length,
        failed: failed.map((each) => ({ agent: each.agent, message: "ConnectWise has no such company any more." })),
      };
    },
    link_remove: ({ agent }) => {
      const before = agentOf(agent).psa;
      const after = change(agent, { company: null, site: null, matched: 0 });
      return { agent: after, matches_removed: before.matched, undo: remember(() => change(agent, before)) };
    },
    removal_undo: ({ undo }) => {
      const restore = removals.get(undo);
      if (!restore) throw failure("not_found", "This was already put back, or is older than a day.");
      removals.delete(undo);
      restore();
      return {};
    },
    match_show: ({ agent }) => report(agent),
    match_all: () => ({
      reports: agents.filter((agent) => agent.psa.company !== null).map((agent) => report(agent.id)),
    }),
    match_run: ({ agent }) => report(agent),
    match_confirm: ({ device, configuration }) => report(confirm(device, configuration)),
    match_confirm_many: ({ pairs }) => {
      const failed = pairs.filter((_, index) => index === 5);
      const undos = pairs
        .filter((pair) => !failed.includes(pair))
        .map(({ device, configuration }) => {
          const { index, device: found } = ownerOf(device);
          const before = stateOf(found, index);
          confirm(device, configuration);
          return () => setHeld(device, before);
        });
      return {
        confirmed: pairs.length - failed.length,
        undo:
          undos.length === 0
            ? null
            : remember(() => {
                for (const undo of undos) undo();
              }),
        failed: failed.map((pair) => ({
          ...pair,
          message: "The configuration was matched with another device meanwhile.",
        })),
      };
    },
    match_remove: ({ device }) => {
      const { agent, index, device: found } = ownerOf(device);
      const before = stateOf(found, index);
      setHeld(device, { state: "unmatched", configuration: null, rule: "manual", reason: "unlinked", by: "" });
      return { ...report(agent), undo: remember(() => setHeld(device, before)) };
    },
    match_move: ({ from, to }) => {
      const { agent, index, device } = ownerOf(from);
      const before = stateOf(device, index);
      const { index: place, device: other } = ownerOf(to);
      const free = stateOf(other, place);
      setHeld(to, { ...before, state: "confirmed", by: "Desk 2" });
      setHeld(from, { state: "unmatched", configuration: null, rule: "manual", reason: "unlinked", by: "" });
      const undo = remember(() => {
        setHeld(from, before);
        setHeld(to, free);
      });
      return { ...report(agent), undo };
    },
    match_retire: ({ device }) => {
      const { agent, index, device: found } = ownerOf(device);
      const { configuration } = stateOf(found, index);
      if (configuration !== null) retired.add(configuration);
      return report(agent);
    },
    configurations_duplicates: ({ agent }) => {
      const { company, configurations } = report(agent);
      const [first, second, third] = configurations as [ConfigurationView, ConfigurationView, ConfigurationView];
      const inactive = { active: false, status: "Retired" };
      return {
        company,
        read_at: "2026-11-21T09:41:00Z",
        groups:
          company.id % 2 === 1
            ? []
            : [
                {
                  key: "serial",
                  value: first.serial,
                  configurations: [
                    first,
                    {
                      ...first,
                      ...inactive,
                      id: 812,
                      name: "FORTIGATE (old)",
                      updated: "2022-03-04T10:00:00Z",
                      matched_device: null,
                    },
                  ],
                },
                {
                  key: "mac",
                  value: "EC:EB:B8:6A:11:0B",
                  configurations: [
                    second,
                    {
                      ...second,
                      id: 813,
                      name: "Core switch",
                      serial: "",
                      notes: "Imported from RMM",
                      matched_device: null,
                    },
                    { ...third, ...inactive, id: 814, name: "SW-CORE", mac: "EC-EB-B8-6A-11-0B", matched_device: null },
                  ],
                },
              ],
      };
    },
    configurations_duplicates_export: ({ path }) => ({ path, groups: 2 }),
    placeholders_show: () => ({ lists }),
    placeholders_set: ({ kind, value, listed }) => {
      const list = lists.find((item) => item.kind === kind);
      const known = list?.entries.find((entry) => entry.value === value.trim().toUpperCase());
      if (known?.origin === "shipped") known.removed = !listed;
      else if (list && known && !listed) list.entries = list.entries.filter((entry) => entry !== known);
      else if (list && !known && listed) {
        if (kind === "mac" && !/^[0-9a-f:.-]{4,}$/i.test(value)) {
          throw failure("invalid_input", `"${value}" is neither a MAC address nor the beginning of one.`);
        }
        list.entries = [
          ...list.entries,
          { value: value.trim().toUpperCase(), origin: "own", removed: false, devices: 2, configurations: 0, why: "" },
        ];
      }
      return { lists: lists.map((item) => ({ ...item, entries: item.entries.map((entry) => ({ ...entry })) })) };
    },
    match_options_show: () => ({ accept_ip }),
    match_options_set: (options) => {
      accept_ip = options.accept_ip;
      return { accept_ip };
    },
    create,
    type_map_show: typeMap,
    type_map_set: ({ kind, type }) => {
      if (type === null) types.delete(kind);
      else types.set(kind, Number(type));
      return typeMap();
    },
    type_questions: ({ type }) => ({
      type: TYPES.find((item) => String(item.id) === type) as TypeView,
      questions: QUESTIONS[Number(type)] ?? [],
    }),
  };
}
