/** Violet from the invitation to the switch: a real mail server, TLS, and a phone. */

import { execFile } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { BrowserContext, Page } from "@playwright/test";
import axe from "axe-core";
import type { OutgoingMail } from "../src/backend/generated";
import {
  BUILT,
  type Desk,
  DOMOTZ_KEY,
  picture as deskPicture,
  expect,
  expectNoBarriers as expectNoDeskBarriers,
  portOfOwners,
  ROOT,
  Server,
  test,
} from "./desk";

const OWNER = "ann.lee@example.com";
const HOME = "Lee residence";

/** A phone of a usual size. */
const PHONE = { width: 390, height: 844 };

/** The authority that vouches for the servers of this file. */
const FOLDER = join(tmpdir(), `sitebook-violet-${process.pid}`);
const CERTIFICATE = join(FOLDER, "certificate.pem");
const KEY = join(FOLDER, "key.pem");

/** An authority, and a certificate of this computer that it vouches for. */
async function makeCertificates(): Promise<void> {
  const openssl = (...words: string[]) => promisify(execFile)("openssl", words, { cwd: FOLDER });
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const authority = ["-x509", "-days", "2", "-subj", "/CN=Authority of the test", "-keyout", "ca-key.pem"];
  await openssl("req", ...curve, ...authority, "-out", "ca.pem");
  await openssl("req", ...curve, "-subj", "/CN=localhost", "-keyout", KEY, "-out", "request.pem");
  await writeFile(join(FOLDER, "names.txt"), "subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\n");
  const signed = ["-CA", "ca.pem", "-CAkey", "ca-key.pem", "-CAcreateserial", "-days", "2", "-extfile", "names.txt"];
  await openssl("x509", "-req", "-in", "request.pem", ...signed, "-out", CERTIFICATE);
}

// Mail, TLS, two servers and a phone: three times as long as a page of the desk.
test.describe.configure({ timeout: 180_000 });

// Once for each worker, and again where a worker comes back to this file: the folder is gone then.
test.beforeAll(async () => {
  mkdirSync(FOLDER, { recursive: true });
  await makeCertificates();
  process.env["SSL_CERT_FILE"] = join(FOLDER, "ca.pem");
});

test.afterAll(() => {
  delete process.env["SSL_CERT_FILE"];
  rmSync(FOLDER, { recursive: true, force: true });
});

/** A mail as the mail server took it. */
interface Mail {
  from: string;
  to: string[];
  subject: string;
  headers: string[];
  text: string;
  html: string;
}

/** The mail server, and what it took. */
class MailServer {
  readonly mails: Mail[] = [];

  private constructor(
    private readonly server: Server,
    private readonly orders: string,
  ) {
    server.lines.on("line", (line) => this.mails.push(JSON.parse(line) as Mail));
  }

  static async start(folder: string): Promise<MailServer> {
    const orders = join(folder, "orders.txt");
    const words = [join(ROOT, "ui/browser/mail_server.py"), CERTIFICATE, KEY, orders];
    return new MailServer(await Server.start("/usr/bin/python3", words), orders);
  }

  get port(): number {
    return Number(this.server.url);
  }

  /** How it treats the next mails: "refuse", "greylist" or "drop". */
  async order(...moods: string[]): Promise<void> {
    await writeFile(this.orders, moods.join("\n"));
  }

  /** The mail to somebody with this in it, once it is there. */
  async mail(to: string, words: RegExp, already = 0): Promise<Mail> {
    const found = () => this.mails.filter((mail) => mail.to.includes(to) && words.test(mail.text));
    await expect.poll(() => found().length, { timeout: 30_000 }).toBeGreaterThan(already);
    return found().at(-1) as Mail;
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }
}

/** The account with a TV in the home that can be switched. */
async function startDomotz(folder: string): Promise<Server> {
  const printed = await promisify(execFile)(join(BUILT, "domotz-sim"), ["--print-seed"], { maxBuffer: 2 ** 26 });
  const seed = JSON.parse(printed.stdout);
  for (const agent of Object.values<{ document: { display_name: string }; devices: object }>(seed.agents)) {
    if (agent.document.display_name !== HOME) continue;
    for (const device of Object.values<{ document: { type: object }; power: string[] }>(agent.devices as never)) {
      device.document.type = { id: 55, detected_id: 0, label: "Smart TV" };
      device.power = ["on", "off", "cycle"];
    }
  }
  const file = join(folder, "domotz.json");
  await writeFile(file, JSON.stringify(seed));
  return Server.start("domotz-sim", ["--seed-file", file]);
}

