import { useState } from "react";
import { useLocation, useParams } from "wouter";
import type { DuplicateGroupView, DuplicatesReply } from "../../../backend/generated";
import { useAgents, useDuplicates } from "../../../backend/queries";
import {
  Badge,
  Button,
  EmptyState,
  ErrorState,
  Loading,
  NoResults,
  Note,
  PageHead,
  plural,
  SearchField,
  SegmentedFilter,
  Time,
  Toolbar,
} from "../../../components";
import { NotConnected } from "../NotConnected";
import { ExportDialog } from "./ExportDialog";
import { countGroups, type DuplicatesFilter, groupName, recordsIn, selectGroups } from "./groups";

function Value({ value, same }: { value: string; same: boolean }) {
  return value === "" ? <span className="d">empty</span> : <span className={same ? "mono same" : "mono"}>{value}</span>;
}

function Group({ group }: { group: DuplicateGroupView }) {
  return (
    <tbody>
      <tr className="rec">
        <th scope="rowgroup" colSpan={6}>
          <span className="row g6">
            <span className="m">Same {groupName(group.key)}</span>
            <b className="mono md">{group.value}</b>
            <span className="d">{plural(group.configurations.length, "configuration")}</span>
          </span>
        </th>
      </tr>
      {group.configurations.map((item) => (
        <tr key={item.id}>
          <td>
            <span className="row g6">
              <span className="el md" title={item.name}>
                {item.name}
              </span>
              {!item.active && (
                <Badge tone="dashed" icon="clock">
                  Inactive
                </Badge>
              )}
              {item.matched_device !== null && (
                <Badge tone="ok" icon="check">
                  Matched
                </Badge>
              )}
            </span>
          </td>
          <td className="num m">{item.id}</td>
          <td className="el" title={[item.type, item.status, item.site].filter(Boolean).join(", ")}>
            {[item.type, item.status, item.site].filter(Boolean).join(", ")}
          </td>
          <td className="el">
            <Value value={item.serial} same={group.key === "serial"} />
          </td>
          <td className="el">
            <Value value={item.mac} same={group.key === "mac"} />
          </td>
          <td>
            <Time at={item.updated} />
          </td>
        </tr>
      ))}
    </tbody>
  );
}

function Groups({ reply }: { reply: DuplicatesReply }) {
  const [filter, setFilter] = useState<DuplicatesFilter>("all");
  const [search, setSearch] = useState("");
  const counts = countGroups(reply.groups);
  const groups = selectGroups(reply.groups, filter, search);
  return (
    <>
      <Toolbar right={<SearchField label="Name or value" value={search} onChange={setSearch} width={200} />}>
        <SegmentedFilter<DuplicatesFilter>
          label="Show"
          value={filter}
          onChange={setFilter}
          segments={[
            { value: "all", label: "All", count: counts.all },
            { value: "serial", label: "Same serial number", count: counts.serial },
            { value: "mac", label: "Same MAC address", count: counts.mac },
          ]}
        />
        <span className="d t12">{plural(recordsIn(reply.groups), "configuration")} concerned</span>
      </Toolbar>
      {groups.length === 0 ? (
        <div className="pad grow">
          <NoResults
            what="duplicates"
            onClear={() => {
              setFilter("all");
              setSearch("");
            }}
          />
        </div>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it.
        <section className="grid" tabIndex={0} aria-label="Duplicates">
          <table className="tbl dups" aria-label="Configurations that share a value">
            <colgroup>
              <col />
              <col style={{ width: 70 }} />
              <col />
              <col style={{ width: 160 }} />
              <col style={{ width: 160 }} />
              <col style={{ width: 110 }} />
            </colgroup>
            <thead>
              <tr>
                <th scope="col">Configuration</th>
                <th scope="col" className="num">
                  Id
                </th>
                <th scope="col">Type, status, site</th>
                <th scope="col">Serial number</th>
                <th scope="col">MAC address</th>
                <th scope="col">Changed</th>
              </tr>
            </thead>
            {groups.map((group) => (
              <Group key={`${group.key}/${group.value}`} group={group} />
            ))}
          </table>
        </section>
      )}
    </>
  );
}

function Duplicates({ agent }: { agent: string }) {
  const [, navigate] = useLocation();
  const [exporting, setExporting] = useState(false);
  const duplicates = useDuplicates(agent);
  const agents = useAgents();
  const name = agents.data?.agents.find((item) => item.id === agent)?.name ?? "";
  const { data } = duplicates;
  return (
    <>
      <PageHead
        title="Duplicates in ConnectWise"
        crumbs={[
          { title: "Matching", to: "/connectwise/matching" },
          { title: name || "Agent", to: `/connectwise/matching/${agent}` },
          { title: data?.company.name ?? "Duplicates" },
        ]}
        lead="Configurations of one company that share a serial number or a MAC address. Placeholders do not count. Nothing is changed by looking."
        actions={
          data && (
            <>
              <span className="d t12 nw">
                Read <Time at={data.read_at} withClock />
              </span>
              <Button icon="sync" busy={duplicates.isFetching} onClick={() => void duplicates.refetch()}>
                Read again
              </Button>
              <Button icon="download" disabled={data.groups.length === 0} onClick={() => setExporting(true)}>
                Export
              </Button>
            </>
          )
        }
      />
      {duplicates.error && (
        <div className="pad alerts">
          <ErrorState
            title="The configurations could not be read"
            error={duplicates.error}
            onRetry={() => void duplicates.refetch()}
          />
        </div>
      )}
      {data && data.groups.length > 0 && (
        <div className="pad resultnote">
          <Note tone="warn">
            <b className="md">Clear these up in ConnectWise before the first sync.</b> A device that fits several
            configurations waits in review: Sitebook writes to none of them, and creates none, until a person decides.
          </Note>
        </div>
      )}
      {data === undefined ? (
        duplicates.error ? null : (
          <Loading what="configurations of the company" />
        )
      ) : data.groups.length === 0 ? (
        <div className="pad">
          <EmptyState
            icon="check"
            title={`${data.company.name} has no duplicates`}
            actions={<Button onClick={() => navigate(`/connectwise/matching/${agent}`)}>Matching</Button>}
          >
            No two of its configurations share a serial number or a MAC address.
          </EmptyState>
        </div>
      ) : (
        <Groups reply={data} />
      )}
      {data && (
        <ExportDialog
          opened={exporting}
          agent={agent}
          identifier={data.company.identifier}
          onClose={() => setExporting(false)}
        />
      )}
    </>
  );
}

/** Records of a company that seem to be there twice. */
export function DuplicatesPage() {
  const { agent = "" } = useParams<{ agent: string }>();
  return (
    <NotConnected title="Duplicates in ConnectWise" what="Configurations that share a value are listed here.">
      <Duplicates key={agent} agent={agent} />
    </NotConnected>
  );
}
