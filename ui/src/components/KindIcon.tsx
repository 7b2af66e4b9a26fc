import { Icon, type IconName } from "./icons";

const KIND_ICONS: readonly [RegExp, IconName][] = [
  [/firewall|security|utm/, "shield"],
  [/switch/, "switch"],
  [/access.?point|wi-?fi|wireless/, "wifi"],
  [/router|gateway|modem/, "router"],
  [/camera|nvr|dvr/, "camera"],
  [/print|scan/, "printer"],
  [/nas|storage|disk|backup/, "storage"],
  [/phone|mobile|tablet/, "handset"],
  [/server|computer|desktop|laptop|pc|workstation/, "desktop"],
  [/\bups\b|power|pdu|battery/, "battery"],
  [/\btv\b|television|display|projector|media/, "screen"],
  [/speaker|audio|sound/, "speaker"],
  [/console|gam(e|ing)/, "gamepad"],
  [/light|lamp|bulb/, "lamp"],
  [/thermostat|heating|sensor/, "thermometer"],
  [/collector/, "agents"],
];

/** The picture of a kind; of one that is said but not known, that of a device. */
export function kindIcon(kind: string): IconName | null {
  if (kind.trim() === "") return null;
  return KIND_ICONS.find(([words]) => words.test(kind.toLowerCase().replaceAll("_", " ")))?.[1] ?? "device";
}

/** What kind of device it is, as a picture beside its name; where none is said the place is kept, so that names align. */
export function KindIcon({ kind }: { kind: string }) {
  const icon = kindIcon(kind);
  return icon ? <Icon name={icon} className="d" /> : <span className="kind-gap" aria-hidden="true" />;
}
