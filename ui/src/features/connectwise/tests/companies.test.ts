import { describe, expect, it } from "vitest";
import { syncStatus } from "../../../../tests/fake-sync";
import type { LinkSuggestionView } from "../../../backend/generated";
import {
  companiesRows,
  countRows,
  isCertain,
  matchedShare,
  selectRows,
  suggestionWords,
  syncKind,
} from "../companies/state";
import { agent } from "./sample";

const linked = {
  company: { id: 19, identifier: "HARBMILL", name: "Harbour Mill Foods" },
  site: { id: 3, name: "Hull" },
  matched: 27,
  matchable: 36,
  last_run: null,
  last_success_at: null,
  sync: syncStatus(),
};
const agents = [
  agent({ id: "free" }),
  agent({ id: "never", psa: linked }),
  agent({ id: "partly", psa: { ...linked, sync: syncStatus({ state: "partly", failed_records: 3 }) } }),
  agent({ id: "failed", psa: { ...linked, sync: syncStatus({ state: "failed", reason: "Company is inactive." }) } }),
];
const kind = (index: number, syncing = false) => syncKind((agents[index] ?? agent({ id: "none" })).psa, syncing);

describe("agents and companies", () => {
  it("says how the sync of an agent stands", () => {
    expect([kind(0), kind(1), kind(2), kind(3)]).toEqual(["not-linked", "never", "partly", "failed"]);
    expect(kind(3, true)).toBe("in_progress");
    expect(kind(0, true)).toBe("not-linked");
  });

  const suggestion = (part: Partial<LinkSuggestionView> & { agent: string }): LinkSuggestionView => ({
    company: { id: 7, identifier: "QUAYDENT", name: "Quayside Dental Care" },
    reason: "customer_id",
    score: 1,
    others: [],
    ...part,
  });
  const rows = companiesRows(
    [...agents, agent({ id: "lonely" })],
    [suggestion({ agent: "free" }), suggestion({ agent: "never" })],
  );
  const ids = (...given: Parameters<typeof selectRows>) => selectRows(...given).map((row) => row.id);

  it("suggests nothing for an agent that was linked since the suggestions were made", () => {
    expect(rows.map((row) => row.suggestion?.company.identifier ?? "")).toEqual(["QUAYDENT", "", "", "", ""]);
  });

  it("counts and filters; who has a suggestion is also not linked", () => {
    expect(countRows(rows)).toEqual({ all: 5, linked: 3, suggested: 1, "not-linked": 2, partly: 1, failed: 1 });
    expect(ids(rows, "failed", "")).toEqual(["failed"]);
    expect(ids(rows, "suggested", "")).toEqual(["free"]);
    expect(ids(rows, "not-linked", "")).toEqual(["free", "lonely"]);
    expect(ids(rows, "linked", "harbm")).toEqual(["never", "partly", "failed"]);
  });

  it("finds an agent by its company, its site and the company that is suggested for it", () => {
    expect(ids(rows, "all", "harbm")).toEqual(["never", "partly", "failed"]);
    expect(ids(rows, "all", "hull")).toEqual(["never", "partly", "failed"]);
    expect(ids(rows, "all", "quayside")).toEqual(["free"]);
    expect(ids(rows, "all", "free")).toEqual(["free"]);
  });

  it("says what a suggestion rests on, and never rounds a likeness up to equal", () => {
    expect(suggestionWords(suggestion({ agent: "free" }))).toBe("customer ID is equal");
    expect(suggestionWords(suggestion({ agent: "free", reason: "name", score: 0.866 }))).toBe("name is similar, 86 %");
    expect(suggestionWords(suggestion({ agent: "free", reason: "name", score: 0.999 }))).toBe("name is similar, 99 %");
    expect(suggestionWords(suggestion({ agent: "free", reason: "name", score: 1 }))).toBe("name is equal");
    expect(rows.filter(isCertain).map((row) => row.id)).toEqual(["free"]);
  });

  it("knows the share that is matched", () => {
    expect(matchedShare(linked)).toBe(75);
    expect(matchedShare({ ...linked, matchable: 0 })).toBe(0);
  });
});
