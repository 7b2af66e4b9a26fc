import { useCallback } from "react";
import type { LocatePinRequest, LocationView } from "../../backend/generated";
import { useLocatePin, useLocateReset } from "../../backend/queries";
import { notifyDone, notifyFailure } from "../../components";

interface Locatable {
  id: string;
  name: string;
  location: LocationView;
}

/** A place, and how it was found. */
export type FoundPlace = Omit<LocatePinRequest, "agent">;

/** A place that was pointed at, and nothing else said about it. */
export function pinAt(lat: number, lon: number): FoundPlace {
  return {
    lat,
    lon,
    method: "pin",
    address: null,
    postal: null,
    accuracy_km: null,
    city: null,
    region: null,
    country: null,
  };
}

export interface LocationActs {
  /** Confirms this place; the toast takes it back. */
  place(agent: Locatable, place: FoundPlace): void;
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
      const { confirmed, lat, lon, method, address, postal, accuracy_km, city, region, country } = agent.location;
      const onError = (reason: unknown): void => notifyFailure(`The place of ${agent.name} was not put back.`, reason);
      if (confirmed && lat !== null && lon !== null) {
        setPin({ agent: agent.id, lat, lon, method, address, postal, accuracy_km, city, region, country }, { onError });
      } else takeBack({ agent: agent.id }, { onError });
    },
    [setPin, takeBack],
  );

  const place = useCallback(
    (agent: Locatable, found: FoundPlace) =>
      setPin(
        { agent: agent.id, ...found },
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
