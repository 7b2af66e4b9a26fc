import type { VioletDeviceView, VioletGrant } from "../../../backend/generated";
import { type Column, Icon, type IconName, KindIcon, StatusShape, Switch } from "../../../components";
import { GRANT_WORD, hasGrant, modelWords, networkWord, REASON_WORD, reasonSentence } from "../words";
import type { ChangeGrant } from "./useGranting";

function Name({ device }: { device: VioletDeviceView }) {
  return (
    <span className="row g6">
      <StatusShape
        status={device.status === "online" ? "online" : device.status === "offline" ? "down" : "no-contact"}
      />
      <KindIcon kind={device.kind} />
      <b className="md el">{device.name}</b>
      {device.gone_since === null ? null : <Mark icon="clock" word="Gone: its source no longer reports it" />}
      {device.ignored ? <Mark icon="minus" word="Ignored" /> : null}
    </span>
  );
}

/** Why a row is greyed; the name keeps the room. */
function Mark({ icon, word }: { icon: IconName; word: string }) {
  return (
    <span title={word}>
      <Icon name={icon} size="s" />
      <span className="sr">{word}</span>
    </span>
  );
}

interface GrantSwitchProps {
  device: VioletDeviceView;
  grant: VioletGrant;
  onChange: ChangeGrant;
}

/** One switch; where it cannot be given, the reason in words beside it. */
function GrantSwitch({ device, grant, onChange }: GrantSwitchProps) {
  const state = device.switches.find((each) => each.grant === grant);
  if (state === undefined) return null;
  const { granted, reason, reason_text, asks_first } = state;
  const label = `${GRANT_WORD[grant]}: ${device.name}`;
  // What was given stays switchable: it can be taken away even where it has no effect.
  const isFixed = reason !== null && !granted;
  const why =
    reason !== null
      ? `${granted ? "Given, without effect. " : ""}${reasonSentence(device.name, reason_text)}`
      : asks_first && !granted
        ? "Asks first: other devices hang on it, so its name has to be typed"
        : undefined;
  return (
    <Switch
      label={label}
      on={granted}
      disabled={isFixed}
      {...(why === undefined ? {} : { title: why })}
      onChange={(on) => onChange([device], grant, on)}
    >
      {reason !== null ? (
        <span className={granted ? "t12 c-warn row g4" : "t12 d"}>
          {granted ? <Icon name="warn" size="s" /> : null}
          {granted ? <span className="sr">No effect: </span> : null}
          <span className="el">{REASON_WORD[reason]}</span>
        </span>
      ) : asks_first && !granted ? (
        <span className="t12 d row g4">
          <Icon name="lock" size="s" />
          <span className="el">Asks first</span>
        </span>
      ) : null}
    </Switch>
  );
}

/** The columns of the table of grants. */
export function grantColumns(onChange: ChangeGrant): Column<VioletDeviceView>[] {
  const switches = (grant: VioletGrant, width: number): Column<VioletDeviceView> => ({
    key: grant,
    title: GRANT_WORD[grant],
    width,
    sort: (device) => (hasGrant(device, grant) ? 0 : 1),
    render: (device) => <GrantSwitch device={device} grant={grant} onChange={onChange} />,
  });
  return [
    {
      key: "name",
      title: "Device",
      least: 150,
      sort: (device) => device.name,
      render: (device) => <Name device={device} />,
    },
    {
      key: "model",
      title: "Model",
      width: 120,
      optional: 1,
      className: "m",
      sort: modelWords,
      render: (device) => modelWords(device) || <span className="empty">none</span>,
    },
    {
      key: "network",
      title: "Network",
      width: 80,
      optional: 2,
      className: "m",
      sort: networkWord,
      render: networkWord,
    },
    switches("visible", 64),
    switches("power", 138),
    switches("block", 168),
  ];
}
