import { type ReactNode, useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { useWorkspaceStatus } from "../backend/queries";
import { isSwitching, startOver } from "../backend/workspace-switch";
import { Icon, KeyHint, MOD, Time } from "../components";
import { useDomotzTrouble } from "../features/settings/sources/trouble";
import { FindDialog } from "./find/FindDialog";
import { Rail } from "./Rail";
import { StaffDialog } from "./StaffDialog";
import { SyncFailureNotices } from "./SyncFailureNotices";
import { WaitingNotice } from "./WaitingNotice";

export function Shell({ children }: { children: ReactNode }) {
  const [finding, setFinding] = useState(false);
  const [asking, setAsking] = useState<"name" | "beginning" | null>(null);
  const [later, setLater] = useState(false);
  const [location, navigate] = useLocation();
  const main = useRef<HTMLElement>(null);
  const status = useWorkspaceStatus();

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setFinding(true);
      }
    }
    // A file that is dropped beside its place must not replace the application.
    const swallow = (event: DragEvent): void => event.preventDefault();
    window.addEventListener("keydown", onKeyDown);
    window.addEventListener("dragover", swallow);
    window.addEventListener("drop", swallow);
    return () => {
      window.removeEventListener("keydown", onKeyDown);
      window.removeEventListener("dragover", swallow);
      window.removeEventListener("drop", swallow);
    };
  }, []);

  // What had the keyboard went away with the old page: go on in the new one, not before the rail.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address is what was changed.
  useEffect(() => {
    if (document.activeElement === document.body) main.current?.focus({ preventScroll: true });
  }, [location]);

  // Somebody else switched the workspace, such as another window on the same core.
  const directory = status.data?.directory;
  const shown = useRef(directory);
  useEffect(() => {
    if (directory === undefined) return;
    const other = shown.current !== undefined && shown.current !== directory;
    shown.current = directory;
    if (!other || isSwitching()) return;
    navigate("/map");
    startOver();
  }, [directory, navigate]);

  // Kept while it is open: saving the name is not yet the end of it.
  if (asking === null && !later && !isSwitching() && status.data !== undefined && status.data.staff === null) {
    // An empty workspace that nobody has used yet is the moment for choosing what to begin with.
    setAsking(status.data.agents === 0 && !status.data.sample ? "beginning" : "name");
  }

  return (
    <div className="app">
      <Rail onStaff={() => setAsking("name")} />
      <section className="topbar" aria-label="Find and state">
        <button type="button" className="find" aria-haspopup="dialog" onClick={() => setFinding(true)}>
          <Icon name="search" size="s" />
          <span className="el">Find agents, devices, companies, actions</span>
          <KeyHint keys={[MOD, "K"]} />
        </button>
        <WaitingNotice />
        <SyncFailureNotices />
        <TopState />
      </section>
      <main className="main" ref={main} tabIndex={-1}>
        {children}
      </main>
      {finding ? <FindDialog onClose={() => setFinding(false)} onGo={navigate} /> : null}
      <StaffDialog
        opened={asking !== null}
        staff={status.data?.staff ?? null}
        mayTrySample={asking === "beginning"}
        onClose={() => {
          setAsking(null);
          setLater(true);
        }}
      />
    </div>
  );
}

/** At the right of the top bar: what is running, how ConnectWise is, and Domotz where something is wrong with it. */
export function TopState() {
  const { data } = useWorkspaceStatus();
  const trouble = useDomotzTrouble();
  if (!data) return <div className="syncstate" />;
  const running = data.syncing.length;
  const { connection } = data;
  return (
    <div className="syncstate" role="status">
      {running > 0 ? (
        <>
          <span className="row g6">
            <Icon name="spin" size="s" />
            Syncing {running === 1 ? "1 agent" : `${running} agents`}
          </span>
          <span className="sep" />
        </>
      ) : null}
      {trouble === null ? null : (
        <>
          <a className="row g6 c-warn" href="#/settings/sources" title={trouble.title}>
            <Icon name="warn" size="s" />
            <span className="el">{trouble.words}</span>
          </a>
          <span className="sep" />
        </>
      )}
      {connection === null ? (
        <span className="row g6 d">
          <Icon name="minus" size="s" />
          ConnectWise not connected
        </span>
      ) : connection.paused ? (
        <a className="row g6 c-warn" href="#/connectwise/manage" title={connection.paused}>
          <Icon name="warn" size="s" />
          ConnectWise paused
        </a>
      ) : (
        <span className="row g6">
          <Icon name="check" size="s" className="c-ok" />
          ConnectWise{" "}
          <span className="d">
            read <Time at={connection.last_contact_at} withClock />
          </span>
        </span>
      )}
    </div>
  );
}