/** The office has everything that an invitation needs; where the owners' app is. */
async function prepare(desk: Desk, mail: MailServer, domotz: Server, port: number): Promise<string> {
  await desk.sit();
  await desk.call("domotz_connect", { endpoint: domotz.url, key: DOMOTZ_KEY });
  await desk.call("domotz_refresh", {});
  const agent = await desk.agent(HOME);
  await desk.call("agents_set", { agent, changes: { residential: "true", "contact.email": OWNER } });
  const tv = await desk.device(agent, "tv");
  // Asked for beforehand: a grant waits three seconds for what can be switched.
  await desk.call("domotz_device_details", { device: tv.id });
  await desk.call("violet_grant", { agent, devices: [tv.id], grant: "power", on: true, confirm: "" });
  await desk.call("mail_settings_set", {
    host: "localhost",
    port: mail.port,
    encryption: "tls",
    login: "violet@office.example",
    password: "the mail password",
    sender_name: "Northgate IT",
    sender_email: "violet@office.example",
  });
  await desk.call("mail_test", { to: "sam@office.example" });
  await desk.call("violet_settings_set", {
    public_address: `https://localhost:${port}`,
    company_name: "Northgate IT",
    support_phone: "+1 555 0100",
    support_email: "help@northgate.example",
  });
  await desk.call("violet_address_check", {});
  return agent;
}

/** Nothing on the page keeps people out; what the desk's own check does with themes, the phone does with its setting. */
async function expectNoBarriers(page: Page): Promise<void> {
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    // The page's own policy keeps foreign scripts out, the checker as well: it goes in beside it.
    await page.evaluate(axe.source);
    const found = await page.evaluate(async () => {
      const { axe: run } = window as unknown as { axe: typeof axe };
      const { violations } = await run.run(document, { resultTypes: ["violations"] });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
    });
    expect(found, colorScheme).toEqual([]);
  }
}

/** Keeps a picture in both themes, when somebody wants to look. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env["SITEBOOK_SCREENSHOTS"];
  if (folder === undefined) return;
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(folder, `${name}.${colorScheme}.png`) });
  }
}

/** All mail to somebody, sent or still to be sent. */
async function mailTo(desk: Desk, recipient: string): Promise<OutgoingMail[]> {
  const { mails } = await desk.call("mail_outbox", { limit: 0 });
  return mails.filter((mail) => mail.recipient === recipient);
}

/** The link of an invitation. */
function linkIn(mail: Mail): string {
  const link = /https:\/\/localhost:\d+\/invitation\/[\w-]+/.exec(mail.text)?.[0];
  if (link === undefined) throw new Error(`no link in ${mail.text}`);
  return link;
}

/** The code in a mail. */
function codeIn(mail: Mail): string {
  const code = /\b\d{4} ?\d{4}\b/.exec(mail.text)?.[0];
  if (code === undefined) throw new Error(`no code in ${mail.text}`);
  return code;
}

/** Everything around a test: mail, Domotz, the service with the owners' app, and a phone. */
const owner = test.extend<{ mail: MailServer; street: Server; agent: string; phone: BrowserContext }>({
  mail: async ({ desk }, use) => {
    const mail = await MailServer.start(desk.folder);
    await use(mail);
    await mail.stop();
  },
  street: async ({ desk }, use) => {
    const street = await startDomotz(desk.folder);
    await use(street);
    await street.stop();
  },
  agent: async ({ desk, mail, street }, use) => {
    const words = ["--listen", "127.0.0.1:0", "--certificate", CERTIFICATE, "--private-key", KEY];
    const service = await desk.serve(words);
    const port = await portOfOwners(service);
    await expect.poll(() => fetchStatus(port), { timeout: 20_000 }).toBe(200);
    await use(await prepare(desk, mail, street, port));
    await service.stop();
  },
  phone: async ({ browser }, use) => {
    const phone = await browser.newContext({
      viewport: PHONE,
      isMobile: true,
      hasTouch: true,
      ignoreHTTPSErrors: true,
      reducedMotion: "reduce",
    });
    await use(phone);
    await phone.close();
  },
});

