import { type ComponentProps, type KeyboardEvent, useRef, useState } from "react";
import { Link } from "wouter";
import type { AgentSummary } from "../../../backend/generated";
import { type Column, Icon, KeyBar, KeyHint, StatusShape, TableFrame, type TableHandle } from "../../../components";
import { besideOf, EDITABLE, type EditableColumn, stepFrom } from "./cells";
import { type CellExit, EditableCell } from "./EditableCell";
import { COLUMN_TITLE } from "./words";

type Props = Pick<
  ComponentProps<typeof TableFrame<AgentSummary>>,
  "source" | "onRange" | "beginning" | "rowId" | "rowName" | "sorting" | "onSort" | "boxes" | "empty"
>;

/** The cell that is edited. */
interface Edited {
  agent: string;
  column: EditableColumn;
  typed: string | null;
}

const WIDTH: Record<EditableColumn, number | undefined> = {
  name: undefined,
  customer_id: 190,
  contract_id: 200,
  activated: 150,
  plan: 180,
};

const isEditable = (column: string): column is EditableColumn => (EDITABLE as readonly string[]).includes(column);

/** A single letter or sign, as a key that types it. */
const isTyping = (key: string): boolean => [...key].length === 1 && key !== " ";

/** Name, customer, contract, activation date and plan of each agent, edited in their places. */
export function SubscriptionTable(table: Props) {
  const [column, setColumn] = useState<EditableColumn>("customer_id");
  const [edited, setEdited] = useState<Edited | null>(null);
  const handle = useRef<TableHandle>(null);

  const edit = (agent: AgentSummary, at: EditableColumn, typed: string | null = null): void => {
    setColumn(at);
    setEdited({ agent: agent.id, column: at, typed });
  };

  const done = (agent: AgentSummary, at: EditableColumn, exit: CellExit): void => {
    const step = stepFrom(at, exit);
    setColumn(step.column);
    if (step.rows !== 0) handle.current?.moveBy(step.rows);
    handle.current?.focus();
    // Along a row the typing goes on; at its end the keyboard rests on the next row.
    const goesOn = exit !== "stay" && step.rows === 0;
    setEdited(goesOn ? { agent: agent.id, column: step.column, typed: null } : null);
  };

  function onRowKey(event: KeyboardEvent<HTMLElement>, agent: AgentSummary): void {
    if (event.key === "Enter" || event.key === "F2") edit(agent, column);
    else if (event.key === "ArrowRight" || event.key === "ArrowLeft") setColumn(besideOf(column, event.key));
    else if (isTyping(event.key)) edit(agent, column, event.key);
    else return;
    event.preventDefault();
  }

  const editable = (key: EditableColumn): Column<AgentSummary> => {
    const width = WIDTH[key];
    return {
      key,
      title: COLUMN_TITLE[key],
      sortable: true,
      className: "editcell",
      ...(width === undefined ? { least: 240 } : { width }),
      render: (agent) => (
        <EditableCell
          agent={agent}
          column={key}
          label={COLUMN_TITLE[key]}
          editing={edited?.agent === agent.id && edited.column === key}
          typed={edited?.agent === agent.id && edited.column === key ? edited.typed : null}
          onEdit={() => edit(agent, key)}
          onDone={(exit) => done(agent, key, exit)}
        />
      ),
    };
  };

  const columns: Column<AgentSummary>[] = [
    {
      key: "status",
      title: COLUMN_TITLE.status,
      sortable: true,
      hideTitle: true,
      width: 44,
      render: (agent) => <StatusShape status={agent.status} />,
    },
    ...EDITABLE.map(editable),
    {
      key: "open",
      title: "Open",
      hideTitle: true,
      width: 62,
      align: "right",
      className: "rowacts",
      render: (agent) => (
        <Link href={`/agents/${agent.id}`} className="btn quiet xs ico" aria-label={`Open ${agent.name}`} title="Open">
          <Icon name="right" />
        </Link>
      ),
    },
  ];

  return (
    <TableFrame
      {...table}
      label="Subscription of the agents"
      handle={handle}
      columns={columns}
      rowHeight={36}
      activeColumn={column}
      onCellPress={(at) => {
        if (isEditable(at)) setColumn(at);
      }}
      onRowKey={onRowKey}
    />
  );
}

export function SubscriptionKeys() {
  return (
    <KeyBar>
      <KeyHint keys={["↑", "↓", "←", "→"]}>move</KeyHint>
      <KeyHint keys={["Enter", "F2"]}>edit</KeyHint>
      <KeyHint keys="Enter">save, next row</KeyHint>
      <KeyHint keys="Tab">save, next cell</KeyHint>
      <KeyHint keys="Esc">take back</KeyHint>
      <KeyHint keys="Space">select</KeyHint>
    </KeyBar>
  );
}
