import type { LocationDoubtView, LocationMethod, LocationView } from "../../backend/generated";
import { formatDatabase, formatDistance, formatPerson, formatRadius } from "../../components";

const COUNTRIES = new Intl.DisplayNames(["en"], { type: "region" });

export function countryName(code: string): string {
  try {
    return COUNTRIES.of(code) ?? code;
  } catch {
    return code;
  }
}

/** "near Hull", "Hull", "Ireland", "No location". */
export function placeWords(location: LocationView): string {
  if (location.source === "none") return "No location";
  if (location.source === "geoip-country") return location.country ? countryName(location.country) : "No location";
  const city = location.city ?? location.region ?? (location.country ? countryName(location.country) : null);
  if (location.confirmed || location.source === "source") return city ?? "Exact place";
  return city ? `near ${city}` : "Estimate";
}

/** Below the place: what it rests on, in one or two words. */
export function certaintyWords(location: LocationView): string {
  switch (location.source) {
    case "person":
      return location.accuracy_km === null ? "confirmed" : `confirmed ${formatRadius(location.accuracy_km)}`;
    case "source":
      return "from the source";
    case "geoip-city":
      return location.accuracy_km === null ? "estimate" : formatRadius(location.accuracy_km);
    case "geoip-country":
      return "country only";
    case "none":
      return "";
  }
}

const METHOD: Record<LocationMethod, string> = {
  pin: "by a pin",
  coordinates: "by coordinates",
  address: "by its address",
  site: "by the address of its ConnectWise site",
};

/** How a person said it, after "Confirmed". */
export const methodWords = (method: LocationMethod | null): string | null => (method === null ? null : METHOD[method]);

/** What does not fit about a place, and what may be behind it. */
export function doubtSentence({ kind, distance_km, city, country }: LocationDoubtView): string {
  if (kind === "nowhere") {
    return "This place is at 0, 0, in the sea off Africa. Programs write that where they know no place.";
  }
  const where = [city, country ? countryName(country) : null].filter(Boolean).join(", ");
  const far = kind === "far" && distance_km !== null ? `, ${formatDistance(distance_km)} away` : "";
  return `The internet exit appears to be in ${where || "another place"}${far}. It may be a VPN or another office's line, or this place is wrong.`;
}

function confirmedBy(by: string): string {
  return by === "import" ? "an import" : formatPerson(by);
}

/** The whole sentence of a card or popup. */
export function locationSentence(location: LocationView, withAddress = false): string {
  switch (location.source) {
    case "person":
      return [
        location.by ? `Confirmed by ${confirmedBy(location.by)}` : "Confirmed",
        methodWords(location.method),
        location.accuracy_km === null ? null : `somewhere within ${formatRadius(location.accuracy_km)}`,
      ]
        .filter(Boolean)
        .join(", ");
    case "source":
      return "Coordinates reported by the source";
    case "none":
      return "No public IP address and no coordinates, so there is no estimate";
    case "geoip-city":
    case "geoip-country": {
      const countryOnly = location.source === "geoip-country";
      const parts = [
        countryOnly ? "country only" : null,
        // A radius around the middle of a country would say more than is known.
        countryOnly || location.accuracy_km === null ? null : formatRadius(location.accuracy_km),
        withAddress && location.ip ? `from public IP ${location.ip}` : "from public IP",
        location.database ? formatDatabase(location.database) : null,
      ].filter((part) => part !== null);
      const head = !countryOnly ? "Approximate" : location.country ? countryName(location.country) : "A country";
      return `${head} (${parts.join(", ")})`;
    }
  }
}
