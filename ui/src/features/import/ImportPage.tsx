import { useEffect, useRef, useState } from "react";
import { backend, type CommandFailure } from "../../backend/backend";
import type { ImportRequest } from "../../backend/generated";
import { useImportProgress, useInspectImport, useStopImport } from "../../backend/queries";
import { Button, ErrorState, Icon, Note, PageHead, plural } from "../../components";
import { ColumnsStep } from "./ColumnsStep";
import { type ImportDraft, type ImportStep, inspectedFrom, NEW_DRAFT, useImportDraft } from "./draft";
import { FILE_FORM, FileStep } from "./FileStep";
import { importedCount, keepsSomething } from "./lines";
import { columnCount, isComplete, isOwnFormat, mappingOf } from "./mapping";
import { PreviewStep } from "./PreviewStep";
import { ResultStep } from "./ResultStep";
import { isOpen, Steps, stepTitle } from "./Steps";
import { useImportActs } from "./useImportActs";
import { usePreview } from "./usePreview";
import { progressWords, WorkProgress } from "./WorkProgress";
import { fileName } from "./words";
import { nextWork } from "./work";

/** What is imported, as it is chosen at present. */
function requestOf({ inspected, source, take }: ImportDraft): ImportRequest {
  return {
    path: inspected?.path ?? "",
    source: source.trim(),
    dry_run: true,
    mapping: mappingOf(inspected?.choices ?? []),
    take: [...take],
    changes: true,
  };
}

/** Agents and devices out of a file: which file, which columns, what it would do, and then doing it. */
export function ImportPage() {
  const [draft, change] = useImportDraft();
  const { step, inspected } = draft;
  const inspect = useInspectImport();
  const stop = useStopImport();
  const acts = useImportActs(change);
  const dropping = useDroppedFile(draft.importing ? null : look);
  const body = useFocusOnChange(step);
  const request = requestOf(draft);
  const file = JSON.stringify([inspected?.round, request.mapping, request.source]);
  const preview = usePreview(request, file, step === "preview" && !draft.importing && draft.result === null);
  const looking = inspect.variables?.work ?? "";
  const lookProgress = useImportProgress(looking);
  const go = (next: ImportStep): void => change({ step: next, failure: null });

  /** Looks into a file; what was chosen for one with the same columns stays. */
  function look(typed: string): void {
    const path = typed.trim();
    change({ path, step: "file", result: null, undone: null, failure: null });
    inspect.mutate(
      { path, work: nextWork("look") },
      {
        onSuccess: (inspection) => {
          const found = inspectedFrom(path, inspection, inspected);
          const same = found.choices === inspected?.choices;
          change({
            path,
            inspected: found,
            take: same ? draft.take : [],
            step: isOwnFormat(inspection) && isComplete(inspection, found.choices) ? "preview" : "columns",
          });
        },
      },
    );
  }

  return (
    <>
      <PageHead
        title="Import agents and devices"
        crumbs={[{ title: "Agents", to: "/agents" }, { title: "Import" }]}
        beside={
          inspected !== null && step !== "file" ? (
            <span className="el m t13" title={inspected.path}>
              {fileName(inspected.path)}
            </span>
          ) : null
        }
      >
        <Steps draft={draft} onGo={go} />
      </PageHead>
      <section className="import-step" ref={body} tabIndex={-1} aria-label={stepTitle(step)}>
        {step === "file" ? (
          <div className="scroll pad">
            <FileStep
              path={draft.path}
              source={draft.source}
              dropping={dropping}
              busy={inspect.isPending}
              // Who stops something knows it.
              error={inspect.error?.code === "stopped" ? null : inspect.error}
              onPath={(path) => {
                inspect.reset();
                change({ path });
              }}
              onSource={(source) => change({ source })}
              onLook={look}
            />
          </div>
        ) : null}
        {step === "columns" && inspected !== null ? (
          <ColumnsStep
            inspection={inspected.inspection}
            choices={inspected.choices}
            onChange={(choices) => change({ inspected: { ...inspected, choices } })}
          />
        ) : null}
        {step === "preview" && inspected !== null ? (
          <>
            {draft.failure ? (
              <div className="pad">
                <Failure failure={draft.failure} />
              </div>
            ) : null}
            {draft.importing ? (
              <div className="pad">
                <WorkProgress work={draft.work} writes />
              </div>
            ) : null}
            {isOwnFormat(inspected.inspection) ? (
              <KnownColumns count={columnCount(inspected.inspection)} onColumns={() => go("columns")} />
            ) : null}
            <PreviewStep
              preview={preview}
              take={draft.take}
              onTake={(take) => change({ take })}
              onColumns={() => go("columns")}
            />
          </>
        ) : null}
        {step === "result" && draft.result !== null ? (
          <ResultStep result={draft.result} draft={draft} onUndo={acts.undo} />
        ) : null}
      </section>
      <section className="bulk" aria-label="Go on">
        {step === "file" ? (
          <>
            <Button
              type="submit"
              form={FILE_FORM}
              kind="primary"
              busy={inspect.isPending}
              disabled={draft.path.trim() === ""}
            >
              Read file
            </Button>
            {inspect.isPending ? <StopButton onStop={() => stop.mutate({ work: looking })} /> : null}
          </>
        ) : null}
        {step === "columns" && inspected !== null ? (
          <>
            <Button
              kind="primary"
              disabled={!isOpen("preview", draft)}
              title={isOpen("preview", draft) ? undefined : "First say where the needed columns go"}
              onClick={() => go("preview")}
            >
              Preview
            </Button>
            <Button onClick={() => go("file")}>Back</Button>
          </>
        ) : null}
        {step === "preview" ? (
          <>
            <ImportButton
              draft={draft}
              preview={preview}
              onRun={() => {
                if (inspected === null || preview.reply === null) return;
                const { fingerprint } = preview.reply;
                acts.run({ ...request, dry_run: false, changes: false, fingerprint }, inspected);
              }}
            />
            {draft.work !== null ? <StopButton onStop={() => acts.stop(draft.work ?? "")} /> : null}
            {preview.work !== null ? <StopButton onStop={preview.stop} /> : null}
            <Button disabled={draft.importing} onClick={() => go("columns")}>
              Back
            </Button>
          </>
        ) : null}
        {step === "result" ? (
          <Button kind="primary" icon="download" onClick={() => change({ ...NEW_DRAFT, source: draft.source })}>
            Import another file
          </Button>
        ) : null}
        <span className="end d t12 el">
          {inspect.isPending ? progressWords(lookProgress, false) : stateWords(draft)}
        </span>
      </section>
    </>
  );
}

