/** The five steps of the tour through the sample, as values and rules. */
import type { AgentSummary } from "../../backend/generated";

export type TourStepId = "map" | "agent" | "link" | "match" | "sync";

/** The agents as far as a step has to know them. */
export type TourAgent = Pick<AgentSummary, "id" | "status" | "psa">;

export interface TourStep {
  id: TourStepId;
  title: string;
  /** What to try, in one or two sentences. */
  text: string;
  /** The entry of the rail that leads there. */
  entry: string;
  /** Where the step takes place. */
  address(agents: readonly TourAgent[]): string;
  /** Whether it was done; null where that leaves no trace in the workspace. */
  done(agents: readonly TourAgent[]): boolean | null;
}

const isLinked = (agent: TourAgent): boolean => agent.psa.company !== null;
const isMatched = (agent: TourAgent): boolean => agent.psa.matched > 0;
const wasSynced = (agent: TourAgent): boolean => agent.psa.last_run !== null;

export const tourSteps: readonly TourStep[] = [
  {
    id: "map",
    title: "Find a network",
    text: "Click a group of networks to come closer, then one of them to see who it belongs to. The list beside the map follows.",
    entry: "/map",
    address: () => "/map",
    done: () => null,
  },
  {
    id: "agent",
    title: "Look after a customer",
    text: "Change the customer ID or a phone number, then leave the field: it is saved, and History shows who did it.",
    entry: "/agents",
    address: (agents) => {
      const agent = agents.find((item) => item.status === "attention") ?? agents[0];
      return agent === undefined ? "/agents" : `/agents/${agent.id}`;
    },
    done: () => null,
  },
  {
    id: "link",
    title: "Link it to a company",
    text: "Press Link beside a suggested company, or choose another one. Nothing is linked unless you say so.",
    entry: "/connectwise/companies",
    address: () => "/connectwise/companies",
    done: (agents) => agents.some(isLinked),
  },
  {
    id: "match",
    title: "Match the devices",
    text: "Find matches, then look at what is only proposed or in review: duplicates and placeholder serials wait there.",
    entry: "/connectwise/matching",
    address: (agents) => {
      const agent = agents.find((item) => isLinked(item) && !isMatched(item)) ?? agents.find(isLinked);
      return agent === undefined ? "/connectwise/matching" : `/connectwise/matching/${agent.id}`;
    },
    done: (agents) => agents.some(isMatched),
  },
  {
    id: "sync",
    title: "Plan and sync",
    text: "Read the plan first: each old and new value, and the conflicts. Run it, then plan again: nothing is left to do.",
    entry: "/connectwise/companies",
    address: (agents) => {
      const agent = agents.find(isMatched) ?? agents.find(isLinked);
      return agent === undefined ? "/connectwise/companies" : `/connectwise/plan/${agent.id}`;
    },
    done: (agents) => agents.some(wasSynced),
  },
];
