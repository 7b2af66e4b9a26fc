import { useDeferredValue, useMemo, useRef, useState } from "react";
import { createPortal } from "react-dom";
import type { MatchReport } from "../../../backend/generated";
import {
  Button,
  EmptyState,
  formatNumber,
  NoResults,
  SearchField,
  SegmentedFilter,
  Toolbar,
} from "../../../components";
import { CreateDialog } from "../create/CreateDialog";
import type { CreateJob } from "../create/jobs";
import { ConfirmShownDialog } from "./ConfirmShownDialog";
import { ReplaceDrawer, RetireDialog } from "./GoneDialogs";
import { KeysDialog, MatchingKeyBar } from "./Keys";
import { canOpen, type KeyAct } from "./keys";
import { MatchingTable } from "./MatchingTable";
import { OnlyInConnectWise } from "./OnlyInConnectWise";
import { PickDrawer } from "./PickDrawer";
import {
  canCreate,
  canIgnore,
  countRows,
  type MatchingFilter,
  type MatchingRow,
  matchingRows,
  onlyInConnectWise,
  selectOnly,
  selectRows,
} from "./rows";
import { useMatchingActs } from "./useMatchingActs";
import { useMatchingKeys } from "./useMatchingKeys";

/** The row with the keyboard; its place counts when a decision takes it out of the filter. */
interface Place {
  id: string;
  index: number;
}

/** What lies over the table, and for which rows. */
type Over =
  | { kind: "pick"; row: MatchingRow }
  | { kind: "retire"; row: MatchingRow }
  | { kind: "replace"; row: MatchingRow }
  | { kind: "create"; jobs: CreateJob[] }
  | { kind: "confirm" }
  | { kind: "help" };

function placeOf(rows: readonly MatchingRow[], place: Place | null): number {
  if (place === null) {
    return -1;
  }
  const index = rows.findIndex((row) => row.id === place.id);
  return index >= 0 ? index : Math.min(place.index, rows.length - 1);
}

/** The devices to be created, by agent: each agent is a run of its own. */
function jobsOf(rows: readonly MatchingRow[], allUnmatched: boolean): CreateJob[] {
  const jobs = new Map<string, CreateJob>();
  for (const { scope, device } of rows) {
    const job = jobs.get(scope.agent) ?? { ...scope, devices: [], allUnmatched };
    job.devices.push({ id: device.id, name: device.name, kind: device.kind });
    jobs.set(scope.agent, job);
  }
  return [...jobs.values()];
}

/** Reports keep their identity while nothing changed in them: their rows are made once. */
const made = new WeakMap<MatchReport, { name: string; rows: MatchingRow[] }>();

function rowsOf(report: MatchReport, name: string): MatchingRow[] {
  const known = made.get(report);
  if (known?.name === name) {
    return known.rows;
  }
  const rows = matchingRows(report, name);
  made.set(report, { name, rows });
  return rows;
}

interface Props {
  reports: readonly MatchReport[];
  /** Names of the agents by id, where there are several. */
  names?: ReadonlyMap<string, string>;
  /** Where in the head of the page its own acts stand. */
  headSlot: HTMLElement | null;
}

