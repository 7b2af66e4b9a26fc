import type { WrittenBack } from "../../../backend/generated";
import { formatField, notifyDone, notifyKept } from "../../../components";

/** Says what became of values that went on to Domotz; nothing where none did. */
export function notifyWrittenBack(device: string, written: readonly WrittenBack[]): void {
  const there = written.filter(({ trouble }) => trouble === null).map(({ field }) => formatField(field));
  if (there.length > 0) notifyDone(`${there.join(", ")} of ${device}: also in Domotz`);
  for (const { field, trouble } of written) {
    if (trouble !== null) notifyKept(`${formatField(field)} of ${device} is kept here, and not in Domotz.`, trouble);
  }
}
