import { Modal } from "@mantine/core";
import type { AgentSummary } from "../../../backend/generated";
import { useSetAutomatic } from "../../../backend/queries";
import { Button, ErrorState, formatNumber, notifyDone, plural } from "../../../components";
import { changesOf, ManyPlans, useManyPlans } from "../plan/ManyPlans";

interface Props {
  /** Linked agents. Empty = closed. */
  agents: readonly AgentSummary[];
  onDone: () => void;
  onClose: () => void;
}

function AutomaticMany({ agents, onDone, onClose }: Props) {
  const plans = useManyPlans(agents, "custom", true);
  const automatic = useSetAutomatic();
  const planned = plans.filter((row) => row.plan !== null);
  const waiting = plans.filter((row) => row.plan === null && row.error === null).length;
  const changes = planned.reduce((sum, { plan }) => sum + (plan === null ? 0 : changesOf(plan)), 0);
  return (
    <form
      className="col g12"
      onSubmit={(event) => {
        event.preventDefault();
        const seen = planned.map((row): [string, string] => [row.agent.id, row.plan?.plan ?? ""]);
        automatic.mutate(
          { agents: planned.map((row) => row.agent.id), on: true, plan: null, plans: Object.fromEntries(seen) },
          {
            onSuccess: () => {
              notifyDone(`Automatic sync of ${plural(planned.length, "agent")} is on`);
              onDone();
            },
          },
        );
      }}
    >
      <p className="m">
        This is what the first run of each writes, as Match Fields says. Approved, they begin within 5 minutes and write
        exactly that, then every 12 hours. A later run that would overwrite the values of more than 30 % of the records
        stops and asks.
      </p>
      <ManyPlans label="First plans" plans={plans} mode="custom" approve />
      {automatic.error && <ErrorState title="Automatic sync was not switched on" error={automatic.error} />}
      <div className="dialog-foot">
        <span className="d t12 startsums" role="status">
          {waiting > 0
            ? `Planning ${formatNumber(plans.length - waiting + 1)} of ${formatNumber(plans.length)}`
            : `${plural(changes, "change")} in ${plural(planned.length, "agent")}`}
        </span>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          type="submit"
          kind="primary"
          icon="check"
          busy={automatic.isPending}
          disabled={waiting > 0 || planned.length === 0}
        >
          Approve and switch on {plural(planned.length, "agent")}
        </Button>
      </div>
    </form>
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
