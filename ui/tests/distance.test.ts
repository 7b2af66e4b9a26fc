import { describe, expect, it } from "vitest";
import { formatDistance, unitOf } from "../src/components/distance";

describe("distances", () => {
  it("are in miles where people reckon in miles, and in kilometres elsewhere", () => {
    const inMiles = ["en-US", "en", "en-GB", "cy-GB"];
    const inKilometres = ["en-IE", "de", "fr-CA", "ja-JP"];
    expect(inMiles.map((language) => unitOf(language).name)).toEqual(inMiles.map(() => "mi"));
    expect(inKilometres.map((language) => unitOf(language).name)).toEqual(inKilometres.map(() => "km"));
  });

  it("are in kilometres where the system has no language", () => {
    for (const language of ["C", "c", "", "C.UTF-8", "en_US"]) expect(unitOf(language).name, language).toBe("km");
  });

  it("have one decimal while they are small", () => {
    const km = unitOf("de");
    const miles = unitOf("en-US");
    expect([0, 0.04, 3.25, 9.96, 12.4, 1234].map((each) => formatDistance(each, km))).toEqual([
      "0 km",
      "0 km",
      "3.3 km",
      "10 km",
      "12 km",
      "1,234 km",
    ]);
    expect([1.609344, 40.2336].map((each) => formatDistance(each, miles))).toEqual(["1 mi", "25 mi"]);
  });
});
