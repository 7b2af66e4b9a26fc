import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { Spacer } from "../Spacer";
import { useRowWindow } from "../useRowWindow";
import { DeviceRow, type RowActs } from "./DeviceRow";
import { canSelect } from "./keys";
import { ReviewPanel } from "./ReviewPanel";
import type { MatchingRow } from "./rows";

interface Props extends RowActs {
  rows: readonly MatchingRow[];
  focus: number;
  open: string | null;
  selected: ReadonlySet<string>;
  busy: boolean;
  /** Grows with each step of the arrow keys. */
  walk: number;
  onSelectAll: (all: boolean) => void;
  onChoose: (row: MatchingRow, configuration: number) => void;
}

/** The same functions at every render, doing what the latest ones do: rows that did not change are then left alone. */
function useSteadyActs(props: RowActs): RowActs {
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });
  const [acts] = useState<RowActs>(() => ({
    onAct: (act, row) => latest.current.onAct(act, row),
    onOpen: (row) => latest.current.onOpen(row),
    onFocus: (row) => latest.current.onFocus(row),
  }));
  return acts;
}

/** Devices left, evidence in the middle, configurations right; a row in review opens in place. */
export function MatchingTable(props: Props) {
  const { rows, focus, open, selected } = props;
  const acts = useSteadyActs(props);
  const opened = rows.findIndex((row) => row.id === open);
  // The opened comparison is a line of its own below its row.
  const lineCount = rows.length + (opened < 0 ? 0 : 1);
  const rowIndex = (line: number) => (opened < 0 || line <= opened ? line : line - 1);
  const isPanel = (line: number) => opened >= 0 && line === opened + 1;
  const lines = useRowWindow<HTMLElement>(
    lineCount,
    (line) => (isPanel(line) ? 320 : 44),
    (line) => (isPanel(line) ? `panel/${open}` : (rows[rowIndex(line)]?.id ?? String(line))),
  );

  const focusedLine = opened >= 0 && focus > opened ? focus + 1 : focus;
  const { show } = lines;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a moved focus scrolls, not each new list.
  useEffect(() => {
    if (focusedLine >= 0) {
      show(focusedLine);
    }
  }, [focusedLine]);

  const { walk } = props;
  const { scroller } = lines;
  useEffect(() => {
    if (walk > 0) {
      scroller.current?.focus({ preventScroll: true });
    }
  }, [walk, scroller]);

  const selectable = useMemo(() => rows.filter(canSelect), [rows]);
  const chosen = selectable.filter((row) => selected.has(row.id)).length;
  return (
    // The keyboard comes here when it walks the rows, so that Enter means the row and not the button pressed before.
    <section
      className="grid walked"
      ref={lines.scroller}
      aria-label="Rows"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the rows are walked with the arrow keys.
      tabIndex={0}
      onFocus={(event) => {
        const first = rows[0];
        if (event.target === event.currentTarget && focus < 0 && first) props.onFocus(first);
      }}
    >
      <table className="tbl two mtch r44" aria-label="Devices and configurations">
        <colgroup>
          <col style={{ width: 44 }} />
          <col style={{ width: "27%" }} />
          <col style={{ width: "28%" }} />
          <col />
          <col style={{ width: 236 }} />
        </colgroup>
        <thead>
          <tr>
            <th scope="col" className="box">
              <input
                type="checkbox"
                className="cb"
                aria-label="Select all that wait"
                title="Select all that are proposed, in review or unmatched"
                disabled={selectable.length === 0}
                checked={selectable.length > 0 && chosen === selectable.length}
                ref={(box) => {
                  if (box) {
                    box.indeterminate = chosen > 0 && chosen < selectable.length;
                  }
                }}
                onChange={(event) => props.onSelectAll(event.currentTarget.checked)}
              />
            </th>
            <th scope="col">Device</th>
            <th scope="col">Evidence</th>
            <th scope="col">Configuration</th>
            <th scope="col">
              <span className="sr">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          <Spacer height={lines.before} columns={5} />
          {lines.items.map((item) => {
            const row = rows[rowIndex(item.index)];
            if (row === undefined) {
              return null;
            }
            return isPanel(item.index) ? (
              <tr key={item.key} className="open" ref={lines.measure} data-index={item.index}>
                <td />
                <td colSpan={4}>
                  <ReviewPanel
                    row={row}
                    busy={props.busy}
                    onChoose={(configuration) => props.onChoose(row, configuration)}
                  />
                </td>
              </tr>
            ) : (
              <DeviceRow
                key={item.key}
                {...acts}
                row={row}
                focused={rowIndex(item.index) === focus}
                open={row.id === open}
                selected={selected.has(row.id)}
                busy={props.busy}
              />
            );
          })}
          <Spacer height={lines.after} columns={5} />
        </tbody>
      </table>
    </section>
  );
}
