/** The import: files as people have them, what they would change, and the way back. */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import type { AgentDetail } from "../src/backend/generated";
import { type Desk, expect, expectNoBarriers, message, picture, row, test } from "./desk";
import { writeWorkbook } from "./workbook";

test.beforeEach(async ({ desk }) => {
  await desk.sit();
});

const CUSTOMERS = `Customer;Customer number;E-mail;Phone;Mobile;Colour
Northside Dental;C-1;ann@northside.example;+44 1482 000113;+44 7700 900113;red
Harbour View Hotel;C-2;;+44 1262 000870;;
;C-3;;;;green
`;

/** Puts a file into the folder of the test; its path. */
async function file(desk: Desk, name: string, text: string): Promise<string> {
  const path = join(desk.folder, name);
  await writeFile(path, text);
  return path;
}

async function read(page: Page, desk: Desk, path: string): Promise<void> {
  await page.goto(desk.page("import"));
  await readNext(page, path);
}

/** On the page as it is. */
async function readNext(page: Page, path: string): Promise<void> {
  await page.getByLabel("File or folder").fill(path);
  await page.getByRole("button", { name: "Read file" }).click();
}

async function shown(desk: Desk, agent: string): Promise<AgentDetail> {
  return desk.call("agents_show", { agent });
}

test("a list of customers with heads of its own is mapped, previewed, imported, and taken back", async ({
  page,
  desk,
}) => {
  const path = await file(desk, "customers.csv", CUSTOMERS);
  await page.goto(desk.page("agents?import"));
  await expect(page.getByRole("heading", { name: "Import agents and devices" })).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "import-file");
  await readNext(page, path);

  await expect(page.getByRole("combobox", { name: "Field for Customer", exact: true })).toHaveValue("Name");
  await expect(page.getByLabel("rows are known again by")).toHaveValue("Customer number");
  await page.getByRole("combobox", { name: "Field for Colour" }).click();
  await page.getByRole("option", { name: "Tags" }).click();
  await expectNoBarriers(page);
  await picture(page, "import-columns");
  await page.getByRole("button", { name: "Preview", exact: true }).click();

  await expect(page.getByRole("button", { name: /^New 2/ })).toBeVisible();
  await page.getByRole("button", { name: "Unfold Northside Dental" }).click();
  await expect(row(page, "Phone numbers")).toContainText("+44 1482 000113, Mobile: +44 7700 900113");
  await expectNoBarriers(page);
  await picture(page, "import-preview");
  await page.getByRole("button", { name: /^Rejected 1/ }).click();
  await expect(row(page, "customers.csv line 4")).toBeVisible();
  await expect.poll(async () => (await desk.call("agents_list", { search: "" })).agents).toEqual([]);

  await page.getByRole("button", { name: "Import 2 records" }).click();
  await expect(page.getByText("Imported: 2 new records")).toBeVisible();
  await expect.poll(async () => (await shown(desk, "C-1")).tags).toEqual(["red"]);
  await expectNoBarriers(page);
  await picture(page, "import-result");

  await page.getByRole("button", { name: "Undo import" }).click();
  await expect(page.getByText("Everything is as it was before.")).toBeVisible();
  await expect.poll(async () => (await desk.call("agents_list", { search: "" })).agents).toEqual([]);

  // The mapping is that of the last import of a file with such columns.
  await page.getByRole("button", { name: "Import another file" }).click();
  await readNext(page, await file(desk, "next.csv", CUSTOMERS));
  await expect(page.getByRole("combobox", { name: "Field for Colour" })).toHaveValue("Tags");
  await expect(row(page, "Colour")).toContainText("Remembered");
});

