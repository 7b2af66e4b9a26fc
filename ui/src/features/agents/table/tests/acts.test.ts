import { describe, expect, it } from "vitest";
import { NO_FILTER, NO_QUERY } from "../address";
import { moved } from "../ColumnsDrawer";
import { besideOf, stepFrom } from "../cells";
import { changeSentences, NO_CHANGE, toChangeRequest } from "../change";
import { exportName, toExportRequest } from "../export";
import { isPicked, NOTHING_PICKED, type Picked, pickedAfter, pickedCount, toggled, toSelection } from "../selection";
import { changedWords, undoneWords } from "../useNotifyChanged";
import { conditionsOf } from "../words";

const some: Picked = { kind: "some", ids: new Set(["a", "b"]) };
const all: Picked = { kind: "all", query: { ...NO_QUERY, search: "mill" }, except: new Set() };

describe("a selection", () => {
  it("goes to the core as ids, or as the query that finds them", () => {
    expect(toSelection(some)).toEqual({ agents: ["a", "b"], query: null });
    expect(toSelection(all)).toEqual({ agents: [], query: { ...NO_QUERY, search: "mill" }, except: [] });
    expect([pickedCount(some, 900), pickedCount(all, 900)]).toEqual([2, 900]);
  });

  it("of single agents stays while people search for the next one", () => {
    expect(pickedAfter(some, NO_QUERY, { ...NO_QUERY, search: "next" })).toEqual(some);
  });

  it("of all that are found never comes to mean other agents", () => {
    const before = { ...NO_QUERY, search: "mill" };
    expect(pickedAfter(all, before, { ...before, filter: { ...NO_FILTER, linked: true } })).toBe(NOTHING_PICKED);
    const sorted = { ...before, sort: "plan" as const };
    expect(pickedAfter(all, before, sorted)).toEqual({ ...all, query: sorted });
  });

  it("of all that are found is thinned out one by one, and an exception taken back", () => {
    const thinned = toggled(toggled(toggled(all, "a"), "b"), "a");
    expect([isPicked(thinned, "a"), isPicked(thinned, "b"), pickedCount(thinned, 900)]).toEqual([true, false, 899]);
    expect(toSelection(thinned)).toMatchObject({ agents: [], except: ["b"] });
    const looks = { format: "csv" as const, columns: [], devices: false, path: "x.csv" };
    expect(toExportRequest({ query: NO_QUERY, picked: thinned }, looks)).toMatchObject({ only: [], except: ["b"] });
    const sorted = { ...NO_QUERY, search: "mill", sort: "plan" as const };
    expect(pickedAfter(thinned, { ...NO_QUERY, search: "mill" }, sorted)).toMatchObject({ except: new Set(["b"]) });
  });

  it("does not go into the archive or come out of it", () => {
    const archive = { ...NO_QUERY, filter: { ...NO_FILTER, archived: true } };
    expect(pickedAfter(some, NO_QUERY, archive)).toBe(NOTHING_PICKED);
  });
});

describe("a change of many agents", () => {
  const selection = toSelection(some);

  it("leaves alone what is not ticked, and clears what is ticked and empty", () => {
    expect(toChangeRequest({ ...NO_CHANGE, contractId: " SLA-1 ", plan: "  " }, selection)).toEqual({
      selection,
      customer_id: null,
      contract_id: "SLA-1",
      plan: "",
      add_tags: [],
      remove_tags: [],
      append_note: null,
    });
  });

  it("adds a tag that is to be added and taken away", () => {
    const request = toChangeRequest({ ...NO_CHANGE, addTags: ["VIP"], removeTags: ["vip", "old"] }, selection);
    expect([request.add_tags, request.remove_tags]).toEqual([["VIP"], ["old"]]);
  });

  it("says beforehand what will happen", () => {
    expect(changeSentences(NO_CHANGE)).toEqual([]);
    expect(
      changeSentences({ ...NO_CHANGE, contractId: "SLA-1", plan: "", addTags: ["vip"], appendNote: " Call first. " }),
    ).toEqual([
      "Contract ID becomes “SLA-1”",
      "Plan is cleared",
      "Gets the tag “vip”",
      "The text is added below its note",
    ]);
  });

  it("says afterwards what happened, and what an undo had to leave", () => {
    const reply = { changed: 1, unchanged: 2, failed: [], undo: "x" };
    expect(changedWords(reply)).toBe("Changed 1 agent, 2 were so already");
    expect(changedWords({ ...reply, changed: 0 })).toBe("Nothing to change: the agents are so already");
    const left = { agent: "a", name: "Mill", field: "plan", reason: "changed since" };
    expect(undoneWords({ restored: 3, left: [] })).toBe("Put back 3 agents");
    expect(undoneWords({ restored: 3, left: [left, left] })).toBe(
      "Put back 3 agents. Left as it is, because it was changed since: Mill, Plan, and 1 more",
    );
  });
});

