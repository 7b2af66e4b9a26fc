import { useState } from "react";
import type { AgentSummary } from "../../../backend/generated";
import { useHeld, useSetSyncOptions, useSyncOptions } from "../../../backend/queries";
import { Button, notifyFailure, plural, Switch } from "../../../components";
import { AutomaticSwitch } from "./AutomaticSwitch";
import { HeldFields } from "./HeldFields";

interface Props {
  agent: AgentSummary;
  /** What is planned is another thing now. */
  onChanged: () => void;
}

/** What counts for every sync of this agent. */
export function PlanOptions({ agent, onChanged }: Props) {
  const options = useSyncOptions(agent.id);
  const setOptions = useSetSyncOptions();
  const held = useHeld(agent.id).data?.held.length ?? 0;
  const [showing, setShowing] = useState(false);
  const creating = options.data?.create_unmatched ?? false;
  return (
    <section className="planopts" aria-label="Options of this agent">
      <span className="row g6">
        <span className="d">Automatic sync</span>
        <AutomaticSwitch agent={agent.id} agentName={agent.name} on={agent.psa.sync.automatic} withWord />
      </span>
      <span className="row g6">
        <span className="d">Create unmatched devices</span>
        <Switch
          label="Create unmatched devices"
          on={creating}
          disabled={options.data === undefined || setOptions.isPending}
          title="Devices without a match get a new configuration in each sync; those that wait for a person do not"
          onChange={(wanted) =>
            setOptions.mutate(
              { agent: agent.id, create_unmatched: wanted },
              { onSuccess: onChanged, onError: (reason) => notifyFailure("The option was not changed.", reason) },
            )
          }
        >
          <span className={creating ? "t12" : "t12 d"}>{creating ? "on" : "off"}</span>
        </Switch>
      </span>
      {held > 0 && (
        <span className="end">
          <Button small kind="quiet" icon="lock" onClick={() => setShowing(true)}>
            {plural(held, "field")} held by an undo
          </Button>
        </span>
      )}
      <HeldFields opened={showing} agent={agent.id} onReleased={onChanged} onClose={() => setShowing(false)} />
    </section>
  );
}
