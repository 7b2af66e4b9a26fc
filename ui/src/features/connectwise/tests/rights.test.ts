import { describe, expect, it } from "vitest";
import { groupRights, nameList, rightsSum, rightWords, warningWords } from "../manage/rights";
import { roleLevels } from "../manage/setup-steps";

const right = (name: string, granted: boolean | null) => ({ right: name, granted });

describe("the rights of the API member", () => {
  it("stand in the order of ConnectWise's form, whatever the order of the check", () => {
    const groups = groupRights([
      right("GET /system/info", false),
      right("System > Table Setup: Inquire All", true),
      right("Companies > Configurations: Inquire All", true),
      right("Companies > Configurations: Edit All", null),
      right("Companies > Configurations: Add All", false),
      right("Companies > Company Maintenance: Inquire All", true),
    ]);
    expect(groups.map((group) => group.name)).toEqual([
      "Companies > Company Maintenance",
      "Companies > Configurations",
      "System > Table Setup",
      "GET /system/info",
    ]);
    expect(groups[1]?.rights.map((item) => item.level)).toEqual(["Add All", "Edit All", "Inquire All"]);
    expect(groups[3]?.rights[0]?.level).toBe("");
  });

  it("each say what they are for, and what is lost without them", () => {
    const asked = roleLevels.flatMap((row) =>
      [
        ["Add", row.add],
        ["Edit", row.edit],
        ["Inquire", row.inquire],
      ].flatMap(([verb, level]) => (level === "All" ? [`${row.module} > ${row.name}: ${verb} All`] : [])),
    );
    expect(asked).toHaveLength(7);
    for (const name of asked) {
      expect(rightWords(name), name).not.toBeNull();
    }
    expect(rightWords("GET /system/info")).toBeNull();
  });

  it("are summed up in words", () => {
    expect(rightsSum([right("a", true), right("b", false), right("c", null), right("d", true)])).toBe(
      "2 granted, 1 missing, 1 not known",
    );
    expect(rightsSum([right("a", true)])).toBe("1 granted");
  });
});

describe("the role that is asked for", () => {
  it("never asks for deleting", () => {
    expect(roleLevels.map((row) => row.delete)).toEqual(["None", "None", "None"]);
  });
});

describe("warnings about the role", () => {
  it("name the hidden types as far as they are known", () => {
    const some = warningWords({ kind: "types_hidden", hidden: ["Printer", "UPS"], visible: 8, total: 10 });
    expect(some).toMatchObject({ serious: true, title: "The role hides 2 of 10 configuration types" });
    expect(some.text).toContain("“Printer”, “UPS”");
    const unnamed = warningWords({ kind: "types_hidden", hidden: [], visible: 8, total: 10 });
    expect(unnamed.text).toContain("did not exist.");
  });

  it("say which level is My", () => {
    const words = warningWords({ kind: "level_my", right: "Companies > Configurations: Inquire All" });
    expect(words.title).toBe("Companies > Configurations: Inquire is set to My, not to All");
  });

  it("are no alarm where nothing can go wrong", () => {
    expect(warningWords({ kind: "may_delete", right: "Companies > Configurations: Delete All" }).serious).toBe(false);
    expect(warningWords({ kind: "not_readable" }).serious).toBe(false);
  });

  it("cut a long list of names", () => {
    expect(nameList(["a", "b", "c"], 2)).toBe("“a”, “b” and 1 more");
    expect(nameList(["a"], 2)).toBe("“a”");
  });
});
