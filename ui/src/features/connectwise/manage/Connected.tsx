import { Modal } from "@mantine/core";
import { useState } from "react";
import type { ConnectionView, ConnectwiseStatus, DisconnectReply } from "../../../backend/generated";
import { useCheck, useDisconnect } from "../../../backend/queries";
import { Badge, Button, ConfirmDialog, formatNumber, Note, plural, Time } from "../../../components";
import { ConnectFailureNote } from "./ConnectFailureNote";
import { ConnectForm } from "./ConnectForm";
import { RightsList } from "./RightsList";

interface Props {
  status: ConnectwiseStatus;
  connection: ConnectionView;
  onRemoved: (reply: DisconnectReply) => void;
}

function ConnectionCard({ connection }: { connection: ConnectionView }) {
  return (
    <section className="card" aria-label="Connection">
      <header>
        <h2>Connection</h2>
        {connection.paused === null ? (
          <Badge tone="ok" icon="check">
            Connected
          </Badge>
        ) : (
          <Badge tone="warn" icon="warn">
            Paused
          </Badge>
        )}
      </header>
      <dl className="body dl">
        <dt>Company login</dt>
        <dd className="wrap">{connection.company_login}</dd>
        <dt>Site</dt>
        <dd className="wrap">{connection.site}</dd>
        <dt>Requests go to</dt>
        <dd className="mono wrap">{connection.base_url}</dd>
        <dt>Release</dt>
        <dd className="mono">{connection.version}</dd>
        <dt>Connected</dt>
        <dd>
          <Time at={connection.connected_at} withClock />
        </dd>
        <dt>Last contact</dt>
        <dd>
          <Time at={connection.last_contact_at} withClock />
        </dd>
      </dl>
    </section>
  );
}

function RightsCard({ check }: { check: ReturnType<typeof useCheck> }) {
  return (
    <section className="card" aria-label="Rights of the API member">
      <header>
        <h2>Rights of the API member</h2>
        <span className="end">
          <Button small icon="sync" busy={check.isPending} onClick={() => check.mutate({})}>
            {check.isPending ? "Checking" : "Check again"}
          </Button>
        </span>
      </header>
      <div className="body col g8">
        {check.error ? (
          <ConnectFailureNote error={check.error} meaning="Nothing was written." />
        ) : check.data ? (
          <RightsList rights={check.data.rights} />
        ) : (
          <p className="m t13">
            The rights were checked when the connection was made, and none was missing. Press{" "}
            <b className="md">Check again</b> to see each of them as ConnectWise grants it now; that writes nothing.
          </p>
        )}
      </div>
    </section>
  );
}

function StoredCard({ status, onRemove }: { status: ConnectwiseStatus; onRemove: () => void }) {
  return (
    <section className="card" aria-label="Stored here">
      <header>
        <h2>Stored here</h2>
      </header>
      <dl className="body dl">
        <dt>Links</dt>
        <dd>{plural(status.links, "agent")} linked to companies</dd>
        <dt>Matches</dt>
        <dd>{formatNumber(status.matches)}</dd>
        <dt>Runs</dt>
        <dd>{formatNumber(status.runs)} in Activity</dd>
        <dt>Keys</dt>
        <dd>In this computer's secret store</dd>
      </dl>
      <footer>
        <span className="grow">Removing deletes links, matches and keys here, and nothing in ConnectWise.</span>
        <Button kind="danger-outline" small onClick={onRemove}>
          Remove Integration
        </Button>
      </footer>
    </section>
  );
}

/** What is connected, what it may do, what is kept here, and how to end it. */
export function Connected({ status, connection, onRemoved }: Props) {
  const check = useCheck();
  const disconnect = useDisconnect();
  const [replacing, setReplacing] = useState(false);
  const [removing, setRemoving] = useState(false);
  return (
    <div className="col g12">
      {connection.paused !== null && (
        <Note tone="warn">
          <span className="row">
            <span className="grow">
              <b className="md">Nothing is sent to ConnectWise at present.</b> {connection.paused}
            </span>
            <Button small icon="sync" busy={check.isPending} onClick={() => check.mutate({})}>
              Check again
            </Button>
          </span>
        </Note>
      )}
      <div className="managegrid">
        <div className="col g12">
          <ConnectionCard connection={connection} />
          <div className="row">
            <Button icon="lock" onClick={() => setReplacing(true)}>
              Replace keys
            </Button>
            <span className="d t12">Links and matches stay.</span>
          </div>
        </div>
        <div className="col g12">
          <RightsCard check={check} />
          <StoredCard status={status} onRemove={() => setRemoving(true)} />
        </div>
      </div>
      <Modal
        opened={replacing}
        onClose={() => setReplacing(false)}
        title="Replace keys"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <ConnectForm connection={connection} onDone={() => setReplacing(false)} onCancel={() => setReplacing(false)} />
      </Modal>
      <ConfirmDialog
        opened={removing}
        title="Remove the ConnectWise integration?"
        action="Remove integration"
        danger
        typed={{ label: "Type the company login to confirm", value: connection.company_login }}
        onConfirm={() => disconnect.mutateAsync({}).then(onRemoved)}
        onClose={() => setRemoving(false)}
      >
        <p>
          Deleted here: {plural(status.links, "link")}, {plural(status.matches, "match", "matches")}, the field mapping,
          the last common values, and the keys. <b className="md">Nothing is changed in ConnectWise.</b>
        </p>
        <p className="m">
          An export of the links and matches is written first. Agents, devices and their values stay, and so does
          Activity.
        </p>
      </ConfirmDialog>
    </div>
  );
}
