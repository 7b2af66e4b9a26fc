import type { DeviceView } from "../../../backend/generated";
import { useDomotzDeviceDetails } from "../../../backend/queries";
import { ErrorState, Loading } from "../../../components";
import { Events, FactRows } from "./Facts";
import { Power } from "./Power";

/** What Domotz tells of a device beside its values, and its power. Asked only when somebody looks. */
export function DomotzDevice({ device }: { device: DeviceView }) {
  const details = useDomotzDeviceDetails(device.id, true);
  return (
    <section className="col g12" aria-label="In Domotz">
      <h3 className="drawer-title">In Domotz</h3>
      {details.error ? (
        <ErrorState
          title="Domotz could not be asked about this device"
          error={details.error}
          onRetry={() => void details.refetch()}
        />
      ) : details.data === undefined ? (
        <Loading what="what Domotz knows" />
      ) : (
        <>
          <dl className="dl">
            <FactRows facts={details.data.facts} uptime={details.data.uptime_percent} />
          </dl>
          <Power device={device} details={details.data} />
          <Events events={details.data.events} label={`Events of ${device.name}`} />
        </>
      )}
    </section>
  );
}
