import { startTransition, useCallback, useEffect, useMemo, useState } from "react";
import { useLocation } from "wouter";
import type { AgentsPlacesReply } from "../../backend/generated";
import { useAgentRows, useAgentsPlaces, useStreetsChoice } from "../../backend/queries";
import { Button, EmptyState, ErrorState, Icon, Loading } from "../../components";
import { FilterDrawer } from "../agents/table/FilterDrawer";
import { useDomotzTrouble } from "../settings/sources/trouble";
import { AgentPopup, GroupPopup } from "./AgentPopup";
import { ChangesPanel } from "./ChangesPanel";
import { countriesOf, type View } from "./clusters";
import { type HomeLook, useHomeLook } from "./HomeControls";
import { isUnder, NO_HOLDERS, type Pointed } from "./hovering";
import { type ListMode, ListPanel } from "./ListPanel";
import { inView, type Order, sorted } from "./listing";
import { MapBar } from "./MapBar";
import { MapCanvas } from "./MapCanvas";
import { type MapAddress, useMapAddress } from "./map-address";
import { PlacingBar } from "./PlacingBar";
import { type AgentPlace, agentsOf, isCountryOnly, nearAgent, type Placed, placeOf } from "./places";
import { useStatusChanges } from "./status-changes";
import { type FoundPlace, pinAt, useLocationActs } from "./use-location-acts";
import type { MapPopup } from "./use-overlays";
import { useWall } from "./use-wall";
import { warmUp } from "./warm-up";

interface Group extends Placed {
  title: string;
  ids: ReadonlySet<string>;
}

/** Where all agents are, and how they are. */
export function MapPage() {
  const address = useMapAddress();
  const places = useAgentsPlaces(address.query);
  const home = useHomeLook();
  const streets = useStreetsChoice();
  useEffect(warmUp, []);
  if (places.error && !places.data) {
    return (
      <div className="pad">
        <ErrorState title="The agents could not be read" error={places.error} onRetry={() => void places.refetch()} />
      </div>
    );
  }
  // Streets decide how near one may look: a home view among houses must not open from afar.
  if (!places.data || !home || streets.isPending) return <Loading what="agents" />;
  if (places.data.total + places.data.archived === 0) return <NoAgents />;
  return <AgentMap address={address} reply={places.data} isOlder={places.isPlaceholderData} home={home} />;
}

const agentOf = (agents: readonly AgentPlace[], id: string | null): AgentPlace | null =>
  id === null ? null : (agents.find((agent) => agent.id === id) ?? null);

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

interface AgentMapProps {
  address: MapAddress;
  reply: AgentsPlacesReply;
  /** Whether the reply is still that of the query before. */
  isOlder: boolean;
  home: HomeLook;
}

