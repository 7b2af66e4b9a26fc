import { useEffect, useState } from "react";
import { endWaiting, secondsLeft, useWaiting, type Waiting, type WaitingReason } from "../backend/waiting";
import { Icon } from "../components";

const WORDS: Record<WaitingReason, (seconds: number) => string> = {
  too_many_requests: (seconds) => `ConnectWise asked for a pause of ${seconds} s`,
  unavailable: (seconds) => `ConnectWise does not answer; next try after ${seconds} s`,
};

/** A pause in the requests is no failure: it is told calmly, in one place, and goes away by itself. */
export function WaitingNotice() {
  const waiting = useWaiting();
  return waiting === null ? null : <Countdown key={waiting.until} waiting={waiting} />;
}

function Countdown({ waiting }: { waiting: Waiting }) {
  const [left, setLeft] = useState(() => secondsLeft(waiting, Date.now()));
  useEffect(() => {
    const timer = window.setInterval(() => {
      const seconds = secondsLeft(waiting, Date.now());
      setLeft(seconds);
      if (seconds === 0) endWaiting();
    }, 250);
    return () => window.clearInterval(timer);
  }, [waiting]);
  const words = WORDS[waiting.reason](waiting.seconds);
  return (
    <div className="waiting" title={words}>
      <Icon name="clock" size="s" />
      {/* Said once; the seconds are for the eye only. */}
      <span role="status" className="el">
        {words}
      </span>
      <span className="waiting-left" aria-hidden="true">
        {left} s
      </span>
    </div>
  );
}
