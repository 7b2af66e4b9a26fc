import { Modal } from "@mantine/core";
import { useState } from "react";
import { failureFrom } from "../backend/backend";
import type { Staff } from "../backend/generated";
import { useSetStaff } from "../backend/queries";
import { Button, checkEmail, ErrorState, TextField } from "../components";
import { useSampleActs } from "../features/sample";
import { BeginChoice, type Beginning } from "./BeginChoice";

interface StaffDialogProps {
  opened: boolean;
  staff: Staff | null;
  /** At the first start: also offers the sample beside the own data. */
  mayTrySample: boolean;
  onClose(): void;
}

/** Asked once at the first start: the "who" of every entry in a history. */
export function StaffDialog({ opened, staff, mayTrySample, onClose }: StaffDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Who sits here?"
      size={mayTrySample ? 520 : 420}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {opened ? <StaffForm staff={staff} mayTrySample={mayTrySample} onDone={onClose} /> : null}
    </Modal>
  );
}

const ACTIONS: Record<Beginning, string> = { own: "Start with my own data", sample: "Try it with sample data" };

function StaffForm({ staff, mayTrySample, onDone }: { staff: Staff | null; mayTrySample: boolean; onDone(): void }) {
  const [name, setName] = useState(staff?.name ?? "");
  const [email, setEmail] = useState(staff?.email ?? "");
  const [beginning, setBeginning] = useState<Beginning>("own");
  const [opening, setOpening] = useState(false);
  const [refused, setRefused] = useState<unknown>(null);
  const save = useSetStaff();
  const sample = useSampleActs();
  // Said on leaving the field, and not while it is typed.
  const [wrongEmail, setWrongEmail] = useState<string | null>(null);
  const toSample = mayTrySample && beginning === "sample";

  async function submit(): Promise<void> {
    const said: Staff = { name: name.trim(), email: email.trim() };
    const wrong = checkEmail(said.email);
    setWrongEmail(wrong);
    if (wrong !== null) return;
    setRefused(null);
    try {
      await save.mutateAsync(said);
    } catch {
      // Shown from the mutation.
      return;
    }
    if (!toSample) {
      onDone();
      return;
    }
    setOpening(true);
    try {
      await sample.start(said);
    } catch (reason) {
      setRefused(failureFrom(reason));
    } finally {
      setOpening(false);
    }
  }

  const busy = save.isPending || opening;
  return (
    <form
      className="col g12"
      // The browser's own words would stand in its own language, in a bubble.
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void submit();
      }}
    >
      <p className="m">Your name stands beside every change that you make, so that others know whom to ask.</p>
      <TextField label="Your name" value={name} onChange={setName} autoComplete="name" autoFocus />
      <TextField
        label="Your e-mail"
        type="email"
        value={email}
        onChange={(text) => {
          setEmail(text);
          setWrongEmail(null);
        }}
        onBlur={() => setWrongEmail(checkEmail(email))}
        error={wrongEmail}
        autoComplete="email"
        hint="Optional. Stands beside your name, so that others can ask you."
      />
      {mayTrySample ? <BeginChoice value={beginning} onChange={setBeginning} /> : null}
      {save.error ? <ErrorState title="Your name was not saved" error={save.error} /> : null}
      {refused ? <ErrorState title="The sample was not made. Your name was saved." error={refused} /> : null}
      <div className="dialog-foot">
        <Button onClick={onDone}>{staff ? "Cancel" : "Later"}</Button>
        <Button type="submit" kind="primary" busy={busy} disabled={name.trim() === ""}>
          {!mayTrySample ? "Save name" : opening ? "Making the sample" : ACTIONS[beginning]}
        </Button>
      </div>
    </form>
  );
}
