import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import {
  useConfigurationStatuses,
  useCreatePreviews,
  useQuestionsOf,
  useSites,
  useTypeMap,
} from "../../../backend/queries";
import { Button, ErrorState, formatNumber, Icon, Loading, plural } from "../../../components";
import { sentence } from "../words";
import {
  askedOf,
  type Choices,
  type CreateJob,
  kindsOf,
  noChoices,
  previewRows,
  requestOf,
  sortedTypes,
  typesInUse,
  unansweredOf,
  type Wanted,
} from "./jobs";
import { PreviewTable } from "./PreviewTable";
import { OtherQuestions, RequiredQuestions } from "./Questions";
import { TypeChoices } from "./TypeChoices";

interface Props {
  jobs: readonly CreateJob[];
  choices: Choices;
  onChoices: (choices: Choices) => void;
  /** With the request of each job, as it was previewed. */
  onStart: (wanted: Wanted[]) => void;
  onCancel: () => void;
}

const BY_KIND = "";
const DEFAULT = "";

function linkedSiteWords(jobs: readonly CreateJob[]): string {
  const [first] = jobs;
  if (jobs.length > 1 || first === undefined) {
    return "The linked site of each agent";
  }
  return first.site === null ? "No particular site, as linked" : `${first.site.name}, as linked`;
}

/** Status and site for all of them. */
function Places({ jobs, choices, onChoices }: Pick<Props, "jobs" | "choices" | "onChoices">) {
  const statuses = useConfigurationStatuses();
  const companies = [...new Set(jobs.map((job) => String(job.company.id)))];
  const company = companies.length === 1 ? (companies[0] ?? null) : null;
  const sites = useSites(company);
  const defaultStatus = statuses.data?.statuses.find((status) => status.default)?.name;
  return (
    <>
      <Select
        label="Status"
        data={[
          {
            value: DEFAULT,
            label: defaultStatus ? `ConnectWise's default (${defaultStatus})` : "ConnectWise's default",
          },
          ...(statuses.data?.statuses ?? []).map((status) => ({
            value: String(status.id),
            label: status.closed ? `${status.name} (closed)` : status.name,
          })),
        ]}
        value={choices.status ?? DEFAULT}
        onChange={(status) => onChoices({ ...choices, status: status || null })}
      />
      <Select
        label="Site"
        disabled={company === null}
        title={
          company === null ? "Each company has sites of its own: the linked site of each agent is used" : undefined
        }
        data={[
          { value: DEFAULT, label: linkedSiteWords(jobs) },
          ...(sites.data?.sites ?? []).map((site) => ({ value: String(site.id), label: site.name })),
        ]}
        value={choices.site ?? DEFAULT}
        onChange={(site) => onChoices({ ...choices, site: site || null })}
      />
    </>
  );
}

/** Each preview reads the company in ConnectWise: some at a time, not all at once. */
const AT_ONCE = 4;

/** What would be created for each agent; `waiting` = agents whose turn has not come. */
function usePreviews(wanted: readonly Wanted[], choices: Choices, enabled: boolean) {
  const [turn, setTurn] = useState({ choices, jobs: AT_ONCE });
  // Other choices begin at the first agent again.
  const upTo = turn.choices === choices ? turn.jobs : AT_ONCE;
  const previews = useCreatePreviews(wanted.slice(0, upTo), enabled);
  const waiting = Math.max(0, wanted.length - upTo);
  const settled = enabled && previews.every((preview) => !preview.isFetching && !preview.isPending);
  useEffect(() => {
    if (settled && waiting > 0) {
      setTurn({ choices, jobs: upTo + AT_ONCE });
    }
  }, [settled, waiting, choices, upTo]);
  return { previews, waiting };
}

/** What a person still has to fill in above, where it may stand below the edge; a press goes to the first. */
function StillMissing({ kinds, questions, onGo }: { kinds: string[]; questions: string[]; onGo: () => void }) {
  if (kinds.length + questions.length === 0) {
    return null;
  }
  const wanted = [
    questions.length > 0 ? `answer ${plural(questions.length, "required question")}` : "",
    kinds.length > 0 ? `choose ${plural(kinds.length, "type")}` : "",
  ].filter(Boolean);
  return (
    <Button kind="link" title={`Still missing: ${[...questions, ...kinds].join(", ")}`} onClick={onGo}>
      {sentence(wanted.join(", "))}
    </Button>
  );
}

