import { Modal } from "@mantine/core";
import { useState } from "react";
import type { ConnectionView, ConnectwiseStatus, DisconnectReply } from "../../../backend/generated";
import { useCheck, useDisconnect, useSecretsStatus } from "../../../backend/queries";
import { Badge, Button, ConfirmDialog, formatNumber, Note, plural, Time } from "../../../components";
import { AutomaticCard } from "./AutomaticCard";
import { ConnectFailureNote } from "./ConnectFailureNote";
import { ConnectForm } from "./ConnectForm";
import { RightsList } from "./RightsList";
import { RightWarnings } from "./RightWarnings";
import { rightsSum } from "./rights";

interface Props {
  status: ConnectwiseStatus;
  connection: ConnectionView;
  /** The connection is that of the sample, to its built-in ConnectWise. */
  sample: boolean;
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

interface RightsCardProps {
  status: ConnectwiseStatus;
  check: ReturnType<typeof useCheck>;
}

/** The last pre-flight, which is kept, so that the page shows it without asking ConnectWise. */
function RightsCard({ status, check }: RightsCardProps) {
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
      <div className="body col g12">
        {check.error && <ConnectFailureNote error={check.error} meaning="Nothing was written." />}
        <RightWarnings warnings={status.warnings} serious />
        {status.rights.length > 0 ? (
          <RightsList rights={status.rights} />
        ) : check.error ? null : (
          <p className="m t13">
            They were not checked yet. Press <b className="md">Check again</b>: it reads each needed table once and
            writes nothing.
          </p>
        )}
        <RightWarnings warnings={status.warnings} serious={false} />
      </div>
      {status.checked_at !== null && (
        <footer>
          <span>
            Checked <Time at={status.checked_at} withClock />, without writing anything: {rightsSum(status.rights)}.
          </span>
        </footer>
      )}
    </section>
  );
}

/** Where the keys are, in a few words; Settings says it in full. */
function keysPlace(place: string | undefined): string {
  switch (place) {
    case "sample":
      return "The published keys of the sample";
    case "file":
      return "In an encrypted file";
    case "none":
      return "Out of reach: see Settings";
    default:
      return "In this computer's keychain";
  }
}

interface StoredCardProps {
  status: ConnectwiseStatus;
  sample: boolean;
  onRemove: () => void;
}

function StoredCard({ status, sample, onRemove }: StoredCardProps) {
  const secrets = useSecretsStatus();
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
        <dd>{keysPlace(sample ? "sample" : secrets.data?.place)}</dd>
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
export function Connected({ status, connection, sample, onRemoved }: Props) {
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
          {sample ? (
            <Note icon="flask">
              This is the built-in ConnectWise of the sample, on this computer. It answers like a real one, and keeps
              what you write to it until the sample is reset.
            </Note>
          ) : (
            <div className="row">
              <Button icon="lock" onClick={() => setReplacing(true)}>
                Replace keys
              </Button>
              <span className="d t12">Links and matches stay.</span>
            </div>
          )}
          <AutomaticCard />
          <StoredCard status={status} sample={sample} onRemove={() => setRemoving(true)} />
        </div>
        <RightsCard status={status} check={check} />
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
