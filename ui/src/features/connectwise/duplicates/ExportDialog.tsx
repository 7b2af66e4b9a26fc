import { Modal } from "@mantine/core";
import { useState } from "react";
import { backend } from "../../../backend/backend";
import { useExportDuplicates } from "../../../backend/queries";
import { Button, ErrorState, notifyDone, TextField } from "../../../components";
import { exportName } from "./groups";

interface Props {
  opened: boolean;
  agent: string;
  identifier: string;
  onClose: () => void;
}

function ExportForm({ agent, identifier, onClose }: Props) {
  const [path, setPath] = useState("");
  const write = useExportDuplicates();
  const host = backend();
  const choose = async () => {
    const folder = await host.chooseFolder();
    if (folder !== null) {
      setPath(`${folder.replace(/[\\/]+$/, "")}/${exportName(identifier, new Date())}`);
    }
  };
  return (
    <form
      className="col g12"
      onSubmit={(event) => {
        event.preventDefault();
        const file = path.trim();
        if (file !== "" && !write.isPending) {
          write.mutate(
            { agent, path: file },
            {
              onSuccess: (reply) => {
                notifyDone(`Written to ${reply.path}`);
                onClose();
              },
            },
          );
        }
      }}
    >
      <p className="m">
        A CSV file with one line per configuration, for whoever clears them up. The list is read afresh first.
      </p>
      <div className="inline-form">
        <TextField
          label="File"
          value={path}
          onChange={setPath}
          placeholder={exportName(identifier, new Date())}
          mono
          autoComplete="off"
          autoFocus
        />
        {host.hasFileDialogs && (
          <Button icon="folder" onClick={() => void choose()}>
            Choose folder
          </Button>
        )}
      </div>
      {write.error && <ErrorState title="The file was not written" error={write.error} />}
      <div className="dialog-foot">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" kind="primary" icon="download" busy={write.isPending} disabled={path.trim() === ""}>
          Export
        </Button>
      </div>
    </form>
  );
}

/** Where the list is written to. */
export function ExportDialog(props: Props) {
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title="Export duplicates"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {props.opened ? <ExportForm {...props} /> : null}
    </Modal>
  );
}
