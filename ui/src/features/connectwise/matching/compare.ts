/** Values of a device and of the configurations that may be it, side by side. */
import type { ConfigurationView, DeviceView, Evidence } from "../../../backend/generated";
import type { Candidate } from "./rows";

export type Verdict = "agrees" | "contradicts" | "neither";

export interface ComparedCell {
  value: string;
  verdict: Verdict;
}

export interface ComparedLine {
  label: string;
  device: string;
  mono: boolean;
  /** One per candidate. */
  cells: ComparedCell[];
}

type Compared = "serial" | "mac" | "ip";

function identifying(rule: Compared, candidate: Candidate): ComparedCell {
  const all = candidate.view.evidence.filter((item) => item.rule === rule);
  // A device may hold several addresses: one that agrees says more than others that do not.
  const told: Evidence | undefined = all.find((item) => item.agrees) ?? all[0];
  const value = candidate.configuration?.[rule] || told?.configuration_value || "";
  if (told === undefined || value === "") {
    return { value, verdict: "neither" };
  }
  return { value, verdict: told.agrees ? "agrees" : "contradicts" };
}

/** Values that support but never contradict: a name may differ on purpose. */
function supporting(own: string, theirs: string): ComparedCell {
  const same = own !== "" && own.trim().toLowerCase() === theirs.trim().toLowerCase();
  return { value: theirs, verdict: same ? "agrees" : "neither" };
}

function text(candidate: Candidate, pick: (configuration: ConfigurationView) => string): string {
  return candidate.configuration === null ? "" : pick(candidate.configuration);
}

/** The device's own value of a kind: the one that was compared, else its first. */
function deviceValue(rule: Compared, device: DeviceView, candidates: readonly Candidate[]): string {
  const evidence = candidates.flatMap((candidate) => candidate.view.evidence).filter((item) => item.rule === rule);
  const compared = (evidence.find((item) => item.agrees) ?? evidence[0])?.device_value;
  const first = { serial: device.serial, mac: device.macs[0], ip: device.ips[0] }[rule];
  return compared || first || "";
}

/** The lines of the comparison, identifying values first. */
export function compareLines(device: DeviceView, candidates: readonly Candidate[]): ComparedLine[] {
  const line = (label: string, rule: Compared): ComparedLine => ({
    label,
    device: deviceValue(rule, device, candidates),
    mono: true,
    cells: candidates.map((candidate) => identifying(rule, candidate)),
  });
  const plain = (label: string, own: string, pick: (configuration: ConfigurationView) => string): ComparedLine => ({
    label,
    device: own,
    mono: false,
    cells: candidates.map((candidate) => supporting(own, text(candidate, pick))),
  });
  return [
    line("Serial number", "serial"),
    line("MAC address", "mac"),
    line("IP address", "ip"),
    plain("Name", device.name, (configuration) => configuration.name),
    plain("Model", device.model, (configuration) => configuration.model),
    plain("Vendor", device.vendor, (configuration) => configuration.manufacturer),
    plain("Type", device.kind, (configuration) => configuration.type),
    plain("Site", "", (configuration) => configuration.site),
  ];
}
