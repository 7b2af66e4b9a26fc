import type { CommandFailure } from "../../../backend/backend";
import { Button, Note, plural } from "../../../components";

interface Props {
  error: CommandFailure;
  /** Name of the linked company; empty where it is not known. */
  company: string;
  busy: boolean;
  onAccept: () => void;
}

/** Where the guard stopped a list that lost many records: what accepting it means, beside the button that does it. */
export function AcceptList({ error, company, busy, onAccept }: Props) {
  if (error.code !== "guard_stopped") {
    return null;
  }
  const { lost } = error.details;
  const missing = typeof lost === "number" ? plural(lost, "configuration") : "the missing configurations";
  return (
    <Note tone="warn">
      <div className="col g8">
        <p>
          <b className="md">Look in ConnectWise before you accept this list.</b> A list gets this short when the API
          member lost a right, when records were moved to another company, or when somebody really deleted them.
        </p>
        <p className="m">
          Accepting takes {missing}
          {company === "" ? "" : ` of ${company}`} as gone: their matches are frozen, and nothing is written to them
          until a person decides. If the list is wrong, their devices look as if ConnectWise did not have them, and
          creating them there would make duplicates. Accepting itself writes nothing to ConnectWise.
        </p>
        <div className="row wrap-row">
          <Button small kind="danger-outline" icon="warn" busy={busy} onClick={onAccept}>
            The list is right, accept it
          </Button>
          <span className="d t12">Nothing is lost by waiting.</span>
        </div>
      </div>
    </Note>
  );
}
