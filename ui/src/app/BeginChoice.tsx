import { useId } from "react";

export type Beginning = "own" | "sample";

const CHOICES: readonly { value: Beginning; title: string; text: string }[] = [
  {
    value: "own",
    title: "Start with my own data",
    text: "An empty workspace: import your networks from files, then connect your ConnectWise.",
  },
  {
    value: "sample",
    title: "Try it with sample data",
    text: "40 made-up networks with almost 800 devices, and a built-in ConnectWise. Nothing leaves this computer, and your own workspace stays empty until you come back to it.",
  },
];

/** What to begin with: the own data, or the sample. */
export function BeginChoice({ value, onChange }: { value: Beginning; onChange(value: Beginning): void }) {
  const id = useId();
  return (
    <fieldset className="begin">
      <legend className="flabel">Begin with</legend>
      {CHOICES.map((choice) => (
        <label key={choice.value} className={choice.value === value ? "begin-choice on" : "begin-choice"}>
          <input
            type="radio"
            name={id}
            checked={choice.value === value}
            aria-labelledby={`${id}-${choice.value}`}
            aria-describedby={`${id}-${choice.value}-text`}
            onChange={() => onChange(choice.value)}
          />
          <span>
            <b className="md" id={`${id}-${choice.value}`}>
              {choice.title}
            </b>
            <span className="m t12" id={`${id}-${choice.value}-text`}>
              {choice.text}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
