/** A desk for a browser test: a fresh workspace behind the loopback host, and a simulated ConnectWise. */

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { test as base, expect, type Locator, type Page } from "@playwright/test";
import axe from "axe-core";
import type { Commands } from "../src/backend/generated";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BUILT = process.env["SITEBOOK_BUILT"] ?? join(ROOT, "target/debug");

/** What the simulator accepts. */
export const KEYS = {
  company: "sitebook_demo",
  public_key: "SimulatorPublic1",
  private_key: "SimulatorPrivate",
  client_id: "5b0c2f1e-0000-4000-8000-51b3b00c0001",
};

/** A program that says its address in its first line, and ends with the test. */
class Server {
  private constructor(
    private readonly process: ChildProcess,
    readonly url: string,
  ) {}

  static async start(program: string, words: string[], environment: Record<string, string> = {}): Promise<Server> {
    const process_ = spawn(join(BUILT, program), words, {
      cwd: ROOT,
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const lines = createInterface({ input: process_.stdout as NodeJS.ReadableStream });
    const first = once(lines, "line").then(([line]) => line as string);
    const died = Promise.race([
      once(process_, "exit").then(([code]) => Promise.reject(new Error(`${program} ended with ${code}`))),
      once(process_, "error").then(([error]) => Promise.reject(error)),
    ]);
    return new Server(process_, await Promise.race([first, died]));
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null) return;
    const ended = once(this.process, "exit");
    this.process.kill("SIGKILL");
    await ended;
  }
}

/** A configuration as the simulated ConnectWise tells it, as far as tests look at it. */
export interface Configuration {
  id: number;
  name: string;
  serialNumber: string;
  activeFlag: boolean;
  type: { name: string };
}

/** The simulator's records, as its seed file has them; only what tests change is named. */
export interface Seed {
  rights: { levels: Record<string, Record<string, "None" | "My" | "All">> };
  settings: { my_security: string };
  companies: { id: number; identifier: string; name: string; status: string }[];
  configurations: { id: number; company_id: number; name: string; serial_number: string; active: boolean }[];
}

/** The ConnectWise of a test: the built-in sample, as it is or with changes. */
export interface World {
  change?: (seed: Seed) => void;
}

/** What a test works with beside the page. */
export class Desk {
  constructor(
    readonly url: string,
    readonly connectwise: string,
    /** A folder that goes away with the test. */
    readonly folder: string,
  ) {}

  /** The address of a page. */
  page(path: string): string {
    return `${this.url}/#/${path}`;
  }

