import type { ReactNode } from "react";
import type { AgentDetail, FieldValue, FieldView } from "../../backend/generated";
import { useSetAgent, useTakeSource } from "../../backend/queries";
import {
  Button,
  formatField,
  formatValue,
  Icon,
  notifyDone,
  notifyFailure,
  ReadOnlyField,
  SavedTextarea,
  SavedTextField,
} from "../../components";

export function fieldOf(agent: AgentDetail, key: string): FieldView | undefined {
  return agent.fields.find((field) => field.field === key);
}

export function isEmptyValue(value: FieldValue): boolean {
  return value === "" || (Array.isArray(value) && value.length === 0);
}

/** "domotz" -> "Domotz": sources are named in small letters. An import has no name of its own. */
export function sourceName(source: string): string {
  if (source === "") return "the source";
  return source === "import" ? "the import" : source.charAt(0).toUpperCase() + source.slice(1);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The source by itself, not in a sentence. */
export function sourceTitle(source: string): string {
  return source === "" ? "Not known" : capital(source);
}

/** Says that the source's value counts again; Undo sets the own value as it was. */
export function notifyTaken(label: string, source: string, undo: () => Promise<unknown>): void {
  notifyDone(`${label} follows ${sourceName(source)} again`, () => {
    undo().catch((reason: unknown) => notifyFailure(`${label} was not put back.`, reason));
  });
}

interface SaysProps {
  source: string;
  value: FieldValue;
  label: string;
  busy?: boolean;
  onTake(): void;
  /** Stands behind the act of taking it. */
  children?: ReactNode;
}

/** Stands under a field whose own value differs from the source's. */
export function SourceSays({ source, value, label, busy, onTake, children }: SaysProps) {
  return (
    <div className="says">
      <Icon name="layers" className="c-warn" />
      <span className="m">
        {capital(sourceName(source))} says{" "}
        {isEmptyValue(value) ? <i className="empty">nothing</i> : <b>{formatValue(value)}</b>}
      </span>
      <Button
        kind="link"
        className="t12"
        disabled={busy}
        title={`${label} follows ${sourceName(source)} again, now and at each refresh; the own value is dropped and stays in History`}
        aria-label={`Take it: what ${source} says for ${label}`}
        onClick={onTake}
      >
        Take it
      </Button>
      {children}
    </div>
  );
}

export function AgentSays({ agent, field, label }: { agent: AgentDetail; field: string; label: string }) {
  const take = useTakeSource();
  const save = useSaveAgentField(agent);
  const view = fieldOf(agent, field);
  const says = view?.source_says ?? null;
  if (view === undefined || says === null) return null;
  const own = formatOwn(view.value);
  return (
    <SourceSays
      source={agent.source}
      value={says}
      label={label}
      busy={take.isPending}
      onTake={() =>
        take.mutate(
          { agent: agent.id, field },
          {
            onSuccess: () => notifyTaken(label, agent.source, () => save(field, own)),
            onError: (reason) => notifyFailure(`${label} was not changed.`, reason),
          },
        )
      }
    />
  );
}

/** A value as it is sent when it is set: yes and no are written as the selects write them. */
function formatOwn(value: FieldValue): string {
  return typeof value === "boolean" ? (value ? "yes" : "no") : formatValue(value);
}

/** Saves one field of an agent as typed, on top of what was seen; without it, over whatever counts by now. */
export function useSaveAgentField(
  agent: AgentDetail,
): (field: string, text: string, seen?: string) => Promise<unknown> {
  const set = useSetAgent();
  return (field, text, seen) =>
    set.mutateAsync({
      agent: agent.id,
      changes: { [field]: text },
      ...(seen === undefined ? {} : { seen: { [field]: seen } }),
    });
}

interface AgentFieldProps {
  agent: AgentDetail;
  field: string;
  label?: string;
  type?: "text" | "email" | "tel";
  check?(text: string): string | null;
  below?: ReactNode;
  /** Beside the input. */
  acts?: ReactNode;
  /** For text of several lines; number of them. */
  rows?: number;
}

export function AgentField(props: AgentFieldProps) {
  const { agent, field, label = formatField(field), type, check, below, acts, rows } = props;
  const save = useSaveAgentField(agent);
  const view = fieldOf(agent, field);
  const value = formatValue(view?.value ?? "");
  if (view && !view.editable) {
    return <ReadOnlyField label={label} value={value} reason="Discovered by the source, cannot be edited" />;
  }
  const common = {
    label,
    value,
    onSave: (text: string, seen: string) => save(field, text, seen),
    draftKey: `${agent.id}/${field}`,
    below: (
      <>
        {below}
        <AgentSays agent={agent} field={field} label={label} />
      </>
    ),
    ...(check ? { check } : {}),
  };
  return rows ? (
    <SavedTextarea {...common} rows={rows} />
  ) : (
    <SavedTextField {...common} type={type ?? "text"} acts={acts} />
  );
}
