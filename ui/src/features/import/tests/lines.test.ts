import { describe, expect, it } from "vitest";
import type { ImportChange, ImportReply, ImportValue } from "../../../backend/generated";
import {
  changedCount,
  importedCount,
  keepsSomething,
  previewLines,
  rejectedTable,
  selectChanges,
  unchangedCount,
} from "../lines";

const value = (field: string, kept = false): ImportValue => ({ field, from: `old ${field}`, to: `new ${field}`, kept });

function change(name: string, part: Partial<ImportChange> = {}): ImportChange {
  return {
    what: "agent",
    source: "import",
    agent: name,
    source_id: name,
    name,
    new: false,
    counts: true,
    values: [value("note")],
    ...part,
  };
}

const NEW = change("new", { new: true, values: [value("name"), value("note")] });
const CHANGED = change("changed", { values: [value("note"), value("name", true)] });
const STAYS = change("stays", { counts: false, values: [value("name", true)] });

const REPLY: ImportReply = {
  created: 1,
  updated: 1,
  updated_beneath: 0,
  unchanged: 1,
  rejected: [],
  differing: 2,
  differing_fields: [{ field: "name", records: 2 }],
  changes: [NEW, CHANGED, STAYS],
  more_changes: 0,
  undo: null,
  fingerprint: "",
};

describe("the records of a preview", () => {
  it("are told apart by what becomes of them", () => {
    expect(selectChanges(REPLY, "all", "")).toEqual([NEW, CHANGED, STAYS]);
    expect(selectChanges(REPLY, "new", "")).toEqual([NEW]);
    expect(selectChanges(REPLY, "changed", "")).toEqual([CHANGED]);
    expect(selectChanges(REPLY, "unchanged", "")).toEqual([STAYS]);
  });

  it("count as unchanged where the file's values only come to stand beneath those set here", () => {
    const beneath = { ...REPLY, created: 0, updated: 2, updated_beneath: 2 };
    expect([changedCount(beneath), unchangedCount(beneath), importedCount(beneath)]).toEqual([0, 3, 0]);
    expect([keepsSomething(beneath), keepsSomething({ ...beneath, updated: 0, updated_beneath: 0 })]).toEqual([
      true,
      false,
    ]);
  });

  it("are found by name, id and either value, in any case", () => {
    expect(selectChanges(REPLY, "all", " CHANGED ")).toEqual([CHANGED]);
    expect(selectChanges(REPLY, "all", "old note")).toEqual([NEW, CHANGED]);
    expect(selectChanges(REPLY, "new", "stays")).toEqual([]);
  });

  it("show what changes at once, and what is new when it is unfolded", () => {
    const keys = (turned: readonly string[]) =>
      previewLines([NEW, CHANGED], new Set(turned)).map(({ key, kind }) => `${kind} ${key}`);
    expect(keys([])).toEqual([
      "record agent/import/new/new",
      "record agent/import/changed/changed",
      "value agent/import/changed/changed/note",
      "value agent/import/changed/changed/name",
    ]);
    expect(keys(["agent/import/new/new", "agent/import/changed/changed"])).toEqual([
      "record agent/import/new/new",
      "value agent/import/new/new/name",
      "value agent/import/new/new/note",
      "record agent/import/changed/changed",
    ]);
  });
});

describe("the rejected records as a table", () => {
  it("keep quotes and line breaks, and hold no formula", () => {
    const rejected = [
      { where: "a.csv line 7", reason: 'vlan takes a whole number, not "guest"' },
      { where: "=HYPERLINK(1).csv line 8", reason: "two\nlines" },
    ];
    expect(rejectedTable(rejected)).toBe(
      'Where,Why\r\na.csv line 7,"vlan takes a whole number, not ""guest"""\r\n\'=HYPERLINK(1).csv line 8,"two\nlines"\r\n',
    );
  });
});
