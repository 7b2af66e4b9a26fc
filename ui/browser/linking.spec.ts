/** Linking agents to companies. */

import { expect, expectNoBarriers, message, picture, row, test } from "./desk";

const COMPANIES = "connectwise/companies";

test.beforeEach(async ({ desk }) => {
  await desk.fill();
  await desk.connect();
});

test("each suggestion says what it rests on", async ({ page, desk }) => {
  await page.goto(desk.page(COMPANIES));
  await expect(row(page, "Harbour Legal")).toContainText("HarbourLegal · customer ID is equal");
  await expect(row(page, "Northside Dental")).toContainText("NorthsideDental · name is equal");
  await expect(row(page, "Pacific Depot")).toContainText("No suggestion");
  await expect(page.getByRole("button", { name: "Suggested 5" })).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "linking");
});

test("a suggested company is linked with one press, and Undo takes it back", async ({ page, desk }) => {
  await page.goto(desk.page(COMPANIES));
  await page.getByRole("button", { name: "Link Northside Dental to Northside Dental" }).click();
  const agent = row(page, "Northside Dental");
  await expect(agent).toContainText("NorthsideDental · default site");
  await message(page, "Linked Northside Dental to Northside Dental").getByRole("button", { name: "Undo" }).click();
  await expect(agent).toContainText("Suggested");
});

test("many suggestions are linked in one go, after a list of exactly what will be linked", async ({ page, desk }) => {
  await page.goto(desk.page(COMPANIES));
  await page.getByRole("checkbox", { name: "Select Northside Dental" }).check();
  await page.getByRole("checkbox", { name: "Select Harbour Legal" }).check();
  await page.getByRole("button", { name: "Select them" }).click();
  const selected = page.getByRole("region", { name: "Selected" });
  await expect(selected).toContainText("5 selected");
  await selected.getByRole("button", { name: "Link 5 as suggested" }).click();
  const dialog = page.getByRole("dialog", { name: "Link as suggested?" });
  await expect(dialog.getByRole("row")).toHaveCount(6);
  await expect(dialog).toContainText("1 suggestion rests on the name only");
  await expectNoBarriers(page);
  await picture(page, "linking-many");
  await dialog.getByRole("button", { name: "Link 5 agents" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "Linked 5" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Suggested 0" })).toBeVisible();
  await message(page, "Linked 5 agents").getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("button", { name: "Linked 0" })).toBeVisible();
});

test("the picker finds a company by its identifier and links one of its sites", async ({ page, desk }) => {
  await page.goto(desk.page(COMPANIES));
  await page.getByRole("button", { name: "Choose company for Pacific Depot" }).click();
  const drawer = page.getByRole("dialog", { name: "Company for Pacific Depot" });
  const companies = drawer.getByRole("list", { name: "Companies" });
  await expect(companies.getByRole("listitem")).toHaveCount(5);
  await drawer.getByRole("searchbox", { name: "Name or identifier" }).fill("oakwoodsch");
  await expect(companies.getByRole("listitem")).toHaveCount(1);
  await companies.getByRole("button", { name: /Oakwood Schools Trust/ }).click();
  await expect(drawer).toContainText("12 configurations");
  await expect(drawer.getByRole("radio", { name: "Default (no particular site)" })).toBeChecked();
  await drawer.getByRole("radio", { name: "Sixth Form" }).check();
  await expectNoBarriers(page);
  await picture(page, "linking-site");
  await drawer.getByRole("button", { name: "Link", exact: true }).click();
  await expect(drawer).toBeHidden();
  await expect(row(page, "Pacific Depot")).toContainText("OakwoodSchools · site Sixth Form");
});

test("the picker says why a company may be missing", async ({ page, desk }) => {
  await page.goto(desk.page(COMPANIES));
  await page.getByRole("button", { name: "Choose company for Pacific Depot" }).click();
  const drawer = page.getByRole("dialog", { name: "Company for Pacific Depot" });
  await drawer.getByRole("searchbox", { name: "Name or identifier" }).fill("Corner");
  await expect(drawer).toContainText("No company has “Corner” in its name or identifier.");
  await expect(drawer).toContainText("Deleted companies are not listed.");
  await expectNoBarriers(page);
  await picture(page, "linking-missing");
});

test("unlinking removes the matches after a question, and Undo brings all of them back", async ({ page, desk }) => {
  const agent = await desk.match();
  const before = await desk.call("match_show", { agent });
  await page.goto(desk.page(COMPANIES));
  const linked = row(page, "Northside Dental");
  await page.getByRole("button", { name: "More for Northside Dental" }).click();
  await page.getByRole("menuitem", { name: "Unlink" }).click();
  const dialog = page.getByRole("dialog", { name: "Unlink Northside Dental?" });
  await expect(dialog).toContainText("Nothing is changed in ConnectWise.");
  await picture(page, "unlinking");
  await dialog.getByRole("button", { name: "Unlink" }).click();
  await expect(linked).toContainText("Suggested");
  await message(page, "Unlinked Northside Dental").getByRole("button", { name: "Undo" }).click();
  await expect(message(page, "The link of Northside Dental is as it was")).toBeVisible();
  await expect(linked).toContainText("NorthsideDental · default site");
  await expect.poll(async () => (await desk.call("match_show", { agent })).matches).toEqual(before.matches);
});

test.describe("with a company that is not active", () => {
  test.use({
    world: {
      change: (seed) => {
        for (const company of seed.companies) {
          if (company.identifier === "Lakeview") company.status = "Inactive";
        }
      },
    },
  });

  test("the picker filters by company status", async ({ page, desk }) => {
    await page.goto(desk.page(COMPANIES));
    await page.getByRole("button", { name: "Choose company for Pacific Depot" }).click();
    const drawer = page.getByRole("dialog", { name: "Company for Pacific Depot" });
    await drawer.getByRole("combobox", { name: "Company status" }).click();
    await page.getByRole("option", { name: "Inactive", exact: true }).click();
    const companies = drawer.getByRole("list", { name: "Companies" });
    await expect(companies.getByRole("listitem")).toHaveCount(1);
    await expect(companies).toContainText("Lakeview Hotel [Group]");
    await expect(drawer).toContainText("A filter is set.");
    await picture(page, "linking-filtered");
    await drawer.getByRole("button", { name: "Clear the filter" }).click();
    await expect(companies.getByRole("listitem")).toHaveCount(5);
  });

  test("the picker filters by company type, and by both together", async ({ page, desk }) => {
    await page.goto(desk.page(COMPANIES));
    await page.getByRole("button", { name: "Choose company for Pacific Depot" }).click();
    const drawer = page.getByRole("dialog", { name: "Company for Pacific Depot" });
    const companies = drawer.getByRole("list", { name: "Companies" });
    await drawer.getByRole("combobox", { name: "Company type" }).click();
    await page.getByRole("option", { name: "Vendor", exact: true }).click();
    await expect(companies.getByRole("listitem")).toHaveCount(1);
    // It is a client as well: one of its types is enough.
    await expect(companies).toContainText("OBrien");
    await drawer.getByRole("combobox", { name: "Company type" }).click();
    await page.getByRole("option", { name: "Prospect", exact: true }).click();
    await expect(companies).toContainText("Lakeview Hotel [Group]");
    await expect(companies.getByRole("listitem")).toHaveCount(1);
    await drawer.getByRole("combobox", { name: "Company status" }).click();
    await page.getByRole("option", { name: "Active", exact: true }).click();
    await expect(drawer).toContainText("No company has this status and type.");
    await expectNoBarriers(page);
    await picture(page, "linking-filtered-by-type");
  });
});
