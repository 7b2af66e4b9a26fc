import type {
  AgentColumn,
  AgentDetail,
  AgentSummary,
  AgentsChangedReply,
  AgentsQuery,
  AgentsSelection,
  AgentsTableReply,
  MapLabel,
  SavedView,
} from "../src/backend/generated";
import type { Answers } from "./fake-backend";
import { makeAgent } from "./fake-data";

interface FakeTable {
  agents: AgentSummary[];
  /** The pages that were read so far; one that is forgotten is made anew. */
  details: Map<string, AgentDetail>;
  detail(id: string): AgentDetail;
}

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
const WORST_FIRST = ["down", "attention", "no-contact", "online"];
const STATES = ["failed", "partly", "postponed", "stopped", "in_progress", "synchronized", "never"];

/** Names of towns on the map. */
const TOWNS: MapLabel[] = [
  { name: "London", lat: 51.51, lon: -0.13, population: 8_961_989 },
  { name: "Birmingham", lat: 52.48, lon: -1.9, population: 1_144_919 },
  { name: "Glasgow", lat: 55.87, lon: -4.26, population: 626_410 },
  { name: "Dublin", lat: 53.33, lon: -6.25, population: 1_024_027 },
  { name: "Nottingham", lat: 52.95, lon: -1.15, population: 729_977 },
  { name: "Belfast", lat: 54.6, lon: -5.93, population: 274_770 },
  { name: "Carlisle", lat: 54.9, lon: -2.93, population: 72_633 },
  { name: "Le Havre", lat: 49.49, lon: 0.1, population: 185_972 },
  { name: "Caen", lat: 49.18, lon: -0.36, population: 110_624 },
];

/** By what a column is sorted. */
function keyOf(agent: AgentSummary, column: AgentColumn): string | number {
  const { contact, location, psa } = agent;
  switch (column) {
    case "status":
      return WORST_FIRST.indexOf(agent.status);
    case "contact":
      return `${contact.first_name} ${contact.last_name}`.trim() || contact.email;
    case "email":
      return contact.email;
    case "place":
      return `${location.city ?? ""} ${location.country ?? ""}`;
    case "precision":
      return location.source;
    case "company":
      return psa.company?.name ?? "";
    case "site":
      return psa.site?.name ?? "";
    case "devices":
      return agent.device_count;
    case "offline":
      return agent.devices_offline;
    case "matched":
      return psa.matched;
    case "sync":
      return psa.company === null ? 9 : STATES.indexOf(psa.sync.state);
    case "last_sync":
      return psa.last_success_at ?? "";
    case "residential":
      return Number(agent.residential);
    case "activated":
      return agent.activated_at;
    case "tags":
      return agent.tags.join(" ");
    case "gone":
      return agent.gone_since ?? "";
    case "distance":
      return agent.distance_km ?? "";
    default:
      return agent[column];
  }
}

/** Whether an agent fulfils everything but the state. */
function isWanted(agent: AgentSummary, { search, filter }: AgentsQuery): boolean {
  const text = `${agent.name} ${agent.customer_id} ${agent.contract_id} ${agent.contact.email}`.toLowerCase();
  return (
    filter.archived === (agent.archived_since !== null) &&
    text.includes(search.toLowerCase()) &&
    (filter.linked === null || filter.linked === (agent.psa.company !== null)) &&
    (filter.sync.length === 0 || (agent.psa.company !== null && filter.sync.includes(agent.psa.sync.state))) &&
    (filter.location.length === 0 || filter.location.includes(agent.location.source)) &&
    (filter.residential === null || filter.residential === agent.residential) &&
    (filter.violet === null || agent.violet === filter.violet) &&
    (filter.gone === null || filter.gone === (agent.gone_since !== null)) &&
    (filter.doubtful === null || filter.doubtful === (agent.location.doubt !== null)) &&
    (filter.tags.length === 0 || filter.tags.some((tag) => agent.tags.includes(tag)))
  );
}

