import type { LocationView } from "../../backend/generated";
import { formatDatabase, formatPerson, formatRadius } from "../../components";

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
      return "confirmed";
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

function confirmedBy(by: string): string {
  return by === "import" ? "an import" : formatPerson(by);
}

/** The whole sentence of a card or popup. */
export function locationSentence(location: LocationView, withAddress = false): string {
  switch (location.source) {
    case "person":
      return location.by ? `Confirmed by ${confirmedBy(location.by)}` : "Confirmed";
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
