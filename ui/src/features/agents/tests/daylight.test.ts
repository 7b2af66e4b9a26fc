import { describe, expect, it } from "vitest";
import { daylightAt } from "../daylight";

const at = (time: string, lat: number, lon: number) => daylightAt(lat, lon, new Date(time));

describe("daylight at a place", () => {
  it("is there by day, and not by night", () => {
    // London, 28 November 2026: sunrise 07:40, sunset 15:56 (UTC).
    expect(at("2026-11-28T12:00:00Z", 51.5, -0.12)).toBe("daylight");
    expect(at("2026-11-28T07:50:00Z", 51.5, -0.12)).toBe("daylight");
    expect(at("2026-11-28T07:25:00Z", 51.5, -0.12)).toBe("twilight");
    expect(at("2026-11-28T16:15:00Z", 51.5, -0.12)).toBe("twilight");
    expect(at("2026-11-28T22:00:00Z", 51.5, -0.12)).toBe("night");
  });

  it("does not end or does not come beyond the polar circles", () => {
    for (const hour of ["00", "06", "12", "18"]) {
      expect(at(`2026-06-21T${hour}:00:00Z`, 78.2, 15.6)).toBe("daylight");
      expect(at(`2026-12-21T${hour}:00:00Z`, 78.2, 15.6)).toBe("night");
    }
  });

  it("is on both sides of the antimeridian", () => {
    expect(at("2026-11-28T00:00:00Z", -17, 179.9)).toBe("daylight");
    expect(at("2026-11-28T00:00:00Z", -17, -179.9)).toBe("daylight");
  });
});
