import { Modal } from "@mantine/core";
import { useState } from "react";
import type { DomotzConnection, DomotzStatus } from "../../../backend/generated";
import { useCheckDomotz, useDisconnectDomotz } from "../../../backend/queries";
import { Badge, Button, ConfirmDialog, ErrorState, Note, notifyDone, plural, Time } from "../../../components";
import { DomotzForm } from "./DomotzForm";
import { isQuotaShort, quotaWords } from "./words";

interface Props {
  status: DomotzStatus;
  connection: DomotzConnection;
}

/** Whose account it is, how many calls are left, and how to end it. */
export function ConnectionCard({ status, connection }: Props) {
  const check = useCheckDomotz();
  const disconnect = useDisconnectDomotz();
  const [replacing, setReplacing] = useState(false);
  const [removing, setRemoving] = useState(false);
  const quota = quotaWords(status.quota);
  return (
    <section className="card" aria-label="Domotz">
      <header>
        <h2>Domotz</h2>
        {connection.paused === null ? (
          <Badge tone="ok" icon="check">
            Connected
          </Badge>
        ) : (
          <Badge tone="warn" icon="warn">
            Paused
          </Badge>
        )}
        <span className="end">
          <Button small icon="sync" busy={check.isPending} onClick={() => check.mutate({})}>
            {check.isPending ? "Checking" : "Check key"}
          </Button>
        </span>
      </header>
      <div className="body">
        {connection.paused !== null ? (
          <Note tone="warn">
            <b className="md">Nothing is asked of Domotz at present.</b> {connection.paused}
          </Note>
        ) : null}
        {check.error ? <ErrorState title="The check did not pass" error={check.error} /> : null}
        <dl className="dl">
          <dt>Key of</dt>
          <dd>{connection.user || <span className="empty">not known</span>}</dd>
          <dt>Endpoint</dt>
          <dd className="mono">{connection.endpoint}</dd>
          <dt>Connected</dt>
          <dd>
            <Time at={connection.connected_at} withClock />
          </dd>
          <dt>Calls</dt>
          <dd className={isQuotaShort(status.quota) ? "c-warn" : undefined}>
            {quota === "" ? (
              <span className="empty">not known</span>
            ) : (
              <>
                {quota}
                <span className="d">
                  , as of <Time at={status.quota?.at} withClock />
                </span>
              </>
            )}
          </dd>
          <dt>Agents here</dt>
          <dd>{plural(status.agents, "agent")}</dd>
        </dl>
      </div>
      <footer>
        <span className="grow">Removing the source forgets the key. Agents and devices stay as they are.</span>
        <Button small onClick={() => setReplacing(true)}>
          Replace key
        </Button>
        <Button small kind="danger-outline" onClick={() => setRemoving(true)}>
          Remove source
        </Button>
      </footer>
      <Modal
        opened={replacing}
        onClose={() => setReplacing(false)}
        title="Replace the Domotz API key"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <DomotzForm
          endpoint={connection.endpoint}
          onDone={() => setReplacing(false)}
          onCancel={() => setReplacing(false)}
        />
      </Modal>
      <ConfirmDialog
        opened={removing}
        title="Remove the Domotz source?"
        action="Remove source"
        danger
        onConfirm={() =>
          disconnect
            .mutateAsync({})
            .then(({ agents }) => notifyDone(`The Domotz source was removed; ${plural(agents, "agent")} stay`))
        }
        onClose={() => setRemoving(false)}
      >
        The key and the choice of agents are forgotten here. {plural(status.agents, "agent")} and their devices stay as
        they are, with everything that was set here, and are no longer refreshed. Nothing changes in Domotz. Connecting
        again goes on with the same agents.
      </ConfirmDialog>
    </section>
  );
}
