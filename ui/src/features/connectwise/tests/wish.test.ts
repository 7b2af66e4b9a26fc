import { describe, expect, it } from "vitest";
import type { FieldRuleView, MappedField } from "../../../backend/generated";
import { remainingText, secondsRemaining } from "../plan/pace";
import { changedDirections, planAddress, readWish } from "../plan/wish";

const read = (query: string) => readWish(new URLSearchParams(query));

const rule = (field: MappedField, direction: FieldRuleView["direction"]): FieldRuleView => ({
  field,
  direction,
  target: field,
  directions: ["to-connectwise", "from-connectwise", "off"],
  allow_empty: false,
  overwrite_conflicts: false,
  max_length: null,
  discovered: false,
  own: false,
  chosen: null,
  statuses: null,
});

describe("what a person wants of a sync", () => {
  it("follows the mapping where the address says nothing", () => {
    expect(read("")).toEqual({ mode: "custom", directions: {}, keep: false, approve: false, retry: null });
    expect(read("mode=sideways&directions=name:up,:off,notes").directions).toEqual({});
  });

  it("comes back from the address as it went in", () => {
    const wish = {
      mode: "custom" as const,
      directions: { name: "from-connectwise" as const, notes: "off" as const },
      keep: true,
      approve: false,
      retry: null,
    };
    const address = planAddress("agent-1", wish);
    expect(address).toBe("/connectwise/plan/agent-1?mode=custom&directions=name:from-connectwise,notes:off&keep=1");
    expect(read(address.split("?")[1] ?? "")).toEqual(wish);
    expect(planAddress("agent-1")).toBe("/connectwise/plan/agent-1");
  });

  it("has directions of its own only in a customized sync, and never for what is approved", () => {
    expect(read("mode=to-connectwise&directions=name:off&keep=1")).toMatchObject({ directions: {}, keep: false });
    expect(read("approve=1&mode=to-connectwise&directions=name:off")).toEqual({
      mode: "custom",
      directions: {},
      keep: false,
      approve: true,
      retry: null,
    });
  });

  it("sends only the directions that differ from the mapping", () => {
    const rules = [rule("name", "to-connectwise"), rule("notes", "to-connectwise"), rule("zone", "off")];
    expect(changedDirections(rules, { name: "off", notes: "to-connectwise" })).toEqual({ name: "off" });
  });
});

describe("the time that a run still takes", () => {
  const start = { at: 0, done: 0 };

  it("is not guessed in the first five seconds, nor before a record is finished", () => {
    expect(secondsRemaining(start, { at: 4_999, done: 3 }, 10)).toBeNull();
    expect(secondsRemaining(start, { at: 60_000, done: 0 }, 10)).toBeNull();
    expect(secondsRemaining(start, { at: 60_000, done: 10 }, 10)).toBeNull();
  });

  it("comes from the pace since the page began to watch", () => {
    expect(secondsRemaining(start, { at: 10_000, done: 5 }, 15)).toBe(20);
    expect(secondsRemaining({ at: 0, done: 100 }, { at: 10_000, done: 110 }, 120)).toBe(10);
  });

  it("is told no more exactly than a guess can be", () => {
    expect([null, 4, 23, 61, 200, 3_540, 4_200, 7_200].map(remainingText)).toEqual([
      "",
      "a few seconds left",
      "about 20 s left",
      "about 60 s left",
      "about 3 min left",
      "about 59 min left",
      "about 1 h 10 min left",
      "about 2 h left",
    ]);
  });
});
