/** What is near: around a point that somebody names, and around an agent; on the map, in the table and in a file. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { type Desk, expect, expectNoBarriers, picture, test } from "./desk";

const NEAR_LAKE_GENEVA = [
  ["Lakeview Hotel", 46.2044, 6.1432],
  ["Gable House", 46.5197, 6.6323],
  ["Harbour Legal", 47.3769, 8.5417],
] as const;

async function settle(desk: Desk): Promise<void> {
  await desk.fill();
  for (const [name, lat, lon] of NEAR_LAKE_GENEVA) {
    await desk.call("locate_address", { agent: await desk.agent(name), text: `${lat}, ${lon}`, ask_geocoder: false });
  }
}

const filter = (page: Page): Locator => page.getByRole("dialog", { name: "Filter agents" });
const names = (page: Page): Locator => page.locator("tbody .rowlink");

test("agents around a town stand in the table with their distance, the nearest first", async ({ page, desk }) => {
  await settle(desk);
  await page.goto(desk.page("agents"));
  await page.getByRole("button", { name: /^Filter/ }).click();
  const drawer = filter(page);
  await drawer.getByLabel("Address, town or coordinates").fill("Genève, CH");
  await drawer.getByRole("button", { name: "Find", exact: true }).click();
  await drawer.getByRole("list", { name: "Places found" }).getByRole("button").first().click();
  await drawer.getByRole("combobox", { name: "Not further than" }).click();
  await page.getByRole("option", { name: "100 km" }).click();
  await expectNoBarriers(page);
  await picture(page, "near-filter");
  await drawer.getByRole("button", { name: "Show 2 agents" }).click();
  await expect(names(page)).toHaveText(["Lakeview Hotel", "Gable House"]);
  await expect(page.getByRole("columnheader", { name: "Distance" })).toBeVisible();
  await expect(page.locator("tbody tr").nth(1)).toContainText(/5\d km/);
  await expectNoBarriers(page);
  await picture(page, "near-table");

  await page.getByRole("button", { name: "Export", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Export 2 agents" });
  const file = join(desk.folder, "near.csv");
  await dialog.getByLabel("File", { exact: true }).fill(file);
  await dialog.getByRole("button", { name: "Export", exact: true }).click();
  await expect(dialog).toBeHidden();
  const [heads, first] = readFileSync(file, "utf8").split("\n");
  expect(heads).toContain("Distance (km)");
  expect(first).toContain("Lakeview Hotel");

  await page.getByRole("button", { name: /Remove filter: Within 100 km/ }).click();
  await expect(names(page)).toHaveCount(9);
  await expect(page.getByRole("columnheader", { name: "Distance" })).toHaveCount(0);
});

test("what is near an agent is one press away on the map, with the circle around it", async ({ page, desk }) => {
  await settle(desk);
  await page.goto(desk.page("map"));
  await expect(page.locator(".map-frame:not(.unread)")).toHaveCount(1);
  const list = page.getByRole("listbox");
  await list.getByRole("option", { name: /Lakeview Hotel/ }).click();
  await page.getByRole("region", { name: "Lakeview Hotel" }).getByRole("button", { name: "Near here" }).click();
  await expect(page.getByText("Within 25 km of Lakeview Hotel")).toBeVisible();
  await expect(page.locator(".near-c")).toHaveCount(1);
  await expect(list.getByRole("option")).toHaveCount(1);
  await page.getByRole("button", { name: /^Filter/ }).click();
  await filter(page).getByRole("combobox", { name: "Not further than" }).click();
  await page.getByRole("option", { name: "However far" }).click();
  await filter(page).getByRole("button", { name: /^Show/ }).click();
  await page.getByRole("button", { name: "Zoom out" }).click();
  await expect(list.getByRole("option").nth(1)).toContainText(/5\d km, /);
  await expectNoBarriers(page);
  await picture(page, "near-map");
});
