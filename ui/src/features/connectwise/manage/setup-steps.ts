/** What an administrator of ConnectWise does once, in the order in which it is done. */
export type SetupStepId = "role" | "member" | "keys" | "client_id" | "address";

export interface SetupStep {
  id: SetupStepId;
  title: string;
  /** Beside the title: where it is done. */
  where: string;
}

export const setupSteps: readonly SetupStep[] = [
  { id: "role", title: "Make a security role", where: "System > Security Roles" },
  { id: "member", title: "Make an API member", where: "System > Members" },
  { id: "keys", title: "Make its keys", where: "API member > API Keys" },
  { id: "client_id", title: "Get a client ID", where: "developer.connectwise.com" },
  { id: "address", title: "Allow this office's address", where: "only where restricted" },
];

/** "Step 3", as fields and errors refer to it. */
export function stepName(id: SetupStepId): string {
  return `Step ${setupSteps.findIndex((step) => step.id === id) + 1}`;
}

/** The first step after this one that is not done; those before it are looked at last. */
export function nextStep(after: SetupStepId, done: readonly SetupStepId[]): SetupStepId | null {
  const at = setupSteps.findIndex((step) => step.id === after);
  const rest = [...setupSteps.slice(at + 1), ...setupSteps.slice(0, at)];
  return rest.find((step) => !done.includes(step.id))?.id ?? null;
}

/** Names that are typed into ConnectWise's forms. */
export const roleName = "Sitebook API";
export const memberName = "Sitebook";

type Level = "All" | "None";

/** The levels of the role, as ConnectWise's form for security roles shows them. */
export const roleLevels: readonly {
  module: string;
  name: string;
  add: Level;
  edit: Level;
  delete: Level;
  inquire: Level;
}[] = [
  { module: "Companies", name: "Company Maintenance", add: "None", edit: "None", delete: "None", inquire: "All" },
  { module: "Companies", name: "Configurations", add: "All", edit: "All", delete: "None", inquire: "All" },
  { module: "System", name: "Table Setup", add: "All", edit: "All", delete: "None", inquire: "All" },
];
