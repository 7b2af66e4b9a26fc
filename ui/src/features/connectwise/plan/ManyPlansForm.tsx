import { type ReactNode, useState } from "react";
import type { AgentSummary, SyncMode, SyncPlanReply } from "../../../backend/generated";
import { Button, formatNumber, type IconName, plural } from "../../../components";
import { AskWriteBack, useUndecidedSource } from "./AskWriteBack";
import { changesOf, ManyPlans, useManyPlans } from "./ManyPlans";

/** An agent with the plan that was on screen. */
export interface Planned {
  agent: AgentSummary;
  plan: SyncPlanReply;
}

interface Props {
  agents: readonly AgentSummary[];
  mode: SyncMode;
  /** The plans are those of first automatic runs, to be approved. */
  automatic?: boolean;
  label: string;
  /** What running them means. */
  children: ReactNode;
  error?: ReactNode;
  /** The button that runs them. */
  icon: IconName;
  busy?: boolean;
  action: (planned: readonly Planned[], changes: number) => string;
  onRun: (planned: readonly Planned[]) => void;
  onClose: () => void;
}

/** The plans of many agents, and the one press that carries out exactly these. Asks about values that Domotz would take. */
export function ManyPlansForm(props: Props) {
  const { agents, mode, automatic = false } = props;
  const { plans, again } = useManyPlans(agents, mode, automatic);
  const [asking, setAsking] = useState(false);
  const planned = plans.flatMap(({ agent, plan }) => (plan === null ? [] : [{ agent, plan }]));
  const waiting = plans.filter((row) => row.plan === null && row.error === null).length;
  const undecided = useUndecidedSource(planned.map(({ agent, plan }) => ({ source: agent.source, plan })));
  const changes = planned.reduce((sum, { plan }) => sum + changesOf(plan), 0);
  const decided = (allowed: boolean) => {
    setAsking(false);
    if (allowed) {
      again();
    } else {
      props.onRun(planned);
    }
  };
  return (
    <>
      <form
        className="col g12"
        onSubmit={(event) => {
          event.preventDefault();
          if (undecided === null) {
            props.onRun(planned);
          } else {
            setAsking(true);
          }
        }}
      >
        <p className="m">{props.children}</p>
        <ManyPlans label={props.label} plans={plans} mode={mode} approve={automatic} />
        {props.error}
        <div className="dialog-foot">
          <span className="d t12 startsums" role="status">
            {waiting > 0
              ? `Planning ${formatNumber(plans.length - waiting + 1)} of ${formatNumber(plans.length)}`
              : `${plural(changes, "change")} in ${plural(planned.length, "agent")}`}
          </span>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button
            type="submit"
            kind="primary"
            icon={props.icon}
            busy={props.busy ?? false}
            disabled={waiting > 0 || planned.length === 0}
          >
            {props.action(planned, changes)}
          </Button>
        </div>
      </form>
      {undecided !== null && (
        <AskWriteBack
          opened={asking}
          source={undecided.source.source}
          values={undecided.values}
          plans={planned.length}
          onDecided={decided}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
