/** Phone numbers with labels, as people write them: "Mobile: +44 7700 900123". */
import type { PhoneView } from "../../backend/generated";

export interface Phone {
  label: string;
  number: string;
}

/** A comma or a new line would make two numbers of one. */
const inOneEntry = (text: string): string => text.replaceAll(/[,;\n\r]+/g, " ");

/** The parts of an entry: as the core read it; where it reads no number in it, what stands before a colon is the label. */
export function splitPhone(entry: string, known: readonly PhoneView[]): Phone {
  const view = known.find((each) => each.typed === entry);
  if (view && view.number !== entry) return { label: view.label, number: view.number };
  const colon = entry.indexOf(":");
  if (colon < 0) return { label: "", number: entry };
  return { label: entry.slice(0, colon), number: entry.slice(colon + 1).replace(/^ /, "") };
}

/** An entry of these parts. A number without a label stands alone. */
export function joinPhone({ label, number }: Phone): string {
  const words = inOneEntry(label).replaceAll(":", "");
  const digits = inOneEntry(number);
  return words === "" ? digits : `${words}: ${digits}`;
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

/** The address that calls a number. */
export const callAddress = (view: PhoneView): string => `tel:${dialled(view.international ?? view.number)}`;
