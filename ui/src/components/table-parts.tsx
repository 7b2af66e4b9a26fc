/** What every table is made of: head, rows, boxes, and what stands for rows that are not drawn. */
import { type MouseEvent, memo, type ReactNode } from "react";
import { Icon } from "./icons";

export interface Column<Row> {
  key: string;
  title: string;
  /** For a head without visible words. */
  hideTitle?: boolean;
  /** In px; the columns that leave it out share the rest. */
  width?: number;
  /** In px, for a column without a width. */
  least?: number;
  align?: "right";
  /** May be left out where there is no room for it; the highest number first. */
  optional?: number;
  className?: string;
  render(row: Row): ReactNode;
  /** Makes the column sortable, by this. */
  sort?(row: Row): string | number;
  /** Makes the column sortable where the rows come sorted from elsewhere. */
  sortable?: boolean;
}

export interface Sorting {
  key: string;
  descending: boolean;
}

/** The boxes in front of the rows. */
export interface RowBoxes<Row> {
  /** Of the box in the head. */
  all: "on" | "off" | "mixed";
  onAll(on: boolean): void;
  has(id: string): boolean;
  canToggle(row: Row): boolean;
  onToggle(id: string): void;
}

export function Spacer({ height, span }: { height: number; span: number }) {
  return (
    <tr className="spacer" aria-hidden>
      <td colSpan={span} style={{ height }} />
    </tr>
  );
}

/** Stands for a row that is being read. */
export function Placeholder<Row>({
  index,
  columns,
  boxes,
}: {
  index: number;
  columns: readonly Column<Row>[];
  boxes: boolean;
}) {
  return (
    <tr className="wait" aria-rowindex={index + 2} aria-busy>
      {boxes ? <td className="box" /> : null}
      {columns.map((column) => (
        <td key={column.key}>
          <span className="ghost" />
        </td>
      ))}
    </tr>
  );
}

export function HeadBox<Row>({ boxes }: { boxes: RowBoxes<Row> }) {
  return (
    <th scope="col" className="box">
      <input
        type="checkbox"
        className="cb"
        aria-label="Select all"
        checked={boxes.all === "on"}
        ref={(box) => {
          if (box) box.indeterminate = boxes.all === "mixed";
        }}
        onChange={(event) => boxes.onAll(event.currentTarget.checked)}
      />
    </th>
  );
}

export interface RowHandlers<Row> {
  press(event: MouseEvent<HTMLElement>, row: Row, index: number): void;
  toggle(id: string): void;
}

export const cellId = (table: string, index: number, column: string): string => `${table}-${index}-${column}`;

interface TableRowProps<Row> {
  row: Row;
  rowKey: string;
  index: number;
  tableId: string;
  columns: readonly Column<Row>[];
  className: string;
  isActive: boolean;
  walksCells: boolean;
  activeColumn: string | undefined;
  /** Undefined where there are no boxes. */
  selected: boolean | undefined;
  canToggle: boolean;
  name: string;
  acts: RowHandlers<Row>;
}

export const classesOf = (...classes: (string | false | undefined)[]): string | undefined =>
  classes.filter(Boolean).join(" ") || undefined;

function PlainRow<Row>(props: TableRowProps<Row>) {
  const { row, rowKey, index, tableId, columns, isActive, walksCells, activeColumn, selected, canToggle, acts } = props;
  return (
    <tr
      id={`${tableId}-${index}`}
      className={classesOf(selected && "sel", isActive && "foc", props.className)}
      aria-rowindex={index + 2}
      aria-selected={selected}
      onClick={(event) => acts.press(event, row, index)}
    >
      {selected === undefined ? null : (
        <td className="box">
          <input
            type="checkbox"
            className="cb"
            aria-label={`Select ${props.name}`}
            checked={selected}
            disabled={!canToggle}
            onChange={() => acts.toggle(rowKey)}
          />
        </td>
      )}
      {columns.map((column) => (
        <td
          key={column.key}
          id={walksCells ? cellId(tableId, index, column.key) : undefined}
          data-column={walksCells ? column.key : undefined}
          className={classesOf(
            column.align === "right" && "num",
            column.className,
            column.key === activeColumn && "cur",
          )}
        >
          {column.render(row)}
        </td>
      ))}
    </tr>
  );
}

// The library's type forgets that the component is generic.
export const TableRow = memo(PlainRow) as typeof PlainRow;

interface HeadCellProps<Row> {
  column: Column<Row>;
  sorting: Sorting | null;
  onSort(sorting: Sorting): void;
}

export function HeadCell<Row>({ column, sorting, onSort }: HeadCellProps<Row>) {
  const sorted = sorting?.key === column.key ? sorting : undefined;
  const title = column.hideTitle ? <span className="sr">{column.title}</span> : column.title;
  const classes = [column.align === "right" && "num", sorted && "sorted"].filter(Boolean).join(" ") || undefined;
  if (!column.sort && !column.sortable) {
    return (
      <th scope="col" className={classes}>
        {title}
      </th>
    );
  }
  return (
    <th scope="col" className={classes} aria-sort={sorted ? (sorted.descending ? "descending" : "ascending") : "none"}>
      <button
        type="button"
        onClick={() => onSort({ key: column.key, descending: sorted ? !sorted.descending : false })}
      >
        {title}
        {sorted ? <Icon name={sorted.descending ? "down" : "up"} /> : null}
      </button>
    </th>
  );
}
