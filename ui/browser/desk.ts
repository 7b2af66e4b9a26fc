/** A desk for a browser test: a fresh workspace behind the loopback host, and a simulated ConnectWise. */

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { test as base, expect, type Locator, type Page } from "@playwright/test";
import axe from "axe-core";
import type { Commands, DeviceView } from "../src/backend/generated";
import { Wire } from "./wire";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Where the programs of a build lie. */
export const BUILT = process.env["SITEBOOK_BUILT"] ?? join(ROOT, "target/debug");

/** What the simulator accepts. */
export const KEYS = {
  company: "sitebook_demo",
  public_key: "SimulatorPublic1",
  private_key: "SimulatorPrivate",
  client_id: "5b0c2f1e-0000-4000-8000-51b3b00c0001",
};

/** The key that the simulated Domotz accepts. */
export const DOMOTZ_KEY = "simulated-domotz-key";

/** What seals the keys of a test's workspace. */
const SECRETS = { SITEBOOK_SECRETS_KEY: "a key of the test" };

/** How somebody else than Sitebook signs in to the simulator. */
const CREDENTIALS = {
  authorization: `Basic ${Buffer.from(`${KEYS.company}+${KEYS.public_key}:${KEYS.private_key}`).toString("base64")}`,
  clientId: KEYS.client_id,
};

/** A program that says its address in its first line, and ends with the test. */
export class Server {
  private constructor(
    private readonly process: ChildProcess,
    readonly url: string,
    /** What it says after that, line by line. */
    readonly lines: Interface,
    /** All that it has said so far. */
    readonly said: readonly string[],
  ) {}

  static async start(program: string, words: string[], environment: Record<string, string> = {}): Promise<Server> {
    const file = program.startsWith("/") ? program : join(BUILT, program);
    const process_ = spawn(file, words, {
      cwd: ROOT,
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const lines = createInterface({ input: process_.stdout as NodeJS.ReadableStream });
    const said: string[] = [];
    lines.on("line", (line) => said.push(line));
    const first = once(lines, "line").then(([line]) => line as string);
    const died = Promise.race([
      once(process_, "exit").then(([code]) => Promise.reject(new Error(`${program} ended with ${code}`))),
      once(process_, "error").then(([error]) => Promise.reject(error)),
    ]);
    return new Server(process_, await Promise.race([first, died]), lines, said);
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null) return;
    const ended = once(this.process, "exit");
    this.process.kill("SIGKILL");
    await ended;
  }
}

/** The port of the owners' app that `Desk.serve` serves, where the system picked it. */
export async function portOfOwners(service: Server): Promise<number> {
  const port = () => service.said.map((line) => /listens on 127\.0\.0\.1:(\d+)/.exec(line)?.[1]).find(Boolean);
  await expect.poll(port, { timeout: 20_000 }).toBeDefined();
  return Number(port());
}

/** A configuration as the simulated ConnectWise tells it, as far as tests look at it. */
export interface Configuration {
  id: number;
  name: string;
  serialNumber: string;
  activeFlag: boolean;
  type: { name: string };
  questions?: { question: string; answer?: unknown }[];
}

/** A question of a configuration type, as the seed file has it. */
export interface SeedQuestion {
  id: number;
  type_id: number;
  question: string;
  required: boolean;
  entry_method?: "List";
}

/** The simulator's records, as its seed file has them; only what tests change is named. */
export interface Seed {
  rights: { levels: Record<string, Record<string, "None" | "My" | "All">> };
  settings: { my_security: string };
  companies: { id: number; identifier: string; name: string; status: string }[];
  configurations: { id: number; company_id: number; name: string; serial_number: string; active: boolean }[];
  types: { id: number; name: string }[];
  questions: SeedQuestion[];
  question_values: { id: number; question: number; value: string }[];
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

  /** Connects, directly or by another way to the same ConnectWise. */
  async connect(site = this.connectwise): Promise<void> {
    await this.call("connectwise_connect", { site, ...KEYS });
  }

  /** Our id of an agent. */
  async agent(name: string): Promise<string> {
    const { agents } = await this.call("agents_list", { search: name });
    const found = agents.find((agent) => agent.name === name);
    if (found === undefined) throw new Error(`there is no agent ${name}`);
    return found.id;
  }

  /** A device of an agent. */
  async device(agent: string, name: string): Promise<DeviceView> {
    const { devices } = await this.call("devices_list", { agent });
    const found = devices.find((item) => item.name === name);
    if (found === undefined) throw new Error(`there is no device ${name}`);
    return found;
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

  /** The service without a window, on the same workspace. */
  async serve(words: string[] = []): Promise<Server> {
    return Server.start("sitebookctl", ["--data", join(this.folder, "data"), "serve", ...words], SECRETS);
  }

  /** Somebody else than Sitebook changes a configuration in ConnectWise. */
  async edit(configuration: number, path: string, value: unknown): Promise<void> {
    const response = await fetch(`${this.connectwise}/v4_6_release/apis/3.0/company/configurations/${configuration}`, {
      method: "PATCH",
      headers: { ...CREDENTIALS, "content-type": "application/json" },
      body: JSON.stringify([{ op: "replace", path, value }]),
    });
    if (!response.ok) throw new Error(`the simulator answered ${response.status}: ${await response.text()}`);
  }

  /** What ConnectWise has of a company, asked by somebody else than Sitebook. */
  async configurations(company: string): Promise<Configuration[]> {
    const conditions = encodeURIComponent(`company/identifier="${company}"`);
    const address = `${this.connectwise}/v4_6_release/apis/3.0/company/configurations?pageSize=1000&conditions=${conditions}`;
    const response = await fetch(address, { headers: CREDENTIALS });
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

export const test = base.extend<{ world: World; desk: Desk; wire: Wire; domotz: string }>({
  world: [{}, { option: true }],
  desk: async ({ world }, use) => {
    const folder = await mkdtemp(join(tmpdir(), "sitebook-browser-"));
    const connectwise = await Server.start("connectwise-sim", await worldWords(world, folder));
    const host = await Server.start(
      "sitebook-loopback",
      ["--data", join(folder, "data"), "--listen", "127.0.0.1:0", "--ui", join(ROOT, "ui/dist")],
      SECRETS,
    );
    await use(new Desk(host.url, connectwise.url, folder));
    await host.stop();
    await connectwise.stop();
    await rm(folder, { recursive: true, force: true });
  },
  /** What a test answers in place of the core may still be under way when it ends. */
  page: async ({ page }, use) => {
    await use(page);
    await page.unrouteAll({ behavior: "ignoreErrors" });
  },
  /** A simulated account of Domotz with five agents; its address. */
  // biome-ignore lint/correctness/noEmptyPattern: the library reads the names of fixtures from this pattern.
  domotz: async ({}, use) => {
    const server = await Server.start("domotz-sim", []);
    await use(server.url);
    await server.stop();
  },
  /** A way to the simulator of this test that can be slow, or break. */
  wire: async ({ desk }, use) => {
    const wire = await Wire.start(desk.connectwise);
    await use(wire);
    await wire.stop();
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
