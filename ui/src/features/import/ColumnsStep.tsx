import { Select } from "@mantine/core";
import { useMemo, useState } from "react";
import type { ImportColumn, ImportInspection, ImportTable } from "../../backend/generated";
import { Badge, type Column, DataTable, EmptyState, Icon, plural, SegmentedFilter, Toolbar } from "../../components";
import {
  fieldsOf,
  type Holds,
  hasId,
  type Problem,
  problemsOf,
  type TableChoice,
  withIdFrom,
  withTarget,
} from "./mapping";
import { fieldGroups, fieldTitle } from "./words";

/** In the select of a column: no field has this key. */
const LEFT_OUT = "-";

/** A list stands in the document only while it is open: there is one for each column. */
const LIGHT = { keepMounted: false };

interface Props {
  inspection: ImportInspection;
  choices: readonly TableChoice[];
  onChange(choices: readonly TableChoice[]): void;
}

/** Where the columns of each table go. */
export function ColumnsStep({ inspection, choices, onChange }: Props) {
  const [shown, setShown] = useState(0);
  const table = inspection.tables[shown];
  const choice = choices[shown];
  if (table === undefined || choice === undefined) {
    return (
      <div className="pad grow">
        <EmptyState icon="check" title="There are no columns to choose">
          A JSON file in the format of Sitebook names its fields itself.
        </EmptyState>
      </div>
    );
  }
  const put = (next: TableChoice): void => onChange(choices.map((each, index) => (index === shown ? next : each)));
  return (
    <div className="import-body">
      {inspection.tables.length > 1 ? (
        <TableList inspection={inspection} choices={choices} shown={shown} onShow={setShown} />
      ) : null}
      <section className="import-main" aria-label={`Columns of ${table.name}`}>
        <TableHead table={table} choice={choice} inspection={inspection} onChange={put} />
        {choice.holds === null ? (
          <div className="pad grow">
            <EmptyState icon="minus" title={`${table.name} is left out`}>
              Say above whether its rows are agents or devices to import it.
            </EmptyState>
          </div>
        ) : (
          <ColumnTable
            key={`${shown}/${choice.holds}`}
            table={table}
            choice={choice}
            holds={choice.holds}
            inspection={inspection}
            onChange={put}
          />
        )}
      </section>
    </div>
  );
}

interface TableListProps {
  inspection: ImportInspection;
  choices: readonly TableChoice[];
  shown: number;
  onShow(index: number): void;
}

/** The sheets of a workbook, or the files of a folder. */
function TableList({ inspection, choices, shown, onShow }: TableListProps) {
  return (
    <nav className="import-tables" aria-label="Tables of the file">
      {inspection.tables.map((table, index) => {
        const choice = choices[index];
        const faulty = choice !== undefined && problemsOf(choice, inspection).length > 0;
        return (
          <button
            key={table.name}
            type="button"
            className={index === shown ? "on" : ""}
            aria-current={index === shown}
            onClick={() => onShow(index)}
          >
            <span className="row g6">
              <span className="el md grow" title={table.name}>
                {table.name}
              </span>
              {faulty ? <Icon name="warn" size="s" className="c-warn" label="something is missing" /> : null}
            </span>
            <span className="el t12 d">
              {choice?.holds ?? "left out"}, {plural(table.rows, "row")}
            </span>
          </button>
        );
      })}
    </nav>
  );
}

interface TableHeadProps {
  table: ImportTable;
  choice: TableChoice;
  inspection: ImportInspection;
  onChange(choice: TableChoice): void;
}

