import { CommandFailure } from "./backend";
import { listText } from "./list-text";

/** What somebody else made of a value while it was being typed here. */
export interface Conflict {
  /** The value that counts now, as it is typed. */
  now: string;
  /** Who set it; empty where the source's value counts. */
  by: string;
  /** When (RFC 3339); empty where that is not known. */
  at: string;
}

const textOf = (value: unknown): string => {
  if (Array.isArray(value)) return listText(value.map(String));
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
};

/** The first conflict of a refused change of one field; null for every other failure. */
export function conflictFrom(failure: unknown): Conflict | null {
  if (!(failure instanceof CommandFailure) || failure.code !== "changed_meanwhile") return null;
  const { conflicts } = failure.details;
  const first: unknown = Array.isArray(conflicts) ? conflicts[0] : undefined;
  if (typeof first !== "object" || first === null) return null;
  const { now, by, at } = first as Record<string, unknown>;
  return { now: textOf(now), by: textOf(by), at: textOf(at) };
}
