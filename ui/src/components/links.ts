/** Addresses in text that people wrote. Only schemes that open a page, a letter or a call; anything else stays text. */

const SCHEMES: ReadonlySet<string> = new Set(["http:", "https:", "mailto:", "tel:"]);
const IN_TEXT = /\b(?:https?:\/\/|mailto:)[^\s<>"'`]+/gi;
/** What ends a sentence or a bracket, and not the address in it. */
const AFTER = /[.,;:!?)\]}»]+$/;

/** Whether an address may be handed to whatever opens it. */
export function isSafeAddress(address: string): boolean {
  try {
    const url = new URL(address);
    // "https://bank.example@evil.example" reads as another host than it is.
    return SCHEMES.has(url.protocol) && url.username === "" && url.password === "";
  } catch {
    return false;
  }
}

/** The end of an address without what belongs to the sentence around it; brackets that it opened itself stay. */
function trimEnd(address: string): string {
  let trimmed = address;
  for (let end = AFTER.exec(trimmed); end !== null; end = AFTER.exec(trimmed)) {
    const last = trimmed.at(-1);
    if (last === ")" && trimmed.split("(").length >= trimmed.split(")").length) break;
    trimmed = trimmed.slice(0, -1);
  }
  return trimmed;
}

/** The addresses in a text, each once, in their order. */
export function linksIn(text: string): string[] {
  const found = [...text.matchAll(IN_TEXT)].map(([address]) => trimEnd(address)).filter(isSafeAddress);
  return [...new Set(found)];
}
