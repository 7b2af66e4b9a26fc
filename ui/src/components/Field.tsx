import { type HTMLInputTypeAttribute, type ReactNode, type Ref, useId } from "react";
import { Icon } from "./icons";

interface FieldFrameProps {
  id: string;
  label: ReactNode;
  hint?: ReactNode;
  error?: string | null;
  children: ReactNode;
}

/** Label above, hint or error below. */
export function FieldFrame({ id, label, hint, error, children }: FieldFrameProps) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      {error ? (
        <div className="hint err" id={`${id}-hint`} role="alert">
          <Icon name="error" />
          <span>{error}</span>
        </div>
      ) : hint ? (
        <div className="hint" id={`${id}-hint`}>
          {hint}
        </div>
      ) : null}
    </div>
  );
}

interface TextFieldProps {
  label: string;
  value: string;
  onChange(value: string): void;
  type?: HTMLInputTypeAttribute;
  placeholder?: string;
  hint?: ReactNode;
  error?: string | null;
  mono?: boolean;
  disabled?: boolean;
  required?: boolean;
  autoComplete?: string;
  onBlur?(): void;
  autoFocus?: boolean;
  ref?: Ref<HTMLInputElement>;
}

/** A plain text input of a form with its own button; for values that save themselves see SavedTextField. */
export function TextField({ label, value, onChange, hint, error, mono, autoFocus, ref, ...rest }: TextFieldProps) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error}>
      <input
        id={id}
        ref={ref}
        className={mono ? "in mono" : "in"}
        value={value}
        spellCheck={false}
        aria-invalid={error ? true : undefined}
        aria-describedby={error || hint ? `${id}-hint` : undefined}
        data-autofocus={autoFocus || undefined}
        onChange={(event) => onChange(event.currentTarget.value)}
        {...rest}
      />
    </FieldFrame>
  );
}

interface TextAreaFieldProps {
  label: string;
  value: string;
  onChange(value: string): void;
  rows: number;
  hint?: ReactNode;
  autoComplete?: string;
}

/** Text of several lines in a form with its own button; for values that save themselves see SavedTextarea. */
export function TextAreaField({ label, value, onChange, hint, ...rest }: TextAreaFieldProps) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} hint={hint}>
      <textarea
        id={id}
        className="in"
        value={value}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onChange(event.currentTarget.value)}
        {...rest}
      />
    </FieldFrame>
  );
}

/** A value that nobody can change here, with the reason. */
export function ReadOnlyField({
  label,
  value,
  reason,
  mono,
}: {
  label: string;
  value: string;
  reason: string;
  mono?: boolean;
}) {
  const id = useId();
  return (
    <FieldFrame
      id={id}
      label={label}
      hint={
        <>
          <Icon name="lock" />
          <span>{reason}</span>
        </>
      }
    >
      <input
        id={id}
        className={mono ? "in ro mono" : "in ro"}
        readOnly
        value={value}
        placeholder="none"
        aria-describedby={`${id}-hint`}
      />
    </FieldFrame>
  );
}
