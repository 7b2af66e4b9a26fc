import { Link } from "wouter";
import { useConnectSampleDomotz, useDomotzStatus, useWorkspaceStatus } from "../../../backend/queries";
import { whenDone } from "../../../backend/when-done";
import { Button, ErrorState, Loading, Note, notifyDone, PageHead } from "../../../components";
import { WriteBack } from "../../connectwise/fields/WriteBack";
import { SettingsTabs } from "../SettingsTabs";
import { ChoiceCard } from "./ChoiceCard";
import { ConnectionCard } from "./ConnectionCard";
import { DomotzForm } from "./DomotzForm";
import { KeepIdsCard } from "./KeepIdsCard";
import { RefreshCard } from "./RefreshCard";
import { refreshWords } from "./words";

/** Where agents and devices come from. */
export function SourcesPage() {
  const status = useDomotzStatus();
  return (
    <>
      <PageHead title="Settings">
        <SettingsTabs at="sources" />
      </PageHead>
      <div className="scroll">
        {status.error && !status.data ? (
          <div className="pad">
            <ErrorState
              title="The sources could not be read"
              error={status.error}
              onRetry={() => void status.refetch()}
            />
          </div>
        ) : status.data === undefined ? (
          <Loading what="the sources" />
        ) : status.data.connection === null ? (
          <div className="settings">
            <div className="settings-col">
              <section className="card" aria-label="Domotz">
                <header>
                  <h2>Domotz</h2>
                </header>
                <div className="body">
                  <SampleAccount />
                  <DomotzForm endpoint={null} onDone={() => undefined} />
                </div>
              </section>
            </div>
            <div className="settings-col">
              <OtherSources />
            </div>
          </div>
        ) : (
          <div className="settings">
            <div className="settings-col">
              <ConnectionCard status={status.data} connection={status.data.connection} />
              <ChoiceCard status={status.data} />
            </div>
            <div className="settings-col">
              <RefreshCard status={status.data} />
              <WriteBackCard />
              <KeepIdsCard status={status.data} />
              <OtherSources />
            </div>
          </div>
        )}
      </div>
    </>
  );
}

/** In the sample, the account that it brings: there is nothing to type. */
function SampleAccount() {
  const isSample = useWorkspaceStatus().data?.sample ?? false;
  const connect = useConnectSampleDomotz();
  if (!isSample) return null;
  const start = () =>
    whenDone(connect.mutateAsync({}), (reply) => notifyDone(`Refreshed from Domotz: ${refreshWords(reply)}`));
  return (
    <>
      <Note tone="acc">
        <span className="row wrap-row g8">
          <span className="grow">
            The sample brings a Domotz account with 5 made-up agents, to try refreshing, power and write-back. It
            answers on this computer only.
          </span>
          <Button small kind="primary" busy={connect.isPending} onClick={start}>
            Connect sample account
          </Button>
        </span>
      </Note>
      {connect.error ? <ErrorState title="The sample account was not connected" error={connect.error} /> : null}
    </>
  );
}

function WriteBackCard() {
  return (
    <section className="card" aria-label="Values that go to Domotz">
      <header>
        <h2>Values that go to Domotz</h2>
      </header>
      <div className="body">
        <dl className="dl">
          <WriteBack />
        </dl>
        <p className="t12 d">
          Off until somebody allows it. Each plan says beforehand which values reach Domotz; what you set at a device
          goes there when it is saved. One field is written per call and read back. What Domotz does not take stays
          here, with the reason beside it, and an undo takes it back there, too. An agent's name, customer and contract
          ID, contact and note live in Sitebook: Domotz lets nobody set them from outside.
        </p>
      </div>
    </section>
  );
}

function OtherSources() {
  return (
    <section className="card" aria-label="Files and by hand">
      <header>
        <h2>Files and by hand</h2>
      </header>
      <div className="body">
        <p className="t13">Agents also come from files (CSV, JSON, workbooks), or are added by hand.</p>
        <Link href="/import" className="btn">
          Import a file
        </Link>
      </div>
    </section>
  );
}
