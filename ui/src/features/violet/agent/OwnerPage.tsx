import type { CSSProperties } from "react";
import type {
  DomotzPowerAction,
  OwnerBlock,
  OwnerCompany,
  OwnerDevice,
  OwnerNetwork,
  OwnerPower,
  OwnerView,
} from "../../../backend/generated";
import { useVioletSettings } from "../../../backend/queries";
import { Icon, KindIcon, Note, plural } from "../../../components";
import { logoAddress } from "../logo";

/**
 * The owner's page, drawn from what the core tells the owners' app, with the same words (`crates/violet/src/pages`). Nothing
 * on it can be pressed.
 */
export function OwnerPage({ view }: { view: OwnerView }) {
  const { company, networks } = view;
  const [only] = networks;
  const isOne = networks.length === 1 && only !== undefined;
  return (
    <article className="owner" aria-label="The owner's page" style={brandOf(company)}>
      <header>
        <Logo company={company} />
        <div className="grow">
          <b>{isOne ? only.name : "Your devices"}</b>
          {company.name === "" ? null : <p>looked after by {company.name}</p>}
        </div>
        <Icon name="user" />
      </header>
      {networks.length === 0 ? (
        <div className="owner-empty">
          <b>There is nothing here for you at the moment</b>
          <p>Nobody has taken your sign-in away, but no network is open to it. Ask {whom(company)}.</p>
        </div>
      ) : (
        networks.map((network) => (
          <Network key={network.agent} network={network} company={company} isOneOfSeveral={!isOne} />
        ))
      )}
      <Help company={company} />
    </article>
  );
}

const whom = ({ name }: OwnerCompany): string => (name === "" ? "whoever looks after your network" : name);

function brandOf({ colour, colour_text }: OwnerCompany): CSSProperties {
  return colour === "" ? {} : ({ "--fill": colour, "--on-fill": colour_text } as CSSProperties);
}

function Logo({ company }: { company: OwnerCompany }) {
  const logo = useVioletSettings().data?.logo ?? null;
  if (company.has_logo && logo !== null) return <img className="owner-logo" src={logoAddress(logo)} alt="" />;
  return (
    <span className="owner-logo" aria-hidden="true">
      {(company.name || "Your network").charAt(0).toUpperCase()}
    </span>
  );
}

interface NetworkProps {
  network: OwnerNetwork;
  company: OwnerCompany;
  isOneOfSeveral: boolean;
}

function Network({ network, company, isOneOfSeveral }: NetworkProps) {
  const online = network.devices.filter((device) => device.online === true).length;
  const who = whom(company);
  return (
    <section aria-label={network.name}>
      {isOneOfSeveral ? <b className="owner-network">{network.name}</b> : null}
      {network.online ? null : (
        <div className="owner-note">
          <Note tone="warn">Your network is not in touch at the moment. What you see may be old.</Note>
        </div>
      )}
      {network.devices.length === 0 ? (
        <p className="owner-empty">
          No device is shown to you yet. {who.charAt(0).toUpperCase() + who.slice(1)} chooses which ones are.
        </p>
      ) : (
        <>
          <p className="owner-count">
            {plural(network.devices.length, "device")}, {online} online
          </p>
          <ul>
            {network.devices.map((device) => (
              <Device key={device.id} device={device} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function stateOf(online: boolean | null): { className: string; words: string } {
  if (online === null) return { className: "owner-state", words: "Nobody knows whether it is on" };
  return online
    ? { className: "owner-state up", words: "Online" }
    : { className: "owner-state away", words: "Offline" };
}

function Device({ device }: { device: OwnerDevice }) {
  const { className, words } = stateOf(device.online);
  return (
    <li>
      <div className="owner-head">
        <span className="owner-picture">
          <KindIcon kind={device.kind} />
        </span>
        <div className="grow">
          <b className="md">{device.name}</b>
          <p className={className}>
            {words}
            {device.kind === "" ? "" : ` · ${device.kind}`}
          </p>
        </div>
      </div>
      {device.power === null && device.block === null ? null : (
        <div className="owner-acts">
          {device.power === null ? null : <Power power={device.power} isOn={device.online === true} />}
          {device.block === null ? null : <Internet block={device.block} />}
        </div>
      )}
    </li>
  );
}

/** How a switch stands; a picture of it, not the switch itself. */
function Stands({ on, isFixed }: { on: boolean; isFixed: boolean }) {
  return (
    <>
      <span className={["owner-switch", on && "on", isFixed && "fixed"].filter(Boolean).join(" ")} aria-hidden="true" />
      <span className="sr">{on ? "on" : "off"}</span>
    </>
  );
}

function Power({ power, isOn }: { power: OwnerPower; isOn: boolean }) {
  const can = (act: DomotzPowerAction): boolean => power.acts.includes(act);
  const canSwitch = can("on") && can("off");
  const hasHindrance = power.hindrance !== "";
  return (
    <>
      {canSwitch || hasHindrance ? (
        <span className="owner-act">
          <Icon name="power" />
          Power
          <Stands on={isOn} isFixed={hasHindrance} />
        </span>
      ) : null}
      {hasHindrance ? <span className="owner-reason">{power.hindrance}</span> : null}
      {can("cycle") ? (
        <span className="owner-act">
          <span className="owner-button">
            <Icon name="sync" />
            Restart
          </span>
        </span>
      ) : null}
    </>
  );
}

function Internet({ block }: { block: OwnerBlock }) {
  const isOpen = block.blocked !== true;
  const isFixed = block.hindrance !== "";
  return (
    <>
      <span className={isOpen ? "owner-act" : "owner-act blocked"}>
        <Icon name={isOpen ? "globe" : "lock"} />
        {isOpen ? "Internet" : "Blocked"}
        <Stands on={isOpen} isFixed={isFixed} />
      </span>
      {isFixed ? <span className="owner-reason">{block.hindrance}</span> : null}
    </>
  );
}

function Help({ company: { support_phone, support_email } }: { company: OwnerCompany }) {
  if (support_phone === "" && support_email === "") return null;
  return (
    <footer>
      {support_phone === "" ? null : (
        <span className="owner-button" title={support_phone}>
          <Icon name="handset" />
          Call for help
        </span>
      )}
      {support_email === "" ? null : (
        <span className="owner-button" title={support_email}>
          <Icon name="mail" />
          Write for help
        </span>
      )}
    </footer>
  );
}
