import { useState } from "react";
import { Link } from "wouter";
import type { VioletSession, VioletView } from "../../../backend/generated";
import { useEndVioletSession, useVioletSessions } from "../../../backend/queries";
import { Button, ConfirmDialog, ErrorState, Loading, notifyDone, Time } from "../../../components";
import { browserWords } from "../browser-words";

/** When the owner was there, and where they are signed in. */
export function OwnerPresence({ view }: { view: VioletView }) {
  return (
    <section aria-labelledby="violet-presence">
      <h3 id="violet-presence" className="md">
        Last seen
      </h3>
      <p className="t13 m presence">
        {view.last_seen_at === null ? (
          "Not yet. Every sign-in and every switch will be listed in "
        ) : (
          <>
            <b className="md">
              <Time at={view.last_seen_at} withClock />
            </b>
            . Every sign-in and every switch is listed in{" "}
          </>
        )}
        <Link href={`/agents/${view.agent}/history`}>History</Link>.
      </p>
      {view.active_since === null ? null : <Sessions view={view} />}
    </section>
  );
}

function Sessions({ view }: { view: VioletView }) {
  const sessions = useVioletSessions(view.agent);
  const end = useEndVioletSession();
  const [ending, setEnding] = useState<VioletSession | null>(null);
  if (sessions.error) {
    return (
      <ErrorState
        title="Where the owner is signed in could not be read"
        error={sessions.error}
        onRetry={() => void sessions.refetch()}
      />
    );
  }
  if (sessions.data === undefined) return <Loading what="where the owner is signed in" />;
  if (sessions.data.sessions.length === 0) return <p className="t12 d">The owner is signed in nowhere at present.</p>;
  return (
    <>
      <ul className="sessions" aria-label="Where the owner is signed in">
        {sessions.data.sessions.map((session) => (
          <li key={session.id}>
            <span className="grow">
              <span className="el block" title={session.browser}>
                {browserWords(session.browser)}
              </span>
              <span className="d t12">
                last seen <Time at={session.last_seen_at} withClock />
              </span>
            </span>
            <Button
              small
              aria-label={`End session: ${browserWords(session.browser)}`}
              onClick={() => setEnding(session)}
            >
              End
            </Button>
          </li>
        ))}
      </ul>
      <ConfirmDialog
        opened={ending !== null}
        title="End this session?"
        action="End session"
        danger
        onConfirm={() =>
          ending === null
            ? undefined
            : end
                .mutateAsync({ agent: view.agent, session: ending.id })
                .then(() => notifyDone(`The session was ended: ${browserWords(ending.browser)}`))
        }
        onClose={() => setEnding(null)}
      >
        {browserWords(ending?.browser ?? "")} is signed out of Violet at once, for every home of {ending?.owner_email}.
        What was granted stays: the owner can sign in again with a code from the mail. To take the access away, use
        Revoke.
      </ConfirmDialog>
    </>
  );
}
