/** The map: markers and list in step, filters shared with the table, places that people set, and what GeoIP knows. */

import type { Locator, Page } from "@playwright/test";
import { type Desk, expect, expectNoBarriers, message, picture, test } from "./desk";

test.beforeEach(async ({ desk }) => {
  await desk.fill();
});

const map = (page: Page): Locator => page.getByRole("group", { name: "Map of agents" });
const list = (page: Page): Locator => page.getByRole("listbox");
const option = (page: Page, name: string): Locator => list(page).getByRole("option", { name: new RegExp(name) });

/** The outlines of the world are read by a worker. */
async function drawn(page: Page): Promise<void> {
  await expect(page.locator(".map-frame:not(.unread)")).toHaveCount(1);
  await expect(page.locator(".mk").first()).toBeVisible();
}

async function place(desk: Desk, name: string) {
  return (await desk.call("agents_show", { agent: await desk.agent(name) })).location;
}

test("all agents stand on the map and in the list, without barriers", async ({ page, desk }) => {
  await page.goto(desk.page("map"));
  await drawn(page);
  await expect(page.getByRole("button", { name: /All agents/ })).toContainText("9");
  await expect(page.getByText("Offline map, no streets")).toBeVisible();
  await expect(page.getByText(/GeoNames \(CC BY 4\.0\)/)).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "map");
});

test("a selection is the same in the list and on the map", async ({ page, desk }) => {
  await page.goto(desk.page("map"));
  await drawn(page);
  await option(page, "Lakeview Hotel").click();
  const popup = page.getByRole("region", { name: "Lakeview Hotel" });
  await expect(popup.getByRole("link", { name: "Open agent" })).toBeVisible();
  await expect(page.locator(".mk.picked")).toHaveCount(1);
  // It may stand alone or in a cluster: the marker that holds it is marked.
  await option(page, "Savusavu Marina").hover();
  await expect(page.locator(".mk.hot").first()).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "map-selected");
  await popup.getByRole("button", { name: "Close" }).click();
  await expect(page.locator(".mk.picked")).toHaveCount(0);
});

test("who points at a cluster sees what it is, and who stands in it; the keyboard does the same", async ({
  page,
  desk,
}) => {
  await page.goto(desk.page("map"));
  await drawn(page);
  await map(page).focus();
  for (let steps = 0; steps < 5; steps += 1) await page.keyboard.press("-");
  const cluster = page.locator(".mk-cluster").first();
  const tip = page.locator(".mk-tip");
  const marked = list(page).locator(".maprow.hot");
  // The markers are others after each step of the zoom.
  await expect(async () => {
    await cluster.hover({ timeout: 1000 });
    await expect(tip).toHaveText(/^\d+ agents, \d+ down, \d+ need attention/, { timeout: 1000 });
    await expect(marked.nth(1)).toBeVisible({ timeout: 1000 });
  }).toPass();
  await expect(tip).not.toContainText("Enter");
  await expectNoBarriers(page);
  await picture(page, "map-tip");
  await page.mouse.move(0, 0);
  await expect(tip).toHaveCount(0);
  await expect(marked).toHaveCount(0);
  await cluster.focus();
  await expect(tip).toHaveText(/agents/);
  await expect(marked.nth(1)).toBeVisible();
  await list(page).focus();
  await page.keyboard.press("Home");
  await expect(tip).toHaveCount(0);
  await expect(marked).toHaveCount(1);
  await expect(page.locator(".mk.hot").first()).toBeVisible();
});

test("agents at the very same point open as a list", async ({ page, desk }) => {
  const point = { lat: -33.92, lon: 18.42, method: null, address: null, postal: null };
  for (const name of ["Lakeview Hotel", "Harbour Legal"]) {
    const agent = await desk.agent(name);
    await desk.call("locate_pin", { agent, ...point, accuracy_km: null, city: null, region: null, country: null });
  }
  await page.goto(desk.page("map"));
  await drawn(page);
  await page
    .getByRole("button", { name: /^2 agents, .*Enter to open the list$/ })
    .first()
    .click();
  const group = page.getByRole("region", { name: "At this place" });
  await expect(group.getByRole("listitem")).toHaveCount(2);
  await expectNoBarriers(page);
  await picture(page, "map-same-point");
  await group.getByRole("button", { name: "Harbour Legal" }).click();
  await expect(page.getByRole("region", { name: "Harbour Legal" })).toContainText("Confirmed");
});