/** The workspace of one agent or of all: filters, rows, decisions. */
export function MatchingWork({ reports, names, headSlot }: Props) {
  const [filter, setFilter] = useState<MatchingFilter>("all");
  const [typed, setTyped] = useState("");
  // Thousands of rows: the letter appears at once, the rows follow.
  const search = useDeferredValue(typed);
  const [place, setPlace] = useState<Place | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [over, setOver] = useState<Over | null>(null);
  const [walk, setWalk] = useState(0);
  const searchBox = useRef<HTMLDivElement>(null);
  const acts = useMatchingActs();

  const all = useMemo(
    () => reports.flatMap((report) => rowsOf(report, names?.get(report.agent) ?? "")),
    [reports, names],
  );
  const only = useMemo(() => onlyInConnectWise(reports), [reports]);
  const present = useMemo(() => new Set(all.map((row) => row.state)), [all]);
  const counts = useMemo(() => countRows(all, only), [all, only]);
  const rows = useMemo(() => selectRows(all, filter, search), [all, filter, search]);
  // Only what still waits counts as selected, whatever was ticked before.
  const selected = useMemo(() => all.filter((row) => canIgnore(row) && chosen.has(row.id)), [all, chosen]);
  const selectedProposed = selected.filter((row) => row.state === "proposed");
  const selectedNew = selected.filter(canCreate);
  const focus = placeOf(rows, place);
  const focused = rows[focus];
  const confirmable = filter === "proposed" && rows.length > 0;

  const moveTo = (index: number) => {
    const row = rows[index];
    if (row) {
      setPlace({ id: row.id, index });
    }
  };
  const focusOn = (row: MatchingRow) => setPlace({ id: row.id, index: rows.indexOf(row) });
  const toggleOpen = (row: MatchingRow) => setOpen(open === row.id ? null : row.id);
  const toggleChosen = (row: MatchingRow) => {
    const next = new Set(chosen);
    if (!next.delete(row.id)) {
      next.add(row.id);
    }
    setChosen(next);
  };
  const choose = async (row: MatchingRow, configuration: number) => {
    if (await acts.match(row, configuration)) {
      setOpen(null);
      setOver(null);
    }
  };
  const confirm = (row: MatchingRow) => {
    if (row.match) {
      void acts.match(row, row.match.configuration);
    }
  };
  const create = (rowsToCreate: readonly MatchingRow[], allUnmatched = false) => {
    const jobs = jobsOf(rowsToCreate, allUnmatched);
    if (jobs.length > 0) {
      setOver({ kind: "create", jobs });
    }
  };
  const ignoreSelected = () => {
    void acts.ignore(selected, true);
    setChosen(new Set());
  };

  const performOnRow = (act: KeyAct, row: MatchingRow) => {
    switch (act.act) {
      case "match":
        return confirm(row);
      case "pick":
      case "retire":
      case "replace":
        return setOver({ kind: act.act, row });
      case "create":
        return create([row]);
      case "unlink":
        return void acts.unlink(row);
      case "ignore":
        return void acts.ignore([row], true);
      case "restore":
        return void acts.ignore([row], false);
      case "select":
        return toggleChosen(row);
      case "toggle-open":
        return canOpen(row) ? toggleOpen(row) : undefined;
      case "choose": {
        const candidate = row.candidates[act.candidate];
        return candidate === undefined ? undefined : void choose(row, candidate.id);
      }
      default:
        return undefined;
    }
  };
  const perform = (act: KeyAct) => {
    switch (act.act) {
      case "move":
        setWalk(walk + 1);
        return moveTo(act.to);
      case "search":
        return searchBox.current?.querySelector("input")?.focus();
      case "help":
        return setOver({ kind: "help" });
      case "close":
        return setOpen(null);
      case "undo":
        return acts.last === null ? undefined : void acts.undo(acts.last);
      case "match-selected":
      case "confirm-shown":
        return setOver({ kind: "confirm" });
      default:
        return focused === undefined || acts.busy ? undefined : performOnRow(act, focused);
    }
  };
  const tabled = filter !== "connectwise";
  useMatchingKeys(
    { rows, focus, open, selected: selectedProposed.length, confirmable, undoable: acts.last !== null },
    tabled && over === null,
    perform,
  );

  const clearFilter = () => {
    setFilter("all");
    setTyped("");
  };
  const close = () => setOver(null);
  return (
    <>
      {headSlot !== null &&
        acts.last !== null &&
        createPortal(
          <Button
            icon="undo"
            title={`Puts ${acts.last.name} back as it was`}
            onClick={() => acts.last && void acts.undo(acts.last)}
          >
            Undo unlink
          </Button>,
          headSlot,
        )}
      <Toolbar
        right={
          <div ref={searchBox}>
            <SearchField
              label="Any value"
              value={typed}
              onChange={setTyped}
              width={names ? 160 : 180}
              shortcut="/"
              small
            />
          </div>
        }
      >
        <SegmentedFilter<MatchingFilter>
          label="Show"
          value={filter}
          onChange={setFilter}
          segments={[
            { value: "all", label: "All", count: counts.all },
            { value: "matched", label: "Matched", count: counts.matched },
            { value: "proposed", label: "Proposed", count: counts.proposed },
            { value: "review", label: "Needs review", count: counts.review },
            { value: "unmatched", label: "Unmatched", count: counts.unmatched },
            { value: "ignored", label: "Ignored", count: counts.ignored },
            { value: "connectwise", label: "Only in ConnectWise", count: counts.connectwise },
          ]}
        />
      </Toolbar>
      {!tabled ? (
        <OnlyInConnectWise
          items={selectOnly(only, search)}
          searched={search.trim() !== ""}
          companies={names !== undefined}
          onClear={() => setTyped("")}
        />
      ) : all.length === 0 ? (
        <div className="pad grow">
          <EmptyState icon="agents" title={names ? "The linked agents have no devices" : "This agent has no devices"}>
            Devices come from their source; import or refresh it first.
          </EmptyState>
        </div>
      ) : rows.length === 0 ? (
        <div className="pad grow">
          <Nothing filter={filter} searched={search.trim() !== ""} onClear={clearFilter} />
        </div>
      ) : (
        <MatchingTable
          rows={rows}
          focus={focus}
          walk={walk}
          open={open}
          selected={chosen}
          busy={acts.busy}
          onFocus={focusOn}
          onSelectAll={(every) => setChosen(new Set(every ? rows.filter(canIgnore).map((row) => row.id) : []))}
          onAct={performOnRow}
          onOpen={(row) => {
            focusOn(row);
            toggleOpen(row);
          }}
          onChoose={(row, configuration) => void choose(row, configuration)}
        />
      )}
      {tabled && selected.length > 0 ? (
        <section className="bulk" aria-label="Selected">
          <b className="md nw">{formatNumber(selected.length)} selected</b>
          {selectedProposed.length > 0 && (
            <Button kind="primary" icon="check" onClick={() => setOver({ kind: "confirm" })}>
              Match {formatNumber(selectedProposed.length)}
              <kbd className="kbd">Shift Enter</kbd>
            </Button>
          )}
          {selectedNew.length > 0 && (
            <Button
              kind={selectedProposed.length === 0 ? "primary" : "default"}
              icon="plus"
              onClick={() => create(selectedNew)}
            >
              Create {formatNumber(selectedNew.length)}
            </Button>
          )}
          <Button onClick={ignoreSelected}>Ignore {formatNumber(selected.length)}</Button>
          <Button kind="quiet" onClick={() => setChosen(new Set())}>
            Clear
          </Button>
          <span className="end d t12">Nothing is written to ConnectWise by matching</span>
        </section>
      ) : confirmable ? (
        <section className="bulk" aria-label="All shown">
          <b className="md nw">{formatNumber(rows.length)} proposed shown</b>
          <Button icon="check" onClick={() => setOver({ kind: "confirm" })}>
            Confirm all shown
            <kbd className="kbd">Shift Enter</kbd>
          </Button>
          <span className="end d t12">They are listed once more before they are confirmed</span>
        </section>
      ) : filter === "unmatched" && rows.some(canCreate) ? (
        <section className="bulk" aria-label="All shown">
          <b className="md nw">{formatNumber(rows.length)} unmatched shown</b>
          <Button icon="plus" onClick={() => create(rows.filter(canCreate), search.trim() === "")}>
            {search.trim() === ""
              ? "Create all unmatched"
              : `Create ${formatNumber(rows.filter(canCreate).length)} shown`}
          </Button>
          <span className="end d t12">A preview shows exactly what would be created</span>
        </section>
      ) : null}
      <span className="sr" role="status">
        {focused === undefined ? "" : `${focused.device.name}: ${focused.state}, ${focused.words}`}
      </span>
      {tabled && <MatchingKeyBar present={present} onHelp={() => setOver({ kind: "help" })} />}
      <PickDrawer
        row={over?.kind === "pick" ? over.row : null}
        reports={reports}
        onPick={(row, configuration) => void choose(row, configuration)}
        onClose={close}
      />
      <RetireDialog row={over?.kind === "retire" ? over.row : null} onConfirm={acts.setInactive} onClose={close} />
      <ReplaceDrawer
        row={over?.kind === "replace" ? over.row : null}
        reports={reports}
        onReplace={acts.replace}
        onClose={close}
      />
      <ConfirmShownDialog
        opened={over?.kind === "confirm"}
        selected={selectedProposed.length > 0}
        rows={selectedProposed.length > 0 ? selectedProposed : rows.filter((row) => row.state === "proposed")}
        onConfirm={async (wanted) => {
          const failed = await acts.matchAll(wanted);
          setChosen(new Set());
          return failed;
        }}
        onClose={close}
      />
      <CreateDialog
        jobs={over?.kind === "create" ? over.jobs : null}
        onClose={() => {
          setChosen(new Set());
          close();
        }}
      />
      <KeysDialog opened={over?.kind === "help"} onClose={close} />
    </>
  );
}

const nothing: Partial<Record<MatchingFilter, readonly [string, string]>> = {
  proposed: [
    "Nothing is proposed",
    "What rests on an IP address alone, or is inactive in ConnectWise, is proposed here.",
  ],
  review: [
    "Nothing needs review",
    "Devices whose values contradict each other, or that fit several configurations, wait here.",
  ],
  unmatched: [
    "Every device has a configuration",
    "Devices without one are listed here, to be created or picked by hand.",
  ],
  ignored: [
    "No device is ignored",
    "Guest phones and the like can be ignored: they leave counts, matching and creation.",
  ],
  matched: ["No device is matched yet", "Find matches compares the devices with the configurations of the company."],
};

function Nothing({ filter, searched, onClear }: { filter: MatchingFilter; searched: boolean; onClear: () => void }) {
  const words = nothing[filter];
  if (searched || words === undefined) {
    return <NoResults what="devices" onClear={onClear} />;
  }
  return (
    <EmptyState
      icon={filter === "matched" ? "link" : "check"}
      title={words[0]}
      actions={<Button onClick={onClear}>Show all</Button>}
    >
      {words[1]}
    </EmptyState>
  );
}
