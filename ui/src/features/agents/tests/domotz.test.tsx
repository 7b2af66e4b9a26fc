import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { fakeBackend } from "../../../../tests/fake-backend";
import { makeAgents, makeDetail } from "../../../../tests/fake-data";
import { DEVICE_DETAILS } from "../../../../tests/fake-domotz";
import { renderWith } from "../../../../tests/render";
import type { AgentSummary, DeviceView, DomotzDeviceDetails } from "../../../backend/generated";
import { DomotzDevice } from "../domotz/DomotzDevice";
import { eventWords, hangsWords, isDomotz, percentWords } from "../domotz/words";

const agents = makeAgents(1);
const device = makeDetail(agents[0] as AgentSummary).devices[0] as DeviceView;

describe("a device in Domotz", () => {
  it("shows what its values do not say", async () => {
    renderWith(<DomotzDevice device={device} />);
    expect(await screen.findByText("98.5 %")).toBeTruthy();
    expect(screen.getByText("Internet blocked")).toBeTruthy();
    expect(screen.getByText("connection lost")).toBeTruthy();
  });

  it("names the device and what hangs on it before power is cut", async () => {
    const { backend } = renderWith(<DomotzDevice device={device} />);
    await userEvent.click(await screen.findByRole("button", { name: "Switch off" }));
    const dialog = await screen.findByRole("dialog", { name: `Switch off ${device.name}?` });
    expect(dialog.textContent).toContain("srv01 hangs on it, and will lose power as well.");
    expect(backend.calls.filter((call) => call.name === "domotz_power")).toEqual([]);
    await userEvent.click(within(dialog).getByRole("button", { name: `Switch off ${device.name}` }));
    const sent = backend.calls.find((call) => call.name === "domotz_power");
    expect(sent?.request).toEqual({ device: device.id, action: "off" });
  });

  it("switches one outlet", async () => {
    const { backend } = renderWith(<DomotzDevice device={device} />);
    await userEvent.click(await screen.findByRole("button", { name: "Power-cycle Outlet 1" }));
    const dialog = await screen.findByRole("dialog");
    await userEvent.click(within(dialog).getByRole("button", { name: /^Power-cycle Outlet 1/ }));
    const sent = backend.calls.find((call) => call.name === "domotz_power");
    expect(sent?.request).toEqual({ device: device.id, action: "cycle", outlet: "1" });
  });

  it("says before it is switched off what goes dark with it", async () => {
    const backend = fakeBackend();
    const asks = async (details: Partial<DomotzDeviceDetails>) => {
      backend.answers.domotz_device_details = () => ({ ...DEVICE_DETAILS, ...details });
      const { unmount } = renderWith(<DomotzDevice device={device} />, backend);
      await userEvent.click(await screen.findByRole("button", { name: "Switch off" }));
      const { textContent } = await screen.findByRole("dialog");
      unmount();
      return textContent;
    };
    expect(await asks({})).not.toMatch(/agent/i);
    expect(await asks({ carries_others: true })).toMatch(
      /Other devices may get their network or power through this one/,
    );
    expect(await asks({ is_host: true, carries_others: true })).toMatch(/The agent itself runs on this device/);
  });

  it("offers nothing where Domotz cannot switch", async () => {
    const backend = fakeBackend();
    backend.answers.domotz_device_details = () => ({ ...DEVICE_DETAILS, power: [], outlets: [], hangs_on: [] });
    renderWith(<DomotzDevice device={device} />, backend);
    expect(await screen.findByText(/cannot switch the power/)).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Switch off" })).toBeNull();
  });
});

describe("words", () => {
  it("are those of people", () => {
    expect(eventWords("IP_CHANGE")).toBe("ip change");
    expect([percentWords(null), percentWords(100), percentWords(75.04)]).toEqual(["", "100 %", "75 %"]);
    expect(hangsWords([])).toBe("");
    expect(hangsWords(["a", "b", "c", "d", "e", "f", "g"])).toBe(
      "a, b, c, d, e and 2 more hang on it, and will lose power as well.",
    );
    expect(["domotz", "domotz api.example", "import", "domotzish"].map(isDomotz)).toEqual([true, true, false, false]);
  });
});
