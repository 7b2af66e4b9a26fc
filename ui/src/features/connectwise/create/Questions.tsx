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

/** The questions of each type, one group for each. */
function Groups({ replies, choices, onAnswer }: Props) {
  return replies
    .filter(({ questions }) => questions.length > 0)
    .map(({ type, questions }) => (
      <fieldset className="bare" key={type.id}>
        <legend className="flabel">
          <span>
            Questions of <b className="md">{type.name}</b>
          </span>
        </legend>
        <div className="choicegrid">
          {questions.map((question) => {
            const value = answerOf(question, choices);
            return (
              <div key={question.id} data-missing={(question.required && value.trim() === "") || undefined}>
                <Answer question={question} value={value} onChange={(next) => onAnswer(question.id, next)} />
              </div>
            );
          })}
        </div>
      </fieldset>
    ));
}

function only(replies: readonly TypeQuestionsReply[], required: boolean): TypeQuestionsReply[] {
  return replies.map(({ type, questions }) => ({
    type,
    questions: questions.filter((question) => question.required === required),
  }));
}

/** The questions without whose answers nothing is created. */
export function RequiredQuestions({ replies, ...rest }: Props) {
  return <Groups replies={only(replies, true)} {...rest} />;
}

/** The questions that can stay without an answer, folded away. */
export function OtherQuestions({ replies, ...rest }: Props) {
  const optional = only(replies, false);
  const count = optional.reduce((sum, { questions }) => sum + questions.length, 0);
  return count === 0 ? null : (
    <details className="missing">
      <summary>{count === 1 ? "1 question" : `${count} questions`} that can stay without an answer</summary>
      <div className="col g8">
        <Groups replies={optional} {...rest} />
      </div>
    </details>
  );
}
