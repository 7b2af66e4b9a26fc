import { neededRights } from "./failures";

/** What an administrator of ConnectWise does once, in the order in which it is done. */
export function ConnectSteps() {
  return (
    <section className="card" aria-label="What to do in ConnectWise">
      <header>
        <h2>First, in ConnectWise</h2>
        <span className="n">once, by an administrator</span>
      </header>
      <ol className="body cwsteps">
        <li>
          <b className="md">Make a security role.</b> System &gt; Security Roles &gt; New Role, named{" "}
          <span className="mono">Sitebook API</span>, with exactly these rights:
          <table className="rights">
            <tbody>
              {neededRights.map((item) => (
                <tr key={item.right}>
                  <td className="d">{item.module}</td>
                  <td>{item.right}</td>
                  <td className="m">{item.levels}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </li>
        <li>
          <b className="md">Make an API member.</b> System &gt; Members &gt; API Members, with that role.
        </li>
        <li>
          <b className="md">Make its keys.</b> In the API member: API Keys, then +. The private key is shown only once.
        </li>
        <li>
          <b className="md">Get a client ID.</b> developer.connectwise.com, ClientID: one for your company is enough.
        </li>
        <li>
          <b className="md">Allow your address.</b> Only where ConnectWise restricts IP addresses: allow the public
          address of this office. Requests leave from this computer, never from a cloud of ours.
        </li>
      </ol>
    </section>
  );
}
