import { useState } from "react";
import { useConnectDomotz, useSecretsStatus } from "../../../backend/queries";
import { Button, ErrorState, Note, notifyDone, TextField } from "../../../components";

interface Props {
  /** The endpoint of the connection whose key is replaced; none = connect for the first time. */
  endpoint: string | null;
  onDone(): void;
  onCancel?: () => void;
}

/** Endpoint and key. What was typed stays until it worked. */
export function DomotzForm({ endpoint, onDone, onCancel }: Props) {
  const isNew = endpoint === null;
  const [values, setValues] = useState({ endpoint: endpoint ?? "", key: "" });
  const [missing, setMissing] = useState<"endpoint" | "key" | null>(null);
  const connect = useConnectDomotz();
  const place = useSecretsStatus().data?.place;
  const submit = () => {
    const empty = values.endpoint.trim() === "" ? "endpoint" : values.key.trim() === "" ? "key" : null;
    setMissing(empty);
    if (empty !== null) return;
    connect.mutate(values, {
      onSuccess: ({ connection }) => {
        setValues({ endpoint: "", key: "" });
        notifyDone(isNew ? `Connected to Domotz as ${connection?.user ?? "its user"}` : "The key was replaced");
        onDone();
      },
    });
  };
  return (
    <form
      className="col g12"
      noValidate
      aria-label={isNew ? "Connect Domotz" : "Replace the key"}
      onSubmit={(event) => {
        event.preventDefault();
        if (!connect.isPending) submit();
      }}
    >
      <TextField
        label="API key endpoint"
        placeholder="https://api-us-east-1-cell-1.domotz.com"
        hint="In the Domotz portal under Settings, API Keys, beside the key. It differs by region."
        value={values.endpoint}
        onChange={(text) => setValues({ ...values, endpoint: text })}
        error={missing === "endpoint" ? "The endpoint is missing" : null}
        autoComplete="off"
      />
      <TextField
        label="API key"
        type="password"
        mono
        hint={
          place === "file"
            ? "With full access. The portal shows it once; it is kept encrypted, never in plain text."
            : "With full access. The portal shows it once; it goes into this computer's keychain."
        }
        value={values.key}
        onChange={(text) => setValues({ ...values, key: text })}
        error={missing === "key" ? "The key is missing" : null}
        autoComplete="off"
      />
      {connect.error ? (
        <ErrorState
          title={isNew ? "Not connected. Nothing was kept" : "The key used so far stays"}
          error={connect.error}
        />
      ) : null}
      <Note>
        Domotz lets other programs read an agent's name, references and place, but not set them, and knows no contact or
        note: those live in Sitebook. Nothing is ever deleted in Domotz.
      </Note>
      <div className="row wrap-row">
        <Button type="submit" kind="primary" icon="link" busy={connect.isPending}>
          {connect.isPending ? "Connecting" : isNew ? "Connect Domotz" : "Replace key"}
        </Button>
        {onCancel ? (
          <Button kind="quiet" onClick={onCancel}>
            Cancel
          </Button>
        ) : null}
        <span className="d t12">Asks whose key it is and how many calls are left; reads no agent yet.</span>
      </div>
    </form>
  );
}
