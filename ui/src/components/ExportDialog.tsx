import { Modal } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { backend } from "../backend/backend";
import { Button } from "./Button";
import { TextField } from "./Field";
import { ErrorState } from "./States";

interface ExportDialogProps {
  opened: boolean;
  title: string;
  /** What will stand in the file. */
  children: ReactNode;
  /** Name of the file, unless another one is typed. */
  name: string;
  /** Writes the file; a failure stays visible in the dialog. */
  onExport(path: string): Promise<unknown>;
  onClose(): void;
}

function ExportForm({ children, name, onExport, onClose }: ExportDialogProps) {
  const [path, setPath] = useState("");
  const [named, setNamed] = useState(name);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const host = backend();
  if (name !== named) {
    // Another format has another name; a name that somebody typed stays.
    if (path.endsWith(named)) setPath(path.slice(0, -named.length) + name);
    setNamed(name);
  }
  const choose = async (): Promise<void> => {
    const folder = await host.chooseFolder();
    if (folder !== null) setPath(`${folder.replace(/[\\/]+$/, "")}/${name}`);
  };
  const write = async (file: string): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await onExport(file);
      onClose();
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className="col g12"
      onSubmit={(event) => {
        event.preventDefault();
        const file = path.trim();
        if (file !== "" && !busy) void write(file);
      }}
    >
      <div className="m">{children}</div>
      <div className="inline-form">
        <TextField label="File" value={path} onChange={setPath} placeholder={name} mono autoComplete="off" autoFocus />
        {host.hasFileDialogs && (
          <Button icon="folder" onClick={() => void choose()}>
            Choose folder
          </Button>
        )}
      </div>
      {error ? <ErrorState title="The file was not written" error={error} /> : null}
      <div className="dialog-foot">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" kind="primary" icon="download" busy={busy} disabled={path.trim() === ""}>
          Export
        </Button>
      </div>
    </form>
  );
}

/** Where a list is written to. */
export function ExportDialog(props: ExportDialogProps) {
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={props.title}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {props.opened ? <ExportForm {...props} /> : null}
    </Modal>
  );
}
