import type { VioletSettings } from "../../../backend/generated";
import { useVioletSettings } from "../../../backend/queries";
import { ErrorState, Loading, PageHead, SaveScope, SaveState } from "../../../components";
import { SettingsTabs } from "../SettingsTabs";
import { AddressCard } from "./AddressCard";
import { BrandingCard } from "./BrandingCard";
import { InvitationCard } from "./InvitationCard";
import { ServingCard } from "./ServingCard";

/** Where owners reach Violet, whose name it bears, and how they are invited. */
export function VioletSettingsPage() {
  const settings = useVioletSettings();
  return (
    <SaveScope>
      <PageHead title="Settings" actions={<SaveState />}>
        <SettingsTabs at="violet" />
      </PageHead>
      <div className="scroll">
        {settings.error && !settings.data ? (
          <div className="pad">
            <ErrorState
              title="The settings of Violet could not be read"
              error={settings.error}
              onRetry={() => void settings.refetch()}
            />
          </div>
        ) : settings.data ? (
          <Cards settings={settings.data} />
        ) : (
          <Loading what="the settings of Violet" />
        )}
      </div>
    </SaveScope>
  );
}

function Cards({ settings }: { settings: VioletSettings }) {
  return (
    <div className="settings">
      <div className="settings-col">
        <AddressCard settings={settings} />
        <ServingCard settings={settings} />
        <BrandingCard settings={settings} />
      </div>
      <div className="settings-col">
        <InvitationCard settings={settings} />
      </div>
    </div>
  );
}
