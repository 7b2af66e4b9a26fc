import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useState } from "react";

/** In ms: what is typed is searched for this long after the last key. */
const PAUSE = 150;

/** What is being typed in the search box; `searched` is what the table answers, and may change by itself. */
export function useSearchText(searched: string, onSearch: (text: string) => void): [string, (text: string) => void] {
  const [text, setText] = useState(searched);
  const [typed] = useDebouncedValue(text.trim(), PAUSE);
  const [last, setLast] = useState(searched);
  if (searched !== last) {
    // Back, or a view, asks for something else.
    setLast(searched);
    if (searched !== text.trim()) setText(searched);
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was typed is a reason to search.
  useEffect(() => {
    if (typed !== searched && typed === text.trim()) onSearch(typed);
  }, [typed]);
  return [text, setText];
}
