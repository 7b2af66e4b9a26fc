import { useMemo, useState } from "react";
import type { SyncPlanReply } from "../../../backend/generated";
import {
  Button,
  EmptyState,
  Icon,
  NoResults,
  Note,
  plural,
  SearchField,
  SegmentedFilter,
  Time,
  Toolbar,
} from "../../../components";
import { countPlan, createLines, type PlanFilter, planLines, selectGroups } from "./group";
import { PlanTable } from "./PlanTable";
import { Sum, Sums } from "./Sums";

interface Props {
  plan: SyncPlanReply;
  onRun: () => void;
  onAgain: () => void;
  onDiscard: () => void;
}

function NothingToDo({ plan, onAgain, onDiscard }: Omit<Props, "onRun">) {
  return (
    <div className="pad">
      <EmptyState
        icon="check"
        title="Nothing to do: both sides say the same"
        actions={
          <>
            <Button icon="sync" onClick={onAgain}>
              Plan again
            </Button>
            <Button kind="quiet" onClick={onDiscard}>
              Companies
            </Button>
          </>
        }
      >
        {plan.equal === 0
          ? "No device of this agent has a match that may be written. Find or confirm matches first."
          : `${plural(plan.equal, "record")} compared; nothing has to be written.`}
      </EmptyState>
    </div>
  );
}

/** The plan itself: numbers, every value, and the button that does exactly this. */
export function PlanView({ plan, onRun, onAgain, onDiscard }: Props) {
  const [filter, setFilter] = useState<PlanFilter>("all");
  const [search, setSearch] = useState("");
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const counts = countPlan(plan);
  const changes = plan.updates.length + plan.creates.length;
  const lines = useMemo(
    () => [...createLines(plan, filter, search), ...planLines(selectGroups(plan, filter, search), folded)],
    [plan, filter, search, folded],
  );
  const fold = (key: string) => {
    const next = new Set(folded);
    if (!next.delete(key)) {
      next.add(key);
    }
    setFolded(next);
  };
  if (changes === 0 && plan.skips.length === 0) {
    return <NothingToDo plan={plan} onAgain={onAgain} onDiscard={onDiscard} />;
  }
  return (
    <>
      <Sums
        note={
          <>
            <Icon name="info" size="s" />
            <span>
              Nothing is written until you run it.
              <br />
              <span className="d">
                Read from both sides <Time at={plan.read_at} withClock />
              </span>
            </span>
          </>
        }
      >
        <Sum value={changes} label={changes === 1 ? "change" : "changes"} />
        <Sum value={plan.records} label={plan.records === 1 ? "record" : "records"} />
        {plan.creates.length > 0 && <Sum value={plan.creates.length} label="to create" icon="plus" />}
        <Sum
          value={counts.conflicts}
          label={counts.conflicts === 1 ? "conflict" : "conflicts"}
          icon="warn"
          tone={counts.conflicts > 0 ? "warn" : undefined}
        />
        <Sum value={counts.skipped} label="skipped" icon="minus" />
        <Sum value={plan.equal} label="already equal" icon="check" />
      </Sums>
      {changes === 0 && (
        <div className="pad resultnote">
          <Note icon="check">
            <b className="md">Nothing to do: both sides say the same.</b> What is left alone stands below, with the
            reason.
          </Note>
        </div>
      )}
      <Toolbar right={<SearchField label="Device, field, value" value={search} onChange={setSearch} width={220} />}>
        <SegmentedFilter<PlanFilter>
          label="Show"
          value={filter}
          onChange={setFilter}
          segments={[
            { value: "all", label: "All", count: counts.all },
            { value: "updates", label: "Updates", count: counts.updates },
            { value: "conflicts", label: "Conflicts", count: counts.conflicts },
            { value: "skipped", label: "Skipped", count: counts.skipped },
          ]}
        />
      </Toolbar>
      {lines.length === 0 ? (
        <div className="pad grow">
          <NoResults
            what="values"
            onClear={() => {
              setFilter("all");
              setSearch("");
            }}
          />
        </div>
      ) : (
        <PlanTable lines={lines} onFold={fold} />
      )}
      <section className="bulk" aria-label="Run">
        {changes > 0 && (
          <Button kind="primary" icon="play" onClick={onRun}>
            Run {plural(changes, "change")}
          </Button>
        )}
        <Button icon="sync" onClick={onAgain}>
          Plan again
        </Button>
        <Button kind="quiet" onClick={onDiscard}>
          Discard
        </Button>
        <span className="end d t12 el">
          Plan <span className="mono">{plan.plan.slice(0, 8)}</span>. A record that changes before it is written is
          skipped.
        </span>
      </section>
    </>
  );
}
