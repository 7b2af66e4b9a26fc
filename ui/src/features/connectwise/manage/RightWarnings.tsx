import type { RightWarning } from "../../../backend/generated";
import { Note } from "../../../components";
import { warningWords } from "./rights";

interface Props {
  warnings: readonly RightWarning[];
  /** Only those that a sync may go wrong because of, or only the others. */
  serious: boolean;
}

/** What the administrator should know of the role although no right is missing. */
export function RightWarnings({ warnings, serious }: Props) {
  const words = warnings.map(warningWords).filter((item) => item.serious === serious);
  return words.map(({ title, text, advice }) => {
    return (
      <Note key={title} {...(serious ? { tone: "warn" as const } : {})}>
        <b className="md">{title}</b>
        <p className="m">{text}</p>
        <p>{advice}</p>
      </Note>
    );
  });
}
