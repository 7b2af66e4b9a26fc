import type { DomotzDarkDevices, DomotzPowerAction } from "../../../backend/generated";

const FACTS: Record<string, string> = {
  organization: "Organization",
  team: "Team",
  version: "Version",
  host_mac: "Runs on MAC",
  status_since: "Status since",
  locked: "Devices",
  found: "Found",
  jammed: "Internet blocked",
  vital: "Important",
  reachable: "Reached by the agent",
  hidden: "Hidden",
  excluded: "Left out of monitoring",
  names: "Names",
  tcp_ports: "Open TCP ports",
  udp_ports: "Open UDP ports",
};

/** A fact of Domotz as people say it. */
export function factName(name: string): string {
  return FACTS[name] ?? name.replaceAll("_", " ");
}

/** Facts whose value is a time. */
export function isTime(name: string): boolean {
  return name === "status_since";
}

/** "98.5 %"; empty where it is not known. */
export function percentWords(percent: number | null): string {
  return percent === null ? "" : `${Number(percent.toFixed(1))} %`;
}

/** The button, and the verb in its question. */
export const POWER: Record<DomotzPowerAction, { button: string; verb: string; done: string; cuts: boolean }> = {
  on: { button: "Switch on", verb: "Switch on", done: "was switched on", cuts: false },
  off: { button: "Switch off", verb: "Switch off", done: "was switched off", cuts: true },
  cycle: { button: "Power-cycle", verb: "Power-cycle", done: "was power-cycled", cuts: true },
  software_reboot: { button: "Restart", verb: "Restart", done: "was told to restart", cuts: true },
};

/** What Domotz says of a device or an outlet as long as it has not noticed the act. */
const UNNOTICED: Partial<Record<DomotzPowerAction, readonly string[]>> = {
  on: ["off", "offline"],
  off: ["on", "online"],
};

/** After an act on power: what Domotz says, and that it may not have noticed yet. */
export function saysWords(action: DomotzPowerAction, says: string): string {
  if (says === "") return "";
  const isLate = UNNOTICED[action]?.includes(says) ?? false;
  return isLate ? `. Domotz still says: ${says}; it notices within three minutes` : `. Domotz says: ${says}`;
}

/** Domotz's words for events, in small letters: `CONNECTION_LOST` is "connection lost". */
export function eventWords(kind: string): string {
  return kind.toLowerCase().replaceAll("_", " ");
}

/** Whether an agent of this source can be asked about at Domotz. */
export function isDomotz(source: string): boolean {
  return source === "domotz" || source.startsWith("domotz ");
}

/** What would lose power with it, as a sentence; empty for nothing. */
export function hangsWords(names: readonly string[]): string {
  if (names.length === 0) return "";
  const shown = names.slice(0, 5).join(", ");
  const more = names.length > 5 ? ` and ${names.length - 5} more` : "";
  return `${shown}${more} ${names.length === 1 ? "hangs" : "hang"} on it, and will lose power as well.`;
}

/** So many devices are named in a sentence. */
const MOST_NAMED = 8;

/** How many go dark, named or not. */
export function darkCount({ devices, ignored, not_here }: DomotzDarkDevices): number {
  return devices.length + ignored + not_here;
}

function namesByOutlet(devices: DomotzDarkDevices["devices"]): string {
  const outlets = new Map<string, string[]>();
  for (const { name, outlet } of devices) outlets.set(outlet, [...(outlets.get(outlet) ?? []), name]);
  return [...outlets]
    .map(([outlet, names]) => (outlet === "" ? names.join(", ") : `${names.join(", ")} (${outlet})`))
    .join("; ");
}

const countedWords = (count: number, what: string): string[] =>
  count === 0 ? [] : [`${count} that ${count === 1 ? "is" : "are"} ${what}`];

/** Who goes dark: "a, b (Outlet 3 of pdu01) and 2 that are not in Sitebook", with their number where not all are named. */
export function darkWords(dark: DomotzDarkDevices, most = MOST_NAMED): string {
  const { devices, ignored, not_here } = dark;
  const more = Math.max(0, devices.length - most);
  const parts = [
    ...(devices.length === 0 ? [] : [namesByOutlet(devices.slice(0, most))]),
    ...(more === 0 ? [] : [`${more} more`]),
    ...countedWords(ignored, "ignored"),
    ...countedWords(not_here, "not in Sitebook"),
  ];
  const last = parts.pop() ?? "";
  const words = parts.length === 0 ? last : `${parts.join(", ")} and ${last}`;
  return more === 0 ? words : `${darkCount(dark)} devices: ${words}`;
}

/** Whether not all of them are named in a sentence. */
export const isCutShort = ({ devices }: DomotzDarkDevices): boolean => devices.length > MOST_NAMED;
