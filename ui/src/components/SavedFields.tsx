import { Select } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, useId } from "react";
import { Button } from "./Button";
import { FieldFrame } from "./Field";
import { Icon } from "./icons";
import { KeyHint, MOD } from "./KeyHint";
import { type SavedField, type SavedFieldOptions, useSavedField } from "./saved-field";
import { Time } from "./Time";

interface Common extends SavedFieldOptions {
  /** Below the field, after what it says about saving. */
  below?: ReactNode;
}

/** What a field says about its own saving; null leaves the place to another hint. */
function savingHint(field: SavedField, keys: ReactNode): ReactNode {
  if (field.state === "saving") {
    return (
      <>
        <Icon name="spin" />
        <span role="status">Saving</span>
      </>
    );
  }
  if (field.state === "saved" && !field.dirty) {
    return (
      <span className="hint ok" role="status">
        <Icon name="check" />
        Saved
      </span>
    );
  }
  if (!field.dirty) return null;
  return (
    <>
      {field.restored ? <DraftHint field={field} /> : null}
      {keys}
    </>
  );
}

/** Says that what stands in the field was typed earlier and is not saved. */
function DraftHint({ field }: { field: SavedField }) {
  if (field.restored === null) return null;
  const { at, base } = field.restored;
  return (
    <>
      <Icon name="clock" />
      <span role="status">
        <b className="md">Draft</b> of <Time at={at} withClock />, not saved
        {base === field.saved ? "." : "; the saved text was changed since."}
      </span>
    </>
  );
}

const TEXT_KEYS = (
  <>
    <KeyHint keys="Enter">saves,</KeyHint>
    <KeyHint keys="Esc">reverts</KeyHint>
  </>
);

function onKeys(field: SavedField, event: KeyboardEvent<HTMLElement>, saves: boolean): void {
  if (saves) {
    event.preventDefault();
    event.stopPropagation();
    field.commit();
  } else if (event.key === "Escape" && field.revert()) {
    // The first Esc is the field's; only the next one closes a drawer around it.
    event.stopPropagation();
    event.preventDefault();
  }
}

const failedText = (field: SavedField): string | null => (field.error === null ? null : `Not saved. ${field.error}`);

interface SavedTextFieldProps extends Common {
  mono?: boolean;
  type?: "text" | "email" | "tel";
  placeholder?: string;
}

export function SavedTextField({ mono, type = "text", placeholder, below, ...options }: SavedTextFieldProps) {
  const id = useId();
  const field = useSavedField(options);
  const hint = savingHint(field, TEXT_KEYS);
  return (
    <div className="col">
      <FieldFrame id={id} label={options.label} hint={hint} error={failedText(field)}>
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
          onKeyDown={(event) => onKeys(field, event, event.key === "Enter" && !event.nativeEvent.isComposing)}
        />
      </FieldFrame>
      {below}
    </div>
  );
}

interface SavedTextareaProps extends Common {
  rows?: number;
  placeholder?: string;
}

/** For notes: Ctrl+S or leaving saves, and what was typed survives leaving the page and a restart. */
export function SavedTextarea({ rows = 4, placeholder, below, ...options }: SavedTextareaProps) {
  const id = useId();
  const field = useSavedField({ ...options, draftLasts: true });
  const hint = savingHint(
    field,
    <>
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
          onKeyDown={(event) =>
            onKeys(field, event, (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s")
          }
        />
      </FieldFrame>
      {below}
    </div>
  );
}

interface SavedSelectProps extends Common {
  choices: readonly { value: string; label: string }[];
}

export function SavedSelect({ choices, below, ...options }: SavedSelectProps) {
  const field = useSavedField(options);
  return (
    <div className="col">
      <Select
        label={options.label}
        data={choices}
        value={field.draft}
        error={failedText(field)}
        onChange={(value) => {
          if (value === null) return;
          field.change(value);
          field.commit(value);
        }}
      />
      {field.state === "saving" || field.state === "saved" ? (
        <div className="hint">{savingHint(field, null)}</div>
      ) : null}
      {below}
    </div>
  );
}

/* A list travels as one text, one entry a line, which is also how the core reads it. */
const toLines = (list: readonly string[]): string => list.join("\n");
const fromLines = (text: string): string[] => (text === "" ? [] : text.split("\n"));

interface SavedListProps extends Omit<Common, "value" | "onSave" | "check"> {
  value: readonly string[];
  onSave(value: string[]): Promise<unknown>;
  /** "phone number": for the names of the single inputs and buttons. */
  item: string;
  type?: "text" | "tel";
}

/** Several short values, each in its own input; empty ones are left out when saving. */
export function SavedList({ value, onSave, item, type = "text", below, ...options }: SavedListProps) {
  const id = useId();
  const clean = (text: string): string[] =>
    fromLines(text)
      .map((entry) => entry.trim())
      .filter((entry) => entry !== "");
  const field = useSavedField({ ...options, value: toLines(value), onSave: (text) => onSave(clean(text)) });
  const entries = field.draft === "" ? [""] : field.draft.split("\n");

  const commit = (text: string = field.draft): void => {
    const tidy = toLines(clean(text));
    if (tidy === toLines(value)) field.revert();
    else field.commit(tidy);
  };
  const put = (index: number, text: string): string =>
    toLines(entries.map((entry, at) => (at === index ? text.replaceAll("\n", " ") : entry)));

  return (
    <fieldset className="field bare">
      <legend className="flabel">{options.label}</legend>
      <div className="list-entries">
        {entries.map((entry, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: entries have no identity but their place.
          <div className="row g4" key={index}>
            <input
              type={type}
              className="in"
              aria-label={`${item} ${index + 1}`}
              aria-describedby={`${id}-hint`}
              aria-invalid={field.error ? true : undefined}
              data-mantine-stop-propagation={field.dirty || undefined}
              value={entry}
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => field.change(put(index, event.currentTarget.value))}
              onBlur={(event) => {
                // Moving between the entries of one list is not leaving it.
                if (!event.currentTarget.closest("fieldset")?.contains(event.relatedTarget)) commit();
              }}
              onKeyDown={(event) => {
                if (event.key === "Enter" && !event.nativeEvent.isComposing) {
                  event.preventDefault();
                  commit();
                } else onKeys(field, event, false);
              }}
            />
            {entries.length > 1 ? (
              <Button
                iconOnly
                kind="quiet"
                icon="close"
                aria-label={`Remove ${item} ${index + 1}`}
                onClick={() => {
                  const left = toLines(entries.filter((_, at) => at !== index));
                  field.change(left);
                  commit(left);
                }}
              />
            ) : null}
            {index === entries.length - 1 && entry !== "" ? (
              <Button
                iconOnly
                icon="plus"
                aria-label={`Add a ${item}`}
                onClick={() => field.change(`${field.draft}\n`)}
              />
            ) : null}
          </div>
        ))}
      </div>
      <div className={field.error ? "hint err" : "hint"} id={`${id}-hint`} role={field.error ? "alert" : undefined}>
        {field.error ? (
          <>
            <Icon name="error" />
            <span>{failedText(field)}</span>
          </>
        ) : (
          savingHint(field, TEXT_KEYS)
        )}
      </div>
      {below}
    </fieldset>
  );
}
