import { useWorkspaceStatus } from "../../backend/queries";
import { ConfirmDialog } from "../../components";
import { useSampleActs } from "./useSampleActs";

export type SampleQuestion = "reset" | "remove";

interface Props {
  /** What was asked for; none = no dialog. */
  question: SampleQuestion | null;
  onClose(): void;
}

/** What resetting or removing the sample does, before it does it. */
export function SampleDialogs({ question, onClose }: Props) {
  const acts = useSampleActs();
  const { data: status } = useWorkspaceStatus();
  const inside = status?.sample ?? false;
  return (
    <>
      <ConfirmDialog
        opened={question === "reset"}
        title="Reset the sample data?"
        action="Reset sample"
        danger
        onConfirm={() => acts.reset()}
        onClose={onClose}
      >
        <div className="col g8">
          <p>
            Everything that was done in the sample is deleted: links, matches, runs, and edited values. It is made anew,
            with its built-in ConnectWise.
          </p>
          <p className="m">Your own workspace is not touched, and nothing was or is sent to a real ConnectWise.</p>
        </div>
      </ConfirmDialog>
      <ConfirmDialog
        opened={question === "remove"}
        title="Remove the sample data?"
        action="Remove sample"
        danger
        onConfirm={() => acts.remove()}
        onClose={onClose}
      >
        <div className="col g8">
          <p>
            The sample is deleted from this computer, with all that was done in it.
            {inside ? " Sitebook then goes back to your own workspace." : ""}
          </p>
          {inside && status ? (
            <p className="m">
              Deleted folder: <span className="mono wrap">{status.directory}</span>
            </p>
          ) : null}
          <p className="m">Your own workspace is not touched. The sample can be made again at any time, in Settings.</p>
        </div>
      </ConfirmDialog>
    </>
  );
}
