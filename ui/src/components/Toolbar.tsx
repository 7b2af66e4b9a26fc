import { type ReactNode, useId } from "react";
import { formatNumber } from "./format";
import { Icon } from "./icons";

/** The row above a table: filters left, search and the rest right. */
export function Toolbar({ children, right }: { children?: ReactNode; right?: ReactNode }) {
  return (
    <div className="toolbar">
      {children}
      {right ? <span className="row end">{right}</span> : null}
    </div>
  );
}

interface SearchFieldProps {
  label: string;
  value: string;
  onChange(value: string): void;
  width?: number;
  small?: boolean;
  /** In a drawer or dialog: the keyboard begins here. */
  first?: boolean;
  /** The key that brings the keyboard here. */
  shortcut?: string;
}

export function SearchField({ label, value, onChange, width = 240, small, first, shortcut }: SearchFieldProps) {
  const id = useId();
  return (
    <span className={small ? "in xs" : "in"} style={{ width }}>
      <Icon name="search" size="s" />
      <label className="sr" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        type="search"
        value={value}
        placeholder={label}
        autoComplete="off"
        spellCheck={false}
        data-autofocus={first || undefined}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          if (value !== "") {
            event.stopPropagation();
            onChange("");
          } else if (event.currentTarget.closest("[role=dialog]") === null) {
            // Nothing is left to clear: the keys of the page count again.
            event.currentTarget.blur();
          }
        }}
      />
      {shortcut === undefined || value !== "" ? null : <kbd className="kbd">{shortcut}</kbd>}
    </span>
  );
}

export interface Segment<Value extends string> {
  value: Value;
  label: string;
  count?: number;
  icon?: ReactNode;
  /** Why it cannot be chosen. */
  disabledReason?: string;
}

interface SegmentedFilterProps<Value extends string> {
  label: string;
  value: Value;
  onChange(value: NoInfer<Value>): void;
  segments: readonly Segment<NoInfer<Value>>[];
  small?: boolean;
}

/** One choice of several, with counts; buttons with a pressed state, so that every browser announces it alike. */
export function SegmentedFilter<Value extends string>({
  label,
  value,
  onChange,
  segments,
  small,
}: SegmentedFilterProps<Value>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as one inline row in every engine.
    <span className={small ? "seg xs" : "seg"} role="group" aria-label={label}>
      {segments.map((segment) => (
        <button
          key={segment.value}
          type="button"
          className={segment.value === value ? "on" : ""}
          aria-pressed={segment.value === value}
          disabled={segment.disabledReason !== undefined}
          title={segment.disabledReason}
          onClick={() => onChange(segment.value)}
        >
          {segment.icon}
          {segment.label}
          {segment.count === undefined ? null : <span className="n">{formatNumber(segment.count)}</span>}
        </button>
      ))}
    </span>
  );
}
