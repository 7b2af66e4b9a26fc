interface CheckBoxProps {
  label: string;
  /** "mixed" = some of what it stands for. */
  state: "on" | "off" | "mixed";
  disabled?: boolean;
  onToggle(): void;
}

/** A box of a table: ticked, empty, or partly so. */
export function CheckBox({ label, state, disabled, onToggle }: CheckBoxProps) {
  return (
    <input
      type="checkbox"
      className="cb"
      aria-label={label}
      checked={state === "on"}
      disabled={disabled}
      ref={(box) => {
        if (box) box.indeterminate = state === "mixed";
      }}
      onChange={onToggle}
    />
  );
}
