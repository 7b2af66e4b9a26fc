import { useState } from "react";
import { useLocation } from "wouter";
import type { SyncRunReply } from "../../../backend/generated";
import { useRetryRun } from "../../../backend/queries";
import { Button, formatNumber, notifyFailure } from "../../../components";
import { UndoDialog } from "./UndoDialog";

interface Props {
  result: SyncRunReply;
}

/** What can be done about a run that has ended. */
export function RunActs({ result }: Props) {
  const [, navigate] = useLocation();
  const retry = useRetryRun();
  const [undoing, setUndoing] = useState(false);
  const failed = result.failed.length;
  return (
    <>
      {result.kind === "sync" && failed > 0 && (
        <Button
          icon="sync"
          busy={retry.isPending}
          onClick={() =>
            retry.mutate(
              { run: result.run },
              {
                onSuccess: (reply) => navigate(`/activity/${reply.run}`),
                onError: (reason) => notifyFailure("The records were not tried again.", reason),
              },
            )
          }
        >
          {failed === 1 ? "Retry the failed one" : `Retry the ${formatNumber(failed)} failed`}
        </Button>
      )}
      {result.can_undo && (
        <Button icon="undo" onClick={() => setUndoing(true)}>
          Undo this run
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
