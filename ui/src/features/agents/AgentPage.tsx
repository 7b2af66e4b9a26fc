import { useState } from "react";
import { Link, useParams } from "wouter";
import type { AgentDetail, DeviceView } from "../../backend/generated";
import { useAgent } from "../../backend/queries";
import {
  Badge,
  ErrorState,
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
import { AgentCard } from "./AgentCard";
import { CustomerCard } from "./CustomerCard";
import { DeviceDrawer } from "./DeviceDrawer";
import { DevicesCard, DevicesPanel } from "./DevicesCard";
import { HistoryCard, HistoryPanel, LocationHistoryCard } from "./HistoryCard";
import { LocationCard } from "./LocationCard";
import { NotesCard } from "./NotesCard";
import { PsaCard } from "./PsaCard";

const TABS = ["overview", "devices", "psa", "notes", "history"] as const;
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
  if (agent.error) {
    return (
      <>
        <PageHead title="Agent" crumbs={[{ title: "Agents", to: "/agents" }]} />
        <div className="pad">
          <ErrorState
            title="This agent could not be read"
            error={agent.error}
            onRetry={() => void agent.refetch()}
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
  return <Loading what="the agent" />;
}

/** The clock at the customer's; empty where the zone is unknown. */
function localTime(zone: string): string {
  if (zone === "") return "";
  try {
    return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(new Date());
  } catch {
    return "";
  }
}

function AgentView({ agent, tab }: { agent: AgentDetail; tab: TabName }) {
  const [deviceId, setDeviceId] = useState<string | null>(null);
  const device = agent.devices.find((each) => each.id === deviceId) ?? null;
  const open = (each: DeviceView): void => setDeviceId(each.id);
  const base = `/agents/${agent.id}`;
  const tabs: Tab[] = [
    { to: base, title: "Overview", on: tab === "overview" },
    { to: `${base}/devices`, title: "Devices", count: agent.devices.length, on: tab === "devices" },
    { to: `${base}/psa`, title: "PSA and ticketing", on: tab === "psa" },
    { to: `${base}/notes`, title: "Notes", on: tab === "notes" },
    { to: `${base}/history`, title: "History", count: agent.history.length, on: tab === "history" },
  ];
  const clock = localTime(agent.time_zone);

  return (
    <>
      <PageHead
        title={agent.name}
        crumbs={[
          { title: "Agents", to: "/agents" },
          { title: agent.psa.company?.name || agent.customer_id || agent.source },
        ]}
        beside={
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
            {clock ? <span className="d t12 nw">Local time {clock}</span> : null}
          </>
        }
        actions={
          <>
            <SaveState />
            {agent.psa.company ? <SyncNow agent={agent.id} agentName={agent.name} /> : null}
          </>
        }
      >
        <Tabs tabs={tabs} label="Parts of the agent" />
      </PageHead>
      {tab === "devices" ? (
        <DevicesPanel agent={agent} onOpen={open} />
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
              </>
            ) : null}
            {tab === "psa" ? <PsaCard agent={agent} /> : null}
            {tab === "notes" ? <NotesCard agent={agent} rows={16} /> : null}
            {tab === "history" ? (
              <>
                <HistoryPanel agent={agent} />
                <LocationHistoryCard agent={agent} />
              </>
            ) : null}
          </div>
        </div>
      )}
      <DeviceDrawer device={device} source={agent.source} onClose={() => setDeviceId(null)} />
    </>
  );
}
