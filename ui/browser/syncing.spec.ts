/** Synchronizing by hand: the three modes, what is left out, conflicts, Stop, what failed, and undo. */

import type { Page } from "@playwright/test";
import { type Desk, expect, expectNoBarriers, picture, row, test } from "./desk";

const COMPANY = "NorthsideDental";
const PATCH = { method: "PATCH", path: "/company/configurations/" };

async function plan(page: Page, desk: Desk, agent: string): Promise<void> {
  await page.goto(desk.page(`connectwise/plan/${agent}`));
  await expect(page.getByRole("table", { name: "Plan" })).toBeVisible();
}

async function run(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Run \d+ change/ }).click();
  await expect(page.getByRole("heading", { name: "Sync result" })).toBeVisible();
}

async function named(desk: Desk, id: number): Promise<string | undefined> {
  return (await desk.configurations(COMPANY)).find((item) => item.id === id)?.name;
}

/** The configuration whose name the first sync changes from sw01 to sw-core. */
const SWITCH = 33;

test.beforeEach(async ({ desk, wire }) => {
  await desk.fill();
  await desk.connect(wire.url);
});

test("each mode is chosen beside the agent, and a customized one has a direction for every field", async ({
  page,
  desk,
}) => {
  const agent = await desk.match();
  await page.goto(desk.page("connectwise/companies"));
  const syncNow = page.getByRole("button", { name: "Sync now Northside Dental" });
  await syncNow.click();
  await expect(page.getByRole("menuitem")).toHaveCount(3);
  await picture(page, "sync-modes");
  await page.getByRole("menuitem", { name: /^From Sitebook to ConnectWise/ }).click();
  await expect(page.getByRole("table", { name: "Plan" })).toContainText("sw-core");
  await expect(page.getByRole("button", { name: "To ConnectWise", exact: true })).toHaveAttribute(
    "aria-pressed",
    "true",
  );

  await page.getByRole("button", { name: "From ConnectWise", exact: true }).click();
  await expect(page.getByRole("button", { name: /^To Sitebook \d/ })).not.toHaveText(/ 0$/);
  await expect(page.getByRole("button", { name: /^To ConnectWise 0/ })).toBeVisible();
  await expect(row(page, "sw-coresw01").last()).toContainText("Sitebook");

  await page.getByRole("button", { name: "Customized" }).click();
  const dialog = page.getByRole("dialog", { name: "Customized synchronization" });
  await expect(dialog.getByRole("checkbox", { name: /Keep for next time/ })).not.toBeChecked();
  await dialog.getByRole("button", { name: "Name: from ConnectWise" }).click();
  await dialog.getByRole("button", { name: "Firmware: off" }).click();
  await expectNoBarriers(page);
  await picture(page, "sync-directions");
  await dialog.getByRole("button", { name: "Show the plan" }).click();
  await expect(page.getByText("2 fields otherwise than in Match Fields")).toBeVisible();
  await expect(row(page, "sw-coresw01").last()).toContainText("Sitebook");
  await expect(page.getByRole("table", { name: "Plan" })).not.toContainText("Firmware");
  await run(page);
  // The directions held for this run alone.
  const { fields } = await desk.call("fields_show", { agent: null });
  expect(fields.find((rule) => rule.field === "name")?.direction).toBe("to-connectwise");
  await expect.poll(() => named(desk, SWITCH)).toBe("sw01");
  await expect.poll(async () => (await desk.device(agent, "sw01")).id).toBeTruthy();
});

test("what is not ticked is not written, and the counts say so", async ({ page, desk }) => {
  const agent = await desk.match();
  await plan(page, desk, agent);
  const button = page.getByRole("button", { name: /^Run \d+ change/ });
  const all = Number(/\d+/.exec((await button.textContent()) ?? "")?.[0]);
  await page.getByRole("checkbox", { name: "Write Name of sw-core" }).click();
  await expect(button).toHaveText(new RegExp(`Run ${all - 1} change`));
  await expect(page.getByText("1 change excluded")).toBeVisible();
  await expect(row(page, "Excluded by you")).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "plan-excluded");
  await run(page);
  await expect(page.getByText("excluded by hand")).toBeVisible();
  await expect.poll(() => named(desk, SWITCH)).toBe("sw01");
});

