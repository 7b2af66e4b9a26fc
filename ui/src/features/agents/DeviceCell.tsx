import { Popover } from "@mantine/core";
import { type ChangeEvent, type KeyboardEvent, useEffect, useRef } from "react";
import type { DeviceView } from "../../backend/generated";
import { formatField, Icon } from "../../components";
import { readDraft } from "../../components/drafts";
import { useSavedField } from "../../components/saved-field";
import { ConflictNote, failedText, isEnter, isSaveKey } from "../../components/saving-hints";
import { sourceTitle } from "./agent-fields";
import {
  DEVICE_TEXTS,
  DeviceSays,
  type DeviceText,
  emptyWord,
  sourceSaysOf,
  textOf,
  useSaveDeviceField,
  wordsOf,
} from "./device-fields";

/** The cell that is being edited. */
export interface EditedCell {
  device: string;
  field: DeviceText;
}

interface DeviceCellProps {
  device: DeviceView;
  field: DeviceText;
  source: string;
  edited: EditedCell | null;
  onEdit(cell: EditedCell | null): void;
}

/** The table around a cell, which has the keyboard while no cell is edited. */
const gridOf = (element: Element): HTMLElement | null => element.closest<HTMLElement>("[role=grid]");

/** The field of the cell before or after this one, among those that the table has room for. */
function neighbourOf(cell: HTMLElement, step: 1 | -1): DeviceText | null {
  const cells = [...(cell.closest("tr")?.querySelectorAll<HTMLElement>("[data-field]") ?? [])];
  const next = cells[cells.indexOf(cell) + step]?.dataset["field"];
  return DEVICE_TEXTS.find((field) => field === next) ?? null;
}

const keyOf = (device: DeviceView, field: DeviceText): string => `${device.id}/${field}`;

/** Notes have lines; Enter alone saves, as in every cell. */
const isLineBreak = (event: KeyboardEvent<HTMLElement>, field: DeviceText): boolean =>
  field === "notes" && event.shiftKey && isEnter(event);

/** A value in the table of devices: a double click or F2 edits it in its place. */
export function DeviceCell(props: DeviceCellProps) {
  const { device, field, source, edited, onEdit } = props;
  if (edited?.device === device.id && edited.field === field) return <CellEditor {...props} />;
  const value = textOf(device, field);
  const shown = value === "" ? emptyWord(field) : wordsOf(field, value);
  const label = formatField(field);
  const says = sourceSaysOf(device, field);
  const saysWords = `${sourceTitle(source)} says ${says === null || says === "" ? "nothing" : wordsOf(field, says)}`;
  const unsaved = readDraft(keyOf(device, field));
  return (
    <span className="cell" data-field={field}>
      <button
        type="button"
        className="cell-value el"
        tabIndex={-1}
        title={`${shown} (double-click or F2 edits)`}
        onMouseDown={(event) => {
          // The keys of the table go on working after a click into it.
          event.preventDefault();
          gridOf(event.currentTarget)?.focus({ preventScroll: true });
        }}
        onDoubleClick={() => onEdit({ device: device.id, field })}
      >
        {value === "" ? <span className="empty">{shown}</span> : shown}
      </button>
      {unsaved !== null && unsaved.text !== value ? (
        <Icon name="clock" size="xs" className="c-warn" label={`Not saved: ${unsaved.text}`} />
      ) : null}
      {says === null ? null : (
        <Popover position="bottom-start" shadow="none" trapFocus>
          <Popover.Target>
            <button
              type="button"
              className="cell-own"
              aria-label={`Own value of ${label}. ${saysWords}`}
              title={`Own value. ${saysWords}`}
            >
              <Icon name="layers" size="xs" />
            </button>
          </Popover.Target>
          <Popover.Dropdown>
            <DeviceSays device={device} field={field} source={source} />
          </Popover.Dropdown>
        </Popover>
      )}
    </span>
  );
}

function CellEditor({ device, field, onEdit }: DeviceCellProps) {
  const label = formatField(field);
  const save = useSaveDeviceField(device);
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  // The input is left once more when it goes away; what was taken back must not be saved by that.
  const takenBack = useRef(false);
  const saved = useSavedField({
    label: `${label} of ${device.name}`,
    value: textOf(device, field),
    draftKey: keyOf(device, field),
    onSave: (text, seen) => save(field, text, seen),
  });

  useEffect(() => input.current?.select(), []);
  const done = saved.state === "saved";
  useEffect(() => {
    if (done) onEdit(null);
  }, [done, onEdit]);

  /** Ends the editing where nothing is left to save; what fails stays open, with the reason. */
  function leave(next: EditedCell | null): void {
    saved.commit();
    if (!saved.dirty || next !== null) onEdit(next);
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const grid = gridOf(event.currentTarget);
    if (isLineBreak(event, field)) {
      event.stopPropagation();
      return;
    }
    if (isEnter(event) || isSaveKey(event)) {
      leave(null);
      grid?.focus({ preventScroll: true });
    } else if (event.key === "Escape") {
      takenBack.current = true;
      saved.revert();
      onEdit(null);
      grid?.focus({ preventScroll: true });
    } else if (event.key === "Tab") {
      const next = neighbourOf(event.currentTarget, event.shiftKey ? -1 : 1);
      if (next === null) return;
      leave({ device: device.id, field: next });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const failed = failedText(saved);
  const typing = {
    ref: input,
    className: "in cell-editor",
    "data-field": field,
    "aria-label": `${label} of ${device.name || device.source_id}`,
    "aria-invalid": failed !== null || undefined,
    value: saved.draft,
    spellCheck: false,
    autoComplete: "off",
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => saved.change(event.currentTarget.value),
    onBlur: () => {
      if (!takenBack.current) leave(null);
    },
    onKeyDown,
  };
  return (
    <Popover
      opened={failed !== null || saved.conflict !== null}
      position="bottom-start"
      width={320}
      shadow="none"
      // What opens it is a text field, not a button: it announces itself.
      withRoles={false}
    >
      <Popover.Target>
        {field === "notes" ? (
          // A field of one line would take the line breaks out of the notes.
          // biome-ignore lint/a11y/noAutofocus: somebody asked for this very input by a key or a double click.
          <textarea {...typing} rows={1} autoFocus />
        ) : (
          // biome-ignore lint/a11y/noAutofocus: somebody asked for this very input by a key or a double click.
          <input {...typing} autoFocus />
        )}
      </Popover.Target>
      <Popover.Dropdown>
        {failed === null ? null : (
          <div className="hint err" role="alert">
            <Icon name="error" />
            <span>{failed}</span>
          </div>
        )}
        <ConflictNote field={saved} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** The fields that can be edited among these columns, in their order. */
export function editableAmong(columns: readonly string[]): DeviceText[] {
  return DEVICE_TEXTS.filter((field) => columns.includes(field));
}
