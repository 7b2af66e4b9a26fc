/** Domotz and ConnectWise together: whose values go where, and ids that are kept in Domotz. */

import { type Desk, DOMOTZ_KEY, expect, expectNoBarriers, message, picture, test } from "./desk";

/** The serial number that Domotz tells of the firewall of Northside Dental. */
const SERIAL = "FGT60FTK20001234";

test.use({
  world: {
    change: (seed) => {
      const firewall = seed.configurations.find(({ name }) => name === "fw01");
      if (firewall !== undefined) firewall.serial_number = SERIAL;
    },
  },
});

/** Northside Dental as Domotz tells it, matched with its configurations; its id. */
async function matched(desk: Desk, domotz: string): Promise<string> {
  await desk.sit();
  await desk.connect();
  await desk.call("domotz_connect", { endpoint: domotz, key: DOMOTZ_KEY });
  await desk.call("domotz_refresh", {});
  return desk.match();
}

/** What Domotz itself says, asked by somebody else than Sitebook. */
async function notesInDomotz(domotz: string, name: string): Promise<string | undefined> {
  const read = async <What>(path: string): Promise<What> => {
    const answer = await fetch(`${domotz}/public-api/v1${path}`, { headers: { "X-Api-Key": DOMOTZ_KEY } });
    return (await answer.json()) as What;
  };
  for (const { id } of await read<{ id: number }[]>("/agent")) {
    const devices = await read<{ display_name: string; details?: { notes?: string } }[]>(`/agent/${id}/device`);
    const found = devices.find((device) => device.display_name === name);
    if (found !== undefined) return found.details?.notes;
  }
  return undefined;
}

test("the first values from ConnectWise go to Domotz only where somebody says so", async ({ page, desk, domotz }) => {
  const agent = await matched(desk, domotz);
  await page.goto(desk.page("connectwise/companies"));
  await page.getByRole("checkbox", { name: "Select Northside Dental" }).click();
  await page.getByRole("region", { name: "Selected" }).getByRole("button", { name: "Sync now 1" }).click();
  await page.getByRole("menuitem", { name: /^From ConnectWise to Sitebook/ }).click();
  const plans = page.getByRole("dialog", { name: "Sync 1 agent" });
  await plans.getByRole("button", { name: /^Run \d+ changes? in 1 agent/ }).click();
  const question = page.getByRole("dialog", { name: "Shall values from ConnectWise also go to Domotz?" });
  await expect(question).toContainText(/This plan takes \d+ values? from ConnectWise/);
  await expectNoBarriers(page);
  await picture(page, "ask-write-back");
  await expect.poll(() => notesInDomotz(domotz, "fw01")).not.toBe("Rack in the cellar");
  const planned = page.waitForResponse((answer) => answer.url().endsWith("/api/sync_plan"));
  await question.getByRole("button", { name: "Also write to Domotz" }).click();
  await expect(question).toBeHidden();
  await planned;
  await expect.poll(async () => (await desk.call("sync_runs", { agent: null })).runs).toEqual([]);
  await plans.getByRole("button", { name: /^Run \d+ changes? in 1 agent/ }).click();
  await expect(page.getByText("1 agent synchronized")).toBeVisible();
  await expect.poll(async () => (await desk.device(agent, "fw01")).notes).toBe("Rack in the cellar");
  await expect.poll(() => notesInDomotz(domotz, "fw01")).toBe("Rack in the cellar");
});

test("ids of matches are kept in a field of the inventory, and read from it", async ({ page, desk, domotz }) => {
  const agent = await matched(desk, domotz);
  await page.goto(desk.page("settings/sources"));
  const ids = page.getByRole("region", { name: "Matches kept in Domotz" });
  await ids.getByRole("textbox", { name: "Inventory field" }).fill("ConnectWise configuration");
  await ids.getByRole("button", { name: "Keep ids in this field" }).click();
  await expect(ids.getByRole("button", { name: "Write 1 id to Domotz" })).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "ids-to-keep");
  await ids.getByRole("button", { name: "Write 1 id to Domotz" }).click();
  await expect(message(page, "Domotz keeps 1 more id")).toBeVisible();
  await expect(ids).toContainText("Domotz keeps the ids of all matches.");

  await page.goto(desk.page(`connectwise/matching/${agent}`));
  await page.getByRole("button", { name: "Read ids kept in Domotz" }).click();
  const dialog = page.getByRole("dialog", { name: "Read the ids kept in Domotz?" });
  await expect(dialog).toContainText("This takes 5 calls of the day's quota");
  await expectNoBarriers(page);
  await picture(page, "ids-read");
  await dialog.getByRole("button", { name: "Read 5 ids" }).click();
  await expect(message(page, "Domotz keeps ids with 0 devices that had no match")).toBeVisible();
});

test("the sample brings an account of its own", async ({ page, desk }) => {
  await desk.sit();
  await desk.call("sample_start", { directory: null });
  await page.goto(desk.page("settings/sources"));
  await expect(page.getByText("The sample brings a Domotz account")).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "sample-account");
  await page.getByRole("button", { name: "Connect sample account" }).click();
  await expect(message(page, "Refreshed from Domotz")).toBeVisible();
  await picture(page, "sample-account-connected");
});