describe("an export", () => {
  const looks = { format: "csv", columns: ["name"], devices: false, path: "/x.csv" } as const;

  it("of the table takes what it finds, in its order", () => {
    const query = { ...NO_QUERY, search: "mill", sort: "plan" as const };
    expect(toExportRequest({ query, picked: null }, looks)).toMatchObject({ query, only: [] });
  });

  it("of single agents does not lose those that the present search would not find", () => {
    const query = { ...NO_QUERY, search: "mill", sort: "plan" as const };
    expect(toExportRequest({ query, picked: some }, looks)).toMatchObject({
      query: { search: "", sort: "plan", filter: NO_FILTER },
      only: ["a", "b"],
    });
  });

  it("has a name that every file system takes", () => {
    expect(exportName("Trouble: 24/7?", "xlsx")).toBe("trouble-24-7.xlsx");
    expect(exportName("///", "csv")).toBe("agents.csv");
    expect(exportName(null, "json")).toBe("agents.json");
  });
});

describe("the keyboard in the subscription", () => {
  it("goes down with Enter, and along the row and on to the next one with Tab", () => {
    expect(stepFrom("plan", "down")).toEqual({ column: "plan", rows: 1 });
    expect(stepFrom("name", "next")).toEqual({ column: "customer_id", rows: 0 });
    expect(stepFrom("plan", "next")).toEqual({ column: "name", rows: 1 });
    expect(stepFrom("name", "previous")).toEqual({ column: "plan", rows: -1 });
    expect(stepFrom("name", "stay")).toEqual({ column: "name", rows: 0 });
  });

  it("stays in the outermost cells", () => {
    expect(besideOf("name", "ArrowLeft")).toBe("name");
    expect(besideOf("name", "ArrowRight")).toBe("customer_id");
    expect(besideOf("plan", "ArrowRight")).toBe("plan");
  });
});

describe("columns", () => {
  it("are moved within the table", () => {
    expect(moved(["status", "name", "plan"], "plan", 1)).toEqual(["status", "plan", "name"]);
    expect(moved(["status", "name", "plan"], "status", 9)).toEqual(["name", "plan", "status"]);
    expect(moved(["status", "name", "plan"], "name", -1)).toEqual(["name", "status", "plan"]);
  });
});

describe("conditions in words", () => {
  it("can be taken away one by one", () => {
    const filter = {
      ...NO_FILTER,
      linked: false,
      sync: ["failed" as const, "partly" as const],
      tags: ["vip", "north"],
    };
    const conditions = conditionsOf(filter);
    expect(conditions.map(({ words }) => words)).toEqual([
      "Not linked",
      "Failed Sync or Partly",
      "Tag vip",
      "Tag north",
    ]);
    expect(conditions[2]?.without).toEqual({ ...filter, tags: ["north"] });
    expect(conditions[1]?.without).toEqual({ ...filter, sync: [] });
  });

  it("leave a single state to the segments above the table", () => {
    expect(conditionsOf({ ...NO_FILTER, status: ["down"] })).toEqual([]);
    expect(conditionsOf({ ...NO_FILTER, status: ["down", "online"] })[0]?.words).toBe("Down or Online");
  });
});
