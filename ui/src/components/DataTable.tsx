import {
  createSortedRowModel,
  rowSortingFeature,
  type SortingState,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useMemo, useState } from "react";
import { type RowSource, TableFrame, type TableLooks } from "./TableFrame";
import type { RowBoxes } from "./table-parts";

interface Selection<Row> {
  selected: ReadonlySet<string>;
  onChange(selected: Set<string>): void;
  /** Rows that can be selected; all when left out. */
  canSelect?(row: Row): boolean;
}

interface DataTableProps<Row extends object> extends TableLooks<Row> {
  rows: readonly Row[];
  selection?: Selection<Row>;
  initialSort?: { key: string; descending?: boolean };
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

/** A table of rows that are all here; it sorts them itself. */
export function DataTable<Row extends object>({ rows, selection, initialSort, ...looks }: DataTableProps<Row>) {
  const { columns, rowId } = looks;
  const [sorting, setSorting] = useState<SortingState>(
    initialSort ? [{ id: initialSort.key, desc: initialSort.descending ?? false }] : [],
  );
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
  const source: RowSource<Row> = {
    count: shown.length,
    at: (index) => shown[index]?.original,
    indexOf: (id) => shown.findIndex((row) => row.id === id),
  };
  const sorted = sorting[0];
  return (
    <TableFrame
      {...looks}
      source={source}
      boxes={
        selection &&
        boxesOf(
          selection,
          shown.map((row) => ({ id: row.id, row: row.original })),
        )
      }
      sorting={sorted === undefined ? null : { key: sorted.id, descending: sorted.desc }}
      onSort={({ key, descending }) => setSorting([{ id: key, desc: descending }])}
    />
  );
}

function boxesOf<Row>(selection: Selection<Row>, rows: readonly { id: string; row: Row }[]): RowBoxes<Row> {
  const canToggle = (row: Row): boolean => selection.canSelect?.(row) !== false;
  const selectable = rows.filter(({ row }) => canToggle(row));
  const count = selectable.filter(({ id }) => selection.selected.has(id)).length;
  return {
    all: count === 0 ? "off" : count === selectable.length ? "on" : "mixed",
    onAll: (on) => selection.onChange(new Set(on ? selectable.map(({ id }) => id) : [])),
    has: (id) => selection.selected.has(id),
    canToggle,
    onToggle: (id) => {
      const next = new Set(selection.selected);
      if (!next.delete(id)) next.add(id);
      selection.onChange(next);
    },
  };
}
