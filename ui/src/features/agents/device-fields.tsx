/** The fields of a device: which of them a person may set, how they are saved, and what the source says instead. */
import type { DeviceView } from "../../backend/generated";
import { useSetDevice } from "../../backend/queries";
import { formatField, formatValue, notifyDone, notifyFailure, plural } from "../../components";
import { notifyTaken, SourceSays } from "./agent-fields";

/** What a person may set, besides the notes. */
export const DEVICE_TEXTS = ["name", "kind", "vendor", "model", "serial", "zone", "room"] as const;
export type DeviceText = (typeof DEVICE_TEXTS)[number];

type Save = (field: string, text: string, seen?: string) => Promise<unknown>;

/** Saves one field of a device as typed, on top of what was seen; without it, over whatever counts by now. */
export function useSaveDeviceField(device: DeviceView): Save {
  const set = useSetDevice();
  return (field, text, seen) =>
    set.mutateAsync({
      device: device.id,
      changes: { [field]: text },
      ...(seen === undefined ? {} : { seen: { [field]: seen } }),
    });
}

/** What the source says about a field whose own value counts; null where it says the same, or nothing is set here. */
export function sourceSaysOf(device: DeviceView, field: DeviceText | "notes"): string | null {
  const own = device.own.find((each) => each.field === field);
  if (!own) return null;
  const says = formatValue(own.source_says);
  return says === device[field] ? null : says;
}

interface DeviceSaysProps {
  device: DeviceView;
  field: DeviceText | "notes";
  source: string;
}

export function DeviceSays({ device, field, source }: DeviceSaysProps) {
  const save = useSaveDeviceField(device);
  const says = sourceSaysOf(device, field);
  if (says === null) return null;
  const label = formatField(field);
  const own = device[field];
  return (
    <SourceSays
      source={source}
      value={says}
      label={label}
      onTake={() => {
        // Setting what the source says leaves no own value behind: the source's counts again.
        save(field, says).then(
          () => notifyTaken(label, source, () => save(field, own)),
          (reason: unknown) => notifyFailure(`${label} was not changed.`, reason),
        );
      }}
    />
  );
}

/** Ignores devices, or stops that; devices that are so already are left alone. */
export function useIgnoring(): { busy: boolean; ignore(devices: readonly DeviceView[], ignored: boolean): void } {
  const set = useSetDevice();
  const put = async (devices: readonly DeviceView[], ignored: boolean): Promise<void> => {
    for (const device of devices) {
      await set.mutateAsync({ device: device.id, changes: { ignored: ignored ? "yes" : "no" } });
    }
  };
  const ignore = (devices: readonly DeviceView[], ignored: boolean): void => {
    const others = devices.filter((device) => device.ignored !== ignored);
    const [first] = others;
    if (first === undefined) return;
    const what = others.length === 1 ? first.name || first.source_id : plural(others.length, "device");
    const words = others.length === 1 ? "is" : "are";
    const failed = (reason: unknown): void => notifyFailure(`Not every change of ${what} was made.`, reason);
    put(others, ignored).then(
      () =>
        notifyDone(ignored ? `${what} ${words} ignored` : `${what} ${words} no longer ignored`, () => {
          put(others, !ignored).catch(failed);
        }),
      failed,
    );
  };
  return { busy: set.isPending, ignore };
}
