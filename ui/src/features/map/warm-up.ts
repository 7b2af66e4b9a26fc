import { theWorld } from "./base/world";
import { startCounting } from "./use-clusters";

/**
 * Starts what the map waits for longest: its workers, and the outlines of the world. Nothing of it depends on agents, so it
 * goes on while those are read, or while somebody looks at another page.
 */
export function warmUp(): void {
  startCounting();
  // Whoever shows the map says so where it fails.
  theWorld()
    .load("50m")
    .catch(() => undefined);
}
