import type { AgentDetail, DomotzAgentDetails, DomotzVlanHint } from "../../../backend/generated";
import { useDomotzTakeVlans } from "../../../backend/queries";
import { Button, Note, notifyDone, notifyFailure, plural } from "../../../components";
import { useSaveAgentField } from "../agent-fields";

interface Props {
  agent: AgentDetail;
  details: DomotzAgentDetails;
  /** What was taken is no hint any more. */
  onTaken(): void;
}

const PLATFORM: Record<string, string> = { "domotz-box": "Domotz Box", "luxul-router": "Luxul router" };

/** What networks and devices suggest and Domotz does not say, with one click to take it. */
export function Hints({ agent, details, onTaken }: Props) {
  return (
    <>
      <PlatformSuggestion agent={agent} details={details} onTaken={onTaken} />
      {byVlan(details.vlan_hints).map(([vlan, hints]) => (
        <VlanSuggestion key={vlan} vlan={vlan} hints={hints} onTaken={onTaken} />
      ))}
    </>
  );
}

function PlatformSuggestion({ agent, details, onTaken }: Props) {
  const save = useSaveAgentField(agent);
  const hint = details.platform_hint;
  if (hint === null) return null;
  const name = PLATFORM[hint.platform] ?? hint.platform;
  const take = () =>
    save("platform", hint.platform, "").then(
      () => {
        notifyDone(`The platform of ${agent.name} is ${name}`);
        onTaken();
      },
      (reason: unknown) => notifyFailure("The platform was not changed.", reason),
    );
  return (
    <Note tone="acc">
      <span className="row wrap-row g8">
        <span className="grow">
          <b className="md">Platform: {name}?</b> {hint.why}
        </span>
        <Button small onClick={() => void take()}>
          Set platform
        </Button>
      </span>
    </Note>
  );
}

/** Hints with the same VLAN belong to one click. */
function byVlan(hints: readonly DomotzVlanHint[]): [number, DomotzVlanHint[]][] {
  const found = new Map<number, DomotzVlanHint[]>();
  for (const hint of hints) found.set(hint.vlan, [...(found.get(hint.vlan) ?? []), hint]);
  return [...found].sort(([one], [other]) => one - other);
}

const vlanName = (vlan: number): string => (vlan === 0 ? "not tagged" : `VLAN ${vlan}`);

interface VlanProps {
  vlan: number;
  hints: readonly DomotzVlanHint[];
  onTaken(): void;
}

function VlanSuggestion({ vlan, hints, onTaken }: VlanProps) {
  const take = useDomotzTakeVlans();
  const [first] = hints;
  if (first === undefined) return null;
  const devices = plural(hints.length, "device");
  const names = hints.slice(0, 3).map(({ device_name }) => device_name);
  const more = hints.length > 3 ? ` and ${hints.length - 3} more` : "";
  const onTake = () =>
    take.mutate(
      { vlans: hints.map(({ device }) => ({ device, vlan })) },
      {
        onSuccess: ({ changed }) => {
          notifyDone(`${plural(changed, "device")} set to ${vlanName(vlan)}`);
          onTaken();
        },
        onError: (reason) => notifyFailure("The VLANs were not set.", reason),
      },
    );
  return (
    <Note tone="acc">
      <span className="row wrap-row g8">
        <span className="grow">
          <b className="md">
            {devices}: {vlanName(vlan)}?
          </b>{" "}
          Their addresses are in the network of <span className="mono">{first.interface}</span>: {names.join(", ")}
          {more}.
        </span>
        <Button small busy={take.isPending} aria-label={`Set VLAN of ${devices} to ${vlan}`} onClick={onTake}>
          Set VLAN of {devices}
        </Button>
      </span>
    </Note>
  );
}
