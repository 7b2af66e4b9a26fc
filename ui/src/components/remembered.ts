import { useState } from "react";

const PREFIX = "sitebook.view/";

/** What a person chose for looking at something, kept on this computer; `read` says what a kept value is worth. */
export function useRemembered<T>(key: string, read: (kept: unknown) => T): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => {
    try {
      return read(JSON.parse(window.localStorage.getItem(PREFIX + key) ?? "null"));
    } catch {
      return read(null);
    }
  });
  return [
    value,
    (next) => {
      setValue(next);
      try {
        window.localStorage.setItem(PREFIX + key, JSON.stringify(next));
      } catch {
        // No room or no storage: it lasts as long as the page.
      }
    },
  ];
}
