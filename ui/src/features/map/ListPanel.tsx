import type { NearPoint } from "../../backend/generated";
import { Button, formatNumber, Icon } from "../../components";
import type { Country } from "./clusters";
import type { Order } from "./listing";
import { MapList } from "./MapList";
import { type AgentPlace, isPlaced } from "./places";

/** The agents in the view, those of which only the country is known, or those without any place. */
export type ListMode = "view" | "country" | "none";

interface ListPanelProps {
  mode: ListMode;
  order: Order;
  near: NearPoint | null;
  /** None until the map stands, and with it what is in view. */
  listed: readonly AgentPlace[] | null;
  /** Agents with a place of their own. */
  placed: number;
  countries: readonly Country[];
  homeless: number;
  isFiltered: boolean;
  selected: AgentPlace | null;
  /** Whether it is pointed at, here or on the map. */
  isHot(agent: AgentPlace): boolean;
  onMode(mode: ListMode): void;
  onOrder(order: Order): void;
  onSelect(agent: AgentPlace): void;
  onHover(agent: AgentPlace | null): void;
  onOpen(agent: AgentPlace): void;
  onPlace(agent: AgentPlace): void;
  onClear(): void;
  /** The map shall show all that have a place. */
  onShow(): void;
}

const LABEL: Record<ListMode, string> = {
  view: "Agents in this view",
  country: "Agents of which only the country is known",
  none: "Agents without a location",
};

/** The list that says the same as the map. */
export function ListPanel(props: ListPanelProps) {
  const { mode, order, near, listed, placed, countries, homeless, selected } = props;
  return (
    <aside className="maplist" aria-label="Agents">
      <header>
        <ListHead mode={mode} count={listed?.length ?? 0} total={placed} onBack={() => props.onMode("view")} />
        <Button kind="link" className="t12 end" onClick={() => props.onOrder(order === "worst" ? "given" : "worst")}>
          {order === "worst" ? "Worst first" : near === null ? "By name" : "Nearest first"}
          <Icon name="swap" size="xs" />
        </Button>
      </header>
      {listed === null ? null : listed.length === 0 ? (
        <div className="maplist-none">
          <p>{noneWords(props)}</p>
          {mode === "view" && placed > 0 ? <Button onClick={props.onShow}>Show them</Button> : null}
          {props.isFiltered && placed === 0 ? <Button onClick={props.onClear}>Clear filter</Button> : null}
        </div>
      ) : (
        <MapList
          label={LABEL[mode]}
          agents={listed}
          selected={selected?.id ?? null}
          isHot={props.isHot}
          onSelect={props.onSelect}
          onHover={props.onHover}
          onOpen={props.onOpen}
        />
      )}
      {selected && !isPlaced(selected) ? (
        <Unplaced agent={selected} onOpen={props.onOpen} onPlace={props.onPlace} />
      ) : null}
      {countries.length > 0 ? (
        <button
          type="button"
          className="only"
          aria-pressed={mode === "country"}
          onClick={() => props.onMode("country")}
        >
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
      {homeless > 0 ? (
        <button type="button" className="only" aria-pressed={mode === "none"} onClick={() => props.onMode("none")}>
          <Icon name="minus" size="s" />
          <span className="grow">
            <b className="md">No location</b> <span className="d">{formatNumber(homeless)}</span>
          </span>
          <Icon name="right" size="s" />
        </button>
      ) : null}
    </aside>
  );
}

function noneWords({ mode, placed, isFiltered }: ListPanelProps): string {
  if (mode === "view" && placed > 0) return "No agent is in this part of the map.";
  return isFiltered ? "No agent for this filter has a place." : "No agent has a place yet.";
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

interface UnplacedProps {
  agent: AgentPlace;
  onOpen(agent: AgentPlace): void;
  onPlace(agent: AgentPlace): void;
}

/** An agent without a place has no popup; what can be done with it stands below the list. */
function Unplaced({ agent, onOpen, onPlace }: UnplacedProps) {
  return (
    <div className="unplaced">
      <b className="md el" title={agent.name}>
        {agent.name}
      </b>
      <div className="row g6">
        <Button small onClick={() => onOpen(agent)}>
          Open agent
        </Button>
        <Button small icon="pin" onClick={() => onPlace(agent)}>
          Set exact place
        </Button>
      </div>
    </div>
  );
}
