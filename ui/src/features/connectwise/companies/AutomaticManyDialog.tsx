import { Modal } from "@mantine/core";
import { useEffect, useState } from "react";
import { type CommandFailure, failureFrom } from "../../../backend/backend";
import type { AgentSummary, SyncPlanReply } from "../../../backend/generated";
import { useSetAutomatic, useSyncPlan } from "../../../backend/queries";
import {
  Button,
  type Column,
  DataTable,
  ErrorState,
  formatNumber,
  Icon,
  notifyDone,
  plural,
} from "../../../components";

interface Props {
  /** Linked agents. Empty = closed. */
  agents: readonly AgentSummary[];
  onDone: () => void;
  onClose: () => void;
}

interface FirstPlan {
  agent: AgentSummary;
  plan: SyncPlanReply | null;
  error: CommandFailure | null;
}

function Count({ row, of }: { row: FirstPlan; of: (plan: SyncPlanReply) => number }) {
  return row.plan === null ? <span className="d">–</span> : formatNumber(of(row.plan));
}

const columns: Column<FirstPlan>[] = [
  {
    key: "agent",
    title: "Agent",
    render: (row) => (
      <>
        <span className="el md block">{row.agent.name}</span>
        <span className={row.error ? "sub2 el c-bad" : "sub2 el"}>
          {row.error ? row.error.message : (row.agent.psa.company?.name ?? "")}
        </span>
      </>
    ),
  },
  {
    key: "changes",
    title: "Changes",
    width: 82,
    align: "right",
    render: (row) =>
      row.plan === null && row.error === null ? (
        <Icon name="spin" size="s" label="being planned" />
      ) : (
        <Count row={row} of={(plan) => plan.updates.length} />
      ),
  },
  {
    key: "creates",
    title: "Creates",
    width: 76,
    align: "right",
    render: (row) => <Count row={row} of={(plan) => plan.creates.length} />,
  },
  {
    key: "conflicts",
    title: "Conflicts",
    width: 84,
    align: "right",
    render: (row) => <Count row={row} of={(plan) => plan.updates.filter((update) => update.conflict).length} />,
  },
  {
    key: "left",
    title: "Left alone",
    width: 104,
    align: "right",
    render: (row) => <Count row={row} of={(plan) => plan.skips.length} />,
  },
];

/** Makes the first plan of each agent, one after the other. */
function useFirstPlans(agents: readonly AgentSummary[]): readonly FirstPlan[] {
  const { mutateAsync: makePlan } = useSyncPlan();
  const [plans, setPlans] = useState<readonly FirstPlan[]>(() =>
    agents.map((agent) => ({ agent, plan: null, error: null })),
  );
  useEffect(() => {
    let wanted = true;
    const planAll = async (): Promise<void> => {
      for (const agent of agents) {
        if (!wanted) {
          return;
        }
        const part = await makePlan({ agent: agent.id, mode: "custom", automatic: true }).then(
          (plan) => ({ plan, error: null }),
          (reason: unknown) => ({ plan: null, error: failureFrom(reason) }),
        );
        setPlans((known) => known.map((row) => (row.agent.id === agent.id ? { agent, ...part } : row)));
      }
    };
    void planAll();
    return () => {
      wanted = false;
    };
  }, [agents, makePlan]);
  return plans;
}

function AutomaticMany({ agents, onDone, onClose }: Props) {
  const plans = useFirstPlans(agents);
  const automatic = useSetAutomatic();
  const planned = plans.filter((row) => row.plan !== null);
  const waiting = plans.filter((row) => row.plan === null && row.error === null).length;
  const changes = planned.reduce((sum, { plan }) => sum + (plan?.updates.length ?? 0) + (plan?.creates.length ?? 0), 0);
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
      <div className="dialog-table manyplans">
        <DataTable label="First plans" rows={plans} columns={columns} rowId={(row) => row.agent.id} rowHeight={44} />
      </div>
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
