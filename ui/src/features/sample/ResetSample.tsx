import { useState } from "react";
import type { CommandFailure } from "../../backend/backend";
import { Button } from "../../components";
import { SampleDialogs } from "./SampleDialogs";

/** The button that makes the sample anew. */
export function ResetSample() {
  const [asked, setAsked] = useState(false);
  return (
    <>
      <Button small icon="undo" onClick={() => setAsked(true)}>
        Reset sample
      </Button>
      <SampleDialogs question={asked ? "reset" : null} onClose={() => setAsked(false)} />
    </>
  );
}

/** A sample whose built-in ConnectWise cannot be read is not mended but made anew, wherever that shows. */
export function sampleHelp(failure: CommandFailure) {
  return failure.code === "sample_damaged" ? <ResetSample /> : null;
}
