import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { type CommandFailure, failureFrom } from "../../../backend/backend";
import type { AgentSummary, SyncMode, SyncPlanReply } from "../../../backend/generated";
import { useSyncPlan } from "../../../backend/queries";
import { Button, type Column, DataTable, formatNumber, Icon } from "../../../components";
import { planAddress } from "./wish";

/** The plan of one agent among many. */
export interface AgentPlan {
  agent: AgentSummary;
  /** null = it is being made, or could not be made. */
  plan: SyncPlanReply | null;
  /** Why it could not be made. */
  error: CommandFailure | null;
}

function Count({ row, of }: { row: AgentPlan; of: (plan: SyncPlanReply) => number }) {
  return row.plan === null ? <span className="d">–</span> : formatNumber(of(row.plan));
}

const columns: Column<AgentPlan>[] = [
  {
    key: "agent",
    title: "Agent",
    render: (row) => (
      <>
        <span className="el md block">{row.agent.name}</span>
        <span className={row.error ? "sub2 el c-bad" : "sub2 el"} title={row.error?.message}>
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
    width: 92,
    align: "right",
    render: (row) => <Count row={row} of={(plan) => plan.skips.length} />,
  },
];

/** The way from a row to the whole plan of its agent. */
function openColumn(mode: SyncMode, approve: boolean, navigate: (path: string) => void): Column<AgentPlan> {
  return {
    key: "open",
    title: "Plan",
    hideTitle: true,
    width: 84,
    align: "right",
    render: ({ agent }) => (
      <Button
        small
        aria-label={`Open the plan of ${agent.name}`}
        onClick={() => navigate(planAddress(agent.id, approve ? { approve } : { mode }))}
      >
        Open
      </Button>
    ),
  };
}

const unplanned = (agents: readonly AgentSummary[]): readonly AgentPlan[] =>
  agents.map((agent) => ({ agent, plan: null, error: null }));

/** Plans each agent, one after the other, and all of them `again` when asked to. Nothing is written by it. */
export function useManyPlans(agents: readonly AgentSummary[], mode: SyncMode, automatic: boolean) {
  const { mutateAsync: makePlan } = useSyncPlan();
  const [plans, setPlans] = useState(() => unplanned(agents));
  // A number that grows: planning again is wanted even where nothing else changed.
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the round is the wish to plan again.
  useEffect(() => {
    let wanted = true;
    setPlans(unplanned(agents));
    const planAll = async (): Promise<void> => {
      for (const agent of agents) {
        if (!wanted) {
          return;
        }
        const part = await makePlan({ agent: agent.id, mode, automatic }).then(
          (plan) => ({ plan, error: null }),
          (reason: unknown) => ({ plan: null, error: failureFrom(reason) }),
        );
        if (wanted) {
          setPlans((known) => known.map((row) => (row.agent.id === agent.id ? { agent, ...part } : row)));
        }
      }
    };
    void planAll();
    return () => {
      wanted = false;
    };
  }, [agents, mode, automatic, round, makePlan]);
  return { plans, again: () => setRound((known) => known + 1) };
}

/** What a plan would do, in one number: values to be written and configurations to be created. */
export function changesOf(plan: SyncPlanReply): number {
  return plan.updates.length + plan.creates.length;
}

interface Props {
  label: string;
  plans: readonly AgentPlan[];
  mode: SyncMode;
  /** The plans are those of first automatic runs. */
  approve?: boolean;
}

/** The sums of each plan, with the way to the whole of it. */
export function ManyPlans({ label, plans, mode, approve = false }: Props) {
  const [, navigate] = useLocation();
  return (
    <div className="dialog-table manyplans">
      <DataTable
        label={label}
        rows={plans}
        columns={[...columns, openColumn(mode, approve, navigate)]}
        rowId={(row) => row.agent.id}
        rowHeight={44}
      />
    </div>
  );
}
