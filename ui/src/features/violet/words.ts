/** The words of Violet: states, switches, and why something cannot be given. */
import type { AccessState, Ineligible, VioletDeviceView, VioletGrant } from "../../backend/generated";
import type { IconName, Tone } from "../../components";

interface StateLook {
  word: string;
  tone: Tone;
  icon: IconName;
}

/** How the access of an owner stands. */
export const ACCESS: Record<AccessState, StateLook> = {
  not_residential: { word: "For homes only", tone: "dashed", icon: "minus" },
  no_email: { word: "No e-mail", tone: "dashed", icon: "minus" },
  ready: { word: "Ready", tone: "neutral", icon: "send" },
  invited: { word: "Invited", tone: "accent", icon: "mail" },
  expired: { word: "Expired", tone: "warn", icon: "clock" },
  active: { word: "Active", tone: "ok", icon: "check" },
  revoked: { word: "Revoked", tone: "dashed", icon: "lock" },
  disabled: { word: "Switched off", tone: "dashed", icon: "stop" },
};

export const GRANTS: readonly VioletGrant[] = ["visible", "power", "block"];

export const GRANT_WORD: Record<VioletGrant, string> = { visible: "Visible", power: "Power", block: "Block internet" };

/** Why a switch cannot be given, short enough to stand beside it; the whole sentence is its tooltip. */
export const REASON_WORD: Record<Ineligible, string> = {
  not_residential: "Homes only",
  ignored: "Ignored",
  gone: "Gone",
  not_switchable: "Not switchable",
  power_unknown: "Not known yet",
  platform: "Box or Luxul only",
  tagged_vlan: "Tagged VLAN",
  no_address: "No address",
  other_network: "Other network",
};

export const hasGrant = ({ switches }: VioletDeviceView, grant?: VioletGrant): boolean =>
  switches.some((each) => each.granted && (grant === undefined || each.grant === grant));

export function networkWord({ network, vlan }: Pick<VioletDeviceView, "network" | "vlan">): string {
  if (network === "tagged") return vlan === null ? "tagged" : `VLAN ${vlan}`;
  return network;
}

/** "LG OLED55", without naming the maker twice. */
export function modelWords({ vendor, model }: Pick<VioletDeviceView, "vendor" | "model">): string {
  return model.toLowerCase().startsWith(vendor.toLowerCase()) ? model : `${vendor} ${model}`.trim();
}

/** The reason as a sentence: "Games console: nothing can switch its power." */
export const reasonSentence = (device: string, reason: string): string => `${device}: ${reason}.`;