test("a workbook brings agents and their devices", async ({ page, desk }) => {
  const path = join(desk.folder, "office.xlsx");
  await writeWorkbook(path, [
    {
      name: "Customers",
      rows: [
        ["Customer", "Customer number"],
        ["Northside Dental", "C-1"],
      ],
    },
    {
      name: "Devices",
      rows: [
        ["Customer number", "Device name", "Serial no.", "MAC"],
        ["C-1", "fw01", "FGT60FTK20001234", "00:09:0F:AA:BB:01"],
        ["C-7", "fw01", "FGT60FTK20009999", ""],
      ],
    },
    {
      name: "Invoices",
      rows: [
        ["Month", "Turnover"],
        ["January", "1180.00"],
      ],
    },
  ]);
  await read(page, desk, path);
  const sheets = page.getByRole("navigation", { name: "Tables of the file" });
  await expect(sheets.getByRole("button", { name: /Invoices left out/ })).toBeVisible();
  await sheets.getByRole("button", { name: /Devices/ }).click();
  await expect(page.getByRole("combobox", { name: "Field for Customer number" })).toHaveValue("ID of its agent");
  await expectNoBarriers(page);
  await picture(page, "import-sheets");
  await page.getByRole("button", { name: "Preview", exact: true }).click();
  await page.getByRole("button", { name: "Import 2 records" }).click();
  await expect(page.getByText("Imported: 2 new records")).toBeVisible();
  await expect(row(page, "Devices row 3")).toBeVisible();
  await expect
    .poll(async () => (await shown(desk, "C-1")).devices.map(({ serial }) => serial))
    .toEqual(["FGT60FTK20001234"]);
});

test("a value that was set here stays, unless the file's is taken", async ({ page, desk }) => {
  const heads = "id,name,note,customer_id";
  const before = await file(desk, "before.csv", `${heads}\nA-1,Northside,old,C-1\n`);
  await desk.call("agents_import", { path: before, source: "", dry_run: false });
  await desk.call("agents_set", { agent: "A-1", changes: { note: "mine", customer_id: "C-5" } });
  await read(page, desk, await file(desk, "after.csv", `${heads}\nA-1,North,new,C-9\n`));

  await expect(page.getByText("All 4 columns are known.")).toBeVisible();
  const side = page.getByRole("complementary", { name: "Differs from values set here" });
  await expect(row(page, /^Note/)).toContainText("Set here, stays");
  await side.getByRole("group", { name: "Note" }).getByRole("button", { name: "Take the file's" }).click();
  await expect(row(page, /^Note/)).toContainText("the file's is taken");
  await expect(row(page, /^Customer ID/)).toContainText("the file says C-9");
  await expectNoBarriers(page);
  await picture(page, "import-differs");
  await page.getByRole("button", { name: "Import 1 record" }).click();
  await expect(page.getByText("Imported: 1 changed record")).toBeVisible();
  const taken = await shown(desk, "A-1");
  expect([taken.name, taken.note, taken.customer_id]).toEqual(["North", "new", "C-5"]);

  await message(page, "Imported 1 changed record").getByRole("button", { name: "Undo" }).click();
  await expect(message(page, "Import taken back")).toBeVisible();
  const back = await shown(desk, "A-1");
  expect([back.name, back.note, back.customer_id]).toEqual(["Northside", "mine", "C-5"]);
});

test("a file that changed since its preview is previewed anew before anything is imported", async ({ page, desk }) => {
  await read(page, desk, await file(desk, "agents.csv", "id,name\nA-1,Northside\n"));
  await expect(page.getByRole("button", { name: "Import 1 record" })).toBeEnabled();
  await file(desk, "agents.csv", "id,name\nA-1,Northside\nA-2,Lakeview\n");
  await page.getByRole("button", { name: "Import 1 record" }).click();
  await expect(page.getByText("The file was changed since its preview")).toBeVisible();
  await expect.poll(async () => (await desk.call("agents_list", { search: "" })).agents).toEqual([]);
  await expectNoBarriers(page);
  await picture(page, "import-file-changed");
  await page.getByRole("button", { name: "Import 2 records" }).click();
  await expect(page.getByText("Imported: 2 new records")).toBeVisible();
});

test("a file that cannot be read says what is wrong with it", async ({ page, desk }) => {
  await read(page, desk, join(desk.folder, "nowhere.csv"));
  await expect(page.getByRole("alert")).toContainText("nowhere.csv");
  await expectNoBarriers(page);
});

test("all of it goes by keyboard", async ({ page, desk }) => {
  const path = await file(desk, "agents.csv", "id,name\nA-1,Northside\n");
  await page.goto(desk.page("import"));
  await page.getByLabel("File or folder").focus();
  await page.keyboard.type(path);
  await page.keyboard.press("Enter");
  const preview = page.getByRole("grid", { name: "Preview" });
  await preview.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await expect(row(page, /^Name/)).toContainText("Northside");
  const run = page.getByRole("button", { name: "Import 1 record" });
  const isReached = () => run.evaluate((button) => button === document.activeElement);
  for (let steps = 0; steps < 60 && !(await isReached()); steps += 1) await page.keyboard.press("Tab");
  await expect(run).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Imported: 1 new record")).toBeVisible();
});
