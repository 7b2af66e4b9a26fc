import { useState } from "react";
import type { VioletView } from "../../../backend/generated";
import { useInvite, useRevokeViolet, useSetViolet } from "../../../backend/queries";
import {
  Button,
  ConfirmDialog,
  checkEmail,
  ErrorState,
  Icon,
  notifyDone,
  SavedTextField,
  Switch,
  Time,
} from "../../../components";
import { AccessBadge } from "../AccessBadge";
import { Steps } from "./Steps";

/** Who the owner is, how far the invitation has come, and what can be done about it. */
export function OwnerAccess({ view }: { view: VioletView }) {
  const set = useSetViolet();
  return (
    <section aria-labelledby="violet-access" className="col g12">
      <div className="row">
        <h2 id="violet-access" className="t16">
          Owner access
        </h2>
        <span className="end">
          <AccessBadge state={view.state} />
        </span>
      </div>
      <OwnerEmail view={view} />
      <Switch
        label="Violet access"
        on={view.enabled}
        disabled={!view.residential || set.isPending}
        onChange={(enabled) => set.mutate({ agent: view.agent, enabled })}
      >
        <span className="t13">
          Violet access <span className="d">{view.enabled ? "on" : "off: the owner gets nothing to see"}</span>
        </span>
      </Switch>
      {set.error && set.variables?.enabled !== undefined ? (
        <ErrorState title="The access was not changed" error={set.error} />
      ) : null}
      <Progress view={view} />
      <Acts view={view} />
    </section>
  );
}

function OwnerEmail({ view }: { view: VioletView }) {
  const set = useSetViolet();
  const isContact = view.owner_source === "contact";
  const isGiven = view.state === "invited" || view.state === "active";
  const save = (owner_email: string): Promise<unknown> => set.mutateAsync({ agent: view.agent, owner_email });
  return (
    <SavedTextField
      label="Owner e-mail"
      type="email"
      value={view.owner_email}
      placeholder={view.contact_email || "name@example.com"}
      check={checkEmail}
      onSave={(text) => save(text.trim())}
      below={
        <div className="col g4 below-field">
          {isContact ? (
            <div className="hint">
              <Icon name="info" />
              <span>Taken from the contact</span>
            </div>
          ) : view.contact_email !== "" && view.contact_email !== view.owner_email ? (
            <div className="hint contact-hint">
              <Icon name="user" />
              <span>
                The contact is <b className="md">{view.contact_email}</b>
              </span>
              <Button kind="link" onClick={() => void save("").catch(() => undefined)}>
                Take it
              </Button>
            </div>
          ) : null}
          {isGiven ? <span className="hint">Another address ends the access of this one.</span> : null}
        </div>
      }
    />
  );
}

/** The steps to a signed-in owner, or why there are none. */
function Progress({ view }: { view: VioletView }) {
  switch (view.state) {
    case "not_residential":
    case "disabled":
      return null;
    case "revoked":
      return (
        <p className="t13 m">
          Taken away <Time at={view.revoked_at} withClock />: links no longer open, and the owner is signed out. What
          was granted is kept for the next invitation.
        </p>
      );
    default:
      return <Steps view={view} />;
  }
}

function Acts({ view }: { view: VioletView }) {
  const invite = useInvite();
  const [revoking, setRevoking] = useState(false);
  const again = view.state === "invited" || view.state === "expired";
  const canSend = again || view.state === "ready" || view.state === "no_email" || view.state === "revoked";
  const canRevoke = again || view.state === "active";
  if (!canSend && !canRevoke) return null;
  const title = again ? "Send again" : view.state === "revoked" ? "Invite again" : "Invite owner";
  return (
    <div className="col g8">
      <div className="row">
        {canSend ? (
          <Button
            kind={again ? "default" : "primary"}
            icon="send"
            busy={invite.isPending}
            disabled={!view.can_invite}
            title={view.can_invite ? undefined : "Something is missing: it is named under Before it is sent"}
            onClick={() =>
              invite.mutate(
                { agent: view.agent },
                { onSuccess: (now) => notifyDone(`The invitation is on its way to ${now.owner_email}`) },
              )
            }
          >
            {title}
          </Button>
        ) : null}
        {canRevoke ? (
          <Button kind="danger-outline" onClick={() => setRevoking(true)}>
            Revoke
          </Button>
        ) : null}
      </div>
      {canSend && !view.can_invite ? (
        <span className="hint warn">
          <Icon name="warn" />
          <span>Nothing can be sent yet: what is missing stands below.</span>
        </span>
      ) : null}
      {invite.error ? <ErrorState title="No invitation was sent" error={invite.error} /> : null}
      <RevokeDialog view={view} opened={revoking} onClose={() => setRevoking(false)} />
    </div>
  );
}

function RevokeDialog({ view, opened, onClose }: { view: VioletView; opened: boolean; onClose(): void }) {
  const revoke = useRevokeViolet();
  return (
    <ConfirmDialog
      opened={opened}
      title={`Revoke the access to ${view.agent_name}?`}
      action="Revoke access"
      danger
      onConfirm={() =>
        revoke
          .mutateAsync({ agent: view.agent })
          .then(() => notifyDone(`${view.owner_email} no longer has access to ${view.agent_name}`))
      }
      onClose={onClose}
    >
      <div className="col g8">
        <span>
          <b className="md">{view.owner_email}</b> loses {view.agent_name} at once:{" "}
          {view.state === "active"
            ? "what is open in a browser stops working, and signing in no longer leads here."
            : "the link in the mail no longer opens."}
        </span>
        <span>
          What was granted on devices is kept, so that a later invitation goes on with it. Nothing is switched or
          blocked by this. Other homes of the same owner stay as they are.
        </span>
      </div>
    </ConfirmDialog>
  );
}
