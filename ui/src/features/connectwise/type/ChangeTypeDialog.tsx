import { Modal, Select } from "@mantine/core";
import { useState } from "react";
import type { SyncRunReply } from "../../../backend/generated";
import { useChangeType, useQuestionsOf, useTypes } from "../../../backend/queries";
import { Button, ErrorState, Loading, Note, notifyDone } from "../../../components";
import { answerOf, type Choices, noChoices, unansweredOf } from "../create/jobs";
import { OtherQuestions, RequiredQuestions } from "../create/Questions";
import { recordText } from "../words";

export interface TypeChange {
  device: string;
  deviceName: string;
  configurationName: string;
  /** Name of its type at present. */
  type: string;
}

interface FormProps {
  change: TypeChange;
  onClose: () => void;
}

/** Why the type was not changed, where the run says so. */
function refusal(reply: SyncRunReply): string | null {
  const left = [...reply.failed, ...reply.skipped][0];
  return left === undefined ? null : recordText(left.reason, left.message);
}

function ChangeTypeForm({ change, onClose }: FormProps) {
  const types = useTypes();
  const [type, setType] = useState<string | null>(null);
  const [choices, setChoices] = useState<Choices>(noChoices);
  const [refused, setRefused] = useState<string | null>(null);
  const act = useChangeType();
  const asked = useQuestionsOf(type === null ? [] : [type])[0];
  const questions = asked?.data?.questions ?? [];
  const replies = asked?.data === undefined ? [] : [asked.data];
  const open = unansweredOf(replies, choices);
  const answer = (question: number, value: string) =>
    setChoices({ ...choices, answers: { ...choices.answers, [String(question)]: value } });
  if (types.error) {
    return <ErrorState title="The types could not be read" error={types.error} onRetry={() => void types.refetch()} />;
  }
  if (types.data === undefined) {
    return <Loading what="types" />;
  }
  const name = types.data.types.find((item) => String(item.id) === type)?.name ?? "";
  return (
    <form
      className="col g12"
      onSubmit={(event) => {
        event.preventDefault();
        if (type === null || open.length > 0 || act.isPending) {
          return;
        }
        setRefused(null);
        act.mutate(
          {
            device: change.device,
            type,
            answers: questions
              .map((question) => ({
                question: String(question.id),
                value: answerOf(question, choices).trim(),
              }))
              .filter(({ value }) => value !== ""),
          },
          {
            onSuccess: (reply) => {
              const why = refusal(reply);
              if (why !== null) {
                setRefused(why);
                return;
              }
              notifyDone(`${change.configurationName} is a ${name} now`);
              onClose();
            },
          },
        );
      }}
    >
      <p className="m">
        <b className="md">{change.configurationName}</b>, matched with {change.deviceName}, is of the type{" "}
        <b className="md">{change.type || "none"}</b>.
      </p>
      <Select
        label="New type"
        searchable
        data-autofocus
        placeholder="Choose a type"
        nothingFoundMessage="There is no such type"
        value={type}
        data={types.data.types
          .filter((item) => item.name !== change.type)
          .map((item) => ({ value: String(item.id), label: item.name }))
          .sort((left, right) => left.label.localeCompare(right.label))}
        onChange={(value) => {
          setType(value);
          setChoices(noChoices);
          setRefused(null);
        }}
      />
      {asked?.error && (
        <ErrorState
          title="The questions of this type could not be read"
          error={asked.error}
          onRetry={() => void asked.refetch()}
        />
      )}
      <RequiredQuestions replies={replies} choices={choices} onAnswer={answer} />
      <OtherQuestions replies={replies} choices={choices} onAnswer={answer} />
      <Note tone="warn">
        ConnectWise gives each type questions of its own: answers to those of the old type may be lost, and an undo does
        not bring back the old type.
      </Note>
      {refused !== null && <Note tone="bad">{refused}</Note>}
      {act.error && <ErrorState title="The type was not changed" error={act.error} />}
      <div className="dialog-foot">
        <Button onClick={onClose}>Cancel</Button>
        <Button
          type="submit"
          kind="primary"
          busy={act.isPending}
          disabled={type === null || asked?.data === undefined || open.length > 0}
          title={open[0] ? `"${open[0].question}" must be answered` : undefined}
        >
          Change type
        </Button>
      </div>
    </form>
  );
}

/** Gives the configuration of a matched device another type. */
export function ChangeTypeDialog({ change, onClose }: { change: TypeChange | null; onClose: () => void }) {
  return (
    <Modal opened={change !== null} onClose={onClose} title="Change type" closeButtonProps={{ "aria-label": "Close" }}>
      {change === null ? null : <ChangeTypeForm change={change} onClose={onClose} />}
    </Modal>
  );
}
