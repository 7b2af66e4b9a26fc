import type { VioletServing, VioletSettings } from "../../../backend/generated";
import { useWorkspaceStatus } from "../../../backend/queries";
import { Badge, CopyText, Time } from "../../../components";
import { ReverseProxyField } from "./ReverseProxyField";

/** Without an address to listen on there is automatic sync only, and no web app. */
const SERVE = "serve --listen 127.0.0.1:8090";

/** Which computer serves the owners' app, and how it comes to this workspace. */
export function ServingCard({ settings }: { settings: VioletSettings }) {
  const directory = useWorkspaceStatus().data?.directory;
  const { serving } = settings;
  return (
    <section className="card" aria-labelledby="serving-title">
      <header>
        <h2 id="serving-title">Where it runs</h2>
        <Running serving={serving} />
      </header>
      <div className="body">
        {serving === null ? (
          <p className="t13 m">
            The owners' web app is not part of this window: it runs on a computer that is always on and that the public
            address leads to.
          </p>
        ) : (
          <dl className="dl">
            <dt>Computer</dt>
            <dd>{serving.machine}</dd>
            <dt>Listens on</dt>
            <dd className="mono">{serving.listen}</dd>
            <dt>Last seen</dt>
            <dd>
              <Time at={serving.seen_at} withClock />
            </dd>
          </dl>
        )}
        <p className="t13 m">
          It has to work with this same workspace: start it on the computer that holds the directory, which cannot be on
          a network drive. It answers the proxy (nginx, Caddy) that speaks https on that same computer; the guide,
          violet.md, has both, and the way without a proxy. It also sends the mail while no window is open.
        </p>
        <CopyText command text={`sitebookctl --data ${quoted(directory ?? "WORKSPACE")} ${SERVE}`} />
        <ReverseProxyField settings={settings} />
      </div>
    </section>
  );
}

function Running({ serving }: { serving: VioletServing | null }) {
  if (serving === null) {
    return (
      <Badge tone="dashed" icon="minus">
        Never seen
      </Badge>
    );
  }
  return serving.running ? (
    <Badge tone="ok" icon="check">
      Running
    </Badge>
  ) : (
    <Badge tone="warn" icon="warn">
      Not running
    </Badge>
  );
}

/** As a shell takes it. */
const quoted = (path: string): string => (/^[\w./:@-]+$/.test(path) ? path : `"${path}"`);
