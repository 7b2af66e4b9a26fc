import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, devices } from "@playwright/test";

/** Debian's browser; Playwright's own download is not needed. */
const CHROMIUM = process.env["SITEBOOK_CHROMIUM"] ?? "/usr/bin/chromium";

if (!existsSync(CHROMIUM)) {
  throw new Error(`There is no browser at ${CHROMIUM}. Install Chromium, or name it in SITEBOOK_CHROMIUM.`);
}

export default defineConfig({
  testDir: fileURLToPath(new URL(".", import.meta.url)),
  outputDir: fileURLToPath(new URL("../../target/browser", import.meta.url)),
  // Each test has a workspace, a simulator and a server of its own.
  fullyParallel: true,
  workers: 2,
  forbidOnly: process.env["CI"] !== undefined,
  reporter: [["list"]],
  // Six times what the longest but few take here.
  timeout: 120_000,
  // Five times what the slowest answer takes here: a machine may have other work, too.
  expect: { timeout: 20_000 },
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1280, height: 800 },
    // A language whose people reckon in kilometres.
    locale: "en-IE",
    screenshot: "only-on-failure",
    // What fades in is neither readable nor measurable meanwhile.
    contextOptions: { reducedMotion: "reduce" },
    launchOptions: {
      executablePath: CHROMIUM,
      args: [
        "--no-sandbox",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
      ],
    },
  },
});
