import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useId,
  useImperativeHandle,
  useRef,
  useState,
} from "react";
import { useFittingColumns } from "./fit-columns";
import {
  type Column,
  cellId,
  classesOf,
  HeadBox,
  HeadCell,
  Placeholder,
  type RowBoxes,
  type RowHandlers,
  type Sorting,
  Spacer,
  TableRow,
} from "./table-parts";

/** The rows by index. Those that are not there yet are undefined, and a placeholder stands in their place. */
export interface RowSource<Row> {
  count: number;
  at(index: number): Row | undefined;
  /** Where a row is now, if that is known; -1 otherwise. */
  indexOf(id: string): number;
}

/** What a page can do with its table. */
export interface TableHandle {
  /** Moves the keyboard to the row so many rows further down. */
  moveBy(rows: number): void;
  /** Gives the table the keyboard. */
  focus(): void;
}

/** What every table offers. */
export interface TableLooks<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rowId(row: Row): string;
  /** For "Select ..." and screen readers. */
  rowName?(row: Row): string;
  rowHeight?: 32 | 36 | 44;
  /** Click or Enter on a row. */
  onOpen?(row: Row): void;
  /** Other keys on the row with the keyboard; call preventDefault on those that are taken. */
  onRowKey?(event: KeyboardEvent<HTMLElement>, row: Row): void;
  onActiveChange?(row: Row | null): void;
  rowClass?(row: Row): string | undefined;
  /** Instead of the body when there is no row. */
  empty?: ReactNode;
  /** Column of the cell with the keyboard, where the keyboard walks over cells. */
  activeColumn?: string | undefined;
  /** A press on a cell, where the keyboard walks over cells. */
  onCellPress?(column: string): void;
  handle?: Ref<TableHandle>;
}

interface TableFrameProps<Row extends object> extends TableLooks<Row> {
  source: RowSource<Row>;
  sorting: Sorting | null;
  onSort(sorting: Sorting): void;
  boxes?: RowBoxes<Row> | undefined;
  /** Tells which rows are in sight, so that they can be read. */
  onRange?(first: number, last: number): void;
  /** Another value brings the first row into sight. */
  beginning?: unknown;
}

/** Gives a cut text its tooltip at the moment when the pointer arrives: nothing is measured before. */
function showWhenCut(event: MouseEvent<HTMLElement>): void {
  const cell = event.target instanceof Element ? event.target.closest<HTMLElement>("td, .el") : null;
  if (cell && !cell.title && cell.scrollWidth > cell.clientWidth) cell.title = cell.textContent ?? "";
}

const isControl = (target: EventTarget): boolean =>
  target instanceof Element && target.closest("a, button, input, label, select, textarea, [role=menu]") !== null;

