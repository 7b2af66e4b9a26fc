/** Phone numbers with labels, as people write them: "Mobile: +44 7700 900123". */
import type { PhoneView } from "../../backend/generated";

export interface Phone {
  label: string;
  number: string;
}

/** The entries are lines while they are edited. Commas are no danger: a list puts such an entry in quotation marks. */
const inOneLine = (text: string): string => text.replaceAll(/[\n\r]+/g, " ");

/** So many digits behind a colon make it the one before the number, for the core as well; a label may hold others. */
const FEWEST_DIGITS = 3;

/** Where the label ends: at the last colon before a number, or before nothing yet; else at the first. */
function endOfLabel(entry: string): number {
  const last = entry.lastIndexOf(":");
  const behind = entry.slice(last + 1);
  const isNumber = behind.replaceAll(/\D/g, "").length >= FEWEST_DIGITS;
  return isNumber || behind.trim() === "" ? last : entry.indexOf(":");
}

/** The parts of an entry: as the core read it; where it reads no number in it, what stands before a colon is the label. */
export function splitPhone(entry: string, known: readonly PhoneView[]): Phone {
  const view = known.find((each) => each.typed === entry);
  if (view && view.number !== entry) return { label: view.label, number: view.number };
  const colon = endOfLabel(entry);
  if (colon < 0) return { label: "", number: entry };
  return { label: entry.slice(0, colon), number: entry.slice(colon + 1).replace(/^ /, "") };
}

/** An entry of these parts. A number without a label stands alone. */
export function joinPhone({ label, number }: Phone): string {
  return inOneLine(label === "" ? number : `${label}: ${number}`);
}

/** The entries that say something. */
export const withoutEmpty = (entries: readonly string[]): string[] =>
  entries.map((entry) => entry.trim()).filter((entry) => entry !== "");

/** What is wrong with the entries, in words: a label alone calls nobody. Whether a number is plausible, the core says. */
export function checkPhones(entries: readonly string[], known: readonly PhoneView[]): string | null {
  const bare = entries.map((entry) => splitPhone(entry, known)).find((phone) => phone.number.trim() === "");
  return bare === undefined ? null : `"${bare.label}" has no number yet. Add it, or remove the line.`;
}

/** A number as it is dialled: without what only helps reading. */
export const dialled = (number: string): string => number.replaceAll(/[^+\d*#]/g, "");

/** How a number is dialled from anywhere, where that is not what was typed. */
export function internationalBeside({ number, international }: PhoneView): string | null {
  return international !== null && dialled(international) !== dialled(number) ? international : null;
}

/** The address that calls a number. */
export const callAddress = (view: PhoneView): string => `tel:${dialled(view.international ?? view.number)}`;
