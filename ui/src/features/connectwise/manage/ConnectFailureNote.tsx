import type { CommandFailure } from "../../../backend/backend";
import { ErrorState } from "../../../components";
import { connectFailure, rightsOf } from "./failures";
import { RightsList } from "./RightsList";

interface Props {
  error: CommandFailure;
  /** What the failure means for what is here: was anything changed? */
  meaning: string;
  onRetry?: () => void;
}

/** A refused connection: what it means, what to do, and the rights that it names. */
export function ConnectFailureNote({ error, meaning, onRetry }: Props) {
  const { title, advice } = connectFailure(error);
  const rights = rightsOf(error);
  return (
    <div className="col g8">
      <ErrorState title={`${title}. ${meaning}`} error={error} {...(onRetry ? { onRetry } : {})} />
      {advice !== "" && <p className="m t13">{advice}</p>}
      {rights.length > 0 && <RightsList rights={rights} />}
    </div>
  );
}
