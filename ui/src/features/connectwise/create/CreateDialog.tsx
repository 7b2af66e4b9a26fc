import { Modal } from "@mantine/core";
import { useState } from "react";
import { CreateForm, useChoices } from "./CreateForm";
import { CreateProgress } from "./CreateProgress";
import { CreateResult, resultTitle } from "./CreateResult";
import { type CreateJob, companiesWords } from "./jobs";
import { lookAgainFor } from "./outcomes";
import { useCreating } from "./useCreating";

interface Props {
  /** Null = closed. */
  jobs: CreateJob[] | null;
  onClose: () => void;
}

function Creating({ wanted, onClose }: { wanted: CreateJob[]; onClose: () => void }) {
  const [jobs, setJobs] = useState(wanted);
  const [choices, setChoices] = useChoices();
  const { phase, start, stop, stopping, choose } = useCreating();
  const title =
    phase.kind === "choosing"
      ? `Create configurations in ${companiesWords(jobs)}`
      : phase.kind === "running"
        ? `Creating configurations in ${companiesWords(jobs)}`
        : resultTitle(phase.outcomes);
  return (
    <Modal
      opened
      onClose={onClose}
      size={phase.kind === "running" ? 560 : 980}
      title={title}
      closeButtonProps={{ "aria-label": "Close" }}
      // A click beside it must not throw away what was chosen.
      closeOnClickOutside={phase.kind === "ended"}
    >
      {phase.kind === "choosing" ? (
        <CreateForm
          jobs={jobs}
          choices={choices}
          onChoices={setChoices}
          onStart={(wanted) => void start(jobs, wanted)}
          onCancel={onClose}
        />
      ) : phase.kind === "running" ? (
        <CreateProgress
          jobs={jobs}
          job={phase.job}
          index={phase.index}
          earlier={phase.earlier}
          stopping={stopping}
          onStop={() => stop(phase.job.agent)}
          onClose={onClose}
        />
      ) : (
        <CreateResult
          outcomes={phase.outcomes}
          onLook={() => {
            const look = lookAgainFor(phase.outcomes, phase.wanted);
            setJobs(look.jobs);
            void start(look.jobs, look.wanted);
          }}
          onAgain={(again) => {
            setJobs(again);
            choose();
          }}
          onClose={onClose}
        />
      )}
    </Modal>
  );
}

/** Configurations for devices that have none: choices, preview, progress, result. */
export function CreateDialog({ jobs, onClose }: Props) {
  return jobs === null ? null : <Creating wanted={jobs} onClose={onClose} />;
}
