/** Kilometres of a statute mile. */
const KM_PER_MILE = 1.609344;

/** Where people reckon the way to a place in miles: the regions of the measurement systems "US" and "UK" of Unicode CLDR. */
const IN_MILES: readonly (string | undefined)[] = ["US", "LR", "MM", "GB"];

/** A unit of distances. */
export interface DistanceUnit {
  name: "km" | "mi";
  /** Its length in km. */
  km: number;
}

/** The region of a language; none where the system has no language, such as "C", of which browsers make no valid name. */
function regionOf(language: string): string | undefined {
  try {
    return new Intl.Locale(language).maximize().region;
  } catch {
    return undefined;
  }
}

/** The unit in which people who read this language, such as "en-GB", reckon distances. */
export function unitOf(language: string): DistanceUnit {
  const miles = IN_MILES.includes(regionOf(language));
  return miles ? { name: "mi", km: KM_PER_MILE } : { name: "km", km: 1 };
}

/** The unit of the person at this computer. */
export const unitHere = (): DistanceUnit => unitOf(navigator.language);

const NUMBER = new Intl.NumberFormat("en-GB");

/** "3.2 km", "1,000 km", "12 mi": below ten with one decimal. */
export function formatDistance(km: number, unit: DistanceUnit = unitHere()): string {
  const units = km / unit.km;
  const rounded = units < 10 ? Math.round(units * 10) / 10 : Math.round(units);
  return `${NUMBER.format(rounded)} ${unit.name}`;
}
