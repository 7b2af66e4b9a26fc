import { configure, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import { Route } from "wouter";
import { type FakeBackend, fakeBackend } from "../../../../tests/fake-backend";
import { makeAgent, makeDetail, makeDevice } from "../../../../tests/fake-data";
import { renderWith } from "../../../../tests/render";
import type { DeviceOwnField } from "../../../backend/generated";
import { AgentPage } from "../AgentPage";

function office(): FakeBackend {
  const agent = makeAgent("a1", "Harbour Mill");
  const fake = fakeBackend([agent]);
  const devices = [0, 1, 2].map((index) => makeDevice("a1", index));
  fake.put({ ...makeDetail(agent), devices });
  return fake;
}

async function show(fake: FakeBackend): Promise<void> {
  renderWith(<Route path="/agents/:id/:tab?" component={AgentPage} />, fake, "/agents/a1/devices");
  await screen.findByRole("grid", { name: "Devices" });
}

// The table is wide; looking for every cell whether it is hidden would take most of the time.
configure({ defaultHidden: true });

const row = (name: string): HTMLElement => screen.getByRole("row", { name: new RegExp(name) });
const sent = (fake: FakeBackend): unknown[] =>
  fake.calls.filter(({ name }) => name === "devices_set" || name === "devices_ignore").map(({ request }) => request);

afterEach(() => window.localStorage.clear());

describe("the table of devices", () => {
  it("edits a value in its place, on top of what was seen", async () => {
    const fake = office();
    await show(fake);
    await userEvent.dblClick(within(row("hm-firewall-0")).getByRole("button", { name: "FG-60F" }));
    const input = screen.getByLabelText("Model of hm-firewall-0");
    await userEvent.clear(input);
    await userEvent.type(input, "FG-80F{Enter}");
    await waitFor(() => expect(within(row("hm-firewall-0")).getByRole("button", { name: "FG-80F" })).toBeTruthy());
    expect(sent(fake)).toEqual([{ device: "a1-device-0", changes: { model: "FG-80F" }, seen: { model: "FG-60F" } }]);
  });

  it("edits by keyboard alone: F2 begins, Tab goes on, Esc takes back", async () => {
    const fake = office();
    await show(fake);
    screen.getByRole("grid", { name: "Devices" }).focus();
    await userEvent.keyboard("{F2}");
    expect(document.activeElement).toBe(screen.getByLabelText("Name of hm-firewall-0"));
    await userEvent.keyboard("{Tab}x");
    expect(document.activeElement).toBe(screen.getByLabelText("Kind of hm-firewall-0"));
    await userEvent.keyboard("{Escape}");
    expect(document.activeElement).toBe(screen.getByRole("grid", { name: "Devices" }));
    expect(sent(fake)).toEqual([]);
  });

  it("goes on listening to its keys after a click into a value", async () => {
    await show(office());
    await userEvent.click(within(row("hm-switch-2")).getByRole("button", { name: "ZT411" }));
    expect(document.activeElement).toBe(screen.getByRole("grid", { name: "Devices" }));
    await userEvent.keyboard("{F2}");
    expect(screen.getByLabelText("Name of hm-switch-2")).toBeTruthy();
  });

  it("stays open with both ways on where somebody else was quicker", async () => {
    const fake = office();
    await show(fake);
    await userEvent.dblClick(within(row("hm-switch-2")).getByRole("button", { name: "ZT411" }));
    const input = screen.getByLabelText("Model of hm-switch-2");
    await userEvent.type(input, "-R");
    await fake.call("devices_set", { device: "a1-device-2", changes: { model: "ZT600" } });
    await userEvent.keyboard("{Enter}");
    expect((await screen.findByRole("alert")).textContent).toContain("changed it to ZT600");
    await userEvent.click(screen.getByRole("button", { name: "Keep mine" }));
    await waitFor(() => expect(within(row("hm-switch-2")).getByRole("button", { name: "ZT411-R" })).toBeTruthy());
  });

  it("marks an own value, and takes what the source says", async () => {
    const fake = office();
    await show(fake);
    await userEvent.click(screen.getByRole("button", { name: "Own value of Model. Domotz says J9729A" }));
    await userEvent.click(await screen.findByRole("button", { name: /Take it/ }));
    await waitFor(() => expect(sent(fake)).toEqual([{ device: "a1-device-1", changes: { model: "J9729A" } }]));
  });

  describe("with VLAN and notes, which a person may set too", () => {
    const ownValue = (field: string, source_says: string | number): DeviceOwnField => ({
      field,
      by: "Desk 2",
      at: "2026-11-20T09:00:00Z",
      source_says,
      not_in_source: null,
    });

    /** The first device has a VLAN and notes of its own. */
    function setHere(): FakeBackend {
      const fake = office();
      const agent = makeAgent("a1", "Harbour Mill");
      const own = [ownValue("vlan", 0), ownValue("notes", "Seen by the probe")];
      const devices = [makeDevice("a1", 0, { vlan: 20, notes: "Bay 6\nladder on site", own }), makeDevice("a1", 1)];
      fake.put({ ...makeDetail(agent), devices });
      window.localStorage.setItem("sitebook.view/device-columns", JSON.stringify(["name", "vlan", "notes"]));
      return fake;
    }

    it("marks their own values, and takes what the source says", async () => {
      const fake = setHere();
      await show(fake);
      expect(screen.getByRole("button", { name: "Own value of Notes. Domotz says Seen by the probe" })).toBeTruthy();
      await userEvent.click(screen.getByRole("button", { name: "Own value of VLAN. Domotz says untagged" }));
      expect((await screen.findByText(/Domotz says/)).textContent).toContain("untagged");
      await userEvent.click(screen.getByRole("button", { name: /Take it/ }));
      await waitFor(() => expect(sent(fake)).toEqual([{ device: "a1-device-0", changes: { vlan: "0" } }]));
    });

    it("edits a VLAN in its place, as a number", async () => {
      const fake = setHere();
      await show(fake);
      await userEvent.dblClick(within(row("hm-firewall-0")).getByRole("button", { name: "20" }));
      const input = screen.getByLabelText("VLAN of hm-firewall-0");
      await userEvent.clear(input);
      await userEvent.type(input, "0{Enter}");
      expect(await within(row("hm-firewall-0")).findByRole("button", { name: "untagged" })).toBeTruthy();
      expect(sent(fake)).toEqual([{ device: "a1-device-0", changes: { vlan: "0" }, seen: { vlan: "20" } }]);
    });

    it("edits notes in their place, and keeps their lines", async () => {
      const fake = setHere();
      await show(fake);
      await userEvent.dblClick(within(row("hm-firewall-0")).getByRole("button", { name: /Bay 6/ }));
      const input = screen.getByLabelText("Notes of hm-firewall-0");
      await userEvent.type(input, "{End}{Shift>}{Enter}{/Shift}Key 4{Enter}", { initialSelectionStart: 21 });
      const before = "Bay 6\nladder on site";
      await waitFor(() =>
        expect(sent(fake)).toEqual([
          { device: "a1-device-0", changes: { notes: `${before}\nKey 4` }, seen: { notes: before } },
        ]),
      );
    });

    it("says in the details what the source says instead", async () => {
      await show(setHere());
      await userEvent.click(screen.getByRole("button", { name: "Details of hm-firewall-0" }));
      const details = await screen.findByRole("dialog", { name: "hm-firewall-0" });
      const says = within(details).getByRole("button", { name: "Take it: what domotz says for VLAN" });
      expect(says.parentElement?.textContent).toContain("Domotz says untagged");
      expect(within(details).getByRole("button", { name: "Take it: what domotz says for Notes" })).toBeTruthy();
    });
  });

  it("opens the details of a device, and from there its history", async () => {
    const fake = office();
    await show(fake);
    await userEvent.click(screen.getByRole("button", { name: "Details of hm-switch-1" }));
    expect(await screen.findByRole("dialog", { name: "hm-switch-1" })).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "History of this device" }));
    await waitFor(() =>
      expect(fake.calls).toContainEqual({
        name: "history_list",
        request: { agent: "a1", device: "a1-device-1", limit: 100 },
      }),
    );
  });

  it("ignores the selected devices at once", async () => {
    const fake = office();
    await show(fake);
    await userEvent.click(screen.getByRole("checkbox", { name: "Select hm-switch-1" }));
    await userEvent.click(screen.getByRole("checkbox", { name: "Select hm-switch-2" }));
    await userEvent.click(screen.getByRole("button", { name: "Ignore 2" }));
    await waitFor(() => expect(sent(fake)).toEqual([{ devices: ["a1-device-1", "a1-device-2"], ignored: true }]));
    expect(await screen.findByRole("button", { name: "Stop ignoring 2" })).toBeTruthy();
  });

  it("shows the columns that were chosen, also the next time", async () => {
    const first = office();
    await show(first);
    expect(screen.queryByRole("columnheader", { name: "Firmware" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Columns" }));
    await userEvent.click(await screen.findByRole("checkbox", { name: "Firmware" }));
    expect(screen.getByRole("columnheader", { name: "Firmware" })).toBeTruthy();
    expect(JSON.parse(window.localStorage.getItem("sitebook.view/device-columns") ?? "[]")).toContain("firmware");
  });
});
