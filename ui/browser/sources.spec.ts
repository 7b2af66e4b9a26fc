/** Agents and devices from Domotz: connecting, choosing, refreshing, power, and removing the source. */

import { DOMOTZ_KEY, expect, expectNoBarriers, message, picture, test } from "./desk";

test.beforeEach(async ({ desk }) => {
  await desk.sit();
});

test("from the key to agents on the page, and back", async ({ page, desk, domotz }) => {
  await page.goto(desk.page("settings"));
  await page.getByRole("link", { name: "Sources" }).click();
  await page.getByLabel("API key endpoint").fill(domotz);
  await page.getByLabel("API key", { exact: true }).fill("not-the-key");
  await expectNoBarriers(page);
  await picture(page, "sources-connect");
  await page.getByRole("button", { name: "Connect Domotz" }).click();
  await expect(page.getByText("Domotz refused the API key").first()).toBeVisible();
  await page.getByLabel("API key", { exact: true }).fill(DOMOTZ_KEY);
  await page.getByRole("button", { name: "Connect Domotz" }).click();
  const connection = page.getByRole("region", { name: "Domotz", exact: true });
  await expect(connection).toContainText("staff@msp.example");
  await expect(connection).toContainText("of 20,000 used in 24 hours");

  const choice = page.getByRole("region", { name: "Agents that are taken" });
  await choice.getByRole("button", { name: "Choose agents" }).click();
  await choice.getByRole("button", { name: "By team" }).click();
  await choice.getByRole("checkbox", { name: "Team North" }).click();
  await picture(page, "sources-choice");
  await expectNoBarriers(page);
  await choice.getByRole("button", { name: "Keep choice" }).click();
  await expect(choice).toContainText("Agents of Team North");
  await page.getByRole("button", { name: "Refresh now" }).click();
  await expect(message(page, "Refreshed from Domotz")).toBeVisible();
  const refresh = page.getByRole("region", { name: "Refresh" });
  await expect(refresh).toContainText("Devices of 2 agents read");
  await expectNoBarriers(page);
  await picture(page, "sources");
  const { agents } = await desk.call("agents_list", { search: "" });
  expect(agents.map((agent) => agent.name).sort()).toEqual(["Northside Dental", "Old Mill"]);

  await page.getByRole("button", { name: "Remove source" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("stay as they are");
  await dialog.getByRole("button", { name: "Remove source" }).click();
  await expect(page.getByLabel("API key endpoint")).toBeVisible();
  await expect.poll(async () => (await desk.call("agents_list", { search: "" })).agents).toHaveLength(2);
});

test("what Domotz says beside an own value, and power with what hangs on it", async ({ page, desk, domotz }) => {
  await desk.call("domotz_connect", { endpoint: domotz, key: DOMOTZ_KEY });
  await desk.call("domotz_refresh", {});
  const agent = await desk.agent("Northside Dental");
  const unit = await desk.device(agent, "pdu01");
  await page.goto(desk.page(`agents/${agent}/devices?device=${unit.id}`));
  const outlets = page.getByRole("dialog").getByRole("list", { name: "Outlets" });
  await outlets.getByRole("button", { name: "Switch off Outlet 1" }).click();
  const question = page.getByRole("dialog", { name: "Switch off Outlet 1 of pdu01?" });
  await expect(question).toContainText("Loses power: srv01 (Outlet 1 of pdu01)");
  await expectNoBarriers(page);
  await picture(page, "domotz-power");
  await question.getByRole("button", { name: "Cancel" }).click();
  await outlets.getByRole("button", { name: "Switch off Outlet 3" }).click();
  const wide = page.getByRole("dialog", { name: "Switch off Outlet 3 of pdu01?" });
  await expect(wide).toContainText("Loses power: ap01 (Port 8 of sw01); nas01, sw01 (Outlet 3 of pdu01)");
  await expect(wide).toContainText("Cut off from the network: pdu01, srv01");
  await expect(wide).toContainText("pdu01 would have to switch it on again, and is out of reach then");
  await expectNoBarriers(page);
  await picture(page, "domotz-power-outlet");
  await wide.getByRole("button", { name: "Cancel" }).click();

  const server = await desk.device(agent, "srv01");
  await desk.call("devices_set", { device: server.id, changes: { vendor: "Dell EMC" } });
  await page.goto(desk.page(`agents/${agent}/devices?device=${server.id}`));
  const drawer = page.getByRole("dialog");
  await expect(drawer).toContainText("Domotz says Dell");
  const told = drawer.getByRole("region", { name: "In Domotz" });
  await expect(told).toContainText("75 %");
  await told.scrollIntoViewIfNeeded();
  await expectNoBarriers(page);
  await picture(page, "domotz-device");
  await told.getByRole("button", { name: "Switch off" }).click();
  const off = page.getByRole("dialog", { name: "Switch off srv01?" });
  await expect(off).toContainText("Domotz knows of nothing that hangs on it.");
  await off.getByRole("button", { name: "Switch off srv01" }).click();
  await expect(message(page, "srv01 was switched off. Domotz says: offline")).toBeVisible();
  const { entries } = await desk.call("history_list", { field: "power" });
  expect(entries.map((entry) => entry.new)).toEqual(["switch off"]);
});

test("a device that shares its outlet is switched together with all that hangs on it", async ({
  page,
  desk,
  domotz,
}) => {
  await desk.call("domotz_connect", { endpoint: domotz, key: DOMOTZ_KEY });
  await desk.call("domotz_refresh", {});
  const agent = await desk.agent("Northside Dental");
  const storage = await desk.device(agent, "nas01");
  let answer: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route("**/domotz_power_reach", async (route) => {
    await asked;
    await route.continue();
  });
  await page.goto(desk.page(`agents/${agent}/devices?device=${storage.id}`));
  const told = page.getByRole("dialog").getByRole("region", { name: "In Domotz" });
  await told.getByRole("button", { name: "Switch off" }).click();
  const question = page.getByRole("dialog", { name: "Switch off nas01?" });
  const confirm = question.getByRole("button", { name: "Switch off nas01" });
  await expect(question.getByRole("status")).toContainText("Asking Domotz what hangs on it");
  await expect(confirm).toBeDisabled();
  await picture(page, "domotz-power-asking");
  answer();
  await expect(question).toContainText("Loses power: ap01 (Port 8 of sw01); sw01 (Outlet 3 of pdu01)");
  await expect(question).toContainText("Cut off from the network: pdu01, srv01");
  await expectNoBarriers(page);
  await picture(page, "domotz-power-shared");
  await confirm.click();
  await expect(message(page, "nas01 was switched off. Domotz says: offline")).toBeVisible();
  await desk.call("domotz_refresh", {});
  const { devices } = await desk.call("devices_list", { agent });
  const off = devices.filter((device) => device.status === "offline").map((device) => device.name);
  expect(off.sort()).toEqual(["ap01", "nas01", "sw01"]);
});

test("networks, uptime and events of an agent are asked for when somebody wants them", async ({
  page,
  desk,
  domotz,
}) => {
  await desk.call("domotz_connect", { endpoint: domotz, key: DOMOTZ_KEY });
  await desk.call("domotz_refresh", {});
  await page.goto(desk.page(`agents/${await desk.agent("Harbour Legal")}`));
  const card = page.getByRole("region", { name: "In Domotz" });
  await card.getByRole("button", { name: "Ask Domotz" }).click();
  await expect(card).toContainText("10.0.0.2/24");
  await expect(card).toContainText("98.5 %");
  await expect(card).toContainText("connection lost");
  await card.scrollIntoViewIfNeeded();
  await picture(page, "domotz-agent");
  await expectNoBarriers(page);
});
