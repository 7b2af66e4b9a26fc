import { useRef, useState } from "react";
import { useConfirmMatch, useRemoveMatch, useSetDevice } from "../../../backend/queries";
import { notifyDone, notifyFailure } from "../../../components";
import type { MatchingRow } from "./rows";

/** How far a bulk act has come. */
export interface BulkProgress {
  done: number;
  total: number;
}

/** What a person does in the workspace; each act says what became of it. */
export function useMatchingActs() {
  const confirm = useConfirmMatch();
  const remove = useRemoveMatch();
  const setDevice = useSetDevice();
  const [bulk, setBulk] = useState<BulkProgress | null>(null);

  // Rows with an act under way: the next row need not wait for them, the same row must.
  const acting = useRef(new Set<string>());

  const once = async (row: MatchingRow, act: () => Promise<unknown>, failed: string): Promise<boolean> => {
    if (acting.current.has(row.id)) {
      return false;
    }
    acting.current.add(row.id);
    try {
      await act();
      return true;
    } catch (reason) {
      notifyFailure(failed, reason);
      return false;
    } finally {
      acting.current.delete(row.id);
    }
  };

  const match = async (row: MatchingRow, configuration: number): Promise<boolean> => {
    const act = async () => {
      // Another configuration than the one a frozen match holds: that pair is taken apart first.
      if (row.match?.state === "frozen" && row.match.configuration !== configuration) {
        await remove.mutateAsync({ device: row.id });
      }
      await confirm.mutateAsync({ device: row.id, configuration });
    };
    return once(row, act, `${row.device.name} was not matched.`);
  };

  const unlink = async (row: MatchingRow): Promise<void> => {
    if (row.match === null) {
      return;
    }
    const { configuration, state } = row.match;
    const there = row.configuration?.name ?? `configuration ${configuration}`;
    const name = row.device.name;
    if (!(await once(row, () => remove.mutateAsync({ device: row.id }), `${name} was not unlinked.`))) {
      return;
    }
    if (state === "proposed") {
      // Undo would have to confirm what was only a proposal; so this says how to get it back instead.
      notifyDone(`${there} is not proposed for ${row.device.name} again. Pick it to match them after all.`);
    } else {
      notifyDone(`Unlinked ${row.device.name}`, () => void match(row, configuration));
    }
  };

  const ignore = async (row: MatchingRow, ignored: boolean): Promise<void> => {
    const change = () => setDevice.mutateAsync({ device: row.id, changes: { ignored: ignored ? "yes" : "no" } });
    if ((await once(row, change, `${row.device.name} was not changed.`)) && ignored) {
      notifyDone(`Ignored ${row.device.name}`, () => void ignore(row, false));
    }
  };

  /** One after the other: each is a record of its own, and the first failure stops, so that nothing is guessed. */
  const matchAll = async (rows: readonly MatchingRow[]): Promise<void> => {
    let done = 0;
    setBulk({ done, total: rows.length });
    for (const row of rows) {
      if (row.match === null || !(await match(row, row.match.configuration))) {
        break;
      }
      done += 1;
      setBulk({ done, total: rows.length });
    }
    setBulk(null);
    if (done > 0) {
      notifyDone(done === rows.length ? `Matched ${done}` : `Matched ${done} of ${rows.length}`);
    }
  };

  // Only a bulk act holds the others back.
  const busy = bulk !== null;
  return { match, unlink, ignore, matchAll, bulk, busy };
}
