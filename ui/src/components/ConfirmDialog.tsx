import { Modal } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { Button } from "./Button";
import { TextField } from "./Field";
import { ErrorState } from "./States";

interface ConfirmDialogProps {
  opened: boolean;
  title: string;
  /** What will happen, to how many, and what will not. */
  children: ReactNode;
  /** The verb with its object or number. */
  action: string;
  danger?: boolean;
  /** What it says is still being found out: until then it cannot be confirmed. */
  waiting?: boolean;
  /** Only for what cannot be undone: what has to be typed, and the label above it. */
  typed?: { label: string; value: string };
  /** Resolves when it is done; a failure stays visible in the dialog. */
  onConfirm(): Promise<unknown> | undefined;
  onClose(): void;
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={props.title}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {props.opened ? <Body {...props} /> : null}
    </Modal>
  );
}

function Body({ children, action, danger, waiting = false, typed, onConfirm, onClose }: ConfirmDialogProps) {
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const allowed = !waiting && (!typed || text.trim() === typed.value);

  async function confirm(): Promise<void> {
    setBusy(true);
    setError(null);
    try {
      await onConfirm();
      onClose();
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form
      className="col g12"
      onSubmit={(event) => {
        event.preventDefault();
        if (allowed && !busy) void confirm();
      }}
    >
      <div>{children}</div>
      {typed ? <TextField label={typed.label} value={text} onChange={setText} autoComplete="off" /> : null}
      {error ? <ErrorState title="That did not work" error={error} /> : null}
      <div className="dialog-foot">
        {/* What cannot be pressed takes no focus. */}
        <Button onClick={onClose} data-autofocus={!typed && waiting}>
          Cancel
        </Button>
        <Button
          type="submit"
          kind={danger ? "danger" : "primary"}
          busy={busy}
          disabled={!allowed}
          data-autofocus={!typed && !waiting}
        >
          {action}
        </Button>
      </div>
    </form>
  );
}
