/** Violet in the office: who the owner is, what they may see and do, the settings around it, and outgoing mail. */

import { createServer, type Server as TcpServer } from "node:net";
import { join } from "node:path";
import { type Desk, DOMOTZ_KEY, expect, expectNoBarriers, message, picture, ROOT, row, test } from "./desk";

/** A home with a dozen devices of all kinds; its id. */
async function home(desk: Desk): Promise<string> {
  await desk.fill();
  const agent = await desk.agent("Northside Dental");
  await desk.call("agents_set", { agent, changes: { residential: "true", "contact.email": "ann.lee@example.com" } });
  return agent;
}

test("what is missing before an owner can be invited, with the ways there", async ({ page, desk }) => {
  const agent = await home(desk);
  await page.goto(desk.page(`agents/${agent}/violet`));
  const owner = page.getByRole("complementary", { name: "Owner" });
  await expect(owner).toContainText("Taken from the contact");
  await expect(owner.getByRole("button", { name: "Invite owner" })).toBeDisabled();
  await expectNoBarriers(page);
  await picture(page, "violet-missing");

  // The owner is somebody else than the staff.
  await owner.getByLabel("Owner e-mail").fill("sam@office.example");
  await owner.getByLabel("Owner e-mail").press("Enter");
  await expect(owner.getByRole("alert")).toContainText("belongs to one of the staff");
  await owner.getByLabel("Owner e-mail").fill("robin@home.example");
  await owner.getByLabel("Owner e-mail").press("Enter");
  await expect(owner).toContainText("The contact is ann.lee@example.com");
  await owner.getByRole("button", { name: "Take it" }).click();
  await expect(owner).toContainText("Taken from the contact");

  await owner.getByRole("switch", { name: "Violet access" }).click();
  await expect(owner).toContainText("Switched off");
  await owner.getByRole("switch", { name: "Violet access" }).click();
  await owner.getByRole("link", { name: "Mail settings" }).click();
  await expect(page.getByRole("heading", { name: "Mail server" })).toBeVisible();
});

test("switches, one, many and by a preset, and the page that comes of it", async ({ page, desk }) => {
  const agent = await home(desk);
  await page.goto(desk.page(`agents/${agent}/violet`));
  await page.getByRole("switch", { name: "Visible: print01" }).click();
  await expect(page.getByRole("switch", { name: "Visible: print01" })).toBeChecked();
  // What cannot be switched says so beside the switch.
  await expect(page.getByRole("switch", { name: "Power: print01" })).toBeDisabled();
  await expect(row(page, "print01")).toContainText("Not switchable");

  await page.getByRole("switch", { name: "Block internet: fw01" }).click();
  const question = page.getByRole("dialog");
  await expect(question).toContainText("Other devices hang on fw01");
  await expect(question.getByRole("button", { name: "Give block on 1 device" })).toBeDisabled();
  await expectNoBarriers(page);
  await picture(page, "violet-asks");
  await question.getByRole("textbox").fill("fw01");
  await question.getByRole("button", { name: "Give block on 1 device" }).click();
  await expect(page.getByRole("switch", { name: "Block internet: fw01" })).toBeChecked();
  // Block brings sight.
  await expect(page.getByRole("switch", { name: "Visible: fw01" })).toBeChecked();

  await page.getByRole("button", { name: "Presets" }).click();
  await page.getByRole("menuitem", { name: "Everything but infrastructure" }).click();
  const preset = page.getByRole("dialog", { name: "Everything but infrastructure" });
  await preset.getByRole("checkbox", { name: "Block internet" }).check();
  await expect(preset).toContainText("would change");
  await picture(page, "violet-preset");
  await preset.getByRole("button", { name: /^Give on/ }).click();
  await expect(page.getByRole("switch", { name: "Visible: pc01" })).toBeChecked();

  for (const name of ["cam01", "cam02"]) await page.getByRole("checkbox", { name: `Select ${name}` }).check();
  const bulk = page.getByRole("region", { name: "Selected devices" });
  await bulk.getByRole("button", { name: "Take all away" }).click();
  await expect(page.getByRole("switch", { name: "Visible: cam01" })).not.toBeChecked();
  await expectNoBarriers(page);
  await picture(page, "violet-grants");

  await page.getByRole("button", { name: "See as owner" }).click();
  const frame = page.frameLocator('iframe[title="The owner\'s page"]');
  await expect(frame.getByRole("heading", { name: "print01" })).toBeVisible();
  await expect(frame.getByText("cam01")).toBeHidden();
  // Nothing on it leads anywhere.
  await expect(frame.getByLabel("Your account")).toBeVisible();
  await expect(frame.getByRole("link")).toHaveCount(0);
  await expectNoBarriers(page);
  await picture(page, "violet-as-owner");
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();

  const { entries } = await desk.call("history_list", { agent, field: "violet.block" });
  expect(entries.length).toBeGreaterThan(0);
});

