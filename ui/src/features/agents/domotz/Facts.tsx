import type { DomotzEvent, DomotzFact } from "../../../backend/generated";
import { Time } from "../../../components";
import { eventWords, factName, isTime, percentWords } from "./words";

/** Facts of Domotz as rows of a list. */
export function FactRows({ facts, uptime }: { facts: readonly DomotzFact[]; uptime: number | null }) {
  const online = percentWords(uptime);
  return (
    <>
      {online === "" ? null : (
        <>
          <dt>Online, last week</dt>
          <dd>{online}</dd>
        </>
      )}
      {facts.map((fact) => (
        <Fact key={fact.name} fact={fact} />
      ))}
    </>
  );
}

function Fact({ fact }: { fact: DomotzFact }) {
  return (
    <>
      <dt>{factName(fact.name)}</dt>
      <dd>{isTime(fact.name) ? <Time at={fact.value} withClock /> : fact.value}</dd>
    </>
  );
}

/** What happened lately, newest first. */
export function Events({ events, label }: { events: readonly DomotzEvent[]; label: string }) {
  if (events.length === 0) return <p className="t12 d">Nothing happened in the last week.</p>;
  return (
    <ul className="events" aria-label={label}>
      {events.slice(0, 10).map((event) => (
        <li key={`${event.at}/${event.kind}/${event.details}`}>
          <span className="d nw">
            <Time at={event.at} withClock />
          </span>{" "}
          {eventWords(event.kind)}
          {event.details === "" ? null : <span className="m"> {event.details}</span>}
        </li>
      ))}
    </ul>
  );
}