test("a value that somebody changed in ConnectWise is a conflict, with a word for it", async ({ page, desk }) => {
  const agent = await desk.match();
  await plan(page, desk, agent);
  await run(page);
  await desk.edit(SWITCH, "name", "renamed by somebody");
  await page.getByRole("button", { name: "Plan again" }).click();
  await page.getByRole("button", { name: /^Conflicts 1/ }).click();
  await expect(row(page, "renamed by somebody").last()).toContainText("Conflict");
  await expect(page.getByText(/changed on the other side since the last sync/)).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "plan-conflict");
  await run(page);
  await expect.poll(() => named(desk, SWITCH)).toBe("sw-core");
});

test("a plan that no longer holds writes nothing, and is made again", async ({ page, desk }) => {
  const agent = await desk.match();
  await plan(page, desk, agent);
  await desk.call("fields_set", { field: "name", direction: "off", allow_empty: null, agent: null });
  await page.getByRole("button", { name: /^Run \d+ change/ }).click();
  await expect(page.getByText("The plan no longer holds. Nothing was written.")).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "plan-outdated");
  await page.getByRole("button", { name: "Plan again" }).click();
  await expect(page.getByRole("button", { name: /^Run \d+ change/ })).toBeVisible();
  await expect.poll(() => named(desk, SWITCH)).toBe("sw01");
});

test("Stop acts between two requests; what was written by then stays", async ({ page, desk, wire }) => {
  const agent = await desk.match();
  await plan(page, desk, agent);
  const first = wire.hold(PATCH);
  await page.getByRole("button", { name: /^Run \d+ change/ }).click();
  await first.carriedOut;
  await expect(page.getByRole("progressbar", { name: "Records finished" })).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "sync-running");
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(page.getByRole("button", { name: "Stopping" })).toBeVisible();
  first.release();
  await expect(page.getByText(/Stopped/).first()).toBeVisible();
  await page.goto(desk.page("activity"));
  await expect(row(page, "Northside Dental")).toContainText("Stopped");
});

test("what ConnectWise refused stands there in its own words, and is tried again alone", async ({
  page,
  desk,
  wire,
}) => {
  const agent = await desk.match();
  await plan(page, desk, agent);
  wire.refuse(PATCH, "The Site field is required.");
  await run(page);
  await expect(page.getByText("ConnectWise: “name: The Site field is required.”")).toBeVisible();
  await expect(page.getByText("Partly (1 failed)")).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "sync-failed-records");
  await page.getByRole("button", { name: "Retry the failed one" }).click();
  await expect(page.getByRole("heading", { name: "Retry plan" })).toBeVisible();
  await expect(page.getByText("Only the records that failed in an earlier run.")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Run \d+ change/ })).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "plan-retry");
  await run(page);
  await expect(page.getByText("Written and read back")).toHaveCount(1);

  await page.getByRole("button", { name: "Open in Activity" }).click();
  await page.getByRole("button", { name: "Whole plan" }).click();
  await expect(page.getByRole("table", { name: "Plan" })).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "run-plan");
});

