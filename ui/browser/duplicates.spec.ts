/** Records that ConnectWise seems to hold twice. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, expectNoBarriers, message, picture, row, test } from "./desk";

test.beforeEach(async ({ desk }) => {
  await desk.fill();
  await desk.connect();
});

test("configurations that share a value are listed together, and written to a file", async ({ page, desk }) => {
  const agent = await desk.link("Northside Dental", "NorthsideDental");
  await page.goto(desk.page(`connectwise/duplicates/${agent}`));
  await expect(page.getByRole("rowheader")).toHaveText(/Same serial number\s*SN0000XZ\s*2 configurations/);
  await expect(row(page, "sw02")).toContainText("Annexe");
  await expectNoBarriers(page);
  await picture(page, "duplicates");
  await page.getByRole("button", { name: "Export" }).click();
  const dialog = page.getByRole("dialog", { name: "Export duplicates" });
  const file = join(desk.folder, "duplicates.csv");
  await dialog.getByRole("textbox", { name: "File" }).fill(file);
  await expectNoBarriers(page);
  await picture(page, "duplicates-export");
  await dialog.getByRole("button", { name: "Export" }).click();
  await expect(message(page, "Written to")).toBeVisible();
  const lines = (await readFile(file, "utf8")).trim().split("\n");
  expect(lines).toHaveLength(3);
  expect(lines.join("\n")).toContain("SN0000XZ");
});

test("they are offered before the first sync of an agent", async ({ page, desk }) => {
  const agent = await desk.match();
  await page.goto(desk.page(`connectwise/plan/${agent}`));
  await page.getByRole("button", { name: "Look for duplicates" }).click();
  await expect(page.getByRole("heading", { name: "Duplicates in ConnectWise" })).toBeVisible();
});

test.describe("in a company where every record is there once", () => {
  test.use({
    world: {
      change: (seed) => {
        seed.configurations = seed.configurations.filter(({ name }) => name !== "sw02");
      },
    },
  });

  test("the report says that there are none", async ({ page, desk }) => {
    const agent = await desk.link("Northside Dental", "NorthsideDental");
    await page.goto(desk.page(`connectwise/duplicates/${agent}`));
    await expect(page.getByText("Northside Dental has no duplicates")).toBeVisible();
    await expectNoBarriers(page);
    await picture(page, "duplicates-none");
  });
});
