/** The main job: from an import to two sides that say the same. */

import { expect, expectNoBarriers, picture, row, test } from "./desk";

test("an agent is linked, its devices are matched, the plan is run, and then nothing is left to do", async ({
  page,
  desk,
}) => {
  await desk.fill();
  await desk.connect();
  await page.goto(desk.page("connectwise/companies"));
  await page.getByRole("button", { name: "Link Northside Dental to Northside Dental" }).click();
  await page.getByRole("button", { name: "Match Northside Dental" }).click();
  await page.getByRole("button", { name: "Find matches" }).click();
  await expect(page.getByRole("button", { name: "Matched 7" })).toBeVisible();
  await page.getByRole("button", { name: "Plan sync" }).click();
  const run = page.getByRole("button", { name: /^Run \d+ change/ });
  await expect(run).toBeVisible();
  await expect(page.getByRole("table", { name: "Plan" })).toContainText("sw-core");
  await expectNoBarriers(page);
  await picture(page, "plan");
  await run.click();
  await expect(page.getByRole("heading", { name: "Sync result" })).toBeVisible();
  await expect(page.getByText("Written and read back").first()).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "result");
  await expect
    .poll(async () => (await desk.configurations("NorthsideDental")).map(({ name }) => name))
    .toContain("sw-core");
  await page.getByRole("button", { name: "Plan again" }).click();
  await expect(page.getByText("Nothing to do: both sides say the same").first()).toBeVisible();
  await page.goto(desk.page("activity"));
  await expect(row(page, "Northside Dental")).toContainText("Synchronized");
  await expectNoBarriers(page);
  await picture(page, "activity");
});
