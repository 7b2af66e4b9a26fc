import { describe, expect, it } from "vitest";
import { NO_ADDRESS, partLabel, partsOf, postalLine } from "../postal";

describe("an address in its parts", () => {
  it("has the parts and their order of its country", () => {
    expect(partsOf("US")).toEqual(["house_number", "street", "city", "region", "postal_code"]);
    expect(partsOf("DE")).toEqual(["street", "house_number", "postal_code", "city"]);
    expect(partsOf("GB")).toEqual(["house_number", "street", "city", "postal_code"]);
    expect(partsOf("")).toHaveLength(5);
  });

  it("calls them as people there do", () => {
    expect(partLabel("postal_code", "US")).toBe("ZIP code");
    expect(partLabel("postal_code", "GB")).toBe("Postcode");
    expect(partLabel("postal_code", "DE")).toBe("Postal code");
    expect(partLabel("region", "JP")).toBe("Prefecture");
    expect(partLabel("region", "CA")).toBe("Province");
  });

  it("is written on one line by the custom of its country", () => {
    const hull = {
      ...NO_ADDRESS,
      street: "High Street",
      house_number: "1",
      postal_code: "HU1 1NE",
      city: "Hull",
      country: "GB",
    };
    expect(postalLine(hull)).toBe("1 High Street, Hull, HU1 1NE, United Kingdom");
    const bremen = {
      ...NO_ADDRESS,
      street: "Marktplatz",
      house_number: "1",
      postal_code: "28195",
      city: "Bremen",
      country: "DE",
    };
    expect(postalLine(bremen)).toBe("Marktplatz 1, 28195 Bremen, Germany");
    const us = {
      ...NO_ADDRESS,
      street: "Main St",
      house_number: "7",
      postal_code: "94016",
      city: "Daly City",
      region: "CA",
      country: "US",
    };
    expect(postalLine(us)).toBe("7 Main St, Daly City, CA 94016, United States");
    expect(postalLine({ ...bremen, region: "Bremen-Stadt" })).toContain("Bremen-Stadt");
    expect(postalLine({ ...NO_ADDRESS, city: "Hull" })).toBe("Hull");
  });
});
