import { Select } from "@mantine/core";
import type { QuestionView, TypeQuestionsReply } from "../../../backend/generated";
import { TextField } from "../../../components";
import { answerOf, type Choices } from "./jobs";

interface AnswerProps {
  question: QuestionView;
  value: string;
  onChange: (value: string) => void;
}

const yesNo = [
  { value: "true", label: "Yes" },
  { value: "false", label: "No" },
];

function Answer({ question, value, onChange }: AnswerProps) {
  const label = question.required ? `${question.question} (required)` : question.question;
  const isCheck = /check|bool/i.test(question.field_type);
  if (question.choices.length > 0 || isCheck) {
    return (
      <Select
        label={label}
        placeholder={question.required ? "Choose an answer" : "No answer"}
        clearable={!question.required}
        allowDeselect={!question.required}
        error={question.required && value === ""}
        data={isCheck && question.choices.length === 0 ? yesNo : question.choices}
        value={value === "" ? null : value}
        onChange={(next) => onChange(next ?? "")}
      />
    );
  }
  return (
    <TextField
      label={label}
      value={value}
      placeholder={/date/i.test(question.field_type) ? "2026-11-21" : undefined}
      autoComplete="off"
      onChange={onChange}
    />
  );
}

interface Props {
  replies: readonly TypeQuestionsReply[];
  choices: Choices;
  onAnswer: (question: number, value: string) => void;
}

/** The questions of the types in use: the required ones open, the others folded away. */
export function Questions({ replies, choices, onAnswer }: Props) {
  const asked = (wanted: boolean) =>
    replies
      .map(({ type, questions }) => ({ type, questions: questions.filter((item) => item.required === wanted) }))
      .filter(({ questions }) => questions.length > 0);
  const required = asked(true);
  const optional = asked(false);
  const fields = (groups: typeof required) =>
    groups.map(({ type, questions }) => (
      <fieldset className="bare" key={type.id}>
        <legend className="flabel">
          Questions of <b className="md">{type.name}</b>
        </legend>
        <div className="choicegrid">
          {questions.map((question) => (
            <Answer
              key={question.id}
              question={question}
              value={answerOf(question, choices)}
              onChange={(value) => onAnswer(question.id, value)}
            />
          ))}
        </div>
      </fieldset>
    ));
  const count = optional.reduce((sum, { questions }) => sum + questions.length, 0);
  return (
    <>
      {fields(required)}
      {count > 0 && (
        <details className="missing">
          <summary>{count === 1 ? "1 question" : `${count} questions`} that can stay without an answer</summary>
          <div className="col g8">{fields(optional)}</div>
        </details>
      )}
    </>
  );
}
