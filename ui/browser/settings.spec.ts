/** Settings that change what counts as evidence. */

import type { Page } from "@playwright/test";
import { expect, expectNoBarriers, message, picture, test } from "./desk";

test.beforeEach(async ({ desk }) => {
  await desk.fill();
  await desk.connect();
});

function entry(page: Page, value: string) {
  return page.getByRole("region", { name: "Placeholders" }).getByRole("row").filter({ hasText: value });
}

test("an added placeholder shows how many records it hits, and takes their match away from the serial", async ({
  page,
  desk,
}) => {
  const agent = await desk.match();
  await page.goto(desk.page("settings"));
  await expect(entry(page, "TO BE FILLED BY O.E.M.").getByRole("cell").nth(1)).toHaveText("1");
  await page.getByRole("textbox", { name: "Add a serial number" }).fill("sn0008xz");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  const added = entry(page, "SN0008XZ");
  await expect(added).toContainText("own");
  await expect(added.getByRole("cell").nth(1)).toHaveText("1");
  await expect(added.getByRole("cell").nth(2)).toHaveText("1");
  await added.scrollIntoViewIfNeeded();
  await expectNoBarriers(page);
  await picture(page, "settings");
  // Found anew: what was matched before stays as it is.
  await desk.call("link_remove", { agent });
  await desk.link("Northside Dental", "NorthsideDental");
  const { matches, devices } = await desk.call("match_run", { agent });
  const device = devices.find((item) => item.name === "nas-core");
  expect(matches.find((match) => match.device === device?.id)?.rule).toBe("mac");
});

test("a shipped placeholder can be taken out and put back", async ({ page, desk }) => {
  await page.goto(desk.page("settings"));
  const shipped = entry(page, "TO BE FILLED BY O.E.M.");
  await shipped.getByRole("button", { name: /^Take out/ }).click();
  await expect(shipped).toContainText("taken out");
  await message(page, "identifies a device again").getByRole("button", { name: "Undo" }).click();
  await expect(shipped.getByRole("button", { name: /^Take out/ })).toBeVisible();
});

test("IP matches wait for a person until the switch accepts them", async ({ page, desk }) => {
  const agent = await desk.match();
  await page.goto(desk.page("settings"));
  const accept = page.getByRole("switch", { name: "Accept IP matches without asking" });
  await expect(accept).not.toBeChecked();
  await accept.click();
  await expect(accept).toBeChecked();
  await expect(page.getByText("Pairs that agree in nothing but their IP address are matched at once")).toBeVisible();
  await expect.poll(async () => (await desk.call("match_options_show", {})).accept_ip).toBe(true);
  const { matches } = await desk.call("match_run", { agent });
  expect(matches.filter((match) => match.rule === "ip").map((match) => match.state)).toEqual(["automatic"]);
});
