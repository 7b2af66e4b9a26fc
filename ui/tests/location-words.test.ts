import { describe, expect, it } from "vitest";
import type { LocationView } from "../src/backend/generated";
import { countryName, locationSentence } from "../src/features/map/location-words";
import { estimate } from "./fake-data";

const country: LocationView = {
  ...estimate(54, -2, "", "GB"),
  source: "geoip-country",
  accuracy_km: 1000,
  city: null,
  ip: "81.2.69.142",
  database: "IPtoASN-Country 2026-06-17",
};

describe("what is said about a place", () => {
  it("names the country, the address and the whole database where only the country is known", () => {
    expect(locationSentence(country, true)).toBe(
      "United Kingdom (country only, from public IP 81.2.69.142, IPtoASN-Country 2026-06-17)",
    );
    expect(locationSentence({ ...country, country: null })).toMatch(/^A country \(country only, from public IP/);
  });

  it("gives an estimate with its radius and the database without the kind of its table", () => {
    const place = { ...country, source: "geoip-city", accuracy_km: 20, database: "GeoLite2-City 2026-09-18" } as const;
    expect(locationSentence(place)).toBe("Approximate (±20 km, from public IP, GeoLite2 2026-09-18)");
  });

  it("says who confirmed it, without the e-mail", () => {
    const place = { ...country, source: "person", confirmed: true } as const;
    expect(locationSentence({ ...place, by: "Dana Whitfield <dana@northpoint.example>" })).toBe(
      "Confirmed by Dana Whitfield",
    );
    expect(locationSentence({ ...place, by: "import" })).toBe("Confirmed by an import");
  });

  it("shows a code that is no country as it is", () => {
    expect(countryName("FJ")).toBe("Fiji");
    expect(countryName("<b>")).toBe("<b>");
  });
});