/** What the owners' app answers when it is asked how it is; 0 = nothing. Its certificate is checked by the office, not here. */
async function fetchStatus(port: number): Promise<number> {
  return new Promise((resolve) => {
    get(`https://localhost:${port}/health`, { rejectUnauthorized: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    }).on("error", () => resolve(0));
  });
}

owner("invite, mail, link, code, switch, audit, revoke, locked out", async ({ desk, mail, agent, phone }) => {
  await desk.call("violet_invite", { agent });
  const invitation = await mail.mail(OWNER, /invitation\//);
  const link = linkIn(invitation);
  expect(invitation.from).toBe("violet@office.example");

  // A program that reads mail for viruses opens every link, more than once.
  const scanner = await phone.browser()?.newContext({ ignoreHTTPSErrors: true });
  for (let time = 0; time < 3; time += 1) await scanner?.request.get(link);
  await scanner?.close();

  const page = await phone.newPage();
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "Welcome" })).toBeVisible();
  await picture(page, "owner-invitation");
  await expectNoBarriers(page);
  await page.getByRole("button", { name: "Send me the code" }).dblclick();
  await expect(page.getByRole("heading", { name: "Enter your code" })).toBeVisible();
  await expectNoBarriers(page);
  await page.getByLabel("Code").fill("1234 5678");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("4 tries are left");
  await picture(page, "owner-code");
  await expectNoBarriers(page);
  const first = await mail.mail(OWNER, /\b\d{4} ?\d{4}\b/);
  // What is to be sent is written down before the page answers: whatever two clicks make is there by now.
  expect(await mailTo(desk, OWNER)).toHaveLength(2);
  await page.getByLabel("Code").fill(codeIn(first));
  await page.getByRole("button", { name: "Sign in" }).click();

  await expect(page.getByRole("heading", { name: HOME })).toBeVisible();
  await expect(page.getByText("1 device, 1 online")).toBeVisible();
  await picture(page, "owner");
  await expectNoBarriers(page);
  // A phone may put it on its home screen. That this browser has no profile to install anything in is all that is amiss.
  const phoneTools = await phone.newCDPSession(page);
  const { installabilityErrors } = await phoneTools.send("Page.getInstallabilityErrors");
  expect(installabilityErrors.map(({ errorId }) => errorId)).toEqual(["in-incognito"]);
  const power = page.getByRole("switch", { name: "Power of tv" });
  const box = await power.boundingBox();
  expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
  await power.click();
  await expect(page.getByRole("status")).toContainText("tv was switched off.");
  await expect(power).toHaveAttribute("aria-checked", "false");
  await expect(page.getByText("1 device, 0 online")).toBeVisible();
  await picture(page, "owner-switched");
  // It is so for five seconds. Where the computer was slower the click switches, and the next one comes in time.
  await expect(async () => {
    await power.click();
    await expect(page.getByRole("status")).toContainText("switched a moment ago", { timeout: 2_000 });
  }).toPass({ timeout: 60_000 });

  const { entries } = await desk.call("history_list", { agent, field: "violet.act" });
  expect(entries.map((entry) => [entry.by, entry.old, entry.new]).at(-1)).toEqual([
    OWNER,
    "switch off",
    "done; the source says offline",
  ]);
  await expect.poll(async () => (await desk.call("violet_sessions", { agent })).sessions).toHaveLength(1);
  const seen = await desk.call("violet_see_as_owner", { agent });
  expect(seen.html).toContain(`aria-label="Power of tv"`);

  // The link has had its day.
  const second = await phone.newPage();
  await second.goto(link);
  await expect(second.getByRole("heading", { name: "You have used this invitation" })).toBeVisible();
  await second.close();

  await desk.call("violet_revoke", { agent });
  await page.reload();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await picture(page, "owner-sign-in");
  await page.getByLabel("E-mail address").fill(OWNER);
  await page.getByRole("button", { name: "Send me the code" }).click();
  await expect(page.getByText(`If ${OWNER} may sign in here`)).toBeVisible();
  expect(await mailTo(desk, OWNER)).toHaveLength(2);
});

