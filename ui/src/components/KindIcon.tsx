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
  [/collector/, "agents"],
];

function kindIcon(kind: string): IconName | null {
  return KIND_ICONS.find(([words]) => words.test(kind.toLowerCase()))?.[1] ?? null;
}

/** What kind of device it is, as a picture beside its name; an unknown kind keeps the place, so that names align. */
export function KindIcon({ kind }: { kind: string }) {
  const icon = kindIcon(kind);
  return icon ? <Icon name={icon} className="d" /> : <span className="kind-gap" aria-hidden="true" />;
}
