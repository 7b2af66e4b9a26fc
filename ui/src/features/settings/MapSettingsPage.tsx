import { useWorkspaceStatus } from "../../backend/queries";
import { ErrorState, Loading, PageHead } from "../../components";
import { GeocoderCard } from "./GeocoderCard";
import { GeoipCard } from "./GeoipCard";
import { SettingsTabs } from "./SettingsTabs";
import { StreetsCard } from "./StreetsCard";

/** What the map is drawn from, and what places are found by. */
export function MapSettingsPage() {
  const status = useWorkspaceStatus();
  return (
    <>
      <PageHead title="Settings">
        <SettingsTabs at="map" />
      </PageHead>
      <div className="scroll">
        <div className="settings">
          <div className="settings-col">
            <StreetsCard />
            <GeocoderCard />
          </div>
          <div className="settings-col">
            {status.error && !status.data ? (
              <ErrorState
                title="The GeoIP database could not be read"
                error={status.error}
                onRetry={() => void status.refetch()}
              />
            ) : status.data ? (
              <GeoipCard geoip={status.data.geoip} />
            ) : (
              <Loading what="the GeoIP database" />
            )}
          </div>
        </div>
      </div>
    </>
  );
}
