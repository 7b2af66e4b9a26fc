import { useLocation } from "wouter";
import { useSetAutomatic } from "../../../backend/queries";
import { notifyDone, notifyFailure, Switch } from "../../../components";
import { planAddress } from "./wish";

interface Props {
  agent: string;
  agentName: string;
  on: boolean;
  /** Shows "on" or "off" beside it. */
  withWord?: boolean;
}

/** Automatic sync of one agent. Switching it on shows the first plan, which has to be approved. */
export function AutomaticSwitch({ agent, agentName, on, withWord = false }: Props) {
  const [, navigate] = useLocation();
  const automatic = useSetAutomatic();
  const switchOff = () =>
    automatic.mutate(
      { agents: [agent], on: false, plan: null },
      {
        onSuccess: () => notifyDone(`Automatic sync of ${agentName} is off`),
        onError: (reason) => notifyFailure(`Automatic sync of ${agentName} was not switched off.`, reason),
      },
    );
  return (
    <Switch
      label={`Automatic sync of ${agentName}`}
      on={on}
      disabled={automatic.isPending}
      title={on ? "Every 12 hours; switch it off" : "Every 12 hours; shows the first plan before it begins"}
      onChange={(wanted) => (wanted ? navigate(planAddress(agent, { approve: true })) : switchOff())}
    >
      {withWord && <span className={on ? "t12" : "t12 d"}>{on ? "on" : "off"}</span>}
    </Switch>
  );
}
