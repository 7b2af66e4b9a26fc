import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { useWorkspaceStatus } from "../backend/queries";
import { formatNumber, Icon, type IconName } from "../components";
import { SampleMark } from "../features/sample";
import { useDomotzTrouble } from "../features/settings/sources/trouble";
import { TourCard, useTourEntry } from "../features/tour";
import { workspaceName } from "./workspace-name";

const CONNECTWISE_PAGES = [
  { to: "/connectwise/companies", title: "Companies", also: "/connectwise/plan" },
  { to: "/connectwise/matching", title: "Matching", also: "/connectwise/duplicates" },
  { to: "/connectwise/fields", title: "Match Fields", also: undefined },
  { to: "/connectwise/manage", title: "Manage Integration", also: undefined },
] as const;

export function Rail({ onStaff }: { onStaff(): void }) {
  const [location] = useLocation();
  const { data } = useWorkspaceStatus();
  const trouble = useDomotzTrouble();
  const inConnectwise = location.startsWith("/connectwise");
  const running = data?.syncing.length ?? 0;
  const down = data?.counts.down ?? 0;
  const sample = data?.sample ?? false;
  const tour = useTourEntry(sample);
  const tourNumber = (entry: string) => (tour?.entry === entry ? <TourNumber number={tour.number} /> : null);
  // Its pages are not in sight as long as none of them is open.
  const toConnectwise = !inConnectwise && tour?.entry.startsWith("/connectwise") === true;

  return (
    <nav className="rail" aria-label="Main">
      <div className="ws">
        <span className="mark">
          <svg
            width="14"
            height="14"
            viewBox="0 0 14 14"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.6"
            strokeLinejoin="round"
            aria-hidden="true"
          >
            <path d="M2 3.2 7 1.4l5 1.8v7.4L7 12.6l-5-2z" />
            <path d="M2 3.2 7 5l5-1.8M7 5v7.6" />
          </svg>
        </span>
        <span className="grow el" title={data?.directory}>
          {data && !sample ? workspaceName(data.directory) : "Sitebook"}
        </span>
      </div>
      {sample ? <SampleMark /> : null}
      <div className="nav">
        <RailLink to="/map" icon="map" title="Map" location={location}>
          {tourNumber("/map")}
          {down > 0 ? (
            <span className="n alert" title={`${down} down`}>
              <svg className="g" viewBox="0 0 12 12" style={{ color: "var(--bad-fill)" }} aria-hidden="true">
                <rect x="1.6" y="1.6" width="8.8" height="8.8" rx="1" fill="currentColor" />
              </svg>
              {formatNumber(down)}
              <span className="sr">down</span>
            </span>
          ) : null}
        </RailLink>
        <RailLink to="/agents" also="/import" icon="agents" title="Agents" location={location}>
          {tourNumber("/agents")}
          {data ? <span className="n">{formatNumber(data.agents)}</span> : null}
        </RailLink>
        <Link
          href="/connectwise/companies"
          className={inConnectwise ? "par" : ""}
          aria-expanded={inConnectwise}
          aria-controls={inConnectwise ? "connectwise-pages" : undefined}
        >
          <Icon name="link" />
          ConnectWise
          {toConnectwise && tour ? <TourNumber number={tour.number} /> : null}
          {data?.connection?.paused ? (
            <span className="n" title={data.connection.paused}>
              <Icon name="warn" size="xs" className="c-warn" label="paused" />
            </span>
          ) : null}
        </Link>
        {inConnectwise ? (
          <div className="subnav" id="connectwise-pages">
            {CONNECTWISE_PAGES.map((page) => {
              const on = location.startsWith(page.to) || (page.also !== undefined && location.startsWith(page.also));
              return (
                <Link key={page.to} href={page.to} className={on ? "on" : ""} aria-current={on ? "page" : undefined}>
                  {page.title}
                  {tourNumber(page.to)}
                </Link>
              );
            })}
          </div>
        ) : null}
        <RailLink to="/violet" icon="home" title="Violet" location={location} />
        <RailLink to="/activity" icon="activity" title="Activity" location={location}>
          {running > 0 ? <span className="n">{running} running</span> : null}
        </RailLink>
        <RailLink to="/settings" icon="settings" title="Settings" location={location}>
          {trouble === null ? null : (
            <span className="n" title={trouble.words}>
              <Icon
                name="warn"
                size="xs"
                className="c-warn"
                label={trouble.isPaused ? "Domotz paused" : "Domotz not refreshed"}
              />
            </span>
          )}
        </RailLink>
      </div>
      {sample ? <TourCard /> : null}
      <div className="railfoot">
        <button type="button" onClick={onStaff} title="Change your name and e-mail">
          <b className="el">{data?.staff?.name ?? "Name not given"}</b>
          <span className="el" style={{ display: "block" }}>
            {data?.staff ? data.staff.email || "no e-mail" : "Say who you are"}
          </span>
        </button>
      </div>
    </nav>
  );
}

/** Points at the page where a step of the tour takes place. */
function TourNumber({ number }: { number: number }) {
  return (
    <span className="tour-number" title={`Step ${number} of the guided tour`}>
      <span aria-hidden="true">{number}</span>
      <span className="sr">step {number} of the guided tour</span>
    </span>
  );
}

interface RailLinkProps {
  to: string;
  /** A page with an address of its own that belongs to this one. */
  also?: string;
  icon: IconName;
  title: string;
  location: string;
  children?: ReactNode;
}

function RailLink({ to, also, icon, title, location, children }: RailLinkProps) {
  const on = location === to || location === also || location.startsWith(`${to}/`);
  return (
    <Link href={to} className={on ? "on" : ""} aria-current={on ? "page" : undefined}>
      <Icon name={icon} />
      {title}
      {children}
    </Link>
  );
}