test("a commercial network is pointed to field operators", async ({ page, desk }) => {
  await desk.fill();
  await page.goto(desk.page(`agents/${await desk.agent("Harbour Legal")}/violet`));
  await expect(page.getByText("add a field operator for it in Domotz")).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "violet-commercial");
});

test("owners of all homes, by state", async ({ page, desk }) => {
  await desk.sit();
  await page.goto(desk.page("violet"));
  await expect(page.getByText("No network of a home yet")).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "violet-no-homes");

  const agent = await home(desk);
  const other = await desk.agent("Oakwood Schools");
  await desk.call("agents_set", { agent: other, changes: { residential: "true", "contact.email": "" } });
  await desk.call("violet_set", { agent, owner_email: "robin@home.example" });
  await expect(row(page, "robin@home.example")).toContainText("Ready");
  await expect(page.getByText("Nobody can be invited yet.")).toBeVisible();
  await page.getByRole("button", { name: /^No e-mail/ }).click();
  await expect(row(page, "Oakwood Schools")).toBeVisible();
  await expect(row(page, "robin@home.example")).toBeHidden();
  await page.getByRole("button", { name: /^All/ }).click();
  await page.getByRole("checkbox", { name: "Select Northside Dental" }).check();
  await page.getByRole("button", { name: "Invite 1 owner" }).click();
  await picture(page, "violet-overview-ask");
  await page.getByRole("dialog").getByRole("button", { name: "Invite 1 owner" }).click();
  await expect(page.getByRole("list", { name: "Not invited" })).toContainText("cannot be invited yet");
  await expectNoBarriers(page);
  await picture(page, "violet-not-invited");
  await page.getByRole("button", { name: "Close list" }).click();
  await expectNoBarriers(page);
  await picture(page, "violet-overview");
  await row(page, "robin@home.example").getByText("Northside Dental").click();
  await expect(page.getByRole("heading", { name: "Owner access" })).toBeVisible();
});

test("the settings of Violet: address, company, invitation", async ({ page, desk }) => {
  await desk.sit();
  await page.goto(desk.page("settings/violet"));
  await expectNoBarriers(page);
  const address = page.getByLabel("Address that owners open");
  await address.fill("http://home.example.com");
  await address.press("Enter");
  await expect(page.getByRole("alert")).toContainText("https://");
  // A port of this computer on which nothing listens: no other computer is asked.
  await address.fill("https://127.0.0.1:1");
  await address.press("Enter");
  await page.getByRole("button", { name: "Test address" }).click();
  await expect(page.getByText("Does not answer", { exact: true })).toBeVisible();

  await page.getByLabel("Company name").fill("Northgate IT");
  await page.getByLabel("Company name").press("Enter");
  await page.getByLabel("Path of the logo's file").fill(join(ROOT, "icons/128x128.png"));
  await page.getByRole("button", { name: "Take logo" }).click();
  await expect(page.getByRole("img", { name: "Logo of Northgate IT" })).toBeVisible();
  const colour = page.getByLabel("Colour of buttons and switches");
  await colour.fill("#ffe34d");
  await expect(page.getByText("Too light: buttons of it cannot be seen on white.")).toBeVisible();
  await colour.press("Enter");
  await expect(page.getByText(/choose a darker one/)).toBeVisible();
  await colour.fill("#2a7f8f");
  await colour.press("Enter");
  await expect(page.getByText(/White words stand on it/)).toBeVisible();
  await page.getByLabel("Phone for help").fill("+44 1632 960 100");
  await page.getByLabel("Phone for help").press("Enter");

  const preview = page.getByRole("region", { name: "Preview" });
  await expect(preview).toContainText("Northgate IT");
  await page.getByLabel("Subject").fill("Your home, from {company}");
  await expect(preview).toContainText("Your home, from Northgate IT");
  await page.getByLabel("Subject").press("Enter");
  await page.getByLabel("Text", { exact: true }).fill("Come in.");
  await expect(preview.getByRole("alert")).toContainText("{link}");
  await page.getByLabel("Text", { exact: true }).press("Escape");
  await preview.getByRole("button", { name: "Plain text" }).click();
  await expect(preview.getByRole("region", { name: "Plain text" })).toContainText("https://");
  await expect(page.getByText(/All changes saved/)).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "violet-settings");
  await page.getByRole("button", { name: "Use Sitebook's words" }).click();
  await expect(message(page, "Sitebook's own words again")).toBeVisible();
});

