/** The table of agents: filters, columns, views, acts on many agents, and the subscription. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { type Desk, expect, expectNoBarriers, message, picture, row, test } from "./desk";

test.beforeEach(async ({ desk }) => {
  await desk.fill();
});

/** The names in the table, from above. */
async function names(page: Page): Promise<string[]> {
  return page.locator("tbody .rowlink").allTextContents();
}

/** A cell of the subscription. */
const cell = (page: Page, agent: string, column: string) => row(page, agent).locator(`[data-column=${column}]`);

async function contract(desk: Desk, name: string): Promise<string> {
  return (await desk.call("agents_show", { agent: await desk.agent(name) })).contract_id;
}

test("all agents stand in the table, sorted by any column, without barriers", async ({ page, desk }) => {
  await page.goto(desk.page("agents"));
  await expect(page.getByText("9 agents, 63 devices")).toBeVisible();
  await expect.poll(async () => (await names(page))[0]).toBe("Gable House");
  await expectNoBarriers(page);
  await picture(page, "agents");
  await page.getByRole("columnheader", { name: "Devices" }).getByRole("button").click();
  await expect(page.locator("tbody .rowlink").first()).toHaveText("Pacific Depot");
  await page.getByRole("columnheader", { name: "Devices" }).getByRole("button").click();
  await expect(page.locator("tbody .rowlink").last()).toHaveText("Pacific Depot");
});

test("conditions add up, stand above the table, and go one by one", async ({ page, desk }) => {
  await desk.connect();
  await desk.match();
  await page.goto(desk.page("agents"));
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  const drawer = page.getByRole("dialog", { name: "Filter agents" });
  await drawer.getByRole("group", { name: "ConnectWise company" }).getByRole("button", { name: "Not linked" }).click();
  await drawer.getByRole("button", { name: "Residential" }).click();
  await expectNoBarriers(page);
  await picture(page, "agents-filter");
  await drawer.getByRole("button", { name: "Show 1 agent" }).click();
  await expect(page.locator("tbody .rowlink")).toHaveText(["Gable House"]);
  await page.getByRole("button", { name: "Remove filter: Residential" }).click();
  await expect(page.locator("tbody .rowlink")).toHaveCount(8);
  await page.goBack();
  await expect(page.locator("tbody .rowlink")).toHaveCount(1);
  await page.getByRole("searchbox", { name: "Search agents" }).fill("nothing of the kind");
  await page.getByRole("button", { name: "Clear filter" }).click();
  await expect(page.locator("tbody .rowlink")).toHaveCount(9);
});

