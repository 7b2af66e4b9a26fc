import { useMemo, useRef, useState } from "react";
import type { MatchReport } from "../../../backend/generated";
import { Button, EmptyState, NoResults, SearchField, SegmentedFilter, Toolbar } from "../../../components";
import { KeysDialog, MatchingKeyBar } from "./Keys";
import { canOpen, type KeyAct } from "./keys";
import { MatchingTable } from "./MatchingTable";
import { OnlyInConnectWise } from "./OnlyInConnectWise";
import { PickDrawer } from "./PickDrawer";
import {
  countRows,
  type MatchingFilter,
  type MatchingRow,
  matchingRows,
  onlyInConnectWise,
  selectConfigurations,
  selectRows,
} from "./rows";
import { useMatchingActs } from "./useMatchingActs";
import { useMatchingKeys } from "./useMatchingKeys";

/** The row with the keyboard; its place counts when a decision takes it out of the filter. */
interface Place {
  id: string;
  index: number;
}

function placeOf(rows: readonly MatchingRow[], place: Place | null): number {
  if (place === null) {
    return -1;
  }
  const index = rows.findIndex((row) => row.id === place.id);
  return index >= 0 ? index : Math.min(place.index, rows.length - 1);
}

function without(selected: ReadonlySet<string>, id: string): Set<string> {
  const next = new Set(selected);
  next.delete(id);
  return next;
}

/** The workspace of one agent: filters, rows, decisions. */
export function MatchingWork({ report }: { report: MatchReport }) {
  const [filter, setFilter] = useState<MatchingFilter>("all");
  const [search, setSearch] = useState("");
  const [place, setPlace] = useState<Place | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [picking, setPicking] = useState<MatchingRow | null>(null);
  const [walk, setWalk] = useState(0);
  const [help, setHelp] = useState(false);
  const searchBox = useRef<HTMLDivElement>(null);
  const acts = useMatchingActs();

  const all = useMemo(() => matchingRows(report), [report]);
  const only = useMemo(() => onlyInConnectWise(report), [report]);
  const present = useMemo(() => new Set(all.map((row) => row.state)), [all]);
  const counts = useMemo(() => countRows(all, only), [all, only]);
  const rows = useMemo(() => selectRows(all, filter, search), [all, filter, search]);
  // Only what is still proposed can be matched together, whatever was ticked before.
  const selected = useMemo(() => all.filter((row) => row.state === "proposed" && chosen.has(row.id)), [all, chosen]);
  const focus = placeOf(rows, place);
  const focused = rows[focus];

  const moveTo = (index: number) => {
    const row = rows[index];
    if (row) {
      setPlace({ id: row.id, index });
    }
  };
  const focusOn = (row: MatchingRow) => setPlace({ id: row.id, index: rows.indexOf(row) });
  const toggleOpen = (row: MatchingRow) => setOpen(open === row.id ? null : row.id);
  const toggleChosen = (row: MatchingRow) =>
    setChosen(chosen.has(row.id) ? without(chosen, row.id) : new Set(chosen).add(row.id));
  const choose = async (row: MatchingRow, configuration: number) => {
    if (await acts.match(row, configuration)) {
      setOpen(null);
      setPicking(null);
    }
  };
  const confirm = (row: MatchingRow) => {
    if (row.match) {
      void acts.match(row, row.match.configuration);
    }
  };
  const matchSelected = async () => {
    await acts.matchAll(selected);
    setChosen(new Set());
  };

  const perform = (act: KeyAct) => {
    const row = rows[focus];
    switch (act.act) {
      case "move":
        setWalk(walk + 1);
        return moveTo(act.to);
      case "search":
        return searchBox.current?.querySelector("input")?.focus();
      case "help":
        return setHelp(true);
      case "close":
        return setOpen(null);
      case "match-selected":
        return void matchSelected();
      default:
        break;
    }
    if (row === undefined || acts.busy) {
      return;
    }
    switch (act.act) {
      case "match":
        return confirm(row);
      case "pick":
        return setPicking(row);
      case "unlink":
        return void acts.unlink(row);
      case "ignore":
        return void acts.ignore(row, true);
      case "restore":
        return void acts.ignore(row, false);
      case "select":
        return toggleChosen(row);
      case "toggle-open":
        return canOpen(row) ? toggleOpen(row) : undefined;
      case "choose": {
        const candidate = row.candidates[act.candidate];
        return candidate === undefined ? undefined : void choose(row, candidate.id);
      }
    }
  };
  const tabled = filter !== "connectwise";
  useMatchingKeys({ rows, focus, open, selected: selected.length }, tabled && picking === null && !help, perform);

  const clearFilter = () => {
    setFilter("all");
    setSearch("");
  };
  return (
    <>
      <Toolbar
        right={
          <div ref={searchBox}>
            <SearchField label="Any value" value={search} onChange={setSearch} width={180} small />
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
            { value: "review", label: "In review", count: counts.review },
            { value: "unmatched", label: "Unmatched", count: counts.unmatched },
            { value: "ignored", label: "Ignored", count: counts.ignored },
            { value: "connectwise", label: "Only in ConnectWise", count: counts.connectwise },
          ]}
        />
      </Toolbar>
      {!tabled ? (
        <OnlyInConnectWise items={selectConfigurations(only, search)} />
      ) : all.length === 0 ? (
        <div className="pad grow">
          <EmptyState icon="agents" title="This agent has no devices">
            Devices come from its source; import or refresh it first.
          </EmptyState>
        </div>
      ) : rows.length === 0 ? (
        <div className="pad grow">
          <NoResults what="devices" onClear={clearFilter} />
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
          onSelectAll={(every) =>
            setChosen(new Set(every ? rows.filter((row) => row.state === "proposed").map((row) => row.id) : []))
          }
          onMatch={confirm}
          onUnlink={(row) => void acts.unlink(row)}
          onIgnore={(row, ignored) => void acts.ignore(row, ignored)}
          onPick={setPicking}
          onOpen={(row) => {
            focusOn(row);
            toggleOpen(row);
          }}
          onSelect={toggleChosen}
          onChoose={(row, configuration) => void choose(row, configuration)}
        />
      )}
      {selected.length > 0 && (
        <section className="bulk" aria-label="Selected">
          <b className="md">{selected.length} proposed selected</b>
          <Button kind="primary" icon="check" busy={acts.bulk !== null} onClick={() => void matchSelected()}>
            {acts.bulk === null ? `Match ${selected.length}` : `Matching ${acts.bulk.done} of ${acts.bulk.total}`}
            <kbd className="kbd">Shift Enter</kbd>
          </Button>
          <Button kind="quiet" onClick={() => setChosen(new Set())}>
            Clear
          </Button>
          <span className="end d t12">Nothing is written to ConnectWise by matching</span>
        </section>
      )}
      <span className="sr" role="status">
        {focused === undefined ? "" : `${focused.device.name}: ${focused.state}, ${focused.words}`}
      </span>
      {tabled && <MatchingKeyBar present={present} onHelp={() => setHelp(true)} />}
      <PickDrawer
        row={picking}
        configurations={report.configurations}
        devices={report.devices}
        onPick={(row, configuration) => void choose(row, configuration)}
        onClose={() => setPicking(null)}
      />
      <KeysDialog opened={help} onClose={() => setHelp(false)} />
    </>
  );
}
