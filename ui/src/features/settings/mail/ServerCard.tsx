import { useState } from "react";
import type { MailSettings } from "../../../backend/generated";
import { useSetMail } from "../../../backend/queries";
import { Button, ConfirmDialog, notifyDone } from "../../../components";
import { MailForm } from "./MailForm";
import { ENCRYPTION_WORD } from "./words";

/** The server that is set up, and the way to another or to none. */
export function ServerCard({ settings }: { settings: MailSettings }) {
  const [editing, setEditing] = useState(false);
  const [removing, setRemoving] = useState(false);
  const save = useSetMail();
  return (
    <section className="card" aria-labelledby="mail-title">
      <header>
        <h2 id="mail-title">Mail server</h2>
        {editing ? null : (
          <span className="end">
            <Button small onClick={() => setEditing(true)}>
              Change settings
            </Button>
          </span>
        )}
      </header>
      <div className="body">
        {editing ? (
          <MailForm settings={settings} onDone={() => setEditing(false)} onCancel={() => setEditing(false)} />
        ) : (
          <dl className="dl">
            <dt>Server</dt>
            <dd className="mono">
              {settings.host}:{settings.port}
            </dd>
            <dt>Encryption</dt>
            <dd>{ENCRYPTION_WORD[settings.encryption]}</dd>
            <dt>Login</dt>
            <dd>
              {settings.login || <span className="empty">none</span>}
              {settings.login === "" ? null : (
                <span className="d">{settings.password_set ? ", password kept" : ", without a password"}</span>
              )}
            </dd>
            <dt>Sender</dt>
            <dd>
              {settings.sender_name === ""
                ? settings.sender_email
                : `${settings.sender_name} <${settings.sender_email}>`}
            </dd>
          </dl>
        )}
      </div>
      {editing ? null : (
        <footer>
          <span className="grow">Each change asks for a new test before anybody can be invited.</span>
          <Button small kind="danger-outline" onClick={() => setRemoving(true)}>
            Remove server
          </Button>
        </footer>
      )}
      <ConfirmDialog
        opened={removing}
        title="Remove the mail server?"
        action="Remove server"
        danger
        onConfirm={() =>
          save
            .mutateAsync({
              host: "",
              port: 0,
              encryption: settings.encryption,
              login: "",
              password: "",
              sender_name: "",
              sender_email: "",
            })
            .then(() => notifyDone("The mail server was removed, and its password forgotten"))
        }
        onClose={() => setRemoving(false)}
      >
        The password is forgotten. Mail that waits stays in the list below and is not sent; nobody can be invited, and
        owners get no codes to sign in with until another server is set up. Who is signed in stays so.
      </ConfirmDialog>
    </section>
  );
}
