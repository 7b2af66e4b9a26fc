/** The page of an agent: what people change there, what others changed meanwhile, its history, and its sheet. */

import { expect, expectNoBarriers, message, picture, row, test } from "./desk";

test.beforeEach(async ({ desk }) => {
  await desk.fill();
});

test("the customer, the agent and the place stand on one page, without barriers", async ({ page, desk }) => {
  await page.goto(desk.page(`agents/${await desk.agent("Northside Dental")}`));
  await expect(page.getByRole("textbox", { name: "Contact e-mail" })).toHaveValue("ann.lee@northside.example");
  for (const part of ["Customer", "Location", "Agent", "PSA and ticketing", "Devices", "Notes", "History", "Violet"]) {
    await expect(page.getByRole("region", { name: part, exact: true })).toBeVisible();
  }
  await expectNoBarriers(page);
  await picture(page, "agent-page");
});

test("a phone number is kept as it was typed, with its label; an odd one warns and is saved", async ({
  page,
  desk,
}) => {
  const agent = await desk.agent("Northside Dental");
  await page.goto(desk.page(`agents/${agent}`));
  await page.getByRole("button", { name: "Add phone number" }).click();
  await page.getByRole("textbox", { name: "Label of phone number 3" }).fill("Reception");
  await page.getByLabel("Phone number 3", { exact: true }).fill("1234");
  await page.getByLabel("Phone number 3", { exact: true }).press("Enter");
  await expect(page.getByText("All changes saved")).toBeVisible();
  const last = async () => (await desk.call("agents_show", { agent })).phones.at(-1);
  await expect.poll(last).toMatchObject({ label: "Reception", number: "1234" });
  const warning = (await last())?.warning ?? "";
  expect(warning).not.toBe("");
  await expect(page.getByRole("region", { name: "Customer" })).toContainText(warning);
});

test("the activation date is a day that people set and clear", async ({ page, desk }) => {
  const agent = await desk.agent("Northside Dental");
  await page.goto(desk.page(`agents/${agent}`));
  const activation = page.getByRole("textbox", { name: "Activation date" });
  await activation.fill("31.01.2026");
  await activation.press("Enter");
  await expect(page.getByRole("alert")).toContainText("2026-01-31");
  await activation.fill("2026-01-31");
  await activation.press("Enter");
  await expect(page.getByText("All changes saved")).toBeVisible();
  const shown = () => desk.call("agents_show", { agent });
  await expect.poll(() => shown()).toMatchObject({ activated_at: "2026-01-31", activation_said: true });
  await activation.fill("");
  await activation.press("Enter");
  await expect.poll(async () => (await shown()).activation_said).toBe(false);
});

test("an e-mail address that cannot be one is not saved, and not lost", async ({ page, desk }) => {
  await page.goto(desk.page(`agents/${await desk.agent("Northside Dental")}`));
  const email = page.getByRole("textbox", { name: "Contact e-mail" });
  await email.fill("ann.lee");
  await email.press("Enter");
  await expect(page.getByRole("alert")).toContainText("one @");
  await expect(page.getByText("Not saved: Contact e-mail")).toBeVisible();
  await page.reload();
  await expect(email).toHaveValue("ann.lee");
  await email.press("Escape");
  await expect(email).toHaveValue("ann.lee@northside.example");
});

test("who saves second sees what the first one made of it, and decides", async ({ page, desk }) => {
  const agent = await desk.agent("Northside Dental");
  await page.goto(desk.page(`agents/${agent}`));
  const customer = page.getByRole("textbox", { name: "Customer ID", exact: true });
  await customer.fill("MINE");
  await desk.call("agents_set", { agent, changes: { customer_id: "THEIRS", contract_id: "K-8" } });
  await customer.press("Enter");
  const conflict = page.getByRole("alert").filter({ hasText: "changed it to THEIRS" });
  await expect(conflict).toContainText("Sam Carter");
  await expect(customer).toHaveValue("MINE");
  // What nobody typed over is there by itself.
  await expect(page.getByRole("textbox", { name: "Contract ID", exact: true })).toHaveValue("K-8");
  await expectNoBarriers(page);
  await picture(page, "agent-conflict");
  await conflict.getByRole("button", { name: "Keep mine" }).click();
  await expect(page.getByText("All changes saved")).toBeVisible();
  await expect.poll(async () => (await desk.call("agents_show", { agent })).customer_id).toBe("MINE");
  await customer.fill("MINE TOO");
  await desk.call("agents_set", { agent, changes: { customer_id: "THEIRS AGAIN" } });
  await customer.press("Enter");
  await page.getByRole("button", { name: "Take theirs" }).click();
  await expect(customer).toHaveValue("THEIRS AGAIN");
});

