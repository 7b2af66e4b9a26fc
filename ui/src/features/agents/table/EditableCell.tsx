import { Popover } from "@mantine/core";
import { type KeyboardEvent, useEffect, useRef } from "react";
import type { AgentSummary } from "../../../backend/generated";
import { useSetAgent } from "../../../backend/queries";
import { Button, Icon } from "../../../components";
import { useSavedField } from "../../../components/saved-field";
import { ConflictNote, failedText, isEnter, isSaveKey } from "../../../components/saving-hints";
import { CELL_VALUES, type EditableColumn } from "./cells";

/** Where the keyboard goes when a cell is done. */
export type CellExit = "stay" | "down" | "next" | "previous";

interface EditableCellProps {
  agent: AgentSummary;
  column: EditableColumn;
  label: string;
  editing: boolean;
  /** What was typed on the cell to begin with; it takes the place of the value. */
  typed: string | null;
  onEdit(): void;
  onDone(exit: CellExit): void;
}

/** A value of a table that is edited in its place, with the one saving behaviour. */
export function EditableCell({ agent, column, label, editing, typed, onEdit, onDone }: EditableCellProps) {
  const set = useSetAgent();
  const { field, value, show, empty, check, read, seenAs } = CELL_VALUES[column];
  const saved = useSavedField({
    value: value(agent),
    label: `${label} of ${agent.name}`,
    draftKey: `${agent.id}/${field}`,
    ...(check ? { check } : {}),
    ...(read ? { read } : {}),
    onSave: (text, seen) =>
      set.mutateAsync({
        agent: agent.id,
        changes: { [field]: text },
        seen: { [field]: seenAs ? seenAs(agent, seen) : seen },
      }),
  });
  const decision = useRef<HTMLDivElement>(null);
  const failed = failedText(saved);
  const mustDecide = failed !== null || saved.conflict !== null;

  // Enter on a cell that waits for a decision leads to the decision.
  useEffect(() => {
    if (editing && saved.conflict !== null) decision.current?.querySelector("button")?.focus();
  }, [editing, saved.conflict]);

  const shown = show ? show(saved.draft) : saved.draft;
  const cell =
    editing && saved.conflict === null ? (
      <CellInput
        label={`${label} of ${agent.name}`}
        value={saved.draft}
        typed={typed}
        invalid={failed !== null}
        onChange={saved.change}
        onCommit={saved.commit}
        onRevert={saved.revert}
        onDone={onDone}
      />
    ) : (
      // biome-ignore lint/a11y/noStaticElementInteractions: the table takes the keys, F2 and Enter do the same.
      <span
        className={saved.dirty || mustDecide ? "editable unsaved" : "editable"}
        onDoubleClick={onEdit}
        title={saved.dirty && !mustDecide ? "Not saved yet" : undefined}
      >
        <span className="el grow">
          {shown === "" ? <span className="empty">{empty?.(agent) ?? "none"}</span> : shown}
        </span>
        {mustDecide || saved.dirty ? (
          <Icon name="warn" size="s" className="c-warn" label="not saved" />
        ) : saved.state === "saving" ? (
          <Icon name="spin" size="s" label="Saving" />
        ) : saved.state === "saved" ? (
          <Icon name="check" size="s" className="c-ok" label="Saved" />
        ) : null}
      </span>
    );
  return (
    <Popover opened={mustDecide} position="top-start" width={340} shadow="none" withRoles={false} trapFocus={false}>
      <Popover.Target>
        <div className="cellbox">{cell}</div>
      </Popover.Target>
      <Popover.Dropdown>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: only Esc listens here; the buttons take everything else. */}
        <div
          ref={decision}
          onKeyDown={(event) => {
            // Keys in here are not keys of the table.
            event.stopPropagation();
            if (event.key === "Escape") onDone("stay");
          }}
        >
          {failed === null ? null : (
            <div className="col g8">
              <div className="hint err" role="alert">
                <Icon name="error" />
                <span>{failed}</span>
              </div>
              <span className="row g6">
                <Button small onClick={onEdit}>
                  Edit again
                </Button>
                <Button
                  small
                  kind="quiet"
                  onClick={() => {
                    saved.revert();
                    onDone("stay");
                  }}
                >
                  Take back what was typed
                </Button>
              </span>
            </div>
          )}
          <ConflictNote
            field={{
              ...saved,
              takeTheirs: () => {
                saved.takeTheirs();
                onDone("stay");
              },
              keepMine: () => {
                saved.keepMine();
                onDone("stay");
              },
            }}
          />
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

interface CellInputProps {
  label: string;
  value: string;
  typed: string | null;
  invalid: boolean;
  onChange(text: string): void;
  onCommit(): void;
  onRevert(): void;
  onDone(exit: CellExit): void;
}

function CellInput({ label, value, typed, invalid, onChange, onCommit, onRevert, onDone }: CellInputProps) {
  const input = useRef<HTMLInputElement>(null);
  const leave = useRef(() => {});
  leave.current = () => {
    onCommit();
    onDone("stay");
  };
  // The browser leaves the input when it goes away: that is no second end.
  const ended = useRef(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only how the editing begins.
  useEffect(() => {
    if (typed !== null) onChange(typed);
    else input.current?.select();
    // A row that is scrolled out of sight is taken away with its input: what was typed is saved like on leaving it.
    return () => {
      if (!ended.current) leave.current();
    };
  }, []);

  const end = (how: () => void, exit: CellExit): void => {
    ended.current = true;
    how();
    onDone(exit);
  };

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (isEnter(event)) end(onCommit, "down");
    else if (isSaveKey(event)) end(onCommit, "stay");
    else if (event.key === "Tab") end(onCommit, event.shiftKey ? "previous" : "next");
    else if (event.key === "Escape") end(onRevert, "stay");
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <input
      ref={input}
      className="in cellinput"
      aria-label={label}
      aria-invalid={invalid || undefined}
      value={value}
      spellCheck={false}
      autoComplete="off"
      // biome-ignore lint/a11y/noAutofocus: somebody asked for this very input by a key or a double click.
      autoFocus
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={() => {
        if (!ended.current) end(onCommit, "stay");
      }}
      onKeyDown={onKeyDown}
    />
  );
}
