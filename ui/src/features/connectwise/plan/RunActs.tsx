import { useState } from "react";
import { useLocation } from "wouter";
import type { SyncRunReply } from "../../../backend/generated";
import { Button, formatNumber } from "../../../components";
import { UndoDialog } from "./UndoDialog";
import { planAddress } from "./wish";

interface Props {
  result: SyncRunReply;
}

/** What can be done about a run that has ended. */
export function RunActs({ result }: Props) {
  const [, navigate] = useLocation();
  const [undoing, setUndoing] = useState(false);
  const failed = result.failed.length;
  return (
    <>
      {result.kind === "sync" && failed > 0 && (
        // What is tried again is planned anew and shown first, as in every sync.
        <Button icon="sync" onClick={() => navigate(planAddress(result.agent, { retry: result.run }))}>
          {failed === 1 ? "Retry the failed one" : `Retry the ${formatNumber(failed)} failed`}
        </Button>
      )}
      {result.can_undo && (
        <Button icon="undo" onClick={() => setUndoing(true)}>
          {result.undone_by === null ? "Undo this run" : "Undo the rest"}
        </Button>
      )}
      <UndoDialog
        opened={undoing}
        run={result.run}
        agent={result.agent}
        agentName={result.agent_name}
        onClose={() => setUndoing(false)}
      />
    </>
  );
}