/** A server that takes every mail, in the open: allowed on this very computer only. */
async function startMail(answer: (line: string) => string | null): Promise<{ port: number; server: TcpServer }> {
  const server = createServer((socket) => {
    socket.setEncoding("utf8");
    socket.on("error", () => undefined);
    socket.write("220 mail.example ESMTP\r\n");
    let inside = false;
    let rest = "";
    socket.on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\r\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (inside) {
          if (line !== ".") continue;
          inside = false;
          socket.write("250 2.0.0 Ok: queued as 4FzQ\r\n");
          continue;
        }
        const own = answer(line);
        if (own !== null) socket.write(`${own}\r\n`);
        else if (line === "DATA") {
          inside = true;
          socket.write("354 Go on\r\n");
        } else if (line === "QUIT") socket.end("221 Bye\r\n");
        else socket.write("250 Ok\r\n");
      }
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return { port: (server.address() as { port: number }).port, server };
}

test("the settings of mail: kept, tested, with the server's words", async ({ page, desk }) => {
  const refused = "550 5.7.1 We do not know this sender";
  let refuses = true;
  const mail = await startMail((line) => (refuses && line.startsWith("MAIL FROM") ? refused : null));
  await desk.sit();
  await page.goto(desk.page("settings/mail"));
  await expect(page.getByRole("button", { name: "Send a test mail" })).toBeDisabled();
  await expectNoBarriers(page);
  await picture(page, "mail-none");
  await page.getByRole("button", { name: "Keep mail settings" }).click();
  await expect(page.getByText("The name of the server is missing")).toBeVisible();
  await page.getByLabel("Server (SMTP)").fill("127.0.0.1");
  await page.getByRole("combobox", { name: "Encryption" }).click();
  await page.getByRole("option", { name: "None, only on this computer" }).click();
  await page.getByLabel("Port").fill(String(mail.port));
  await page.getByLabel("Sender's name").fill("Northgate IT");
  await page.getByLabel("Sender's e-mail").fill("violet@northgate.example");
  await page.getByRole("button", { name: "Keep mail settings" }).click();
  await expect(page.getByText(`127.0.0.1:${mail.port}`)).toBeVisible();

  await page.getByRole("button", { name: "Send a test mail" }).click();
  const test_ = page.getByRole("region", { name: "Test mail" });
  await expect(test_).toContainText("We do not know this sender");
  await expectNoBarriers(page);
  await picture(page, "mail-refused");
  refuses = false;
  await page.getByRole("button", { name: "Send a test mail" }).click();
  await expect(test_.getByText("Works", { exact: true })).toBeVisible();
  await expect(page.getByText("No mail yet")).toBeVisible();
  await picture(page, "mail-works");

  await page.getByRole("button", { name: "Remove server" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove server" }).click();
  await expect(page.getByLabel("Server (SMTP)")).toBeVisible();
  mail.server.close();
});

test("power of a device that Domotz can switch", async ({ page, desk, domotz }) => {
  await desk.sit();
  await desk.call("domotz_connect", { endpoint: domotz, key: DOMOTZ_KEY });
  await desk.call("domotz_refresh", {});
  const agent = await desk.agent("Northside Dental");
  await desk.call("agents_set", { agent, changes: { residential: "true" } });
  // Asked for beforehand: the page waits three seconds for it, and then for minutes.
  await desk.call("domotz_device_details", { device: (await desk.device(agent, "srv01")).id });
  await page.goto(desk.page(`agents/${agent}/violet`));
  await expect(page.getByRole("switch", { name: "Power: srv01" })).toBeEnabled();
  await expect(page.getByRole("switch", { name: "Power: pdu01" })).toBeDisabled();
  await expect(page.getByRole("switch", { name: "Block internet: srv01" })).toBeDisabled();
});