/** At the right of the buttons: what has become of the file so far. */
function stateWords({ step, importing, undone }: ImportDraft): string {
  if (importing) return "It goes on when you leave the page.";
  if (step !== "result") return "Nothing is written before you press Import.";
  return undone === null ? "An undo leaves what was changed since." : "";
}

/** Why the last import did not go through; who stops something knows it. */
function Failure({ failure }: { failure: CommandFailure }) {
  if (failure.code === "stopped") return <Note>The import was stopped. Nothing was written.</Note>;
  if (failure.code === "file_changed") {
    return (
      <Note tone="warn">
        The file was changed since its preview, so nothing was imported. This is what it says now.
      </Note>
    );
  }
  return <ErrorState title="The import did not go through" error={failure} />;
}

function StopButton({ onStop }: { onStop(): void }) {
  return (
    <Button icon="stop" onClick={onStop}>
      Stop
    </Button>
  );
}

interface KnownColumnsProps {
  /** None in a JSON file. */
  count: number;
  onColumns(): void;
}

/** Why nobody was asked about columns. */
function KnownColumns({ count, onColumns }: KnownColumnsProps) {
  return (
    <div className="planhint">
      <Icon name="check" size="s" className="c-ok" />
      {count === 0 ? (
        <span>A file in the format of Sitebook: it names its fields itself.</span>
      ) : (
        <span>
          {count === 1 ? "Its column is known." : `All ${plural(count, "column")} are known.`}{" "}
          <Button kind="link" onClick={onColumns}>
            Look at them
          </Button>
        </span>
      )}
    </div>
  );
}

/** Why it cannot be imported now, or what that would do where it changes nothing that counts. */
function importTitle({ reply, current }: ReturnType<typeof usePreview>): string | undefined {
  if (reply === null || !current) return "The preview comes first";
  if (!keepsSomething(reply)) return "There is nothing new in it";
  return importedCount(reply) === 0 ? "Keeps what the file says beneath what was set here" : undefined;
}

interface ImportButtonProps {
  draft: ImportDraft;
  preview: ReturnType<typeof usePreview>;
  onRun(): void;
}

function ImportButton({ draft, preview, onRun }: ImportButtonProps) {
  const count = preview.reply === null ? null : importedCount(preview.reply);
  if (draft.importing) {
    return (
      <Button kind="primary" busy>
        Importing{count === null ? "" : ` ${plural(count, "record")}`}
      </Button>
    );
  }
  const ready = preview.current && preview.reply !== null && keepsSomething(preview.reply);
  return (
    <Button kind="primary" icon="download" disabled={!ready} title={importTitle(preview)} onClick={onRun}>
      {count === null || count === 0 ? "Import" : `Import ${plural(count, "record")}`}
    </Button>
  );
}

/** Whether a file is held over the window; `onDrop` gets the one that is dropped. */
function useDroppedFile(onDrop: ((path: string) => void) | null): boolean {
  const [over, setOver] = useState(false);
  const latest = useRef(onDrop);
  latest.current = onDrop;
  useEffect(
    () =>
      backend().onFileDrop((drop) => {
        setOver(drop.kind === "over");
        if (drop.kind === "dropped" && drop.paths[0] !== undefined) latest.current?.(drop.paths[0]);
      }),
    [],
  );
  return over;
}

/** The keyboard goes on in what has just appeared. */
function useFocusOnChange(step: ImportStep) {
  const body = useRef<HTMLElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current !== step) body.current?.focus({ preventScroll: true });
    shown.current = step;
  }, [step]);
  return body;
}
