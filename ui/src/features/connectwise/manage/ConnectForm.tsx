import { useState } from "react";
import type { ConnectionView, ConnectRequest } from "../../../backend/generated";
import { useConnect } from "../../../backend/queries";
import { Button, notifyDone, TextField } from "../../../components";
import { ConnectFailureNote } from "./ConnectFailureNote";
import { type ConnectErrors, type ConnectField, cleaned, emptyRequest, fieldError, formErrors } from "./connect-form";
import { connectFailure } from "./failures";

interface Props {
  /** The connection whose keys are replaced; none = connect for the first time. */
  connection: ConnectionView | null;
  onDone: () => void;
  onCancel?: () => void;
}

/** Site, login and keys. What was typed stays until it worked; nothing of it is kept or logged here. */
export function ConnectForm({ connection, onDone, onCancel }: Props) {
  const [values, setValues] = useState<ConnectRequest>({
    ...emptyRequest,
    site: connection?.site ?? "",
    company: connection?.company_login ?? "",
  });
  const [errors, setErrors] = useState<ConnectErrors>({});
  const connect = useConnect();
  const refused = connect.error ? connectFailure(connect.error).fields : [];

  const set = (field: ConnectField) => (value: string) => {
    setValues({ ...values, [field]: value });
    if (errors[field] !== undefined) {
      setErrors({ ...errors, [field]: fieldError(field, value) ?? undefined });
    }
  };
  const left = (field: ConnectField) => () => {
    // An untouched field is not wrong yet; it is when somebody presses Connect.
    if (values[field].trim() !== "") {
      setErrors({ ...errors, [field]: fieldError(field, values[field]) ?? undefined });
    }
  };
  const errorOf = (field: ConnectField): string | null =>
    errors[field] ?? (refused.includes(field) ? "Check this value" : null);
  const submit = () => {
    const found = formErrors(values);
    setErrors(found);
    if (Object.keys(found).length > 0) {
      return;
    }
    connect.mutate(cleaned(values), {
      onSuccess: (reply) => {
        setValues(emptyRequest);
        connect.reset();
        notifyDone(connection === null ? `Connected to ConnectWise PSA ${reply.version}` : "The keys were replaced");
        onDone();
      },
    });
  };
  const field = (name: ConnectField) => ({
    value: values[name],
    onChange: set(name),
    onBlur: left(name),
    error: errorOf(name),
    autoComplete: "off",
  });
  return (
    <form
      className="col g12"
      noValidate
      aria-label={connection === null ? "Connect ConnectWise PSA" : "Replace keys"}
      onSubmit={(event) => {
        event.preventDefault();
        if (!connect.isPending) {
          submit();
        }
      }}
    >
      <TextField
        label="Site"
        placeholder="na.myconnectwise.net"
        hint="The address in your browser when you work with ConnectWise. Any form of it will do."
        {...field("site")}
      />
      <TextField
        label="Company login"
        hint="The same that you use when logging in to ConnectWise."
        {...field("company")}
      />
      <TextField label="Public key" mono hint="From the API member's keys." {...field("public_key")} />
      <TextField
        label="Private key"
        type="password"
        mono
        hint="Kept in this computer's keychain, never in the workspace."
        {...field("private_key")}
      />
      <TextField
        label="Client ID"
        mono
        placeholder="00000000-0000-0000-0000-000000000000"
        hint="From developer.connectwise.com."
        {...field("client_id")}
      />
      {connect.error && (
        <ConnectFailureNote
          error={connect.error}
          meaning={connection === null ? "Nothing was kept." : "The keys used so far stay as they are."}
        />
      )}
      <div className="row">
        <Button type="submit" kind="primary" icon="link" busy={connect.isPending}>
          {connect.isPending ? "Connecting" : connection === null ? "Connect" : "Replace keys"}
        </Button>
        {onCancel && (
          <Button kind="quiet" onClick={onCancel}>
            Cancel
          </Button>
        )}
        <span className="d t12">Reads each needed table once; writes nothing.</span>
      </div>
    </form>
  );
}
