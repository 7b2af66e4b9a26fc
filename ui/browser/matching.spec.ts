/** Matching devices with configurations. */

import type { Page } from "@playwright/test";
import { type Desk, expect, expectNoBarriers, message, picture, row, test } from "./desk";

test.beforeEach(async ({ desk }) => {
  await desk.fill();
  await desk.connect();
});

/** A filter of the workspace with its count. */
function filter(page: Page, name: string, count: number) {
  return page.getByRole("button", { name: `${name} ${count}`, exact: true });
}

/** The workspace of Northside Dental, with everything that the rules find by themselves. */
async function openMatched(page: Page, desk: Desk): Promise<string> {
  const agent = await desk.match();
  await page.goto(desk.page(`connectwise/matching/${agent}`));
  await expect(filter(page, "All", 12)).toBeVisible();
  return agent;
}

test("finding matches sorts the devices into matched, proposed, review and unmatched", async ({ page, desk }) => {
  const agent = await desk.link("Northside Dental", "NorthsideDental");
  await page.goto(desk.page(`connectwise/matching/${agent}`));
  await expect(page.getByText("Not read yet", { exact: true })).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "matching-not-read");
  await page.getByRole("button", { name: "Find matches" }).click();
  await expect(filter(page, "Matched", 7)).toBeVisible();
  await expect(filter(page, "Proposed", 2)).toBeVisible();
  await expect(filter(page, "Needs review", 2)).toBeVisible();
  await expect(filter(page, "Unmatched", 1)).toBeVisible();
  await expect(row(page, "srv01")).toContainText("MAC and IP address agree");
  await expect(row(page, "cam02")).toContainText("The configuration is inactive");
  await expectNoBarriers(page);
  await picture(page, "matching");
});

test("a proposal is confirmed with its button", async ({ page, desk }) => {
  await openMatched(page, desk);
  await page.getByRole("button", { name: "Match cam01", exact: true }).click();
  await expect(row(page, "cam01").first()).toContainText("Confirmed by Sam Carter");
  await expect(filter(page, "Matched", 8)).toBeVisible();
  await expect(filter(page, "Proposed", 1)).toBeVisible();
});

test("the keyboard alone confirms a proposal, and the next one is at hand", async ({ page, desk }) => {
  await openMatched(page, desk);
  await filter(page, "Proposed", 2).click();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(filter(page, "Proposed", 1)).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(filter(page, "Proposed", 0)).toBeVisible();
  await expect(filter(page, "Matched", 9)).toBeVisible();
});

test("unlinking asks nothing, and Undo puts the match back as it was", async ({ page, desk }) => {
  const agent = await openMatched(page, desk);
  const before = await desk.call("match_show", { agent });
  await page.getByRole("button", { name: "Unlink nas-core" }).click();
  await expect(row(page, "nas-core")).toContainText("Unlinked by a person");
  await message(page, "Unlinked nas-core").getByRole("button", { name: "Undo" }).click();
  await expect(row(page, "nas-core")).toContainText("SN0008XZ");
  await expect(row(page, "nas-core")).toContainText("agree");
  await expect(filter(page, "Matched", 7)).toBeVisible();
  await expect.poll(async () => (await desk.call("match_show", { agent })).matches).toEqual(before.matches);
});

test("X unlinks the row with the keyboard, and Ctrl Z puts it back", async ({ page, desk }) => {
  await openMatched(page, desk);
  await row(page, "nas-core").getByText("nas-core", { exact: true }).click();
  await page.keyboard.press("x");
  await expect(row(page, "nas-core")).toContainText("Unlinked by a person");
  // What can be undone is known once the act was answered.
  await expect(page.getByRole("button", { name: "Undo unlink" })).toBeVisible();
  await page.keyboard.press("Control+z");
  await expect(message(page, "nas-core is as it was")).toBeVisible();
  await expect(filter(page, "Matched", 7)).toBeVisible();
});

test("a review shows all candidates side by side, and a press on a number decides", async ({ page, desk }) => {
  await openMatched(page, desk);
  await filter(page, "Needs review", 2).click();
  await page.getByRole("button", { name: "Decide fw01" }).click();
  const candidates = page.getByRole("table", { name: "Candidates for fw01" });
  await expect(candidates.getByRole("columnheader")).toContainText(["fw01", "fw01", "sw02"]);
  await expect(candidates.getByRole("img", { name: "agrees" }).first()).toBeVisible();
  await expect(candidates).toContainText("none of these");
  await expectNoBarriers(page);
  await picture(page, "matching-review");
  await page.keyboard.press("1");
  await expect(filter(page, "Needs review", 1)).toBeVisible();
  await filter(page, "Matched", 8).click();
  await expect(row(page, "fw01")).toContainText("Confirmed by Sam Carter");
});

