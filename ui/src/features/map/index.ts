export { MapPage } from "./MapPage";
export { warmUp } from "./warm-up";
