import {
  createSortedRowModel,
  rowSortingFeature,
  type SortingState,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from "react";
import { useFittingColumns } from "./fit-columns";
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
}

interface Selection<Row> {
  selected: ReadonlySet<string>;
  onChange(selected: Set<string>): void;
  /** Rows that can be selected; all when left out. */
  canSelect?(row: Row): boolean;
}

interface DataTableProps<Row extends object> {
  label: string;
  rows: readonly Row[];
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
  selection?: Selection<Row>;
  initialSort?: { key: string; descending?: boolean };
  /** Instead of the body when there is no row. */
  empty?: ReactNode;
}

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: {
    natural: (
      a: { getValue(column: string): unknown },
      b: { getValue(column: string): unknown },
      column: string,
    ): number => {
      const left = a.getValue(column);
      const right = b.getValue(column);
      if (typeof left === "number" && typeof right === "number") return left - right;
      return collator.compare(String(left), String(right));
    },
  },
});

/** Gives a cut text its tooltip at the moment when the pointer arrives: nothing is measured before. */
function showWhenCut(event: MouseEvent<HTMLElement>): void {
  const cell = event.target instanceof Element ? event.target.closest<HTMLElement>("td, .el") : null;
  if (cell && !cell.title && cell.scrollWidth > cell.clientWidth) cell.title = cell.textContent ?? "";
}

