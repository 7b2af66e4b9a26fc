import { createContext, type ReactNode, useContext } from "react";
import { CommandFailure } from "../backend/backend";
import { Button } from "./Button";
import { Icon, type IconName } from "./icons";

interface EmptyStateProps {
  icon: IconName;
  /** What is not there yet. */
  title: string;
  /** What it is for, or what to do first. */
  children?: ReactNode;
  /** One main button, at most one second. */
  actions?: ReactNode;
}

export function EmptyState({ icon, title, children, actions }: EmptyStateProps) {
  return (
    <div className="card emptyst">
      <Icon name={icon} size="l" />
      <b>{title}</b>
      {children ? <p>{children}</p> : null}
      {actions ? <div className="row">{actions}</div> : null}
    </div>
  );
}

/** A filter that leaves nothing is not an empty workspace: it says so and offers the way back. */
export function NoResults({ what, onClear }: { what: string; onClear(): void }) {
  return (
    <EmptyState
      icon="filter"
      title={`No ${what} for this search or filter`}
      actions={<Button onClick={onClear}>Clear filter</Button>}
    >
      Other {what} are hidden by it.
    </EmptyState>
  );
}

/** What the application offers for certain failures, beside what the page offers. */
export const ErrorHelp = createContext<(failure: CommandFailure) => ReactNode>(() => null);

interface ErrorStateProps {
  /** What happened, to what. */
  title: string;
  error: unknown;
  onRetry?(): void;
  /** What else can be done. */
  actions?: ReactNode;
}

export function ErrorState({ title, error, onRetry, actions }: ErrorStateProps) {
  const failure = error instanceof CommandFailure ? error : null;
  const message = error instanceof Error ? error.message : String(error);
  const code = failure?.code ?? "internal";
  const help = useContext(ErrorHelp);
  return (
    <div className="note bad" role="alert">
      <Icon name="error" />
      <div className="grow">
        <b className="md">{title}</b>
        <p className="m wrap">{message}</p>
        <div className="row wrap-row">
          {onRetry ? (
            <Button small onClick={onRetry}>
              Try again
            </Button>
          ) : null}
          {actions}
          {failure ? help(failure) : null}
          <Button
            small
            kind="quiet"
            icon="copy"
            onClick={() => void navigator.clipboard?.writeText(`${title}\n${message}\n${code}`)}
          >
            Copy details
          </Button>
          <span className="end mono d">{code}</span>
        </div>
      </div>
    </div>
  );
}

export function Note({
  tone,
  icon,
  children,
}: {
  tone?: "warn" | "bad" | "acc";
  icon?: IconName;
  children: ReactNode;
}) {
  return (
    <div className={`note ${tone ?? ""}`}>
      <Icon name={icon ?? (tone === "warn" ? "warn" : tone === "bad" ? "error" : "info")} />
      <div className="grow">{children}</div>
    </div>
  );
}

/** Shown while something is read for the first time; late, so that a quick answer does not flicker. */
export function Loading({ what }: { what: string }) {
  return (
    <div className="loading" role="status">
      <Icon name="spin" size="s" />
      Reading {what}
    </div>
  );
}