test("the conditions are those of the table, both ways", async ({ page, desk }) => {
  await page.goto(desk.page("agents?residential=no"));
  await expect(page.locator("tbody .rowlink")).toHaveCount(8);
  await page.goto(desk.page("map?residential=no"));
  await drawn(page);
  await expect(page.getByRole("button", { name: /All agents/ })).toContainText("8");
  await page.getByRole("button", { name: /Down/ }).click();
  await expect(page).toHaveURL(/status=down/);
  await page.getByRole("button", { name: /^Filter/ }).click();
  const drawer = page.getByRole("dialog", { name: "Filter agents" });
  await drawer.getByRole("button", { name: "Clear filter" }).click();
  await drawer.getByRole("button", { name: "Show 9 agents" }).click();
  await page.getByRole("button", { name: /Attention/ }).click();
  await page.getByRole("button", { name: "Show these agents in the table" }).click();
  await expect(page).toHaveURL(/agents\?status=attention/);
  await page.getByRole("button", { name: "Show these agents on the map" }).click();
  await expect(page).toHaveURL(/map\?status=attention/);
  const states = page.getByRole("group", { name: "Status" });
  await expect(states.getByRole("button", { name: /Attention/ })).toHaveAttribute("aria-pressed", "true");
});

test("by keyboard: one stop for all markers, arrows between them, Enter opens", async ({ page, desk }) => {
  await page.goto(desk.page("map"));
  await drawn(page);
  await map(page).focus();
  await page.keyboard.press("Tab");
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? "");
  await expect.poll(focused).toMatch(/agents?|estimate|confirmed/);
  await expect(page.locator(".mk[tabindex='0']")).toHaveCount(1);
  await page.keyboard.press("+");
  await expect(page.locator(".mk").first()).toBeVisible();
  await list(page).focus();
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/agents\//);
});

test("an exact place is set by an address, and taken back with one press", async ({ page, desk }) => {
  await page.goto(desk.page("map"));
  await drawn(page);
  await option(page, "Lakeview Hotel").click();
  const before = await place(desk, "Lakeview Hotel");
  await page
    .getByRole("region", { name: "Lakeview Hotel" })
    .getByRole("button", { name: /Set exact place|Move/ })
    .click();
  const field = page.getByLabel("Or an address, a town, or coordinates");
  await field.fill("12 Quay St, Hull, GB");
  await field.press("Enter");
  const found = page.getByRole("list", { name: "Places found" });
  await expect(found).toContainText("Kingston upon Hull, England, United Kingdom");
  await expectNoBarriers(page);
  await picture(page, "map-placing");
  await found.getByRole("button").first().click();
  await expect(message(page, "Confirmed the place of Lakeview Hotel")).toBeVisible();
  await expect
    .poll(() => place(desk, "Lakeview Hotel"))
    .toMatchObject({
      source: "person",
      method: "address",
      address: "12 Quay St, Hull, GB",
      city: "Kingston upon Hull",
    });
  await message(page, "Confirmed the place of Lakeview Hotel").getByRole("button", { name: "Undo" }).click();
  await expect.poll(async () => (await place(desk, "Lakeview Hotel")).source).toBe(before.source);
});

test("a pin is dragged to the exact place, and goes back to the estimate", async ({ page, desk }) => {
  await page.goto(desk.page("map"));
  await drawn(page);
  await option(page, "Lakeview Hotel").click();
  const popup = page.getByRole("region", { name: "Lakeview Hotel" });
  await popup.getByRole("button", { name: /Set exact place|Move/ }).click();
  const pin = page.getByLabel(/^Pin of Lakeview Hotel/);
  await expect(pin).toBeVisible();
  const before = await place(desk, "Lakeview Hotel");
  const box = await pin.boundingBox();
  if (!box) throw new Error("the pin is not in sight");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 60, y + 30, { steps: 5 });
  await page.mouse.up();
  await expect(message(page, "Confirmed the place of Lakeview Hotel")).toBeVisible();
  await expect.poll(() => place(desk, "Lakeview Hotel")).toMatchObject({ source: "person", method: "pin" });
  const there = await place(desk, "Lakeview Hotel");
  expect(there.lon).toBeGreaterThan(before.lon ?? Number.NaN);
  expect(there.lat).toBeLessThan(before.lat ?? Number.NaN);
  await popup.getByRole("button", { name: "Back to estimate" }).click();
  await expect(message(page, "Lakeview Hotel stands at its estimate again")).toBeVisible();
  await expect.poll(async () => (await place(desk, "Lakeview Hotel")).confirmed).toBe(false);
});

test("coordinates in any spelling, and a place that does not fit is marked and can be found", async ({
  page,
  desk,
}) => {
  const agent = await desk.agent("Northside Dental");
  await page.goto(desk.page(`agents/${agent}`));
  await page.getByRole("button", { name: /^(Set exact place|Move)$/ }).click();
  const field = page.getByLabel("Or an address, a town, or coordinates");
  await field.fill("48°51'24\"N 2°21'08\"E");
  await field.press("Enter");
  await expect.poll(async () => (await place(desk, "Northside Dental")).city).toBe("Paris");
  await expect(page.getByText(/internet exit appears to be in/)).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "agent-suspicious");
  await page.goto(desk.page("map?suspicious=yes"));
  await drawn(page);
  await expect(list(page).getByRole("option")).toHaveCount(1);
  await expect(option(page, "Northside Dental")).toContainText("suspicious");
});

