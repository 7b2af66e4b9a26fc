import { Drawer } from "@mantine/core";
import { useState } from "react";
import type { ConfigurationView, MatchReport } from "../../../backend/generated";
import { Badge, Button, EmptyState, NoResults, plural, SearchField } from "../../../components";
import { PickValues } from "./PickValues";
import { type MatchingRow, selectConfigurations } from "./rows";

interface Props {
  row: MatchingRow | null;
  reports: readonly MatchReport[];
  onPick: (row: MatchingRow, configuration: number) => void;
  onClose: () => void;
}

/** More are not looked through by eye; the search narrows them. */
const shownAtMost = 100;

function Item({ item, taken, onPick }: { item: ConfigurationView; taken: string | null; onPick: () => void }) {
  const about = [item.type, item.status, item.site].filter((text) => text !== "").join(" · ");
  const values = [item.serial, item.mac, item.ip].filter((text) => text !== "");
  return (
    <li className="row pick-item">
      <span className="grow">
        <span className="row g6">
          <span className="el md" title={item.name}>
            {item.name}
          </span>
          {!item.active && (
            <Badge tone="dashed" icon="clock">
              Inactive
            </Badge>
          )}
        </span>
        <span className="sub2 el">{about}</span>
        <PickValues values={values} />
        {taken !== null && <span className="sub2 el c-warn">Matched with {taken}: unlink that first</span>}
      </span>
      <Button small disabled={taken !== null} onClick={onPick} aria-label={`Match with ${item.name}`}>
        Match
      </Button>
    </li>
  );
}

function Picking({ row, reports, onPick }: Props & { row: MatchingRow }) {
  const [search, setSearch] = useState("");
  const configurations = reports.find((report) => report.agent === row.scope.agent)?.configurations ?? [];
  const names = new Map(reports.flatMap((report) => report.devices).map((device) => [device.id, device.name]));
  const found = selectConfigurations(configurations, search);
  // Those that can be chosen first; the order of the list otherwise.
  const ordered = [
    ...found.filter((item) => item.matched_device === null),
    ...found.filter((item) => item.matched_device !== null),
  ];
  const own = [row.device.serial, row.device.macs[0], row.device.ips[0]].filter(Boolean).join("  ");
  return (
    <div className="companylist">
      <div>
        <span className="m t12">The device</span>
        <span className="el block mono">{own || "no serial number, MAC or IP address"}</span>
      </div>
      <SearchField label="Any value of a configuration" value={search} onChange={setSearch} width={388} first />
      {configurations.length === 0 ? (
        <EmptyState icon="search" title="No configuration was read yet">
          Find matches reads the configurations of the company.
        </EmptyState>
      ) : ordered.length === 0 ? (
        <NoResults what="configurations" onClear={() => setSearch("")} />
      ) : (
        <div className="col listed">
          <ul className="picklist" aria-label="Configurations">
            {ordered.slice(0, shownAtMost).map((item) => (
              <Item
                key={item.id}
                item={item}
                taken={
                  item.matched_device === null ? null : (names.get(item.matched_device) ?? "a device of another agent")
                }
                onPick={() => onPick(row, item.id)}
              />
            ))}
          </ul>
        </div>
      )}
      {ordered.length > shownAtMost && (
        <p className="d t12">
          {plural(ordered.length - shownAtMost, "more configuration")}: search to narrow the list.
        </p>
      )}
    </div>
  );
}

/** All configurations of the company, to choose one for a device by hand. */
export function PickDrawer(props: Props) {
  return (
    <Drawer
      opened={props.row !== null}
      onClose={props.onClose}
      title={props.row === null ? "" : `Configuration for ${props.row.device.name}`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {props.row === null ? null : <Picking {...props} row={props.row} />}
    </Drawer>
  );
}
