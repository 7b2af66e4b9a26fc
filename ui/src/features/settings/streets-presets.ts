/** Services of street pictures that people know, and what each asks for. */
export interface StreetsPreset {
  name: string;
  template: string;
  attribution: string;
  maxZoom: number;
  /** What its operator asks for, in a sentence or two. */
  policy: string;
}

/* OpenStreetMap: https://operations.osmfoundation.org/policies/tiles/ (2026-05). The others: their own pages. */
export const STREETS_PRESETS: readonly StreetsPreset[] = [
  {
    name: "OpenStreetMap",
    template: "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
    attribution: "© OpenStreetMap contributors",
    maxZoom: 19,
    policy:
      "OpenStreetMap's own server is paid by donations. It allows looking at maps in moderation, no downloading of whole areas, and may refuse a business at any time. For an office that looks at maps all day, take a paid service or a file.",
  },
  {
    name: "Stadia Maps",
    template: "https://tiles.stadiamaps.com/tiles/alidade_smooth/{z}/{x}/{y}.png?api_key={key}",
    attribution: "© Stadia Maps, © OpenMapTiles, © OpenStreetMap",
    maxZoom: 20,
    policy: "Needs a key of your own account. Its free plan is for non-commercial use; an office needs a paid one.",
  },
  {
    name: "MapTiler",
    template: "https://api.maptiler.com/maps/streets-v2/256/{z}/{x}/{y}.png?key={key}",
    attribution: "© MapTiler, © OpenStreetMap contributors",
    maxZoom: 20,
    policy:
      "Needs a key of your own account. Its free plan is for tests and non-commercial use; an office needs a paid one.",
  },
];

/** The preset that an address belongs to, by its host. */
export function presetOf(template: string): StreetsPreset | null {
  const hostOf = (address: string): string => /^https?:\/\/([^/:?#]+)/i.exec(address.trim())?.[1]?.toLowerCase() ?? "";
  const host = hostOf(template);
  return STREETS_PRESETS.find((preset) => hostOf(preset.template) === host) ?? null;
}
