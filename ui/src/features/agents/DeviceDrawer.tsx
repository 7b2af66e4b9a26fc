import { Drawer } from "@mantine/core";
import { Link } from "wouter";
import type { DeviceView } from "../../backend/generated";
import { useSetDevice } from "../../backend/queries";
import {
  formatField,
  formatTime,
  formatValue,
  MatchLetter,
  notifyFailure,
  ReadOnlyField,
  SavedTextarea,
  SavedTextField,
  StatusShape,
} from "../../components";
import { notifyTaken, SourceSays, sourceName } from "./agent-fields";
import { deviceStatus } from "./DevicesCard";

interface DeviceDrawerProps {
  device: DeviceView | null;
  source: string;
  onClose(): void;
}

export function DeviceDrawer({ device, source, onClose }: DeviceDrawerProps) {
  return (
    <Drawer
      opened={device !== null}
      onClose={onClose}
      title={device?.name || device?.source_id || "Device"}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {device ? <DeviceForm key={device.id} device={device} source={source} /> : null}
    </Drawer>
  );
}

const STATUS_WORDS: Record<string, string> = { online: "Online", offline: "Offline" };

function DeviceForm({ device, source }: { device: DeviceView; source: string }) {
  const set = useSetDevice();
  const save = (field: string, text: string): Promise<unknown> =>
    set.mutateAsync({ device: device.id, changes: { [field]: text } });

  function text(field: "name" | "kind" | "vendor" | "model" | "serial" | "zone" | "room", mono = false) {
    const label = formatField(field);
    return (
      <SavedTextField
        label={label}
        value={device[field]}
        mono={mono}
        onSave={(value) => save(field, value)}
        below={<Says device={device} field={field} source={source} onTake={(value) => save(field, value)} />}
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
        <label className="row g6 end t13">
          <input
            type="checkbox"
            role="switch"
            aria-checked={device.ignored}
            className="sw"
            checked={device.ignored}
            disabled={set.isPending}
            onChange={(event) => {
              save("ignored", event.currentTarget.checked ? "yes" : "no").catch((reason: unknown) =>
                notifyFailure("The device was not changed.", reason),
              );
            }}
          />
          Ignored
        </label>
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
      </div>
      <SavedTextarea
        label="Notes"
        value={device.notes}
        rows={4}
        draftKey={`${device.id}/notes`}
        onSave={(value) => save("notes", value)}
        below={<Says device={device} field="notes" source={source} onTake={(value) => save("notes", value)} />}
      />
      <h3 className="drawer-title">Discovered</h3>
      <ReadOnlyField label="MAC addresses" value={device.macs.join(", ")} reason={discovered} mono />
      <ReadOnlyField label="IP addresses" value={device.ips.join(", ")} reason={discovered} mono />
      <dl className="dl">
        <dt>Firmware</dt>
        <dd>{device.firmware || <None />}</dd>
        <dt>Operating system</dt>
        <dd>{device.os || <None />}</dd>
        <dt>VLAN</dt>
        <dd>{device.vlan === null ? <None /> : device.vlan === 0 ? "untagged" : device.vlan}</dd>
        <dt>Power</dt>
        <dd>{device.power_controllable ? "can be switched" : "cannot be switched"}</dd>
        <dt>First seen</dt>
        <dd>{formatTime(device.first_seen) || <None />}</dd>
        <dt>Source's id</dt>
        <dd className="mono">{device.source_id}</dd>
      </dl>
    </div>
  );
}

function None() {
  return <span className="empty">none</span>;
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

interface SaysProps {
  device: DeviceView;
  field: string;
  source: string;
  onTake(value: string): Promise<unknown>;
}

function Says({ device, field, source, onTake }: SaysProps) {
  const own = device.own.find((each) => each.field === field);
  if (!own) return null;
  const current = field in device ? formatValue((device[field as keyof DeviceView] as string | null) ?? "") : "";
  if (formatValue(own.source_says) === current) return null;
  return (
    <SourceSays
      source={source}
      value={own.source_says}
      label={formatField(field)}
      onTake={() => {
        // Setting what the source says leaves no own value behind: the source's counts again.
        onTake(formatValue(own.source_says)).then(
          () => notifyTaken(formatField(field), source, () => onTake(current)),
          (reason: unknown) => notifyFailure(`${formatField(field)} was not changed.`, reason),
        );
      }}
    />
  );
}
