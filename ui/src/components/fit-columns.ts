import { type RefObject, useEffect, useMemo, useState } from "react";

interface Fitting {
  width?: number;
  least?: number;
  /** Left out when there is no room; the highest number first. */
  optional?: number;
}

/** Least width of a column that takes from the rest. */
export const FLEXIBLE_LEAST = 170;

const widthOf = (columns: readonly Fitting[]): number =>
  columns.reduce((sum, column) => sum + (column.width ?? column.least ?? FLEXIBLE_LEAST), 0);

/** The columns that fit beside each other. Columns that are not optional stay, however little room there is. */
export function fitColumns<Column extends Fitting>(columns: readonly Column[], room: number): readonly Column[] {
  let shown = columns;
  while (widthOf(shown) > room) {
    const last = shown.reduce<Column | null>(
      (worst, column) => ((column.optional ?? 0) > (worst?.optional ?? 0) ? column : worst),
      null,
    );
    if (last === null) break;
    shown = shown.filter((column) => column !== last);
  }
  return shown;
}

/** The same for an element whose width changes with the window. */
export function useFittingColumns<Column extends Fitting>(
  columns: readonly Column[],
  frame: RefObject<HTMLElement | null>,
  /** Whether the frame is not there at present. */
  absent: boolean,
): { columns: readonly Column[]; least: number } {
  const [room, setRoom] = useState(Number.POSITIVE_INFINITY);
  useEffect(() => {
    const element = frame.current;
    if (absent || !element) return;
    // Where nothing is laid out there is no width to go by.
    const measure = (): void => setRoom(element.clientWidth || Number.POSITIVE_INFINITY);
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    return () => watch.disconnect();
  }, [frame, absent]);
  // The same columns stay the same array: rows are not drawn anew for nothing.
  const shown = useMemo(() => fitColumns(columns, room), [columns, room]);
  return { columns: shown, least: widthOf(shown) };
}