owner("without a script everything works as well", async ({ desk, mail, agent, browser }) => {
  await desk.call("violet_invite", { agent });
  const link = linkIn(await mail.mail(OWNER, /invitation\//));
  const phone = await browser.newContext({ viewport: PHONE, ignoreHTTPSErrors: true, javaScriptEnabled: false });
  const page = await phone.newPage();
  await page.goto(link);
  await page.getByRole("button", { name: "Send me the code" }).click();
  await page.getByLabel("Code").fill(codeIn(await mail.mail(OWNER, /\b\d{4} ?\d{4}\b/)));
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("switch", { name: "Power of tv" }).click();
  await expect(page.getByRole("status")).toContainText("tv was switched off.");
  await page.getByRole("link", { name: "Your account" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await phone.close();
});

owner(
  "a mail server that refuses, one that wants to be asked again, and one that hangs up",
  async ({ desk, mail, agent }) => {
    await mail.order("refuse", "greylist", "drop");
    await desk.call("violet_invite", { agent });
    const outbox = async () => (await desk.call("mail_outbox", { limit: 10 })).mails;
    await expect.poll(async () => (await outbox())[0]?.state, { timeout: 20_000 }).toBe("failed");
    await expect.poll(async () => (await outbox())[0]?.answer).toContain("no such mailbox");
    await desk.call("violet_invite", { agent });
    await expect.poll(async () => (await outbox())[0]?.attempts, { timeout: 20_000 }).toBe(1);
    await expect.poll(async () => (await outbox())[0]?.answer, { timeout: 20_000 }).toContain("Try again later");
    await expect.poll(async () => (await outbox())[0]?.state).toBe("waiting");
    await desk.call("mail_retry", { mail: (await outbox())[0]?.id ?? "" });
    await expect.poll(async () => (await outbox())[0]?.attempts, { timeout: 20_000 }).toBe(2);
    // An attempt counts from its beginning; this is its end.
    await expect.poll(async () => (await outbox())[0]?.answer, { timeout: 20_000 }).not.toContain("Try again later");
    await expect.poll(async () => (await outbox())[0]?.state).toBe("waiting");
    const invitations = () => mail.mails.filter(({ to }) => to.includes(OWNER));
    expect(invitations()).toEqual([]);
    await desk.call("mail_retry", { mail: (await outbox())[0]?.id ?? "" });
    await mail.mail(OWNER, /invitation\//);
    await expect.poll(async () => (await outbox())[0]?.state).toBe("sent");
    expect(invitations()).toHaveLength(1);
  },
);

owner("the office follows each step on the page of the agent", async ({ page, desk, mail, agent, phone }) => {
  await page.goto(desk.page(`agents/${agent}/violet`));
  const access = page.getByRole("complementary", { name: "Owner" });
  await expect(page.getByRole("switch", { name: "Power: tv" })).toBeChecked();
  await deskPicture(page, "violet-ready");
  await access.getByRole("button", { name: "Invite owner" }).click();
  await expect(access).toContainText("Waiting for the owner");
  const link = linkIn(await mail.mail(OWNER, /invitation\//));
  // Another process sends the mail. A window notices that by itself; the host of these tests has to be asked.
  await expect.poll(async () => (await desk.call("violet_show", { agent })).invitation?.mail?.state).toBe("sent");
  await page.reload();
  await expect(access).toContainText("not opened yet");
  await deskPicture(page, "violet-invited");
  await expectNoDeskBarriers(page);

  const hers = await phone.newPage();
  await hers.goto(link);
  await hers.getByRole("button", { name: "Send me the code" }).click();
  await hers.getByLabel("Code").fill(codeIn(await mail.mail(OWNER, /\b\d{4} ?\d{4}\b/)));
  await hers.getByRole("button", { name: "Sign in" }).click();
  await expect(hers.getByRole("heading", { name: HOME })).toBeVisible();

  await page.reload();
  await expect(access.getByRole("list", { name: "Where the owner is signed in" })).toBeVisible();
  await deskPicture(page, "violet-active");
  await expectNoDeskBarriers(page);
  await access.getByRole("button", { name: /^End session:/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End session" }).click();
  await expect(access).toContainText("signed in nowhere");
  await access.getByRole("button", { name: "Revoke" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke access" }).click();
  await expect(access).toContainText("What was granted is kept");
  await hers.reload();
  await expect(hers.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.goto(desk.page("settings/mail"));
  await expect(page.getByRole("region", { name: "List of outgoing mail" })).toContainText("Sign-in code");
  await deskPicture(page, "mail-outbox");
  await expectNoDeskBarriers(page);
});
