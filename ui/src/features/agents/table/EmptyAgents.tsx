import { Button, EmptyState, NoResults } from "../../../components";

/** A workspace without agents: what they are, and both ways to get the first one. */
export function NoAgents({ onImport, onAdd }: { onImport(): void; onAdd(): void }) {
  return (
    <EmptyState
      icon="agents"
      title="There are no agents yet"
      actions={
        <>
          <Button kind="primary" icon="file" onClick={onImport}>
            Import agents
          </Button>
          <Button icon="plus" onClick={onAdd}>
            Add an agent by hand
          </Button>
        </>
      }
    >
      An agent is one customer network with its devices. Import agents from a file, or a folder with agents.csv and
      devices.csv. Nothing is taken before you have seen a preview.
    </EmptyState>
  );
}

/** The table finds nothing: because of the filter, or because nothing is archived. */
export function NothingFound({ emptyArchive, onClear }: { emptyArchive: boolean; onClear(): void }) {
  if (!emptyArchive) return <NoResults what="agents" onClear={onClear} />;
  return (
    <EmptyState
      icon="storage"
      title="The archive is empty"
      actions={<Button onClick={onClear}>Show the other agents</Button>}
    >
      Agents that are no longer looked after can be archived: nothing of them is lost.
    </EmptyState>
  );
}
