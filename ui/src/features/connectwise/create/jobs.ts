/** What is to be created, and with which choices: pure, over the answers of the core. */
import type {
  CreateAnswer,
  CreateFailedView,
  CreatePreview,
  CreateReply,
  CreateRequest,
  KindView,
  LinkedCompany,
  LinkedSite,
  QuestionView,
  TypeQuestionsReply,
  TypeView,
} from "../../../backend/generated";

/** A device that is to get a configuration. */
export interface CreateDevice {
  id: string;
  name: string;
  kind: string;
}

/** The devices of one agent: each agent is a run of its own. */
export interface CreateJob {
  agent: string;
  /** Empty where there is only one agent. */
  agentName: string;
  company: LinkedCompany;
  /** The linked site; none = no particular one. */
  site: LinkedSite | null;
  devices: CreateDevice[];
  /** Every unmatched device of the agent, not only those named. */
  allUnmatched: boolean;
}

/** What a person chose for all of them. */
export interface Choices {
  /** Id of the configuration type; null = by kind of device. */
  type: string | null;
  /** Id of the status; null = ConnectWise's default. */
  status: string | null;
  /** Id of the site; null = the linked site. */
  site: string | null;
  /** Question id to answer. */
  answers: Readonly<Record<string, string>>;
}

export const noChoices: Choices = { type: null, status: null, site: null, answers: {} };

/** What is asked for one agent, without saying whether it is only a preview. */
export type Wanted = Omit<CreateRequest, "dry_run">;

/** The questions that the types of one agent's devices ask, by id. An answer to another one would be refused. */
export function askedOf(
  job: CreateJob,
  choices: Choices,
  map: readonly KindView[],
  replies: readonly TypeQuestionsReply[],
): Set<string> {
  const types = new Set(typesInUse(choices, kindsOf([job], map)));
  return new Set(
    replies
      .filter(({ type }) => types.has(String(type.id)))
      .flatMap(({ questions }) => questions.map((question) => String(question.id))),
  );
}

/** The request for one agent. */
export function requestOf(job: CreateJob, choices: Choices, asked: ReadonlySet<string>): Wanted {
  const answers: CreateAnswer[] = Object.entries(choices.answers)
    .filter(([question, value]) => asked.has(question) && value.trim() !== "")
    .map(([question, value]) => ({ question, value: value.trim() }));
  return {
    agent: job.agent,
    devices: job.allUnmatched ? [] : job.devices.map((device) => device.id),
    type: choices.type,
    status: choices.status,
    site: choices.site,
    answers,
    all_unmatched: job.allUnmatched,
  };
}

/** The kinds of the devices, each with its type and how many devices of these jobs have it; unknown kinds first. */
export function kindsOf(jobs: readonly CreateJob[], map: readonly KindView[]): KindView[] {
  const counts = new Map<string, number>();
  for (const { kind } of jobs.flatMap((job) => job.devices)) {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const known = new Map(map.map((entry) => [entry.kind, entry]));
  return [...counts]
    .map(([kind, devices]) => {
      const entry = known.get(kind);
      return { kind, devices, type: entry?.type ?? null, set: entry?.set ?? false, own: entry?.own ?? false };
    })
    .sort((left, right) => Number(left.type !== null) - Number(right.type !== null) || right.devices - left.devices);
}

/** Ids of the types whose questions count, each once. */
export function typesInUse(choices: Choices, kinds: readonly KindView[]): string[] {
  if (choices.type !== null) {
    return [choices.type];
  }
  return [...new Set(kinds.flatMap((entry) => (entry.type === null ? [] : [String(entry.type.id)])))];
}

/** The answer that counts: what a person gave, else the default of the question. */
export function answerOf(question: QuestionView, choices: Choices): string {
  return choices.answers[String(question.id)] ?? question.default;
}

/** The required questions that nobody has answered, each once. */
export function unansweredOf(replies: readonly TypeQuestionsReply[], choices: Choices): QuestionView[] {
  const required = replies.flatMap(({ questions }) => questions.filter((question) => question.required));
  return required.filter((question) => answerOf(question, choices).trim() === "");
}

/** A line of the preview: what would be created, or why not. */
export interface PreviewRow {
  id: string;
  name: string;
  agentName: string;
  /** `sent-before` = its answer was lost: it is looked up before anything is sent. */
  outcome: "ready" | "sent-before" | "refused" | "left-out";
  preview: CreatePreview | null;
  reason: CreateFailedView | null;
}

const order: Record<PreviewRow["outcome"], number> = { refused: 0, "sent-before": 1, ready: 2, "left-out": 3 };

/** The lines of the preview; what cannot be created first, because a person must do something about it. */
export function previewRows(jobs: readonly CreateJob[], replies: readonly (CreateReply | undefined)[]): PreviewRow[] {
  // Agents of one company share what was sent before.
  const told = new Set<string>();
  const agentNames = new Map(jobs.flatMap((job) => job.devices.map(({ id }) => [id, job.agentName] as const)));
  return jobs
    .flatMap(({ agentName }, index) => {
      const reply = replies[index];
      if (reply === undefined) {
        return [];
      }
      const refusal =
        (outcome: PreviewRow["outcome"]) =>
        (reason: CreateFailedView): PreviewRow => ({
          id: reason.device,
          name: reason.device_name,
          agentName,
          outcome,
          preview: null,
          reason,
        });
      return [
        ...reply.preview.map(
          (preview): PreviewRow => ({
            id: preview.device,
            name: preview.device_name,
            agentName,
            outcome: preview.sent_before ? "sent-before" : "ready",
            preview,
            reason: null,
          }),
        ),
        ...reply.pending
          .filter(({ device }) => !told.has(device) && told.add(device))
          .map((reason) => ({ ...refusal("sent-before")(reason), agentName: agentNames.get(reason.device) ?? "" })),
        ...reply.failed.map(refusal("refused")),
        ...reply.left_out.map(refusal("left-out")),
      ];
    })
    .sort((left, right) => order[left.outcome] - order[right.outcome]);
}

/** "Harbour Mill Foods", or how many companies there are. */
export function companiesWords(jobs: readonly CreateJob[]): string {
  const names = new Map(jobs.map(({ company }) => [company.id, company.name]));
  return names.size === 1 ? ([...names.values()][0] ?? "") : `${names.size} companies`;
}

/** The types to choose from, by name. */
export function sortedTypes(types: readonly TypeView[]): TypeView[] {
  return [...types].sort((left, right) => left.name.localeCompare(right.name));
}
