export { AgentPage } from "./AgentPage";
export { AgentsPage } from "./AgentsPage";
export { SheetPage } from "./sheet/SheetPage";
