import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { failure, fakeBackend } from "../../../../tests/fake-backend";
import { makeAgents, makeDetail } from "../../../../tests/fake-data";
import { DEVICE_DETAILS, dark, POWER_REACH } from "../../../../tests/fake-domotz";
import { renderWith } from "../../../../tests/render";
import type { AgentSummary, DeviceView, DomotzDeviceDetails, DomotzPowerReach } from "../../../backend/generated";
import { DomotzDevice } from "../domotz/DomotzDevice";
import { darkWords, eventWords, hangsWords, isDomotz, percentWords, saysWords } from "../domotz/words";

const { notifyDone } = vi.hoisted(() => ({ notifyDone: vi.fn() }));
vi.mock("../../../components/notify", async (original) => ({ ...(await original<object>()), notifyDone }));

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
    await waitFor(() => expect(dialog.textContent).toContain("Loses power: srv01 (Outlet 1 of pdu01)"));
    expect(backend.calls.filter((call) => call.name === "domotz_power")).toEqual([]);
    await userEvent.click(within(dialog).getByRole("button", { name: `Switch off ${device.name}` }));
    const sent = backend.calls.find((call) => call.name === "domotz_power");
    expect(sent?.request).toEqual({ device: device.id, action: "off" });
  });

  it("switches one outlet", async () => {
    const { backend } = renderWith(<DomotzDevice device={device} />);
    await userEvent.click(await screen.findByRole("button", { name: "Power-cycle Outlet 1" }));
    const dialog = await screen.findByRole("dialog");
    const confirm = within(dialog).getByRole("button", { name: /^Power-cycle Outlet 1/ });
    await waitFor(() => expect(confirm).toHaveProperty("disabled", false));
    await userEvent.click(confirm);
    const asked = backend.calls.find((call) => call.name === "domotz_power_reach");
    expect(asked?.request).toEqual({ device: device.id, action: "cycle", outlet: "1" });
    const sent = backend.calls.find((call) => call.name === "domotz_power");
    expect(sent?.request).toEqual({ device: device.id, action: "cycle", outlet: "1" });
  });

  it("says calmly that Domotz has not noticed yet", async () => {
    const backend = fakeBackend();
    backend.answers.domotz_power = () => ({ says: "online", unread: null });
    renderWith(<DomotzDevice device={device} />, backend);
    await userEvent.click(await screen.findByRole("button", { name: "Switch off" }));
    const confirm = within(await screen.findByRole("dialog")).getByRole("button", { name: /^Switch off/ });
    await waitFor(() => expect(confirm).toHaveProperty("disabled", false));
    await userEvent.click(confirm);
    await waitFor(() =>
      expect(notifyDone).toHaveBeenCalledWith(
        `${device.name} was switched off. Domotz still says: online; it notices within three minutes`,
      ),
    );
  });

  it("offers nothing where Domotz cannot switch", async () => {
    const backend = fakeBackend();
    backend.answers.domotz_device_details = () => ({ ...DEVICE_DETAILS, power: [], outlets: [], hangs_on: [] });
    renderWith(<DomotzDevice device={device} />, backend);
    expect(await screen.findByText(/cannot switch the power/)).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Switch off" })).toBeNull();
  });
});