test("a run is undone, its fields are held, and the undo is undone", async ({ page, desk }) => {
  const agent = await desk.match();
  await plan(page, desk, agent);
  await run(page);
  await expect.poll(() => named(desk, SWITCH)).toBe("sw-core");
  // Somebody goes on working on one of them: that is left alone.
  await desk.edit(SWITCH, "name", "sw-core-2");
  await page.getByRole("button", { name: "Undo this run" }).click();
  const dialog = page.getByRole("dialog", { name: "Undo this run" });
  await dialog.getByRole("button", { name: /^Left alone 1/ }).click();
  await expect(dialog).toContainText("sw-core");
  await dialog
    .getByRole("button", { name: /^Put back \d+$/ })
    .first()
    .click();
  await expectNoBarriers(page);
  await picture(page, "undo-preview");
  await dialog.getByRole("button", { name: /^Put back \d+ values?$/ }).click();
  await expect(page.getByText("This is the undo of another run.")).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "undo-result");
  await expect.poll(() => named(desk, SWITCH)).toBe("sw-core-2");

  await page.getByRole("link", { name: "See that run" }).click();
  await expect(page.getByText("This run was undone.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Undo this run" })).toHaveCount(0);
  await page.getByRole("link", { name: "See what was put back" }).click();

  await page.getByRole("button", { name: "Plan again" }).click();
  await page.getByRole("button", { name: /held by an undo/ }).click();
  const held = page.getByRole("list", { name: "Held fields" });
  await expect(held.getByRole("listitem").first()).toBeVisible();
  const count = await held.getByRole("listitem").count();
  await expectNoBarriers(page);
  await picture(page, "held-fields");
  await held
    .getByRole("button", { name: /^Release/ })
    .first()
    .click();
  await expect(held.getByRole("listitem")).toHaveCount(count - 1);
  await page.getByRole("button", { name: "Close" }).click();

  await page.goto(desk.page("activity"));
  await row(page, "Undo").first().click();
  await page.getByRole("button", { name: "Undo this run" }).click();
  await page.getByRole("button", { name: /^Put back \d+ values?$/ }).click();
  await expect(page.getByText("This is the undo of another run.")).toBeVisible();
});

test.describe("where a configuration is lacking", () => {
  test.use({
    world: {
      change: (seed) => {
        seed.configurations = seed.configurations.filter(({ name }) => name !== "print01" && name !== "nas01");
      },
    },
  });

  test("it is created in the sync of an agent that is set so, unless it is left out", async ({ page, desk }) => {
    const agent = await desk.match();
    await plan(page, desk, agent);
    await page.getByRole("switch", { name: "Create unmatched devices" }).click();
    await page.getByRole("button", { name: /^Creates 2/ }).click();
    await expect(page.getByText("deviceIdentifier").first()).toBeVisible();
    await page.getByRole("checkbox", { name: "Write nas-core" }).click();
    await expect(page.getByText("1 change excluded")).toBeVisible();
    await expectNoBarriers(page);
    await picture(page, "plan-creates");
    await run(page);
    const names = (await desk.configurations(COMPANY)).map(({ name }) => name);
    expect(names).toContain("print01");
    expect(names).not.toContain("nas-core");
  });
});

test("many agents are synchronized in turn, and each result opens its run", async ({ page, desk }) => {
  await desk.match();
  await page.goto(desk.page("connectwise/companies"));
  await page.getByRole("checkbox", { name: "Select Northside Dental" }).click();
  await page.getByRole("region", { name: "Selected" }).getByRole("button", { name: "Sync now 1" }).click();
  await page.getByRole("menuitem", { name: /^From Sitebook to ConnectWise/ }).click();
  const dialog = page.getByRole("dialog", { name: "Sync 1 agent" });
  await expect(dialog.getByRole("button", { name: "Open the plan of Northside Dental" })).toBeVisible();
  await expect(dialog.getByText(/\d+ changes in 1 agent/).first()).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "sync-many-plans");
  await dialog.getByRole("button", { name: /^Run \d+ changes in 1 agent/ }).click();
  await expect(page.getByText("1 agent synchronized")).toBeVisible();
  await page.getByRole("button", { name: "Show agents" }).click();
  await expectNoBarriers(page);
  await picture(page, "sync-many");
  await page.getByRole("button", { name: "Open the run of Northside Dental" }).click();
  await expect(page.getByRole("heading", { name: "Northside Dental" })).toBeVisible();
});
