import "../connectwise/connectwise.css";

export { ActivityPage } from "./ActivityPage";
export { ChangesPage } from "./ChangesPage";
export { RunPage } from "./RunPage";
