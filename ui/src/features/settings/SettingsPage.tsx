import { type MantineColorScheme, useMantineColorScheme } from "@mantine/core";
import type { WorkspaceStatus } from "../../backend/generated";
import { useSecretsStatus, useSetStaff, useWorkspaceStatus } from "../../backend/queries";
import {
  Badge,
  ErrorState,
  Loading,
  PageHead,
  SavedTextField,
  SaveScope,
  SaveState,
  SegmentedFilter,
} from "../../components";
import { SampleCard } from "../sample";
import { ActivityCard } from "./ActivityCard";
import { MatchOptionsCard } from "./MatchOptionsCard";
import { PlaceholdersCard } from "./PlaceholdersCard";
import { SettingsTabs } from "./SettingsTabs";

export function SettingsPage() {
  const status = useWorkspaceStatus();
  return (
    <SaveScope>
      <PageHead title="Settings" actions={<SaveState />}>
        <SettingsTabs at="general" />
      </PageHead>
      <div className="scroll">
        {status.error && !status.data ? (
          <div className="pad">
            <ErrorState
              title="The settings could not be read"
              error={status.error}
              onRetry={() => void status.refetch()}
            />
          </div>
        ) : status.data ? (
          <div className="settings">
            <div className="settings-col">
              <StaffCard status={status.data} />
              <AppearanceCard />
              <WorkspaceCard status={status.data} />
              <MatchOptionsCard />
              <SampleCard status={status.data} />
            </div>
            <div className="settings-col">
              <SecretsCard />
              <ActivityCard />
              <PlaceholdersCard />
            </div>
          </div>
        ) : (
          <Loading what="the settings" />
        )}
      </div>
    </SaveScope>
  );
}

function StaffCard({ status }: { status: WorkspaceStatus }) {
  const save = useSetStaff();
  const staff = status.staff ?? { name: "", email: "" };
  return (
    <section className="card" aria-labelledby="staff-title">
      <header>
        <h2 id="staff-title">You</h2>
      </header>
      <div className="body">
        <SavedTextField
          label="Your name"
          value={staff.name}
          check={(text) => (text.trim() === "" ? "A name is needed: it stands beside every change." : null)}
          onSave={(name) => save.mutateAsync({ ...staff, name: name.trim() })}
        />
        <SavedTextField
          label="Your e-mail"
          type="email"
          value={staff.email}
          check={() => (staff.name === "" ? "Give your name first." : null)}
          onSave={(email) => save.mutateAsync({ ...staff, email: email.trim() })}
        />
      </div>
      <footer>Your name stands beside every change that you make.</footer>
    </section>
  );
}

const SCHEMES: readonly { value: MantineColorScheme; label: string }[] = [
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
  { value: "auto", label: "System" },
];

function AppearanceCard() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <section className="card" aria-labelledby="appearance-title">
      <header>
        <h2 id="appearance-title">Appearance</h2>
      </header>
      <div className="body">
        <div>
          <SegmentedFilter label="Appearance" value={colorScheme} onChange={setColorScheme} segments={SCHEMES} />
        </div>
      </div>
    </section>
  );
}

function WorkspaceCard({ status }: { status: WorkspaceStatus }) {
  return (
    <section className="card" aria-labelledby="workspace-title">
      <header>
        <h2 id="workspace-title">Workspace</h2>
      </header>
      <div className="body">
        <dl className="dl">
          <dt>Directory</dt>
          <dd className="mono">{status.directory}</dd>
          <dt>Content</dt>
          <dd>
            {status.agents} agents, {status.devices} devices
          </dd>
          <dt>Version</dt>
          <dd>{status.version}</dd>
        </dl>
      </div>
    </section>
  );
}

const PLACES: Record<string, string> = {
  keychain: "Keychain of this computer",
  file: "Encrypted file",
  none: "No place",
  sample: "Published keys of the sample",
};

const SECRETS: Record<string, string> = {
  connectwise_public_key: "ConnectWise public key",
  connectwise_private_key: "ConnectWise private key",
  connectwise_client_id: "ConnectWise client ID",
  maxmind_license_key: "MaxMind licence key",
  domotz_api_key: "Domotz API key",
  street_tiles_key: "Key of the street service",
  mail_password: "Mail password",
  violet_secret: "Key of Violet's links",
};

function SecretsCard() {
  const secrets = useSecretsStatus();
  return (
    <section className="card" aria-labelledby="secrets-title">
      <header>
        <h2 id="secrets-title">Keys and passwords</h2>
      </header>
      <div className="body">
        {secrets.error ? (
          <ErrorState
            title="The state of the secrets could not be read"
            error={secrets.error}
            onRetry={() => void secrets.refetch()}
          />
        ) : secrets.data ? (
          <>
            <div className="row g6">
              <Badge
                tone={secrets.data.place === "none" ? "warn" : "ok"}
                icon={secrets.data.place === "none" ? "warn" : "lock"}
              >
                {PLACES[secrets.data.place] ?? secrets.data.place}
              </Badge>
            </div>
            <p className="t13 m">{secrets.data.description}</p>
            {secrets.data.secrets.length > 0 ? (
              <dl className="dl secrets">
                {secrets.data.secrets.map((secret) => (
                  <div key={secret.name} className="dlrow">
                    <dt title={secret.name}>{SECRETS[secret.name] ?? secret.name}</dt>
                    <dd>{secret.set ? "set" : <span className="empty">not set</span>}</dd>
                  </div>
                ))}
              </dl>
            ) : null}
          </>
        ) : (
          <Loading what="where secrets are kept" />
        )}
      </div>
    </section>
  );
}
