import { Modal } from "@mantine/core";
import { useState } from "react";
import type { Staff } from "../backend/generated";
import { useSetStaff } from "../backend/queries";
import { Button, ErrorState, TextField } from "../components";

interface StaffDialogProps {
  opened: boolean;
  staff: Staff | null;
  onClose(): void;
}

/** Asked once at the first start: the "who" of every entry in a history. */
export function StaffDialog({ opened, staff, onClose }: StaffDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Who sits here?"
      size={420}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {opened ? <StaffForm staff={staff} onDone={onClose} /> : null}
    </Modal>
  );
}

function StaffForm({ staff, onDone }: { staff: Staff | null; onDone(): void }) {
  const [name, setName] = useState(staff?.name ?? "");
  const [email, setEmail] = useState(staff?.email ?? "");
  const save = useSetStaff();
  return (
    <form
      className="col g12"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ name: name.trim(), email: email.trim() }, { onSuccess: onDone });
      }}
    >
      <p className="m">Your name stands beside every change that you make, so that others know whom to ask.</p>
      <TextField label="Your name" value={name} onChange={setName} autoComplete="name" autoFocus />
      <TextField
        label="Your e-mail"
        type="email"
        value={email}
        onChange={setEmail}
        autoComplete="email"
        hint="Optional."
      />
      {save.error ? <ErrorState title="Your name was not saved" error={save.error} /> : null}
      <div className="dialog-foot">
        <Button onClick={onDone}>{staff ? "Cancel" : "Later"}</Button>
        <Button type="submit" kind="primary" busy={save.isPending} disabled={name.trim() === ""}>
          Save name
        </Button>
      </div>
    </form>
  );
}
