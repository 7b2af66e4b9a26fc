import type { Direction } from "../backend/generated";
import { Icon, type IconName } from "./icons";

/** Every direction, in the order of the two sides: ConnectWise's values come from the right. */
export const DIRECTIONS: ReadonlyArray<{ value: Direction; icon: IconName; words: string }> = [
  { value: "from-connectwise", icon: "from", words: "from ConnectWise" },
  { value: "off", icon: "minus", words: "off" },
  { value: "to-connectwise", icon: "to", words: "to ConnectWise" },
];

interface DirectionControlProps {
  /** Name of the field. */
  name: string;
  value: Direction;
  /** Those that can be chosen. */
  possible: readonly Direction[];
  /** Why one cannot be chosen. */
  why(direction: Direction): string;
  onChange(direction: Direction): void;
}

/** Which way a field goes; a direction that it can never take shows a lock and says why. */
export function DirectionControl({ name, value, possible, why, onChange }: DirectionControlProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as one inline row in every engine.
    <span className="seg dirs" role="group" aria-label={`Direction of ${name}`}>
      {DIRECTIONS.map(({ value: direction, icon, words }) => {
        const on = value === direction;
        const locked = !on && !possible.includes(direction);
        const label = locked ? `${name} ${words}: ${why(direction)}` : `${name}: ${words}`;
        return (
          <button
            key={direction}
            type="button"
            className={[on && "on", on && direction === "off" && "isoff", locked && "locked"].filter(Boolean).join(" ")}
            aria-pressed={on}
            aria-label={label}
            title={label}
            disabled={locked}
            onClick={() => onChange(direction)}
          >
            <Icon name={locked ? "lock" : icon} size="s" />
          </button>
        );
      })}
    </span>
  );
}
