import type { RightView } from "../../../backend/generated";
import { Icon } from "../../../components";
import { groupRights, rightWords } from "./rights";

function look(granted: boolean | null) {
  switch (granted) {
    case true:
      return { icon: "check", className: "c-ok", word: "granted" } as const;
    case false:
      return { icon: "close", className: "c-bad", word: "missing" } as const;
    case null:
      return { icon: "minus", className: "c-idle", word: "not known" } as const;
  }
}

/** Every right that is needed: a sign and a word for its state, what it is for, and what is lost without it. */
export function RightsList({ rights }: { rights: readonly RightView[] }) {
  return (
    <ul className="rightslist" aria-label="Rights">
      {groupRights(rights).map((group) => (
        <li key={group.name}>
          <b className="md">{group.name}</b>
          <ul>
            {group.rights.map((item) => {
              const { icon, className, word } = look(item.granted);
              const words = rightWords(item.right);
              return (
                <li key={item.right} className="right">
                  <Icon name={icon} size="s" className={className} />
                  <span className="nw">{item.level}</span>
                  <span className="right-words">
                    {words ? <span className="m">{words.need}</span> : null}
                    {words && item.granted === false ? <span className="c-bad">{words.without}</span> : null}
                    {words && item.granted === null ? (
                      <span className="d">
                        Could not be found out; shows at the first write. Without it: {words.without}
                      </span>
                    ) : null}
                  </span>
                  <span className={`nw t12 ${className}`}>{word}</span>
                </li>
              );
            })}
          </ul>
        </li>
      ))}
    </ul>
  );
}
