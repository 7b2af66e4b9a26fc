import { Checkbox } from "@mantine/core";
import type { ReactNode } from "react";
import { CopyText, Icon } from "../../../components";
import { PublicAddress } from "./PublicAddress";
import { openStep, tickStep, useConnectSession } from "./session";
import { memberName, roleLevels, roleName, type SetupStep, type SetupStepId, setupSteps } from "./setup-steps";

/** The help for ConnectWise's side: what to do there, one step at a time, with ticks for what is done. */
export function SetupHelp() {
  const { done } = useConnectSession();
  return (
    <section className="card" aria-label="What to do in ConnectWise">
      <header>
        <h2>First, in ConnectWise</h2>
        <span className="n">once, by an administrator</span>
        <span className="n end">
          {done.length} of {setupSteps.length} done
        </span>
      </header>
      <ol className="setup">
        {setupSteps.map((step, index) => (
          <Step key={step.id} step={step} number={index + 1} />
        ))}
      </ol>
    </section>
  );
}

function Step({ step, number }: { step: SetupStep; number: number }) {
  const session = useConnectSession();
  const isOpen = session.open === step.id;
  const isDone = session.done.includes(step.id);
  const body = `setup-${step.id}`;
  return (
    <li className={isDone ? "done" : ""}>
      <div className="setup-head">
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={isOpen ? body : undefined}
          onClick={() => openStep(isOpen ? null : step.id)}
        >
          <span className="setup-number">{isDone ? <Icon name="check" size="xs" label="done" /> : number}</span>
          <b className="md">{step.title}</b>
          <span className="el d t12">{step.where}</span>
          <Icon name={isOpen ? "up" : "down"} size="xs" className="end" />
        </button>
        <Checkbox
          label="Done"
          aria-label={`${step.title}: done`}
          checked={isDone}
          onChange={(event) => tickStep(step.id, event.currentTarget.checked)}
        />
      </div>
      {isOpen ? (
        <div className="setup-body" id={body}>
          {contents[step.id]}
        </div>
      ) : null}
    </li>
  );
}

const level = (value: "All" | "None"): ReactNode => (value === "All" ? <b className="md">All</b> : "None");

/** The role's rights, in the columns of ConnectWise's own form. */
function RoleLevels() {
  return (
    <table className="rolelevels">
      <caption className="sr">Levels of the security role</caption>
      <thead>
        <tr>
          <th scope="col">Module and function</th>
          <th scope="col">Add</th>
          <th scope="col">Edit</th>
          <th scope="col">Delete</th>
          <th scope="col">Inquire</th>
        </tr>
      </thead>
      <tbody>
        {roleLevels.map((row) => (
          <tr key={row.name}>
            <th scope="row">
              <span className="d">{row.module} &gt; </span>
              <CopyText text={row.name} mono={false} />
            </th>
            <td>{level(row.add)}</td>
            <td>{level(row.edit)}</td>
            <td>{level(row.delete)}</td>
            <td>{level(row.inquire)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const contents: Record<SetupStepId, ReactNode> = {
  role: (
    <>
      <p>
        <b className="md">System &gt; Security Roles</b>, then + for a new role. Its Role ID:{" "}
        <CopyText text={roleName} />
      </p>
      <p>Set exactly these levels, and leave all others at None:</p>
      <RoleLevels />
      <ul>
        <li>
          <b className="md">Leave &quot;Customize&quot; at all types</b> beside Configurations. A type that is hidden
          there looks as if its devices were missing, and they would be created twice.
        </li>
        <li>Leave it at all tables beside Table Setup.</li>
        <li>All, not My: with My, ConnectWise leaves out records without saying so.</li>
        <li>Delete stays None. Sitebook never deletes anything in ConnectWise.</li>
      </ul>
    </>
  ),
  member: (
    <>
      <p>
        <b className="md">System &gt; Members</b>, tab <b className="md">API Members</b>, then + for a new one.
      </p>
      <dl className="dl">
        <dt>Member ID</dt>
        <dd>
          <CopyText text={memberName} />
        </dd>
        <dt>Role ID</dt>
        <dd>
          <CopyText text={roleName} />
        </dd>
        <dt>Level and others</dt>
        <dd>The highest that there is, so that no company is hidden</dd>
      </dl>
      <p className="m">
        Use it for Sitebook alone: ConnectWise then shows by its name what Sitebook wrote. An API member needs no
        licence.
      </p>
    </>
  ),
  keys: (
    <>
      <p>
        Open the API member, tab <b className="md">API Keys</b>, then +. Any description will do. Press{" "}
        <b className="md">Save</b>, and stay on the page.
      </p>
      <p>
        <b className="md">The private key is shown this once.</b> Copy both keys into the form here before you leave the
        page. If it is lost, delete the key there and make another.
      </p>
    </>
  ),
  client_id: (
    <>
      <p>
        Sign in to <CopyText text="developer.connectwise.com" />, choose <b className="md">ClientID</b>, and make one
        for Sitebook. One is enough for your company.
      </p>
      <dl className="dl">
        <dt>Type</dt>
        <dd>Private: it works with ConnectWise accounts of your own</dd>
        <dt>Looks like</dt>
        <dd className="mono">1a2b3c4d-0000-1111-2222-333344445555</dd>
      </dl>
      <p className="m">
        It is no password, but keep it to yourselves: ConnectWise may switch off one that is passed on.
      </p>
    </>
  ),
  address: (
    <>
      <p>
        Only where your ConnectWise lets in certain IP addresses. Requests leave from this computer, never from a cloud
        of ours, so that it is this office&apos;s public address that has to be allowed.
      </p>
      <ul>
        <li>Own server: in the firewall or web server in front of it.</li>
        <li>
          ConnectWise&apos;s cloud: where your administrator, or ConnectWise&apos;s support, set the restriction up.
        </li>
        <li>
          Restricted addresses show up as &quot;403&quot; or as &quot;lacks a right&quot; although the role is right.
        </li>
      </ul>
      <PublicAddress />
    </>
  ),
};
