import { useEffect } from "react";
import { useLocation } from "wouter";
import { useAgents } from "../../backend/queries";
import { Button, Icon } from "../../components";
import { type TourStep, tourSteps } from "./steps";
import { closeTour, finishTour, goToStep, useTour } from "./tour";

/** The entry of the rail that the open step points at; none when the tour is closed. */
export function useTourEntry(inSample: boolean): { entry: string; number: number } | null {
  const tour = useTour();
  const step = tourSteps[tour.step];
  return inSample && tour.open && step !== undefined ? { entry: step.entry, number: tour.step + 1 } : null;
}

/** The tour through the sample, at the foot of the rail: it covers nothing, and one can work while it is there. */
export function TourCard() {
  const tour = useTour();
  const step = tourSteps[tour.step];
  return tour.open && step !== undefined ? <Step step={step} place={tour.step} /> : null;
}

/** The card goes away: the keyboard goes on at the menu that brings it back. */
function end(how: () => void): void {
  how();
  document.querySelector<HTMLElement>(".samplemark")?.focus();
}

function Step({ step, place }: { step: TourStep; place: number }) {
  const [location, navigate] = useLocation();
  const agents = useAgents();
  const known = agents.data?.agents ?? [];
  const address = step.address(known);
  const done = step.done(known) === true;
  const last = place === tourSteps.length - 1;
  const there = location === address || location.startsWith(`${address}/`);

  function go(next: number): void {
    goToStep(next);
    const target = tourSteps[next];
    if (target) navigate(target.address(known));
  }

  useEffect(() => {
    // Only with the keyboard in the card: it is no dialog, and Esc elsewhere belongs to what is open on the page.
    function onKeyDown(event: KeyboardEvent): void {
      const inCard = event.target instanceof HTMLElement && event.target.closest(".tour") !== null;
      if (event.key === "Escape" && inCard) end(closeTour);
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);

  return (
    <section className="tour" aria-label="Guided tour">
      <header>
        <span className="d t12">
          Step {place + 1} of {tourSteps.length}
        </span>
        <Button small iconOnly kind="quiet" icon="close" aria-label="Close the tour" onClick={() => end(closeTour)} />
      </header>
      <div aria-live="polite">
        <b>{step.title}</b>
        <p>{step.text}</p>
        {done ? (
          <p className="tour-done">
            <Icon name="check" size="s" />
            Done
          </p>
        ) : null}
      </div>
      {there ? null : (
        <Button kind="link" onClick={() => navigate(address)}>
          Show me
        </Button>
      )}
      <footer>
        {place > 0 ? (
          <Button small onClick={() => go(place - 1)}>
            Back
          </Button>
        ) : null}
        {last ? (
          <Button small className="end" onClick={() => end(finishTour)}>
            Finish
          </Button>
        ) : (
          <Button small className="end" onClick={() => go(place + 1)}>
            Next
          </Button>
        )}
      </footer>
    </section>
  );
}
