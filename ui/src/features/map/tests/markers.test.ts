import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { STATUS_ORDER } from "../../../components";
import { emptyTally } from "../clusters";
import { clusterShape, estimateShape, pinShape } from "../markers/shapes";

/** The shape alone, as somebody sees it who tells no colours apart. */
function colourless(shape: SVGElement): string {
  const copy = shape.cloneNode(true) as SVGElement;
  for (const part of copy.querySelectorAll("*")) part.removeAttribute("style");
  return new XMLSerializer().serializeToString(copy);
}

/** The colours of a theme by their names. */
function theme(name: "light" | "dark"): (token: string) => string {
  const css = readFileSync(join(import.meta.dirname, "../../../theme/tokens.css"), "utf8");
  const block = css.split(`[data-mantine-color-scheme="${name}"] {`)[1]?.split("}")[0] ?? "";
  return (token) => new RegExp(`--${token}: (#[0-9a-f]{6});`).exec(block)?.[1] ?? "";
}

function luminance(colour: string): number {
  const parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  const [red = 0, green = 0, blue = 0] = parts.map((part) =>
    part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** As WCAG 2.2 measures it. */
function contrast(one: string, other: string): number {
  const [dark = 0, bright = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}

describe("a marker", () => {
  it("has a shape of its own for each state, whatever the colours", () => {
    expect(new Set(STATUS_ORDER.map((status) => colourless(pinShape(status, false)))).size).toBe(4);
    expect(new Set(STATUS_ORDER.map((status) => colourless(estimateShape(status, false)))).size).toBe(4);
    const worst = (["down", "attention", "online"] as const).map((status) =>
      colourless(clusterShape({ ...emptyTally(), [status]: 3 }, false)),
    );
    expect(new Set(worst).size).toBe(3);
  });

  it("shows a confirmed place and an estimate by different shapes", () => {
    expect(colourless(pinShape("online", false))).not.toBe(colourless(estimateShape("online", false)));
  });

  it.each(["light", "dark"] as const)("can be told from its ground in the %s theme", (name) => {
    const colour = theme(name);
    for (const state of ["ok", "warn", "bad", "idle"]) {
      expect(contrast(colour(state), colour("raised")), `estimate, ${state}`).toBeGreaterThan(3);
      const inner = state === "warn" || state === "idle" ? "#16211f" : "#ffffff";
      expect(contrast(colour(`${state}-fill`), inner), `pin, ${state}`).toBeGreaterThan(3);
    }
  });
});
