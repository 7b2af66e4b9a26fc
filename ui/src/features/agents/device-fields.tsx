/** The fields of a device: which of them a person may set, how they are saved, and what the source says instead. */
import type { DeviceView } from "../../backend/generated";
import {
  useDeviceWriteBack,
  useIgnoreDevices,
  useSetDevice,
  useUndoChanges,
  useWriteBack,
} from "../../backend/queries";
import { Button, formatField, formatValue, Icon, notifyDone, notifyFailure, plural } from "../../components";
import { notifyTaken, SourceSays } from "./agent-fields";
import { isDomotz } from "./domotz/words";
import { notifyWrittenBack } from "./domotz/written-back";

/** What a person may set, in the order of the table's columns. */
export const DEVICE_TEXTS = ["name", "kind", "vendor", "model", "serial", "zone", "room", "vlan", "notes"] as const;
export type DeviceText = (typeof DEVICE_TEXTS)[number];

/** A value as it is typed and sent. */
export function textOf(device: DeviceView, field: DeviceText): string {
  return field === "vlan" ? (device.vlan === null ? "" : String(device.vlan)) : device[field];
}

/** A value as it is read: VLAN 0 means that there is no tag. */
export function wordsOf(field: DeviceText, text: string): string {
  return field === "vlan" && text === "0" ? "untagged" : text;
}

/** What stands where there is no value. */
export const emptyWord = (field: DeviceText): string => (field === "vlan" ? "not known" : "none");

type Save = (field: string, text: string, seen?: string) => Promise<unknown>;

/**
 * Saves one field of a device as typed, on top of what was seen; without it, over whatever counts by now. Says what became
 * of it in Domotz, where it went on to there.
 */
export function useSaveDeviceField(device: DeviceView): Save {
  const set = useSetDevice();
  return (field, text, seen) =>
    set
      .mutateAsync({
        device: device.id,
        changes: { [field]: text },
        ...(seen === undefined ? {} : { seen: { [field]: seen } }),
      })
      .then((reply) => {
        notifyWrittenBack(reply.name, reply.written_back);
        return reply;
      });
}

/** What the source says about a field whose own value counts; null where it says the same, or nothing is set here. */
export function sourceSaysOf(device: DeviceView, field: DeviceText): string | null {
  const own = device.own.find((each) => each.field === field);
  if (!own) return null;
  const says = formatValue(own.source_says);
  // Kinds are the same in any case, for Domotz as well.
  const isSame = field === "kind" ? says.toLowerCase() === device.kind.toLowerCase() : says === textOf(device, field);
  return isSame ? null : says;
}

interface DeviceSaysProps {
  device: DeviceView;
  field: DeviceText;
  source: string;
}

export function DeviceSays({ device, field, source }: DeviceSaysProps) {
  const save = useSaveDeviceField(device);
  const says = sourceSaysOf(device, field);
  const own = textOf(device, field);
  if (says === null) return <InDomotz device={device} field={field} source={source} />;
  const label = formatField(field);
  return (
    <SourceSays
      source={source}
      value={wordsOf(field, says)}
      label={label}
      onTake={() => {
        // Setting what the source says leaves no own value behind: the source's counts again.
        save(field, says).then(
          () => notifyTaken(label, source, () => save(field, own)),
          (reason: unknown) => notifyFailure(`${label} was not changed.`, reason),
        );
      }}
    >
      <NotInDomotz device={device} field={field} source={source} />
    </SourceSays>
  );
}

/** Beside a value that was set here and that Domotz has as well. */
function InDomotz({ device, field, source }: DeviceSaysProps) {
  const own = device.own.find((each) => each.field === field);
  if (!own || !isDomotz(source) || field === "vlan") return null;
  return (
    <div className="says">
      <Icon name="check" className="c-ok" />
      <span className="m">Also in Domotz</span>
    </div>
  );
}

/** Beside a value that was set here and that Domotz does not have: why not, and the way there where somebody allowed it. */
function NotInDomotz({ device, field, source }: DeviceSaysProps) {
  const allowed = useWriteBack().data?.sources.some((each) => each.source === source && each.allowed) ?? false;
  const write = useDeviceWriteBack();
  const why = device.own.find((each) => each.field === field)?.not_in_source ?? null;
  // Domotz has no place for a VLAN: nothing set here goes there.
  if (!isDomotz(source) || field === "vlan" || (why === null && !allowed)) return null;
  const label = formatField(field);
  return (
    <>
      {why === null ? null : <span className="c-warn">Not in Domotz: {why}</span>}
      {allowed ? (
        <Button
          kind="link"
          className="t12"
          busy={write.isPending}
          aria-label={`Write to Domotz: ${label}`}
          onClick={() =>
            write.mutate(
              { device: device.id, field },
              {
                onSuccess: (reply) => notifyWrittenBack(reply.name, reply.written_back),
                onError: (reason) => notifyFailure(`${label} was not sent to Domotz.`, reason),
              },
            )
          }
        >
          Write to Domotz
        </Button>
      ) : null}
    </>
  );
}

/** "fw01 is ignored", "12 devices are no longer ignored". */
function ignoredWords(devices: readonly DeviceView[], ignored: boolean): string {
  const [first] = devices;
  const one = devices.length === 1 && first !== undefined;
  const what = one ? `${first.name || first.source_id} is` : `${plural(devices.length, "device")} are`;
  return `${what} ${ignored ? "ignored" : "no longer ignored"}`;
}

/** Ignores devices in one act, or stops that; devices that are so already are left alone. Undo takes the act back. */
export function useIgnoring(): { busy: boolean; ignore(devices: readonly DeviceView[], ignored: boolean): void } {
  const put = useIgnoreDevices();
  const undo = useUndoChanges();
  const takeBack = (name: string): void => {
    undo.mutateAsync({ undo: name }).then(
      ({ restored, left }) =>
        notifyDone(
          left.length === 0
            ? `Put back ${plural(restored, "device")}`
            : `Put back ${plural(restored, "device")}. ${plural(left.length, "device")} left as it is, because it was changed since`,
        ),
      (reason: unknown) => notifyFailure("The devices were not put back.", reason),
    );
  };
  const ignore = (devices: readonly DeviceView[], ignored: boolean): void => {
    const others = devices.filter((device) => device.ignored !== ignored);
    if (others.length === 0) return;
    put.mutateAsync({ devices: others.map((device) => device.id), ignored }).then(
      ({ undo: name }) => notifyDone(ignoredWords(others, ignored), name === null ? undefined : () => takeBack(name)),
      (reason: unknown) => notifyFailure("The devices were left as they are.", reason),
    );
  };
  return { busy: put.isPending, ignore };
}
