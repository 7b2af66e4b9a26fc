import codes from "i18n-iso-countries/codes.json";
import { describe, expect, it } from "vitest";
import atlas from "world-atlas/countries-50m.json";
import type { CountryLabel } from "../base/messages";
import { withSmallLands } from "../base/small-lands";
import { countryItems, countryPlace } from "../clusters";
import type { AgentPlace } from "../places";

const numbers = new Set(atlas.objects.countries.geometries.map((each) => String("id" in each ? each.id : "")));
const ireland: CountryLabel = { code: "IE", name: "Ireland", lat: 53, lon: -8, west: 2, east: 2, south: 1.5, north: 2 };
const world = { west: -180, south: -85, east: 180, north: 85, zoom: 2 };

const somewhere = (country: string): AgentPlace => ({
  id: country,
  name: `Agent in ${country}`,
  status: "online",
  source: "geoip-country",
  lat: null,
  lon: null,
  accuracy_km: null,
  country,
  distance_km: null,
});

describe("countries without an outline of their own", () => {
  const lands = withSmallLands([]);

  it("are exactly those that the outlines do not know", () => {
    const missing = codes.filter(([, , number]) => !numbers.has(String(number))).map(([code]) => code);
    expect(lands.map(({ code }) => code).sort()).toEqual(missing.sort());
  });

  it("have a name, and each country one only", () => {
    expect(lands.find(({ code }) => code === "GF")?.name).toBe("French Guiana");
    expect(lands.every(({ code, name }) => name !== code)).toBe(true);
    const all = withSmallLands([ireland, { ...ireland, code: "XK", name: "Kosovo" }]);
    expect(all.filter(({ code }) => code === "XK")).toEqual([{ ...ireland, code: "XK", name: "Kosovo" }]);
    expect(new Set(all.map(({ code }) => code)).size).toBe(all.length);
  });

  it("have a bubble on the map, also near its edge", () => {
    const countries = lands.map(({ code }) => ({ code, agents: [somewhere(code)] }));
    const shown = countryItems(world, countries, lands);
    expect(shown.map((item) => item.kind === "country" && item.code)).toEqual(lands.map(({ code }) => code));
    const tokelau = lands.find(({ code }) => code === "TK");
    if (!tokelau) throw new Error("there is no Tokelau");
    expect(countryPlace(world, tokelau, 0)?.lon).toBeCloseTo(-171.85, 0);
    expect(countryPlace({ ...world, west: -100 }, tokelau, 0)).toBeNull();
  });
});
