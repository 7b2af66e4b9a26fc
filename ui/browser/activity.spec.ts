/** Activity, automatic sync, and who runs it. */

import { expect, expectNoBarriers, message, picture, row, test } from "./desk";

test.beforeEach(async ({ desk, wire }) => {
  await desk.fill();
  await desk.connect(wire.url);
});

test("a run shows every value that it wrote, and is found by its agent", async ({ page, desk }) => {
  const agent = await desk.match();
  await desk.call("sync_run", { agent, mode: "custom", plan: null });
  await page.goto(desk.page("activity"));
  await page.getByRole("searchbox", { name: "Agent, person, message" }).fill("nobody");
  await expect(page.getByText("No runs for this search or filter")).toBeVisible();
  await page.getByRole("searchbox", { name: "Agent, person, message" }).fill("northside");
  await expectNoBarriers(page);
  await row(page, "Northside Dental").click();
  await page.getByRole("button", { name: /^Old and new values/ }).click();
  await expect(row(page, "sw01")).toContainText("sw-core");
  await expectNoBarriers(page);
  await picture(page, "run-values");
});

test("automatic sync begins with the approval of the first plan", async ({ page, desk }) => {
  await desk.match();
  await page.goto(desk.page("connectwise/companies"));
  await page.getByRole("switch", { name: "Automatic sync of Northside Dental" }).click();
  await expect(page.getByRole("heading", { name: "First automatic plan" })).toBeVisible();
  await expect(page.getByRole("table", { name: "Plan" })).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "automatic-approve");
  await page.getByRole("button", { name: "Approve and switch on" }).click();
  await expect(message(page, /Automatic sync of Northside Dental is on/)).toBeVisible();
  await expect(page.getByRole("switch", { name: "Automatic sync of Northside Dental" })).toBeChecked();
  await page.goto(desk.page("connectwise/manage"));
  const card = page.getByRole("region", { name: "Automatic sync" });
  await expect(card).toContainText("1 agent");
  await expect(card).toContainText("Nobody at present");
  await expectNoBarriers(page);
  await picture(page, "manage");
});

test("for many, the first plans are listed with their counts before it is switched on", async ({ page, desk }) => {
  await desk.match();
  await page.goto(desk.page("connectwise/companies"));
  await page.getByRole("checkbox", { name: "Select Northside Dental" }).click();
  await page.getByRole("button", { name: "Automatic on 1" }).click();
  const dialog = page.getByRole("dialog", { name: "Automatic sync of 1 agent" });
  await expect(dialog.getByText(/\d+ changes? in 1 agent/)).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "automatic-many");
  await dialog.getByRole("button", { name: "Approve and switch on 1 agent" }).click();
  await expect(page.getByRole("switch", { name: "Automatic sync of Northside Dental" })).toBeChecked();
});

test.describe("where no record is equal already", () => {
  test.use({
    world: {
      change: (seed) => {
        seed.configurations = seed.configurations.filter(({ name }) => name !== "ap01");
      },
    },
  });

  test("an agent whose every record is refused shows Failed Sync and why, and resumes with one press", async ({
    page,
    desk,
    wire,
  }) => {
    test.slow();
    const agent = await desk.match();
    wire.refuse({ method: "PATCH", path: "/company/configurations/" }, "The Site field is required.", 100);
    await desk.call("sync_auto", { agents: [agent], on: true, plan: null });
    const service = await desk.serve();
    try {
      const state = async () => (await desk.call("sync_status", {})).agents[0]?.state;
      await expect.poll(state, { timeout: 60_000 }).toBe("failed");
      await page.goto(desk.page("connectwise/companies"));
      await expect(page.getByText("Failed Sync")).toBeVisible();
      await expect(page.getByRole("switch", { name: "Automatic sync of Northside Dental" })).not.toBeChecked();
      await expect(page.getByText(/never succeeded/)).toBeVisible();
      await expectNoBarriers(page);
      await picture(page, "failed-sync");
      await page.goto(desk.page("connectwise/manage"));
      await expect(page.getByRole("region", { name: "Automatic sync" })).toContainText("sitebookctl serve");
      await page.goto(desk.page("connectwise/companies"));
      wire.forgive();
      await page.getByRole("button", { name: "Resume Northside Dental" }).click();
      await expect.poll(state, { timeout: 60_000 }).toBe("synchronized");
      await page.reload();
      await expect(page.getByText("Synchronized", { exact: true })).toBeVisible();
    } finally {
      await service.stop();
    }
  });
});
