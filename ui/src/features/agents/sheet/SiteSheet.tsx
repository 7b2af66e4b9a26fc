import type { ReactNode } from "react";
import type { AgentDetail, DeviceView, PhoneView } from "../../../backend/generated";
import { formatCoordinates, formatFullTime, plural, STATUS_WORD } from "../../../components";
import { postalLine } from "../../map/address/postal";
import { locationSentence, placeWords } from "../../map/location-words";
import { SmallMap } from "../../map/SmallMap";
import { sourceTitle } from "../agent-fields";
import { addressLine } from "../LocationCard";
import { internationalBeside } from "../phones";

const PLATFORM: Record<string, string> = {
  "domotz-box": "Domotz Box",
  "luxul-router": "Luxul router",
  software: "Software",
  other: "Other",
};

/** "2 Nov 2026": paper is read in other years too. */
const paperDay = (at: string | null): string => formatFullTime(at).split(",")[0] ?? "";

/** Where to go: the address that a person set, in its parts where they are known; else the one that the source reports. */
function whereToGo(agent: AgentDetail): string {
  const { confirmed, postal, address } = agent.location;
  return (confirmed && ((postal && postalLine(postal)) || address)) || addressLine(agent);
}

/** As it was typed; whoever calls from another country finds the other form beside it. */
function phoneWords(phone: PhoneView): string {
  const international = internationalBeside(phone);
  return international === null ? phone.number : `${phone.number} (${international})`;
}

/** The paper itself: always dark on white, whatever theme the window has. */
export function SiteSheet({ agent, now }: { agent: AgentDetail; now: Date }) {
  const devices = agent.devices.filter((device) => !device.ignored && device.gone_since === null);
  const left = agent.devices.length - devices.length;
  const address = whereToGo(agent);
  const contact = [agent.contact.first_name, agent.contact.last_name].filter(Boolean).join(" ");
  const { location, psa } = agent;
  return (
    <article className="sheet" data-mantine-color-scheme="light" aria-label={`Site sheet of ${agent.name}`}>
      <header className="sheet-head">
        <h2>{agent.name}</h2>
        <p>
          {[agent.customer_id && `Customer ${agent.customer_id}`, agent.contract_id && `contract ${agent.contract_id}`]
            .filter(Boolean)
            .join(", ") || sourceTitle(agent.source)}
        </p>
      </header>
      <div className="sheet-top">
        <div>
          <Part title="Address">
            {address === "" ? <p className="d">No address is known.</p> : <p>{address}</p>}
            <p className="d">
              {location.source === "person" || location.source === "source" ? `${placeWords(location)}. ` : ""}
              {locationSentence(location, true)}
              {location.lat !== null && location.lon !== null
                ? `. ${formatCoordinates(location.lat, location.lon)}`
                : ""}
            </p>
          </Part>
          <Part title="Contact">
            <dl>
              <Fact name="Name" value={contact} />
              <Fact name="E-mail" value={agent.contact.email} />
              {agent.phones.map((phone) => (
                <Fact key={phone.typed} name={phone.label || "Phone"} value={phoneWords(phone)} />
              ))}
              {agent.phones.length === 0 ? <Fact name="Phone" value="" /> : null}
            </dl>
          </Part>
        </div>
        <SmallMap agent={agent} placing={false} onPlace={() => undefined} still />
      </div>
      <div className="sheet-two">
        <Part title="Agent">
          <dl>
            <Fact name="Status" value={`${STATUS_WORD[agent.status]}, on ${formatFullTime(now.toISOString())}`} />
            <Fact name="Kind" value={agent.residential ? "Residential" : "Commercial"} />
            <Fact name="Platform" value={PLATFORM[agent.platform] ?? ""} />
            <Fact name="Public IP" value={agent.public_ip} mono />
            <Fact name="Time zone" value={agent.time_zone.replaceAll("_", " ")} />
            <Fact name="Plan" value={agent.plan} />
            <Fact name="Tags" value={agent.tags.join(", ")} />
            <Fact name="Activated" value={paperDay(agent.activated_at)} />
            <Fact name="Source" value={`${sourceTitle(agent.source)} ${agent.source_id}`} />
          </dl>
        </Part>
        <Part title="PSA">
          {psa.company ? (
            <dl>
              <Fact name="ConnectWise" value={psa.company.name} />
              <Fact name="Company ID" value={psa.company.identifier} />
              <Fact name="Site" value={psa.site?.name ?? "no particular site"} />
              <Fact name="Matched" value={`${psa.matched} of ${plural(psa.matchable, "device")}`} />
              <Fact name="Last sync" value={paperDay(psa.last_success_at) || "never"} />
            </dl>
          ) : (
            <p className="d">Not linked to a company.</p>
          )}
        </Part>
      </div>
      <Part title="Notes">
        {agent.note.trim() === "" ? <p className="d">None.</p> : <p className="sheet-note">{agent.note}</p>}
      </Part>
      <Part title={plural(devices.length, "device")}>
        {devices.length === 0 ? <p className="d">None is known.</p> : <DeviceRows devices={devices} />}
        {left > 0 ? <p className="d sheet-left">{left} ignored or gone are left out.</p> : null}
      </Part>
      <footer className="sheet-foot">
        <span>Sitebook site sheet</span>
        <span>Printed {formatFullTime(now.toISOString())}</span>
      </footer>
    </article>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="sheet-part">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Fact({ name, value, mono }: { name: string; value: string; mono?: boolean }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className={mono ? "mono" : undefined}>{value === "" ? <span className="d">none</span> : value}</dd>
    </>
  );
}

function DeviceRows({ devices }: { devices: readonly DeviceView[] }) {
  return (
    <table className="sheet-devices">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Kind, vendor, model</th>
          <th scope="col">Serial number</th>
          <th scope="col">MAC, IP address</th>
          <th scope="col">Zone, room</th>
        </tr>
      </thead>
      <tbody>
        {devices.map((device) => (
          <tr key={device.id}>
            <td>
              <b>{device.name || device.source_id}</b>
              {device.status === "offline" ? <small>offline</small> : null}
            </td>
            <td>
              {[device.vendor, device.model].filter(Boolean).join(" ")}
              <small>{device.kind}</small>
            </td>
            <td className="mono">{device.serial}</td>
            <td className="mono">
              {device.macs[0] ?? ""}
              <small>{device.ips[0] ?? ""}</small>
            </td>
            <td>{[device.zone, device.room].filter(Boolean).join(", ")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
