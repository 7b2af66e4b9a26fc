import { Drawer } from "@mantine/core";
import { Link } from "wouter";
import type { DeviceView } from "../../backend/generated";
import {
  Button,
  formatField,
  formatTime,
  MatchLetter,
  OutsideLink,
  ReadOnlyField,
  SavedTextarea,
  SavedTextField,
  StatusShape,
  Switch,
} from "../../components";
import { sourceName } from "./agent-fields";
import { deviceStatus, None } from "./device-columns";
import { DeviceSays, type DeviceText, emptyWord, textOf, useIgnoring, useSaveDeviceField } from "./device-fields";
import { DomotzDevice } from "./domotz/DomotzDevice";
import { isDomotz } from "./domotz/words";

interface DeviceDrawerProps {
  device: DeviceView | null;
  source: string;
  onClose(): void;
  /** Shows the history of this device alone. */
  onHistory(device: DeviceView): void;
}

export function DeviceDrawer({ device, source, onClose, onHistory }: DeviceDrawerProps) {
  return (
    <Drawer
      opened={device !== null}
      onClose={onClose}
      title={device?.name || device?.source_id || "Device"}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {device ? (
        <DeviceForm key={device.id} device={device} source={source} onHistory={() => onHistory(device)} />
      ) : null}
    </Drawer>
  );
}

const STATUS_WORDS: Record<string, string> = { online: "Online", offline: "Offline" };

interface DeviceFormProps {
  device: DeviceView;
  source: string;
  onHistory(): void;
}

function DeviceForm({ device, source, onHistory }: DeviceFormProps) {
  const save = useSaveDeviceField(device);
  const ignoring = useIgnoring();

  function text(field: Exclude<DeviceText, "vlan" | "notes">, mono = false) {
    return (
      <SavedTextField
        label={formatField(field)}
        value={device[field]}
        mono={mono}
        draftKey={`${device.id}/${field}`}
        onSave={(value, seen) => save(field, value, seen)}
        below={<DeviceSays device={device} field={field} source={source} />}
      />
    );
  }

  const discovered = `Discovered by ${sourceName(source)}, cannot be edited`;
  return (
    <div className="col g12 drawer-form">
      <div className="row g12">
        <span className="bdg">
          <StatusShape status={deviceStatus(device)} hidden />
          {STATUS_WORDS[device.status] ?? "Not known"}
        </span>
        {device.gone_since ? <span className="bdg dash">Gone since {formatTime(device.gone_since)}</span> : null}
        <span className="end t13">
          <Switch
            label={`Ignore ${device.name}`}
            on={device.ignored}
            disabled={ignoring.busy}
            onChange={(on) => ignoring.ignore([device], on)}
          >
            Ignored
          </Switch>
        </span>
      </div>
      {device.ignored ? <p className="t12 d">Ignored devices are left out of counts and matching.</p> : null}
      <Match device={device} />
      {text("name")}
      <div className="f2">
        {text("kind")}
        {text("vendor")}
        {text("model")}
        {text("serial", true)}
        {text("zone")}
        {text("room")}
        <SavedTextField
          label="VLAN"
          value={textOf(device, "vlan")}
          placeholder={emptyWord("vlan")}
          draftKey={`${device.id}/vlan`}
          onSave={(value, seen) => save("vlan", value, seen)}
          below={
            <>
              <p className="t12 d">A number where it is tagged, 0 where it is not.</p>
              <DeviceSays device={device} field="vlan" source={source} />
            </>
          }
        />
      </div>
      <SavedTextarea
        label="Notes"
        value={device.notes}
        rows={4}
        draftKey={`${device.id}/notes`}
        onSave={(value, seen) => save("notes", value, seen)}
        below={<DeviceSays device={device} field="notes" source={source} />}
      />
      <h3 className="drawer-title">Discovered</h3>
      <ReadOnlyField label="MAC addresses" value={device.macs.join(", ")} reason={discovered} mono />
      <ReadOnlyField label="IP addresses" value={device.ips.join(", ")} reason={discovered} mono />
      <dl className="dl">
        <dt>Firmware</dt>
        <dd>{device.firmware || <None />}</dd>
        <dt>Operating system</dt>
        <dd>{device.os || <None />}</dd>
        <dt>Power</dt>
        <dd>{powerWord(device.power_controllable)}</dd>
        <dt>First seen</dt>
        <dd>{formatTime(device.first_seen) || <None />}</dd>
        <dt>Source's id</dt>
        <dd className="mono">{device.source_id}</dd>
        {device.page_url === "" ? null : (
          <>
            <dt>Page</dt>
            <dd>
              <OutsideLink address={device.page_url} />
            </dd>
          </>
        )}
      </dl>
      {isDomotz(source) && device.gone_since === null ? <DomotzDevice device={device} /> : null}
      <Button icon="history" onClick={onHistory}>
        History of this device
      </Button>
    </div>
  );
}

/** Nobody has said is not the same as no. */
function powerWord(controllable: boolean | null): string {
  if (controllable === null) return "not known yet";
  return controllable ? "can be switched" : "cannot be switched";
}

function Match({ device }: { device: DeviceView }) {
  const { match } = device;
  if (!match) return null;
  return (
    <div className="note">
      <MatchLetter state={match.state} />
      <div className="grow">
        <span className="m">Matched with</span> <b className="md">{match.configuration_name || match.configuration}</b>{" "}
        <span className="d">
          {match.state}, by {match.rule === "manual" ? "hand" : formatField(match.rule).toLowerCase()}
        </span>{" "}
        <Link href={`/connectwise/matching/${device.agent}`}>Open matching</Link>
      </div>
    </div>
  );
}
