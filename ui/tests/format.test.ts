import { describe, expect, it } from "vitest";
import {
  daysSince,
  formatAge,
  formatDatabase,
  formatField,
  formatFullTime,
  formatMoment,
  formatPerson,
  formatRadius,
  formatTime,
  formatValue,
  isDay,
  plural,
  toDay,
} from "../src/components/format";

// Local times on purpose: "today" is the reader's day.
const now = new Date(2026, 10, 21, 9, 41);
const at = (year: number, month: number, day: number, hour = 0, minute = 0): string =>
  new Date(year, month - 1, day, hour, minute).toISOString();

describe("times", () => {
  it("names today and yesterday with the clock", () => {
    expect(formatTime(at(2026, 11, 21, 9, 12), now)).toBe("today 09:12");
    expect(formatTime(at(2026, 11, 20, 23, 59), now)).toBe("yesterday 23:59");
    expect(formatTime(at(2026, 11, 21, 0, 0), now)).toBe("today 00:00");
  });

  it("gives the day otherwise, and the year when it is another", () => {
    expect(formatTime(at(2026, 11, 18, 16, 10), now)).toBe("18 Nov");
    expect(formatTime(at(2025, 11, 18), now)).toBe("18 Nov 2025");
    expect(formatMoment(at(2026, 11, 18, 16, 10), now)).toBe("18 Nov 16:10");
  });

  it("shows a mere day without a clock, the same in every time zone", () => {
    expect([formatTime("2026-11-21", now), formatMoment("2026-11-18", now)]).toEqual(["today", "18 Nov"]);
    expect(formatFullTime("2025-11-18")).toBe("18 Nov 2025");
    expect([toDay("2026-11-18"), toDay(at(2026, 11, 18, 23, 59)), toDay("soon")]).toEqual([
      "2026-11-18",
      "2026-11-18",
      "soon",
    ]);
    expect(["2026-02-28", "2026-02-30", "28.2.2026", ""].map(isDay)).toEqual([true, false, false, false]);
  });

  it("is empty for nothing and for what is no time", () => {
    expect(formatTime(null)).toBe("");
    expect(formatTime("")).toBe("");
    expect(formatTime("soon")).toBe("");
    expect(formatAge("soon", now)).toBe("");
  });

  it("says how long ago something was", () => {
    expect(formatAge(at(2026, 11, 21, 9, 41), now)).toBe("now");
    expect(formatAge(at(2026, 11, 21, 9, 15), now)).toBe("26 min");
    expect(formatAge(at(2026, 11, 20, 9, 41), now)).toBe("24 h");
    expect(formatAge(at(2026, 10, 11, 9, 41), now)).toBe("41 d");
  });

  it("counts days since a build date", () => {
    expect(daysSince("2026-11-21", now)).toBe(0);
    expect(daysSince("2026-09-18", now)).toBe(64);
    expect(daysSince("unknown", now)).toBeNull();
  });
});

describe("values", () => {
  it("writes numbers with their word", () => {
    expect(plural(1, "agent")).toBe("1 agent");
    expect(plural(2000, "agent")).toBe("2,000 agents");
    expect(plural(0, "company", "companies")).toBe("0 companies");
  });

  it("writes radii and databases short", () => {
    expect(formatRadius(20)).toBe("±20 km");
    expect(formatRadius(0.5)).toBe("±0.5 km");
    expect(formatRadius(1000)).toBe("±1,000 km");
    expect(formatDatabase("GeoLite2-City 2026-09-18")).toBe("GeoLite2 2026-09-18");
    expect(formatDatabase("IPtoASN-Country 2026-06-17")).toBe("IPtoASN-Country 2026-06-17");
  });

  it("names people without their e-mail, and Sitebook and imports with a capital letter", () => {
    expect(formatPerson("Dana Whitfield <dana@northpoint.example>")).toBe("Dana Whitfield");
    expect(formatPerson("sitebook")).toBe("Sitebook");
    expect(formatPerson("import")).toBe("Import");
    expect(formatPerson("<b>x</b>")).toBe("<b>x</b>");
  });

  it("names fields as a person would", () => {
    expect(formatField("contact.first_name")).toBe("First name");
    expect(formatField("source.room")).toBe("Room at the source");
    expect(formatField("address.postal_code")).toBe("Postal code");
    expect(formatValue(["a", "b"])).toBe("a, b");
    expect(formatValue(true)).toBe("Yes");
  });
});
