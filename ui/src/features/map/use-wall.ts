import { useEffect, useState } from "react";

const COVERED = ".rail, .topbar";

export interface Wall {
  on: boolean;
  toggle(): void;
}

/** The map on the whole screen, for a wall. Where the engine has no full screen, it fills the window. */
export function useWall(): Wall {
  const [on, setOn] = useState(false);

  useEffect(() => {
    if (!on) return;
    const page = document.documentElement;
    // What is covered is out of reach of the keyboard, too.
    const covered = [...document.querySelectorAll<HTMLElement>(COVERED)];
    for (const part of covered) part.inert = true;
    void page.requestFullscreen?.().catch(() => undefined);
    const onChange = (): void => {
      if (document.fullscreenElement === null) setOn(false);
    };
    const onKey = (event: KeyboardEvent): void => {
      const inside = event.target instanceof Element && event.target.closest("[role=dialog],[role=menu]") !== null;
      if (event.key === "Escape" && !event.defaultPrevented && !inside) setOn(false);
    };
    document.addEventListener("fullscreenchange", onChange);
    document.addEventListener("keydown", onKey);
    return () => {
      for (const part of covered) part.inert = false;
      document.removeEventListener("fullscreenchange", onChange);
      document.removeEventListener("keydown", onKey);
      if (document.fullscreenElement !== null) void document.exitFullscreen().catch(() => undefined);
    };
  }, [on]);

  return { on, toggle: () => setOn((now) => !now) };
}
