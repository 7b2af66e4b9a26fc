import { useState } from "react";
import type { DisconnectReply } from "../../../backend/generated";
import { useConnectwiseStatus } from "../../../backend/queries";
import { ErrorState, Loading, Note, PageHead, plural } from "../../../components";
import { Connected } from "./Connected";
import { ConnectForm } from "./ConnectForm";
import { ConnectSteps } from "./ConnectSteps";

function Removed({ reply }: { reply: DisconnectReply }) {
  return (
    <Note icon="check">
      <b className="md">The integration was removed.</b> {plural(reply.links, "link")} and{" "}
      {plural(reply.matches, "match", "matches")} were deleted here; nothing was changed in ConnectWise. They were
      written to <span className="mono wrap">{reply.export}</span> first.
    </Note>
  );
}

function NotConnectedYet() {
  return (
    <div className="managegrid">
      <section className="card" aria-label="Connection">
        <header>
          <h2>Connect ConnectWise PSA</h2>
        </header>
        <div className="body">
          <ConnectForm connection={null} onDone={() => undefined} />
        </div>
      </section>
      <ConnectSteps />
    </div>
  );
}

/** Connecting ConnectWise, looking after the connection, and ending it. */
export function ManagePage() {
  const status = useConnectwiseStatus();
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
            <NotConnectedYet />
          ) : (
            <Connected status={status.data} connection={connection} onRemoved={setRemoved} />
          )}
        </div>
      </div>
    </>
  );
}
