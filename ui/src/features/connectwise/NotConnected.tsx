import type { ReactNode } from "react";
import { useLocation } from "wouter";
import { useConnectwiseStatus } from "../../backend/queries";
import { Button, EmptyState, ErrorState, Loading, Note, PageHead } from "../../components";

interface Props {
  title: string;
  /** What the page is for. */
  what: string;
  children: ReactNode;
}

/** Shows the page when there is a connection, and otherwise the way to one. */
export function NotConnected({ title, what, children }: Props) {
  const status = useConnectwiseStatus();
  const [, navigate] = useLocation();
  if (status.error) {
    return (
      <div className="pad">
        <ErrorState
          title="The state of the connection could not be read"
          error={status.error}
          onRetry={() => void status.refetch()}
        />
      </div>
    );
  }
  if (status.data === undefined) {
    return <Loading what="connection" />;
  }
  if (status.data.connection === null) {
    return (
      <>
        <PageHead title={title} />
        <div className="pad">
          <EmptyState
            icon="link"
            title="ConnectWise PSA is not connected"
            actions={
              <Button kind="primary" onClick={() => navigate("/connectwise/manage")}>
                Manage Integration
              </Button>
            }
          >
            {what} Connect it first.
          </EmptyState>
        </div>
      </>
    );
  }
  const { paused } = status.data.connection;
  return (
    <>
      {paused !== null && (
        <div className="pausedbar">
          <Note tone="warn">
            <span className="row">
              <span className="grow">Nothing is sent to ConnectWise at present: {paused}</span>
              <Button small onClick={() => navigate("/connectwise/manage")}>
                Manage Integration
              </Button>
            </span>
          </Note>
        </div>
      )}
      {children}
    </>
  );
}
