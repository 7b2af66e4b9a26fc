import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { FindDialog } from "../src/app/find/FindDialog";
import { rememberRecent } from "../src/features/agents/recent-agents";
import { type FakeBackend, fakeBackend } from "./fake-backend";
import { makeAgent, makeDetail, makeDevice } from "./fake-data";
import { renderWith } from "./render";

function office(): FakeBackend {
  const agents = [makeAgent("a1", "Harbour Mill"), makeAgent("a2", "Kestrel Marine", { customer_id: "KES-9" })];
  const [mill] = agents;
  if (!mill) throw new Error("there is no agent");
  mill.psa = { ...mill.psa, company: { id: 7, identifier: "HarbMill", name: "Harbour Foods" } };
  const fake = fakeBackend(agents);
  fake.put({ ...makeDetail(mill), devices: [makeDevice("a1", 0)] });
  return fake;
}

function open(fake = office()) {
  const go = vi.fn();
  renderWith(<FindDialog onClose={() => undefined} onGo={go} />, fake);
  return { go, input: screen.getByRole<HTMLInputElement>("combobox") };
}

/** The options of a group that say this, marks and all. */
async function option(words: RegExp): Promise<HTMLElement> {
  return screen.findByText((_, element) => element?.role === "option" && words.test(element.textContent ?? ""));
}

const group = (name: string) => within(screen.getByRole("group", { name }));

afterEach(() => window.localStorage.clear());

describe("finding", () => {
  it("shows agents, devices and companies in groups, with what was found in each", async () => {
    const { input } = open();
    await userEvent.type(input, "harb");
    expect((await screen.findAllByText("Harb", { selector: "mark" })).length).toBeGreaterThan(1);
    expect(group("Agents").getAllByRole("option")[0]?.textContent).toContain("Harbour Mill");
    expect(group("Companies").getByRole("option").textContent).toBe("Harbour FoodsHarbMill, 1 agent");
  });

  it("goes to the device that holds a serial number", async () => {
    const { input, go } = open();
    await userEvent.type(input, "cn83hkx0{Enter}");
    await waitFor(() => expect(go).toHaveBeenCalledWith("/agents/a1/devices?device=a1-device-0"));
  });

  it("opens the answer to what was typed, never that to what was typed before", async () => {
    const fake = office();
    const { input, go } = open(fake);
    await userEvent.type(input, "harb");
    await option(/Harbour Mill/);
    await userEvent.clear(input);
    await userEvent.type(input, "kestrel{Enter}");
    await waitFor(() => expect(go).toHaveBeenCalledWith("/agents/a2"));
    expect(go).toHaveBeenCalledOnce();
  });

  it("says what was searched for in place of a typing error", async () => {
    const { input } = open();
    await userEvent.type(input, "habour");
    expect((await screen.findByText(/Showing results for/)).textContent).toContain("harbour");
  });

  it("begins with the agents that were opened last, in this workspace", async () => {
    rememberRecent("/home/desk/Northgate IT", { id: "a2", name: "Kestrel Marine" });
    rememberRecent("/srv/other", { id: "x", name: "Elsewhere" });
    const { go } = open();
    await screen.findByRole("option", { name: "Kestrel Marine" });
    expect(screen.queryByText("Elsewhere")).toBeNull();
    await userEvent.keyboard("{Enter}");
    expect(go).toHaveBeenCalledWith("/agents/a2");
  });

  it("walks with the arrows over all groups", async () => {
    const { go } = open();
    await screen.findByRole("option", { name: "Import agents" });
    await userEvent.keyboard("{ArrowDown}{Enter}");
    expect(go).toHaveBeenCalledWith("/agents?add");
  });

  it("asks for the agent of an action", async () => {
    const { input, go } = open();
    await userEvent.type(input, "plan{Enter}");
    await userEvent.type(await screen.findByRole("combobox", { name: "Agent" }), "kes{Enter}");
    await waitFor(() => expect(go).toHaveBeenCalledWith("/connectwise/plan/a2"));
  });

  it("says when nothing holds the text, and when the search fails", async () => {
    const fake = office();
    const { input } = open(fake);
    await userEvent.type(input, "zzz");
    expect(await screen.findByText('Nothing holds "zzz".')).toBeTruthy();
    fake.answers.search = () => {
      throw new Error("the index is being made");
    };
    await userEvent.type(input, "z");
    expect(await screen.findByText(/The search failed: the index is being made/)).toBeTruthy();
  });
});
