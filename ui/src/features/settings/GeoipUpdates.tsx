import { type FormEvent, useState } from "react";
import type { CommandFailure } from "../../backend/backend";
import type { GeoipUpdateReply } from "../../backend/generated";
import { useGeoipUpdate, useRunGeoipUpdate, useSetGeoipUpdate } from "../../backend/queries";
import { whenDone } from "../../backend/when-done";
import { Button, ErrorState, Loading, Note, notifyDone, TextField, Time } from "../../components";

/** The GeoIP database from one's own MaxMind account, looked for each week. */
export function GeoipUpdates() {
  const update = useGeoipUpdate();
  // Here and not where the buttons are: a download takes minutes, and goes on when the account is given or forgotten.
  const run = useRunGeoipUpdate();
  const look = () => whenDone(run.mutateAsync({}), notifyTaken);
  if (update.error && !update.data) {
    return (
      <ErrorState title="The updates could not be read" error={update.error} onRetry={() => void update.refetch()} />
    );
  }
  if (!update.data) return <Loading what="the updates" />;
  return (
    <div className="col g8">
      {update.data.account_id === "" ? (
        <AccountForm downloading={run.isPending} onKept={look} />
      ) : (
        <Updates
          update={update.data}
          downloading={run.isPending}
          isFailureTold={update.data.failure === run.error?.message}
          onLook={look}
        />
      )}
      {run.error ? <NotTaken reason={run.error} /> : null}
    </div>
  );
}

/** What became of a download that somebody asked for. That a later act of a person won is no failure. */
function NotTaken({ reason }: { reason: CommandFailure }) {
  return reason.code === "stopped" ? (
    <Note tone="warn">{reason.message}</Note>
  ) : (
    <ErrorState title="No newer database was taken into use" error={reason} />
  );
}

function AccountForm({ downloading, onKept }: { downloading: boolean; onKept: () => void }) {
  const [account, setAccount] = useState("");
  const [key, setKey] = useState("");
  const set = useSetGeoipUpdate();

  function save(event: FormEvent): void {
    event.preventDefault();
    whenDone(set.mutateAsync({ account_id: account.trim(), license_key: key.trim() }), onKept);
  }

  return (
    <form className="col g8" aria-label="MaxMind account" onSubmit={save}>
      <p className="t13 m">
        With a free account at maxmind.com, Sitebook downloads GeoLite2-City, checks it, and looks for a newer one each
        week. MaxMind allows 30 downloads a day.
      </p>
      <LicenceDuties />
      <div className="inline-form">
        <TextField label="Account ID" value={account} onChange={setAccount} mono autoComplete="off" />
        <TextField label="Licence key" type="password" value={key} onChange={setKey} mono autoComplete="off" />
        <Button type="submit" busy={set.isPending || downloading} disabled={account.trim() === "" || key.trim() === ""}>
          {downloading ? "Downloading" : "Download database"}
        </Button>
      </div>
      {set.error ? <ErrorState title="The account was not kept" error={set.error} /> : null}
    </form>
  );
}

/** What whoever uses GeoLite2 has agreed to. */
function LicenceDuties() {
  return (
    <p className="t12 d">
      By its licence, GeoLite2 is not to be used to find a household or a street address. The file is not to be passed
      on to others. A file older than 30 days must be deleted once a newer one is out.
    </p>
  );
}

const notifyTaken = ({ geoip }: GeoipUpdateReply): void => {
  notifyDone(`${geoip.database_type} ${geoip.build_date} is in use, the newest there is`);
};

interface UpdatesProps {
  update: GeoipUpdateReply;
  downloading: boolean;
  /** Whether the card says already why the last attempt failed. */
  isFailureTold: boolean;
  onLook: () => void;
}

function Updates({ update, downloading, isFailureTold, onLook }: UpdatesProps) {
  const set = useSetGeoipUpdate();
  return (
    <div className="col g8">
      <dl className="dl">
        <dt>Account</dt>
        <dd>
          MaxMind <span className="mono">{update.account_id}</span>
          {update.key_set ? "" : ", without a licence key"}
        </dd>
        <dt>Last looked</dt>
        <dd>{update.checked_at ? <Time at={update.checked_at} /> : <span className="empty">not yet</span>}</dd>
        <dt>Next look</dt>
        <dd>{update.next_at ? <Time at={update.next_at} /> : <span className="empty">none</span>}</dd>
      </dl>
      <LicenceDuties />
      {update.failure === "" || isFailureTold ? null : <Note tone="warn">{update.failure}</Note>}
      <div className="row g6">
        <Button icon="download" busy={downloading} onClick={onLook}>
          {downloading ? "Downloading" : "Look for a newer database"}
        </Button>
        <Button busy={set.isPending} onClick={() => set.mutate({ account_id: "", license_key: "" })}>
          Forget account
        </Button>
      </div>
      {set.error ? <ErrorState title="The account was not forgotten" error={set.error} /> : null}
    </div>
  );
}
