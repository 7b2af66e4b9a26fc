import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { type FakeBackend, fakeBackend } from "../../../../tests/fake-backend";
import { makeAgent, makeDetail } from "../../../../tests/fake-data";
import { renderWith } from "../../../../tests/render";
import { HistoryPanel } from "../HistoryPanel";

/** One agent with five changes, and a device that was changed too. */
async function office(): Promise<FakeBackend> {
  const fake = fakeBackend([makeAgent("a1", "Harbour Mill")]);
  fake.put(makeDetail(makeAgent("a1", "Harbour Mill")));
  await fake.call("devices_set", { device: "a1-device-0", changes: { room: "Loft" } });
  return fake;
}

async function show(fake: FakeBackend, device = ""): Promise<void> {
  const { devices } = await fake.call("agents_show", { agent: "a1" });
  renderWith(<HistoryPanel agent="a1" devices={devices} device={device} />, fake);
  await screen.findAllByRole("listitem");
}

const entry = (words: string): HTMLElement =>
  screen.getAllByRole("listitem").find((item) => item.textContent?.includes(words)) as HTMLElement;

const asked = (fake: FakeBackend): unknown[] =>
  fake.calls.filter(({ name }) => name === "history_list").map(({ request }) => request);

describe("the history of an agent", () => {
  it("is narrowed by the core to a person or value", async () => {
    const fake = await office();
    await show(fake);
    expect(screen.getAllByRole("listitem")).toHaveLength(6);
    await userEvent.click(screen.getByLabelText("Person or value"));
    await userEvent.paste("Sync run");
    await waitFor(() => expect(screen.getAllByRole("listitem")).toHaveLength(1));
    expect(entry("hm-sw-core, model")).toBeTruthy();
    expect(asked(fake).at(-1)).toMatchObject({ agent: "a1", search: "Sync run" });
  });

  it("is narrowed by the core to what came since a day", async () => {
    const fake = await office();
    await show(fake);
    fireEvent.change(screen.getByLabelText("Since"), { target: { value: "2026-11-21" } });
    await waitFor(() => expect(screen.queryByText("hm-sw-core, model")).toBeNull());
    expect(asked(fake).at(-1)).toMatchObject({ agent: "a1", since: new Date("2026-11-21T00:00:00").toISOString() });
  });

  it("leads back when nothing is left", async () => {
    await show(await office());
    await userEvent.click(screen.getByLabelText("Person or value"));
    await userEvent.paste("nobody");
    await userEvent.click(await screen.findByRole("button", { name: "Clear filter" }));
    await waitFor(() => expect(screen.getAllByRole("listitem")).toHaveLength(6));
  });

  it("begins with one device where that was asked for", async () => {
    await show(await office(), "a1-device-0");
    expect(screen.getAllByRole("listitem")).toHaveLength(1);
    expect(entry("hm-firewall-0, room")).toBeTruthy();
  });

  it("restores one value", async () => {
    const fake = await office();
    await show(fake);
    await userEvent.click(
      within(entry("Harbour Mill Ltd")).getByRole("button", { name: 'Restore "Harbour Mill Ltd"' }),
    );
    await waitFor(async () => expect((await fake.call("agents_show", { agent: "a1" })).name).toBe("Harbour Mill Ltd"));
    expect(fake.calls).toContainEqual({ name: "history_restore", request: { entry: "h-2" } });
  });

  it("offers no button where nothing can be restored", async () => {
    await show(await office());
    expect(within(entry("Public IP")).queryByRole("button")).toBeNull();
  });

  it("reads older changes on asking", async () => {
    const fake = await office();
    const detail = await fake.call("agents_show", { agent: "a1" });
    const [first] = detail.history;
    if (!first) throw new Error("there is no change");
    const many = Array.from({ length: 130 }, (_, index) => ({ ...first, id: `m-${index}`, new: `value ${index}` }));
    fake.put({ ...detail, history: many });
    await show(fake);
    expect(screen.getAllByRole("listitem")).toHaveLength(100);
    await userEvent.click(screen.getByRole("button", { name: "Show older changes" }));
    await waitFor(() => expect(screen.getAllByRole("listitem")).toHaveLength(130));
    expect(asked(fake).at(-1)).toMatchObject({ before: "m-99" });
  });

  it("names the agent of each change in the list over all", async () => {
    const fake = await office();
    renderWith(<HistoryPanel />, fake);
    const [link] = await screen.findAllByRole("link", { name: "Harbour Mill" });
    expect(link?.getAttribute("href")).toBe("/agents/a1/history");
  });
});
