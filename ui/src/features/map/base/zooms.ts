/* Pure: also for workers, which have no document that Leaflet could be loaded into. */

export const MIN_ZOOM = 2;
/** Without streets there is nothing to see from nearer. */
export const MAX_ZOOM = 12;
/** With streets: a house fills the map. */
export const STREETS_MAX_ZOOM = 19;
