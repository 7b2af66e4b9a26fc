import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const source = join(import.meta.dirname, "../src");
const files = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.(ts|tsx)$/.test(file))
  .map((file) => ({ file: file.replaceAll("\\", "/"), text: readFileSync(join(source, file), "utf8") }));

const importing = (pattern: RegExp): string[] => files.filter(({ text }) => pattern.test(text)).map(({ file }) => file);

describe("boundaries", () => {
  it("only one file speaks to the shell", () => {
    expect(importing(/["']@tauri-apps\//)).toEqual(["backend/tauri.ts"]);
  });

  it("only the query layer calls commands", () => {
    // Tests play the other side too.
    const allowed = /^backend\/|\/tests\//;
    expect(importing(/\bcall\([^)]*["'][a-z]+_[a-z_]+["']/).filter((file) => !allowed.test(file))).toEqual([]);
  });

  it("text from outside never becomes markup", () => {
    expect(importing(/dangerouslySetInnerHTML|\.innerHTML|insertAdjacentHTML|bindPopup\(|bindTooltip\(/)).toEqual([]);
  });

  it("the shipped code does not reach into the tests", () => {
    expect(importing(/from ["'](\.\.\/)+tests\//).filter((file) => !file.includes("/tests/"))).toEqual([]);
  });
});
