import type { CommandFailure } from "../../backend/backend";
import { backend } from "../../backend/backend";
import { Button, ErrorState, Icon, TextField } from "../../components";

interface Props {
  path: string;
  source: string;
  /** A file is held over the window. */
  dropping: boolean;
  busy: boolean;
  error: CommandFailure | null;
  onPath(path: string): void;
  onSource(source: string): void;
  /** Looks into this file or folder. */
  onLook(path: string): void;
}

/** Id of the form, for the button that stands below the page. */
export const FILE_FORM = "import-file";

/** Which file, and as whose word it is taken. */
export function FileStep({ path, source, dropping, busy, error, onPath, onSource, onLook }: Props) {
  const host = backend();
  const choose = async (pick: () => Promise<string | null>): Promise<void> => {
    const chosen = await pick();
    if (chosen !== null) onLook(chosen);
  };
  return (
    <form
      id={FILE_FORM}
      className="import-file col g16"
      onSubmit={(event) => {
        event.preventDefault();
        if (path.trim() !== "" && !busy) onLook(path);
      }}
    >
      {host.hasFileDialogs ? (
        <div className={dropping ? "dropzone over" : "dropzone"}>
          <Icon name="upload" size="l" />
          <span className="grow">Drop a file or folder anywhere on the window, or</span>
          <Button icon="file" onClick={() => void choose(() => host.chooseFile())}>
            Choose file
          </Button>
          <Button icon="folder" onClick={() => void choose(() => host.chooseFolder())}>
            Choose folder
          </Button>
        </div>
      ) : null}
      <TextField
        label="File or folder"
        value={path}
        onChange={onPath}
        autoComplete="off"
        placeholder="Path of a file or folder"
        mono
      />
      {error ? <ErrorState title="The file could not be read" error={error} /> : null}
      <TextField
        label="Source name"
        value={source}
        onChange={onSource}
        autoComplete="off"
        placeholder="import"
        hint="The system that the file comes from. An agent with the same ID from the same source is updated, any other one is new; so keep to one name for one system. Without a name it is import, or the source that Sitebook wrote beside each record of an export."
      />
      <section className="card" aria-labelledby="import-takes">
        <header>
          <h2 id="import-takes">What can be imported</h2>
        </header>
        <div className="body">
          <dl className="dl">
            <dt>Table</dt>
            <dd>CSV, XLSX or ODS with one row for each agent or device, under whatever column names</dd>
            <dt>Folder</dt>
            <dd>agents.csv, devices.csv or both</dd>
            <dt>JSON</dt>
            <dd>In the format of Sitebook, such as an export from here</dd>
            <dt>Limits</dt>
            <dd>256 MiB; CSV and JSON as UTF-8 text; 1,000 columns</dd>
            <dt>Values</dt>
            <dd>A column that is not there leaves its values alone; an empty cell clears what the source said</dd>
          </dl>
        </div>
      </section>
    </form>
  );
}
