import type { ReactNode } from "react";

const MAC = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

/** The name of the command key on this computer. */
export const MOD = MAC ? "⌘" : "Ctrl";

/** "Ctrl K find": key caps with what they do. */
export function KeyHint({ keys, children }: { keys: string | readonly string[]; children?: ReactNode }) {
  const list = typeof keys === "string" ? [keys] : keys;
  return (
    <span className="k">
      {list.map((key) => (
        <kbd className="kbd" key={key}>
          {key}
        </kbd>
      ))}
      {children}
    </span>
  );
}

/** The bar at the bottom of a page that lists its keys. */
export function KeyBar({ children }: { children: ReactNode }) {
  return <div className="foot">{children}</div>;
}
