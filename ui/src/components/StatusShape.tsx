import type { AgentStatus } from "../backend/generated";

export const STATUS_WORD: Record<AgentStatus, string> = {
  down: "Down",
  attention: "Attention",
  online: "Online",
  "no-contact": "No contact",
};

/** Worst first: the order of lists and clusters. */
export const STATUS_ORDER: readonly AgentStatus[] = ["down", "attention", "no-contact", "online"];

export const STATUS_FILL: Record<AgentStatus, string> = {
  down: "var(--bad-fill)",
  attention: "var(--warn-fill)",
  online: "var(--ok-fill)",
  "no-contact": "var(--idle-fill)",
};

function Shape({ status }: { status: AgentStatus }) {
  switch (status) {
    case "down":
      return <rect x="1.6" y="1.6" width="8.8" height="8.8" rx="1" fill="currentColor" />;
    case "attention":
      return <path d="M6 1.2 11.4 10.8H.6z" fill="currentColor" />;
    case "online":
      return <circle cx="6" cy="6" r="4.6" fill="currentColor" />;
    case "no-contact":
      return <path d="M6 1 11 6 6 11 1 6z" fill="none" stroke="currentColor" strokeWidth="1.6" />;
  }
}

interface StatusShapeProps {
  status: AgentStatus;
  /** With the word beside it; without it, the word is the accessible name. */
  withWord?: boolean;
  /** Where the word already stands beside it for another reason. */
  hidden?: boolean;
}

export function StatusShape({ status, withWord, hidden }: StatusShapeProps) {
  const word = STATUS_WORD[status];
  const decorative = withWord || hidden;
  const shape = (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named by aria-label, or hidden where the word stands beside it.
    <svg
      className="g"
      viewBox="0 0 12 12"
      style={{ color: STATUS_FILL[status] }}
      {...(decorative ? { "aria-hidden": true } : { role: "img", "aria-label": word })}
    >
      {decorative ? null : <title>{word}</title>}
      <Shape status={status} />
    </svg>
  );
  if (!withWord) return shape;
  return (
    <span className="st">
      {shape}
      {word}
    </span>
  );
}
