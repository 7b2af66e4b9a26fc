import { formatAddress } from "localized-address-format";
import type { PostalAddress } from "../../../backend/generated";
import { countryName } from "../location-words";

/** The parts of an address that people write, beside the country. */
export type AddressPart = "street" | "house_number" | "postal_code" | "city" | "region";

export const NO_ADDRESS: PostalAddress = {
  street: "",
  house_number: "",
  postal_code: "",
  city: "",
  region: "",
  country: "",
};

/** Where the number stands before the street: https://github.com/OpenCageData/address-formatting. */
const NUMBER_FIRST = new Set("AU CA FR GB HK IE IN JM KE LK LU MA MC MT MY NG NZ PH PK SG TH TT US VN ZA".split(" "));

/* Names as Google's address data has them (zip_name_type, state_name_type), which libaddressinput is made from. */
const POSTAL_CODE: Record<string, string> = {
  US: "ZIP code",
  PR: "ZIP code",
  PH: "ZIP code",
  IN: "PIN code",
  IE: "Eircode",
};
const REGION: Record<string, string> = {
  ...named("State", "AU BR FM IN MH MX MY NG PW US VE"),
  ...named("County", "GB IE TW"),
  ...named("Prefecture", "JP"),
  ...named("Emirate", "AE"),
  ...named("Department", "CO NI"),
  ...named("Oblast", "KZ RU UA"),
  ...named("Parish", "AD BB JM"),
  ...named("Island", "BS KN KY TV"),
  ...named("Area", "HK"),
  ...named("Region", "CL"),
  ...named("Canton", "CH"),
};

function named(word: string, countries: string): Record<string, string> {
  return Object.fromEntries(countries.split(" ").map((country) => [country, word]));
}

/** Marks that no address has, to see where each part goes. */
const MARKS: Record<string, AddressPart> = {
  "\u0001": "street",
  "\u0002": "city",
  "\u0003": "region",
  "\u0004": "postal_code",
};

/** The parts of an address in the order in which they stand on an envelope to this country; all where it is not known. */
export function partsOf(country: string): AddressPart[] {
  const lines = formatAddress(
    {
      postalCountry: country || "US",
      addressLines: ["\u0001"],
      locality: "\u0002",
      administrativeArea: "\u0003",
      postalCode: "\u0004",
    },
    "latin",
  );
  const found = [...lines.join("")].flatMap((letter) => MARKS[letter] ?? []);
  // City states write no city; a geocoder still wants one.
  const parts: AddressPart[] = found.includes("city") ? found : [...found, "city"];
  const street: AddressPart[] = NUMBER_FIRST.has(country) ? ["house_number", "street"] : ["street", "house_number"];
  return parts.flatMap((part) => (part === "street" ? street : [part]));
}

/** What a part is called there. */
export function partLabel(part: AddressPart, country: string): string {
  switch (part) {
    case "street":
      return "Street";
    case "house_number":
      return "House number";
    case "city":
      return country === "GB" ? "Town" : "City";
    case "postal_code":
      return POSTAL_CODE[country] ?? (country === "GB" || country === "AU" ? "Postcode" : "Postal code");
    case "region":
      return REGION[country] ?? (country === "" ? "State or region" : "Province");
  }
}

/** An address on one line, as it is written in its country, with the country by its name. */
export function postalLine(address: PostalAddress): string {
  const { street, house_number: number, country } = address;
  const house = (NUMBER_FIRST.has(country) ? [number, street] : [street, number]).filter(Boolean).join(" ");
  const lines = formatAddress(
    {
      postalCountry: country || "US",
      addressLines: house === "" ? [] : [house],
      locality: address.city,
      administrativeArea: address.region,
      postalCode: address.postal_code,
    },
    "latin",
  );
  const written = lines.join(", ");
  // What the custom of a country leaves out was written by somebody all the same.
  const more = [address.city, address.region].filter((part) => part !== "" && !written.includes(part));
  return [written, ...more, country === "" ? "" : countryName(country)].filter(Boolean).join(", ");
}

/** Whether there is enough to search for. */
export const canBeFound = (address: PostalAddress): boolean =>
  [address.street, address.city, address.postal_code].some((part) => part.trim() !== "");
