import { useCallback, useMemo, useState } from "react";
import { useLocation } from "wouter";
import type { AgentStatus, AgentSummary } from "../../backend/generated";
import { useAgents } from "../../backend/queries";
import {
  Button,
  EmptyState,
  ErrorState,
  formatNumber,
  Icon,
  Loading,
  SegmentedFilter,
  STATUS_WORD,
  StatusShape,
} from "../../components";
import { AgentPopup, GroupPopup } from "./AgentPopup";
import { countOf, countriesOf, isCountryOnly, type Placed, placeOf, tallyOf, type View, worldsIn } from "./clusters";
import { MapCanvas, type MapPopup } from "./MapCanvas";
import { PlacingBar } from "./MapControls";
import { MapList } from "./MapList";
import { useLocationActs } from "./use-location-acts";

type StatusFilter = AgentStatus | "all";
type PlaceFilter = "all" | "confirmed" | "estimates";
type ListMode = "view" | "country" | "none";
type Order = "worst" | "name";

const STATUSES: readonly AgentStatus[] = ["down", "attention", "online", "no-contact"];
const RANK: Record<AgentStatus, number> = { down: 0, attention: 1, "no-contact": 2, online: 3 };
const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

interface Group extends Placed {
  title: string;
  ids: string[];
}

const isEstimate = (agent: AgentSummary): boolean =>
  agent.location.source === "geoip-city" || agent.location.source === "geoip-country";
const isExact = (agent: AgentSummary): boolean => placeOf(agent) !== null && !isEstimate(agent);

function isInView(agent: AgentSummary, view: View | null): boolean {
  const place = placeOf(agent);
  if (!place) return false;
  if (!view) return true;
  if (place.lat < view.south || place.lat > view.north) return false;
  return worldsIn(view).some((world) => place.lon >= world.west && place.lon <= world.east);
}

export function MapPage() {
  const agents = useAgents();
  if (agents.error && !agents.data) {
    return (
      <div className="pad">
        <ErrorState title="The agents could not be read" error={agents.error} onRetry={() => void agents.refetch()} />
      </div>
    );
  }
  if (!agents.data) return <Loading what="agents" />;
  if (agents.data.agents.length === 0) return <NoAgents />;
  return <AgentMap all={agents.data.agents} />;
}

function NoAgents() {
  const [, navigate] = useLocation();
  return (
    <div className="pad">
      <h1 className="sr">Map</h1>
      <EmptyState
        icon="map"
        title="There are no agents yet"
        actions={
          <Button kind="primary" icon="download" onClick={() => navigate("/import")}>
            Import agents
          </Button>
        }
      >
        Import them from a file, and each stands here where its network is.
      </EmptyState>
    </div>
  );
}

