import { describe, expect, it } from "vitest";
import { type KeyContext, keyAct } from "../matching/keys";
import { matchingRows } from "../matching/rows";
import { configuration, device, match, report } from "./sample";

const rows = matchingRows(
  report({
    devices: [
      device({ id: "automatic" }),
      device({ id: "proposed" }),
      device({ id: "review" }),
      device({ id: "unmatched" }),
      device({ id: "ignored", ignored: true }),
      device({ id: "gone", gone_since: "2026-11-03T08:00:00Z" }),
      device({ id: "gone-unmatched", gone_since: "2026-11-03T08:00:00Z" }),
    ],
    matches: [
      match({ device: "automatic", configuration: 1 }),
      match({ device: "proposed", configuration: 2, state: "proposed", rule: "ip" }),
      match({ device: "gone", configuration: 5 }),
    ],
    review: [
      {
        device: "review",
        device_source_id: "review",
        candidates: [
          { configuration: 3, evidence: [] },
          { configuration: 4, evidence: [] },
        ],
        reason: "several_candidates",
      },
    ],
    configurations: [1, 2, 3, 4, 5].map((id) => configuration({ id })),
  }),
);
const at = (focus: number, part: Partial<KeyContext> = {}): KeyContext => ({
  rows,
  focus,
  open: null,
  selected: 0,
  confirmable: false,
  undoable: false,
  ...part,
});
const press = (key: string, shift = false) => ({ key, shift, modified: false });

describe("keys of the matching table", () => {
  it("moves, and stays within the table", () => {
    expect(keyAct(press("ArrowDown"), at(-1))).toEqual({ act: "move", to: 0 });
    expect(keyAct(press("ArrowDown"), at(6))).toEqual({ act: "move", to: 6 });
    expect(keyAct(press("ArrowUp"), at(0))).toEqual({ act: "move", to: 0 });
    expect(keyAct(press("End"), at(0))).toEqual({ act: "move", to: 6 });
    expect(keyAct(press("ArrowDown"), { ...at(-1), rows: [] })).toBeNull();
  });

  it("confirms a proposed match with Enter, and opens what can be compared", () => {
    expect(keyAct(press("Enter"), at(1))).toEqual({ act: "match" });
    expect(keyAct(press("Enter"), at(2))).toEqual({ act: "toggle-open" });
    expect(keyAct(press("Enter"), at(0))).toEqual({ act: "toggle-open" });
    expect(keyAct(press("Enter"), at(3))).toBeNull();
    expect(keyAct(press("v"), at(1))).toEqual({ act: "toggle-open" });
    expect(keyAct(press("v"), at(3))).toBeNull();
    expect(keyAct(press("Enter"), at(-1))).toBeNull();
  });

  it("picks by hand only what waits for a configuration", () => {
    expect(keyAct(press("p"), at(2))).toEqual({ act: "pick" });
    expect(keyAct(press("P"), at(3))).toEqual({ act: "pick" });
    expect(keyAct(press("p"), at(0))).toBeNull();
    expect(keyAct(press("p"), at(4))).toBeNull();
    expect(keyAct(press("p"), at(-1))).toBeNull();
  });

  it("unlinks what has a match, and declines all candidates of a review", () => {
    expect(keyAct(press("x"), at(0))).toEqual({ act: "unlink" });
    expect(keyAct(press("x"), at(2))).toEqual({ act: "unlink" });
    expect(keyAct(press("X", true), at(1))).toEqual({ act: "unlink" });
    expect(keyAct(press("x"), at(3))).toBeNull();
  });

  it("ignores what has no match that counts, and takes it back", () => {
    expect(keyAct(press("i"), at(3))).toEqual({ act: "ignore" });
    expect(keyAct(press("i"), at(1))).toEqual({ act: "ignore" });
    expect(keyAct(press("i"), at(4))).toEqual({ act: "restore" });
    expect(keyAct(press("i"), at(0))).toBeNull();
  });

  it("chooses a candidate by number only in the open review", () => {
    expect(keyAct(press("2"), at(2, { open: "review" }))).toEqual({ act: "choose", candidate: 1 });
    expect(keyAct(press("3"), at(2, { open: "review" }))).toBeNull();
    expect(keyAct(press("1"), at(2))).toBeNull();
    expect(keyAct(press("1"), at(1, { open: "review" }))).toBeNull();
  });

  it("matches everything selected with Shift and Enter", () => {
    expect(keyAct(press("Enter", true), at(1, { selected: 3 }))).toEqual({ act: "match-selected" });
    expect(keyAct(press("Enter", true), at(1))).toBeNull();
  });

  it("confirms a whole screen of proposals with Shift and Enter, unless some are selected", () => {
    expect(keyAct(press("Enter", true), at(-1, { confirmable: true }))).toEqual({ act: "confirm-shown" });
    expect(keyAct(press("Enter", true), at(-1, { confirmable: true, selected: 2 }))).toEqual({ act: "match-selected" });
  });

  it("selects only what waits for a decision", () => {
    expect(keyAct(press(" "), at(1))).toEqual({ act: "select" });
    expect(keyAct(press(" "), at(2))).toEqual({ act: "select" });
    expect(keyAct(press(" "), at(3))).toEqual({ act: "select" });
    expect(keyAct(press(" "), at(0))).toBeNull();
    expect(keyAct(press(" "), at(4))).toBeNull();
  });

  it("creates only for a device that is there and waits for no decision", () => {
    expect(keyAct(press("c"), at(3))).toEqual({ act: "create" });
    expect(keyAct(press("C"), at(3))).toEqual({ act: "create" });
    for (const row of [0, 1, 2, 4, 5, 6]) {
      expect(keyAct(press("c"), at(row))).toBeNull();
    }
  });

  it("sets inactive or replaces only a matched device that is gone", () => {
    expect(keyAct(press("s"), at(5))).toEqual({ act: "retire" });
    expect(keyAct(press("r"), at(5))).toEqual({ act: "replace" });
    for (const row of [0, 1, 2, 3, 4, 6]) {
      expect(keyAct(press("s"), at(row))).toBeNull();
      expect(keyAct(press("r"), at(row))).toBeNull();
    }
  });

  it("undoes the last unlink with Control and Z, where there is one", () => {
    const undo = { key: "z", shift: false, modified: true };
    expect(keyAct(undo, at(-1, { undoable: true }))).toEqual({ act: "undo" });
    expect(keyAct({ ...undo, shift: true }, at(-1, { undoable: true }))).toBeNull();
    expect(keyAct(undo, at(-1))).toBeNull();
    expect(keyAct({ ...undo, modified: false }, at(-1, { undoable: true }))).toBeNull();
  });

  it("leaves keys with Control, Alt or Command alone", () => {
    expect(keyAct({ key: "x", shift: false, modified: true }, at(0))).toBeNull();
  });

  it("closes, searches and explains", () => {
    expect(keyAct(press("Escape"), at(2, { open: "review" }))).toEqual({ act: "close" });
    expect(keyAct(press("Escape"), at(2))).toBeNull();
    expect(keyAct(press("/"), at(-1))).toEqual({ act: "search" });
    expect(keyAct(press("?"), at(-1))).toEqual({ act: "help" });
  });
});
