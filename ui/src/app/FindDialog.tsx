import { Modal } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { type KeyboardEvent, useId, useState } from "react";
import type { AgentStatus } from "../backend/generated";
import { useAgents } from "../backend/queries";
import { Icon, type IconName, KeyHint, StatusShape } from "../components";

interface Hit {
  to: string;
  title: string;
  sub: string;
  icon?: IconName;
  status?: AgentStatus;
}

const PAGES: readonly Hit[] = [
  { to: "/map", title: "Map", sub: "Page", icon: "map" },
  { to: "/agents", title: "Agents", sub: "Page", icon: "agents" },
  { to: "/connectwise/companies", title: "Companies", sub: "ConnectWise", icon: "link" },
  { to: "/connectwise/matching", title: "Matching", sub: "ConnectWise", icon: "link" },
  { to: "/connectwise/fields", title: "Match Fields", sub: "ConnectWise", icon: "link" },
  { to: "/connectwise/manage", title: "Manage Integration", sub: "ConnectWise", icon: "link" },
  { to: "/activity", title: "Activity", sub: "Page", icon: "activity" },
  { to: "/settings", title: "Settings", sub: "Page", icon: "settings" },
  { to: "/agents?import", title: "Import agents", sub: "Action", icon: "download" },
];

const MOST = 30;

/** Ctrl+K: type a part of a name, reference, contact, device, MAC or serial, and jump there. */
export function FindDialog({ onClose, onGo }: { onClose(): void; onGo(to: string): void }) {
  const id = useId();
  const [text, setText] = useState("");
  const [search] = useDebouncedValue(text.trim(), 120);
  const [at, setAt] = useState(0);
  const agents = useAgents(search, search !== "");

  const words = text.trim().toLowerCase();
  const pages = PAGES.filter((page) => page.title.toLowerCase().includes(words));
  const found: Hit[] =
    words === "" || !agents.data
      ? []
      : agents.data.agents.slice(0, MOST).map((agent) => ({
          to: `/agents/${agent.id}`,
          title: agent.name,
          sub: [agent.psa.company?.name, agent.customer_id, agent.location.city].filter(Boolean).join(", "),
          status: agent.status,
        }));
  const hits = [...found, ...pages];
  const current = Math.min(at, Math.max(0, hits.length - 1));

  function go(hit: Hit | undefined): void {
    if (!hit) return;
    onClose();
    onGo(hit.to);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "ArrowDown") setAt((current + 1) % Math.max(1, hits.length));
    else if (event.key === "ArrowUp") setAt((current - 1 + hits.length) % Math.max(1, hits.length));
    else if (event.key === "Enter") go(hits[current]);
    else return;
    event.preventDefault();
  }

  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      centered={false}
      yOffset={72}
      size={560}
      title="Find agents and pages"
      classNames={{ header: "sr", body: "finder-body" }}
      padding={0}
    >
      <div className="finder">
        <div className="finder-in">
          <Icon name="search" />
          <input
            role="combobox"
            aria-label="Find agents and pages"
            aria-expanded={hits.length > 0}
            aria-controls={`${id}-list`}
            aria-activedescendant={hits.length > 0 ? `${id}-${current}` : undefined}
            aria-autocomplete="list"
            placeholder="Name, customer ID, contact, device, MAC or serial"
            data-autofocus
            value={text}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => {
              setText(event.currentTarget.value);
              setAt(0);
            }}
            onKeyDown={onKeyDown}
          />
          {agents.isFetching ? <Icon name="spin" size="s" /> : null}
        </div>
        <div className="finder-list" id={`${id}-list`} role="listbox" aria-label="Results">
          {hits.map((hit, index) => (
            <div
              key={hit.to}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === current}
              className={index === current ? "finder-hit on" : "finder-hit"}
              ref={index === current ? (row) => row?.scrollIntoView({ block: "nearest" }) : undefined}
              onMouseMove={() => setAt(index)}
              onClick={() => go(hit)}
              onKeyDown={onKeyDown}
            >
              {hit.status ? <StatusShape status={hit.status} /> : <Icon name={hit.icon ?? "right"} size="s" />}
              <span className="el md">{hit.title}</span>
              <span className="el d t12 end">{hit.sub}</span>
            </div>
          ))}
          {hits.length === 0 ? (
            <p className="finder-none">
              {agents.error ? `The search failed: ${agents.error.message}` : `Nothing holds "${text.trim()}".`}
            </p>
          ) : null}
        </div>
        <div className="foot">
          <KeyHint keys={["↑", "↓"]}>move</KeyHint>
          <KeyHint keys="Enter">open</KeyHint>
          <KeyHint keys="Esc">close</KeyHint>
        </div>
      </div>
    </Modal>
  );
}
