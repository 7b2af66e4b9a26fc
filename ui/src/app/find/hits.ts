/** What can be found: from the core's answer, and among pages and actions, in groups. */
import type { AgentStatus, SearchHit, SearchReply } from "../../backend/generated";
import { formatField, type IconName } from "../../components";
import type { RecentAgent } from "../../features/agents/recent-agents";

type Marks = readonly (readonly [number, number])[];

export interface Hit {
  key: string;
  /** Where it leads; for an action that asks for an agent first, where each agent leads. */
  to: string;
  title: string;
  titleMarks: Marks;
  /** Beside it: where it is, or the value in which it was found. */
  sub: string;
  subMarks: Marks;
  status?: AgentStatus;
  kind?: string;
  icon?: IconName;
  asksForAgent?: boolean;
}

export interface Group {
  title: string;
  hits: Hit[];
  /** There are more than are shown. */
  more: boolean;
}

const plain = (part: Pick<Hit, "to" | "title" | "sub" | "icon">): Hit => ({
  key: part.to,
  titleMarks: [],
  subMarks: [],
  ...part,
});

const ACTIONS: readonly Hit[] = [
  plain({ to: "/agents?import", title: "Import agents", sub: "", icon: "download" }),
  plain({ to: "/agents?add", title: "Add agent", sub: "", icon: "plus" }),
  {
    ...plain({ to: "/connectwise/plan/", title: "Plan sync for …", sub: "choose an agent", icon: "sync" }),
    asksForAgent: true,
  },
];

const PAGES: readonly Hit[] = [
  plain({ to: "/map", title: "Map", sub: "", icon: "map" }),
  plain({ to: "/agents", title: "Agents", sub: "", icon: "agents" }),
  plain({ to: "/connectwise/companies", title: "Companies", sub: "ConnectWise", icon: "link" }),
  plain({ to: "/connectwise/matching", title: "Matching", sub: "ConnectWise", icon: "link" }),
  plain({ to: "/connectwise/fields", title: "Match Fields", sub: "ConnectWise", icon: "link" }),
  plain({ to: "/connectwise/manage", title: "Manage Integration", sub: "ConnectWise", icon: "link" }),
  plain({ to: "/violet", title: "Violet", sub: "owners", icon: "home" }),
  plain({ to: "/activity", title: "Activity", sub: "runs", icon: "activity" }),
  plain({ to: "/activity/changes", title: "Changes", sub: "Activity", icon: "history" }),
  plain({ to: "/settings", title: "Settings", sub: "", icon: "settings" }),
  plain({ to: "/settings/map", title: "Map settings", sub: "streets, addresses, GeoIP", icon: "settings" }),
  plain({ to: "/settings/sources", title: "Sources", sub: "Settings", icon: "settings" }),
  plain({ to: "/settings/violet", title: "Violet settings", sub: "Settings", icon: "settings" }),
  plain({ to: "/settings/mail", title: "Mail", sub: "Settings", icon: "settings" }),
];

/** From so many letters on, the beginning of an action is no accident. */
const MEANT = 3;

/** The pages and actions whose words begin with what was typed; all for nothing. */
function named(hits: readonly Hit[], text: string): Hit[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return hits.filter((hit) => {
    const own = `${hit.title} ${hit.sub}`.toLowerCase().split(/\s+/);
    return words.every((word) => own.some((each) => each.startsWith(word)));
  });
}

/** "Serial number CN83HKX0F4", with the marks moved to where the value stands. */
function inWords(hit: SearchHit): Pick<Hit, "sub" | "subMarks"> {
  const before = `${hit.field === "source_id" ? "Source's id" : formatField(hit.field)} `;
  return {
    sub: before + hit.text,
    subMarks: hit.marks.map(([begin, end]) => [begin + before.length, end + before.length] as const),
  };
}

function agentHits(found: SearchReply, to: (agent: string) => string): Hit[] {
  return found.agents.map((agent) => ({
    key: `agent ${agent.id}`,
    to: to(agent.id),
    title: agent.name,
    titleMarks: agent.name_marks,
    ...(agent.hit === null
      ? { sub: agent.archived ? "archived" : agent.customer_id, subMarks: [] }
      : inWords(agent.hit)),
    status: agent.status,
  }));
}

function recentHits(recent: readonly RecentAgent[], to: (agent: string) => string): Hit[] {
  return recent.map(({ id, name }) => ({
    ...plain({ to: to(id), title: name, sub: "", icon: "clock" }),
    key: `recent ${id}`,
  }));
}

const agentPage = (agent: string): string => `/agents/${encodeURIComponent(agent)}`;

interface Sought {
  text: string;
  /** The answer of the core; null while nothing was asked. */
  found: SearchReply | null;
  recent: readonly RecentAgent[];
  /** The action that wants an agent; null for going anywhere. */
  action: Hit | null;
}

/** Everything to choose from, in groups that hold something. */
export function groupsOf({ text, found, recent, action }: Sought): Group[] {
  const nothing = text.trim() === "";
  const to = action === null ? agentPage : (agent: string): string => action.to + encodeURIComponent(agent);
  const agents: Group[] = nothing
    ? [{ title: "Recent agents", hits: recentHits(recent, to), more: false }]
    : found === null
      ? []
      : [{ title: "Agents", hits: agentHits(found, to), more: found.more_agents }];
  const actions: Group = { title: "Actions", hits: named(ACTIONS, text), more: false };
  const begun = text.trim().toLowerCase();
  // Who types the beginning of an action means it, even where an agent has such a name too.
  const meant = begun.length >= MEANT && actions.hits.some((hit) => hit.title.toLowerCase().startsWith(begun));
  const groups: Group[] =
    action !== null
      ? agents
      : [
          ...(meant ? [actions] : []),
          ...agents,
          ...(nothing || found === null ? [] : otherGroups(found)),
          ...(meant ? [] : [actions]),
          { title: "Pages", hits: named(PAGES, text), more: false },
        ];
  return groups.filter((group) => group.hits.length > 0);
}

/** Devices and companies that were found. */
function otherGroups(found: SearchReply): Group[] {
  return [
    {
      title: "Devices",
      more: found.more_devices,
      hits: found.devices.map((device) => ({
        key: `device ${device.id}`,
        to: `${agentPage(device.agent)}/devices?device=${encodeURIComponent(device.id)}`,
        title: device.name,
        titleMarks: device.name_marks,
        ...withAgent(device.hit, device.agent_name),
        kind: device.kind,
      })),
    },
    {
      title: "Companies",
      more: false,
      hits: found.companies.map((company) => {
        const [first] = company.agents;
        const count = company.agents.length;
        return {
          key: `company ${company.id}`,
          to:
            first === undefined
              ? "/connectwise/companies"
              : `/connectwise/companies?agent=${encodeURIComponent(first)}`,
          title: company.name,
          titleMarks: company.name_marks,
          sub: `${company.identifier}, ${count === 1 ? "1 agent" : `${count} agents`}`,
          subMarks: [],
          icon: "company" as const,
        };
      }),
    },
  ];
}

/** The value in which a device was found, and whose it is. */
function withAgent(hit: SearchHit | null, agent: string): Pick<Hit, "sub" | "subMarks"> {
  if (hit === null) return { sub: agent, subMarks: [] };
  const { sub, subMarks } = inWords(hit);
  return { sub: `${sub}, ${agent}`, subMarks };
}
