import { type FormEvent, useState } from "react";
import type { StreetsView } from "../../backend/generated";
import { useStreetsChoice, useStreetsOff, useUseStreetsFile, useUseStreetsService } from "../../backend/queries";
import { whenDone } from "../../backend/when-done";
import { Button, ErrorState, Loading, Note, notifyDone, SegmentedFilter, TextField } from "../../components";
import { presetOf, STREETS_PRESETS } from "./streets-presets";
import { UseFileForm } from "./UseFileForm";

/** Where the streets of the map come from: nowhere, until somebody chooses. */
export function StreetsCard() {
  const streets = useStreetsChoice();
  return (
    <section className="card" aria-labelledby="streets-title">
      <header>
        <h2 id="streets-title">Streets on the map</h2>
      </header>
      <div className="body">
        <p className="t13 m">
          The map that comes with Sitebook needs no network and has no streets. With a service, the parts of the map
          that you look at are fetched from it, so it learns where your customers are. A file on this computer tells
          nobody.
        </p>
        {streets.error && !streets.data ? (
          <ErrorState
            title="The choice could not be read"
            error={streets.error}
            onRetry={() => void streets.refetch()}
          />
        ) : streets.data ? (
          <>
            {streets.data.kind === "none" ? null : <Chosen streets={streets.data} />}
            <Choice key={streets.data.version} streets={streets.data} />
          </>
        ) : (
          <Loading what="the choice" />
        )}
      </div>
    </section>
  );
}

/** What is in use, and the way out. */
function Chosen({ streets }: { streets: StreetsView }) {
  const off = useStreetsOff();
  const remove = () =>
    whenDone(off.mutateAsync({}), () => notifyDone("The map has no streets now; kept pictures are gone"));
  return (
    <>
      <dl className="dl">
        <dt>In use</dt>
        <dd>{streets.name}</dd>
        <dt>{streets.kind === "file" ? "File" : "Address"}</dt>
        <dd className="mono">{streets.kind === "file" ? streets.file : streets.template}</dd>
        {streets.template.includes("{key}") ? (
          <>
            <dt>Key</dt>
            <dd>{streets.key_set ? "set" : <span className="empty">not set</span>}</dd>
          </>
        ) : null}
        <dt>Tiles</dt>
        <dd>
          {streets.tiles === "vector" ? "Vector" : "Pictures"}, zoom {streets.min_zoom} to {streets.max_zoom}
        </dd>
        <dt>Named on the map</dt>
        <dd>{streets.attribution === "" ? <span className="empty">nobody</span> : streets.attribution}</dd>
      </dl>
      {streets.trouble === "" ? null : <Note tone="warn">The last tile did not come: {streets.trouble}.</Note>}
      <span>
        <Button busy={off.isPending} onClick={remove}>
          Remove streets
        </Button>
      </span>
      {off.error ? <ErrorState title="The streets were not removed" error={off.error} /> : null}
    </>
  );
}

const OTHER = "Another service";
const FILE = "A file";

function Choice({ streets }: { streets: StreetsView }) {
  const known = presetOf(streets.template)?.name ?? (streets.kind === "service" ? OTHER : STREETS_PRESETS[0]?.name);
  const [choice, setChoice] = useState(streets.kind === "file" ? FILE : (known ?? OTHER));
  const names = [...STREETS_PRESETS.map((preset) => preset.name), OTHER, FILE];
  return (
    <>
      <div>
        <SegmentedFilter
          label="Where the streets come from"
          small
          value={choice}
          onChange={setChoice}
          segments={names.map((name) => ({ value: name, label: name }))}
        />
      </div>
      {choice === FILE ? <FileForm /> : <ServiceForm key={choice} choice={choice} streets={streets} />}
    </>
  );
}

function ServiceForm({ choice, streets }: { choice: string; streets: StreetsView }) {
  const preset = STREETS_PRESETS.find((each) => each.name === choice);
  const [name, setName] = useState(preset?.name ?? streets.name);
  const [template, setTemplate] = useState(preset?.template ?? streets.template);
  const [attribution, setAttribution] = useState(preset?.attribution ?? streets.attribution);
  const [maxZoom, setMaxZoom] = useState(String(preset?.maxZoom ?? (streets.max_zoom || 19)));
  const [key, setKey] = useState("");
  const use = useUseStreetsService();
  const policy = (preset ?? presetOf(template))?.policy;
  const zoom = Number(maxZoom);
  const zoomError = /^\d+$/.test(maxZoom.trim()) && zoom <= 22 ? null : "A whole number up to 22.";

  function save(event: FormEvent): void {
    event.preventDefault();
    const request = { name, template, attribution, max_zoom: zoom, key };
    whenDone(use.mutateAsync(request), (now) => notifyDone(`The map shows the streets of ${now.name}`));
  }

  return (
    <form className="col g8" aria-label={`Streets of ${preset?.name ?? "another service"}`} onSubmit={save}>
      {preset ? null : (
        <>
          <TextField
            label="Address of the pictures"
            value={template}
            onChange={setTemplate}
            placeholder="https://tiles.example.com/{z}/{x}/{y}.png"
            hint="With {z}, {x} and {y} for zoom, column and row, and {key} where a key belongs."
            mono
            autoComplete="off"
          />
          <TextField label="Name on the map" value={name} onChange={setName} autoComplete="off" />
          <TextField
            label="Whom the map has to name"
            value={attribution}
            onChange={setAttribution}
            placeholder="© OpenStreetMap contributors"
            hint="The terms of the service say it."
            autoComplete="off"
          />
          <TextField label="Last zoom" value={maxZoom} onChange={setMaxZoom} error={zoomError} autoComplete="off" />
        </>
      )}
      {template.includes("{key}") ? (
        <TextField
          label="Key"
          type="password"
          value={key}
          onChange={setKey}
          hint={
            streets.key_set && streets.template === template ? "Leave it empty to keep the one that is set." : undefined
          }
          mono
          autoComplete="off"
        />
      ) : null}
      {policy ? <Note tone="warn">{policy}</Note> : null}
      <span>
        <Button type="submit" busy={use.isPending} disabled={template.trim() === "" || zoomError !== null}>
          Show these streets
        </Button>
      </span>
      {use.error ? <ErrorState title="The map stays as it is" error={use.error} /> : null}
    </form>
  );
}

function FileForm() {
  const use = useUseStreetsFile();
  return (
    <UseFileForm
      name="Streets of a file"
      label="PMTiles or MBTiles file"
      placeholder="Path of the file"
      busy={use.isPending}
      onUse={(path) =>
        use.mutateAsync({ path }).then(
          (now) => {
            notifyDone(`The map shows the streets of ${now.name}`);
            return true;
          },
          () => false,
        )
      }
    >
      <p className="t12 d">
        With pictures (PNG, JPEG, WebP) or with vector tiles in the layout of Protomaps, OpenMapTiles or Shortbread. The
        file stays where it is; without it the map goes on without streets.
      </p>
      {use.error ? <ErrorState title="The map stays as it is" error={use.error} /> : null}
    </UseFileForm>
  );
}
