import { Modal } from "@mantine/core";
import { type FormEvent, useEffect, useState } from "react";
import { backend } from "../../backend/backend";
import type { ImportReply } from "../../backend/generated";
import { useImport, useImportPreview } from "../../backend/queries";
import { Button, ErrorState, Icon, notifyDone, plural, TextField } from "../../components";
import { ImportPreview } from "./ImportPreview";

interface ImportDialogProps {
  opened: boolean;
  onClose(): void;
}

export function ImportDialog({ opened, onClose }: ImportDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Import agents and devices"
      closeButtonProps={{ "aria-label": "Close" }}
      closeOnClickOutside={false}
    >
      {opened ? <ImportForm onClose={onClose} /> : null}
    </Modal>
  );
}

/** A preview belongs to exactly what was asked; after another keystroke it says nothing any more. */
interface Previewed {
  path: string;
  source: string;
  reply: ImportReply;
}

const keyOf = (source: string): string => source.trim() || "import";

function ImportForm({ onClose }: { onClose(): void }) {
  const [path, setPath] = useState("");
  const [source, setSource] = useState("import");
  const [previewed, setPreviewed] = useState<Previewed | null>(null);
  const [result, setResult] = useState<ImportReply | null>(null);
  const [dropping, setDropping] = useState(false);
  const preview = useImportPreview();
  const run = useImport();
  const host = backend();

  const current =
    previewed !== null && previewed.path === path.trim() && previewed.source === keyOf(source) ? previewed.reply : null;
  const changes = current ? current.created + current.updated : 0;

  function look(at: string): void {
    const request = { path: at.trim(), source: keyOf(source), dry_run: true };
    setPath(at);
    setPreviewed(null);
    if (request.path === "") return;
    preview.mutate(request, {
      onSuccess: (reply) => setPreviewed({ path: request.path, source: request.source, reply }),
    });
  }

  function take(): void {
    if (!previewed) return;
    run.mutate(
      { path: previewed.path, source: previewed.source, dry_run: false },
      {
        onSuccess: (reply) => {
          setResult(reply);
          notifyDone(`Imported ${plural(reply.created, "new record")}, ${reply.updated} changed`);
        },
      },
    );
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: listens once; look only uses setters and the current source.
  useEffect(
    () =>
      host.onFileDrop((drop) => {
        setDropping(drop.kind === "over");
        if (drop.kind === "dropped" && drop.paths[0]) look(drop.paths[0]);
      }),
    [source],
  );

  async function choose(pick: () => Promise<string | null>): Promise<void> {
    const chosen = await pick();
    if (chosen !== null) look(chosen);
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (current && changes > 0) take();
    else look(path);
  }

  if (result) return <ImportResult result={result} onClose={onClose} />;
  return (
    <form className="col g12" onSubmit={submit}>
      <p className="m">
        A JSON file, a CSV file, or a folder with agents.csv and devices.csv. Values that were set here by a person
        stay.
      </p>
      {host.hasFileDialogs ? (
        <div className={dropping ? "dropzone over" : "dropzone"}>
          <Icon name="upload" size="l" />
          <span className="grow">Drop a file or folder on the window, or</span>
          <Button icon="file" onClick={() => void choose(() => host.chooseFile())}>
            Choose file
          </Button>
          <Button icon="folder" onClick={() => void choose(() => host.chooseFolder())}>
            Choose folder
          </Button>
        </div>
      ) : null}
      <div className="import-fields">
        <TextField
          label="File or folder"
          value={path}
          onChange={setPath}
          autoFocus
          autoComplete="off"
          placeholder="Path of a file or folder"
        />
        <TextField label="Source name" value={source} onChange={setSource} autoComplete="off" />
      </div>
      {preview.error ? <ErrorState title="The file could not be read" error={preview.error} /> : null}
      {preview.isPending ? (
        <p className="row g6 m" role="status">
          <Icon name="spin" size="s" /> Reading the file
        </p>
      ) : null}
      {current ? <ImportPreview reply={current} source={keyOf(source)} /> : null}
      {run.error ? <ErrorState title="The import did not go through" error={run.error} /> : null}
      <div className="dialog-foot">
        <Button onClick={onClose}>Cancel</Button>
        {current ? (
          <Button
            type="submit"
            kind="primary"
            busy={run.isPending}
            disabled={changes === 0}
            title={changes === 0 ? "There is nothing new in it" : undefined}
          >
            {changes === 0 ? "Nothing to import" : `Import ${plural(changes, "record")}`}
          </Button>
        ) : (
          <Button type="submit" kind="primary" busy={preview.isPending} disabled={path.trim() === ""}>
            Preview
          </Button>
        )}
      </div>
    </form>
  );
}

function ImportResult({ result, onClose }: { result: ImportReply; onClose(): void }) {
  return (
    <div className="col g12">
      <p className="row g6" role="status">
        <Icon name="check" className="c-ok" />
        <span>
          <b className="md">Imported.</b> {plural(result.created, "new record")}, {result.updated} changed,{" "}
          {result.unchanged} unchanged, {result.rejected.length} rejected.
        </span>
      </p>
      {result.rejected.length > 0 ? <ImportPreview reply={result} source="" rejectedOnly /> : null}
      <div className="dialog-foot">
        <Button kind="primary" onClick={onClose} data-autofocus>
          Done
        </Button>
      </div>
    </div>
  );
}
