import { useRef, useState } from "react";
import type { MatchReport } from "../../../backend/generated";
import {
  useConfirmMatch,
  useConfirmMatches,
  useMoveMatch,
  useRemoveMatch,
  useRetire,
  useSetDevice,
  useUndoRemoval,
  useUndoRun,
} from "../../../backend/queries";
import { formatNumber, notifyDone, notifyFailure, plural } from "../../../components";
import { canUnlink, type MatchingRow } from "./rows";

/** A pair that was taken apart, and can be put back. */
export interface LastRemoval {
  undo: string;
  name: string;
}

/** A proposal that could not be confirmed with the others. */
export interface Unconfirmed {
  name: string;
  message: string;
}

function unlinkedWords(row: MatchingRow): string {
  const { name } = row.device;
  switch (row.state) {
    case "proposed":
      return `${row.configuration?.name ?? "The configuration"} is not proposed for ${name} again`;
    case "review":
      return `None of the candidates is proposed for ${name} again`;
    default:
      return `Unlinked ${name}`;
  }
}

/** What a person does in the workspace; each act says what became of it. */
export function useMatchingActs() {
  const confirm = useConfirmMatch();
  const confirmMany = useConfirmMatches();
  const remove = useRemoveMatch();
  const undoRemoval = useUndoRemoval();
  const retire = useRetire();
  const undoRun = useUndoRun();
  const move = useMoveMatch();
  const setDevice = useSetDevice();
  const [last, setLast] = useState<LastRemoval | null>(null);

  // Rows with an act under way: the next row need not wait for them, the same row must.
  const acting = useRef(new Set<string>());

  const once = async <Reply>(
    row: MatchingRow,
    act: () => Promise<Reply>,
    failed: string,
  ): Promise<Reply | undefined> => {
    if (acting.current.has(row.id)) {
      return undefined;
    }
    acting.current.add(row.id);
    try {
      return await act();
    } catch (reason) {
      notifyFailure(failed, reason);
      return undefined;
    } finally {
      acting.current.delete(row.id);
    }
  };

  const match = async (row: MatchingRow, configuration: number): Promise<boolean> => {
    const act = async (): Promise<MatchReport> => {
      // Another configuration than the one a match holds: that pair is taken apart first.
      if (row.match !== null && row.state !== "proposed" && row.match.configuration !== configuration) {
        const { undo: token } = await remove.mutateAsync({ device: row.id });
        setLast(token === null ? null : { undo: token, name: row.device.name });
      }
      return confirm.mutateAsync({ device: row.id, configuration });
    };
    return (await once(row, act, `${row.device.name} was not matched.`)) !== undefined;
  };

  const putBack = async (undo: string, done: string, failed: string): Promise<void> => {
    try {
      await undoRemoval.mutateAsync({ undo });
      notifyDone(done);
    } catch (reason) {
      notifyFailure(failed, reason);
    }
  };

  const undo = (removal: LastRemoval): Promise<void> => {
    setLast((known) => (known?.undo === removal.undo ? null : known));
    return putBack(removal.undo, `${removal.name} is as it was`, `${removal.name} was not put back.`);
  };

  const unlink = async (row: MatchingRow): Promise<void> => {
    if (!canUnlink(row)) {
      return;
    }
    const { name } = row.device;
    const reply = await once(row, () => remove.mutateAsync({ device: row.id }), `${name} was not unlinked.`);
    if (reply === undefined) {
      return;
    }
    const removal = reply.undo === null ? null : { undo: reply.undo, name };
    setLast(removal);
    notifyDone(unlinkedWords(row), removal === null ? undefined : () => void undo(removal));
  };

  const ignore = async (rows: readonly MatchingRow[], ignored: boolean): Promise<void> => {
    const changed: MatchingRow[] = [];
    for (const row of rows) {
      const change = () => setDevice.mutateAsync({ device: row.id, changes: { ignored: ignored ? "yes" : "no" } });
      if ((await once(row, change, `${row.device.name} was not changed.`)) === undefined) {
        break;
      }
      changed.push(row);
    }
    const [first] = changed;
    if (first !== undefined && ignored) {
      const what = changed.length === 1 ? first.device.name : plural(changed.length, "device");
      notifyDone(`Ignored ${what}`, () => void ignore(changed, false));
    }
  };

  /** Confirms what is proposed, all at once; what could not be confirmed is handed back. */
  const matchAll = async (rows: readonly MatchingRow[]): Promise<Unconfirmed[]> => {
    const pairs = rows.flatMap((row) =>
      row.match === null ? [] : [{ device: row.id, configuration: row.match.configuration }],
    );
    const reply = await confirmMany.mutateAsync({ pairs });
    const names = new Map(rows.map((row) => [row.id, row.device.name]));
    const { undo: token } = reply;
    const matches = plural(reply.confirmed, "match", "matches");
    notifyDone(
      reply.failed.length === 0
        ? `Confirmed ${matches}`
        : `Confirmed ${formatNumber(reply.confirmed)} of ${plural(pairs.length, "match", "matches")}`,
      token === null
        ? undefined
        : () => void putBack(token, `${matches} not confirmed any more`, "The matches stay confirmed."),
    );
    return reply.failed.map(({ device, message }) => ({ name: names.get(device) ?? device, message }));
  };

  const setActive = async (run: string, name: string): Promise<void> => {
    try {
      const { applied } = await undoRun.mutateAsync({ run });
      notifyDone(
        applied > 0 ? `${name} is active in ConnectWise again` : `${name} was left as it is. Activity says why`,
      );
    } catch (reason) {
      notifyFailure(`${name} was not set active again.`, reason);
    }
  };

  const setInactive = async (row: MatchingRow): Promise<void> => {
    const name = row.configuration?.name ?? "The configuration";
    const { run } = await retire.mutateAsync({ device: row.id });
    notifyDone(`${name} is inactive in ConnectWise now`, run === null ? undefined : () => void setActive(run, name));
  };

  const replace = async (row: MatchingRow, to: { id: string; name: string }): Promise<void> => {
    const name = row.configuration?.name ?? "The configuration";
    const { undo: token } = await move.mutateAsync({ from: row.id, to: to.id });
    const back = `${name} is matched with ${row.device.name} again`;
    const failed = `The match did not go back to ${row.device.name}.`;
    notifyDone(
      `${name} is matched with ${to.name} now`,
      token === null ? undefined : () => void putBack(token, back, failed),
    );
  };

  return { match, unlink, ignore, matchAll, setInactive, replace, undo, last, busy: confirmMany.isPending };
}