export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { label, rows, columns, rowId, rowHeight = 36, onOpen, selection, initialSort } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [sorting, setSorting] = useState<SortingState>(
    initialSort ? [{ id: initialSort.key, desc: initialSort.descending ?? false }] : [],
  );
  const [activeId, setActiveId] = useState<string | null>(null);
  // An empty table has no frame to measure yet, hence the key.
  const fitting = useFittingColumns(columns, scroller, rows.length === 0);

  const definitions = useMemo(
    () =>
      columns.map((column) => ({
        id: column.key,
        accessorFn: (row: Row) => column.sort?.(row) ?? "",
        enableSorting: column.sort !== undefined,
        sortFn: "natural" as const,
      })),
    [columns],
  );
  const table = useTable({
    features,
    data: rows,
    columns: definitions,
    state: { sorting },
    onSortingChange: setSorting,
    getRowId: rowId,
  });
  const shown = table.getRowModel().rows;

  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    getItemKey: (index) => shown[index]?.id ?? index,
    // The sticky head covers the top of the scroller.
    scrollPaddingStart: 32,
  });

  const activeIndex = activeId === null ? -1 : shown.findIndex((row) => row.id === activeId);
  const { onActiveChange } = props;
  const active = activeIndex < 0 ? null : (shown[activeIndex]?.original ?? null);
  useEffect(() => {
    onActiveChange?.(active);
  }, [active, onActiveChange]);

  function moveTo(index: number): void {
    const next = shown[Math.max(0, Math.min(shown.length - 1, index))];
    if (!next) return;
    setActiveId(next.id);
    virtual.scrollToIndex(Math.max(0, Math.min(shown.length - 1, index)));
  }

  function toggle(row: Row, key: string): void {
    if (!selection || selection.canSelect?.(row) === false) return;
    const next = new Set(selection.selected);
    if (!next.delete(key)) next.add(key);
    selection.onChange(next);
  }

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
      End: shown.length - 1,
    };
    const target = moves[event.key];
    if (target !== undefined) {
      event.preventDefault();
      moveTo(target);
      return;
    }
    if (active === null || activeId === null) return;
    if (event.key === "Enter" && onOpen) {
      event.preventDefault();
      onOpen(active);
    } else if (event.key === " " && selection) {
      event.preventDefault();
      toggle(active, activeId);
    } else props.onRowKey?.(event, active);
  }

  const selectable = selection ? shown.filter((row) => selection.canSelect?.(row.original) !== false) : [];
  const selectedCount = selection ? selectable.filter((row) => selection.selected.has(row.id)).length : 0;
  const items = virtual.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = Math.max(0, virtual.getTotalSize() - (items[items.length - 1]?.end ?? 0));
  const span = fitting.columns.length + (selection ? 1 : 0);

  if (rows.length === 0 && props.empty) return <div className="pad">{props.empty}</div>;

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only the tooltip of cut text listens here.
    <div ref={scroller} className="grid" onMouseOver={showWhenCut} onFocus={() => undefined}>
      <table
        className={`tbl r${rowHeight}`}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows are walked with the arrow keys.
        role="grid"
        aria-label={label}
        aria-rowcount={shown.length + 1}
        aria-activedescendant={activeIndex < 0 ? undefined : `${id}-${activeId}`}
        aria-multiselectable={selection ? true : undefined}
        tabIndex={0}
        style={{ minWidth: fitting.least + (selection ? 44 : 0) }}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          if (event.target === event.currentTarget && activeIndex < 0 && shown[0]) setActiveId(shown[0].id);
        }}
      >
        <colgroup>
          {selection ? <col style={{ width: 44 }} /> : null}
          {fitting.columns.map((column) => (
            <col key={column.key} style={column.width === undefined ? undefined : { width: column.width }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {selection ? (
              <th scope="col" className="box">
                <input
                  type="checkbox"
                  className="cb"
                  aria-label="Select all"
                  checked={selectable.length > 0 && selectedCount === selectable.length}
                  ref={(box) => {
                    if (box) box.indeterminate = selectedCount > 0 && selectedCount < selectable.length;
                  }}
                  onChange={(event) =>
                    selection.onChange(new Set(event.currentTarget.checked ? selectable.map((row) => row.id) : []))
                  }
                />
              </th>
            ) : null}
            {fitting.columns.map((column) => (
              <HeadCell key={column.key} column={column} sorting={sorting} onSort={setSorting} />
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 ? <Spacer height={before} span={span} /> : null}
          {items.map((item) => {
            const row = shown[item.index];
            if (!row) return null;
            const selected = selection?.selected.has(row.id) ?? false;
            const classes = [
              selected && "sel",
              row.id === activeId && "foc",
              onOpen && "open-on-click",
              props.rowClass?.(row.original),
            ];
            return (
              <tr
                key={row.id}
                id={`${id}-${row.id}`}
                className={classes.filter(Boolean).join(" ")}
                aria-rowindex={item.index + 2}
                aria-selected={selection ? selected : undefined}
                onClick={(event) => {
                  setActiveId(row.id);
                  const inControl = (event.target as Element).closest("a, button, input, label, select, textarea");
                  if (!inControl && onOpen) onOpen(row.original);
                }}
              >
                {selection ? (
                  <td className="box">
                    <input
                      type="checkbox"
                      className="cb"
                      aria-label={`Select ${props.rowName?.(row.original) ?? "row"}`}
                      checked={selected}
                      disabled={selection.canSelect?.(row.original) === false}
                      onChange={() => toggle(row.original, row.id)}
                    />
                  </td>
                ) : null}
                {fitting.columns.map((column) => (
                  <td
                    key={column.key}
                    className={
                      [column.align === "right" && "num", column.className].filter(Boolean).join(" ") || undefined
                    }
                  >
                    {column.render(row.original)}
                  </td>
                ))}
              </tr>
            );
          })}
          {after > 0 ? <Spacer height={after} span={span} /> : null}
        </tbody>
      </table>
    </div>
  );
}

function Spacer({ height, span }: { height: number; span: number }) {
  return (
    <tr className="spacer" aria-hidden>
      <td colSpan={span} style={{ height }} />
    </tr>
  );
}

interface HeadCellProps<Row> {
  column: Column<Row>;
  sorting: SortingState;
  onSort(sorting: SortingState): void;
}

function HeadCell<Row extends object>({ column, sorting, onSort }: HeadCellProps<Row>) {
  const sorted = sorting[0]?.id === column.key ? sorting[0] : undefined;
  const title = column.hideTitle ? <span className="sr">{column.title}</span> : column.title;
  const classes = [column.align === "right" && "num", sorted && "sorted"].filter(Boolean).join(" ") || undefined;
  if (!column.sort) {
    return (
      <th scope="col" className={classes}>
        {title}
      </th>
    );
  }
  return (
    <th scope="col" className={classes} aria-sort={sorted ? (sorted.desc ? "descending" : "ascending") : "none"}>
      <button type="button" onClick={() => onSort([{ id: column.key, desc: sorted ? !sorted.desc : false }])}>
        {title}
        {sorted ? <Icon name={sorted.desc ? "down" : "up"} /> : null}
      </button>
    </th>
  );
}
