import { Modal } from "@mantine/core";
import { useState } from "react";
import type { LinkFailure } from "../../../backend/generated";
import { useLinkMany } from "../../../backend/queries";
import { Button, type Column, DataTable, ErrorState, FailedList, Icon, Note, plural } from "../../../components";
import { type CompaniesRow, isCertain, suggestionWords } from "./state";

interface Props {
  /** Rows with a suggestion. Empty = closed. */
  rows: readonly CompaniesRow[];
  /** The agents that were linked, by id. */
  onLinked: (agents: string[]) => void;
  onClose: () => void;
}

const columns: Column<CompaniesRow>[] = [
  {
    key: "agent",
    title: "Agent",
    className: "name",
    width: 260,
    render: (row) => (
      <span className="el block" title={row.agent.name}>
        {row.agent.name}
      </span>
    ),
  },
  {
    key: "company",
    title: "Company",
    render: ({ suggestion }) => (
      <span className="row g6">
        <span className="el" title={suggestion?.company.name}>
          {suggestion?.company.name}
        </span>
        <span className="d mono">{suggestion?.company.identifier}</span>
      </span>
    ),
  },
  {
    key: "reason",
    title: "Because",
    width: 190,
    render: (row) => (
      <span className={isCertain(row) ? "row g4 m" : "row g4 c-warn"}>
        <Icon name={isCertain(row) ? "check" : "warn"} size="xs" />
        {row.suggestion && suggestionWords(row.suggestion)}
      </span>
    ),
  },
];

function Failures({ rows, failed, onClose }: Pick<Props, "rows" | "onClose"> & { failed: readonly LinkFailure[] }) {
  const names = new Map(rows.map((row) => [row.id, row.agent.name]));
  return (
    <div className="col g12">
      <Note tone="warn">
        <b className="md">{plural(failed.length, "agent")} not linked.</b>{" "}
        {rows.length === failed.length ? "Nothing was linked." : `${rows.length - failed.length} were linked.`}
      </Note>
      <FailedList
        label="Not linked"
        items={failed.map(({ agent, message }) => ({ name: names.get(agent) ?? agent, message }))}
      />
      <div className="dialog-foot">
        <Button kind="primary" onClick={onClose}>
          Close
        </Button>
      </div>
    </div>
  );
}

/** What a person has to look at stands at the top. */
function uncertainFirst(rows: readonly CompaniesRow[]): CompaniesRow[] {
  return [...rows].sort(
    (left, right) =>
      Number(isCertain(left)) - Number(isCertain(right)) || left.agent.name.localeCompare(right.agent.name),
  );
}

function LinkMany({ rows, onLinked, onClose }: Props) {
  // What was selected when the dialog opened; linking takes rows out of the selection behind it.
  const [wanted] = useState(() => uncertainFirst(rows));
  const [failed, setFailed] = useState<readonly LinkFailure[]>([]);
  const link = useLinkMany();
  const similar = wanted.filter((row) => !isCertain(row)).length;
  if (failed.length > 0) {
    return <Failures rows={wanted} failed={failed} onClose={onClose} />;
  }
  const submit = () =>
    link.mutate(
      {
        links: wanted.map((row) => ({ agent: row.id, company: String(row.suggestion?.company.id), site: null })),
      },
      {
        onSuccess: (reply) => {
          const not = new Set(reply.failed.map((failure) => failure.agent));
          onLinked(wanted.map((row) => row.id).filter((id) => !not.has(id)));
          setFailed(reply.failed);
          if (reply.failed.length === 0) {
            onClose();
          }
        },
      },
    );
  return (
    <form
      className="col g12"
      onSubmit={(event) => {
        event.preventDefault();
        if (!link.isPending) submit();
      }}
    >
      <p>
        Each agent is linked to its company with the <b className="md">default site</b> (no particular one).{" "}
        <b className="md">Nothing is written to ConnectWise.</b>
      </p>
      {similar > 0 && (
        <Note tone="warn">
          {similar === wanted.length
            ? similar === 1
              ? "This rests on the name only: look at it before you link it."
              : "All of them rest on the name only: look at them before you link them."
            : `${plural(similar, "suggestion")} ${similar === 1 ? "rests" : "rest"} on the name only: look at ${similar === 1 ? "it" : "them"} before you link.`}
        </Note>
      )}
      <div className="dialog-table" style={{ height: `min(${33 + 36 * wanted.length}px, 50vh)` }}>
        <DataTable label="Links to be made" rows={wanted} columns={columns} rowId={(row) => row.id} />
      </div>
      {link.error && (
        <ErrorState title="Not every agent was linked. The table behind shows which ones are." error={link.error} />
      )}
      <div className="dialog-foot">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" kind="primary" icon="link" busy={link.isPending} data-autofocus>
          Link {plural(wanted.length, "agent")}
        </Button>
      </div>
    </form>
  );
}

/** Lists exactly what will be linked, before it is. */
export function LinkManyDialog(props: Props) {
  const opened = props.rows.length > 0;
  return (
    <Modal
      opened={opened}
      onClose={props.onClose}
      size={820}
      title="Link as suggested?"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {opened ? <LinkMany {...props} /> : null}
    </Modal>
  );
}
