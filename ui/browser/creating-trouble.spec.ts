/** Creating when a person stops, when an answer gets lost, and when ConnectWise asks something back. */

import type { Page } from "@playwright/test";
import { type Desk, expect, expectNoBarriers, picture, row, type Seed, test } from "./desk";
import type { Wire } from "./wire";

/** The request that creates a configuration. */
const CREATE = { method: "POST", path: "/company/configurations" };

/** Devices of Northside Dental whose configurations these worlds lack. */
const WITHOUT = ["fw02", "nas-core", "print01"];

function withoutSome(seed: Seed): void {
  const lacking = new Set(["fw02", "nas01", "print01"]);
  seed.configurations = seed.configurations.filter(({ name }) => !lacking.has(name));
}

/** The dialog for everything that has no configuration. */
async function openDialog(page: Page, desk: Desk) {
  const agent = await desk.match();
  await page.goto(desk.page(`connectwise/matching/${agent}`));
  await page.getByRole("button", { name: "Unmatched 4" }).click();
  await page.getByRole("button", { name: "Create all unmatched" }).click();
  const dialog = page.getByRole("dialog", { name: /Create configurations in Northside Dental/ });
  await expect(dialog).toContainText("3 to create");
  return dialog;
}

/** Creates three of them, where the answer to the first one gets lost, and stops while Sitebook waits; the result. */
async function loseTheFirst(page: Page, desk: Desk, wire: Wire) {
  const dialog = await openDialog(page, desk);
  wire.lose(CREATE);
  await dialog.getByRole("button", { name: "Create 3 configurations" }).click();
  const running = page.getByRole("dialog", { name: "Creating configurations in Northside Dental" });
  await expect(running).toContainText("3 of 4");
  await running.getByRole("button", { name: "Stop" }).click();
  return page.getByRole("dialog", { name: "2 of 4 configurations created" });
}

/** How many configurations of each name there are. */
async function countNamed(desk: Desk, names: readonly string[]): Promise<number[]> {
  const configurations = await desk.configurations("NorthsideDental");
  return names.map((name) => configurations.filter((item) => item.name === name).length);
}

test.describe("when many are created", () => {
  test.use({ world: { change: withoutSome } });

  test.beforeEach(async ({ desk, wire }) => {
    await desk.fill();
    await desk.connect(wire.url);
  });

  test("Stop acts between two records: what was created stays, the rest is listed as not created", async ({
    page,
    desk,
    wire,
  }) => {
    const dialog = await openDialog(page, desk);
    const first = wire.hold(CREATE);
    await dialog.getByRole("button", { name: "Create 3 configurations" }).click();
    await first.carriedOut;
    const running = page.getByRole("dialog", { name: "Creating configurations in Northside Dental" });
    await expect(running.getByRole("progressbar")).toBeVisible();
    await expect(running).toContainText("what is created by then stays");
    await expectNoBarriers(page);
    await picture(page, "create-progress");
    await running.getByRole("button", { name: "Stop" }).click();
    await expect(running.getByRole("button", { name: "Stopping" })).toBeVisible();
    first.release();

    const result = page.getByRole("dialog", { name: "1 of 4 configurations created" });
    await expect(result).toContainText("Nothing was sent for 2 devices.");
    await expect(row(page, "fw02").last()).toContainText("Created and matched");
    for (const name of WITHOUT.slice(1)) {
      await expect(result.getByRole("row").filter({ hasText: name })).toContainText("The run ended before its turn");
    }
    await expectNoBarriers(page);
    await picture(page, "create-stopped");
    await expect.poll(() => countNamed(desk, WITHOUT)).toEqual([1, 0, 0]);

    await test.step("the rest is created afterwards, each once", async () => {
      await result.getByRole("button", { name: "Preview the rest again" }).click();
      await dialog.getByRole("button", { name: "Create 2 configurations" }).click();
      await expect(page.getByRole("dialog", { name: "2 of 3 configurations created" })).toBeVisible();
      await expect.poll(() => countNamed(desk, WITHOUT)).toEqual([1, 1, 1]);
    });
  });

  test("a record whose answer got lost is not known yet, and is found and taken later, never made twice", async ({
    page,
    desk,
    wire,
  }) => {
    const result = await loseTheFirst(page, desk, wire);
    const lost = result.getByRole("row").filter({ hasText: "fw02" });
    await expect(lost).toContainText("not known yet");
    await expect(result).toContainText("1 device not known yet.");
    await expect(result).toContainText("Do not create it by hand meanwhile.");
    await expectNoBarriers(page);
    await picture(page, "create-pending");
    await expect.poll(() => countNamed(desk, WITHOUT)).toEqual([1, 1, 1]);

    await test.step("the next run finds it by its identifier", async () => {
      await result.getByRole("button", { name: "Look now" }).click();
      const found = page.getByRole("dialog", { name: "1 configuration created" });
      await expect(found.getByRole("row").filter({ hasText: "fw02" })).toContainText("Was there already");
      await expectNoBarriers(page);
      await picture(page, "create-adopted");
      await found.getByRole("button", { name: "Close" }).last().click();
      await page.getByRole("button", { name: "Matched 7" }).click();
      await expect(row(page, "fw02")).toContainText("Created from the device");
      await expect.poll(() => countNamed(desk, WITHOUT)).toEqual([1, 1, 1]);
    });
  });
});

