import { Menu } from "@mantine/core";
import { useRef, useState } from "react";
import type { AgentSummary } from "../../../backend/generated";
import { Button, Icon } from "../../../components";

/** What can be done with one agent of the table. */
export interface RowActs {
  onOpen(agent: AgentSummary): void;
  onDuplicate(agent: AgentSummary): void;
  onArchive(agent: AgentSummary): void;
  /** Takes it out of the archive. */
  onRestore(agent: AgentSummary): void;
  onDelete(agent: AgentSummary): void;
}

function Items({ agent, acts }: { agent: AgentSummary; acts: RowActs }) {
  return (
    <>
      <Menu.Item leftSection={<Icon name="right" size="s" />} onClick={() => acts.onOpen(agent)}>
        Open
      </Menu.Item>
      <Menu.Item leftSection={<Icon name="copy" size="s" />} onClick={() => acts.onDuplicate(agent)}>
        Duplicate
      </Menu.Item>
      {agent.archived_since === null ? (
        <Menu.Item leftSection={<Icon name="storage" size="s" />} onClick={() => acts.onArchive(agent)}>
          Archive
        </Menu.Item>
      ) : (
        <>
          <Menu.Item leftSection={<Icon name="undo" size="s" />} onClick={() => acts.onRestore(agent)}>
            Take out of the archive
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="close" size="s" />} onClick={() => acts.onDelete(agent)}>
            Delete for good
          </Menu.Item>
        </>
      )}
    </>
  );
}

/** The menu of a row. It is made when somebody wants it: rows come and go while the table scrolls. */
export function RowMenu({ agent, acts }: { agent: AgentSummary; acts: RowActs }) {
  const [wanted, setWanted] = useState(false);
  const target = useRef<HTMLButtonElement>(null);
  const label = `More for ${agent.name}`;
  if (!wanted) {
    return (
      <Button
        small
        kind="quiet"
        icon="more"
        iconOnly
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={false}
        onClick={() => setWanted(true)}
      />
    );
  }
  return (
    // The button that was pressed is gone by now: the keyboard goes back to the one in its place.
    <Menu position="bottom-end" defaultOpened returnFocus={false} onClose={() => target.current?.focus()}>
      <Menu.Target>
        <Button ref={target} small kind="quiet" icon="more" iconOnly aria-label={label} />
      </Menu.Target>
      <Menu.Dropdown>
        <Items agent={agent} acts={acts} />
      </Menu.Dropdown>
    </Menu>
  );
}
