import "../connectwise/connectwise.css";

export { ActivityPage } from "./ActivityPage";
export { RunPage } from "./RunPage";
