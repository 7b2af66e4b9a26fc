import { useState } from "react";
import type { DeviceView, DomotzDeviceDetails, DomotzOutlet, DomotzPowerAction } from "../../../backend/generated";
import { useDomotzDeviceDetails, useDomotzPower } from "../../../backend/queries";
import { Badge, Button, ConfirmDialog, ErrorState, Loading, Note, notifyDone } from "../../../components";
import { Events, FactRows } from "./Facts";
import { hangsWords, POWER } from "./words";

/** What Domotz tells of a device beside its values, and its power. Asked only when somebody looks. */
export function DomotzDevice({ device }: { device: DeviceView }) {
  const details = useDomotzDeviceDetails(device.id, true);
  return (
    <section className="col g12" aria-label="In Domotz">
      <h3 className="drawer-title">In Domotz</h3>
      {details.error ? (
        <ErrorState
          title="Domotz could not be asked about this device"
          error={details.error}
          onRetry={() => void details.refetch()}
        />
      ) : details.data === undefined ? (
        <Loading what="what Domotz knows" />
      ) : (
        <>
          <dl className="dl">
            <FactRows facts={details.data.facts} uptime={details.data.uptime_percent} />
          </dl>
          <Power device={device} details={details.data} />
          <Events events={details.data.events} label={`Events of ${device.name}`} />
        </>
      )}
    </section>
  );
}

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

/** What goes dark with a device by what it is for the network, which no outlet tells. */
function Carried({ details: { is_host, carries_others } }: { details: DomotzDeviceDetails }) {
  if (is_host) {
    return (
      <Note tone="warn">
        The agent itself runs on this device: without it Domotz sees nothing of this network, and cannot switch it on
        again.
      </Note>
    );
  }
  return carries_others ? (
    <Note tone="warn">
      Other devices may get their network or power through this one, the agent among them: then Domotz cannot switch it
      on again.
    </Note>
  ) : null;
}

function Power({ device, details }: { device: DeviceView; details: DomotzDeviceDetails }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const power = useDomotzPower();
  const outlets = details.outlets;
  if (details.power.length === 0 && outlets.length === 0) {
    return <p className="t12 d">Domotz cannot switch the power of this device.</p>;
  }
  const what = asked?.outlet ? `${asked.outlet.name} of ${device.name}` : device.name;
  const words = asked === null ? null : POWER[asked.action];
  const hanging = asked === null || !words?.cuts ? [] : asked.outlet ? asked.outlet.feeds : details.hangs_on;
  const confirm = () => {
    if (asked === null || words === null) return undefined;
    const outlet = asked.outlet === null ? {} : { outlet: asked.outlet.id };
    return power.mutateAsync({ device: device.id, action: asked.action, ...outlet }).then(({ says, unread }) => {
      const after = says === "" ? "" : `. Domotz says: ${says}`;
      notifyDone(`${what} ${words.done}${unread === null ? after : `. What came of it could not be asked: ${unread}`}`);
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
        onConfirm={confirm}
        onClose={() => setAsked(null)}
      >
        <div className="col g8">
          {words?.cuts && asked?.outlet === null ? <Carried details={details} /> : null}
          {hanging.length > 0 ? <Note tone="warn">{hangsWords(hanging)}</Note> : null}
          <span>
            Domotz does this on site, at once. It stands in the history of the device with your name, and cannot be
            undone but by switching again.
          </span>
        </div>
      </ConfirmDialog>
    </div>
  );
}