test("a configuration is picked by hand from all of the company, by any of its values", async ({ page, desk }) => {
  await openMatched(page, desk);
  await page.getByRole("button", { name: "Pick a configuration for guest-phone" }).click();
  const drawer = page.getByRole("dialog", { name: "Configuration for guest-phone" });
  await expect(drawer.getByRole("listitem")).toHaveCount(12);
  await expect(drawer.getByRole("listitem").filter({ hasText: "nas01" })).toContainText("Matched with nas-core");
  // The same address is written 00-09-0F-00-AB-09 there.
  await drawer.getByRole("searchbox").fill("00090f00ab09");
  await expect(drawer.getByRole("listitem")).toHaveCount(1);
  await expectNoBarriers(page);
  await picture(page, "matching-pick");
  await drawer.getByRole("button", { name: "Match with label01" }).click();
  await expect(drawer).toBeHidden();
  await expect(row(page, "guest-phone")).toContainText("Confirmed by Sam Carter");
});

test("an ignored device leaves the counts, and comes back", async ({ page, desk }) => {
  await openMatched(page, desk);
  await page.getByRole("button", { name: "Ignore guest-phone" }).click();
  await expect(filter(page, "Ignored", 1)).toBeVisible();
  await expect(filter(page, "Unmatched", 0)).toBeVisible();
  await expect(message(page, "Ignored guest-phone")).toBeVisible();
  await page.getByRole("button", { name: "Restore guest-phone" }).click();
  await expect(filter(page, "Unmatched", 1)).toBeVisible();
});

test("a screen of proposals is confirmed together after it was listed once more", async ({ page, desk }) => {
  const agent = await openMatched(page, desk);
  await filter(page, "Proposed", 2).click();
  await page.getByRole("button", { name: /^Confirm all shown/ }).click();
  const dialog = page.getByRole("dialog", { name: "Confirm all that are shown?" });
  await expect(dialog.getByRole("row")).toHaveCount(3);
  await expect(dialog).toContainText("1 rests on the IP address alone");
  await expectNoBarriers(page);
  await picture(page, "matching-confirm-shown");
  const before = await desk.call("match_show", { agent });
  await dialog.getByRole("button", { name: "Confirm 2 matches" }).click();
  await expect(dialog).toBeHidden();
  await expect(filter(page, "Matched", 9)).toBeVisible();

  await test.step("Undo makes them proposals again, not pairs that a person took apart", async () => {
    await message(page, "Confirmed 2 matches").getByRole("button", { name: "Undo" }).click();
    await expect(filter(page, "Proposed", 2)).toBeVisible();
    await expect(filter(page, "Matched", 7)).toBeVisible();
    await expect.poll(async () => (await desk.call("match_show", { agent })).matches).toEqual(before.matches);
  });
});

test("what is only in ConnectWise is listed with the values that tell what it is", async ({ page, desk }) => {
  const agent = await openMatched(page, desk);
  const device = (await desk.device(agent, "nas-core")).id;
  await desk.call("match_remove", { device });
  await desk.call("devices_set", { device, changes: { ignored: "yes" } });
  await filter(page, "Only in ConnectWise", 1).click();
  await expect(page.getByRole("row")).toHaveCount(2);
  await expect(row(page, "nas01")).toContainText("SN0008XZ");
  await expectNoBarriers(page);
  await picture(page, "matching-only-connectwise");
});

test("all linked agents stand in one list, each row with its agent", async ({ page, desk }) => {
  await desk.match();
  await desk.link("Harbour Legal", "HarbourLegal");
  await page.goto(desk.page("connectwise/matching"));
  await expectNoBarriers(page);
  await picture(page, "matching-agents");
  await page.getByRole("button", { name: "All linked agents" }).click();
  await page.getByRole("button", { name: "Find matches" }).click();
  await expect(filter(page, "All", 24)).toBeVisible();
  await expect(row(page, "Harbour Legal · ").first()).toBeVisible();
  await expect(row(page, "Northside Dental · ").first()).toBeVisible();
  await page.getByRole("searchbox", { name: "Any value" }).fill("nas-core");
  await expect(row(page, "nas-core")).toHaveCount(2);
  await expectNoBarriers(page);
  await picture(page, "matching-all");
});
