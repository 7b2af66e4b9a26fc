import { Drawer } from "@mantine/core";
import { type KeyboardEvent, useState } from "react";
import type { AgentColumn } from "../../../backend/generated";
import { Button, CheckBox } from "../../../components";
import { ALL_COLUMNS } from "./address";
import { STANDARD_COLUMNS } from "./columns";
import { COLUMN_TITLE } from "./words";

/** The columns with one of them at another place. */
export function moved(columns: readonly AgentColumn[], column: AgentColumn, to: number): AgentColumn[] {
  const rest = columns.filter((other) => other !== column);
  const at = Math.max(0, Math.min(rest.length, to));
  return [...rest.slice(0, at), column, ...rest.slice(at)];
}

interface Props {
  opened: boolean;
  columns: readonly AgentColumn[];
  /** Where the choice is kept, in words. */
  kept: string;
  onChange(columns: readonly AgentColumn[]): void;
  onClose(): void;
}

const isControl = (target: EventTarget): boolean =>
  target instanceof Element && target.closest("button, input") !== null;

/** The column whose entry is at a point of the window. The drag of the browser is not used: files dropped on the window take it. */
function columnAt(x: number, y: number, columns: readonly AgentColumn[]): AgentColumn | undefined {
  const entry = document.elementFromPoint(x, y)?.closest<HTMLElement>(".colrow[data-column]");
  return columns.find((column) => column === entry?.dataset["column"]);
}

interface ShownProps extends Pick<Props, "columns" | "onChange"> {
  column: AgentColumn;
  dragged: AgentColumn | null;
  onDrag(column: AgentColumn | null): void;
}

function Shown({ column, columns, dragged, onChange, onDrag }: ShownProps) {
  const at = columns.indexOf(column);
  const title = COLUMN_TITLE[column];
  const move = (to: number): void => onChange(moved(columns, column, to));
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = event.altKey ? { ArrowUp: -1, ArrowDown: 1 }[event.key] : undefined;
    if (by === undefined) return;
    event.preventDefault();
    move(at + by);
  };
  return (
    <li
      className={dragged === column ? "colrow dragged" : "colrow"}
      data-column={column}
      onPointerDown={(event) => {
        if (isControl(event.target)) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        onDrag(column);
      }}
      onPointerMove={(event) => {
        const over = dragged === column ? columnAt(event.clientX, event.clientY, columns) : undefined;
        if (over !== undefined && over !== column) move(columns.indexOf(over));
      }}
      onPointerUp={() => onDrag(null)}
      onPointerCancel={() => onDrag(null)}
      onKeyDown={onKeyDown}
    >
      <CheckBox
        label={title}
        state="on"
        disabled={column === "name"}
        onToggle={() => onChange(columns.filter((other) => other !== column))}
      />
      <span className="grow el" aria-hidden="true">
        {title}
        {column === "name" ? <span className="d"> · always shown</span> : null}
      </span>
      <Button
        small
        kind="quiet"
        icon="up"
        iconOnly
        aria-label={`Move ${title} up`}
        disabled={at === 0}
        onClick={() => move(at - 1)}
      />
      <Button
        small
        kind="quiet"
        icon="down"
        iconOnly
        aria-label={`Move ${title} down`}
        disabled={at === columns.length - 1}
        onClick={() => move(at + 1)}
      />
    </li>
  );
}

function ColumnsForm({ columns, kept, onChange, onClose }: Props) {
  const [dragged, setDragged] = useState<AgentColumn | null>(null);
  const others = ALL_COLUMNS.filter((column) => !columns.includes(column));
  const isStandard = columns.join() === STANDARD_COLUMNS.join();
  return (
    <div className="col g12">
      <p className="d t12">
        Drag a column to its place, or move it with the arrows or Alt and an arrow key. {kept}
        {isStandard ? " In a narrow window Contract ID and Place give way." : ""}
      </p>
      <ul className="collist" aria-label="Columns shown">
        {columns.map((column) => (
          <Shown
            key={column}
            column={column}
            columns={columns}
            dragged={dragged}
            onChange={onChange}
            onDrag={setDragged}
          />
        ))}
      </ul>
      {others.length === 0 ? null : (
        <>
          <span className="flabel">More columns</span>
          <ul className="collist" aria-label="More columns">
            {others.map((column) => (
              <li key={column} className="colrow">
                <CheckBox label={COLUMN_TITLE[column]} state="off" onToggle={() => onChange([...columns, column])} />
                <span className="grow el" aria-hidden="true">
                  {COLUMN_TITLE[column]}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      <div className="drawer-foot">
        <Button kind="primary" onClick={onClose}>
          Done
        </Button>
        <Button kind="quiet" icon="undo" disabled={isStandard} onClick={() => onChange(STANDARD_COLUMNS)}>
          Standard columns
        </Button>
      </div>
    </div>
  );
}

/** Which columns the table has, and in which order. */
export function ColumnsDrawer(props: Props) {
  return (
    <Drawer
      opened={props.opened}
      onClose={props.onClose}
      title="Columns"
      size={340}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {props.opened ? <ColumnsForm {...props} /> : null}
    </Drawer>
  );
}
