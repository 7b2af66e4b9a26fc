import { Stepper } from "@mantine/core";
import { Icon } from "../../components";
import type { ImportDraft, ImportStep } from "./draft";
import { isComplete } from "./mapping";

const STEPS: readonly { step: ImportStep; title: string }[] = [
  { step: "file", title: "File" },
  { step: "columns", title: "Columns" },
  { step: "preview", title: "Preview" },
  { step: "result", title: "Imported" },
];

export function stepTitle(wanted: ImportStep): string {
  return STEPS.find(({ step }) => step === wanted)?.title ?? "";
}

/** Whether a step can be gone to: what it needs is there. */
export function isOpen(step: ImportStep, draft: ImportDraft): boolean {
  if (draft.importing) return false;
  if (draft.result !== null) return step === "result";
  const { inspected, path } = draft;
  const here = inspected !== null && inspected.path === path.trim();
  switch (step) {
    case "file":
      return true;
    case "columns":
      return here;
    case "preview":
      return here && isComplete(inspected.inspection, inspected.choices);
    case "result":
      return false;
  }
}

interface StepsProps {
  draft: ImportDraft;
  onGo(step: ImportStep): void;
}

/** The steps, each a way back, and a way forward as far as what it needs is there. */
export function Steps({ draft, onGo }: StepsProps) {
  return (
    <Stepper
      className="import-steps"
      size="xs"
      iconSize={20}
      active={STEPS.findIndex(({ step }) => step === draft.step)}
      completedIcon={<Icon name="check" size="xs" />}
      onStepClick={(index) => {
        const target = STEPS[index];
        if (target) onGo(target.step);
      }}
    >
      {STEPS.map(({ step, title }) => (
        <Stepper.Step
          key={step}
          label={title}
          disabled={step !== draft.step && !isOpen(step, draft)}
          aria-current={step === draft.step ? "step" : undefined}
        />
      ))}
    </Stepper>
  );
}
