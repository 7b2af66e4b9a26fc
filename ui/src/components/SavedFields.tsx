import { Select, TagsInput } from "@mantine/core";
import { type ReactNode, useId } from "react";
import { listItems } from "../backend/list-text";
import { FieldFrame } from "./Field";
import { KeyHint, MOD } from "./KeyHint";
import { type SavedFieldOptions, useSavedField } from "./saved-field";
import { ConflictNote, failedText, isEnter, isSaveKey, onSavingKeys, savingHint, TEXT_KEYS } from "./saving-hints";

interface Common extends SavedFieldOptions {
  /** Below the field, after what it says about saving. */
  below?: ReactNode;
}

interface SavedTextFieldProps extends Common {
  mono?: boolean;
  type?: "text" | "email" | "tel";
  placeholder?: string;
  /** Beside the input: what can be done with the value. */
  acts?: ReactNode;
}

export function SavedTextField({ mono, type = "text", placeholder, acts, below, ...options }: SavedTextFieldProps) {
  const id = useId();
  const field = useSavedField(options);
  const hint = savingHint(field, TEXT_KEYS);
  return (
    <div className="col">
      <FieldFrame id={id} label={options.label} hint={hint} error={failedText(field)}>
        <span className="row g4">
          <input
            id={id}
            type={type}
            className={mono ? "in mono" : "in"}
            value={field.draft}
            placeholder={placeholder}
            spellCheck={false}
            autoComplete="off"
            aria-invalid={field.error ? true : undefined}
            data-mantine-stop-propagation={field.dirty || undefined}
            aria-describedby={field.error || hint ? `${id}-hint` : undefined}
            onChange={(event) => field.change(event.currentTarget.value)}
            onBlur={() => field.commit()}
            onKeyDown={(event) => onSavingKeys(field, event, isEnter(event) || isSaveKey(event))}
          />
          {acts}
        </span>
      </FieldFrame>
      <ConflictNote field={field} />
      {below}
    </div>
  );
}

interface SavedTextareaProps extends Common {
  rows?: number;
  placeholder?: string;
}

/** For notes: Ctrl+S or leaving saves. */
export function SavedTextarea({ rows = 4, placeholder, below, ...options }: SavedTextareaProps) {
  const id = useId();
  const field = useSavedField(options);
  const hint = savingHint(
    field,
    <>
      {options.draftKey !== undefined && field.restored === null ? <span>Draft kept.</span> : null}
      <KeyHint keys={[MOD, "S"]}>saves,</KeyHint>
      <KeyHint keys="Esc">reverts</KeyHint>
    </>,
  );
  return (
    <div className="col">
      <FieldFrame id={id} label={options.label} hint={hint} error={failedText(field)}>
        <textarea
          id={id}
          className="in"
          rows={rows}
          value={field.draft}
          placeholder={placeholder}
          aria-invalid={field.error ? true : undefined}
          data-mantine-stop-propagation={field.dirty || undefined}
          aria-describedby={field.error || hint ? `${id}-hint` : undefined}
          onChange={(event) => field.change(event.currentTarget.value)}
          onBlur={() => field.commit()}
          onKeyDown={(event) => onSavingKeys(field, event, isSaveKey(event))}
        />
      </FieldFrame>
      <ConflictNote field={field} />
      {below}
    </div>
  );
}

interface SavedSelectProps extends Common {
  choices: readonly { value: string; label: string }[];
  /** For long lists: what is typed narrows them. */
  searchable?: boolean;
}

export function SavedSelect({ choices, searchable, below, ...options }: SavedSelectProps) {
  const field = useSavedField(options);
  // A value that is not in the list is still the value.
  const known = choices.some((choice) => choice.value === field.draft);
  const data = known ? choices : [...choices, { value: field.draft, label: field.draft }];
  return (
    <div className="col">
      <Select
        label={options.label}
        data={data}
        value={field.draft}
        searchable={searchable ?? false}
        nothingFoundMessage="Nothing found"
        maxDropdownHeight={280}
        // A long list is made when it is opened: there are some hundred time zones.
        comboboxProps={{ keepMounted: !searchable }}
        error={failedText(field)}
        // What is typed takes the place of what stands there.
        onFocus={(event) => searchable && event.currentTarget.select()}
        onChange={(value) => {
          if (value === null) return;
          field.change(value);
          field.commit(value);
        }}
      />
      {field.state === "saving" || field.state === "saved" ? (
        <div className="hint">{savingHint(field, null)}</div>
      ) : null}
      <ConflictNote field={field} words={(value) => choices.find((choice) => choice.value === value)?.label ?? value} />
      {below}
    </div>
  );
}

/* A list is kept as one text while it is edited, one entry a line. */
export const toLines = (list: readonly string[]): string => list.join("\n");
export const fromLines = (text: string): string[] =>
  text
    .split("\n")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");

/** A list as the core writes it in one line, as lines. */
export const linesOf = (text: string): string => toLines(listItems(text));

interface SavedTagsProps extends Omit<Common, "value" | "onSave" | "read"> {
  value: readonly string[];
  onSave(value: string[], seen: string[]): Promise<unknown>;
  /** Tags that exist already. */
  suggestions?: readonly string[];
  placeholder?: string;
}

/** Short words as chips: Enter or a comma adds, the cross or Backspace takes away; each step is saved at once. */
export function SavedTags({ value, onSave, suggestions = [], placeholder, below, ...options }: SavedTagsProps) {
  const field = useSavedField({
    ...options,
    value: toLines(value),
    read: linesOf,
    onSave: (text, seen) => onSave(fromLines(text), fromLines(seen)),
  });
  const tags = fromLines(field.draft);
  return (
    <div className="col">
      <TagsInput
        size="xs"
        label={options.label}
        data={[...suggestions]}
        value={tags}
        splitChars={[",", ";"]}
        acceptValueOnBlur
        {...(tags.length === 0 && placeholder !== undefined ? { placeholder } : {})}
        error={failedText(field)}
        onChange={(next) => {
          const text = toLines(next.map((tag) => tag.trim()));
          field.change(text);
          field.commit(text);
        }}
      />
      {field.state === "saving" || field.state === "saved" ? (
        <div className="hint">{savingHint(field, null)}</div>
      ) : null}
      <ConflictNote field={field} words={(text) => fromLines(text).join(", ")} />
      {below}
    </div>
  );
}