/** Choices above, exactly what they lead to below. */
export function CreateForm({ jobs, choices, onChoices, onStart, onCancel }: Props) {
  const alone = jobs.length === 1 ? (jobs[0]?.agent ?? null) : null;
  const map = useTypeMap(alone);
  const kinds = kindsOf(jobs, map.data?.kinds ?? []);
  const types = map.data?.types ?? [];
  const questions = useQuestionsOf(typesInUse(choices, kinds));
  // A preview per letter of an answer would be too many.
  const [settled] = useDebouncedValue(choices, 200);
  const form = useRef<HTMLFormElement>(null);
  const answered = questions.flatMap((question) => question.data ?? []);
  const wanted = jobs.map((job) => requestOf(job, settled, askedOf(job, settled, map.data?.kinds ?? [], answered)));
  const { previews, waiting } = usePreviews(wanted, settled, map.data !== undefined);
  const failed = previews.find((preview) => preview.error !== null);
  const rows = previewRows(
    jobs,
    previews.map((preview) => preview.data),
  );
  const ready = rows.filter((row) => row.outcome === "ready").length;
  const sentBefore = rows.filter((row) => row.outcome === "sent-before").length;
  const nothing = ready + sentBefore === 0;
  const refused = rows.filter((row) => row.outcome === "refused").length;
  const left = rows.filter((row) => row.outcome === "left-out").length;
  const fetching = settled !== choices || waiting > 0 || previews.some((preview) => preview.isFetching);
  if (map.error) {
    return <ErrorState title="The types could not be read" error={map.error} onRetry={() => void map.refetch()} />;
  }
  if (map.data === undefined) {
    return <Loading what="types and devices" />;
  }
  const answer = (question: number, value: string) =>
    onChoices({ ...choices, answers: { ...choices.answers, [question]: value } });
  const goToMissing = () => {
    const first = form.current?.querySelector<HTMLElement>("[data-missing] input");
    first?.scrollIntoView({ block: "center" });
    first?.focus({ preventScroll: true });
  };
  return (
    <form
      ref={form}
      className="col g12 createform"
      onSubmit={(event) => {
        event.preventDefault();
        if (!nothing && !fetching) onStart(wanted);
      }}
    >
      <div className="createscroll col g12">
        <div className="choicegrid">
          <Select
            label="Configuration type"
            searchable
            data={[
              { value: BY_KIND, label: "By kind of device" },
              ...sortedTypes(types).map((type) => ({ value: String(type.id), label: `${type.name}, for all` })),
            ]}
            value={choices.type ?? BY_KIND}
            onChange={(type) => onChoices({ ...choices, type: type || null })}
          />
          <Places jobs={jobs} choices={choices} onChoices={onChoices} />
        </div>
        <RequiredQuestions replies={answered} choices={choices} onAnswer={answer} />
        {choices.type === null && <TypeChoices agent={alone} kinds={kinds} types={types} />}
        <OtherQuestions replies={answered} choices={choices} onAnswer={answer} />
      </div>
      {failed?.error ? (
        <ErrorState
          title="There is no preview. Nothing was written."
          error={failed.error}
          onRetry={() => void failed.refetch()}
        />
      ) : rows.length === 0 && fetching ? (
        <Loading what="what would be created" />
      ) : (
        <PreviewTable rows={rows} fetching={fetching} />
      )}
      <div className="dialog-foot">
        <span className="row g12 t13 startsums" role="status">
          {waiting > 0 && (
            <span className="row g4 d">
              <Icon name="spin" size="xs" /> {formatNumber(jobs.length - waiting)} of {plural(jobs.length, "agent")}{" "}
              looked at
            </span>
          )}
          <span className="row g4">
            <Icon name="plus" size="xs" className="c-acc" /> <b className="b">{formatNumber(ready)}</b> to create
          </span>
          {sentBefore > 0 && (
            <span className="row g4">
              <Icon name="search" size="xs" className="c-acc" /> <b className="b">{formatNumber(sentBefore)}</b> sent
              before
            </span>
          )}
          {refused > 0 && (
            <span className="row g4">
              <Icon name="warn" size="xs" className="c-warn" /> <b className="b">{formatNumber(refused)}</b> cannot be
              created
            </span>
          )}
          {left > 0 && (
            <span className="row g4 d">
              <Icon name="minus" size="xs" /> {formatNumber(left)} left out
            </span>
          )}
        </span>
        <StillMissing
          questions={unansweredOf(answered, choices).map(({ question }) => question)}
          kinds={
            choices.type === null
              ? kinds.filter(({ kind, type }) => kind !== "" && type === null).map(({ kind }) => kind)
              : []
          }
          onGo={goToMissing}
        />
        <Button onClick={onCancel}>Cancel</Button>
        <Button
          type="submit"
          kind="primary"
          icon={ready === 0 && sentBefore > 0 ? "search" : "plus"}
          busy={fetching}
          disabled={nothing && !fetching}
          title={nothing && !fetching ? "None of these devices can be created; each row says why" : undefined}
          data-autofocus
        >
          {ready === 0 && sentBefore > 0
            ? `Look up ${plural(sentBefore, "configuration")}`
            : `Create ${plural(ready, "configuration")}`}
        </Button>
      </div>
    </form>
  );
}

/** The choices of one dialog. */
export function useChoices(): [Choices, (choices: Choices) => void] {
  return useState<Choices>(noChoices);
}
