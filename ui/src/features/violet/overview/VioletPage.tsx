import { useState } from "react";
import { Link, useLocation, useSearchParams } from "wouter";
import type { VioletOverviewReply, VioletOverviewRow } from "../../../backend/generated";
import { useMailSettings, useVioletSettings } from "../../../backend/queries";
import {
  EmptyState,
  ErrorState,
  KeyBar,
  KeyHint,
  Loading,
  NoResults,
  Note,
  PageHead,
  type RowBoxes,
  SearchField,
  SegmentedFilter,
  TableFrame,
  Toolbar,
} from "../../../components";
import { canBeSent, countOf, FILTER_WORD, FILTERS, type Filter, filterFrom } from "./filters";
import { InviteBulk } from "./InviteBulk";
import { OVERVIEW_COLUMNS } from "./overview-columns";
import { type Overview, useOverview } from "./useOverview";

/** Owners of all homes, and how far the invitation of each has come. */
export function VioletPage() {
  const [address, setAddress] = useSearchParams();
  const filter = filterFrom(address.get("show"));
  const [search, setSearch] = useState("");
  const overview = useOverview(filter, search);
  const { head } = overview;
  const show = (next: Filter): void => setAddress(next === "all" ? {} : { show: next }, { replace: true });
  return (
    <>
      <PageHead
        title="Violet"
        lead="The web app in which owners of homes see, switch and block the devices that you allow."
        actions={
          <Link href="/settings/violet" className="btn">
            Violet settings
          </Link>
        }
      />
      <SetUpNote />
      {overview.error && head === undefined ? (
        <div className="pad">
          <ErrorState title="The owners could not be read" error={overview.error} onRetry={overview.retry} />
        </div>
      ) : head === undefined ? (
        <Loading what="the owners" />
      ) : isEmpty(head) && search.trim() === "" ? (
        <NoHomes />
      ) : (
        <Owners
          // What is selected belongs to what is shown.
          key={filter}
          overview={overview}
          head={head}
          filter={filter}
          search={search}
          onFilter={show}
          onSearch={setSearch}
        />
      )}
    </>
  );
}

const isEmpty = ({ counts }: VioletOverviewReply): boolean => counts.every(({ agents }) => agents === 0);

function NoHomes() {
  return (
    <div className="pad">
      <EmptyState
        icon="home"
        title="No network of a home yet"
        actions={
          <Link href="/agents" className="btn pri">
            All agents
          </Link>
        }
      >
        An agent stands here once its kind of customer is residential: open it and change that on its overview. Its
        owner can then be invited.
      </EmptyState>
    </div>
  );
}

/** What keeps everybody from being invited. */
function SetUpNote() {
  const settings = useVioletSettings().data;
  const mail = useMailSettings().data;
  if (settings === undefined || mail === undefined) return null;
  const lacksMail = mail.test?.ok !== true;
  const lacksAddress = settings.address_check?.ok !== true;
  if (!lacksMail && !lacksAddress) return null;
  return (
    <div className="pad violet-note">
      <Note tone="warn">
        <b className="md">Nobody can be invited yet.</b>{" "}
        {lacksMail ? (
          <>
            {mail.host === "" ? "No mail server is set up" : "The mail settings were not tested"}:{" "}
            <Link href="/settings/mail">Mail settings</Link>.{" "}
          </>
        ) : null}
        {lacksAddress ? (
          <>
            {settings.public_address === "" ? "Owners have no address to reach" : "The public address was not tested"}:{" "}
            <Link href="/settings/violet">Violet settings</Link>.
          </>
        ) : null}
      </Note>
    </div>
  );
}

interface OwnersProps {
  overview: Overview;
  head: VioletOverviewReply;
  filter: Filter;
  search: string;
  onFilter(filter: Filter): void;
  onSearch(text: string): void;
}

function Owners({ overview, head, filter, search, onFilter, onSearch }: OwnersProps) {
  const [, navigate] = useLocation();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const { rows } = overview;
  return (
    <>
      <Toolbar right={<SearchField label="Search agents and owners" value={search} onChange={onSearch} width={236} />}>
        <SegmentedFilter
          label="State"
          value={filter}
          onChange={onFilter}
          segments={FILTERS.map((value) => ({ value, label: FILTER_WORD[value], count: countOf(value, head) })).filter(
            // Rare states take room only where there is one.
            ({ value, count }) => count > 0 || value === filter || !RARE.has(value),
          )}
        />
      </Toolbar>
      <TableFrame
        label="Owners"
        source={overview.source}
        columns={OVERVIEW_COLUMNS}
        rowId={(row) => row.agent}
        rowName={(row) => row.agent_name}
        rowHeight={44}
        sorting={null}
        onSort={() => undefined}
        onRange={overview.onRange}
        beginning={search}
        boxes={boxesOf(rows, selected, setSelected)}
        onOpen={(row) => navigate(`/agents/${row.agent}/violet`)}
        empty={
          <NoResults
            what="owners"
            onClear={() => {
              onSearch("");
              onFilter("all");
            }}
          />
        }
      />
      <InviteBulk rows={rows.filter(({ agent }) => selected.has(agent))} onClear={() => setSelected(new Set())} />
      <KeyBar>
        <KeyHint keys={["↑", "↓"]}>move</KeyHint>
        <KeyHint keys="Enter">open</KeyHint>
        <KeyHint keys="Space">select</KeyHint>
      </KeyBar>
    </>
  );
}

const RARE: ReadonlySet<Filter> = new Set(["no_email", "ended"]);

/** Only those can be selected to whom something can be sent. */
function boxesOf(
  rows: readonly VioletOverviewRow[],
  selected: ReadonlySet<string>,
  onChange: (selected: ReadonlySet<string>) => void,
): RowBoxes<VioletOverviewRow> {
  const sendable = rows.filter(({ state }) => canBeSent(state));
  const count = sendable.filter(({ agent }) => selected.has(agent)).length;
  return {
    all: count === 0 ? "off" : count === sendable.length ? "on" : "mixed",
    onAll: (on) => onChange(new Set(on ? sendable.map(({ agent }) => agent) : [])),
    has: (id) => selected.has(id),
    canToggle: ({ state }) => canBeSent(state),
    onToggle: (id) => {
      const next = new Set(selected);
      if (!next.delete(id)) next.add(id);
      onChange(next);
    },
  };
}
