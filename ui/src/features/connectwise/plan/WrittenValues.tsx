import type { RunWrite } from "../../../backend/generated";
import { Badge, type Column, DataTable, EmptyState, NoResults } from "../../../components";
import { fieldName, isMonospaceField, reasonWords } from "../words";
import { Difference, WrittenTo } from "./Difference";

/** What became of one value, where that is not "written". */
function Outcome({ outcome }: Pick<RunWrite, "outcome">) {
  switch (outcome) {
    case "applied":
    case "written":
      return <span className="m t12">written and read back</span>;
    case "failed":
      return (
        <Badge tone="bad" icon="error">
          Failed
        </Badge>
      );
    default:
      return <span className="m t12">{reasonWords(outcome).text}</span>;
  }
}

const columns: Column<RunWrite>[] = [
  {
    key: "record",
    title: "Record",
    width: 200,
    className: "name",
    sort: (write) => write.device_name,
    render: (write) => write.device_name,
  },
  {
    key: "field",
    title: "Field",
    width: 140,
    sort: (write) => fieldName(write.field),
    render: (write) => fieldName(write.field),
  },
  {
    key: "target",
    title: "Written to",
    width: 130,
    sort: (write) => write.target,
    render: (write) => <WrittenTo target={write.target} />,
  },
  {
    key: "values",
    title: "Before, after",
    sort: (write) => write.to,
    render: (write) => (
      <Difference from={write.from} to={write.to} conflict={false} mono={isMonospaceField(write.field)} />
    ),
  },
  {
    key: "outcome",
    title: "Outcome",
    width: 180,
    optional: 1,
    sort: (write) => write.outcome,
    render: (write) => <Outcome outcome={write.outcome} />,
  },
];

/** Old and new value of everything that a run wrote. */
export function WrittenValues({
  writes,
  search,
  onClear,
}: {
  writes: readonly RunWrite[];
  search: string;
  onClear: () => void;
}) {
  const wanted = search.trim().toLowerCase();
  const shown = writes.filter((write) =>
    [write.device_name, fieldName(write.field), write.from, write.to].some((text) =>
      text.toLowerCase().includes(wanted),
    ),
  );
  return (
    <DataTable
      label="Values written"
      rows={shown}
      columns={columns}
      rowId={(write) => `${write.device}/${write.field}/${write.target}`}
      empty={
        writes.length === 0 ? (
          <EmptyState icon="minus" title="No value was written" />
        ) : (
          <NoResults what="values" onClear={onClear} />
        )
      }
    />
  );
}
