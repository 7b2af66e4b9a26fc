import { type ReactNode, useRef, useState } from "react";
import type { ConnectionView, ConnectRequest } from "../../../backend/generated";
import { useConnect, useSecretsStatus } from "../../../backend/queries";
import { Button, notifyDone, TextField } from "../../../components";
import { ConnectFailureNote } from "./ConnectFailureNote";
import {
  type ConnectErrors,
  type ConnectField,
  cleaned,
  connectFields,
  emptyRequest,
  fieldError,
  fieldNames,
  formErrors,
} from "./connect-form";
import { connectFailure } from "./failures";
import { forgetValues, keepValues, keptValues, openStep } from "./session";
import { type SetupStepId, stepName } from "./setup-steps";
import { siteOf, siteWords } from "./site";

interface Props {
  /** The connection whose keys are replaced; none = connect for the first time. */
  connection: ConnectionView | null;
  onDone: () => void;
  onCancel?: () => void;
}

/** Opens the step of the help that stands beside the form. */
function StepLink({ step }: { step: SetupStepId }) {
  return (
    <Button kind="link" onClick={() => openStep(step)}>
      {stepName(step)}
    </Button>
  );
}

/** Site, login and keys. What was typed stays until it worked, and survives a look at another page. */
export function ConnectForm({ connection, onDone, onCancel }: Props) {
  const isNew = connection === null;
  const [values, setValues] = useState<ConnectRequest>(() =>
    isNew
      ? { ...emptyRequest, ...keptValues() }
      : { ...emptyRequest, site: connection.site, company: connection.company_login },
  );
  // Everything is there again but the one value that is kept nowhere.
  const [isBack] = useState(isNew && values.public_key !== "");
  const [errors, setErrors] = useState<ConnectErrors>({});
  const inputs = useRef<Partial<Record<ConnectField, HTMLInputElement | null>>>({});
  const connect = useConnect();
  const secrets = useSecretsStatus();
  const refused = connect.error ? connectFailure(connect.error).fields : [];

  const change = (next: ConnectRequest) => {
    setValues(next);
    if (isNew) {
      keepValues(next);
    }
  };
  const set = (field: ConnectField) => (value: string) => {
    change({ ...values, [field]: value });
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
  const focus = (field: ConnectField) => inputs.current[field]?.focus();
  const submit = () => {
    const found = formErrors(values);
    setErrors(found);
    const first = connectFields.find((field) => found[field] !== undefined);
    if (first !== undefined) {
      focus(first);
      return;
    }
    connect.mutate(cleaned(values), {
      onSuccess: (reply) => {
        setValues(emptyRequest);
        forgetValues();
        connect.reset();
        notifyDone(isNew ? `Connected to ConnectWise PSA ${reply.version}` : "The keys were replaced");
        onDone();
      },
    });
  };
  const field = (name: ConnectField) => ({
    label: fieldNames[name],
    value: values[name],
    onChange: set(name),
    onBlur: left(name),
    error: errorOf(name),
    autoComplete: "off",
    ref: (input: HTMLInputElement | null) => {
      inputs.current[name] = input;
    },
  });
  /** Beside the help, a hint names its step; in the dialog there is none. */
  const from = (step: SetupStepId, words: ReactNode) => (
    <span>
      {isNew ? (
        <>
          <StepLink step={step} />:{" "}
        </>
      ) : null}
      {words}
    </span>
  );
  const site = siteWords(siteOf(values.site));
  return (
    <form
      className="col g12"
      noValidate
      aria-label={isNew ? "Connect ConnectWise PSA" : "Replace keys"}
      onSubmit={(event) => {
        event.preventDefault();
        if (!connect.isPending) {
          submit();
        }
      }}
    >
      <TextField
        placeholder="na.myconnectwise.net"
        hint={
          site === "" ? (
            <span>
              The address in your browser when you work with ConnectWise, in any form. Cloud regions: na, eu, au, aus,
              za (.myconnectwise.net), or staging.connectwisedev.com. Own server: its name, and the port if it has one.
            </span>
          ) : (
            site
          )
        }
        {...field("site")}
      />
      <TextField hint="The company in ConnectWise's own log-in window, a short name." {...field("company")} />
      <TextField mono hint={from("keys", "the first of the two keys of the API member.")} {...field("public_key")} />
      <TextField
        type="password"
        mono
        hint={
          isBack && values.private_key === "" ? (
            <span className="c-warn">Enter it again: it is kept nowhere until the connection works.</span>
          ) : (
            from(
              "keys",
              secrets.data?.place === "file"
                ? "shown once there. It is kept encrypted, never in plain text."
                : "shown once there. It goes into this computer's keychain, never into the workspace.",
            )
          )
        }
        {...field("private_key")}
      />
      <TextField
        mono
        placeholder="00000000-0000-0000-0000-000000000000"
        hint={from("client_id", "from developer.connectwise.com.")}
        {...field("client_id")}
      />
      {connect.error && (
        <ConnectFailureNote
          error={connect.error}
          meaning={isNew ? "Nothing was kept." : "The keys used so far stay as they are."}
          onField={focus}
          {...(isNew ? { onStep: openStep } : {})}
        />
      )}
      <div className="row wrap-row">
        <Button type="submit" kind="primary" icon="link" busy={connect.isPending}>
          {connect.isPending ? "Connecting" : isNew ? "Connect" : "Replace keys"}
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
