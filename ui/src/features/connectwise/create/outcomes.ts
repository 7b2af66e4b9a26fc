/** What became of what was to be created: pure, over the answers of the core. */
import type { CreatedView, CreateFailedView, CreateReply, DuplicateView } from "../../../backend/generated";
import type { CreateDevice, CreateJob, Wanted } from "./jobs";

/** How one agent's run ended: its answer, or why it was broken off and what had become of it by then. */
export interface Outcome {
  job: CreateJob;
  reply: Pick<CreateReply, "run" | "created" | "failed" | "pending" | "left_out" | "duplicates">;
  /** Why it was broken off; empty where it was not. */
  message: string;
  /** A person ended it before all devices had their turn. */
  stopped: boolean;
}

/** How a run ended that came to an answer. */
export function ended(job: CreateJob, reply: CreateReply): Outcome {
  const stopped = reply.state === "stopped";
  return { job, reply, message: stopped || reply.state === "done" ? "" : reply.message, stopped };
}

/** A run that never began, because a person stopped before its turn. */
export function notBegun(job: CreateJob): Outcome {
  const reply = { run: null, created: [], failed: [], pending: [], left_out: [], duplicates: [] };
  return { job, reply, message: "", stopped: true };
}

function listOf<Item>(value: unknown): Item[] {
  // The core's own words in the details of an error; a list there has the shape of the answer's.
  return Array.isArray(value) ? (value as Item[]) : [];
}

/** What had been done when a run was broken off, from the details of its error. */
export function brokenOff(job: CreateJob, message: string, details: Record<string, unknown>): Outcome {
  return {
    job,
    message,
    stopped: false,
    reply: {
      run: typeof details.run === "string" ? details.run : null,
      created: listOf<CreatedView>(details.created),
      failed: listOf<CreateFailedView>(details.failed),
      pending: listOf<CreateFailedView>(details.pending),
      left_out: [],
      duplicates: listOf<DuplicateView>(details.duplicates),
    },
  };
}

/** A line of the result. */
export interface ResultRow {
  id: string;
  name: string;
  agentName: string;
  outcome: "failed" | "pending" | "not-reached" | "created" | "adopted" | "left-out";
  configuration: number | null;
  reason: string;
  message: string;
  differences: string[];
}

/** Devices whose turn did not come because the run ended early: nothing was sent for them. */
function notReached({ job, reply, message, stopped }: Outcome): CreateDevice[] {
  if (!stopped && message === "") {
    return [];
  }
  const told = [reply.created, reply.failed, reply.pending, reply.left_out].flat().map((item) => item.device);
  const reached = new Set(told);
  return job.devices.filter((device) => !reached.has(device.id));
}

/** What became of each device; what needs a person first. */
export function resultRows(outcomes: readonly Outcome[]): ResultRow[] {
  const refused =
    (outcome: ResultRow["outcome"], agentName: string) =>
    (item: CreateFailedView): ResultRow => ({
      id: item.device,
      name: item.device_name,
      agentName,
      outcome,
      configuration: null,
      reason: item.reason,
      message: item.message,
      differences: [],
    });
  const parts = outcomes.map((outcome) => {
    const { reply } = outcome;
    const { agentName } = outcome.job;
    return {
      failed: reply.failed.map(refused("failed", agentName)),
      pending: reply.pending.map(refused("pending", agentName)),
      notReached: notReached(outcome).map(
        (device): ResultRow => ({
          id: device.id,
          name: device.name,
          agentName,
          outcome: "not-reached",
          configuration: null,
          reason: "",
          message: "",
          differences: [],
        }),
      ),
      created: reply.created.map(
        (item): ResultRow => ({
          id: item.device,
          name: item.device_name,
          agentName,
          outcome: item.adopted ? "adopted" : "created",
          configuration: item.configuration,
          reason: "",
          message: item.message,
          differences: item.differences,
        }),
      ),
      left: reply.left_out.map(refused("left-out", agentName)),
    };
  });
  return [
    ...parts.flatMap((part) => part.failed),
    ...parts.flatMap((part) => part.pending),
    ...parts.flatMap((part) => part.notReached),
    ...parts.flatMap((part) => part.created),
    ...parts.flatMap((part) => part.left),
  ];
}

/** The jobs for what was refused or had no turn, to be previewed again. */
export function againFor(outcomes: readonly Outcome[]): CreateJob[] {
  return outcomes.flatMap((outcome) => {
    const { job, reply } = outcome;
    const left = new Set([
      ...reply.failed.map((item) => item.device),
      ...notReached(outcome).map((device) => device.id),
    ]);
    const known = job.devices.filter((device) => left.has(device.id));
    return known.length === 0 ? [] : [{ ...job, devices: known, allUnmatched: false }];
  });
}

/** The runs that find out about what is not known yet: the same wishes, for these devices only. */
export function lookAgainFor(
  outcomes: readonly Outcome[],
  wanted: readonly Wanted[],
): { jobs: CreateJob[]; wanted: Wanted[] } {
  const again = outcomes.flatMap(({ job, reply }, index) => {
    const request = wanted[index];
    const unknown = new Set(reply.pending.map((item) => item.device));
    const devices = job.devices.filter((device) => unknown.has(device.id));
    return request === undefined || devices.length === 0
      ? []
      : [
          {
            job: { ...job, devices, allUnmatched: false },
            wanted: { ...request, devices: devices.map((device) => device.id), all_unmatched: false },
          },
        ];
  });
  return { jobs: again.map(({ job }) => job), wanted: again.map(({ wanted: request }) => request) };
}
