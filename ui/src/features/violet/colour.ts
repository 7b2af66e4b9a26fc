/** Whether words can be read on a colour, as WCAG 2 reckons it. */

const HEX = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i;

/** Least contrast of a control and what is around it (WCAG 2.2, 1.4.11). */
const VISIBLE = 3;

/** `#rrggbb`. */
export const isColour = (text: string): boolean => HEX.test(text);

function luminance(colour: string): number {
  const parts = HEX.exec(colour)?.slice(1) ?? ["00", "00", "00"];
  const [red = 0, green = 0, blue = 0] = parts.map((part) => {
    const value = Number.parseInt(part, 16) / 255;
    return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** From 1 (the same) to 21 (black and white). */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((left, right) => left - right);
  return (light + 0.05) / (dark + 0.05);
}

const WHITE = "#ffffff";
const BLACK = "#000000";

/** White or black: what is easier to read on this colour. */
export const readableOn = (colour: string): string =>
  contrast(colour, WHITE) >= contrast(colour, BLACK) ? WHITE : BLACK;

/** The ground of the owner's page in the dark theme. */
const DARK_PAGE = "#141b1c";

/** How well a colour does for buttons and switches; null for what is no colour. The core refuses one that is too light. */
export function contrastWords(colour: string): { words: string; isPoor: boolean } | null {
  if (!isColour(colour)) return null;
  if (contrast(colour, WHITE) < VISIBLE) {
    return { words: "Too light: buttons of it cannot be seen on white.", isPoor: true };
  }
  const text = readableOn(colour);
  const onIt = `${text === WHITE ? "White" : "Black"} words stand on it, contrast ${contrast(colour, text).toFixed(1)} to 1.`;
  if (contrast(colour, DARK_PAGE) >= VISIBLE) return { words: onIt, isPoor: false };
  return { words: `${onIt} On the dark page switches are hard to see in it.`, isPoor: true };
}
