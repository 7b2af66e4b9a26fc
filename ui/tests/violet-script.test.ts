/** The owners' script, in a page as the owners' app makes it. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";

const SCRIPT = readFileSync(join(import.meta.dirname, "../../crates/owner-pages/assets/violet.js"), "utf8");

const PAGE = `<div id="said" role="status"></div>
  <div id="shown"><li class="device"><form action="/devices/7/power" method="post">
    <button name="act" value="off">Power</button>
  </form></li></div>`;

/** What is said after the button was pressed and this was answered. */
async function saidAfter(status: number, answer: string): Promise<string> {
  const shown = new DOMParser().parseFromString(PAGE, "text/html");
  document.body.className = "signed-in";
  document.body.replaceChildren(...shown.body.childNodes);
  const fetched = { ok: status < 400, status, url: new URL("/devices/7/power", location.href).href };
  const fetch = vi.fn(async () => ({ ...fetched, text: async () => answer }));
  vi.stubGlobal("fetch", fetch);
  document.querySelector("button")?.click();
  await vi.waitFor(() => expect(fetch).toHaveBeenCalledOnce());
  await vi.waitFor(() => expect(document.querySelector("form.busy")).toBeNull());
  return document.querySelector("#said")?.textContent ?? "";
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test("says what an answer without devices says, and stays where it is", async () => {
  vi.useFakeTimers({ toFake: ["setInterval"] });
  new Function(SCRIPT)();
  const slow = `<main id="main"><h1>No answer in time</h1><p>It took too long. Look at your devices first.</p>
    <a href="/">To your devices</a></main>`;
  expect(await saidAfter(504, slow)).toBe("No answer in time. It took too long. Look at your devices first.");
  expect(await saidAfter(502, "<center>Bad Gateway</center>")).toContain("That did not work.");
  const done = `<div id="said"><p>TV was switched off.</p></div><div id="shown"><form></form></div>`;
  expect(await saidAfter(200, done)).toBe("TV was switched off.");
  vi.useRealTimers();
});
