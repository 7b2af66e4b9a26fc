import { Menu } from "@mantine/core";
import { useState } from "react";
import type { AgentSummary, SyncMode } from "../../../backend/generated";
import { useSetAutomatic, useSyncQueue } from "../../../backend/queries";
import { Button, formatNumber, notifyDone, notifyFailure, plural } from "../../../components";
import { ModeItems } from "../plan/SyncNow";
import { AutomaticManyDialog } from "./AutomaticManyDialog";
import { SyncManyDialog } from "./SyncManyDialog";

interface Props {
  /** The selected agents that are linked. */
  agents: readonly AgentSummary[];
  onDone: () => void;
}

/** No agent is about to be synchronized. */
const nothing = { agents: [], mode: "custom" as const };

/** What can be done with many linked agents at once. */
export function LinkedBulk({ agents, onDone }: Props) {
  const [syncing, setSyncing] = useState<{ agents: readonly AgentSummary[]; mode: SyncMode }>(nothing);
  const [approving, setApproving] = useState<readonly AgentSummary[]>([]);
  const queue = useSyncQueue();
  const automatic = useSetAutomatic();
  const on = agents.filter((agent) => agent.psa.sync.automatic);
  const off = agents.filter((agent) => !agent.psa.sync.automatic);
  const busy = queue !== null && !queue.ended;
  const count = formatNumber(agents.length);
  return (
    <>
      <Menu position="top-start" width={340}>
        <Menu.Target>
          <Button icon="sync" disabled={busy} title={busy ? "Other agents are being synchronized" : undefined}>
            Sync now {count}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <ModeItems onChosen={(mode) => setSyncing({ agents, mode })} />
        </Menu.Dropdown>
      </Menu>
      {off.length > 0 && (
        <Button icon="clock" onClick={() => setApproving(off)}>
          Automatic on {formatNumber(off.length)}
        </Button>
      )}
      {on.length > 0 && (
        <Button
          busy={automatic.isPending}
          onClick={() =>
            automatic.mutate(
              { agents: on.map((agent) => agent.id), on: false, plan: null },
              {
                onSuccess: () => {
                  notifyDone(`Automatic sync of ${plural(on.length, "agent")} is off`);
                  onDone();
                },
                onError: (reason) => notifyFailure("Automatic sync was not switched off.", reason),
              },
            )
          }
        >
          Automatic off {formatNumber(on.length)}
        </Button>
      )}
      <AutomaticManyDialog
        agents={approving}
        onDone={() => {
          setApproving([]);
          onDone();
        }}
        onClose={() => setApproving([])}
      />
      <SyncManyDialog
        agents={syncing.agents}
        mode={syncing.mode}
        onDone={() => {
          setSyncing(nothing);
          onDone();
        }}
        onClose={() => setSyncing(nothing)}
      />
    </>
  );
}
