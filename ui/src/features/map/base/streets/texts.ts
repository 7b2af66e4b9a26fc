/** What stands on the map as text: names, numbers, and how much they matter. */

import { type Kind, type Properties, textIn } from "./kinds";

/** No name that fits on a map is longer. */
const LONGEST_TEXT = 80;
/** So much of a text is looked at: what is in a file may be of any length. */
const LOOKED_AT = 400;

/** Where nothing would be seen: https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point, and the blank of Braille. */
const BLANK = /^[\s\p{Default_Ignorable_Code_Point}\p{Cc}\u2800]*$/u;

/** A text on one line; nothing where nothing would be seen. */
function lineOf(text: string): string {
  const line = text.slice(0, LOOKED_AT).replace(/\s+/g, " ").trim().slice(0, LONGEST_TEXT);
  return BLANK.test(line) ? "" : line;
}

/** The first of several, such as of "A 63;A 1079". Shortbread writes one below the other. */
const firstOf = (text: string, between: RegExp): string => lineOf(text.slice(0, LOOKED_AT).split(between, 1)[0] ?? "");

/** The languages that names are wanted in, the best first: for "zh-Hans-CN" also "zh-Hans" and "zh", as layouts have them. */
export function languagesOf(tags: readonly string[]): string[] {
  const wider = (tag: string): string[] => {
    const parts = tag.split("-");
    return parts.map((_, index) => parts.slice(0, parts.length - index).join("-"));
  };
  return [...new Set(tags.flatMap(wider))];
}

/** A house with several numbers shows its first. */
const houseNumber = (properties: Properties): string =>
  firstOf(textIn(properties, "housenumber") || textIn(properties, "addr_housenumber"), /[,;]/);

/** The text that stands at a feature: in the first language that has one, else as it is called there. */
export function textOf(kind: Kind, properties: Properties, languages: readonly string[]): string {
  if (kind === "house-number") return houseNumber(properties);
  const named = (key: string): string => lineOf(textIn(properties, key));
  const number = named("shield_text") || firstOf(textIn(properties, "ref"), /[;\n]/);
  let name = "";
  for (const language of languages) name ||= named(`name:${language}`) || named(`name_${language}`);
  name ||= named("name");
  // A motorway is known by its number, a street by its name.
  return kind === "motorway-name" ? number || name : name || number;
}

/** What stands on the map as text has no use without one. */
export const isText = (kind: Kind): boolean => kind.endsWith("-name") || kind === "house-number";

/** How much a place matters beside others of its kind: the more, the larger. Layouts tell it by rank or by population. */
export function weightOf(properties: Properties): number {
  const number = (key: string): number | null => {
    const value = properties[key];
    return typeof value === "number" && Number.isFinite(value) ? value : null;
  };
  // Protomaps: 0 to 17, from the smallest; OpenMapTiles: from 1, the largest.
  const ascending = number("population_rank") ?? number("pmap:population_rank");
  if (ascending !== null) return ascending;
  const descending = number("rank");
  if (descending !== null) return -descending;
  const population = number("population");
  return population === null || population <= 0 ? Number.NEGATIVE_INFINITY : Math.log10(population);
}