interface Found {
  key: string;
  /** The agents that were asked. */
  of: AgentSummary[];
  rows: AgentSummary[];
  around: Omit<AgentsTableReply, "offset" | "rows">;
}

/** What stands around the rows. */
function around(agents: AgentSummary[], rows: AgentSummary[], counted: AgentSummary[]): Found["around"] {
  const count = (status: AgentSummary["status"]): number => counted.filter((agent) => agent.status === status).length;
  const tags = new Map<string, number>();
  for (const agent of agents) {
    if (agent.archived_since !== null) continue;
    for (const tag of agent.tags) tags.set(tag, (tags.get(tag) ?? 0) + 1);
  }
  const archived = agents.filter((agent) => agent.archived_since !== null).length;
  return {
    found: rows.length,
    total: agents.length - archived,
    archived,
    counts: {
      down: count("down"),
      attention: count("attention"),
      online: count("online"),
      no_contact: count("no-contact"),
    },
    devices: rows.reduce((sum, agent) => sum + agent.device_count, 0),
    tags: [...tags].map(([tag, number]) => ({ tag, agents: number })).sort((a, b) => collator.compare(a.tag, b.tag)),
  };
}

/** The table of agents, its views and the acts on many agents, answered from the array of agents. */
export function agentsTableAnswers({ agents, details, detail }: FakeTable): Answers {
  let views: SavedView[] = [];
  const undo = new Map<string, AgentSummary[]>();
  // Walking through a large table asks for the same again and again.
  let kept: Found | null = null;

  function find(query: AgentsQuery): Found {
    const key = JSON.stringify(query);
    const isSame = kept?.of.length === agents.length && kept.of.every((agent, index) => agent === agents[index]);
    if (isSame && kept?.key === key) return kept;
    const counted = agents.filter((agent) => isWanted(agent, query));
    const { status } = query.filter;
    const rows = counted
      .filter((agent) => status.length === 0 || status.includes(agent.status))
      .map((agent) => ({ agent, key: keyOf(agent, query.sort) }))
      .sort((left, right) => {
        const order =
          typeof left.key === "number" && typeof right.key === "number"
            ? left.key - right.key
            : collator.compare(String(left.key), String(right.key));
        return (query.descending ? -order : order) || collator.compare(left.agent.name, right.agent.name);
      })
      .map(({ agent }) => agent);
    kept = { key, of: [...agents], rows, around: around(agents, rows, counted) };
    return kept;
  }

  const idsOf = (selection: AgentsSelection): string[] => [
    ...selection.agents,
    ...(selection.query === null ? [] : find(selection.query).rows.map((agent) => agent.id)).filter(
      (id) => !selection.except?.includes(id),
    ),
  ];

  /** Changes agents in the array and in what their pages show. */
  function change(ids: readonly string[], act: (agent: AgentSummary) => AgentSummary): AgentsChangedReply {
    const before: AgentSummary[] = [];
    const wanted = new Set(ids);
    for (const [index, agent] of agents.entries()) {
      if (!wanted.has(agent.id)) continue;
      const next = act(agent);
      if (JSON.stringify(next) === JSON.stringify(agent)) continue;
      before.push(agent);
      agents[index] = next;
      details.delete(agent.id);
    }
    const name = `act-${undo.size + 1}`;
    undo.set(name, before);
    return {
      changed: before.length,
      unchanged: wanted.size - before.length,
      failed: [],
      undo: before.length === 0 ? null : name,
    };
  }

  function add(agent: AgentSummary): AgentDetail {
    agents.push(agent);
    return detail(agent.id);
  }

  return {
    agents_table: ({ query, offset, limit }) => {
      const { rows, around } = find(query);
      return { ...around, offset, rows: rows.slice(offset, offset + Math.min(limit, 500)) };
    },
    agents_places: ({ query }) => {
      const { rows, around } = find(query);
      const anywhere = find({ ...query, filter: { ...query.filter, location: [] } }).rows;
      const from = (...sources: string[]): number =>
        anywhere.filter((agent) => sources.includes(agent.location.source)).length;
      return {
        ids: rows.map((agent) => agent.id),
        names: rows.map((agent) => agent.name),
        status: rows.map((agent) => agent.status),
        source: rows.map((agent) => agent.location.source),
        lat: rows.map((agent) => agent.location.lat),
        lon: rows.map((agent) => agent.location.lon),
        accuracy_km: rows.map((agent) => agent.location.accuracy_km),
        country: rows.map((agent) => agent.location.country),
        distance_km: rows.flatMap((agent) => agent.distance_km ?? []),
        total: around.total,
        archived: around.archived,
        counts: around.counts,
        confirmed: from("person", "source"),
        estimated: from("geoip-city", "geoip-country"),
        tags: around.tags,
      };
    },
    agents_rows: ({ agents: ids }) => ({
      rows: ids.flatMap((id) => agents.find((agent) => agent.id === id) ?? []),
    }),
    map_labels: ({ west, south, east, north }) => ({
      labels: TOWNS.filter(({ lat, lon }) => lat >= south && lat <= north && lon >= west && lon <= east),
      attribution: "Place names © GeoNames (geonames.org), CC BY 4.0",
    }),
    views_list: () => ({ views }),
    views_save: (view) => {
      views = [
        ...views.filter(({ name }) => name.toLowerCase() !== view.name.toLowerCase()),
        { ...view, by: "Desk 2" },
      ];
      views.sort((a, b) => collator.compare(a.name, b.name));
      return { views };
    },
    views_remove: ({ name }) => {
      views = views.filter((view) => view.name !== name);
      return { views };
    },
    agents_add: ({ values }) => {
      const number = agents.filter((agent) => agent.source === "hand").length + 1;
      return add(
        makeAgent(`hand-${number}`, values["name"] ?? "", {
          source: "hand",
          source_id: `H-${number}`,
          status: "no-contact",
          customer_id: values["customer_id"] ?? "",
          contract_id: values["contract_id"] ?? "",
          device_count: 0,
        }),
      );
    },
    agents_duplicate: ({ agent, name }) => {
      const like = detail(agent);
      const number = agents.filter((known) => known.source === "hand").length + 1;
      const { customer_id, contract_id, contact, plan, tags } = like;
      return add(
        makeAgent(`hand-${number}`, name, {
          source: "hand",
          source_id: `H-${number}`,
          status: "no-contact",
          customer_id,
          contract_id,
          contact,
          plan,
          tags,
          device_count: 0,
        }),
      );
    },
    agents_archive: ({ selection, archived }) => {
      const since = archived ? new Date().toISOString() : null;
      const reply = change(idsOf(selection), (agent) => ({ ...agent, archived_since: since }));
      return { ...reply, undo: null };
    },
    agents_delete: ({ agent }) => {
      const at = agents.findIndex((known) => known.id === agent);
      if (at >= 0) agents.splice(at, 1);
      return {};
    },
    agents_change: (request) =>
      change(idsOf(request.selection), (agent) => ({
        ...agent,
        customer_id: request.customer_id ?? agent.customer_id,
        contract_id: request.contract_id ?? agent.contract_id,
        plan: request.plan ?? agent.plan,
        tags: [...new Set([...agent.tags, ...request.add_tags])]
          .filter((tag) => !request.remove_tags.includes(tag))
          .sort(collator.compare),
      })),
    changes_undo: ({ undo: name }) => {
      const before = new Map((undo.get(name) ?? []).map((agent) => [agent.id, agent]));
      change([...before.keys()], (agent) => before.get(agent.id) ?? agent);
      return { restored: before.size, left: [] };
    },
    agents_export: ({ query, only, devices, path }) => {
      const rows = find(query).rows.filter((agent) => only.length === 0 || only.includes(agent.id));
      return {
        paths: [path],
        agents: rows.length,
        devices: devices ? rows.reduce((sum, agent) => sum + agent.device_count, 0) : 0,
      };
    },
  };
}
