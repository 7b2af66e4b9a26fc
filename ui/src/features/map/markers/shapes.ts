import type { AgentStatus } from "../../../backend/generated";
import { STATUS_FILL } from "../../../components";
import { countOf, ringParts, type Tally, worstOf } from "../clusters";

/* Markers are built as nodes, never as HTML text: a name from outside cannot become markup. */
const SVG = "http://www.w3.org/2000/svg";

type Attributes = Record<string, string | number>;

function node(tag: string, attributes: Attributes, ...children: (Element | string)[]): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    // Colours are tokens, and a token works only as a style.
    if (name === "fill" || name === "stroke") element.style.setProperty(name, String(value));
    else element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}

function canvas(width: number, height: number, viewBox: string, ...children: Element[]): SVGElement {
  return node("svg", { width, height, viewBox, "aria-hidden": "true", class: "mk-svg" }, ...children);
}

function glyph(status: AgentStatus, fill: string): SVGElement {
  switch (status) {
    case "online":
      return node("circle", { r: 3.4, fill });
    case "attention":
      return node("path", { d: "M0-4 4.2 3.4H-4.2z", fill });
    case "down":
      return node("rect", { x: -3.2, y: -3.2, width: 6.4, height: 6.4, rx: 0.8, fill });
    case "no-contact":
      return node("path", { d: "M0-4 4 0 0 4-4 0z", fill: "none", stroke: fill, "stroke-width": 1.5 });
  }
}

/** Colours of lines and small shapes on the ground of a marker; the fills are too pale for that. */
const STATUS_INK: Record<AgentStatus, string> = {
  down: "var(--bad)",
  attention: "var(--warn)",
  online: "var(--ok)",
  "no-contact": "var(--idle)",
};

/** A place that a person or the source is sure of: a pin with a point. */
export function pinShape(status: AgentStatus, selected: boolean): SVGElement {
  const inner = status === "attention" || status === "no-contact" ? "#16211F" : "#FFFFFF";
  return canvas(
    36,
    40,
    "-18 -34 36 40",
    ...(selected
      ? [node("circle", { cy: -18, r: 14.8, fill: "none", stroke: "var(--focus)", "stroke-width": 2 })]
      : []),
    node("path", {
      d: "M0 0S-11-9.6-11-18A11 11 0 0 1 11-18C11-9.6 0 0 0 0z",
      fill: STATUS_FILL[status],
      stroke: "var(--raised)",
      "stroke-width": 1.6,
    }),
    node("g", { transform: "translate(0 -18)" }, glyph(status, inner)),
  );
}

/** An estimate: a hollow disc with a dashed ring, and no point that pretends to be exact. */
export function estimateShape(status: AgentStatus, selected: boolean): SVGElement {
  return canvas(
    36,
    36,
    "-18 -18 36 36",
    ...(selected ? [node("circle", { r: 15.5, fill: "none", stroke: "var(--focus)", "stroke-width": 2 })] : []),
    node("circle", {
      r: 10.5,
      fill: "var(--raised)",
      stroke: STATUS_INK[status],
      "stroke-width": 2,
      "stroke-dasharray": "4 2.6",
    }),
    glyph(status, STATUS_INK[status]),
  );
}

function badge(status: AgentStatus, at: number): SVGElement | null {
  const common = { stroke: "var(--raised)", "stroke-width": 1.6, transform: `translate(${at} ${-at})` };
  if (status === "down") {
    return node("rect", { x: -4.6, y: -4.6, width: 9.2, height: 9.2, rx: 1, fill: "var(--bad-fill)", ...common });
  }
  if (status === "attention") {
    return node("path", { d: "M0-6 6 4.8H-6z", fill: "var(--warn-fill)", "stroke-linejoin": "round", ...common });
  }
  return null;
}

export function clusterRadius(count: number): number {
  return count < 15 ? 18.5 : count < 40 ? 21.5 : count < 1000 ? 24.5 : 28;
}

/** Many agents: a ring of their states, the number, and the shape of the worst. */
export function clusterShape(tally: Tally, selected: boolean): SVGElement {
  const count = countOf(tally);
  const worst = worstOf(tally);
  const radius = clusterRadius(count);
  const around = 2 * Math.PI * radius;
  const gap = 1.4;
  let offset = 0;
  const ring = ringParts(tally, around).map((part) => {
    const arc = node("circle", {
      r: radius,
      fill: "none",
      stroke: STATUS_FILL[part.status],
      "stroke-width": 4,
      "stroke-dasharray": `${(part.length - gap).toFixed(1)} ${(around - part.length + gap).toFixed(1)}`,
      "stroke-dashoffset": (-offset).toFixed(1),
      transform: "rotate(-90)",
    });
    offset += part.length;
    return arc;
  });
  const centre =
    worst === "down"
      ? node("circle", { r: radius - 3.5, fill: "var(--bad-fill)" })
      : worst === "attention"
        ? node("circle", {
            r: radius - 4.3,
            fill: "var(--warn-tint)",
            stroke: "var(--warn-fill)",
            "stroke-width": 1.6,
          })
        : node("circle", { r: radius - 3.5, fill: "var(--raised)" });
  const text = node(
    "text",
    { "text-anchor": "middle", y: 4.6, fill: worst === "down" ? "#FFFFFF" : "var(--text)", class: "mk-count" },
    count > 9999 ? `${Math.floor(count / 1000)}k` : String(count),
  );
  const mark = badge(worst, radius * 0.739);
  const half = radius + 8;
  return canvas(
    half * 2,
    half * 2,
    `${-half} ${-half} ${half * 2} ${half * 2}`,
    ...(selected ? [node("circle", { r: radius + 5.4, fill: "none", stroke: "var(--focus)", "stroke-width": 2 })] : []),
    node("circle", { r: radius + 2.6, fill: "var(--raised)" }),
    ...ring,
    centre,
    text,
    ...(mark ? [mark] : []),
  );
}

/** Only the country is known: a dashed box with its code and the number, never a pin. */
export function countryShape(code: string, count: number): HTMLElement {
  const box = document.createElement("span");
  box.className = "cbub";
  const globe = node(
    "svg",
    { class: "i s", viewBox: "0 0 16 16", "aria-hidden": "true" },
    node("circle", { cx: 8, cy: 8, r: 5.8 }),
    node("path", { d: "M2.2 8h11.6M8 2.2c2 1.8 2.6 3.6 2.6 5.8S10 12 8 13.8C6 12 5.4 10.2 5.4 8S6 4 8 2.2z" }),
  );
  const name = document.createElement("b");
  name.textContent = code;
  const number = document.createElement("span");
  number.textContent = String(count);
  // The space is for those who hear it: code and number are two words.
  box.append(globe, name, " ", number);
  return box;
}

export function countrySize(count: number): [number, number] {
  return [58 + 8 * String(count).length, 26];
}
