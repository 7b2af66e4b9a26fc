import { useState } from "react";
import type {
  DeviceView,
  DomotzDeviceDetails,
  DomotzOutlet,
  DomotzPowerAction,
  DomotzPowerRequest,
} from "../../../backend/generated";
import { useDomotzPower, useDomotzPowerReach } from "../../../backend/queries";
import { Badge, Button, ConfirmDialog, notifyDone } from "../../../components";
import { PowerReach } from "./PowerReach";
import { POWER, saysWords } from "./words";

/** What somebody is about to switch. */
interface Asked {
  action: DomotzPowerAction;
  outlet: DomotzOutlet | null;
}

/** What makes sense for an outlet as it is; everything while nobody knows. */
function outletActions({ on }: DomotzOutlet): DomotzPowerAction[] {
  if (on === null) return ["on", "off", "cycle"];
  return on ? ["off", "cycle"] : ["on"];
}

/** What can be done with the power of a device and of its outlets. */
export function Power({ device, details }: { device: DeviceView; details: DomotzDeviceDetails }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const power = useDomotzPower();
  const outlets = details.outlets;
  const what = asked?.outlet ? `${asked.outlet.name} of ${device.name}` : device.name;
  const words = asked === null ? null : POWER[asked.action];
  const request: DomotzPowerRequest | null = asked && {
    device: device.id,
    action: asked.action,
    ...(asked.outlet === null ? {} : { outlet: asked.outlet.id }),
  };
  const reach = useDomotzPowerReach(words?.cuts ? request : null);
  if (details.power.length === 0 && outlets.length === 0) {
    return <p className="t12 d">Domotz cannot switch the power of this device.</p>;
  }
  const confirm = () => {
    if (request === null || words === null) return undefined;
    const { action } = request;
    return power.mutateAsync(request).then(({ says, unread }) => {
      notifyDone(
        `${what} ${words.done}${unread === null ? saysWords(action, says) : `. What came of it could not be asked: ${unread}`}`,
      );
    });
  };
  return (
    <div className="col g8">
      {details.power.length > 0 ? (
        <fieldset className="row wrap-row g6 bare" aria-label={`Power of ${device.name}`}>
          {details.power.map((action) => (
            <Button key={action} small onClick={() => setAsked({ action, outlet: null })}>
              {POWER[action].button}
            </Button>
          ))}
        </fieldset>
      ) : null}
      {outlets.length > 0 ? (
        <ul className="choice" aria-label="Outlets">
          {outlets.map((outlet) => (
            <li key={outlet.id} className="wrap-row">
              <span className="grow">
                {outlet.name}{" "}
                <span className="d t12">{outlet.feeds.length === 0 ? "nothing on it" : outlet.feeds.join(", ")}</span>
              </span>
              <Badge tone={outlet.on === true ? "ok" : "neutral"} icon={outlet.on === true ? "check" : "minus"}>
                {outlet.on === null ? "not known" : outlet.on ? "on" : "off"}
              </Badge>
              {outlet.can_switch
                ? outletActions(outlet).map((action) => (
                    <Button
                      key={action}
                      small
                      aria-label={`${POWER[action].button} ${outlet.name}`}
                      onClick={() => setAsked({ action, outlet })}
                    >
                      {POWER[action].button}
                    </Button>
                  ))
                : null}
            </li>
          ))}
        </ul>
      ) : null}
      <ConfirmDialog
        opened={asked !== null}
        title={`${words?.verb ?? ""} ${what}?`}
        action={`${words?.verb ?? ""} ${what}`}
        danger={words?.cuts ?? false}
        waiting={reach.isFetching}
        onConfirm={confirm}
        onClose={() => setAsked(null)}
      >
        <div className="col g8">
          {asked !== null && words?.cuts ? (
            <PowerReach action={asked.action} outlet={asked.outlet} details={details} reach={reach} />
          ) : null}
          <span>
            Domotz does this on site, at once. It stands in the history of the device with your name, and cannot be
            undone but by switching again.
          </span>
        </div>
      </ConfirmDialog>
    </div>
  );
}