  /** Calls a command as the front end would, for what a test needs but does not show. */
  async call<Name extends keyof Commands>(
    command: Name,
    request: Commands[Name]["request"],
  ): Promise<Commands[Name]["reply"]> {
    const response = await fetch(`${this.url}/api/${command}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(request),
    });
    const reply = await response.json();
    if (!response.ok) throw new Error(`${command}: ${JSON.stringify(reply)}`);
    return reply as Commands[Name]["reply"];
  }

  /** Somebody who works here, so that nobody is asked. */
  async sit(): Promise<void> {
    await this.call("staff_set", { name: "Sam Carter", email: "sam@office.example" });
  }

  /** The nine agents of the sample file, and somebody who works with them. */
  async fill(): Promise<void> {
    await this.sit();
    await this.call("agents_import", { path: join(ROOT, "docs/sample/agents.json"), source: "", dry_run: false });
  }

  async connect(): Promise<void> {
    await this.call("connectwise_connect", { site: this.connectwise, ...KEYS });
  }

  /** Our id of an agent. */
  async agent(name: string): Promise<string> {
    const { agents } = await this.call("agents_list", { search: name });
    const found = agents.find((agent) => agent.name === name);
    if (found === undefined) throw new Error(`there is no agent ${name}`);
    return found.id;
  }

  /** Links an agent to a company with the default site; its id. */
  async link(name: string, company: string): Promise<string> {
    const agent = await this.agent(name);
    await this.call("link_set", { agent, company, site: null });
    return agent;
  }

  /** Northside Dental with everything that the rules find by themselves; its id. */
  async match(): Promise<string> {
    const agent = await this.link("Northside Dental", "NorthsideDental");
    await this.call("match_run", { agent });
    return agent;
  }

  /** What ConnectWise has of a company, asked by somebody else than Sitebook. */
  async configurations(company: string): Promise<Configuration[]> {
    const login = Buffer.from(`${KEYS.company}+${KEYS.public_key}:${KEYS.private_key}`).toString("base64");
    const conditions = encodeURIComponent(`company/identifier="${company}"`);
    const address = `${this.connectwise}/v4_6_release/apis/3.0/company/configurations?pageSize=1000&conditions=${conditions}`;
    const response = await fetch(address, { headers: { authorization: `Basic ${login}`, clientId: KEYS.client_id } });
    if (!response.ok) throw new Error(`the simulator answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Configuration[];
  }
}

/** Words for starting the simulator with this world. */
async function worldWords(world: World, folder: string): Promise<string[]> {
  if (world.change === undefined) return [];
  const printed = await promisify(execFile)(join(BUILT, "connectwise-sim"), ["--print-seed"], { maxBuffer: 2 ** 26 });
  const seed = JSON.parse(printed.stdout) as Seed;
  world.change(seed);
  const file = join(folder, "world.json");
  await writeFile(file, JSON.stringify(seed));
  return ["--seed-file", file];
}

export const test = base.extend<{ world: World; desk: Desk }>({
  world: [{}, { option: true }],
  desk: async ({ world }, use) => {
    const folder = await mkdtemp(join(tmpdir(), "sitebook-browser-"));
    const connectwise = await Server.start("connectwise-sim", await worldWords(world, folder));
    const host = await Server.start(
      "sitebook-loopback",
      ["--data", join(folder, "data"), "--listen", "127.0.0.1:0", "--ui", join(ROOT, "ui/dist")],
      { SITEBOOK_SECRETS_KEY: "a key of the test" },
    );
    await use(new Desk(host.url, connectwise.url, folder));
    await host.stop();
    await connectwise.stop();
    await rm(folder, { recursive: true, force: true });
  },
});

/** In the light theme, in the dark one, and light again. */
async function inEachTheme(page: Page, act: (theme: string) => Promise<void>): Promise<void> {
  const show = (theme: string) =>
    page.evaluate((value) => document.documentElement.setAttribute("data-mantine-color-scheme", value), theme);
  for (const theme of ["light", "dark"]) {
    await show(theme);
    await act(theme);
  }
  await show("light");
}

/** Nothing on the page keeps people out, as far as a program can tell; in both themes. */
export async function expectNoBarriers(page: Page): Promise<void> {
  // The page itself, and not what stands there until it arrives.
  await expect(page.locator("h1")).toBeVisible();
  await page.evaluate(axe.source);
  await inEachTheme(page, async (theme) => {
    const found = await page.evaluate(async () => {
      const { axe: run } = window as unknown as { axe: typeof axe };
      const { violations } = await run.run(document, { resultTypes: ["violations"] });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
    });
    expect(found, theme).toEqual([]);
  });
}

/** Keeps a picture of the page in both themes, when somebody wants to look. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env["SITEBOOK_SCREENSHOTS"];
  if (folder === undefined) return;
  await inEachTheme(page, async (theme) => {
    await page.screenshot({ path: join(folder, `${name}.${theme}.png`) });
  });
}

/** The row of a table that says this. */
export function row(page: Page, words: string | RegExp): Locator {
  return page.getByRole("row").filter({ hasText: words });
}

/** The words of a message in the corner. */
export function message(page: Page, words: string | RegExp): Locator {
  return page.locator(".mantine-Notification-root").filter({ hasText: words });
}

export { expect };
