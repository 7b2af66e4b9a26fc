import { useState } from "react";
import type { MailSettings, MailTestView } from "../../../backend/generated";
import { useTestMail, useWorkspaceStatus } from "../../../backend/queries";
import { Badge, Button, checkEmail, ErrorState, Note, TextField, Time } from "../../../components";

/** Sends a mail to somebody at the desk, and shows what the server said to it. */
export function TestCard({ settings }: { settings: MailSettings }) {
  const own = useWorkspaceStatus().data?.staff?.email ?? "";
  const [typed, setTyped] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const test = useTestMail();
  const to = typed ?? own;
  const isSetUp = settings.host !== "";
  return (
    <section className="card" aria-labelledby="mail-test-title">
      <header>
        <h2 id="mail-test-title">Test mail</h2>
        <TestBadge test={settings.test} />
      </header>
      <div className="body">
        <form
          className="inline-form"
          noValidate
          aria-label="Test mail"
          onSubmit={(event) => {
            event.preventDefault();
            if (test.isPending) return;
            const problem = to.trim() === "" ? "To whom?" : checkEmail(to);
            setWrong(problem);
            if (problem === null) test.mutate({ to: to.trim() });
          }}
        >
          <TextField label="To" type="email" value={to} onChange={setTyped} error={wrong} autoComplete="off" />
          <Button
            type="submit"
            icon="send"
            busy={test.isPending}
            disabled={!isSetUp}
            title={isSetUp ? undefined : "Set up the mail server first"}
          >
            {test.isPending ? "Sending" : "Send a test mail"}
          </Button>
        </form>
        {test.error ? <ErrorState title="No test mail was sent" error={test.error} /> : null}
        {settings.test === null ? (
          <p className="t13 m">
            {isSetUp
              ? "These settings were not tested yet. Nobody can be invited before a test mail went through."
              : "Once a server is set up, a test mail shows that it takes what Sitebook sends."}
          </p>
        ) : (
          <Result test={settings.test} />
        )}
      </div>
    </section>
  );
}

function TestBadge({ test }: { test: MailTestView | null }) {
  if (test === null) {
    return (
      <Badge tone="dashed" icon="minus">
        Not tested
      </Badge>
    );
  }
  return test.ok ? (
    <Badge tone="ok" icon="check">
      Works
    </Badge>
  ) : (
    <Badge tone="bad" icon="error">
      Failed
    </Badge>
  );
}

function Result({ test }: { test: MailTestView }) {
  const when = (
    <>
      <Time at={test.at} withClock /> to {test.to}
    </>
  );
  if (test.ok) {
    return (
      <p className="t13 m wrapany">
        Sent {when}. {test.message}
      </p>
    );
  }
  return (
    <Note tone="bad">
      <span className="wrapany">{test.message}</span>
      <span className="d"> Tried {when}.</span>
    </Note>
  );
}
