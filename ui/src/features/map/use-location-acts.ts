import { useCallback } from "react";
import type { LocationView } from "../../backend/generated";
import { useLocatePin, useLocateReset } from "../../backend/queries";
import { notifyDone, notifyFailure } from "../../components";

interface Locatable {
  id: string;
  name: string;
  location: LocationView;
}

export interface LocationActs {
  /** Confirms this place; the toast takes it back. */
  place(agent: Locatable, lat: number, lon: number): void;
  backToEstimate(agent: Locatable): void;
  busy: boolean;
}

export function useLocationActs(): LocationActs {
  const pin = useLocatePin();
  const reset = useLocateReset();
  const { mutate: setPin } = pin;
  const { mutate: takeBack } = reset;

  /** Puts the location back to what it was before an act. */
  const restore = useCallback(
    (agent: Locatable) => {
      const { confirmed, lat, lon } = agent.location;
      const onError = (reason: unknown): void => notifyFailure(`The place of ${agent.name} was not put back.`, reason);
      if (confirmed && lat !== null && lon !== null) setPin({ agent: agent.id, lat, lon }, { onError });
      else takeBack({ agent: agent.id }, { onError });
    },
    [setPin, takeBack],
  );

  const place = useCallback(
    (agent: Locatable, lat: number, lon: number) =>
      setPin(
        { agent: agent.id, lat, lon },
        {
          onSuccess: () => notifyDone(`Confirmed the place of ${agent.name}`, () => restore(agent)),
          onError: (reason) => notifyFailure(`The place of ${agent.name} was not changed.`, reason),
        },
      ),
    [setPin, restore],
  );

  const backToEstimate = useCallback(
    (agent: Locatable) =>
      takeBack(
        { agent: agent.id },
        {
          onSuccess: () => notifyDone(`${agent.name} stands at its estimate again`, () => restore(agent)),
          onError: (reason) => notifyFailure(`The place of ${agent.name} was not changed.`, reason),
        },
      ),
    [takeBack, restore],
  );

  return { place, backToEstimate, busy: pin.isPending || reset.isPending };
}

/** Reads "53.74, -0.33"; null for what is not on earth. */
export function readCoordinates(text: string): { lat: number; lon: number } | null {
  const parts = /^\s*(-?\d+(?:\.\d+)?)\s*[,;\s]\s*(-?\d+(?:\.\d+)?)\s*$/.exec(text);
  if (!parts) return null;
  const [lat, lon] = [Number(parts[1]), Number(parts[2])];
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : null;
}
