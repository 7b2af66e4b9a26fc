import { useState } from "react";
import type { AgentDetail } from "../../../backend/generated";
import { useDomotzAgentDetails } from "../../../backend/queries";
import { Button, ErrorState, Loading, Note, Time } from "../../../components";
import { Events, FactRows } from "./Facts";
import { Hints } from "./Hints";
import { isDomotz } from "./words";

/** What Domotz tells of an agent beside its values. Each look takes calls from the day's quota: it is asked for. */
export function DomotzCard({ agent }: { agent: AgentDetail }) {
  const [asked, setAsked] = useState(false);
  const details = useDomotzAgentDetails(agent.id, asked);
  if (!isDomotz(agent.source)) return null;
  return (
    <section className="card" aria-labelledby="domotz-title">
      <header>
        <h2 id="domotz-title">In Domotz</h2>
        {asked ? null : (
          <span className="end">
            <Button small icon="sync" onClick={() => setAsked(true)}>
              Ask Domotz
            </Button>
          </span>
        )}
      </header>
      <div className="body col g12">
        {!asked ? (
          <p className="t13 m">Networks, uptime and events of the last week.</p>
        ) : details.error ? (
          <ErrorState
            title="Domotz could not be asked about this agent"
            error={details.error}
            onRetry={() => void details.refetch()}
          />
        ) : details.data === undefined ? (
          <Loading what="what Domotz knows" />
        ) : (
          <>
            {details.data.trouble === "" ? null : <Note tone="warn">{details.data.trouble}</Note>}
            <Hints agent={agent} details={details.data} onTaken={() => void details.refetch()} />
            <dl className="dl">
              <dt>Devices read</dt>
              <dd>
                {details.data.devices_read_at === null ? (
                  <span className="empty">never</span>
                ) : (
                  <Time at={details.data.devices_read_at} withClock />
                )}
              </dd>
              <FactRows facts={details.data.facts} uptime={details.data.uptime_percent} />
              {details.data.interfaces.map((network) => (
                <Network key={`${network.name}/${network.address}`} network={network} />
              ))}
            </dl>
            <Events events={details.data.events} label={`Events of ${agent.name}`} />
          </>
        )}
      </div>
    </section>
  );
}

type Interface = Parameters<typeof networkWords>[0];

function networkWords(network: { address: string; mac: string; routed: boolean }): string {
  const parts = [network.address, network.mac, network.routed ? "behind a router" : ""];
  return parts.filter((part) => part !== "").join(", ");
}

function Network({ network }: { network: Interface & { name: string } }) {
  return (
    <>
      <dt>
        Network <span className="mono">{network.name}</span>
      </dt>
      <dd className="mono">{networkWords(network) || <span className="empty">no address</span>}</dd>
    </>
  );
}
