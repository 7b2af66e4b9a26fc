import { type ReactNode, useState } from "react";
import { backend } from "../../backend/backend";
import { Button, TextField } from "../../components";

interface Props {
  /** What the form is called where the field alone does not say it. */
  name?: string;
  label: string;
  placeholder: string;
  busy: boolean;
  /** Below the field. */
  children?: ReactNode;
  /** True where the file was taken: the field is empty again. */
  onUse: (path: string) => Promise<boolean>;
}

/** A file of this computer, by its path or from the dialog of the system. */
export function UseFileForm({ name, label, placeholder, busy, children, onUse }: Props) {
  const [path, setPath] = useState("");
  const host = backend();

  async function take(file: string): Promise<void> {
    if (file !== "" && (await onUse(file))) setPath("");
  }

  return (
    <form
      className="col g8"
      aria-label={name}
      onSubmit={(event) => {
        event.preventDefault();
        void take(path.trim());
      }}
    >
      <div className="inline-form">
        <TextField label={label} value={path} onChange={setPath} placeholder={placeholder} autoComplete="off" />
        <Button type="submit" busy={busy} disabled={path.trim() === ""}>
          Use file
        </Button>
        {host.hasFileDialogs ? (
          <Button icon="file" onClick={() => void host.chooseFile().then((file) => take(file ?? ""))}>
            Choose
          </Button>
        ) : null}
      </div>
      {children}
    </form>
  );
}