test.describe("when something was sent before", () => {
  test.use({ world: { change: withoutSome } });

  test("the preview says that it is there already, and the run takes it", async ({ page, desk, wire }) => {
    await desk.fill();
    await desk.connect(wire.url);
    const result = await loseTheFirst(page, desk, wire);
    await result.getByRole("button", { name: "Close" }).last().click();
    await page.getByRole("button", { name: "Unmatched 2" }).click();
    await page.getByRole("button", { name: "Create all unmatched" }).click();

    const dialog = page.getByRole("dialog", { name: /Create configurations in Northside Dental/ });
    const before = dialog.getByRole("row").filter({ hasText: "fw02" });
    await expect(before).toContainText("Sent before; its answer was lost");
    await before.click();
    await expect(dialog.getByRole("region", { name: "Values that are sent" })).toContainText("nothing is created");
    await expectNoBarriers(page);
    await picture(page, "create-sent-before");
    await dialog.getByRole("button", { name: "Look up 1 configuration" }).click();
    const found = page.getByRole("dialog", { name: "1 of 2 configurations created" });
    await expect(found.getByRole("row").filter({ hasText: "fw02" })).toContainText("Was there already");
    await expect.poll(() => countNamed(desk, WITHOUT)).toEqual([1, 1, 1]);
  });
});

test.describe("when the type asks questions", () => {
  const MANAGED_DEVICE = 8;
  test.use({
    world: {
      change: (seed) => {
        const next = Math.max(...seed.types.map(({ id }) => id)) + 10_000;
        seed.questions = [
          { id: next, type_id: MANAGED_DEVICE, question: "Who carries it?", required: true },
          { id: next + 1, type_id: MANAGED_DEVICE, question: "Support level", required: true, entry_method: "List" },
          { id: next + 2, type_id: MANAGED_DEVICE, question: "Contract number", required: false },
        ];
        seed.question_values = [
          { id: next + 3, question: next + 1, value: "Gold" },
          { id: next + 4, question: next + 1, value: "Silver" },
        ];
      },
    },
  });

  test("a required one holds the creation back until it is answered, and the answer is sent", async ({
    page,
    desk,
  }) => {
    await desk.fill();
    await desk.connect();
    await desk.call("type_map_set", { kind: "phone", type: "Managed Device" });
    const agent = await desk.match();
    await page.goto(desk.page(`connectwise/matching/${agent}`));
    await page.getByRole("button", { name: "Create a configuration for guest-phone" }).click();
    const dialog = page.getByRole("dialog", { name: /Create configurations in Northside Dental/ });
    await expect(dialog.getByRole("group", { name: "Questions of Managed Device" }).first()).toBeVisible();
    await expect(dialog).toContainText("The type asks a question that must be answered");
    await dialog.getByRole("button", { name: "Answer 2 required questions" }).click();
    await expect(dialog.getByRole("textbox", { name: "Who carries it? (required)" })).toBeFocused();
    await expect(dialog.getByRole("button", { name: "Create 0 configurations" })).toBeDisabled();
    await expectNoBarriers(page);
    await picture(page, "create-questions");

    await dialog.getByRole("textbox", { name: "Who carries it? (required)" }).fill("The reception");
    await expect(dialog.getByRole("region", { name: "Values that are sent" })).toContainText("Support level");
    await expect(dialog.getByRole("button", { name: "Create 0 configurations" })).toBeDisabled();
    await dialog.getByRole("combobox", { name: "Support level (required)" }).click();
    await page.getByRole("option", { name: "Silver" }).click();
    await expect(dialog.getByRole("region", { name: "Values that are sent" })).toContainText("The reception");
    await expectNoBarriers(page);
    await picture(page, "create-answered");
    await dialog.getByRole("button", { name: "Create 1 configuration" }).click();
    await expect(page.getByRole("dialog", { name: "1 configuration created" })).toBeVisible();

    const made = (await desk.configurations("NorthsideDental")).find(({ name }) => name === "guest-phone");
    const answers = (made?.questions ?? []).filter(({ answer }) => answer !== undefined && answer !== null);
    expect(answers).toMatchObject([
      { question: "Who carries it?", answer: "The reception" },
      { question: "Support level", answer: "Silver" },
    ]);
  });
});