function AgentMap({ address, reply, isOlder, home }: AgentMapProps) {
  const [, navigate] = useLocation();
  const [mode, setMode] = useState<ListMode>("view");
  const [chosenOrder, setOrder] = useState<Order | null>(null);
  const [view, setView] = useState<View | null>(null);
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const [holders, setHolders] = useState(NO_HOLDERS);
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const [group, setGroup] = useState<Group | null>(null);
  const [placingId, setPlacingId] = useState<string | null>(null);
  const [filtering, setFiltering] = useState(false);
  const [wanted, setWanted] = useState(0);
  const { near } = address.query.filter;
  // Whoever asks what is near a point wants the nearest first.
  const order = chosenOrder ?? (near === null ? "worst" : "given");
  const acts = useLocationActs();
  const wall = useWall();
  const trouble = useDomotzTrouble();

  const { all, placed, unplaced } = agentsOf(reply);
  const changes = useStatusChanges(all, isOlder ? null : address.query);
  const changed = useMemo(
    () => (changes.fresh.size === 0 ? [] : all.filter((agent) => changes.fresh.has(agent.id))),
    [changes.fresh, all],
  );
  const countries = useMemo(() => countriesOf(unplaced), [unplaced]);
  const homeless = useMemo(() => unplaced.filter((agent) => !isCountryOnly(agent)), [unplaced]);
  // Once for all views: each step of the map looks for those of its own.
  const ordered = useMemo(() => sorted(placed, order), [placed, order]);
  const listed = useMemo(() => {
    if (mode === "country")
      return sorted(
        countries.flatMap((country) => country.agents),
        order,
      );
    if (mode === "none") return sorted(homeless, order);
    return view === null ? null : inView(ordered, view);
  }, [mode, countries, homeless, ordered, view, order]);

  const selected = useMemo(() => agentOf(all, selectedId), [all, selectedId]);
  const placing = useMemo(() => agentOf(all, placingId), [all, placingId]);
  const grouped = useMemo(
    () =>
      group === null
        ? []
        : sorted(
            all.filter(({ id }) => group.ids.has(id)),
            "worst",
          ),
    [all, group],
  );
  const read = useAgentRows([selected, placing].flatMap((agent) => agent?.id ?? []));
  const placingRow = placing ? read.rows.get(placing.id) : undefined;
  const row = selected ? read.rows.get(selected.id) : undefined;

  // What the filter no longer shows is not selected any more, also when it is shown again.
  useEffect(() => {
    if (selectedId !== null && selected === null) setSelectedId(null);
  }, [selectedId, selected]);

  const select = useCallback((agent: AgentPlace) => {
    setGroup(null);
    setSelectedId(agent.id);
  }, []);
  /** While the map moves it goes first, and its list follows. At the first look the worker is still counting: there is time. */
  function follow(next: View): void {
    if (view === null) setView(next);
    else startTransition(() => setView(next));
  }
  /** Whom the filter no longer shows, its own page does. */
  function showChanged(agent: AgentPlace): void {
    if (agentOf(all, agent.id) === null) navigate(`/agents/${agent.id}`);
    else select(agent);
  }
  const closePopup = useCallback(() => {
    setGroup(null);
    setSelectedId(null);
  }, []);
  const showGroup = useCallback((title: string, members: AgentPlace[], { lat, lon }: Placed) => {
    setSelectedId(null);
    setGroup({ title, ids: new Set(members.map((agent) => agent.id)), lat, lon });
  }, []);

  function finishPlacing(place: FoundPlace): void {
    if (!placing || !placingRow) return;
    acts.place(placingRow, place);
    setPlacingId(null);
    setSelectedId(placing.id);
  }

  function popupOf(): MapPopup | null {
    if (group) {
      const key = `group ${group.title} ${group.lat} ${group.lon}`;
      return {
        key,
        lat: group.lat,
        lon: group.lon,
        content: <GroupPopup key={key} title={group.title} agents={grouped} onClose={closePopup} onSelect={select} />,
      };
    }
    const place = selected ? placeOf(selected) : null;
    if (!selected || !place) return null;
    return {
      key: `agent ${selected.id} ${place.lat} ${place.lon}`,
      ...place,
      content: (
        <AgentPopup
          place={selected}
          agent={row}
          error={read.error}
          onRetry={read.retry}
          onClose={closePopup}
          onPlace={() => setPlacingId(selected.id)}
          onBackToEstimate={() => row && acts.backToEstimate(row)}
          onNear={() => address.filter({ ...address.query.filter, near: nearAgent({ ...place, name: selected.name }) })}
        />
      ),
    };
  }

  return (
    <div className={wall.on ? "mappage wall" : "mappage"}>
      <h1 className="sr">Map</h1>
      <MapBar address={address} reply={reply} onOpenFilter={() => setFiltering(true)} />
      <div className="mapwrap">
        <div className="mapcell">
          <MapCanvas
            agents={placed}
            countries={countries}
            selected={selected}
            pointed={pointed}
            changed={changed}
            popup={popupOf()}
            placing={placing}
            home={home}
            wanted={wanted}
            near={near}
            controls={
              <div className="mapctl">
                <button
                  type="button"
                  aria-pressed={wall.on}
                  aria-label={wall.on ? "Leave full screen" : "Full screen"}
                  title={wall.on ? "Leave full screen (Esc)" : "Full screen"}
                  onClick={wall.toggle}
                >
                  <Icon name="fit" />
                </button>
              </div>
            }
            onSelect={select}
            onGroup={showGroup}
            onPoint={setPointed}
            onHolders={setHolders}
            onView={follow}
            onPlace={(lat, lon) => finishPlacing(pinAt(lat, lon))}
            onClosePopup={closePopup}
          />
          {placingRow ? (
            <PlacingBar
              agent={{
                id: placingRow.id,
                name: placingRow.name,
                isLinked: placingRow.psa.company !== null,
                country: placingRow.location.country,
                postal: placingRow.location.postal,
              }}
              onPlace={finishPlacing}
              onCancel={() => setPlacingId(null)}
            />
          ) : null}
          {placing && !placingRow && read.error !== null ? (
            <div className="pop placebar">
              <ErrorState title={`${placing.name} could not be read`} error={read.error} onRetry={read.retry} />
              <Button onClick={() => setPlacingId(null)}>Cancel</Button>
            </div>
          ) : null}
          {changes.latest.length > 0 ? <ChangesPanel changes={changes} onSelect={showChanged} /> : null}
          {wall.on && trouble !== null ? (
            // The top bar, which says it otherwise, is covered.
            <div className="mapbadge maptrouble" role="status" title={trouble.title}>
              <Icon name="warn" size="s" className="c-warn" />
              <span className="el">{trouble.words}</span>
            </div>
          ) : null}
        </div>
        <ListPanel
          mode={mode}
          order={order}
          listed={listed}
          placed={placed.length}
          countries={countries}
          homeless={homeless.length}
          isFiltered={all.length < reply.total}
          selected={selected}
          isHot={(agent) => isUnder(agent, pointed, holders)}
          onMode={setMode}
          near={near}
          onOrder={setOrder}
          onSelect={select}
          onHover={(agent) => setPointed(agent && { kind: "agent", agent })}
          onOpen={(agent) => navigate(`/agents/${agent.id}`)}
          onPlace={(agent) => setPlacingId(agent.id)}
          onClear={address.clear}
          onShow={() => setWanted((times) => times + 1)}
        />
      </div>
      <FilterDrawer
        opened={filtering}
        query={address.query}
        found={all.length}
        archived={reply.archived}
        tags={reply.tags}
        onChange={address.filter}
        onClear={address.clear}
        onClose={() => setFiltering(false)}
      />
    </div>
  );
}
