import { useMailSettings } from "../../../backend/queries";
import { ErrorState, Loading, PageHead } from "../../../components";
import { SettingsTabs } from "../SettingsTabs";
import { MailForm } from "./MailForm";
import { OutboxCard } from "./OutboxCard";
import { ServerCard } from "./ServerCard";
import { TestCard } from "./TestCard";

/** The mail server, whether it takes mail, and what is on its way. */
export function MailPage() {
  const settings = useMailSettings();
  return (
    <>
      <PageHead title="Settings">
        <SettingsTabs at="mail" />
      </PageHead>
      <div className="scroll">
        {settings.error && !settings.data ? (
          <div className="pad">
            <ErrorState
              title="The mail settings could not be read"
              error={settings.error}
              onRetry={() => void settings.refetch()}
            />
          </div>
        ) : settings.data === undefined ? (
          <Loading what="the mail settings" />
        ) : (
          <div className="settings">
            <div className="settings-col">
              {settings.data.host === "" ? (
                <section className="card" aria-labelledby="mail-title">
                  <header>
                    <h2 id="mail-title">Mail server</h2>
                  </header>
                  <div className="body">
                    <MailForm settings={settings.data} onDone={() => undefined} />
                  </div>
                </section>
              ) : (
                <ServerCard settings={settings.data} />
              )}
            </div>
            <div className="settings-col">
              <TestCard settings={settings.data} />
            </div>
            <div className="wide">
              <OutboxCard />
            </div>
          </div>
        )}
      </div>
    </>
  );
}
