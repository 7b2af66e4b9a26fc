/** Lists in one line, as the core writes and reads them: an item with a separator in it stands in quotation marks. */

export function listText(items: readonly string[]): string {
  return items.map((item) => (/[,;\n]|^"/.test(item) ? `"${item.replaceAll('"', '""')}"` : item)).join(", ");
}

/** An item in quotation marks with the separator behind it, or everything up to the next separator. */
const ITEM = /\s*"((?:[^"]|"")*)"\s*(?:[,;\n]|$)|([^,;\n]*)(?:[,;\n]|$)/y;

export function listItems(text: string): string[] {
  const items: string[] = [];
  ITEM.lastIndex = 0;
  while (ITEM.lastIndex < text.length) {
    const found = ITEM.exec(text);
    if (found === null) break;
    const item = (found[1]?.replaceAll('""', '"') ?? found[2] ?? "").trim();
    if (item !== "") items.push(item);
  }
  return items;
}
