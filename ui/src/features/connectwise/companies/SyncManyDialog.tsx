import { Modal } from "@mantine/core";
import type { AgentSummary, SyncMode } from "../../../backend/generated";
import { useStartQueue } from "../../../backend/queries";
import { plural } from "../../../components";
import { ManyPlansForm } from "../plan/ManyPlansForm";
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
  const start = useStartQueue();
  return (
    <ManyPlansForm
      agents={agents}
      mode={mode}
      label="Plans"
      icon="play"
      action={(planned, changes) => `Run ${plural(changes, "change")} in ${plural(planned.length, "agent")}`}
      onRun={(planned) => {
        start(
          mode,
          planned.map(({ agent, plan }) => ({ id: agent.id, name: agent.name, plan: plan.plan })),
        );
        onDone();
      }}
      onClose={onClose}
    >
      <b className="md">{modeName(mode)}.</b> {OUTCOME[mode]} Exactly these plans are carried out, one agent after the
      other; a record that changes before it is written is skipped. It goes on in the background, and each run can be
      undone in Activity.
    </ManyPlansForm>
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
