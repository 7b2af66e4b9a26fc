import { createContext, type ReactNode, useCallback, useContext, useId, useMemo, useState } from "react";
import { Icon } from "./icons";
import type { SavingState } from "./saved-field";
import { Time } from "./Time";

interface Scope {
  report(id: string, label: string, state: SavingState): void;
}

interface Saving {
  fields: ReadonlyMap<string, { label: string; state: SavingState }>;
  savedAt: string | null;
}

const ReportContext = createContext<Scope | null>(null);
const SavingContext = createContext<Saving>({ fields: new Map(), savedAt: null });

/** Around a page whose fields save themselves; the head then says how the saving stands. */
export function SaveScope({ children }: { children: ReactNode }) {
  const [saving, setSaving] = useState<Saving>({ fields: new Map(), savedAt: null });
  const scope = useMemo<Scope>(
    () => ({
      report: (id, label, state) =>
        setSaving((before) => {
          if (state === "idle" && !before.fields.has(id)) return before;
          const fields = new Map(before.fields);
          if (state === "saving" || state === "failed") fields.set(id, { label, state });
          else fields.delete(id);
          return { fields, savedAt: state === "saved" ? new Date().toISOString() : before.savedAt };
        }),
    }),
    [],
  );
  return (
    <ReportContext value={scope}>
      <SavingContext value={saving}>{children}</SavingContext>
    </ReportContext>
  );
}

/**
 * How a field tells the page head about its saving. `key` names the value where the field may go away before its saving
 * ends: the next field of that value then takes back what it reported.
 */
export function useReportSaving(label: string, key?: string): (state: SavingState) => void {
  const scope = useContext(ReportContext);
  const own = useId();
  const id = key ?? own;
  return useCallback((state: SavingState) => scope?.report(id, label, state), [scope, id, label]);
}

/** "All changes saved 09:38", "Saving", or "Not saved: Contact e-mail". */
export function SaveState() {
  const { fields, savedAt } = useContext(SavingContext);
  const states = [...fields.values()];
  const failed = states.filter((field) => field.state === "failed");
  return (
    <span className="saved" role="status">
      {failed.length > 0 ? (
        <>
          <Icon name="error" size="s" className="c-bad" />
          Not saved: {failed.map((field) => field.label).join(", ")}
        </>
      ) : states.length > 0 ? (
        <>
          <Icon name="spin" size="s" />
          Saving
        </>
      ) : savedAt ? (
        <>
          <Icon name="check" size="s" />
          All changes saved{" "}
          <span className="d">
            <Time at={savedAt} />
          </span>
        </>
      ) : null}
    </span>
  );
}
