import { useState } from "react";
import type { DisconnectReply } from "../../../backend/generated";
import { useConnectwiseStatus, useWorkspaceStatus } from "../../../backend/queries";
import { ErrorState, Loading, Note, PageHead, plural } from "../../../components";
import { ResetSample } from "../../sample";
import { Connected } from "./Connected";
import { ConnectForm } from "./ConnectForm";
import { SetupHelp } from "./SetupHelp";

function Removed({ reply }: { reply: DisconnectReply }) {
  return (
    <Note icon="check">
      <b className="md">The integration was removed.</b> {plural(reply.links, "link")} and{" "}
      {plural(reply.matches, "match", "matches")} were deleted here; nothing was changed in ConnectWise. They were
      written to <span className="mono wrap">{reply.export}</span> first.
    </Note>
  );
}

/** The sample has one ConnectWise, with keys that nobody has to know. */
function SampleDisconnected() {
  return (
    <Note icon="flask">
      <div className="col g8">
        <p>
          <b className="md">The built-in ConnectWise of the sample was disconnected.</b> Made-up data never goes into a
          real account, so that no other can be connected here. Resetting the sample connects it again.
        </p>
        <div className="row">
          <ResetSample />
        </div>
      </div>
    </Note>
  );
}

function NotConnectedYet() {
  return (
    <div className="managegrid">
      <SetupHelp />
      <section className="card" aria-label="Connection">
        <header>
          <h2>Then, here</h2>
          <span className="n">what ConnectWise showed you</span>
        </header>
        <div className="body">
          <ConnectForm connection={null} onDone={() => undefined} />
        </div>
      </section>
    </div>
  );
}

/** Connecting ConnectWise, looking after the connection, and ending it. */
export function ManagePage() {
  const status = useConnectwiseStatus();
  const sample = useWorkspaceStatus().data?.sample ?? false;
  const [removed, setRemoved] = useState<DisconnectReply | null>(null);
  const connection = status.data?.connection ?? null;
  return (
    <>
      <PageHead
        title="Manage Integration"
        lead="Only one documentation integration (IT Glue, ConnectWise PSA, Syncro) can be connected at a time."
      />
      <div className="scroll">
        <div className="pad col g12">
          {removed !== null && connection === null && <Removed reply={removed} />}
          {status.error ? (
            <ErrorState
              title="The state of the connection could not be read"
              error={status.error}
              onRetry={() => void status.refetch()}
            />
          ) : status.data === undefined ? (
            <Loading what="connection" />
          ) : connection === null ? (
            sample ? (
              <SampleDisconnected />
            ) : (
              <NotConnectedYet />
            )
          ) : (
            <Connected status={status.data} connection={connection} sample={sample} onRemoved={setRemoved} />
          )}
        </div>
      </div>
    </>
  );
}