/** Head, rows, keys and boxes of every table; where the rows come from, and in which order, is the caller's. */
export function TableFrame<Row extends object>(props: TableFrameProps<Row>) {
  const { label, source, columns, rowId, rowHeight = 36, onOpen, boxes, activeColumn } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLTableElement>(null);
  const [current, setCurrent] = useState<{ index: number; id: string | null } | null>(null);
  // An empty table has no frame to measure yet, hence the last argument.
  const fitting = useFittingColumns(columns, scroller, source.count === 0);
  const idAt = (index: number): string | null => {
    const row = source.at(index);
    return row === undefined ? null : rowId(row);
  };

  const virtual = useVirtualizer({
    count: source.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    // The sticky head covers the top of the scroller.
    scrollPaddingStart: 32,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items[items.length - 1]?.index ?? 0;
  const { onRange, beginning } = props;
  useEffect(() => onRange?.(first, last), [first, last, onRange]);
  const began = useRef(beginning);
  useEffect(() => {
    if (began.current === beginning) return;
    began.current = beginning;
    scroller.current?.scrollTo?.({ top: 0 });
  }, [beginning]);

  const activeIndex = indexNow(current, source, idAt);
  const active = activeIndex < 0 ? null : (source.at(activeIndex) ?? null);
  const { onActiveChange } = props;
  useEffect(() => {
    onActiveChange?.(active);
  }, [active, onActiveChange]);

  function moveTo(index: number): void {
    if (source.count === 0) return;
    const next = Math.max(0, Math.min(source.count - 1, index));
    setCurrent({ index: next, id: idAt(next) });
    virtual.scrollToIndex(next);
  }

  useImperativeHandle(props.handle, () => ({
    moveBy: (rows) => moveTo(activeIndex + rows),
    focus: () => grid.current?.focus({ preventScroll: true }),
  }));

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    // Keys inside a control of a row belong to that control.
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / rowHeight) - 2);
    const moves: Record<string, number> = {
      ArrowDown: activeIndex + 1,
      ArrowUp: activeIndex < 0 ? 0 : activeIndex - 1,
      PageDown: activeIndex + page,
      PageUp: activeIndex - page,
      Home: 0,
      End: source.count - 1,
    };
    const target = moves[event.key];
    if (target !== undefined) {
      event.preventDefault();
      moveTo(target);
      return;
    }
    if (active === null) return;
    if (event.key === "Enter" && onOpen) {
      event.preventDefault();
      onOpen(active);
    } else if (event.key === " " && boxes) {
      event.preventDefault();
      if (boxes.canToggle(active)) boxes.onToggle(rowId(active));
    } else props.onRowKey?.(event, active);
  }

  // Rows that are drawn already are left alone while the table scrolls; hence what they do never changes its identity.
  const press = (event: MouseEvent<HTMLElement>, row: Row, index: number): void => {
    setCurrent({ index, id: rowId(row) });
    const cell = (event.target as Element).closest<HTMLElement>("td")?.dataset["column"];
    if (cell !== undefined) props.onCellPress?.(cell);
    if (!isControl(event.target) && onOpen) onOpen(row);
  };
  const latest = useRef({ press, toggle: boxes?.onToggle });
  latest.current = { press, toggle: boxes?.onToggle };
  const [acts] = useState<RowHandlers<Row>>(() => ({
    press: (event, row, index) => latest.current.press(event, row, index),
    toggle: (key) => latest.current.toggle?.(key),
  }));

  const before = items[0]?.start ?? 0;
  const after = Math.max(0, virtual.getTotalSize() - (items[items.length - 1]?.end ?? 0));
  const span = fitting.columns.length + (boxes ? 1 : 0);

  if (source.count === 0 && props.empty) return <div className="pad">{props.empty}</div>;

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only the tooltip of cut text listens here.
    <div ref={scroller} className="grid" onMouseOver={showWhenCut} onFocus={() => undefined}>
      <table
        ref={grid}
        className={classesOf("tbl", `r${rowHeight}`, activeColumn !== undefined && "cells")}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows are walked with the arrow keys.
        role="grid"
        aria-label={label}
        aria-rowcount={source.count + 1}
        aria-activedescendant={
          activeIndex < first || activeIndex > last
            ? undefined
            : activeColumn === undefined
              ? `${id}-${activeIndex}`
              : cellId(id, activeIndex, activeColumn)
        }
        aria-multiselectable={boxes ? true : undefined}
        tabIndex={0}
        style={{ minWidth: fitting.least + (boxes ? 44 : 0) }}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          if (event.target === event.currentTarget && activeIndex < 0) setCurrent({ index: 0, id: idAt(0) });
        }}
      >
        <colgroup>
          {boxes ? <col style={{ width: 44 }} /> : null}
          {fitting.columns.map((column) => (
            <col key={column.key} style={column.width === undefined ? undefined : { width: column.width }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {boxes ? <HeadBox boxes={boxes} /> : null}
            {fitting.columns.map((column) => (
              <HeadCell key={column.key} column={column} sorting={props.sorting} onSort={props.onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 ? <Spacer height={before} span={span} /> : null}
          {items.map((item) => {
            const row = source.at(item.index);
            if (row === undefined) {
              return (
                <Placeholder key={item.key} index={item.index} columns={fitting.columns} boxes={boxes !== undefined} />
              );
            }
            const key = rowId(row);
            const isActive = item.index === activeIndex;
            return (
              <TableRow
                key={key}
                row={row}
                rowKey={key}
                index={item.index}
                tableId={id}
                columns={fitting.columns}
                className={[onOpen && "open-on-click", props.rowClass?.(row)].filter(Boolean).join(" ")}
                isActive={isActive}
                walksCells={activeColumn !== undefined}
                activeColumn={isActive ? activeColumn : undefined}
                selected={boxes?.has(key)}
                canToggle={boxes?.canToggle(row) ?? false}
                name={props.rowName?.(row) ?? "row"}
                acts={acts}
              />
            );
          })}
          {after > 0 ? <Spacer height={after} span={span} /> : null}
        </tbody>
      </table>
    </div>
  );
}

/** The row with the keyboard stays the same row when the order changes, as far as it is known where it went. */
function indexNow<Row>(
  current: { index: number; id: string | null } | null,
  source: RowSource<Row>,
  idAt: (index: number) => string | null,
): number {
  if (current === null) return -1;
  const there = idAt(current.index);
  if (current.id === null || there === null || there === current.id) return Math.min(current.index, source.count - 1);
  return source.indexOf(current.id);
}
