import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { fakeBackend } from "../../../../tests/fake-backend";
import { makeAgent } from "../../../../tests/fake-data";
import { CONNECTED } from "../../../../tests/fake-domotz";
import { renderWith } from "../../../../tests/render";
import { ReadKept } from "../matching/ReadKept";

const agent = { ...makeAgent("agent-1", "Harbour Mill"), source: "domotz" };
const BUTTON = "Read ids kept in Domotz";

function open(source: string, inventory_field: string) {
  const backend = fakeBackend();
  backend.answers.domotz_status = () => ({ ...CONNECTED, inventory_field });
  renderWith(<ReadKept agent={{ ...agent, source }} />, backend);
  return backend;
}

const sent = (backend: ReturnType<typeof open>) =>
  backend.calls.filter((call) => call.name === "domotz_read_matches").map((call) => call.request);

describe("ids kept in Domotz", () => {
  it("are read after it was said how many calls that takes", async () => {
    const backend = open("domotz", "Configuration");
    await userEvent.click(await screen.findByRole("button", { name: BUTTON }));
    const dialog = await screen.findByRole("dialog");
    expect(dialog.textContent).toContain("This takes 3 calls");
    expect(sent(backend)).toEqual([{ agent: "agent-1", preview: true }]);
    await userEvent.click(within(dialog).getByRole("button", { name: "Read 3 ids" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(sent(backend)[1]).toEqual({ agent: "agent-1", preview: false });
  });

  it("tell which devices could not be read", async () => {
    const backend = open("domotz", "Configuration");
    const failed = [{ device: "d1", device_name: "fw01", reason: "Domotz does not allow it." }];
    backend.answers.domotz_read_matches = ({ preview }) => ({
      calls: 3,
      found: 0,
      failed: preview ? [] : failed,
      error: null,
    });
    await userEvent.click(await screen.findByRole("button", { name: BUTTON }));
    await userEvent.click(await screen.findByRole("button", { name: "Read 3 ids" }));
    const list = await screen.findByRole("list", { name: "Devices that could not be read" });
    expect(list.textContent).toContain("fw01");
  });

  it.each([
    ["import", "Configuration"],
    ["domotz", ""],
  ])('are not asked for where the source is %s and the field "%s"', async (source, field) => {
    const backend = open(source, field);
    await waitFor(() => expect(backend.calls.some((call) => call.name === "domotz_status")).toBe(true));
    expect(screen.queryByRole("button", { name: BUTTON })).toBeNull();
  });
});
