import { type KeyboardEvent, useId, useRef, useState } from "react";
import type { AgentDetail, PhoneView } from "../../backend/generated";
import { listText } from "../../backend/list-text";
import { Button, Icon, ReachActs } from "../../components";
import { linesOf, toLines } from "../../components/SavedFields";
import { type SavedField, useSavedField } from "../../components/saved-field";
import {
  ConflictNote,
  failedText,
  isEnter,
  isSaveKey,
  onSavingKeys,
  savingHint,
  TEXT_KEYS,
} from "../../components/saving-hints";
import { AgentSays, useSaveAgentField } from "./agent-fields";
import {
  callAddress,
  checkPhones,
  internationalBeside,
  joinPhone,
  type Phone,
  splitPhone,
  withoutEmpty,
} from "./phones";

/** The entries as lines are kept with their empty ones while they are edited. */
const rowsOf = (text: string): string[] => text.split("\n");

/** Any number of phone numbers, each with a label; saved together as one list. */
export function PhoneList({ agent }: { agent: AgentDetail }) {
  const id = useId();
  const save = useSaveAgentField(agent);
  const { phones } = agent;
  const asSent = (text: string): string => listText(withoutEmpty(rowsOf(text)));
  const value = toLines(agent.contact.phones);
  const field = useSavedField({
    label: "Phone numbers",
    value,
    draftKey: `${agent.id}/contact.phones`,
    read: linesOf,
    check: (text) => checkPhones(withoutEmpty(rowsOf(text)), phones),
    onSave: (text, seen) => save("contact.phones", asSent(text), asSent(seen)),
  });
  const rows = rowsOf(field.draft);
  // The place of a line that was just added: the typing goes on there.
  const [added, setAdded] = useState<number | null>(null);
  // Label and number of what was typed here: a colon in either of them must not move the text from one to the other.
  const typed = useRef(new Map<string, Phone>());
  const partsOf = (row: string): Phone => typed.current.get(row) ?? splitPhone(row, phones);

  const commit = (text: string = field.draft): void => {
    // A conflict is settled by its buttons, not by leaving the list on the way to them.
    if (field.conflict !== null && text === field.draft) return;
    const tidy = toLines(withoutEmpty(rowsOf(text)));
    if (tidy === value && field.state !== "failed") field.revert();
    else field.commit(tidy);
  };
  // The line that lacks something; all of them where the core refused the list.
  const lacking = withoutEmpty(rows).filter((row) => checkPhones([row], phones) !== null);
  const isWrong = (row: string): boolean =>
    field.error !== null && (lacking.length === 0 || lacking.includes(row.trim()));
  const withRow = (index: number, phone: Phone): string => {
    const entry = joinPhone(phone);
    typed.current.set(entry, phone);
    return toLines(rows.map((row, at) => (at === index ? entry : row)));
  };

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    if (isEnter(event) || isSaveKey(event)) {
      event.preventDefault();
      event.stopPropagation();
      commit();
    } else onSavingKeys(field, event, false);
  }

  return (
    <fieldset
      className="field bare"
      onBlur={(event) => {
        // Moving between the entries of one list is not leaving it.
        if (!event.currentTarget.contains(event.relatedTarget)) commit();
      }}
    >
      <legend className="flabel">Phone numbers</legend>
      <div className="phones">
        {rows.map((row, index) => (
          <PhoneRow
            // biome-ignore lint/suspicious/noArrayIndexKey: entries have no identity but their place.
            key={index}
            place={index + 1}
            phone={partsOf(row)}
            known={phones.find((each) => each.typed === row) ?? null}
            field={field}
            wrong={isWrong(row)}
            hintId={`${id}-hint`}
            first={index === added}
            onChange={(phone) => field.change(withRow(index, phone))}
            onKeyDown={onKeyDown}
            onRemove={
              rows.length > 1 || row !== ""
                ? () => {
                    const left = toLines(rows.filter((_, at) => at !== index));
                    field.change(left);
                    commit(left);
                  }
                : null
            }
          />
        ))}
        <Button
          small
          kind="quiet"
          icon="plus"
          className="add-phone"
          disabled={rows.some((row) => partsOf(row).number.trim() === "")}
          onClick={() => {
            setAdded(rows.length);
            field.change(`${field.draft}\n`);
          }}
        >
          Add phone number
        </Button>
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
      <ConflictNote field={field} words={(text) => rowsOf(text).join(", ")} />
      <AgentSays agent={agent} field="contact.phones" label="Phone numbers" />
    </fieldset>
  );
}

interface PhoneRowProps {
  place: number;
  phone: Phone;
  /** How the core read it; null while it is typed. */
  known: PhoneView | null;
  field: SavedField;
  wrong: boolean;
  hintId: string;
  /** Takes the keyboard when it appears. */
  first: boolean;
  onChange(phone: Phone): void;
  onKeyDown(event: KeyboardEvent<HTMLElement>): void;
  onRemove: (() => void) | null;
}

function PhoneRow({ place, phone, known, field, wrong, hintId, first, onChange, onKeyDown, onRemove }: PhoneRowProps) {
  const common = {
    className: "in",
    spellCheck: false,
    autoComplete: "off",
    "aria-describedby": hintId,
    "aria-invalid": wrong || undefined,
    "data-mantine-stop-propagation": field.dirty || undefined,
    onKeyDown,
  };
  return (
    <div className="phone">
      <input
        {...common}
        type="text"
        aria-label={`Label of phone number ${place}`}
        placeholder="Label"
        // biome-ignore lint/a11y/noAutofocus: somebody just asked for this line.
        autoFocus={first}
        value={phone.label}
        onChange={(event) => onChange({ ...phone, label: event.currentTarget.value })}
      />
      <input
        {...common}
        type="tel"
        aria-label={`Phone number ${place}`}
        placeholder="Number"
        value={phone.number}
        onChange={(event) => onChange({ ...phone, number: event.currentTarget.value })}
      />
      <span className="row g4">
        {known === null ? null : (
          <ReachActs
            address={callAddress(known)}
            text={known.international ?? known.number}
            verb="Call"
            icon="handset"
          />
        )}
        {onRemove === null ? null : (
          <Button
            iconOnly
            kind="quiet"
            icon="close"
            aria-label={`Remove phone number ${place}`}
            onMouseDown={(event) => event.preventDefault()}
            onClick={onRemove}
          />
        )}
      </span>
      {known === null ? null : <PhoneFacts view={known} />}
    </div>
  );
}

/** Below a number: how it is dialled from anywhere, where that is not what was typed, and what is odd about it. */
function PhoneFacts({ view }: { view: PhoneView }) {
  const { country, warning } = view;
  const international = internationalBeside(view);
  if (international === null && warning === "") return null;
  return (
    <span className="phone-facts t12">
      {international === null ? null : (
        <span className="m">
          {international} {country === null ? null : <span className="d">{country}</span>}
        </span>
      )}
      {warning === "" ? null : (
        <span className="row g4 c-warn">
          <Icon name="warn" size="xs" />
          {warning}
        </span>
      )}
    </span>
  );
}
