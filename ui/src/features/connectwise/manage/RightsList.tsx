import type { RightView } from "../../../backend/generated";
import { Icon } from "../../../components";

function look(granted: boolean | null) {
  switch (granted) {
    case true:
      return { icon: "check", className: "c-ok", word: "granted" } as const;
    case false:
      return { icon: "close", className: "c-bad", word: "missing" } as const;
    case null:
      return { icon: "minus", className: "c-idle", word: "could not be found out without writing" } as const;
  }
}

/** Every right that is needed, with a sign and a word. */
export function RightsList({ rights }: { rights: readonly RightView[] }) {
  return (
    <ul className="rightslist" aria-label="Rights">
      {rights.map((item) => {
        const { icon, className, word } = look(item.granted);
        return (
          <li key={item.right} className="row g6">
            <Icon name={icon} size="s" className={className} />
            <span className="el" title={item.right}>
              {item.right}
            </span>
            <span className={`end nw t12 ${className}`}>{word}</span>
          </li>
        );
      })}
    </ul>
  );
}