test("what a person keeps as a view is there for everybody, and says when it was changed", async ({ page, desk }) => {
  await page.goto(desk.page("agents?residential=no"));
  await expect(page.locator("tbody .rowlink")).toHaveCount(8);
  await page.getByRole("button", { name: "Views" }).click();
  // An open menu is part of the page for a screen reader as well.
  await expectNoBarriers(page);
  await picture(page, "agents-views");
  await page.getByRole("menuitem", { name: "Save as a new view" }).click();
  await page.getByRole("textbox", { name: "Name of the view" }).fill("Offices");
  await page.getByRole("button", { name: "Save view" }).click();
  await expect(page.getByRole("button", { name: "Offices" })).toBeVisible();

  await page.getByRole("button", { name: "Columns" }).click();
  const columns = page.getByRole("dialog", { name: "Columns" });
  await columns.getByRole("checkbox", { name: "Plan" }).check();
  await columns.getByRole("button", { name: "Move Plan up" }).click();
  await expectNoBarriers(page);
  await picture(page, "agents-columns");
  await columns.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText("changed", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Offices" }).click();
  await page.getByRole("menuitem", { name: "Save the changes to this view" }).click();
  await expect(page.getByText("changed", { exact: true })).toBeHidden();

  const columnsOfViews = async () =>
    (await desk.call("views_list", {})).views.map((view) => view.columns.map(({ column }) => column));
  await expect.poll(columnsOfViews).toEqual([expect.arrayContaining(["plan"])]);
  await page.goto(desk.page("agents"));
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("menuitem", { name: "Offices" }).click();
  await expect(page.getByRole("columnheader", { name: "Plan" })).toBeVisible();
  await expect(page.locator("tbody .rowlink")).toHaveCount(8);
});

test("many agents are changed at once, and changed back with one press", async ({ page, desk }) => {
  await page.goto(desk.page("agents"));
  await page.getByRole("checkbox", { name: "Select Northside Dental" }).check();
  await page.getByRole("checkbox", { name: "Select Lakeview Hotel" }).check();
  await page.getByRole("button", { name: "Change 2" }).click();
  const dialog = page.getByRole("dialog", { name: "Change 2 agents" });
  await dialog.getByRole("checkbox", { name: "Change contract ID" }).check();
  await dialog.getByLabel("New contract ID").fill("SLA-2027");
  await dialog.getByRole("combobox", { name: "Add tags" }).fill("renewed");
  await dialog.getByRole("combobox", { name: "Add tags" }).press("Enter");
  await expect(dialog).toContainText("Contract ID becomes “SLA-2027”");
  await expect(dialog).toContainText("Gets the tag “renewed”");
  await expectNoBarriers(page);
  await picture(page, "agents-change");
  await dialog.getByRole("button", { name: "Change 2 agents" }).click();
  await expect(dialog).toBeHidden();
  await expect.poll(() => contract(desk, "Lakeview Hotel")).toBe("SLA-2027");
  await message(page, "Changed 2 agents").getByRole("button", { name: "Undo" }).click();
  await expect(message(page, "Put back 2 agents")).toBeVisible();
  await expect.poll(() => contract(desk, "Lakeview Hotel")).toBe("K-81");
});

test("tags that agents carry already are suggested", async ({ page, desk }) => {
  const agent = await desk.agent("Northside Dental");
  await desk.call("agents_set", { agent: await desk.agent("Lakeview Hotel"), changes: { tags: "renewed" } });
  await page.goto(desk.page("agents"));
  await page.getByRole("checkbox", { name: "Select Northside Dental" }).check();
  await page.getByRole("button", { name: "Change 1" }).click();
  await page.getByRole("combobox", { name: "Add tags" }).click();
  await expect(page.getByRole("option", { name: "renewed" })).toBeVisible();
  await page.goto(desk.page(`agents/${agent}`));
  await page.getByRole("combobox", { name: "Tags" }).click();
  await page.getByRole("option", { name: "renewed" }).click();
  await expect(page.getByText("All changes saved")).toBeVisible();
  await expect.poll(async () => (await desk.call("agents_show", { agent })).tags).toEqual(["renewed"]);
});

test("an archived agent is out of the way with its link frozen, and comes back", async ({ page, desk }) => {
  await desk.connect();
  const agent = await desk.match();
  await page.goto(desk.page("agents"));
  await page.getByRole("button", { name: "More for Northside Dental" }).click();
  await page.getByRole("menuitem", { name: "Archive" }).click();
  const dialog = page.getByRole("dialog", { name: "Archive Northside Dental?" });
  await expect(dialog).toContainText("company link is frozen");
  await dialog.getByRole("button", { name: "Archive 1 agent" }).click();
  await expect(page.locator("tbody .rowlink")).toHaveCount(8);
  await page.goto(desk.page("agents?archived"));
  await expect(row(page, "Northside Dental")).toContainText("Frozen");
  await expectNoBarriers(page);
  await picture(page, "agents-archive");
  await page.getByRole("checkbox", { name: "Select Northside Dental" }).check();
  await page.getByRole("button", { name: "Take 1 agent out of the archive" }).click();
  await expect(page.getByText("The archive is empty")).toBeVisible();
  await expect.poll(async () => (await desk.call("agents_show", { agent })).psa.company?.name).toBe("Northside Dental");
});

test("an archived agent without a link is deleted for good when its name is typed", async ({ page, desk }) => {
  const agent = await desk.agent("Pacific Depot");
  await desk.call("agents_archive", { selection: { agents: [agent], query: null }, archived: true });
  await page.goto(desk.page("agents?archived"));
  await page.getByRole("button", { name: "More for Pacific Depot" }).click();
  await page.getByRole("menuitem", { name: "Delete for good" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete Pacific Depot for good?" });
  await expect(dialog.getByRole("button", { name: "Delete agent" })).toBeDisabled();
  await dialog.getByLabel("Type the name of the agent to confirm").fill("Pacific Depot");
  await dialog.getByRole("button", { name: "Delete agent" }).click();
  await expect(page.getByText("The archive is empty")).toBeVisible();
});

test("an agent is added by hand, and another one like it", async ({ page, desk }) => {
  await page.goto(desk.page("agents?add"));
  const dialog = page.getByRole("dialog", { name: "Add an agent" });
  await dialog.getByLabel("Agent name").fill("Harbour Legal, annexe");
  await dialog.getByLabel("Customer ID").fill("HarbourLegal");
  await dialog.getByLabel("Contact e-mail").fill("front.desk@harbourlegal.example");
  await expectNoBarriers(page);
  await dialog.getByRole("button", { name: "Add agent" }).click();
  await expect(page.getByRole("heading", { name: "Harbour Legal, annexe" })).toBeVisible();

  await page.goto(desk.page("agents"));
  await page.getByRole("button", { name: "More for Harbour Legal, annexe" }).click();
  await page.getByRole("menuitem", { name: "Duplicate" }).click();
  await page.getByLabel("Name of the new agent").fill("Harbour Legal, archive room");
  await page.getByRole("button", { name: "Duplicate agent" }).click();
  await expect(page.getByRole("heading", { name: "Harbour Legal, archive room" })).toBeVisible();
  const made = await desk.call("agents_show", { agent: await desk.agent("Harbour Legal, archive room") });
  expect(made).toMatchObject({ customer_id: "HarbourLegal", contact: { email: "front.desk@harbourlegal.example" } });
});

test("the table goes to a file as it is shown", async ({ page, desk }) => {
  await page.goto(desk.page("agents?residential=yes"));
  await page.getByRole("button", { name: "Export", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Export 1 agent" });
  const file = join(desk.folder, "homes.csv");
  await dialog.getByLabel("File", { exact: true }).fill(file);
  await expectNoBarriers(page);
  await picture(page, "agents-export");
  await dialog.getByRole("button", { name: "Export", exact: true }).click();
  await expect(message(page, "Wrote 1 agent")).toBeVisible();
  const written = await readFile(file, "utf8");
  expect(written).toContain("Customer ID");
  expect(written).toContain("Gable House");
  expect(written).not.toContain("Lakeview Hotel");
});

test("the subscription is edited in its place: Enter saves and goes down, Esc takes back", async ({ page, desk }) => {
  await page.goto(desk.page("agents?tab=subscription"));
  await cell(page, "Lakeview Hotel", "contract_id").click();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "Contract ID of Lakeview Hotel" })).toBeFocused();
  await page.keyboard.type("K-82");
  await expectNoBarriers(page);
  await page.keyboard.press("Enter");
  await expect(page.getByText("All changes saved")).toBeVisible();
  await expect.poll(() => contract(desk, "Lakeview Hotel")).toBe("K-82");
  await expect(cell(page, "Northside Dental", "contract_id")).toHaveClass(/cur/);
  await page.keyboard.type("nonsense");
  await page.keyboard.press("Escape");
  await expect(cell(page, "Northside Dental", "contract_id")).toHaveText("K-7");
  await page.keyboard.press("F2");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("textbox", { name: "Activated of Northside Dental" })).toBeFocused();
  await page.keyboard.type("2026-01-31");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("textbox", { name: "Plan of Northside Dental" })).toBeFocused();
  await expect(cell(page, "Northside Dental", "activated")).toHaveText("31 Jan 2026");
  await picture(page, "agents-subscription");
});

test("who is slower sees what the quicker one made of a cell, and decides", async ({ page, desk }) => {
  const agent = await desk.agent("Lakeview Hotel");
  await page.goto(desk.page("agents?tab=subscription"));
  await cell(page, "Lakeview Hotel", "contract_id").dblclick();
  await page.keyboard.type("MINE");
  await desk.call("agents_set", { agent, changes: { contract_id: "THEIRS" } });
  await page.keyboard.press("Enter");
  const note = page.getByRole("alert").filter({ hasText: "changed it to THEIRS" });
  await expect(note).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "agents-conflict");
  await note.getByRole("button", { name: "Keep mine" }).click();
  await expect(note).toBeHidden();
  await expect.poll(() => contract(desk, "Lakeview Hotel")).toBe("MINE");
});
