import { useEffect, useState } from "react";
import type { CountryLabel } from "./messages";
import { theWorld } from "./world";

export interface KnownWorld {
  /** The countries, once the outlines of the world are read. */
  labels: readonly CountryLabel[];
  /** Why they are not; none = they are, or will be. */
  failed: string | null;
}

const NOT_YET: KnownWorld = { labels: [], failed: null };

/** The offline base map, for those who show it and have to say where it fails. */
export function useWorld(): KnownWorld {
  const [world, setWorld] = useState(NOT_YET);
  useEffect(() => {
    let alive = true;
    theWorld()
      .load("50m")
      .then(
        (labels) => alive && setWorld({ labels, failed: null }),
        (reason: unknown) =>
          alive && setWorld({ labels: [], failed: reason instanceof Error ? reason.message : String(reason) }),
      );
    return () => {
      alive = false;
    };
  }, []);
  return world;
}
