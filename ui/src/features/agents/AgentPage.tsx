import { useCallback, useEffect } from "react";
import { Link, useLocation, useParams, useSearchParams } from "wouter";
import type { AgentDetail, DeviceView } from "../../backend/generated";
import { useAgent, useWorkspaceStatus } from "../../backend/queries";
import {
  Badge,
  ErrorState,
  Icon,
  Loading,
  PageHead,
  SaveScope,
  SaveState,
  STATUS_WORD,
  StatusShape,
  type Tab,
  Tabs,
  Time,
} from "../../components";
import { SyncNow } from "../connectwise/plan/SyncNow";
import { SeeAsOwner, VioletPanel } from "../violet";
import { AgentCard } from "./AgentCard";
import { CustomerCard } from "./CustomerCard";
import { DeviceDrawer } from "./DeviceDrawer";
import { DevicesCard } from "./DevicesCard";
import { DevicesPanel } from "./DevicesPanel";
import { DomotzCard } from "./domotz/DomotzCard";
import { HistoryCard } from "./HistoryCard";
import { HistoryPanel } from "./HistoryPanel";
import { LocationCard } from "./LocationCard";
import { LocationHistoryCard } from "./LocationHistoryCard";
import { localTimeWords, useMinute } from "./local-time";
import { NotesCard } from "./NotesCard";
import { PsaCard } from "./PsaCard";
import { rememberRecent } from "./recent-agents";
import { VioletCard } from "./VioletCard";

const TABS = ["overview", "devices", "psa", "violet", "notes", "history"] as const;
type TabName = (typeof TABS)[number];

function tabOf(text: string | undefined): TabName {
  return TABS.find((tab) => tab === text) ?? "overview";
}

export function AgentPage() {
  const { id = "", tab } = useParams<{ id: string; tab?: string }>();
  const agent = useAgent(id);
  if (agent.data) {
    return (
      <SaveScope key={agent.data.id}>
        <AgentView agent={agent.data} tab={tabOf(tab)} />
      </SaveScope>
    );
  }
  if (agent.error) return <AgentError error={agent.error} onRetry={() => void agent.refetch()} />;
  return <Loading what="the agent" />;
}

/** In place of the page of an agent that cannot be read. */
export function AgentError({ error, onRetry }: { error: unknown; onRetry(): void }) {
  return (
    <>
      <PageHead title="Agent" crumbs={[{ title: "Agents", to: "/agents" }]} />
      <div className="pad">
        <ErrorState
          title="This agent could not be read"
          error={error}
          onRetry={onRetry}
          actions={
            <Link href="/agents" className="btn xs">
              All agents
            </Link>
          }
        />
      </div>
    </>
  );
}

/** The clock at the customer's, and how light it is there where a place is known. */
function LocalTime({ agent: { time_zone: zone, location } }: { agent: AgentDetail }) {
  const words = localTimeWords(zone, location, useMinute());
  return words === "" ? null : (
    <span className="d t12 nw" title={zone}>
      {words}
    </span>
  );
}

/** Beside the name: how the agent is, and by which words people group it. */
function Beside({ agent }: { agent: AgentDetail }) {
  return (
    <>
      <span className="bdg">
        <StatusShape status={agent.status} hidden />
        {STATUS_WORD[agent.status]}
      </span>
      {agent.gone_since ? (
        <Badge tone="dashed" icon="clock">
          Gone since <Time at={agent.gone_since} />
        </Badge>
      ) : null}
      {agent.archived_since ? (
        <Badge tone="dashed" icon="lock">
          Archived <Time at={agent.archived_since} />
        </Badge>
      ) : null}
      {agent.tags.slice(0, 3).map((tag) => (
        <span className="tag" key={tag}>
          {tag}
        </span>
      ))}
      {agent.tags.length > 3 ? (
        <span className="tag" title={agent.tags.slice(3).join(", ")}>
          +{agent.tags.length - 3}
        </span>
      ) : null}
      <LocalTime agent={agent} />
    </>
  );
}

function AgentView({ agent, tab }: { agent: AgentDetail; tab: TabName }) {
  const [, navigate] = useLocation();
  // The device in the address is the one that is open, or the one whose history is looked at.
  const [address, setAddress] = useSearchParams();
  const chosen = address.get("device");
  const device = tab === "history" ? null : (agent.devices.find((each) => each.id === chosen) ?? null);
  const open = useCallback(
    (each: DeviceView): void => setAddress({ device: each.id }, { replace: true }),
    [setAddress],
  );
  const directory = useWorkspaceStatus().data?.directory;
  useEffect(() => {
    if (directory !== undefined) rememberRecent(directory, { id: agent.id, name: agent.name });
  }, [directory, agent.id, agent.name]);
  const base = `/agents/${agent.id}`;
  const tabs: Tab[] = [
    { to: base, title: "Overview", on: tab === "overview" },
    { to: `${base}/devices`, title: "Devices", count: agent.devices.length, on: tab === "devices" },
    { to: `${base}/psa`, title: "PSA and ticketing", on: tab === "psa" },
    { to: `${base}/violet`, title: "Violet", on: tab === "violet" },
    { to: `${base}/notes`, title: "Notes", on: tab === "notes" },
    { to: `${base}/history`, title: "History", on: tab === "history" },
  ];

  return (
    <>
      <PageHead
        title={agent.name}
        crumbs={[
          { title: "Agents", to: "/agents" },
          { title: agent.psa.company?.name || agent.customer_id || agent.source },
        ]}
        beside={<Beside agent={agent} />}
        actions={
          <>
            <SaveState />
            {tab === "violet" && agent.residential ? <SeeAsOwner agent={agent.id} /> : null}
            <Link href={`${base}/sheet`} className="btn">
              <Icon name="printer" />
              Site sheet
            </Link>
            {agent.psa.company ? <SyncNow agent={agent.id} agentName={agent.name} /> : null}
          </>
        }
      >
        <Tabs tabs={tabs} label="Parts of the agent" />
      </PageHead>
      {tab === "devices" ? (
        <DevicesPanel agent={agent} onOpen={open} />
      ) : tab === "violet" ? (
        <VioletPanel agent={agent.id} />
      ) : (
        <div className="scroll">
          <div className={tab === "overview" ? "agrid" : "agrid one"}>
            {tab === "overview" ? (
              <>
                <CustomerCard agent={agent} />
                <LocationCard agent={agent} />
                <AgentCard agent={agent} />
                <PsaCard agent={agent} />
                <DevicesCard agent={agent} onOpen={open} />
                <NotesCard agent={agent} />
                <HistoryCard agent={agent} most={4} />
                <VioletCard agent={agent} />
                <DomotzCard agent={agent} />
              </>
            ) : null}
            {tab === "psa" ? <PsaCard agent={agent} /> : null}
            {tab === "notes" ? <NotesCard agent={agent} rows={16} /> : null}
            {tab === "history" ? (
              <>
                <HistoryPanel key={chosen} agent={agent.id} devices={agent.devices} device={chosen ?? ""} />
                <LocationHistoryCard agent={agent} />
              </>
            ) : null}
          </div>
        </div>
      )}
      <DeviceDrawer
        device={device}
        source={agent.source}
        onClose={() => setAddress({}, { replace: true })}
        onHistory={(each) => navigate(`${base}/history?device=${encodeURIComponent(each.id)}`)}
      />
    </>
  );
}
