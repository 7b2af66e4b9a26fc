import { Modal } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { type KeyboardEvent, useEffect, useId, useState } from "react";
import { useSearch, useWorkspaceStatus } from "../../backend/queries";
import { Button, Highlighted, Icon, KeyHint, KindIcon, StatusShape } from "../../components";
import { recentAgents } from "../../features/agents/recent-agents";
import { groupsOf, type Hit } from "./hits";

/** So long after the last letter the core is asked, in ms: shorter than a pause in typing. */
const PAUSE = 80;

/** Ctrl+K: type a part of anything that is known of an agent, device or company, or what to do, and go there. */
export function FindDialog({ onClose, onGo }: { onClose(): void; onGo(to: string): void }) {
  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      centered={false}
      yOffset={72}
      size={640}
      // What is typed right after the key must not be lost to an opening window.
      transitionProps={{ duration: 0 }}
      title="Find agents, devices, companies, actions"
      classNames={{ header: "sr", body: "finder-body" }}
      padding={0}
    >
      <Finder
        onGo={(to) => {
          onClose();
          onGo(to);
        }}
      />
    </Modal>
  );
}

function Finder({ onGo }: { onGo(to: string): void }) {
  const id = useId();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const [action, setAction] = useState<Hit | null>(null);
  // Enter was pressed before the answer was there: it counts for the first hit of the answer.
  const [entered, setEntered] = useState(false);
  const [search] = useDebouncedValue(text.trim(), PAUSE);
  const result = useSearch(search);
  const { data: status } = useWorkspaceStatus();

  const typed = text.trim();
  const found = typed === "" ? null : (result.data ?? null);
  const settled = typed === "" || (search === typed && !result.isFetching);
  const groups = groupsOf({ text, found, recent: recentAgents(status?.directory ?? ""), action });
  const hits = groups.flatMap((group) => group.hits);
  const current = Math.min(at, Math.max(0, hits.length - 1));
  const chosen = hits[current];

  function type(next: string): void {
    setText(next);
    setAt(0);
    setEntered(false);
  }

  function choose(hit: Hit): void {
    if (!hit.asksForAgent) {
      onGo(hit.to);
      return;
    }
    setAction(hit);
    type("");
  }

  const ready = entered && settled;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the arrival of the answer matters; it brings the hit.
  useEffect(() => {
    if (!ready) return;
    setEntered(false);
    if (chosen) choose(chosen);
  }, [ready]);

  function onKeyDown(event: KeyboardEvent): void {
    const last = Math.max(1, hits.length);
    if (event.key === "ArrowDown") setAt((current + 1) % last);
    else if (event.key === "ArrowUp") setAt((current - 1 + last) % last);
    else if (event.key === "Enter" && !event.nativeEvent.isComposing) setEntered(true);
    else if (action !== null && (event.key === "Escape" || (event.key === "Backspace" && text === ""))) {
      setAction(null);
      type("");
      event.stopPropagation();
    } else return;
    event.preventDefault();
  }

  return (
    <div className="finder">
      <div className="finder-in">
        <Icon name="search" />
        {action === null ? null : (
          <span className="finder-action">
            {action.title.replace(" …", "")}
            <Button small iconOnly kind="quiet" icon="close" aria-label="Leave it" onClick={() => setAction(null)} />
          </span>
        )}
        <input
          role="combobox"
          aria-label={action === null ? "Find agents, devices, companies, actions" : "Agent"}
          aria-expanded={hits.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={hits.length > 0 ? `${id}-${current}` : undefined}
          aria-autocomplete="list"
          data-mantine-stop-propagation={action !== null || undefined}
          placeholder={
            action === null ? "Name, customer ID, contact, device, MAC, serial, company, or what to do" : "Which agent?"
          }
          data-autofocus
          // biome-ignore lint/a11y/noAutofocus: it was opened for typing.
          autoFocus
          value={text}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => type(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        {settled ? null : <Icon name="spin" size="s" />}
      </div>
      {found?.instead ? (
        <p className="finder-instead" role="status">
          Nothing holds <b className="md">{typed}</b>. Showing results for <b className="md">{found.instead}</b>.
        </p>
      ) : null}
      <div className="finder-list" id={`${id}-list`} role="listbox" aria-label="Results">
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset has no place among the options of a list.
          <div key={group.title} role="group" aria-label={group.title}>
            <div className="finder-group" aria-hidden="true">
              {group.title}
              {group.more ? <span>more than these: type on</span> : null}
            </div>
            {group.hits.map((hit) => {
              const index = hits.indexOf(hit);
              return (
                <HitRow
                  key={hit.key}
                  id={`${id}-${index}`}
                  hit={hit}
                  on={index === current}
                  onPoint={() => setAt(index)}
                  onChoose={() => choose(hit)}
                />
              );
            })}
          </div>
        ))}
      </div>
      {hits.length === 0 ? <Nothing text={typed} settled={settled} error={result.error} /> : null}
      <div className="foot">
        <KeyHint keys={["↑", "↓"]}>move</KeyHint>
        <KeyHint keys="Enter">{action === null ? "open" : "choose"}</KeyHint>
        <KeyHint keys="Esc">{action === null ? "close" : "back"}</KeyHint>
      </div>
    </div>
  );
}

/** Why the list is empty. */
function Nothing({ text, settled, error }: { text: string; settled: boolean; error: Error | null }) {
  return (
    <p className="finder-none" role="status">
      {error
        ? `The search failed: ${error.message}`
        : text === ""
          ? "Type a part of the agent's name."
          : settled
            ? `Nothing holds "${text}".`
            : "Searching"}
    </p>
  );
}

interface HitRowProps {
  id: string;
  hit: Hit;
  on: boolean;
  onPoint(): void;
  onChoose(): void;
}

function HitRow({ id, hit, on, onPoint, onChoose }: HitRowProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the input, which keeps the focus.
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={on}
      className={on ? "finder-hit on" : "finder-hit"}
      ref={on ? (row) => row?.scrollIntoView({ block: "nearest" }) : undefined}
      onMouseMove={onPoint}
      // The input keeps the keyboard.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
    >
      {hit.status ? (
        <StatusShape status={hit.status} />
      ) : hit.kind !== undefined ? (
        <KindIcon kind={hit.kind} />
      ) : (
        <Icon name={hit.icon ?? "right"} size="s" />
      )}
      <span className="el md" title={hit.title}>
        <Highlighted text={hit.title} marks={hit.titleMarks} />
      </span>
      <span className="el d t12 end">
        <Highlighted text={hit.sub} marks={hit.subMarks} />
      </span>
    </div>
  );
}
