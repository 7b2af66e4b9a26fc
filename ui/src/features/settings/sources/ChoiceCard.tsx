import { useState } from "react";
import type { DomotzAgent, DomotzChoice, DomotzChoiceKind, DomotzStatus } from "../../../backend/generated";
import { useDomotzAgents, useSetDomotz } from "../../../backend/queries";
import {
  Badge,
  Button,
  CheckBox,
  ErrorState,
  Loading,
  Note,
  notifyDone,
  plural,
  SearchField,
  SegmentedFilter,
} from "../../../components";
import { choiceWords } from "./words";

const KINDS: readonly { value: DomotzChoiceKind; label: string }[] = [
  { value: "all", label: "All" },
  { value: "teams", label: "By team" },
  { value: "agents", label: "By choice" },
];

/** Which agents of the account are taken. */
export function ChoiceCard({ status }: { status: DomotzStatus }) {
  const [editing, setEditing] = useState(false);
  return (
    <section className="card" aria-label="Agents that are taken">
      <header>
        <h2>Agents that are taken</h2>
        {editing ? null : (
          <span className="end">
            <Button small onClick={() => setEditing(true)} disabled={status.connection?.paused != null}>
              Choose agents
            </Button>
          </span>
        )}
      </header>
      <div className="body">
        {editing ? (
          <Choosing choice={status.choice} onClose={() => setEditing(false)} />
        ) : (
          <p className="t13">{choiceWords(status)}.</p>
        )}
      </div>
      <footer>Agents that are left out later stay here as they are, and are no longer refreshed.</footer>
    </section>
  );
}

function toggled(list: readonly string[], item: string): string[] {
  return list.includes(item) ? list.filter((each) => each !== item) : [...list, item];
}

function Choosing({ choice, onClose }: { choice: DomotzChoice; onClose(): void }) {
  const [wanted, setWanted] = useState<DomotzChoice>(choice);
  const agents = useDomotzAgents(true);
  const set = useSetDomotz();
  const save = () =>
    set.mutate(
      { choice: wanted },
      {
        onSuccess: () => {
          notifyDone("The choice of agents is kept; the next refresh takes them");
          onClose();
        },
      },
    );
  const isEmpty =
    (wanted.kind === "teams" && wanted.teams.length === 0) || (wanted.kind === "agents" && wanted.agents.length === 0);
  return (
    <>
      <SegmentedFilter
        label="Which agents"
        value={wanted.kind}
        onChange={(kind) => setWanted({ ...wanted, kind })}
        segments={KINDS}
      />
      {wanted.kind === "all" ? (
        <p className="t13 m">All agents of the account, also those that are added later.</p>
      ) : agents.error ? (
        <ErrorState
          title="The agents of the account could not be read"
          error={agents.error}
          onRetry={() => void agents.refetch()}
        />
      ) : agents.data === undefined ? (
        <Loading what="the agents of the account" />
      ) : wanted.kind === "teams" ? (
        <Teams
          agents={agents.data.agents}
          chosen={wanted.teams}
          onToggle={(team) => setWanted({ ...wanted, teams: toggled(wanted.teams, team) })}
        />
      ) : (
        <Agents
          agents={agents.data.agents}
          chosen={wanted.agents}
          onToggle={(agent) => setWanted({ ...wanted, agents: toggled(wanted.agents, agent) })}
        />
      )}
      <LeftOut
        agents={agents.data?.agents ?? []}
        except={wanted.except}
        onTake={(agent) => setWanted({ ...wanted, except: wanted.except.filter((each) => each !== agent) })}
      />
      {set.error ? <ErrorState title="The choice was not kept" error={set.error} /> : null}
      <div className="row">
        <Button kind="primary" busy={set.isPending} disabled={isEmpty} onClick={save}>
          Keep choice
        </Button>
        <Button kind="quiet" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </>
  );
}

interface LeftOutProps {
  agents: readonly DomotzAgent[];
  except: readonly string[];
  onTake(agent: string): void;
}

/** Agents that were deleted here and left out, with the way back. */
function LeftOut({ agents, except, onTake }: LeftOutProps) {
  if (except.length === 0) return null;
  const nameOf = (id: string) => agents.find(({ source_id }) => source_id === id)?.name || `Agent ${id}`;
  return (
    <>
      <h3 className="drawer-title">Left out</h3>
      <ul className="choice" aria-label="Agents that are left out">
        {except.map((id) => (
          <li key={id}>
            <span className="grow">{nameOf(id)}</span>
            <Button small aria-label={`Take again: ${nameOf(id)}`} onClick={() => onTake(id)}>
              Take again
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}

interface ListProps {
  agents: readonly DomotzAgent[];
  chosen: readonly string[];
  onToggle(item: string): void;
}

/** Teams with how many agents each has. */
function Teams({ agents, chosen, onToggle }: ListProps) {
  const counts = new Map<string, number>();
  for (const { team } of agents) if (team !== "") counts.set(team, (counts.get(team) ?? 0) + 1);
  // A team without agents can still be taken out.
  for (const team of chosen) if (!counts.has(team)) counts.set(team, 0);
  const teams = [...counts].sort(([one], [other]) => one.localeCompare(other));
  if (teams.length === 0) return <Note>No agent of this account belongs to a team.</Note>;
  return (
    <ul className="choice" aria-label="Teams">
      {teams.map(([team, count]) => (
        <li key={team}>
          <CheckBox label={team} state={chosen.includes(team) ? "on" : "off"} onToggle={() => onToggle(team)} />
          <span className="grow">{team}</span>
          <span className="d t12">{plural(count, "agent")}</span>
        </li>
      ))}
    </ul>
  );
}

/** Agents with what keeps their devices from being read. */
function Agents({ agents, chosen, onToggle }: ListProps) {
  const [search, setSearch] = useState("");
  const text = search.trim().toLowerCase();
  const found = agents.filter(({ name, team, organization }) =>
    `${name}\n${team}\n${organization}`.toLowerCase().includes(text),
  );
  return (
    <>
      <div className="row">
        <SearchField label="Search the agents of the account" value={search} onChange={setSearch} />
        <span className="end d t12">{plural(chosen.length, "agent")} chosen</span>
      </div>
      <ul className="choice" aria-label="Agents of the account">
        {found.map((agent) => (
          <li key={agent.source_id}>
            <CheckBox
              label={agent.name}
              state={chosen.includes(agent.source_id) ? "on" : "off"}
              onToggle={() => onToggle(agent.source_id)}
            />
            <span className="grow">
              {agent.name || agent.source_id}
              {agent.team === "" ? null : <span className="d t12"> {agent.team}</span>}
            </span>
            {agent.locked === "" ? null : (
              <span title={agent.locked}>
                <Badge tone="dashed" icon="lock">
                  Devices cannot be read
                </Badge>
              </span>
            )}
          </li>
        ))}
        {found.length === 0 ? <li className="d">No agent of the account has this in its name or team.</li> : null}
      </ul>
    </>
  );
}
