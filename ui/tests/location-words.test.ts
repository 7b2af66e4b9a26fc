import { describe, expect, it, vi } from "vitest";
import type { LocationView } from "../src/backend/generated";
import { countryName, doubtSentence, locationSentence } from "../src/features/map/location-words";
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
    const place = { ...country, source: "person", confirmed: true, accuracy_km: null } as const;
    expect(locationSentence({ ...place, by: "Dana Whitfield <dana@northpoint.example>" })).toBe(
      "Confirmed by Dana Whitfield",
    );
    expect(locationSentence({ ...place, by: "import" })).toBe("Confirmed by an import");
  });

  it("says how a person found it, and how exact it is", () => {
    const place = {
      ...country,
      source: "person",
      confirmed: true,
      by: "Dana",
      method: "address",
      accuracy_km: 7,
    } as const;
    expect(locationSentence(place)).toBe("Confirmed by Dana, by its address, somewhere within ±7 km");
  });

  it("says what does not fit about a place, and what may be behind it", () => {
    const doubt = { kind: "far", distance_km: 1234, city: "Leeds", country: "GB" } as const;
    expect(doubtSentence(doubt)).toMatch(/^The internet exit appears to be in Leeds, United Kingdom, 1,234 km away\./);
    expect(doubtSentence({ ...doubt, kind: "other-country", city: null, country: null })).toContain("another place");
    const nowhere = { kind: "nowhere", distance_km: null, city: null, country: null } as const;
    expect(doubtSentence(nowhere)).toMatch(/^This place is at 0, 0/);
  });

  it("says how far away in miles where people reckon in miles", () => {
    const language = vi.spyOn(navigator, "language", "get").mockReturnValue("en-US");
    const doubt = { kind: "far", distance_km: 1234, city: "Leeds", country: "GB" } as const;
    expect(doubtSentence(doubt)).toContain("Leeds, United Kingdom, 767 mi away.");
    language.mockRestore();
  });

  it("shows a code that is no country as it is", () => {
    expect(countryName("FJ")).toBe("Fiji");
    expect(countryName("<b>")).toBe("<b>");
  });
});
