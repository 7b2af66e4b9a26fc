export { AccessBadge } from "./AccessBadge";
export { SeeAsOwner } from "./agent/SeeAsOwner";
export { VioletPanel } from "./agent/VioletPanel";
export { VioletPage } from "./overview/VioletPage";
