/** Connecting ConnectWise: what goes wrong, and what is known afterwards. */

import type { Page } from "@playwright/test";
import { type Desk, expect, expectNoBarriers, KEYS, picture, test } from "./desk";

const MANAGE = "connectwise/manage";

test.beforeEach(async ({ desk }) => {
  await desk.sit();
});

/** Fills in the form, and presses Connect. */
async function connect(page: Page, desk: Desk, privateKey: string): Promise<void> {
  await page.goto(desk.page(MANAGE));
  await page.getByRole("textbox", { name: "Site" }).fill(desk.connectwise);
  await page.getByRole("textbox", { name: "Company login" }).fill(KEYS.company);
  await page.getByRole("textbox", { name: "Public key" }).fill(KEYS.public_key);
  await page.getByLabel("Private key").fill(privateKey);
  await page.getByRole("textbox", { name: "Client ID" }).fill(KEYS.client_id);
  await page.getByRole("button", { name: "Connect", exact: true }).click();
}

test("the form says what is wrong with a value when it is left", async ({ page, desk }) => {
  await page.goto(desk.page(MANAGE));
  await page.getByRole("textbox", { name: "Client ID" }).fill("not a GUID");
  await page.getByRole("textbox", { name: "Site" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Client ID" })).toHaveAttribute("aria-invalid", "true");
  await expectNoBarriers(page);
  await picture(page, "connect");
});

test("wrong keys are told as such, and what was typed stays", async ({ page, desk }) => {
  await connect(page, desk, "WrongPrivateKey1");
  const alert = page.getByRole("alert").filter({ hasText: "ConnectWise refused" });
  await expect(alert).toContainText("Nothing was kept.");
  await expect(alert).toContainText("unauthorized");
  await expect(page.getByRole("textbox", { name: "Public key" })).toHaveValue(KEYS.public_key);
  await alert.getByRole("button", { name: "Private key" }).click();
  await expect(page.getByLabel("Private key")).toBeFocused();
  await expectNoBarriers(page);
  await picture(page, "connect-wrong-keys");
});

test("with every right, the page lists each of them and warns of those that are not needed", async ({ page, desk }) => {
  await connect(page, desk, KEYS.private_key);
  await expect(page.getByText("Connected", { exact: true }).first()).toBeVisible();
  const rights = page.getByRole("region", { name: "Rights of the API member" });
  await expect(rights.getByText("granted", { exact: true })).toHaveCount(7);
  await expect(rights).toContainText("The role may delete configurations");
  await expect(rights).toContainText("Checked");
  await expectNoBarriers(page);
  await picture(page, "connected");
});

test.describe("with a role that may not edit configurations", () => {
  test.use({
    world: {
      change: (seed) => {
        seed.rights.levels = { configurations: { edit: "None" } };
      },
    },
  });

  test("the missing right is named, with what does not work without it", async ({ page, desk }) => {
    await connect(page, desk, KEYS.private_key);
    await expect(page.getByRole("alert")).toContainText("missing_right");
    const rights = page.getByRole("list", { name: "Rights" });
    const missing = rights.getByRole("listitem").filter({ hasText: "Each update of a sync is refused." }).last();
    await expect(missing).toContainText("missing");
    await expectNoBarriers(page);
    await picture(page, "connect-missing-right");
    await expect.poll(async () => (await desk.call("connectwise_status", {})).connection).toBeNull();
  });
});