/** What the rows of a table are, how they are known again, and what is wrong. */
function TableHead({ table, choice, inspection, onChange }: TableHeadProps) {
  const targets = choice.holds === null ? null : choice.targets[choice.holds];
  const problems = problemsOf(choice, inspection);
  return (
    <>
      <Toolbar
        right={
          targets !== null && !hasId(targets) ? (
            <>
              <label className="t12 m nw" htmlFor="import-id">
                No column is the ID; rows are known again by
              </label>
              <Select
                id="import-id"
                size="xs"
                comboboxProps={LIGHT}
                w={180}
                searchable
                placeholder="Pick a column"
                title="It has to differ in each row. A later import finds the same record by it."
                value={targets.idFrom}
                data={table.columns.map(({ name }) => name)}
                onChange={(column) => onChange(withIdFrom(choice, column))}
              />
            </>
          ) : null
        }
      >
        <span className="t13 m nw">
          {/* One table of a file with one needs no name a second time. */}
          {inspection.tables.length > 1 ? <b className="md">{table.name}</b> : null} {plural(table.rows, "row")}
        </span>
        <SegmentedFilter<Holds | "none">
          label={`Rows of ${table.name}`}
          value={choice.holds ?? "none"}
          onChange={(holds) => onChange({ ...choice, holds: holds === "none" ? null : holds })}
          segments={[
            { value: "agents", label: "Agents" },
            { value: "devices", label: "Devices" },
            { value: "none", label: "Left out" },
          ]}
        />
      </Toolbar>
      {problems.length > 0 && choice.holds !== null ? (
        <div className="planhint" role="status">
          <Icon name="warn" size="s" className="c-warn" />
          <ul>
            {problems.map((problem) => (
              <li key={`${problem.kind}/${problem.field}`}>
                {choice.holds === null ? null : problemWords(problem, choice.holds)}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </>
  );
}

function problemWords(problem: Problem, holds: Holds): string {
  const title = fieldTitle(holds, problem.field);
  const each = holds === "agents" ? "agent" : "device";
  if (problem.kind === "twice") {
    return `${problem.columns.join(" and ")} both go to ${title}, which takes one. Leave out all but one.`;
  }
  if (problem.field === "id") {
    return `Nothing tells the rows apart. Pick the column with the ID, or one that differs in each row.`;
  }
  return `No column goes to ${title}. Each ${each} needs it.`;
}

interface ColumnTableProps extends TableHeadProps {
  holds: Holds;
}

function ColumnTable({ table, choice, holds, inspection, onChange }: ColumnTableProps) {
  const { columns } = choice.targets[holds];
  const groups = useMemo(() => fieldGroups(holds, fieldsOf(inspection, holds)), [holds, inspection]);
  const faulty = new Set(
    problemsOf(choice, inspection).flatMap((problem) => (problem.kind === "twice" ? problem.columns : [])),
  );
  const shown: readonly Column<ImportColumn>[] = [
    {
      key: "name",
      title: "Column",
      least: 160,
      render: ({ name }) => <span className="md">{name}</span>,
    },
    {
      key: "samples",
      title: "First values",
      least: 160,
      render: ({ samples }) =>
        samples.length === 0 ? (
          <span className="empty">empty</span>
        ) : (
          samples.map((sample, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same value may stand there twice, and the list never changes.
            <span key={index} className="sample">
              {sample}
            </span>
          ))
        ),
    },
    {
      key: "target",
      title: "Goes to",
      width: 250,
      render: ({ name }) => (
        <Select
          aria-label={`Field for ${name}`}
          size="xs"
          comboboxProps={LIGHT}
          searchable
          allowDeselect={false}
          nothingFoundMessage="There is no such field"
          error={faulty.has(name)}
          value={columns.get(name) ?? LEFT_OUT}
          data={[{ value: LEFT_OUT, label: "Left out" }, ...groups]}
          onChange={(field) => onChange(withTarget(choice, name, field === LEFT_OUT ? null : field))}
        />
      ),
    },
    {
      key: "why",
      title: "Chosen by",
      width: 130,
      // What was proposed was meant for the other kind of record.
      render: (column) =>
        holds === table.holds ? <ChosenBy column={column} field={columns.get(column.name) ?? null} /> : null,
    },
  ];
  return (
    <DataTable
      label={`Columns of ${table.name}`}
      rows={table.columns}
      columns={shown}
      rowId={({ name }) => name}
      rowHeight={44}
      rowClass={({ name }) => (columns.has(name) ? undefined : "off")}
    />
  );
}

/** Why a column goes where it goes. */
function ChosenBy({ column, field }: { column: ImportColumn; field: string | null }) {
  if (field !== column.target) return <span className="m">you, now</span>;
  if (column.remembered) {
    return (
      <span title="As it was chosen for the last file with these columns">
        <Badge icon="history">Remembered</Badge>
      </span>
    );
  }
  return field === null ? null : <span className="d">its name</span>;
}
