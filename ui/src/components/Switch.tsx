import type { ReactNode } from "react";

interface SwitchProps {
  /** What it turns on; the accessible name where `children` is left out. */
  label: string;
  on: boolean;
  disabled?: boolean;
  /** Why it cannot be turned, or what it means. */
  title?: string;
  onChange(on: boolean): void;
  /** Words beside it. */
  children?: ReactNode;
}

/** On or off, at once. */
export function Switch({ label, on, disabled, title, onChange, children }: SwitchProps) {
  return (
    <label className="row g6" title={title}>
      <input
        type="checkbox"
        role="switch"
        aria-checked={on}
        aria-label={label}
        className="sw"
        checked={on}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {children}
    </label>
  );
}
