import { describe, expect, it } from "vitest";
import { localTime, TIME_ZONES } from "../local-time";

const noon = new Date("2026-11-28T12:00:00Z");

describe("the clock at the customer's", () => {
  it("is that of the zone", () => {
    expect(localTime("Europe/London", noon)).toMatch(/12:00$/);
    expect(localTime("Asia/Kolkata", noon)).toMatch(/17:30$/);
  });

  it("names the day where it is another one than here", () => {
    const there = localTime("Pacific/Kiritimati", noon);
    const here = new Intl.DateTimeFormat("en-GB", { weekday: "short" }).format(noon);
    expect(there).toBe(here === "Sun" ? "02:00" : "Sun 02:00");
  });

  it("can be chosen by today's names, each of which has a clock", () => {
    for (const zone of ["UTC", "Asia/Kolkata", "Europe/Kyiv", "Europe/London"]) expect(TIME_ZONES).toContain(zone);
    expect(TIME_ZONES).not.toContain("Asia/Calcutta");
    for (const zone of TIME_ZONES) expect(localTime(zone, noon), zone).not.toBe("");
  });

  it("says nothing where the zone is not known", () => {
    expect(localTime("", noon)).toBe("");
    expect(localTime("Mars/Olympus", noon)).toBe("");
  });
});
