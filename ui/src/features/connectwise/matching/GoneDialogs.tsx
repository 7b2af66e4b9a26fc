import { Drawer } from "@mantine/core";
import { useState } from "react";
import type { DeviceView, MatchReport } from "../../../backend/generated";
import { useMatchReports } from "../../../backend/queries";
import {
  Button,
  ConfirmDialog,
  EmptyState,
  ErrorState,
  KindIcon,
  NoResults,
  Note,
  plural,
  SearchField,
  Time,
} from "../../../components";
import { PickValues } from "./PickValues";
import type { MatchingRow } from "./rows";

interface RetireProps {
  row: MatchingRow | null;
  onConfirm: (row: MatchingRow) => Promise<void>;
  onClose: () => void;
}

/** Says what setting a configuration inactive does, before it is written. */
export function RetireDialog({ row, onConfirm, onClose }: RetireProps) {
  return (
    <ConfirmDialog
      opened={row !== null}
      title={row === null ? "" : `Set ${row.configuration?.name ?? "the configuration"} inactive in ConnectWise?`}
      action="Set inactive in ConnectWise"
      onConfirm={() => (row === null ? undefined : onConfirm(row))}
      onClose={onClose}
    >
      {row !== null && (
        <div className="col g8">
          <p>
            <b className="md">{row.device.name}</b> was last reported <Time at={row.device.gone_since} withClock />.
            Sitebook writes one value to ConnectWise: the flag <span className="mono">activeFlag</span> of{" "}
            <b className="md">{row.configuration?.name}</b> of {row.scope.company.name} becomes false.
          </p>
          <p className="m">
            Nothing else of the record is changed and nothing is deleted. The match stays, and the act stands in
            Activity as a run of its own.
          </p>
        </div>
      )}
    </ConfirmDialog>
  );
}

interface ReplaceProps {
  row: MatchingRow | null;
  reports: readonly MatchReport[];
  onReplace: (row: MatchingRow, device: DeviceView) => Promise<void>;
  onClose: () => void;
}

/** Devices of the company that could have taken the place of another: there, not ignored, without a match. */
export function replacements(
  row: MatchingRow,
  reports: readonly MatchReport[],
): { device: DeviceView; sameKind: boolean }[] {
  const found = reports
    .filter((report) => report.company.id === row.scope.company.id)
    .flatMap((report) => {
      const matched = new Set(
        report.matches.filter((match) => match.state !== "proposed").map((match) => match.device),
      );
      return report.devices.filter(
        (device) =>
          device.id !== row.id &&
          device.gone_since === null &&
          !device.ignored &&
          device.match === null &&
          !matched.has(device.id),
      );
    })
    .map((device) => ({ device, sameKind: device.kind !== "" && device.kind === row.device.kind }));
  // Most often a device is replaced by one of its kind.
  return [...found.filter((item) => item.sameKind), ...found.filter((item) => !item.sameKind)];
}

function Replacing({ row, reports, onReplace, onClose }: ReplaceProps & { row: MatchingRow }) {
  const [search, setSearch] = useState("");
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState<string | null>(null);
  // The new device may belong to another agent of the company.
  const all = useMatchReports();
  const wanted = search.trim().toLowerCase();
  const everything = replacements(row, all.data?.reports ?? reports);
  const found = everything.filter(({ device }) =>
    [device.name, device.kind, device.vendor, device.model, device.serial, ...device.macs, ...device.ips].some((text) =>
      text.toLowerCase().includes(wanted),
    ),
  );
  const take = async (device: DeviceView) => {
    setBusy(device.id);
    setError(null);
    try {
      await onReplace(row, device);
      onClose();
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(null);
    }
  };
  return (
    <div className="companylist">
      <Note>
        The match with <b className="md">{row.configuration?.name ?? "the configuration"}</b> goes to the new device,
        with its history. The next sync then writes the values of the new device. Nothing is written to ConnectWise now.
      </Note>
      <SearchField label="Any value of the new device" value={search} onChange={setSearch} width={388} first />
      {error !== null && <ErrorState title="The match was not moved" error={error} />}
      {everything.length === 0 ? (
        <EmptyState icon="agents" title="No device without a match">
          The new device has to be reported first, and have no match of its own.
        </EmptyState>
      ) : found.length === 0 ? (
        <NoResults what="devices" onClear={() => setSearch("")} />
      ) : (
        <div className="col listed">
          <ul className="picklist" aria-label="Devices without a match">
            {found.slice(0, 100).map(({ device, sameKind }) => (
              <li key={device.id} className="row pick-item">
                <KindIcon kind={device.kind} />
                <span className="grow">
                  <span className="row g6">
                    <span className="el md" title={device.name}>
                      {device.name}
                    </span>
                    {sameKind && <span className="tag">same kind</span>}
                  </span>
                  <span className="sub2 el">{[device.vendor, device.model].filter(Boolean).join(" ")}</span>
                  <PickValues values={[device.serial, device.macs[0] ?? "", device.ips[0] ?? ""]} />
                </span>
                <Button
                  small
                  busy={busy === device.id}
                  onClick={() => void take(device)}
                  aria-label={`Replace with ${device.name}`}
                >
                  Replace
                </Button>
              </li>
            ))}
          </ul>
        </div>
      )}
      {found.length > 100 && (
        <p className="d t12">{plural(found.length - 100, "more device")}: search to narrow the list.</p>
      )}
    </div>
  );
}

/** The device that took the place of one that is gone. */
export function ReplaceDrawer(props: ReplaceProps) {
  return (
    <Drawer
      opened={props.row !== null}
      onClose={props.onClose}
      title={props.row === null ? "" : `Replace ${props.row.device.name}`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {props.row === null ? null : <Replacing {...props} row={props.row} />}
    </Drawer>
  );
}
