import { useMemo, useState } from "react";
import type { SyncPlanReply } from "../../../backend/generated";
import { useExportPlan, useReleaseHeld } from "../../../backend/queries";
import {
  Button,
  EmptyState,
  ExportDialog,
  Icon,
  NoResults,
  Note,
  notifyDone,
  notifyFailure,
  plural,
  SearchField,
  SegmentedFilter,
  Time,
  Toolbar,
} from "../../../components";
import {
  countPlan,
  createLines,
  type PlanFilter,
  type PlanSums,
  planLines,
  selectGroups,
  sumPlan,
  toggled,
} from "./group";
import { PlanTable } from "./PlanTable";
import { Sum, Sums } from "./Sums";

interface Props {
  plan: SyncPlanReply;
  /** The plan is to be approved as it is, as the first of the automatic runs. */
  approving: boolean;
  /** What the main button does at present. */
  busy: boolean;
  /** Runs or approves the plan without what was excluded. */
  onRun: (excluded: ReadonlySet<string>) => void;
  onAgain: () => void;
  onDiscard: () => void;
}

function NothingToDo({ plan, onAgain, onDiscard }: Pick<Props, "plan" | "onAgain" | "onDiscard">) {
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

function PlanNumbers({ plan, sums }: { plan: SyncPlanReply; sums: PlanSums }) {
  return (
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
      <Sum value={sums.changes} label={sums.changes === 1 ? "change" : "changes"} />
      <Sum value={sums.records} label={sums.records === 1 ? "record" : "records"} />
      {plan.creates.length > 0 && <Sum value={sums.creates} label="to create" icon="plus" />}
      <Sum
        value={sums.conflicts}
        label={sums.conflicts === 1 ? "conflict" : "conflicts"}
        icon="warn"
        tone={sums.conflicts > 0 ? "warn" : undefined}
      />
      <Sum value={plan.skips.length} label="left alone" icon="minus" />
      <Sum value={plan.equal} label="already equal" icon="check" />
    </Sums>
  );
}

/** What the conflicts of this plan mean, said once above them. */
function ConflictsNote({ plan, approving }: Pick<Props, "plan" | "approving">) {
  const never = plan.updates.filter((update) => update.conflict_reason === "never_in_step").length;
  const changed = plan.updates.filter((update) => update.conflict).length - never;
  const parts = [
    ...(changed > 0 ? [`${changed} changed on the other side since the last sync`] : []),
    ...(never > 0 ? [`${never} never the same on both sides so far`] : []),
  ];
  return (
    <div className="planhint">
      <Icon name="warn" size="s" className="c-warn" />
      <span>
        <b className="md">Conflicts:</b> {parts.join(", ")}.{" "}
        {approving
          ? "Automatic runs write only those that Match Fields allows; the others wait here for a person."
          : "They are overwritten as shown, unless you untick them; an undo puts them back."}
      </span>
    </div>
  );
}

/** The plan itself: numbers, every value, and the button that does exactly this. */
export function PlanView({ plan, approving, busy, onRun, onAgain, onDiscard }: Props) {
  const [filter, setFilter] = useState<PlanFilter>("all");
  const [search, setSearch] = useState("");
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [excluded, setExcluded] = useState<ReadonlySet<string>>(new Set());
  const [exporting, setExporting] = useState(false);
  const writeFile = useExportPlan();
  const release = useReleaseHeld();
  const counts = countPlan(plan);
  const sums = useMemo(() => sumPlan(plan, excluded), [plan, excluded]);
  const planned = plan.updates.length + plan.creates.length;
  const lines = useMemo(
    () => [...createLines(plan, filter, search, folded), ...planLines(selectGroups(plan, filter, search), folded)],
    [plan, filter, search, folded],
  );
  const fold = (key: string) => {
    const next = new Set(folded);
    if (!next.delete(key)) {
      next.add(key);
    }
    setFolded(next);
  };
  if (planned === 0 && plan.skips.length === 0 && !approving) {
    return <NothingToDo plan={plan} onAgain={onAgain} onDiscard={onDiscard} />;
  }
  const releaseOne = (device: string, field: string) =>
    release.mutate(
      { device, field },
      {
        onSuccess: onAgain,
        onError: (reason) => notifyFailure("The field was not released.", reason),
      },
    );
  return (
    <>
      <PlanNumbers plan={plan} sums={sums} />
      {planned === 0 && (
        <div className="pad resultnote">
          <Note icon="check">
            <b className="md">Nothing to do: both sides say the same.</b>
            {plan.skips.length > 0 && " What is left alone stands below, with the reason."}
          </Note>
        </div>
      )}
      <Toolbar
        right={
          <>
            {sums.excluded > 0 && (
              <span className="d t12" role="status">
                {plural(sums.excluded, "change")} excluded
                <Button kind="link" className="gap" onClick={() => setExcluded(new Set())}>
                  Include all
                </Button>
              </span>
            )}
            <SearchField label="Device, field, value" value={search} onChange={setSearch} width={200} />
          </>
        }
      >
        <SegmentedFilter<PlanFilter>
          label="Show"
          value={filter}
          onChange={setFilter}
          segments={[
            { value: "all", label: "All", count: counts.all },
            { value: "connectwise", label: "To ConnectWise", count: counts.connectwise },
            { value: "local", label: "To Sitebook", count: counts.local },
            ...(counts.creates > 0 ? [{ value: "creates" as const, label: "Creates", count: counts.creates }] : []),
            { value: "conflicts", label: "Conflicts", count: counts.conflicts },
            { value: "skipped", label: "Left alone", count: counts.skipped },
          ]}
        />
      </Toolbar>
      {counts.conflicts > 0 && (filter === "all" || filter === "conflicts") && (
        <ConflictsNote plan={plan} approving={approving} />
      )}
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
        <PlanTable
          lines={lines}
          onFold={fold}
          onRelease={releaseOne}
          choosing={
            // What is approved is the plan as a whole: later runs make plans of their own.
            approving ? undefined : { excluded, onToggle: (keys) => setExcluded(toggled(keys, excluded)) }
          }
        />
      )}
      <section className="bulk" aria-label="Run">
        {approving ? (
          <Button kind="primary" icon="check" busy={busy} onClick={() => onRun(new Set())}>
            Approve and switch on
          </Button>
        ) : (
          planned > 0 && (
            <Button
              kind="primary"
              icon="play"
              busy={busy}
              disabled={sums.changes === 0}
              title={sums.changes === 0 ? "Everything was excluded" : undefined}
              onClick={() => onRun(excluded)}
            >
              Run {plural(sums.changes, "change")}
            </Button>
          )
        )}
        <Button icon="sync" onClick={onAgain}>
          Plan again
        </Button>
        {planned + plan.skips.length > 0 && (
          <Button icon="download" onClick={() => setExporting(true)}>
            Export CSV
          </Button>
        )}
        <Button kind="quiet" onClick={onDiscard}>
          Discard
        </Button>
        <span className="end d t12 el">
          Plan <span className="mono">{plan.plan.slice(0, 8)}</span>.{" "}
          {approving
            ? "The first run writes this; later ones what has changed by then."
            : "A record that changes before it is written is skipped."}
        </span>
      </section>
      <ExportDialog
        opened={exporting}
        title="Export the plan"
        name={`sync-plan-${plan.company.identifier}-${plan.plan.slice(0, 8)}.csv`}
        onExport={(path) =>
          writeFile
            .mutateAsync({ plan: plan.plan, agent: plan.agent, path })
            .then((reply) => notifyDone(`Wrote ${plural(reply.rows, "row")} to ${reply.path}`))
        }
        onClose={() => setExporting(false)}
      >
        A CSV file with one line per value: record, field, old and new value, conflict or reason. Nothing is written
        anywhere else.
      </ExportDialog>
    </>
  );
}
