import { useLocation } from "wouter";
import type { AgentStatus, AgentsFilter, AgentsPlacesReply, LocationSource } from "../../backend/generated";
import { Button, formatNumber, Icon, SearchField, SegmentedFilter, STATUS_WORD, StatusShape } from "../../components";
import { FilterChips } from "../agents/table/FilterChips";
import { useSearchText } from "../agents/table/useSearchText";
import { conditionsOf } from "../agents/table/words";
import type { MapAddress } from "./map-address";

const STATUSES: readonly AgentStatus[] = ["down", "attention", "online", "no-contact"];
const CONFIRMED: readonly LocationSource[] = ["person", "source"];
const ESTIMATES: readonly LocationSource[] = ["geoip-city", "geoip-country"];

type PlaceFilter = "all" | "confirmed" | "estimates" | "others";

const isSame = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((each) => right.includes(each));

function placeFilterOf({ location }: AgentsFilter): PlaceFilter {
  if (location.length === 0) return "all";
  if (isSame(location, CONFIRMED)) return "confirmed";
  return isSame(location, ESTIMATES) ? "estimates" : "others";
}

interface MapBarProps {
  address: MapAddress;
  reply: AgentsPlacesReply;
  onOpenFilter(): void;
}

/** States with their counts, and which agents the map shows; the same conditions as those of the table. */
export function MapBar({ address, reply, onOpenFilter }: MapBarProps) {
  const [, navigate] = useLocation();
  const { query } = address;
  const { filter } = query;
  const [text, setText] = useSearchText(query.search, address.search);
  const { counts } = reply;
  const count = (status: AgentStatus): number => (status === "no-contact" ? counts.no_contact : counts[status]);
  const all = STATUSES.reduce((sum, status) => sum + count(status), 0);
  const places = placeFilterOf(filter);
  // The segments show these by themselves.
  const chips: AgentsFilter = { ...filter, location: places === "others" ? filter.location : [] };
  const conditions = conditionsOf(chips).length;
  return (
    <>
      <div className="counts">
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as one inline row in every engine. */}
        <div className="row g2" role="group" aria-label="Status">
          <button
            type="button"
            className={filter.status.length === 0 ? "cnt on" : "cnt"}
            aria-pressed={filter.status.length === 0}
            onClick={() => address.filter({ ...filter, status: [] })}
          >
            <b>{formatNumber(all)}</b>All agents
          </button>
          {STATUSES.map((status) => (
            <button
              key={status}
              type="button"
              className={filter.status.includes(status) ? "cnt on" : "cnt"}
              aria-pressed={filter.status.includes(status)}
              onClick={() => address.filter({ ...filter, status: [status] })}
            >
              <StatusShape status={status} hidden />
              <b>{formatNumber(count(status))}</b>
              {STATUS_WORD[status]}
            </button>
          ))}
        </div>
        <span className="end row g6">
          <SegmentedFilter<PlaceFilter>
            label="Places"
            small
            value={places}
            onChange={(value) =>
              address.filter({
                ...filter,
                location: value === "confirmed" ? [...CONFIRMED] : value === "estimates" ? [...ESTIMATES] : [],
              })
            }
            segments={[
              { value: "all", label: "All places" },
              {
                value: "confirmed",
                label: "Confirmed",
                count: reply.confirmed,
                icon: <Icon name="pin" size="xs" />,
              },
              {
                value: "estimates",
                label: "Estimates",
                count: reply.estimated,
                icon: <Icon name="estimate" size="xs" />,
              },
            ]}
          />
          <span className="mapsearch">
            <SearchField label="Search agents" value={text} onChange={setText} width={150} />
          </span>
          <Button icon="filter" onClick={onOpenFilter}>
            Filter
            {conditions > 0 ? <span className="cntbdg">{conditions}</span> : null}
          </Button>
          <Button
            icon="agents"
            iconOnly
            aria-label="Show these agents in the table"
            onClick={() => navigate(address.table)}
          />
        </span>
      </div>
      <FilterChips
        filter={chips}
        search={query.search}
        onChange={(next, search) =>
          address.filter({ ...next, location: places === "others" ? next.location : filter.location }, search)
        }
      />
    </>
  );
}
