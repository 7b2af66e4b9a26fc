/** Devices that their source no longer reports, and that have a configuration. */

import type { Page } from "@playwright/test";
import { type Desk, expect, expectNoBarriers, message, picture, row, test } from "./desk";

const GONE = "nas-core";
const NEW = "guest-phone";

test.beforeEach(async ({ desk }) => {
  await desk.fill();
  await desk.connect();
});

/**
 * Tells the page that a device is gone. An import only adds, and no source that says what is missing can be reached from
 * here; what the page then does is done by the core and in ConnectWise as always.
 */
async function tellGone(page: Page, device: string): Promise<void> {
  await page.route("**/api/{match_*,devices_*}", async (route) => {
    const response = await route.fetch();
    const told = JSON.parse(await response.text(), (_, value) =>
      value !== null && typeof value === "object" && value.id === device && "gone_since" in value
        ? { ...value, gone_since: "2026-11-02T08:15:00Z" }
        : value,
    );
    await route.fulfill({ response, json: told });
  });
}

/** The matches of Northside Dental, where one device is gone. */
async function openMatching(page: Page, desk: Desk): Promise<string> {
  const agent = await desk.match();
  await tellGone(page, (await desk.device(agent, GONE)).id);
  await page.goto(desk.page(`connectwise/matching/${agent}`));
  await expect(row(page, GONE)).toContainText("Gone since");
  return agent;
}

/** Name of the device that is matched with a configuration. */
async function deviceOf(desk: Desk, agent: string, configuration: number | undefined): Promise<string | undefined> {
  const { matches, devices } = await desk.call("match_show", { agent });
  const found = matches.find((match) => match.configuration === configuration);
  return devices.find(({ id }) => id === found?.device)?.name;
}

test("the configuration of a device that is gone is set inactive, after the dialog said what is written", async ({
  page,
  desk,
}) => {
  await openMatching(page, desk);
  const before = await desk.configurations("NorthsideDental");
  await page.getByRole("button", { name: `Set inactive in ConnectWise: the configuration of ${GONE}` }).click();
  const dialog = page.getByRole("dialog", { name: "Set nas01 inactive in ConnectWise?" });
  await expect(dialog).toContainText("the flag activeFlag of nas01");
  await expect(dialog).toContainText("nothing is deleted");
  await expectNoBarriers(page);
  await picture(page, "gone-set-inactive");
  await expect.poll(() => desk.configurations("NorthsideDental")).toEqual(before);

  await dialog.getByRole("button", { name: "Set inactive in ConnectWise" }).click();
  await expect(dialog).toBeHidden();
  // A message under the pointer stays: what comes next takes longer than it is shown.
  await message(page, "nas01 is inactive in ConnectWise now").hover();
  await expect(row(page, GONE)).toContainText("Inactive");
  await expectNoBarriers(page);
  await picture(page, "gone-inactive");
  const after = await desk.configurations("NorthsideDental");
  expect(after.filter(({ activeFlag }) => !activeFlag).map(({ name }) => name)).toEqual(["cam01", "nas01"]);
  expect(after.filter(({ name }) => name !== "nas01")).toEqual(before.filter(({ name }) => name !== "nas01"));

  await test.step("Undo sets it active again, in a run of its own", async () => {
    await message(page, "nas01 is inactive").getByRole("button", { name: "Undo" }).click();
    await expect(message(page, "nas01 is active in ConnectWise again")).toBeVisible();
    await expect
      .poll(() => desk.configurations("NorthsideDental"))
      .toMatchObject(before.map(({ activeFlag }) => ({ activeFlag })));
  });

  await page.goto(desk.page("activity"));
  await expect(row(page, "Set inactive")).toContainText("Northside Dental");
});

test("a new device takes over the match with what was synchronized so far, and Undo gives it back", async ({
  page,
  desk,
}) => {
  const agent = await openMatching(page, desk);
  const { plan } = await desk.call("sync_plan", { agent, mode: "to-connectwise" });
  await desk.call("sync_run", { agent, mode: "to-connectwise", plan });
  const { matches } = await desk.call("match_show", { agent });
  const configurations = await desk.configurations("NorthsideDental");
  const configuration = configurations.find(({ serialNumber }) => serialNumber === "SN0008XZ")?.id;

  await page.getByRole("button", { name: `Replace the device ${GONE}` }).click();
  const drawer = page.getByRole("dialog", { name: `Replace ${GONE}` });
  await expect(drawer.getByRole("list", { name: "Devices without a match" })).toContainText(NEW);
  await expect(drawer).toContainText("Nothing is written to ConnectWise now.");
  await expectNoBarriers(page);
  await picture(page, "gone-replace");
  await drawer.getByRole("button", { name: `Replace with ${NEW}` }).click();
  await expect(drawer).toBeHidden();
  await expect(row(page, NEW)).toContainText("Confirmed by Sam Carter");
  await message(page, `matched with ${NEW} now`).hover();
  await expect.poll(() => deviceOf(desk, agent, configuration)).toBe(NEW);
  await expect.poll(() => desk.configurations("NorthsideDental")).toEqual(configurations);

  await test.step("the last sync still counts: what differs is a change, no conflict", async () => {
    const { updates } = await desk.call("sync_plan", { agent, mode: "to-connectwise" });
    const device = (await desk.device(agent, NEW)).id;
    const own = updates.filter((update) => update.device === device);
    expect(own.map(({ field, conflict }) => [field, conflict])).toContainEqual(["name", false]);
    expect(own.filter(({ conflict }) => conflict)).toEqual([]);
    const { runs } = await desk.call("sync_runs", { agent });
    expect(runs).toHaveLength(1);
  });

  await test.step("Undo", async () => {
    await message(page, `matched with ${NEW} now`).getByRole("button", { name: "Undo" }).click();
    await expect(message(page, `matched with ${GONE} again`)).toBeVisible();
    await expect(row(page, "Gone since")).toContainText("SN0008XZ");
    await expect(row(page, "Gone since")).not.toContainText("Confirmed by");
    await expect.poll(() => deviceOf(desk, agent, configuration)).toBe(GONE);
    await expect.poll(async () => (await desk.call("match_show", { agent })).matches).toEqual(matches);
  });
});
