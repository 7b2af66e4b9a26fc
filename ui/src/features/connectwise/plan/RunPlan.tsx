import { useMemo, useState } from "react";
import type { RunPlanReply, SyncPlanReply } from "../../../backend/generated";
import { useRunPlan } from "../../../backend/queries";
import { EmptyState, ErrorState, Loading, NoResults, Note, plural } from "../../../components";
import { createLines, planLines, selectGroups } from "./group";
import { PlanTable } from "./PlanTable";

/** The part of a plan that a run was limited to. */
function limited({ plan, only }: Pick<RunPlanReply, "plan" | "only">): SyncPlanReply | null {
  if (plan === null || only === null) {
    return plan;
  }
  const wanted = new Set(only);
  return {
    ...plan,
    creates: plan.creates.filter((create) => wanted.has(create.device)),
    updates: plan.updates.filter((update) => wanted.has(update.device)),
    skips: plan.skips.filter((skip) => wanted.has(skip.device)),
  };
}

function Lines({
  reply,
  plan,
  search,
  onClear,
}: { reply: RunPlanReply; plan: SyncPlanReply } & Pick<Props, "search" | "onClear">) {
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const excluded = useMemo(() => {
    const keys = new Set(reply.excluded.map(({ device, field }) => `${device}/${field ?? ""}`));
    // A record that was left out as a whole is left out value by value.
    for (const update of plan.updates) {
      if (keys.has(`${update.device}/`)) keys.add(`${update.device}/${update.field}`);
    }
    return keys;
  }, [reply, plan]);
  const lines = useMemo(
    () => [...createLines(plan, "all", search, folded), ...planLines(selectGroups(plan, "all", search), folded)],
    [plan, search, folded],
  );
  if (lines.length === 0) {
    return (
      <div className="pad grow">
        {search === "" ? (
          <EmptyState icon="check" title="The plan had nothing to write and nothing to leave alone">
            {plural(plan.equal, "record")} compared; both sides said the same.
          </EmptyState>
        ) : (
          <NoResults what="values" onClear={onClear} />
        )}
      </div>
    );
  }
  return (
    <>
      {reply.only !== null && (
        <div className="planhint">
          <span className="el">This run was limited to {plural(reply.only.length, "device")}.</span>
        </div>
      )}
      <PlanTable
        lines={lines}
        excluded={excluded}
        onFold={(key) => {
          const next = new Set(folded);
          if (!next.delete(key)) next.add(key);
          setFolded(next);
        }}
      />
    </>
  );
}

interface Props {
  run: string;
  search: string;
  onClear: () => void;
}

/** The whole plan of a run that has ended: what was to be written, and what was left alone with the reasons. */
export function RunPlan({ run, search, onClear }: Props) {
  const reply = useRunPlan(run);
  if (reply.error) {
    return (
      <div className="pad">
        <ErrorState title="The plan could not be shown" error={reply.error} onRetry={() => void reply.refetch()} />
      </div>
    );
  }
  if (reply.data === undefined) {
    return <Loading what="plan" />;
  }
  const plan = limited(reply.data);
  return plan === null ? (
    <div className="pad">
      <Note>{reply.data.message}</Note>
    </div>
  ) : (
    <Lines reply={reply.data} plan={plan} search={search} onClear={onClear} />
  );
}
