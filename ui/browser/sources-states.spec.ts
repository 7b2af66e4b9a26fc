/** Sources in the states that an account brings itself into: what people see, and that it can be read in both themes. */

import type { Page } from "@playwright/test";
import type { DomotzAgentsReply, DomotzRefreshReply, DomotzStatus } from "../src/backend/generated";
import { type Desk, DOMOTZ_KEY, expect, expectNoBarriers, message, picture, test } from "./desk";

const LONG = "Vereinigte Wohnungsbaugenossenschaft Rhein-Neckar, Verwaltungsgebäude Nord, Kellergeschoss (Übergabe)";

/** The account as it is, with what a state changes. */
async function inState(page: Page, desk: Desk, change: (status: DomotzStatus) => DomotzStatus): Promise<void> {
  const status = await desk.call("domotz_status", {});
  await page.route("**/domotz_status", (route) => route.fulfill({ json: change(status) }));
  await page.goto(desk.page("settings/sources"));
}

const lastWith = (status: DomotzStatus, last: Partial<DomotzRefreshReply>): DomotzStatus => ({
  ...status,
  last: status.last && { ...status.last, ...last },
});

test.beforeEach(async ({ desk, domotz }) => {
  await desk.sit();
  await desk.call("domotz_connect", { endpoint: domotz, key: DOMOTZ_KEY });
  await desk.call("domotz_refresh", {});
});

test("a refused key pauses everything, and says what to do", async ({ page, desk }) => {
  await inState(page, desk, (status) => ({
    ...status,
    next_at: null,
    connection: status.connection && {
      ...status.connection,
      paused:
        "Domotz refused the API key. Make a new one in the Domotz portal under Settings, API Keys, and enter it here.",
    },
  }));
  await expect(page.getByText("Nothing is asked of Domotz at present.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Refresh now" })).toBeDisabled();
  await expectNoBarriers(page);
  await picture(page, "sources-paused");
});

test("a day's quota that is used up, and a refresh that ended early", async ({ page, desk }) => {
  await inState(page, desk, (status) =>
    lastWith(
      { ...status, quota: { limit: 20_000, used: 19_990, at: "2026-11-21T09:12:00Z" } },
      { agents_read: 1, agents_left: 4, error: "Domotz asks for fewer requests. Try again in an hour." },
    ),
  );
  await expect(page.getByText("It ended early.")).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "sources-quota");
});

test("long names, a guard, no agent chosen and some left out", async ({ page, desk }) => {
  await inState(page, desk, (status) =>
    lastWith(
      {
        ...status,
        choice: { kind: "agents", teams: [], agents: [], except: ["1004", "1008"] },
        connection: status.connection && { ...status.connection, user: `${LONG.replaceAll(" ", ".")}@msp.example` },
      },
      {
        guarded: true,
        failed: [{ source_id: "1", name: LONG, reason: "The plan of this agent does not include the API." }],
      },
    ),
  );
  await page.route("**/domotz_agents", async (route) => {
    const reply = (await (await route.fetch()).json()) as DomotzAgentsReply;
    await route.fulfill({
      json: { agents: reply.agents.map((agent) => ({ ...agent, name: `${agent.name}, ${LONG}` })) },
    });
  });
  const choice = page.getByRole("region", { name: "Agents that are taken" });
  await expect(choice).toContainText("No agent yet, but for 2 agents left out");
  await choice.getByRole("button", { name: "Choose agents" }).click();
  await expect(choice.getByRole("button", { name: /^Take again: / })).toHaveCount(2);
  await expectNoBarriers(page);
  await picture(page, "sources-long");
});

test("what a person sets at a device goes to Domotz, and what does not stays with the reason", async ({
  page,
  desk,
}) => {
  await page.goto(desk.page("settings/sources"));
  await page.getByRole("switch", { name: "Write back to domotz" }).click();
  await expect(page.getByRole("switch", { name: "Write back to domotz" })).toBeChecked();
  const agent = await desk.agent("Northside Dental");
  const device = await desk.device(agent, "fw01");
  await page.goto(desk.page(`agents/${agent}/devices?device=${device.id}`));
  const drawer = page.getByRole("dialog");
  await drawer.getByLabel("Room").fill("Cellar");
  await drawer.getByLabel("Room").press("Enter");
  await expect(message(page, "Room of fw01: also in Domotz")).toBeVisible();
  await expect(drawer.getByText("Also in Domotz")).toBeVisible();
  await drawer.getByLabel("Kind", { exact: true }).fill("Toaster");
  await drawer.getByLabel("Kind", { exact: true }).press("Enter");
  await expect(drawer.getByText('Not in Domotz: Domotz has no type "Toaster".')).toBeVisible();
  await expect(drawer.getByRole("button", { name: "Write to Domotz: Kind" })).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "domotz-written");
});
