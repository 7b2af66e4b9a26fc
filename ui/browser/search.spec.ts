/** One box finds agents, devices, companies and what to do, from everywhere and by keyboard alone. */

import type { Locator, Page } from "@playwright/test";
import { expect, expectNoBarriers, picture, test } from "./desk";

test.beforeEach(async ({ desk }) => {
  await desk.fill();
});

/** Opens the box by its key, and types. */
async function find(page: Page, text: string): Promise<Locator> {
  const box = page.getByRole("combobox", { name: "Find agents, devices, companies, actions" });
  // The key means nothing before the window listens to it, which nothing shows.
  await expect(async () => {
    if (!(await box.isVisible())) await page.keyboard.press("Control+k");
    await expect(box).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await box.fill(text);
  return box;
}

const group = (page: Page, name: string): Locator => page.getByRole("group", { name });

test("an agent is found by its name, with a typing error too, and opened", async ({ page, desk }) => {
  await page.goto(desk.page("map"));
  await find(page, "northsde");
  await expect(page.getByText(/Showing results for/)).toBeVisible();
  await expect(group(page, "Agents").getByRole("option").first()).toContainText("Northside Dental");
  await expectNoBarriers(page);
  await picture(page, "find");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Northside Dental" })).toBeVisible();
});

test("a MAC address in any spelling finds its device", async ({ page, desk }) => {
  const device = await desk.device(await desk.agent("Northside Dental"), "fw01");
  const [mac = ""] = device.macs;
  await page.goto(desk.page("agents"));
  await find(page, mac.replaceAll(":", "").toLowerCase());
  const hit = group(page, "Devices").getByRole("option").first();
  await expect(hit).toContainText("fw01");
  await expect(hit.locator("mark")).not.toHaveCount(0);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "fw01" })).toBeVisible();
});

test("a linked company leads to its agents", async ({ page, desk }) => {
  await desk.connect();
  await desk.link("Northside Dental", "NorthsideDental");
  await page.goto(desk.page("settings"));
  await find(page, "NorthsideDental");
  await group(page, "Companies").getByRole("option").first().click();
  await expect(page.getByRole("heading", { name: "Companies" })).toBeVisible();
});

test("an action asks for its agent, and Esc goes back one step", async ({ page, desk }) => {
  await desk.connect();
  const agent = await desk.match();
  await page.goto(desk.page("settings"));
  await find(page, "plan sync");
  await page.keyboard.press("Enter");
  const which = page.getByRole("combobox", { name: "Agent", exact: true });
  await which.fill("northside");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("combobox", { name: "Find agents, devices, companies, actions" })).toBeVisible();
  await page.getByRole("combobox").fill("plan sync");
  await page.keyboard.press("Enter");
  await which.fill("northside");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`#/connectwise/plan/${agent}$`));
});

test("the agents that were opened last come first, and the box opens by its button too", async ({ page, desk }) => {
  await page.goto(desk.page(`agents/${await desk.agent("Harbour Legal")}`));
  await expect(page.getByRole("heading", { name: "Harbour Legal" })).toBeVisible();
  // Agents are remembered for a workspace, once it is known which one this is.
  await expect(page.locator(".syncstate")).toContainText("ConnectWise");
  await page.getByRole("button", { name: /^Find agents, devices/ }).click();
  await expect(group(page, "Recent agents").getByRole("option", { name: "Harbour Legal" })).toBeVisible();
  await expectNoBarriers(page);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});
