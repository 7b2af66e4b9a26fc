import { useEffect, useRef } from "react";
import type { CommandFailure } from "../../../backend/backend";
import { Button, Icon } from "../../../components";
import { ResetSample } from "../../sample";
import { type ConnectField, fieldNames } from "./connect-form";
import { connectFailure, refusedRequest, rightsOf } from "./failures";
import { PublicAddress } from "./PublicAddress";
import { RightsList } from "./RightsList";
import { type SetupStepId, stepName } from "./setup-steps";

interface Props {
  error: CommandFailure;
  /** What the failure means for what is here: was anything changed? */
  meaning: string;
  /** Brings the keyboard to an input; without it there is no form. */
  onField?: (field: ConnectField) => void;
  /** Opens a step of the help; without it there is none on the page. */
  onStep?: (step: SetupStepId) => void;
}

/** A refused connection: what happened, what it means, what to do, and where to look. */
export function ConnectFailureNote({ error, meaning, onField, onStep }: Props) {
  const { title, advice, fields, step } = connectFailure(error);
  const request = refusedRequest(error);
  // Where no right is known to stand behind a refused request, the request stands in its place.
  const rights = rightsOf(error).filter((item) => item.right !== request);
  const note = useRef<HTMLDivElement>(null);
  // Below a long form it would stand out of sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each failure.
  useEffect(() => note.current?.scrollIntoView({ block: "nearest" }), [error]);
  const details = [title, error.message, request ?? "", error.code].filter((line) => line !== "").join("\n");
  return (
    <div className="col g12" ref={note}>
      <div className="note bad" role="alert">
        <Icon name="error" />
        <div className="grow col g8">
          <p>
            <b className="md">{title}.</b> {meaning}
          </p>
          <p>{advice}</p>
          {(onField && fields.length > 0) || (onStep && step !== null) ? (
            <p className="row g6 wrap-row">
              Look at
              {onField &&
                fields.map((field) => (
                  <Button key={field} kind="link" onClick={() => onField(field)}>
                    {fieldNames[field]}
                  </Button>
                ))}
              {onStep && step !== null ? (
                <Button kind="link" onClick={() => onStep(step)}>
                  {stepName(step)}
                </Button>
              ) : null}
            </p>
          ) : null}
          {request === null ? null : (
            <p>
              Refused request: <span className="mono">{request}</span>
            </p>
          )}
          <p className="m t12">{error.message}</p>
          <div className="row wrap-row failure-foot">
            {error.code === "sample_damaged" ? <ResetSample /> : null}
            <Button small kind="quiet" icon="copy" onClick={() => void navigator.clipboard?.writeText(details)}>
              Copy details
            </Button>
            <span className="end mono d">{error.code}</span>
          </div>
        </div>
      </div>
      {rights.length > 0 ? <RightsList rights={rights} /> : null}
      {error.code === "missing_right" && request !== null ? <PublicAddress /> : null}
    </div>
  );
}
