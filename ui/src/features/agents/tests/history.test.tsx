import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { makeAgent, makeDetail } from "../../../../tests/fake-data";
import { renderWith } from "../../../../tests/render";
import type { HistoryView } from "../../../backend/generated";
import { HistoryPanel } from "../HistoryCard";
import { selectHistory } from "../history";

const entry = (part: Partial<HistoryView>): HistoryView => ({
  id: "h-1",
  agent: "a-1",
  agent_name: "Harbour Mill",
  restorable: true,
  at: "2026-11-21T09:00:00Z",
  by: "Dana Whitfield <dana@northpoint.example>",
  device: null,
  device_name: null,
  field: "note",
  old: "",
  new: "",
  ...part,
});

const entries = [
  entry({ field: "contact.phones", old: "1", new: "+44 20 7946 0000" }),
  entry({ field: "serial", device: "d1", device_name: "fw01", new: "SN1", by: "import" }),
  entry({ field: "note", new: "<b>Ask for Tim</b>", by: "Ben Okafor <ben@northpoint.example>" }),
];

describe("the search of the history", () => {
  const found = (text: string): string[] => selectHistory(entries, text).map((each) => each.field);

  it("finds fields as people call them, people, devices and values", () => {
    expect(found("phone")).toEqual(["contact.phones"]);
    expect(found("Dana")).toEqual(["contact.phones"]);
    expect(found("import")).toEqual(["serial"]);
    expect(found("FW01 serial number")).toEqual(["serial"]);
    expect(found("ask for tim")).toEqual(["note"]);
    expect(found("  ")).toHaveLength(3);
    expect(found("nobody")).toEqual([]);
  });

  it("narrows the list, and leads back when nothing is left", async () => {
    const agent = { ...makeDetail(makeAgent("a1", "Harbour Mill")), history: entries };
    renderWith(<HistoryPanel agent={agent} />);
    const search = screen.getByLabelText("Field, device, person or value");
    await userEvent.type(search, "Ben");
    expect(screen.getByText("1 of 3")).toBeTruthy();
    expect(within(screen.getByRole("list")).getByText("<b>Ask for Tim</b>")).toBeTruthy();
    await userEvent.clear(search);
    await userEvent.type(search, "nobody");
    await userEvent.click(screen.getByRole("button", { name: "Clear filter" }));
    expect(screen.getAllByRole("listitem")).toHaveLength(3);
  });
});
