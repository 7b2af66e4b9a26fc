import type { ReactNode } from "react";

interface HighlightedProps {
  text: string;
  /** Pairs of begin and end, in UTF-16 units, as the search answers them. */
  marks: readonly (readonly [number, number])[];
}

/** A text with what was found in it. Marks that do not fit the text are left out: the text itself always stays whole. */
export function Highlighted({ text, marks }: HighlightedProps) {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const [begin, end] of [...marks].sort((a, b) => a[0] - b[0])) {
    if (begin < at || end <= begin || end > text.length) continue;
    if (begin > at) parts.push(text.slice(at, begin));
    parts.push(
      <mark className="found" key={begin}>
        {text.slice(begin, end)}
      </mark>,
    );
    at = end;
  }
  if (at < text.length) parts.push(text.slice(at));
  return <>{parts}</>;
}