function AgentMap({ all }: { all: readonly AgentSummary[] }) {
  const [, navigate] = useLocation();
  const [status, setStatus] = useState<StatusFilter>("all");
  const [places, setPlaces] = useState<PlaceFilter>("all");
  const [mode, setMode] = useState<ListMode>("view");
  const [order, setOrder] = useState<Order>("worst");
  const [view, setView] = useState<View | null>(null);
  const [hovered, setHovered] = useState<string | null>(null);
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const [group, setGroup] = useState<Group | null>(null);
  const [placingId, setPlacingId] = useState<string | null>(null);
  const acts = useLocationActs();

  const tally = useMemo(() => tallyOf(all), [all]);
  const shown = useMemo(
    () =>
      all.filter(
        (agent) =>
          (status === "all" || agent.status === status) &&
          (places === "all" || (places === "confirmed" ? isExact(agent) : isEstimate(agent))),
      ),
    [all, status, places],
  );
  const countries = useMemo(() => countriesOf(shown), [shown]);
  const homeless = useMemo(() => shown.filter((agent) => placeOf(agent) === null && !isCountryOnly(agent)), [shown]);
  const placed = useMemo(() => shown.filter((agent) => placeOf(agent) !== null), [shown]);
  const listed = useMemo(() => {
    const chosen =
      mode === "country"
        ? countries.flatMap((country) => country.agents)
        : mode === "none"
          ? homeless
          : placed.filter((agent) => isInView(agent, view));
    return [...chosen].sort(
      (a, b) => (order === "worst" ? RANK[a.status] - RANK[b.status] : 0) || collator.compare(a.name, b.name),
    );
  }, [mode, countries, homeless, placed, view, order]);

  const find = (id: string | null): AgentSummary | null =>
    id === null ? null : (all.find((agent) => agent.id === id) ?? null);
  const selected = find(selectedId);
  const placing = find(placingId);

  const select = useCallback((agent: AgentSummary) => {
    setGroup(null);
    setSelectedId(agent.id);
  }, []);
  const closePopup = useCallback(() => {
    setGroup(null);
    setSelectedId(null);
  }, []);
  const showGroup = useCallback((title: string, members: AgentSummary[], place: Placed) => {
    setSelectedId(null);
    setGroup({ title, ids: members.map((agent) => agent.id), lat: place.lat, lon: place.lon });
  }, []);

  function finishPlacing(lat: number, lon: number): void {
    if (!placing) return;
    acts.place(placing, lat, lon);
    setPlacingId(null);
    setSelectedId(placing.id);
  }

  return (
    <>
      <h1 className="sr">Map</h1>
      <div className="counts">
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as one inline row in every engine. */}
        <div className="row g2" role="group" aria-label="Status">
          <button
            type="button"
            className={status === "all" ? "cnt on" : "cnt"}
            aria-pressed={status === "all"}
            onClick={() => setStatus("all")}
          >
            <b>{formatNumber(countOf(tally))}</b>All agents
          </button>
          {STATUSES.map((each) => (
            <button
              key={each}
              type="button"
              className={status === each ? "cnt on" : "cnt"}
              aria-pressed={status === each}
              onClick={() => setStatus(each)}
            >
              <StatusShape status={each} hidden />
              <b>{formatNumber(tally[each])}</b>
              {STATUS_WORD[each]}
            </button>
          ))}
        </div>
        <span className="end">
          <SegmentedFilter
            label="Places"
            small
            value={places}
            onChange={setPlaces}
            segments={[
              { value: "all", label: "All places" },
              {
                value: "confirmed",
                label: "Confirmed",
                count: all.filter(isExact).length,
                icon: <Icon name="pin" size="xs" />,
              },
              {
                value: "estimates",
                label: "Estimates",
                count: all.filter(isEstimate).length,
                icon: <Icon name="estimate" size="xs" />,
              },
            ]}
          />
        </span>
      </div>
      <div className="mapwrap">
        <div className="mapcell">
          <MapCanvas
            agents={placed}
            countries={countries}
            selected={selected}
            hovered={hovered}
            popup={popupOf()}
            placing={placing}
            onSelect={select}
            onGroup={showGroup}
            onHover={setHovered}
            onView={setView}
            onPlace={finishPlacing}
            onClosePopup={closePopup}
          />
          {placing ? (
            <PlacingBar name={placing.name} onPlace={finishPlacing} onCancel={() => setPlacingId(null)} />
          ) : null}
        </div>
        <aside className="maplist" aria-label="Agents">
          <header>
            <ListHead mode={mode} count={listed.length} total={placed.length} onBack={() => setMode("view")} />
            <Button kind="link" className="t12 end" onClick={() => setOrder(order === "worst" ? "name" : "worst")}>
              {order === "worst" ? "Worst first" : "By name"}
              <Icon name="swap" size="xs" />
            </Button>
          </header>
          {listed.length === 0 ? (
            <p className="maplist-none">
              {placed.length === 0 && status === "all" && places === "all"
                ? "No agent has a place yet."
                : mode === "view" && placed.length > 0
                  ? "No agent is in this part of the map."
                  : "No agent for this filter."}
            </p>
          ) : (
            <MapList
              label="Agents in this view"
              agents={listed}
              selected={selectedId}
              hovered={hovered}
              onSelect={select}
              onHover={setHovered}
              onOpen={(agent) => navigate(`/agents/${agent.id}`)}
            />
          )}
          {selected && !placeOf(selected) ? (
            <Unplaced agent={selected} onPlace={() => setPlacingId(selected.id)} />
          ) : null}
          {countries.length > 0 ? (
            <button type="button" className="only" aria-pressed={mode === "country"} onClick={() => setMode("country")}>
              <Icon name="globe" size="s" />
              <span className="grow el">
                <b className="md">Only country known</b>{" "}
                <span className="d">
                  {countries.map((country) => `${country.code} ${country.agents.length}`).join(", ")}
                </span>
              </span>
              <Icon name="right" size="s" />
            </button>
          ) : null}
          {homeless.length > 0 ? (
            <button type="button" className="only" aria-pressed={mode === "none"} onClick={() => setMode("none")}>
              <Icon name="minus" size="s" />
              <span className="grow">
                <b className="md">No location</b> <span className="d">{formatNumber(homeless.length)}</span>
              </span>
              <Icon name="right" size="s" />
            </button>
          ) : null}
        </aside>
      </div>
    </>
  );

  function popupOf(): MapPopup | null {
    if (group) {
      const members = all.filter((agent) => group.ids.includes(agent.id));
      return {
        key: `group ${group.title} ${group.lat} ${group.lon}`,
        lat: group.lat,
        lon: group.lon,
        content: <GroupPopup title={group.title} agents={members} onClose={closePopup} onSelect={select} />,
      };
    }
    const place = selected ? placeOf(selected) : null;
    if (!selected || !place) return null;
    return {
      key: `agent ${selected.id} ${place.lat} ${place.lon}`,
      ...place,
      content: (
        <AgentPopup
          agent={selected}
          onClose={closePopup}
          onPlace={() => setPlacingId(selected.id)}
          onBackToEstimate={() => acts.backToEstimate(selected)}
        />
      ),
    };
  }
}

function ListHead({ mode, count, total, onBack }: { mode: ListMode; count: number; total: number; onBack(): void }) {
  if (mode === "view") {
    return (
      <>
        <b>In this view</b>
        <span className="d">
          {formatNumber(count)} of {formatNumber(total)}
        </span>
      </>
    );
  }
  return (
    <>
      <Button small kind="quiet" iconOnly icon="from" aria-label="Back to the agents in this view" onClick={onBack} />
      <b>{mode === "country" ? "Only country known" : "No location"}</b>
      <span className="d">{formatNumber(count)}</span>
    </>
  );
}

/** An agent without a place has no popup; what can be done with it stands below the list. */
function Unplaced({ agent, onPlace }: { agent: AgentSummary; onPlace(): void }) {
  const [, navigate] = useLocation();
  return (
    <div className="unplaced">
      <b className="md el" title={agent.name}>
        {agent.name}
      </b>
      <div className="row g6">
        <Button small onClick={() => navigate(`/agents/${agent.id}`)}>
          Open agent
        </Button>
        <Button small icon="pin" onClick={onPlace}>
          Set exact place
        </Button>
      </div>
    </div>
  );
}
