import { useState } from "react";
import { backend } from "../../../backend/backend";
import type { VioletLogo } from "../../../backend/generated";
import { useSetVioletSettings } from "../../../backend/queries";
import { Button, ErrorState, TextField } from "../../../components";
import { logoAddress } from "../../violet/logo";

/** The company's logo, from a file. */
export function LogoField({ logo, company }: { logo: VioletLogo | null; company: string }) {
  const set = useSetVioletSettings();
  const host = backend();
  const [path, setPath] = useState("");
  const take = (file: string): void => {
    if (file.trim() !== "") set.mutate({ logo_path: file.trim() }, { onSuccess: () => setPath("") });
  };
  return (
    <div className="col g8">
      <div className="row g12">
        {logo === null ? (
          <span className="logo-box" aria-hidden="true">
            {(company || "V").charAt(0).toUpperCase()}
          </span>
        ) : (
          <img className="logo-box" src={logoAddress(logo)} alt={`Logo of ${company || "your company"}`} />
        )}
        <span className="col g4 grow">
          <span className="flabel">Logo</span>
          <span className="t12 d">PNG, JPEG or WebP of at most 256 KB. Without one, owners see the first letter.</span>
        </span>
        {host.hasFileDialogs ? (
          <Button busy={set.isPending} onClick={() => void host.chooseFile().then((file) => take(file ?? ""))}>
            Choose logo
          </Button>
        ) : null}
        {logo === null ? null : (
          <Button kind="quiet" busy={set.isPending} onClick={() => set.mutate({ logo_path: "" })}>
            Remove logo
          </Button>
        )}
      </div>
      {host.hasFileDialogs ? null : (
        <form
          className="inline-form"
          aria-label="Logo"
          onSubmit={(event) => {
            event.preventDefault();
            take(path);
          }}
        >
          <TextField label="Path of the logo's file" mono value={path} onChange={setPath} autoComplete="off" />
          <Button type="submit" busy={set.isPending} disabled={path.trim() === ""}>
            Take logo
          </Button>
        </form>
      )}
      {set.error ? <ErrorState title="The logo was not changed" error={set.error} /> : null}
    </div>
  );
}
