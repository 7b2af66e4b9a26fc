import type { PlaceCandidate, PlacePrecision } from "../../backend/generated";
import { formatRadius } from "../../components";
import { countryName } from "./location-words";

const PRECISION: Record<PlacePrecision, string> = {
  exact: "exact coordinates",
  house: "the house",
  street: "somewhere in the street",
  area: "somewhere in the area",
  town: "somewhere in the town",
  region: "somewhere in the region",
};

/** How exactly a found place is known: "somewhere in the town ±7 km". */
export function precisionWords({ precision, accuracy_km }: PlaceCandidate): string {
  return accuracy_km === null ? PRECISION[precision] : `${PRECISION[precision]} ${formatRadius(accuracy_km)}`;
}

/** A found place on one line, with the country by its name. */
export function candidateName({ label, precision, address }: PlaceCandidate): string {
  if (precision !== "town") return label;
  return [address.city, address.region, countryName(address.country)]
    .filter((part, index, all) => part !== "" && all.indexOf(part) === index)
    .join(", ");
}
