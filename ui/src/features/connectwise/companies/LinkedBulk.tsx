import { Menu } from "@mantine/core";
import { useState } from "react";
import type { AgentSummary, SyncMode } from "../../../backend/generated";
import { useSetAutomatic, useStartQueue, useSyncQueue } from "../../../backend/queries";
import { Button, ConfirmDialog, formatNumber, notifyDone, notifyFailure, plural } from "../../../components";
import { ModeItems } from "../plan/SyncNow";
import { modeName } from "../words";
import { AutomaticManyDialog } from "./AutomaticManyDialog";

interface Props {
  /** The selected agents that are linked. */
  agents: readonly AgentSummary[];
  onDone: () => void;
}

const OUTCOME: Record<SyncMode, string> = {
  "to-connectwise": "Values here overwrite those in ConnectWise.",
  "from-connectwise": "Values in ConnectWise overwrite those here.",
  custom: "Each agent follows its Match Fields.",
};

/** What can be done with many linked agents at once. */
export function LinkedBulk({ agents, onDone }: Props) {
  const [mode, setMode] = useState<SyncMode | null>(null);
  const [approving, setApproving] = useState<readonly AgentSummary[]>([]);
  const start = useStartQueue();
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
          <ModeItems onChosen={setMode} />
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
      <ConfirmDialog
        opened={mode !== null}
        title={`Sync ${plural(agents.length, "agent")}?`}
        action={`Sync ${plural(agents.length, "agent")}`}
        onConfirm={() => {
          if (mode !== null) {
            start(mode, agents);
            onDone();
          }
          return undefined;
        }}
        onClose={() => setMode(null)}
      >
        {mode !== null && (
          <>
            <p>
              <b className="md">{modeName(mode)}.</b> {OUTCOME[mode]} Each agent is planned and written in turn, without
              showing its plan first; conflicts are written as the mode says.
            </p>
            <p className="m">
              It goes on in the background, and Stop ends it between two requests. Each agent has a run of its own in
              Activity, and each run can be undone there.
            </p>
          </>
        )}
      </ConfirmDialog>
    </>
  );
}
