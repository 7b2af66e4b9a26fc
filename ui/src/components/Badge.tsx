import type { ReactNode } from "react";
import type { MatchState, RunKind, RunState } from "../backend/generated";
import { Icon, type IconName } from "./icons";

export type Tone = "neutral" | "ok" | "warn" | "bad" | "accent" | "dashed";

const TONE: Record<Tone, string> = { neutral: "", ok: "ok", warn: "warn", bad: "bad", accent: "acc", dashed: "dash" };

export function Badge({ tone = "neutral", icon, children }: { tone?: Tone; icon?: IconName; children: ReactNode }) {
  return (
    <span className={`bdg ${TONE[tone]}`}>
      {icon ? <Icon name={icon} /> : null}
      {children}
    </span>
  );
}

interface StateBadgeProps {
  state: RunState | "none";
  failed?: number;
  /** A run that synchronizes nothing is only done, or failed. */
  kind?: RunKind;
}

/** The state of a run in the words of the product. */
export function StateBadge({ state, failed = 0, kind = "sync" }: StateBadgeProps) {
  switch (state) {
    case "running":
      return (
        <Badge tone="accent" icon="spin">
          In progress
        </Badge>
      );
    case "done":
      return (
        <Badge tone="ok" icon="check">
          {kind === "sync" ? "Synchronized" : "Done"}
        </Badge>
      );
    case "partial":
      return (
        <Badge tone="warn" icon="warn">
          {failed > 0 ? `Partly (${failed} failed)` : "Partly"}
        </Badge>
      );
    case "failed":
      return (
        <Badge tone="bad" icon="error">
          {kind === "sync" ? "Failed Sync" : "Failed"}
        </Badge>
      );
    case "stopped":
      return <Badge icon="stop">Stopped</Badge>;
    case "postponed":
      return <Badge icon="clock">Postponed</Badge>;
    case "none":
      return (
        <Badge tone="dashed" icon="minus">
          Never synchronized
        </Badge>
      );
  }
}

export type MatchLetterState = MatchState | "review" | "unmatched" | "ignored";

const LETTER: Record<MatchLetterState, { letter: string; word: string }> = {
  automatic: { letter: "A", word: "automatic" },
  confirmed: { letter: "C", word: "confirmed" },
  proposed: { letter: "P", word: "proposed" },
  review: { letter: "R", word: "review" },
  frozen: { letter: "F", word: "frozen" },
  unmatched: { letter: "U", word: "unmatched" },
  ignored: { letter: "I", word: "ignored" },
};

/** The letter of a match; the word is its accessible name, and stands beside it when asked. */
export function MatchLetter({ state, withWord }: { state: MatchLetterState; withWord?: boolean }) {
  const { letter, word } = LETTER[state];
  const mark = (
    <span
      className={`lt ${letter}`}
      title={word}
      {...(withWord ? { "aria-hidden": true } : { role: "img", "aria-label": word })}
    >
      {letter === "C" ? <Icon name="check" /> : letter}
    </span>
  );
  if (!withWord) return mark;
  return (
    <span className="row g4">
      {mark}
      <span className="m">{word}</span>
    </span>
  );
}
