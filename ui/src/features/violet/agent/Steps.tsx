import type { ReactNode } from "react";
import { Link } from "wouter";
import type { VioletInvitation, VioletMailView, VioletView } from "../../../backend/generated";
import { Icon, plural, Time } from "../../../components";

type Stage = "done" | "now" | "later";

const STAGE_WORD: Record<Stage, string> = { done: "Done", now: "At present", later: "Later" };

function Step({ stage, title, children }: { stage: Stage; title: string; children: ReactNode }) {
  return (
    <li className={stage} aria-current={stage === "now" ? "step" : undefined}>
      <span className="dotw">{stage === "done" ? <Icon name="check" /> : null}</span>
      <div>
        <b className="md">
          <span className="sr">{STAGE_WORD[stage]}: </span>
          {title}
        </b>
        <span>{children}</span>
      </div>
    </li>
  );
}

/** From the grants to an owner who is signed in. */
export function Steps({ view }: { view: VioletView }) {
  const { state, invitation } = view;
  const isSent = state === "invited" || state === "expired" || state === "active";
  return (
    <ol className="steps" aria-label="How far it has come">
      <Step stage={isSent ? "done" : "now"} title={state === "no_email" ? "Owner e-mail is missing" : "Ready"}>
        {view.granted} of {plural(view.devices.length, "device")} granted
      </Step>
      <Step stage={isSent ? "done" : "later"} title="Invited">
        {isSent && invitation !== null ? (
          <Sent invitation={invitation} />
        ) : isSent ? (
          "Signed in with an earlier invitation"
        ) : (
          "Nobody was invited yet"
        )}
      </Step>
      {state === "active" ? null : (
        <Step
          stage={isSent ? "now" : "later"}
          title={state === "expired" ? "The link has expired" : "Waiting for the owner"}
        >
          {isSent && invitation !== null ? (
            <>
              {state === "expired" ? "It could be opened until " : "Link expires "}
              <Time at={invitation.expires_at} withClock />
            </>
          ) : (
            "The link holds for 72 hours"
          )}
        </Step>
      )}
      <Step stage={state === "active" ? "done" : "later"} title="Active">
        {state === "active" ? (
          <>
            Since <Time at={view.active_since} withClock />
          </>
        ) : (
          "After the code from the mail"
        )}
      </Step>
    </ol>
  );
}

function Sent({ invitation }: { invitation: VioletInvitation }) {
  if (invitation.used_at !== null) {
    return (
      <>
        Used <Time at={invitation.used_at} withClock />
      </>
    );
  }
  if (invitation.opened_at !== null) {
    return (
      <>
        Opened <Time at={invitation.opened_at} withClock />, not signed in yet
      </>
    );
  }
  if (invitation.mail !== null && invitation.mail.state !== "sent") return <Undelivered mail={invitation.mail} />;
  return (
    <>
      Sent <Time at={invitation.mail?.sent_at ?? invitation.invited_at} withClock />, not opened yet
    </>
  );
}

/** A mail that has not left, in the server's own words. */
function Undelivered({ mail }: { mail: VioletMailView }) {
  if (mail.state === "waiting" && mail.attempts === 0) return "The mail is on its way";
  return (
    <>
      {mail.state === "waiting"
        ? `Tried ${plural(mail.attempts, "time")}, and tried again`
        : mail.state === "cancelled"
          ? "The mail was cancelled"
          : "The mail was not delivered"}
      {mail.answer === "" ? "" : `: “${mail.answer}”`}. <Link href="/settings/mail">Outgoing mail</Link>
    </>
  );
}