describe("what goes dark with it", () => {
  /** What stands in the question once Domotz has answered, or has not. */
  async function question({
    details = {},
    reach = {},
    button = "Switch off",
  }: {
    details?: Partial<DomotzDeviceDetails>;
    reach?: Partial<DomotzPowerReach>;
    button?: string;
  }): Promise<string> {
    const backend = fakeBackend();
    backend.answers.domotz_device_details = () => ({ ...DEVICE_DETAILS, ...details });
    backend.answers.domotz_power_reach = () => ({ ...POWER_REACH, loses_power: dark([]), ...reach });
    const { unmount } = renderWith(<DomotzDevice device={device} />, backend);
    await userEvent.click(await screen.findByRole("button", { name: button }));
    const dialog = await screen.findByRole("dialog");
    await waitFor(() => expect(within(dialog).queryByRole("status")).toBeNull());
    const text = dialog.textContent ?? "";
    unmount();
    return text;
  }

  it("is asked for only when something is about to be cut, and nothing can be cut before the answer", async () => {
    const backend = fakeBackend();
    let answer: (reach: DomotzPowerReach) => void = () => undefined;
    backend.answers.domotz_device_details = () => ({ ...DEVICE_DETAILS, power: ["on", "off"] });
    backend.answers.domotz_power_reach = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    const asked = () => backend.calls.filter((call) => call.name === "domotz_power_reach").length;
    renderWith(<DomotzDevice device={device} />, backend);
    await userEvent.click(await screen.findByRole("button", { name: "Switch on" }));
    let dialog = await screen.findByRole("dialog");
    await userEvent.click(within(dialog).getByRole("button", { name: "Cancel" }));
    expect(asked()).toBe(0);
    await userEvent.click(screen.getByRole("button", { name: "Switch off" }));
    dialog = await screen.findByRole("dialog", { name: `Switch off ${device.name}?` });
    const confirm = within(dialog).getByRole("button", { name: `Switch off ${device.name}` });
    expect(within(dialog).getByRole("status").textContent).toContain("Asking Domotz what hangs on it");
    expect(confirm).toHaveProperty("disabled", true);
    answer(POWER_REACH);
    await waitFor(() => expect(confirm).toHaveProperty("disabled", false));
    expect(asked()).toBe(1);
  });

  it("is told by reason, and what is many is counted", async () => {
    const many = Array.from({ length: 12 }, (_, number) => `pc${number + 10}`);
    const text = await question({
      reach: {
        loses_power: dark([
          ["ap01", "Port 8 of sw01"],
          ["nas01", "Outlet 3 of pdu01"],
          ["sw01", "Outlet 3 of pdu01"],
        ]),
        cut_off: dark(many, { not_here: 2 }),
        keeps_a_feed: dark([["srv01", "Outlet 1 of pdu01"]]),
      },
    });
    expect(text).toContain("Loses power: ap01 (Port 8 of sw01); nas01, sw01 (Outlet 3 of pdu01)");
    expect(text).toContain("Cut off from the network: 14 devices: pc10, pc11, ");
    expect(text).toContain("pc17, 4 more and 2 that are not in Sitebook");
    expect(text).toContain("pc20, pc21 and 2 that are not in Sitebook");
    expect(text).toContain("Loses one outlet, and goes on by another: srv01 (Outlet 1 of pdu01)");
  });

  it("claims no more than is known", async () => {
    const connected = await question({ reach: { connected: dark(["sw01"]), agent: "unknown" } });
    expect(connected).toContain("Connected to it, and perhaps cut off: sw01");
    expect(connected).toContain("Whether the agent is among them is not known");
    expect(connected).not.toContain("Cut off from the network");
    const gaps = await question({ reach: { not_known: ["Domotz has no map of this network."] } });
    expect(gaps).toContain("not wholly known.Domotz has no map of this network.");
    expect(gaps).not.toContain("knows of nothing");
    expect(await question({})).toContain("Domotz knows of nothing that hangs on it.");
    const restart = { details: { power: ["software_reboot" as const] }, button: "Restart" };
    const restarted = await question({ ...restart, reach: { loses_power: dark(["ap01"]) } });
    expect(restarted).toContain("May lose power meanwhile: ap01");
  });

  it("may be what would have to switch it on again", async () => {
    const reach = { cut_off: dark(["pdu01", "srv01"]), out_of_reach: ["pdu01"], agent: "unknown" as const };
    const off = await question({ reach });
    expect(off).toContain("pdu01 would have to switch it on again, and is out of reach then");
    expect(off).not.toContain("Whether the agent is among them");
    expect(await question({ reach, button: "Power-cycle" })).not.toContain("would have to switch it on again");
    expect(await question({ reach: { ...reach, agent: "lost" } })).not.toContain("would have to switch it on again");
  });

  it("may be the agent itself, which is said once", async () => {
    const lost = await question({ details: { carries_others: true }, reach: { agent: "lost" } });
    expect(lost).toContain("The agent goes dark with it");
    expect(lost).not.toContain("knows of nothing");
    expect(lost).not.toContain("Other devices may get their network or power");
    const host = await question({ details: { is_host: true, carries_others: true }, reach: { agent: "lost" } });
    expect(host).toContain("The agent itself runs on this device");
    expect(host).not.toContain("The agent goes dark with it");
    const unknown = await question({ details: { carries_others: true }, reach: { agent: "unknown" } });
    expect(unknown).toContain("Other devices may get their network or power through this one");
    expect(await question({})).not.toMatch(/agent/i);
  });

  it("can be switched all the same where Domotz could not be asked, with what is known", async () => {
    const backend = fakeBackend();
    backend.answers.domotz_power_reach = () => {
      throw failure("unavailable", "Domotz is in trouble at the moment.");
    };
    renderWith(<DomotzDevice device={device} />, backend);
    await userEvent.click(await screen.findByRole("button", { name: "Switch off" }));
    const dialog = await screen.findByRole("dialog");
    await within(dialog).findByText("What hangs on it could not be asked: Domotz is in trouble at the moment.");
    expect(dialog.textContent).toContain("srv01 hangs on it, and will lose power as well.");
    await userEvent.click(within(dialog).getByRole("button", { name: `Switch off ${device.name}` }));
    expect(backend.calls.some((call) => call.name === "domotz_power")).toBe(true);
  });

  it("shows names from outside as text", async () => {
    expect(await question({ reach: { cut_off: dark(["<b>sw01</b>"]) } })).toContain("<b>sw01</b>");
  });
});

describe("words", () => {
  it("tell what Domotz says after an act, and that it is late only where it says the opposite", () => {
    const late = /^\. Domotz still says: \w+; it notices within three minutes$/;
    expect([saysWords("on", "offline"), saysWords("on", "off"), saysWords("off", "on")]).toEqual(
      Array(3).fill(expect.stringMatching(late)),
    );
    expect(saysWords("off", "offline")).toBe(". Domotz says: offline");
    expect(saysWords("cycle", "online")).toBe(". Domotz says: online");
    expect(saysWords("off", "")).toBe("");
  });

  it("are those of people", () => {
    expect(eventWords("IP_CHANGE")).toBe("ip change");
    expect([percentWords(null), percentWords(100), percentWords(75.04)]).toEqual(["", "100 %", "75 %"]);
    expect(hangsWords([])).toBe("");
    expect(hangsWords(["a", "b", "c", "d", "e", "f", "g"])).toBe(
      "a, b, c, d, e and 2 more hang on it, and will lose power as well.",
    );
    expect(
      [dark([]), dark([], { ignored: 1, not_here: 2 }), dark(["a"], { ignored: 2 })].map((one) => darkWords(one)),
    ).toEqual(["", "1 that is ignored and 2 that are not in Sitebook", "a and 2 that are ignored"]);
    expect(["domotz", "domotz api.example", "import", "domotzish"].map(isDomotz)).toEqual([true, true, false, false]);
  });
});
