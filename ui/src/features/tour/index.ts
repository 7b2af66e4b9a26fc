export { TourCard, useTourEntry } from "./TourCard";
export { forgetTour, restartTour, rewindTour } from "./tour";
