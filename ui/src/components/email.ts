/** What is certainly wrong with an e-mail address, in words; null when nothing is. The core decides about the rest. */
export function checkEmail(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  const [name, domain, ...more] = trimmed.split("@");
  if (!name || domain === undefined || more.length > 0) return "An e-mail address has one @ with a name before it.";
  if (/\s/.test(trimmed)) return "An e-mail address has no spaces. Take them out.";
  if (!/[^.]\.[^.]/.test(domain)) return "The part after @ needs a dot. Add it.";
  return null;
}
