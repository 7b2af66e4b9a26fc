import { formatField, plural, SegmentedFilter } from "../../components";

interface Props {
  /** By field key, in how many records the file says something else than a value that was set here. */
  differing: ReadonlyMap<string, number>;
  take: readonly string[];
  onTake(take: readonly string[]): void;
}

/** Where the file and values that were set here differ: which of them counts, field by field. */
export function Differing({ differing, take, onTake }: Props) {
  return (
    <aside className="import-side" aria-labelledby="import-differs">
      <h2 id="import-differs">Differs from values set here</h2>
      <p className="t12 m">
        What a person set, or a sync brought from ConnectWise, stays unless you take what the file says. Then the file
        counts from now on.
      </p>
      <ul>
        {[...differing].map(([field, records]) => (
          <li key={field}>
            <span className="row">
              <span className="el md grow">{formatField(field)}</span>
              <span className="t12 d nw">{plural(records, "record")}</span>
            </span>
            <SegmentedFilter<"keep" | "take">
              small
              label={formatField(field)}
              value={take.includes(field) ? "take" : "keep"}
              onChange={(choice) =>
                onTake(choice === "take" ? [...take, field] : take.filter((other) => other !== field))
              }
              segments={[
                { value: "keep", label: "Keep ours" },
                { value: "take", label: "Take the file's" },
              ]}
            />
          </li>
        ))}
      </ul>
    </aside>
  );
}
