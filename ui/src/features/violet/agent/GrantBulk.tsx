import type { VioletDeviceView } from "../../../backend/generated";
import { Button, plural } from "../../../components";
import { GRANT_WORD, GRANTS, hasGrant } from "../words";
import type { ChangeGrant } from "./useGranting";

interface Props {
  devices: readonly VioletDeviceView[];
  busy: boolean;
  onChange: ChangeGrant;
  onTakeAll(devices: readonly VioletDeviceView[]): void;
  onClear(): void;
}

/** What can be given or taken on the selected devices at once. */
export function GrantBulk({ devices, busy, onChange, onTakeAll, onClear }: Props) {
  if (devices.length === 0) return null;
  const held = devices.filter((device) => hasGrant(device)).length;
  return (
    <section className="bulk" aria-label="Selected devices">
      <b className="md t13 nw">{plural(devices.length, "device")} selected</b>
      {GRANTS.map((grant) => {
        const on = devices.some((device) => canHave(device, grant) && !hasGrant(device, grant));
        return (
          <Button
            key={grant}
            busy={busy}
            disabled={!on && !devices.some((device) => hasGrant(device, grant))}
            onClick={() => onChange(devices, grant, on)}
          >
            {on ? "Give" : "Take"} {grant === "block" ? "block" : GRANT_WORD[grant].toLowerCase()}
          </Button>
        );
      })}
      <Button kind="quiet" busy={busy} disabled={held === 0} onClick={() => onTakeAll(devices)}>
        Take all away
      </Button>
      <span className="d t12 el grow bulk-note">Reaches the owner at once</span>
      <Button kind="quiet" onClick={onClear}>
        Clear
      </Button>
    </section>
  );
}

const canHave = (device: VioletDeviceView, grant: (typeof GRANTS)[number]): boolean =>
  device.switches.some((each) => each.grant === grant && each.reason === null);
