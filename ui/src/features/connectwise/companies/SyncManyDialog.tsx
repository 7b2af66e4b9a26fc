import { Modal } from "@mantine/core";
import type { AgentSummary, SyncMode } from "../../../backend/generated";
import { useStartQueue } from "../../../backend/queries";
import { Button, formatNumber, Note, plural } from "../../../components";
import { useUndecidedSource } from "../plan/AskWriteBack";
import { changesOf, ManyPlans, useManyPlans } from "../plan/ManyPlans";
import { modeName } from "../words";

interface Props {
  /** Linked agents. Empty = closed. */
  agents: readonly AgentSummary[];
  mode: SyncMode;
  onDone: () => void;
  onClose: () => void;
}

const OUTCOME: Record<SyncMode, string> = {
  "to-connectwise": "Values here overwrite those in ConnectWise.",
  "from-connectwise": "Values in ConnectWise overwrite those here.",
  custom: "Each agent follows its Match Fields.",
};

function SyncMany({ agents, mode, onDone, onClose }: Props) {
  const plans = useManyPlans(agents, mode, false);
  const start = useStartQueue();
  const planned = plans.flatMap(({ agent, plan }) => (plan === null ? [] : [{ agent, plan }]));
  const waiting = plans.filter((row) => row.plan === null && row.error === null).length;
  const undecided = useUndecidedSource(planned.map(({ agent, plan }) => ({ source: agent.source, plan })));
  const changes = planned.reduce((sum, { plan }) => sum + changesOf(plan), 0);
  return (
    <form
      className="col g12"
      onSubmit={(event) => {
        event.preventDefault();
        start(
          mode,
          planned.map(({ agent, plan }) => ({ id: agent.id, name: agent.name, plan: plan.plan })),
        );
        onDone();
      }}
    >
      <p className="m">
        <b className="md">{modeName(mode)}.</b> {OUTCOME[mode]} Exactly these plans are carried out, one agent after the
        other; a record that changes before it is written is skipped. It goes on in the background, and each run can be
        undone in Activity.
      </p>
      {undecided !== null && (
        <Note>
          {plural(undecided.values, "value")} from ConnectWise {undecided.values === 1 ? "stays" : "stay"} in Sitebook
          and {undecided.values === 1 ? "does" : "do"} not go to Domotz: nobody has allowed that yet (Settings,
          Sources).
        </Note>
      )}
      <ManyPlans label="Plans" plans={plans} mode={mode} />
      <div className="dialog-foot">
        <span className="d t12 startsums" role="status">
          {waiting > 0
            ? `Planning ${formatNumber(plans.length - waiting + 1)} of ${formatNumber(plans.length)}`
            : `${plural(changes, "change")} in ${plural(planned.length, "agent")}`}
        </span>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" kind="primary" icon="play" disabled={waiting > 0 || planned.length === 0}>
          {waiting > 0 ? "Run" : `Run ${plural(changes, "change")} in ${plural(planned.length, "agent")}`}
        </Button>
      </div>
    </form>
  );
}

/** Sync of many: lists the plan of each agent, and carries out those very plans. */
export function SyncManyDialog(props: Props) {
  return (
    <Modal
      opened={props.agents.length > 0}
      onClose={props.onClose}
      title={`Sync ${plural(props.agents.length, "agent")}`}
      size={780}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {props.agents.length > 0 ? <SyncMany {...props} /> : null}
    </Modal>
  );
}
