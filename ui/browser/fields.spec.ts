/** Match Fields: directions, targets, what an agent has of its own. */

import { expect, expectNoBarriers, picture, row, type Seed, test } from "./desk";

/** A custom field of configurations, as the seed file has it. */
interface SeedCustomField {
  id: number;
  caption: string;
}

test.use({
  world: {
    change: (seed: Seed & { custom_fields?: SeedCustomField[] }) => {
      seed.custom_fields = [{ id: 901, caption: "Floor" }];
      seed.questions.push({ id: 902, type_id: 2, question: "Room in the building", required: false });
    },
  },
});

test.beforeEach(async ({ desk }) => {
  await desk.fill();
  await desk.connect();
});

test("the zone goes into a custom field, once one is picked", async ({ page, desk }) => {
  const agent = await desk.match();
  await page.goto(desk.page("connectwise/fields"));
  const zone = row(page, /^Zone/);
  await expect(zone.getByRole("button", { name: /Zone to ConnectWise: pick a question/ })).toBeDisabled();
  await page.getByRole("combobox", { name: "Zone in ConnectWise" }).click();
  await expect(page.getByRole("option", { name: /Room in the building/ })).toBeVisible();
  await page.getByRole("option", { name: "Floor" }).click();
  const direction = zone.getByRole("button", { name: "Zone: to ConnectWise" });
  await direction.click();
  await expect(direction).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByText("Saved")).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "fields");

  await page.goto(desk.page(`connectwise/plan/${agent}`));
  await page.getByRole("searchbox", { name: "Device, field, value" }).fill("zone");
  await expect(page.getByRole("table", { name: "Plan" })).toContainText("First floor");
  await page.getByRole("button", { name: /^Run \d+ change/ }).click();
  await expect(page.getByRole("heading", { name: "Sync result" })).toBeVisible();
  await page.goto(desk.page("connectwise/fields"));
  await expect(row(page, /^Zone/).getByText("floor", { exact: false })).toHaveCount(2);
});

test("an example of a real pair stands beside the directions", async ({ page, desk }) => {
  await desk.match();
  await page.goto(desk.page("connectwise/fields"));
  await expect(page.getByText("Examples from")).toBeVisible();
  await expect(row(page, /^Serial number/)).toContainText("SN00");
});

test("online and offline each set a status that is picked", async ({ page, desk }) => {
  await desk.match();
  await page.goto(desk.page("connectwise/fields"));
  await page.getByRole("combobox", { name: "Status in ConnectWise for online" }).click();
  await page.getByRole("option", { name: "Active" }).click();
  await page.getByRole("button", { name: "Status: to ConnectWise" }).click();
  await expect(page.getByRole("button", { name: "Status: to ConnectWise" })).toHaveAttribute("aria-pressed", "true");
  await page.getByRole("switch", { name: "Automatic runs may overwrite conflicts of Name" }).click();
  await expect(row(page, /^Name/)).toContainText("write");
  await page.getByRole("switch", { name: "An empty Notes may overwrite" }).click();
  await expect(page.getByText(/goes to ConnectWise and may clear/)).toBeVisible();
  await expectNoBarriers(page);
});

test("an agent has a rule of its own, and follows the integration again", async ({ page, desk }) => {
  const agent = await desk.match();
  await page.goto(desk.page(`connectwise/fields/${agent}`));
  await page.getByRole("button", { name: "Notes: from ConnectWise" }).click();
  await expect(page.getByText("has 1 rule of its own")).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "fields-agent");
  await page.getByRole("button", { name: "Notes: follow the integration again" }).click();
  await expect(page.getByText("follows the mapping of all agents")).toBeVisible();
});

test("a matched device gets another type", async ({ page, desk }) => {
  const agent = await desk.match();
  await page.goto(desk.page(`connectwise/matching/${agent}`));
  await page.getByRole("button", { name: /^Matched 7/ }).click();
  await page.getByRole("button", { name: "More for sw-core" }).click();
  await page.getByRole("menuitem", { name: "Change type in ConnectWise" }).click();
  const dialog = page.getByRole("dialog", { name: "Change type" });
  await dialog.getByRole("combobox", { name: "New type" }).click();
  await page.getByRole("option", { name: "Managed Device" }).click();
  await expectNoBarriers(page);
  await picture(page, "change-type");
  await dialog.getByRole("button", { name: "Change type" }).click();
  await expect(page.getByText("sw01 is a Managed Device now")).toBeVisible();
  await expect
    .poll(async () => (await desk.configurations("NorthsideDental")).find((item) => item.id === 33)?.type.name)
    .toBe("Managed Device");
  await page.goto(desk.page("activity"));
  await expect(row(page, "Change type")).toContainText("Done");
});
