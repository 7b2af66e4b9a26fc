import { useState } from "react";
import type { PlaceholderSetRequest, PlaceholderView } from "../../backend/generated";
import { usePlaceholders, useSetPlaceholder } from "../../backend/queries";
import {
  Badge,
  Button,
  ErrorState,
  formatNumber,
  Loading,
  notifyDone,
  notifyFailure,
  SegmentedFilter,
  TextField,
} from "../../components";

type PlaceholderKind = PlaceholderSetRequest["kind"];

const NAMES: Record<PlaceholderKind, { many: string; one: string; example: string }> = {
  serial: { many: "Serial numbers", one: "serial number", example: "TO BE FILLED BY O.E.M." },
  mac: { many: "MAC addresses", one: "MAC address, or the beginning of one", example: "00:50:56" },
  model: { many: "Models", one: "model", example: "SYSTEM PRODUCT NAME" },
};

function hits({ devices, configurations }: PlaceholderView): number {
  return devices + configurations;
}

interface EntryProps {
  entry: PlaceholderView;
  busy: boolean;
  onSet: (listed: boolean) => void;
}

function Entry({ entry, busy, onSet }: EntryProps) {
  return (
    <tr className={entry.removed ? "off" : undefined}>
      <td>
        <span className="row g6">
          <span className={entry.removed ? "mono el struck" : "mono el"} title={entry.value}>
            {entry.value}
          </span>
          {entry.origin === "own" && <Badge>own</Badge>}
          {entry.removed && <Badge tone="dashed">taken out</Badge>}
        </span>
        {entry.why !== "" && <span className="sub2">{entry.why}</span>}
      </td>
      <td className="num">{entry.devices === 0 ? <span className="d">0</span> : formatNumber(entry.devices)}</td>
      <td className="num">
        {entry.configurations === 0 ? <span className="d">0</span> : formatNumber(entry.configurations)}
      </td>
      <td className="num">
        <Button
          small
          kind="quiet"
          disabled={busy}
          onClick={() => onSet(entry.removed)}
          aria-label={`${entry.removed ? "Put back" : "Take out"} ${entry.value}`}
        >
          {entry.removed ? "Put back" : "Take out"}
        </Button>
      </td>
    </tr>
  );
}

/** Values that say nothing about which device it is, with how many records each one holds back. */
export function PlaceholdersCard() {
  const lists = usePlaceholders();
  const set = useSetPlaceholder();
  const [kind, setKind] = useState<PlaceholderKind>("serial");
  const [value, setValue] = useState("");
  const list = lists.data?.lists.find((item) => item.kind === kind);
  // Those that hold back most first: a wrong entry there does most harm.
  const entries = [...(list?.entries ?? [])].sort(
    (left, right) => hits(right) - hits(left) || left.value.localeCompare(right.value),
  );
  const change = (entry: string, listed: boolean, undoable: boolean) =>
    set.mutate(
      { kind, value: entry, listed },
      {
        onSuccess: () => {
          if (undoable) {
            notifyDone(listed ? `${entry} counts as a placeholder` : `${entry} identifies a device again`, () =>
              change(entry, !listed, false),
            );
          }
        },
        onError: (reason) => notifyFailure(`The list was not changed.`, reason),
      },
    );
  return (
    <section className="card" aria-labelledby="placeholders-title">
      <header>
        <h2 id="placeholders-title">Placeholders</h2>
        <span className="n">values that identify nothing</span>
      </header>
      <div className="body">
        {lists.error ? (
          <ErrorState title="The lists could not be read" error={lists.error} onRetry={() => void lists.refetch()} />
        ) : lists.data === undefined ? (
          <Loading what="the lists" />
        ) : (
          <>
            <p className="t13 m">
              Makers and tools leave such values behind. They are no evidence in matching, and are never written over a
              real value. A device whose serial number stands here is matched by its MAC address. An entry that stands
              in two lists counts until it is taken out of both.
            </p>
            <div>
              <SegmentedFilter<PlaceholderKind>
                label="List"
                value={kind}
                onChange={(next) => {
                  setKind(next);
                  setValue("");
                  set.reset();
                }}
                segments={lists.data.lists.map((item) => ({
                  value: item.kind,
                  label: NAMES[item.kind].many,
                  count: item.entries.filter((entry) => !entry.removed).length,
                }))}
              />
            </div>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it. */}
            <section className="placeholders" tabIndex={0} aria-label={NAMES[kind].many}>
              <table className="tbl in-card">
                <colgroup>
                  <col />
                  <col style={{ width: 72 }} />
                  <col style={{ width: 112 }} />
                  <col style={{ width: 104 }} />
                </colgroup>
                <thead>
                  <tr>
                    <th scope="col">Value</th>
                    <th scope="col" className="num">
                      Devices
                    </th>
                    <th scope="col" className="num">
                      Configurations
                    </th>
                    <th scope="col">
                      <span className="sr">Actions</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {entries.map((entry) => (
                    <Entry
                      key={entry.value}
                      entry={entry}
                      busy={set.isPending}
                      onSet={(listed) => change(entry.value, listed, true)}
                    />
                  ))}
                </tbody>
              </table>
              {entries.length === 0 && <p className="d t12 pad">Nothing stands in this list.</p>}
            </section>
            <form
              className="inline-form"
              onSubmit={(event) => {
                event.preventDefault();
                const wanted = value.trim();
                if (wanted !== "" && !set.isPending) {
                  set.mutate({ kind, value: wanted, listed: true }, { onSuccess: () => setValue("") });
                }
              }}
            >
              <TextField
                label={`Add a ${NAMES[kind].one}`}
                value={value}
                onChange={setValue}
                placeholder={NAMES[kind].example}
                error={set.error && set.variables?.value === value.trim() ? set.error.message : null}
                mono
                autoComplete="off"
              />
              <Button type="submit" icon="plus" busy={set.isPending} disabled={value.trim() === ""}>
                Add
              </Button>
            </form>
          </>
        )}
      </div>
      <footer>A change counts from the next Find matches. Matches that a person confirmed stay.</footer>
    </section>
  );
}