test("a note that was typed and not saved is there after closing the window", async ({ page, desk }) => {
  const agent = await desk.agent("Northside Dental");
  await page.goto(desk.page(`agents/${agent}/notes`));
  const note = page.getByRole("textbox", { name: "What is special about this network" });
  await note.press("End");
  await note.pressSequentially(" See https://wiki.example/northside.");
  await page.reload();
  await expect(note).toHaveValue(/See https:\/\/wiki\.example\/northside\.$/);
  await expect(page.getByText(/^Draft of .*, not saved\.$/)).toBeVisible();
  await note.press("Control+s");
  await expect(page.getByRole("list", { name: "Links in the note" })).toContainText("https://wiki.example/northside");
  await expect(page.getByText(/Saved by Sam Carter/)).toBeVisible();
  await expectNoBarriers(page);
});

test("a device is edited in the table by keyboard, marked as own, and put back from the source", async ({
  page,
  desk,
}) => {
  const agent = await desk.agent("Northside Dental");
  await page.goto(desk.page(`agents/${agent}/devices`));
  await row(page, "ap01").getByRole("button", { name: "U6-Pro" }).dblclick();
  const model = page.getByRole("textbox", { name: "Model of ap01" });
  await model.fill("U7-Pro");
  await model.press("Enter");
  await expect(row(page, "ap01").getByRole("button", { name: "U7-Pro" })).toBeVisible();
  await row(page, "ap01")
    .getByRole("button", { name: /^Own value of Model/ })
    .click();
  await expectNoBarriers(page);
  await picture(page, "agent-devices");
  await page.getByRole("button", { name: /^Take it/ }).click();
  await expect.poll(async () => (await desk.device(agent, "ap01")).own).toEqual([]);
  await expect(row(page, "ap01").getByRole("button", { name: "U6-Pro" })).toBeVisible();
});

test("selected devices are ignored together, and that is undone together", async ({ page, desk }) => {
  const agent = await desk.agent("Northside Dental");
  await page.goto(desk.page(`agents/${agent}/devices`));
  await page.getByRole("checkbox", { name: "Select fw01" }).click();
  await page.getByRole("checkbox", { name: "Select ap01" }).click();
  await page.getByRole("button", { name: "Ignore 2" }).click();
  await expect(message(page, "2 devices are ignored")).toBeVisible();
  await expect.poll(async () => (await desk.device(agent, "ap01")).ignored).toBe(true);
  await expect(page.getByRole("button", { name: "Ignored 2" })).toBeVisible();
  await message(page, "2 devices are ignored").getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("button", { name: "Ignored 0" })).toBeVisible();
});

test("the history is filtered by the core, and one value of it is restored", async ({ page, desk }) => {
  const agent = await desk.agent("Northside Dental");
  await desk.call("agents_set", { agent, changes: { customer_id: "C-200" } });
  await desk.call("agents_set", { agent, changes: { contract_id: "K-9" } });
  await page.goto(desk.page(`agents/${agent}/history`));
  const history = page.getByRole("region", { name: "History", exact: true });
  await history.getByRole("searchbox", { name: "Person or value" }).fill("C-200");
  await expect(history.getByRole("listitem")).toHaveCount(1);
  await expectNoBarriers(page);
  await picture(page, "agent-history");
  await history.getByRole("button", { name: 'Restore "C-100"' }).click();
  await expect(message(page, 'Customer ID is "C-100" again')).toBeVisible();
  await expect.poll(async () => (await desk.call("agents_show", { agent })).customer_id).toBe("C-100");
  await message(page, 'Customer ID is "C-100" again').getByRole("button", { name: "Undo" }).click();
  await expect.poll(async () => (await desk.call("agents_show", { agent })).customer_id).toBe("C-200");
  await page.goto(desk.page("activity/changes"));
  await expect(page.getByRole("link", { name: "Northside Dental" }).first()).toBeVisible();
  await expectNoBarriers(page);
});

test("the site sheet goes to paper in any theme, and the record to a file", async ({ page, desk }) => {
  await page.goto(desk.page(`agents/${await desk.agent("Northside Dental")}/sheet`));
  const sheet = page.getByRole("article", { name: "Site sheet of Northside Dental" });
  await expect(sheet).toContainText("Ann Lee");
  await expect(sheet).toContainText("Alarm panel in the corridor");
  await expect(sheet.getByRole("row").filter({ hasText: "SN0000XZ" })).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "site-sheet");
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("navigation", { name: "Main" })).toBeHidden();
  await expect(sheet).toBeVisible();
  await page.emulateMedia({ media: "screen" });
  await page.getByRole("button", { name: "Export record" }).click();
  const dialog = page.getByRole("dialog", { name: "Export the whole record" });
  await dialog.getByRole("button", { name: "JSON" }).click();
  await dialog.getByRole("textbox", { name: "File" }).fill(`${desk.folder}/northside.json`);
  await dialog.getByRole("button", { name: "Export", exact: true }).click();
  await expect(message(page, /^Written to .*northside\.json/)).toBeVisible();
});
