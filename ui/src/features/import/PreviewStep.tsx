import { useMemo, useState } from "react";
import type { ImportReply } from "../../backend/generated";
import {
  Button,
  EmptyState,
  ErrorState,
  formatNumber,
  Icon,
  NoResults,
  plural,
  SearchField,
  SegmentedFilter,
  Toolbar,
} from "../../components";
import { Differing } from "./Differing";
import { changedCount, keepsSomething, type PreviewFilter, previewLines, selectChanges, unchangedCount } from "./lines";
import { PreviewTable } from "./PreviewTable";
import { RejectedTable } from "./RejectedTable";
import type { Preview } from "./usePreview";
import { WorkProgress } from "./WorkProgress";

interface Props {
  preview: Preview;
  take: readonly string[];
  onTake(take: readonly string[]): void;
  /** Back to the columns, where the file cannot be taken so. */
  onColumns(): void;
}

/** What the import would do, before it does it. */
export function PreviewStep({ preview, take, onTake, onColumns }: Props) {
  const { reply, error } = preview;
  if (error?.code === "stopped") {
    return (
      <div className="pad grow">
        <EmptyState
          icon="stop"
          title="The preview was stopped"
          actions={
            <>
              <Button onClick={preview.again}>Preview again</Button>
              <Button onClick={onColumns}>Choose columns</Button>
            </>
          }
        >
          Nothing was written.
        </EmptyState>
      </div>
    );
  }
  if (error !== null) {
    return (
      <div className="pad grow">
        <ErrorState
          title="There is no preview. Nothing was written."
          error={error}
          onRetry={preview.again}
          actions={
            <Button small onClick={onColumns}>
              Choose columns
            </Button>
          }
        />
      </div>
    );
  }
  if (reply === null) {
    return (
      <div className="pad grow">
        <WorkProgress work={preview.work} writes={false} />
      </div>
    );
  }
  return <PreviewBody reply={reply} preview={preview} take={take} onTake={onTake} />;
}

interface BodyProps extends Pick<Props, "preview" | "take" | "onTake"> {
  reply: ImportReply;
}

function PreviewBody({ reply, preview, take, onTake }: BodyProps) {
  const [filter, setFilter] = useState<PreviewFilter>("all");
  const [search, setSearch] = useState("");
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const lines = useMemo(
    () => previewLines(selectChanges(reply, filter, search), turned),
    [reply, filter, search, turned],
  );
  const fold = (key: string): void => {
    const next = new Set(turned);
    if (!next.delete(key)) next.add(key);
    setTurned(next);
  };
  const showAll = (): void => {
    setFilter("all");
    setSearch("");
  };
  return (
    <>
      <Toolbar
        right={
          <>
            {preview.current ? null : (
              <span className="row g6 m t12" role="status">
                <Icon name="spin" size="s" /> Previewing again
              </span>
            )}
            <SearchField label="Name, ID, value" value={search} onChange={setSearch} width={200} />
          </>
        }
      >
        <SegmentedFilter<PreviewFilter>
          label="Show"
          value={filter}
          onChange={setFilter}
          segments={[
            { value: "all", label: "All" },
            { value: "new", label: "New", count: reply.created },
            { value: "changed", label: "Changed", count: changedCount(reply) },
            { value: "unchanged", label: "Unchanged", count: unchangedCount(reply) },
            {
              value: "rejected",
              label: "Rejected",
              count: reply.rejected.length,
              icon: reply.rejected.length > 0 ? <Icon name="warn" size="s" className="c-warn" /> : undefined,
            },
          ]}
        />
      </Toolbar>
      {reply.more_changes > 0 && filter !== "rejected" ? (
        <div className="planhint">
          <Icon name="info" size="s" />
          <span>
            The first {formatNumber(reply.changes.length)} records are listed;{" "}
            {plural(reply.more_changes, "more change", "more change")} and {reply.more_changes === 1 ? "is" : "are"}{" "}
            imported with them.
          </span>
        </div>
      ) : null}
      {filter === "unchanged" && reply.updated_beneath > 0 ? (
        <div className="planhint">
          <Icon name="info" size="s" />
          <span>
            In {plural(reply.updated_beneath, "record")} the file says something new beneath what was set here. It is
            kept, and what was set here goes on counting.
          </span>
        </div>
      ) : null}
      <div className="import-body">
        <div className="import-main">
          {filter === "rejected" ? (
            <RejectedTable rejected={reply.rejected} search={search} onClear={showAll} />
          ) : lines.length > 0 ? (
            <PreviewTable lines={lines} take={take} onFold={fold} />
          ) : (
            <div className="pad grow">
              <NothingListed reply={reply} filter={filter} search={search} onClear={showAll} />
            </div>
          )}
        </div>
        {preview.differing.size > 0 ? <Differing differing={preview.differing} take={take} onTake={onTake} /> : null}
      </div>
    </>
  );
}

interface NothingProps {
  reply: ImportReply;
  filter: PreviewFilter;
  search: string;
  onClear(): void;
}

/** Why no record is listed. */
function NothingListed({ reply, filter, search, onClear }: NothingProps) {
  if (search.trim() !== "") return <NoResults what="records" onClear={onClear} />;
  if (filter === "unchanged" && unchangedCount(reply) > 0) {
    return (
      <EmptyState icon="check" title={`${plural(unchangedCount(reply), "record")} in the file said nothing new`}>
        They are the same here already and stay as they are.
      </EmptyState>
    );
  }
  if (filter !== "all" || keepsSomething(reply)) return <NoResults what="records" onClear={onClear} />;
  return (
    <EmptyState icon="check" title="There is nothing to import">
      {reply.rejected.length > 0
        ? "What is not rejected is the same here already. See the reasons under Rejected."
        : "Everything in the file is the same here already."}
    </EmptyState>
  );
}
