import type {
  DomotzDarkDevices,
  DomotzDeviceDetails,
  DomotzOutlet,
  DomotzPowerAction,
  DomotzPowerReach,
} from "../../../backend/generated";
import type { useDomotzPowerReach } from "../../../backend/queries";
import { Icon, Note } from "../../../components";
import { darkCount, darkWords, hangsWords, isCutShort } from "./words";

interface PowerReachProps {
  action: DomotzPowerAction;
  /** The outlet that is cut; null = the device itself. */
  outlet: DomotzOutlet | null;
  details: DomotzDeviceDetails;
  reach: ReturnType<typeof useDomotzPowerReach>;
}

/** What goes dark with what somebody is about to cut. */
export function PowerReach({ action, outlet, details, reach }: PowerReachProps) {
  const isHost = outlet === null && details.is_host;
  const hangs = hangsWords(outlet === null ? details.hangs_on : outlet.feeds);
  return (
    <div className="col g8" aria-live="polite">
      {isHost ? (
        <Note tone="warn">
          The agent itself runs on this device: without it Domotz sees nothing of this network, and cannot switch it on
          again.
        </Note>
      ) : null}
      {reach.isFetching ? (
        <div className="loading" role="status">
          <Icon name="spin" size="s" />
          Asking Domotz what hangs on it ...
        </div>
      ) : reach.error ? (
        <>
          {hangs === "" ? null : <Note tone="warn">{hangs}</Note>}
          {outlet === null && details.carries_others && !isHost ? <CarriesOthers /> : null}
          <Note tone="warn">What hangs on it could not be asked: {reach.error.message}</Note>
        </>
      ) : reach.data === undefined ? null : (
        <Answer
          action={action}
          isOutlet={outlet !== null}
          isHost={isHost}
          carriesOthers={outlet === null && details.carries_others}
          reach={reach.data}
        />
      )}
    </div>
  );
}

interface AnswerProps {
  action: DomotzPowerAction;
  isOutlet: boolean;
  isHost: boolean;
  carriesOthers: boolean;
  reach: DomotzPowerReach;
}

function Answer({ action, isOutlet, isHost, carriesOthers, reach }: AnswerProps) {
  const { loses_power, keeps_a_feed, cut_off, connected, out_of_reach, not_known, agent } = reach;
  const restarts = action === "software_reboot";
  const goesDark = darkCount(loses_power) + darkCount(cut_off) + darkCount(connected) > 0;
  const isAgentOpen = agent === "unknown" && !isHost;
  // A power cycle needs nobody to switch it on again, and an agent that is gone has been told of.
  const isStranded = action === "off" && agent !== "lost" && out_of_reach.length > 0;
  return (
    <>
      {agent === "lost" && !isHost ? (
        <Note tone="warn">
          The agent goes dark with it, or loses its way into the internet: Domotz then sees nothing of this network
          {action === "off" ? ", and cannot switch it on again." : " until it is back."}
        </Note>
      ) : null}
      {goesDark ? (
        <Note tone="warn">
          <Group label={restarts ? "May lose power meanwhile" : "Loses power"} dark={loses_power} />
          <Group label={restarts ? "Cut off from the network meanwhile" : "Cut off from the network"} dark={cut_off} />
          <Group label={`Connected to ${isOutlet ? "what loses power" : "it"}, and perhaps cut off`} dark={connected} />
          {isStranded ? (
            <p>
              {out_of_reach.join(", ")} would have to switch it on again, and is out of reach then: somebody has to do
              it on site.
            </p>
          ) : isAgentOpen ? (
            <p>
              Whether the agent is among them is not known
              {action === "off" ? ": without it Domotz cannot switch it on again." : "."}
            </p>
          ) : null}
        </Note>
      ) : isAgentOpen && carriesOthers ? (
        <CarriesOthers />
      ) : null}
      {darkCount(keeps_a_feed) > 0 ? (
        <Note>
          <Group label="Loses one outlet, and goes on by another" dark={keeps_a_feed} />
        </Note>
      ) : null}
      {not_known.length > 0 ? (
        <Note tone="warn">
          <p>What hangs on it is not wholly known.</p>
          {not_known.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </Note>
      ) : goesDark || isHost || agent === "lost" || (isAgentOpen && carriesOthers) ? null : (
        <span>
          Domotz knows of nothing {darkCount(keeps_a_feed) > 0 ? "that goes dark with it" : "that hangs on it"}.
        </span>
      )}
    </>
  );
}

/** Who goes dark for one reason; all by name for whoever wants them. */
function Group({ label, dark }: { label: string; dark: DomotzDarkDevices }) {
  if (darkCount(dark) === 0) return null;
  return (
    <div>
      <b className="md">{label}:</b> {darkWords(dark)}
      {isCutShort(dark) ? (
        <details>
          <summary>All by name</summary>
          {darkWords(dark, dark.devices.length)}
        </details>
      ) : null}
    </div>
  );
}

/** By its kind, where nobody knows better. */
function CarriesOthers() {
  return (
    <Note tone="warn">
      Other devices may get their network or power through this one, the agent among them: then Domotz cannot switch it
      on again.
    </Note>
  );
}
