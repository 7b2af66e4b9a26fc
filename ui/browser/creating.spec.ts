/** Creating configurations for devices that have none. */

import type { Page } from "@playwright/test";
import { type Desk, expect, expectNoBarriers, picture, row, test } from "./desk";

const NEW = "guest-phone";

test.beforeEach(async ({ desk }) => {
  await desk.fill();
  await desk.connect();
});

/** The dialog that creates a configuration for the one device that has none. */
async function openDialog(page: Page, desk: Desk) {
  const agent = await desk.match();
  await page.goto(desk.page(`connectwise/matching/${agent}`));
  await page.getByRole("button", { name: `Create a configuration for ${NEW}` }).click();
  return { agent, dialog: page.getByRole("dialog", { name: /Create configurations in Northside Dental/ }) };
}

test("a device whose kind has no type cannot be created until one is chosen, and the choice is kept", async ({
  page,
  desk,
}) => {
  const { dialog } = await openDialog(page, desk);
  await expect(dialog).toContainText("1 cannot be created");
  await expect(dialog.getByRole("button", { name: "Create 0 configurations" })).toBeDisabled();
  await expectNoBarriers(page);
  await picture(page, "create-no-type");
  await dialog.getByRole("combobox", { name: "Configuration type for phone" }).click();
  await page.getByRole("option", { name: "Managed Device" }).click();
  await expect(dialog).toContainText("1 to create");
  const { kinds } = await desk.call("type_map_show", {});
  expect(kinds.find((item) => item.kind === "phone")).toMatchObject({ set: true, type: { name: "Managed Device" } });
});

test("what the preview shows is created once, matched, and told row by row", async ({ page, desk }) => {
  await desk.call("type_map_set", { kind: "phone", type: "Managed Device" });
  const { agent, dialog } = await openDialog(page, desk);
  const sent = dialog.getByRole("region", { name: "Values that are sent" });
  await expect(sent).toContainText("Managed Device");
  await expect(sent).toContainText(NEW);
  await expectNoBarriers(page);
  await picture(page, "create-preview");
  const before = await desk.configurations("NorthsideDental");
  await dialog.getByRole("button", { name: "Create 1 configuration" }).click();
  const result = page.getByRole("dialog", { name: "1 configuration created" });
  await expect(result.getByRole("row").filter({ hasText: NEW })).toContainText("Created and matched");
  await expectNoBarriers(page);
  await picture(page, "create-result");
  await result.getByRole("button", { name: "Close" }).last().click();
  await expect(row(page, NEW)).toContainText("Created from the device");

  const created = (await desk.configurations("NorthsideDental")).filter(
    ({ id }) => !before.some((known) => known.id === id),
  );
  expect(created).toMatchObject([{ name: NEW, activeFlag: true, type: { name: "Managed Device" } }]);

  // The same wish again, as another window could have it.
  const again = await desk.call("create", {
    agent,
    devices: [],
    type: null,
    status: null,
    site: null,
    answers: [],
    all_unmatched: true,
    dry_run: false,
  });
  expect(again.created).toEqual([]);
  await expect.poll(() => desk.configurations("NorthsideDental")).toHaveLength(before.length + 1);
});

test("all unmatched are created together, and what waits for a person is left out and says so", async ({
  page,
  desk,
}) => {
  await desk.call("type_map_set", { kind: "phone", type: "Managed Device" });
  const agent = await desk.match();
  await page.goto(desk.page(`connectwise/matching/${agent}`));
  await page.getByRole("button", { name: "Unmatched 1" }).click();
  await page.getByRole("button", { name: "Create all unmatched" }).click();
  const dialog = page.getByRole("dialog", { name: /Create configurations in Northside Dental/ });
  await expect(dialog).toContainText("1 to create");
  await expect(dialog).toContainText("4 left out");
  await picture(page, "create-all");
  await dialog.getByRole("button", { name: "Create 1 configuration" }).click();
  const result = page.getByRole("dialog", { name: "1 configuration created" });
  await result.getByRole("button", { name: "Open in Activity" }).click();
  await expect(row(page, NEW)).toContainText("Created and matched");
  await expectNoBarriers(page);
  await picture(page, "create-activity");
  await page.goto(desk.page(`connectwise/matching/${agent}`));
  await page.getByRole("button", { name: "Unmatched 0" }).click();
  await expect(page.getByText("Every device has a configuration")).toBeVisible();
});
