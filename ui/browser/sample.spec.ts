/** The sample workspace, from the first start to its removal. */

import { expect, expectNoBarriers, picture, test } from "./desk";

test("the sample is tried from the first dialog to its removal", async ({ page, desk }) => {
  // Forty networks are made and eight hundred devices compared, by a program that was built for finding faults.
  test.setTimeout(240_000);
  const slowly = { timeout: 90_000 };
  await page.goto(desk.url);
  const first = page.getByRole("dialog", { name: "Who sits here?" });
  await first.getByRole("textbox", { name: "Your name" }).fill("Sam Carter");
  await first.getByRole("radio", { name: "Try it with sample data" }).check();
  await expectNoBarriers(page);
  await picture(page, "sample-first-start");
  await first.getByRole("button", { name: "Try it with sample data" }).click();

  const mark = page.getByRole("button", { name: "Sample data", exact: true });
  await expect(mark).toBeVisible(slowly);
  const tour = page.getByRole("region", { name: "Guided tour" });
  await expect(tour).toContainText("Step 1 of 5");
  await expect(page.getByRole("link", { name: /^Agents/ })).toContainText("40");
  await expect(page.getByText("GREENLAND")).toBeVisible();
  await picture(page, "sample-map");
  await tour.getByRole("button", { name: "Next" }).click();
  await expect(tour).toContainText("Step 2 of 5");
  await expect(page.getByRole("heading", { name: "Customer" })).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "sample-agent");

  await test.step("link", async () => {
    await tour.getByRole("button", { name: "Next" }).click();
    await expect(tour).toContainText("Link it to a company");
    await expect(page.getByRole("button", { name: /^Link .* to / }).first()).toBeVisible();
    await picture(page, "sample-linking");
    await page
      .getByRole("button", { name: /^Link .* to / })
      .first()
      .click();
    await expect(tour).toContainText("Done");
  });

  await test.step("match", async () => {
    await tour.getByRole("button", { name: "Next" }).click();
    await expect(tour).toContainText("Match the devices");
    await page.getByRole("button", { name: "Find matches" }).click();
    await expect(tour).toContainText("Done", slowly);
    await expectNoBarriers(page);
    await picture(page, "sample-matching");
  });

  await test.step("plan and run", async () => {
    await tour.getByRole("button", { name: "Next" }).click();
    await expect(tour).toContainText("Plan and sync");
    await page.getByRole("button", { name: /^Run \d+ change/ }).waitFor(slowly);
    await expectNoBarriers(page);
    await picture(page, "sample-plan");
    await page.getByRole("button", { name: /^Run \d+ change/ }).click();
    await expect(page.getByRole("heading", { name: "Sync result" })).toBeVisible(slowly);
    await expect(tour).toContainText("Done");
    await expectNoBarriers(page);
    await picture(page, "sample-result");
    await tour.getByRole("button", { name: "Finish" }).click();
    await expect(tour).toBeHidden();
  });

  await test.step("an estimate has its circle, in its town and in its country", async () => {
    await page.goto(desk.page("map"));
    await page.getByRole("option").filter({ hasText: "±" }).first().click();
    const circle = page.locator("path.acc-c");
    await expect(circle).toBeVisible();
    await page.getByRole("button", { name: "More views" }).click();
    await page.getByRole("menuitem", { name: "Show the selected agent" }).click();
    // Its town fills the view, with the circle in it.
    await expect.poll(async () => (await circle.boundingBox())?.width ?? 0).toBeGreaterThan(200);
    await expect(page.locator(".map-frame:not(.unread)")).toHaveCount(1);
    await picture(page, "sample-estimate");
    const zoomOut = page.getByRole("button", { name: "Zoom out" });
    for (let step = 0; step < 4; step += 1) await zoomOut.click();
    await picture(page, "sample-country");
    await page.keyboard.press("Escape");
  });

  await test.step("reset", async () => {
    await mark.click();
    await page.getByRole("menuitem", { name: "Reset sample data" }).click();
    const dialog = page.getByRole("dialog", { name: "Reset the sample data?" });
    await expectNoBarriers(page);
    await picture(page, "sample-reset");
    await dialog.getByRole("button", { name: "Reset sample" }).click();
    await expect(dialog).toBeHidden(slowly);
    await page.goto(desk.page("connectwise/companies"));
    await expect(page.getByRole("button", { name: "Linked 0" })).toBeVisible(slowly);
  });

  await test.step("leave", async () => {
    await mark.click();
    await page.getByRole("menuitem", { name: "Leave sample data" }).click();
    await expect(mark).toBeHidden();
    await expect(page.getByRole("link", { name: /^Agents/ })).toHaveText(/\D0$/);
  });

  await test.step("open again from the settings, and remove", async () => {
    await page.goto(desk.page("settings"));
    const card = page.getByRole("region", { name: "Sample data", exact: true });
    await card.getByRole("button", { name: "Open sample data" }).click();
    // Every switch begins at the map again.
    await expect(page).toHaveURL(/#\/map$/, slowly);
    await expect(mark).toBeVisible();
    await page.goto(desk.page("settings"));
    await expectNoBarriers(page);
    await picture(page, "sample-settings");
    await card.getByRole("button", { name: "Remove" }).click();
    const dialog = page.getByRole("dialog", { name: "Remove the sample data?" });
    await picture(page, "sample-remove");
    await dialog.getByRole("button", { name: "Remove sample" }).click();
    await expect(mark).toBeHidden();
    await expect.poll(async () => (await desk.call("workspace_status", {})).sample_exists).toBe(false);
  });
});
