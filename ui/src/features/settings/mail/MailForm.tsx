import { Select } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { MailEncryption, MailSettings } from "../../../backend/generated";
import { useSecretsStatus, useSetMail } from "../../../backend/queries";
import { Button, checkEmail, ErrorState, Note, notifyDone, TextField } from "../../../components";
import { ENCRYPTION_WORD, isOwnComputer, USUAL_PORT } from "./words";

interface Props {
  settings: MailSettings;
  onDone(): void;
  onCancel?: () => void;
}

type Values = Omit<MailSettings, "port" | "password_set" | "test"> & { port: string; password: string };

type Missing = Partial<Record<keyof Values, string>>;

/** What is certainly wrong, by field. */
function wrongIn(values: Values): Missing {
  const wrong: Missing = {};
  if (values.host.trim() === "") wrong.host = "The name of the server is missing";
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) < 1 || Number(values.port) > 65_535) {
    wrong.port = "A number from 1 to 65535";
  }
  const email = values.sender_email.trim() === "" ? "The sender's address is missing" : checkEmail(values.sender_email);
  if (email !== null) wrong.sender_email = email;
  return wrong;
}

function useValues(settings: MailSettings) {
  const [values, setValues] = useState<Values>(() => {
    const { host, port, encryption, login, sender_name, sender_email } = settings;
    return {
      host,
      port: String(port || USUAL_PORT[encryption]),
      encryption,
      login,
      sender_name,
      sender_email,
      password: "",
    };
  });
  const set = (part: Partial<Values>): void => setValues((before) => ({ ...before, ...part }));
  // The port follows the encryption as long as it is a usual one.
  const encrypt = (encryption: MailEncryption): void =>
    set({
      encryption,
      ...(Number(values.port) === USUAL_PORT[values.encryption] ? { port: String(USUAL_PORT[encryption]) } : {}),
    });
  return { values, set, encrypt };
}

/** Server, login and sender. The password goes to where secrets are kept, and never comes back. */
export function MailForm({ settings, onDone, onCancel }: Props) {
  const { values, set, encrypt } = useValues(settings);
  const [wrong, setWrong] = useState<Missing>({});
  const save = useSetMail();
  const place = useSecretsStatus().data?.place;

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (save.isPending) return;
    const found = wrongIn(values);
    setWrong(found);
    if (Object.keys(found).length > 0) return;
    save.mutate(
      {
        ...values,
        host: values.host.trim(),
        port: Number(values.port),
        login: values.login.trim(),
        sender_name: values.sender_name.trim(),
        sender_email: values.sender_email.trim(),
      },
      {
        onSuccess: () => {
          notifyDone("The mail settings are kept. Send a test mail to see that they work");
          onDone();
        },
      },
    );
  }

  const choices: MailEncryption[] = isOwnComputer(values.host) ? ["tls", "start_tls", "none"] : ["tls", "start_tls"];
  return (
    <form className="col g12" noValidate aria-label="Mail server" onSubmit={submit}>
      <div className="mail-server">
        <TextField
          label="Server (SMTP)"
          mono
          placeholder="smtp.example.com"
          value={values.host}
          onChange={(host) => set({ host })}
          error={wrong.host ?? null}
          autoComplete="off"
        />
        <TextField
          label="Port"
          mono
          value={values.port}
          onChange={(port) => set({ port: port.trim() })}
          error={wrong.port ?? null}
          autoComplete="off"
        />
      </div>
      <Select
        label="Encryption"
        data={choices.map((value) => ({ value, label: ENCRYPTION_WORD[value] }))}
        value={values.encryption}
        allowDeselect={false}
        onChange={(value) => encrypt((value ?? "tls") as MailEncryption)}
        comboboxProps={{ keepMounted: true }}
      />
      <div className="f2">
        <TextField
          label="Login"
          hint="Empty: the server asks for none."
          value={values.login}
          onChange={(login) => set({ login })}
          autoComplete="off"
        />
        <TextField
          label="Password"
          type="password"
          placeholder={settings.password_set ? "kept; type to replace it" : ""}
          hint={place === "file" ? "Kept encrypted, never in plain text." : "Goes into this computer's keychain."}
          value={values.password}
          onChange={(password) => set({ password })}
          autoComplete="new-password"
        />
      </div>
      <div className="f2">
        <TextField
          label="Sender's name"
          placeholder="Your company"
          value={values.sender_name}
          onChange={(sender_name) => set({ sender_name })}
          autoComplete="off"
        />
        <TextField
          label="Sender's e-mail"
          type="email"
          placeholder="violet@example.com"
          value={values.sender_email}
          onChange={(sender_email) => set({ sender_email })}
          error={wrong.sender_email ?? null}
          autoComplete="off"
        />
      </div>
      {save.error ? <ErrorState title="The mail settings were not kept" error={save.error} /> : null}
      <Note>
        Invitations and codes open doors: they are sent only through an encrypted connection, to a server whose
        certificate holds.
      </Note>
      <div className="row">
        <Button type="submit" kind="primary" busy={save.isPending}>
          Keep mail settings
        </Button>
        {onCancel ? (
          <Button kind="quiet" onClick={onCancel}>
            Cancel
          </Button>
        ) : null}
      </div>
    </form>
  );
}
