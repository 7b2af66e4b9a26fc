import { useEffect, useEffectEvent } from "react";
import { type KeyAct, type KeyContext, keyAct } from "./keys";

/** Whether a key pressed there is text, or belongs to something that lies above the page. */
function belongsElsewhere(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) {
    return false;
  }
  const typing = target.matches("input:not([type=checkbox]), textarea, select, [contenteditable=true]");
  return typing || target.closest("[role=dialog], [role=listbox], [role=menu]") !== null;
}

/** Whether Enter and Space already mean something there. */
function isControl(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("button, a, input") !== null;
}

/** The keys of the matching page: they work wherever the keyboard is, except in a text or a dialog. */
export function useMatchingKeys(context: KeyContext, enabled: boolean, onAct: (act: KeyAct) => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!enabled || event.defaultPrevented || belongsElsewhere(event.target)) {
      return;
    }
    const pressesControl = (event.key === "Enter" && !event.shiftKey) || event.key === " ";
    if (pressesControl && isControl(event.target)) {
      return;
    }
    const modified = event.ctrlKey || event.altKey || event.metaKey;
    const act = keyAct({ key: event.key, shift: event.shiftKey, modified }, context);
    if (act !== null) {
      event.preventDefault();
      onAct(act);
    }
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    document.addEventListener("keydown", listener);
    return () => document.removeEventListener("keydown", listener);
  }, []);
}
