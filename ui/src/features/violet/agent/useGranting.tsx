import { type ReactNode, useCallback, useState } from "react";
import type { VioletDeviceView, VioletGrant, VioletGrantReply, VioletView } from "../../../backend/generated";
import { useGrant } from "../../../backend/queries";
import { ConfirmDialog, Note, notifyDone, notifyFailure, plural } from "../../../components";
import { GRANT_WORD, hasGrant, reasonSentence } from "../words";

export type ChangeGrant = (devices: readonly VioletDeviceView[], grant: VioletGrant, on: boolean) => void;

interface Granting {
  change: ChangeGrant;
  /** Takes away everything that was granted on these devices. */
  takeAll(devices: readonly VioletDeviceView[]): void;
  busy: boolean;
  /** The question of what asks first; stands at the end of the page. */
  dialog: ReactNode;
}

interface Asked {
  devices: readonly VioletDeviceView[];
  grant: VioletGrant;
}

const asksFirst = (device: VioletDeviceView, grant: VioletGrant): boolean =>
  device.switches.some((each) => each.grant === grant && each.asks_first && !each.granted && each.reason === null);

/** What was left as it is, in one sentence. */
function leftWords({ left }: VioletGrantReply): string {
  const [first] = left;
  if (first === undefined) return "";
  if (left.length === 1) return ` Left as it is: ${reasonSentence(first.name, first.reason_text)}`;
  return ` ${plural(left.length, "device")} left as they are, such as ${reasonSentence(first.name, first.reason_text)}`;
}

/** Giving and taking switches: at once, or after a question where other devices hang on it. */
export function useGranting(view: VioletView): Granting {
  const grant = useGrant();
  const [asked, setAsked] = useState<Asked | null>(null);
  const { agent } = view;
  const { mutateAsync } = grant;

  const send = useCallback(
    async (devices: readonly VioletDeviceView[], what: VioletGrant, on: boolean, confirm = ""): Promise<void> => {
      const reply = await mutateAsync({ agent, devices: devices.map((each) => each.device), grant: what, on, confirm });
      // One switch shows for itself what became of it.
      if (devices.length === 1 && reply.left.length === 0) return;
      const done = on ? "given" : "taken away";
      notifyDone(`${GRANT_WORD[what]} ${done} on ${plural(reply.changed, "device")}.${leftWords(reply)}`);
    },
    [agent, mutateAsync],
  );

  const change = useCallback<ChangeGrant>(
    (devices, what, on) => {
      if (on && devices.some((device) => asksFirst(device, what))) {
        setAsked({ devices, grant: what });
        return;
      }
      send(devices, what, on).catch((reason: unknown) => notifyFailure("The grant was not changed.", reason));
    },
    [send],
  );

  const takeAll = useCallback(
    (devices: readonly VioletDeviceView[]): void => {
      // Taking the sight of a device takes what hangs on it.
      const held = devices.filter((device) => hasGrant(device));
      if (held.length === 0) return;
      send(held, "visible", false).catch((reason: unknown) => notifyFailure("The grants were not taken away.", reason));
    },
    [send],
  );

  return {
    change,
    takeAll,
    busy: grant.isPending,
    dialog: <AskFirst asked={asked} agentName={view.agent_name} onGrant={send} onClose={() => setAsked(null)} />,
  };
}

interface AskFirstProps {
  asked: Asked | null;
  agentName: string;
  onGrant(devices: readonly VioletDeviceView[], grant: VioletGrant, on: boolean, confirm: string): Promise<void>;
  onClose(): void;
}

/** The typed confirmation for what other devices hang on. */
function AskFirst({ asked, agentName, onGrant, onClose }: AskFirstProps) {
  const risky = asked === null ? [] : asked.devices.filter((device) => asksFirst(device, asked.grant));
  const [only] = risky;
  const isOne = risky.length === 1 && only !== undefined;
  const name = isOne ? only.name : agentName;
  const what = asked?.grant === "block" ? "block the internet of" : "switch the power of";
  return (
    <ConfirmDialog
      opened={asked !== null}
      title={`Let the owner ${what} ${isOne ? name : plural(risky.length, "such device")}?`}
      action={`Give ${asked?.grant ?? ""} on ${plural(asked?.devices.length ?? 0, "device")}`}
      danger
      typed={{ label: `Type the name of the ${isOne ? "device" : "agent"}: ${name}`, value: name }}
      onConfirm={() => (asked === null ? undefined : onGrant(asked.devices, asked.grant, true, name))}
      onClose={onClose}
    >
      <div className="col g8">
        <Note tone="warn">
          Other devices hang on {isOne ? <b className="md">{name}</b> : risky.map((each) => each.name).join(", ")}. An
          owner who {asked?.grant === "block" ? "blocks" : "switches off"} {isOne ? "it" : "one of them"} may cut the
          whole home off, and the agent with it: then it cannot be undone from here.
        </Note>
        <span>The owner gets it at once. It can be taken away at any time.</span>
      </div>
    </ConfirmDialog>
  );
}
