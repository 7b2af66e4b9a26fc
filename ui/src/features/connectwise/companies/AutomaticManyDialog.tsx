import { Modal } from "@mantine/core";
import type { AgentSummary } from "../../../backend/generated";
import { useSetAutomatic } from "../../../backend/queries";
import { ErrorState, notifyDone, plural } from "../../../components";
import { ManyPlansForm } from "../plan/ManyPlansForm";

interface Props {
  /** Linked agents. Empty = closed. */
  agents: readonly AgentSummary[];
  onDone: () => void;
  onClose: () => void;
}

function AutomaticMany({ agents, onDone, onClose }: Props) {
  const automatic = useSetAutomatic();
  return (
    <ManyPlansForm
      agents={agents}
      mode="custom"
      automatic
      label="First plans"
      icon="check"
      busy={automatic.isPending}
      error={automatic.error ? <ErrorState title="Automatic sync was not switched on" error={automatic.error} /> : null}
      action={(planned) => `Approve and switch on ${plural(planned.length, "agent")}`}
      onRun={(planned) => {
        const seen = planned.map(({ agent, plan }): [string, string] => [agent.id, plan.plan]);
        automatic.mutate(
          { agents: planned.map(({ agent }) => agent.id), on: true, plan: null, plans: Object.fromEntries(seen) },
          {
            onSuccess: () => {
              notifyDone(`Automatic sync of ${plural(planned.length, "agent")} is on`);
              onDone();
            },
          },
        );
      }}
      onClose={onClose}
    >
      This is what the first run of each writes, as Match Fields says. Approved, they begin within 5 minutes and write
      exactly that, then every 12 hours. A later run that would overwrite the values of more than 30 % of the records
      stops and asks.
    </ManyPlansForm>
  );
}

/** Automatic sync for many: lists the first plan of each, and switches it on when they are approved. */
export function AutomaticManyDialog(props: Props) {
  return (
    <Modal
      opened={props.agents.length > 0}
      onClose={props.onClose}
      title={`Automatic sync of ${plural(props.agents.length, "agent")}`}
      size={720}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {props.agents.length > 0 ? <AutomaticMany {...props} /> : null}
    </Modal>
  );
}
