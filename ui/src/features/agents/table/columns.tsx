import type { ReactNode } from "react";
import { Link } from "wouter";
import type { AgentColumn, AgentSummary } from "../../../backend/generated";
import { Badge, type Column, formatDistance, formatNumber, StatusShape, Time } from "../../../components";
import { SyncCell } from "../../connectwise/companies/SyncCell";
import { MatchedBar } from "../../connectwise/MatchedBar";
import { certaintyWords, placeWords } from "../../map/location-words";
import { sourceTitle } from "../agent-fields";
import { type RowActs, RowMenu } from "./RowMenu";
import { COLUMN_TITLE, contactName, platformWords } from "./words";

/** The columns while nobody has chosen others. */
export const STANDARD_COLUMNS: readonly AgentColumn[] = [
  "status",
  "name",
  "customer_id",
  "contract_id",
  "place",
  "company",
  "devices",
  "sync",
];

/** Which of the standard columns give way in a narrow window; the highest number first. */
const OPTIONAL: Partial<Record<AgentColumn, number>> = { customer_id: 1, place: 2, contract_id: 3 };

function Nothing({ children = "none" }: { children?: string }) {
  return <span className="empty">{children}</span>;
}

const text = (value: string): ReactNode => value || <Nothing />;

function NameCell({ agent }: { agent: AgentSummary }) {
  return (
    <>
      <Link href={`/agents/${agent.id}`} className="rowlink el">
        {agent.name}
      </Link>
      <span className="sub2 el">
        {agent.archived_since ? (
          <>
            Archived <Time at={agent.archived_since} />
          </>
        ) : agent.gone_since ? (
          <>
            Gone since <Time at={agent.gone_since} />
          </>
        ) : (
          contactName(agent) || (agent.residential ? "residential" : "no contact person")
        )}
      </span>
    </>
  );
}

function CompanyCell({ agent: { psa } }: { agent: AgentSummary }) {
  if (!psa.company) return <Nothing>not linked</Nothing>;
  return (
    <>
      <span className="el block">{psa.company.name}</span>
      <span className="sub2 el">{psa.site?.name ?? psa.company.identifier}</span>
    </>
  );
}

function SyncState({ agent, syncing }: { agent: AgentSummary; syncing: ReadonlySet<string> }) {
  if (agent.archived_since) {
    return (
      <Badge tone="dashed" icon="lock">
        Frozen
      </Badge>
    );
  }
  if (!agent.psa.company) {
    return (
      <Badge tone="dashed" icon="minus">
        Off
      </Badge>
    );
  }
  return <SyncCell agent={agent} syncing={syncing.has(agent.id)} />;
}

export function Tags({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return <Nothing />;
  return (
    <span className="row g4" title={tags.join(", ")}>
      {tags.map((tag) => (
        <span className="tag" key={tag}>
          {tag}
        </span>
      ))}
    </span>
  );
}

type Looks = Pick<Column<AgentSummary>, "width" | "least" | "align" | "hideTitle"> & {
  render(agent: AgentSummary, syncing: ReadonlySet<string>): ReactNode;
};

const LOOKS: Record<AgentColumn, Looks> = {
  status: { width: 44, hideTitle: true, render: (agent) => <StatusShape status={agent.status} /> },
  name: { least: 184, render: (agent) => <NameCell agent={agent} /> },
  customer_id: { width: 120, render: (agent) => text(agent.customer_id) },
  contract_id: { width: 130, render: (agent) => text(agent.contract_id) },
  contact: { width: 150, render: (agent) => text(contactName(agent)) },
  email: { width: 210, render: (agent) => text(agent.contact.email) },
  place: {
    width: 146,
    render: ({ location }) => (
      <>
        <span className="el block">{placeWords(location)}</span>
        <span className="sub2 el">{certaintyWords(location)}</span>
      </>
    ),
  },
  precision: { width: 184, render: ({ location }) => certaintyWords(location) || <Nothing>no location</Nothing> },
  company: { width: 170, render: (agent) => <CompanyCell agent={agent} /> },
  site: {
    width: 150,
    render: ({ psa }) =>
      psa.company ? (psa.site?.name ?? <Nothing>default site</Nothing>) : <Nothing>not linked</Nothing>,
  },
  devices: {
    width: 90,
    align: "right",
    render: (agent) => (
      <>
        {formatNumber(agent.device_count)}
        {agent.devices_offline > 0 ? (
          <span className="sub2 c-bad">{formatNumber(agent.devices_offline)} offline</span>
        ) : null}
      </>
    ),
  },
  offline: {
    width: 140,
    align: "right",
    render: ({ devices_offline: offline }) =>
      offline > 0 ? <span className="c-bad">{formatNumber(offline)}</span> : <Nothing>0</Nothing>,
  },
  matched: {
    width: 144,
    render: ({ psa }) => (psa.company ? <MatchedBar psa={psa} /> : <Nothing>–</Nothing>),
  },
  sync: { width: 186, render: (agent, syncing) => <SyncState agent={agent} syncing={syncing} /> },
  last_sync: {
    width: 152,
    render: ({ psa }) => (psa.last_success_at ? <Time at={psa.last_success_at} withClock /> : <Nothing>never</Nothing>),
  },
  platform: { width: 124, render: (agent) => text(platformWords(agent.platform)) },
  residential: { width: 148, render: (agent) => (agent.residential ? "Residential" : "Commercial") },
  public_ip: {
    width: 150,
    render: (agent) => (agent.public_ip ? <span className="mono">{agent.public_ip}</span> : <Nothing />),
  },
  source: { width: 110, render: (agent) => sourceTitle(agent.source) },
  plan: { width: 130, render: (agent) => text(agent.plan) },
  activated: { width: 116, render: (agent) => <Time at={agent.activated_at} /> },
  tags: { width: 190, render: (agent) => <Tags tags={agent.tags} /> },
  distance: {
    width: 92,
    align: "right",
    render: ({ distance_km: km }) => (km === undefined ? <Nothing>–</Nothing> : formatDistance(km)),
  },
  gone: {
    width: 120,
    render: (agent) => (agent.gone_since ? <Time at={agent.gone_since} /> : <Nothing>–</Nothing>),
  },
};

interface ColumnsFor {
  keys: readonly AgentColumn[];
  /** Agents that are being synchronized. */
  syncing: ReadonlySet<string>;
  acts: RowActs;
}

/** The columns of the table. Those that a person chose all stay, and the table scrolls sideways where they need it. */
export function columnsFor({ keys, syncing, acts }: ColumnsFor): Column<AgentSummary>[] {
  // Nobody chose the distance: it comes with the condition, and the others give way to it.
  const standard = keys.filter((key) => key !== "distance").join() === STANDARD_COLUMNS.join();
  const columns = keys.map((key): Column<AgentSummary> => {
    const { render, ...looks } = LOOKS[key];
    const optional = standard ? OPTIONAL[key] : undefined;
    return {
      key,
      title: COLUMN_TITLE[key],
      sortable: true,
      ...looks,
      ...(optional === undefined ? {} : { optional }),
      render: (agent) => render(agent, syncing),
    };
  });
  return [
    ...columns,
    {
      key: "actions",
      title: "Actions",
      hideTitle: true,
      width: 58,
      align: "right",
      className: "rowacts",
      render: (agent) => <RowMenu agent={agent} acts={acts} />,
    },
  ];
}
