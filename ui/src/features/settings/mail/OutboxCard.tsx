import { useState } from "react";
import { Link } from "wouter";
import type { MailState, OutgoingMail } from "../../../backend/generated";
import { useCancelMail, useOutbox, useRetryMail } from "../../../backend/queries";
import {
  Badge,
  Button,
  ConfirmDialog,
  EmptyState,
  ErrorState,
  Loading,
  NoResults,
  notifyDone,
  notifyFailure,
  SegmentedFilter,
  Time,
} from "../../../components";
import { MAIL_KIND, MAIL_STATE } from "./words";

type Shown = MailState | "all";

/** Mail that waits, was sent, or was given up, with what the server said to each. */
export function OutboxCard() {
  const [shown, setShown] = useState<Shown>("all");
  const outbox = useOutbox({ limit: 0, ...(shown === "all" ? {} : { state: shown }) });
  const { data } = outbox;
  return (
    <section className="card" aria-labelledby="outbox-title">
      <header>
        <h2 id="outbox-title">Outgoing mail</h2>
        <span className="end">
          <SegmentedFilter
            small
            label="Outgoing mail"
            value={shown}
            onChange={setShown}
            segments={[
              { value: "all", label: "All" },
              { value: "waiting", label: "Waiting", ...(data ? { count: data.waiting } : {}) },
              { value: "failed", label: "Not delivered", ...(data ? { count: data.failed } : {}) },
              { value: "sent", label: "Sent" },
            ]}
          />
        </span>
      </header>
      {outbox.error && !data ? (
        <div className="body">
          <ErrorState
            title="The outgoing mail could not be read"
            error={outbox.error}
            onRetry={() => void outbox.refetch()}
          />
        </div>
      ) : data === undefined ? (
        <Loading what="the outgoing mail" />
      ) : data.mails.length > 0 ? (
        <MailTable mails={data.mails} />
      ) : (
        <div className="body">
          {shown === "all" ? (
            <EmptyState icon="mail" title="No mail yet">
              Invitations to Violet and sign-in codes stand here with what became of them.
            </EmptyState>
          ) : (
            <NoResults what="mails" onClear={() => setShown("all")} />
          )}
        </div>
      )}
      <footer>
        What the server puts off is tried again by itself for up to two days. The newest 200 are shown; what stands in a
        mail is not kept.
      </footer>
    </section>
  );
}

function MailTable({ mails }: { mails: readonly OutgoingMail[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long list is scrolled with the keyboard.
    <section className="outbox" tabIndex={0} aria-label="List of outgoing mail">
      <table className="tbl in-card">
        <colgroup>
          <col />
          <col style={{ width: 112 }} />
          <col style={{ width: 136 }} />
          <col style={{ width: "30%" }} />
          <col style={{ width: 150 }} />
          <col style={{ width: 144 }} />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">To</th>
            <th scope="col">Mail</th>
            <th scope="col">State</th>
            <th scope="col">What the server said</th>
            <th scope="col">Written</th>
            <th scope="col">
              <span className="sr">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {mails.map((mail) => (
            <MailRow key={mail.id} mail={mail} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function MailRow({ mail }: { mail: OutgoingMail }) {
  const { word, tone, icon } = MAIL_STATE[mail.state];
  return (
    <tr>
      <td>
        <span className="el block" title={mail.recipient}>
          {mail.recipient}
        </span>
        {mail.agent === null ? null : (
          <Link href={`/agents/${mail.agent}/violet`} className="sub2 el">
            {mail.agent_name}
          </Link>
        )}
      </td>
      <td>{MAIL_KIND[mail.kind]}</td>
      <td>
        <Badge tone={tone} icon={icon}>
          {word}
        </Badge>
        <span className="sub2">{attemptWords(mail)}</span>
      </td>
      <td className="outbox-answer">
        {mail.answer === "" ? <span className="d">nothing yet</span> : <span title={mail.answer}>{mail.answer}</span>}
      </td>
      <td>
        <Time at={mail.created_at} withClock />
        {mail.next_attempt_at === null ? null : (
          <span className="sub2">
            next <Time at={mail.next_attempt_at} withClock />
          </span>
        )}
      </td>
      <td className="num">
        <MailActs mail={mail} />
      </td>
    </tr>
  );
}

function attemptWords({ attempts }: OutgoingMail): string {
  if (attempts === 0) return "not tried yet";
  return attempts === 1 ? "tried once" : `tried ${attempts} times`;
}

function MailActs({ mail }: { mail: OutgoingMail }) {
  const retry = useRetryMail();
  const cancel = useCancelMail();
  const [cancelling, setCancelling] = useState(false);
  if (mail.state === "sent" || mail.state === "cancelled") return null;
  return (
    <span className="row g4 row-acts">
      <Button
        small
        busy={retry.isPending}
        aria-label={`Retry mail to ${mail.recipient}`}
        onClick={() =>
          retry.mutate(
            { mail: mail.id },
            {
              onSuccess: () => notifyDone(`The mail to ${mail.recipient} is tried again`),
              onError: (reason) => notifyFailure("The mail is not tried again.", reason),
            },
          )
        }
      >
        Retry
      </Button>
      {mail.state === "waiting" ? (
        <Button small kind="quiet" aria-label={`Cancel mail to ${mail.recipient}`} onClick={() => setCancelling(true)}>
          Cancel
        </Button>
      ) : null}
      <ConfirmDialog
        opened={cancelling}
        title={`Cancel the mail to ${mail.recipient}?`}
        action="Cancel mail"
        danger
        onConfirm={() =>
          cancel.mutateAsync({ mail: mail.id }).then(() => notifyDone(`The mail to ${mail.recipient} was cancelled`))
        }
        onClose={() => setCancelling(false)}
      >
        {mail.kind === "invitation"
          ? "The owner does not get it, and it cannot be taken up again: invite them anew on the page of the agent."
          : "The owner does not get this code. They can ask for another one where they sign in."}
      </ConfirmDialog>
    </span>
  );
}