test("a home view is kept, and the wall fills the window until Esc", async ({ page, desk }) => {
  await page.goto(desk.page("map"));
  await drawn(page);
  await page.getByRole("button", { name: "More views" }).click();
  await page.getByRole("menuitem", { name: "Make this view my home view" }).click();
  await expect(page.getByRole("button", { name: "Home view" })).toBeVisible();
  // Kept with the workspace, for this person.
  await expect.poll(async () => (await desk.call("map_home_show", {})).look?.zoom).toBeGreaterThan(0);
  await page.getByRole("button", { name: "Full screen" }).click();
  await expect(page.locator(".mappage.wall")).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "map-wall");
  await page.keyboard.press("Escape");
  await expect(page.locator(".mappage.wall")).toHaveCount(0);
});

test("settings tell which database is in use, and refuse an account that is none", async ({ page, desk }) => {
  await page.goto(desk.page("settings/map"));
  await page.getByLabel("Account ID").fill("me@example.com");
  await page.getByLabel("Licence key").fill("key");
  await page.getByRole("button", { name: "Download database" }).click();
  await expect(page.getByText("The account ID is a number", { exact: false })).toBeVisible();
  await page.getByLabel("Address of the service").fill("http://geocoder.example.com");
  await page.getByRole("button", { name: "Use service" }).click();
  await expect(page.getByText(/HTTPS only/)).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "settings-locations");
});

test("Enter on a cluster zooms and leaves the focus on a marker; the keys do what the buttons do", async ({
  page,
  desk,
}) => {
  await page.goto(desk.page("map"));
  await drawn(page);
  await map(page).focus();
  for (let steps = 0; steps < 5; steps += 1) await page.keyboard.press("-");
  const cluster = page.locator(".mk-cluster").first();
  await expect(cluster).toHaveAttribute("aria-label", /^\d+ agents, \d+ down, .*Enter to zoom$/);
  await cluster.focus();
  await cluster.evaluate((marker) => marker.setAttribute("data-before", ""));
  await page.keyboard.press("Enter");
  const isOnAnother = () => page.evaluate(() => document.activeElement?.matches(".mk:not([data-before])") ?? false);
  await expect.poll(isOnAnother).toBe(true);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowUp");
  await expect.poll(() => page.evaluate(() => document.activeElement?.classList.contains("mk"))).toBe(true);
  await page.keyboard.press("Escape");
  await expect(map(page)).toBeFocused();
});

test("nothing moves by itself for those who do not want it", async ({ page, desk }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto(desk.page("map"));
  await drawn(page);
  await expect(page.locator(".map-frame .leaflet-proxy")).toHaveCount(0);
  // Leaflet marks what glides; it would from the press on, for a quarter of a second.
  const glides = () => page.locator(".leaflet-pan-anim").count();
  await map(page).focus();
  await page.keyboard.press("ArrowRight");
  expect(await glides()).toBe(0);
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await page.reload();
  await drawn(page);
  await expect(page.locator(".map-frame .leaflet-proxy")).toHaveCount(1);
  await map(page).focus();
  await page.keyboard.down("ArrowRight");
  await expect.poll(glides).toBe(1);
  await page.keyboard.up("ArrowRight");
});

test("an address is written in fields that its country has", async ({ page, desk }) => {
  await page.goto(desk.page("map"));
  await drawn(page);
  await option(page, "Lakeview Hotel").click();
  await page
    .getByRole("region", { name: "Lakeview Hotel" })
    .getByRole("button", { name: /Set exact place|Move/ })
    .click();
  await page.getByRole("button", { name: "Write the address in fields" }).click();
  const country = page.getByRole("combobox", { name: "Country" });
  await country.fill("United Kingdom");
  await page.getByRole("option", { name: "United Kingdom", exact: true }).click();
  await page.getByLabel("House number").fill("1");
  await page.getByLabel("Street").fill("High St");
  await page.getByLabel("Town").fill("Hull");
  await page.getByLabel("Postcode").fill("HU1 1NE");
  await expectNoBarriers(page);
  await picture(page, "map-address-fields");
  await page.getByLabel("Postcode").press("Enter");
  await page.getByRole("list", { name: "Places found" }).getByRole("button").first().click();
  await expect(message(page, "Confirmed the place of Lakeview Hotel")).toBeVisible();
  await expect
    .poll(() => place(desk, "Lakeview Hotel"))
    .toMatchObject({
      address: "1 High St, Hull, HU1 1NE, United Kingdom",
      postal: { street: "High St", house_number: "1", city: "Hull", postal_code: "HU1 1NE", country: "GB" },
    });
});
