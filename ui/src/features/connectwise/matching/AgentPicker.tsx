import { Select } from "@mantine/core";
import { useLocation } from "wouter";
import type { AgentSummary } from "../../../backend/generated";

/** Stands in the address where another page would have an agent's id. */
export const ALL_AGENTS = "all";

interface Props {
  agents: readonly AgentSummary[];
  agent: string;
}

/** Which agent is worked on, or all. */
export function AgentPicker({ agents, agent }: Props) {
  const [, navigate] = useLocation();
  return (
    <Select
      aria-label="Agent"
      placeholder="Choose an agent"
      searchable
      className="agentpicker"
      nothingFoundMessage="No linked agent has this name"
      value={agent}
      data={[
        { value: ALL_AGENTS, label: `All linked agents (${agents.length})` },
        ...agents.map((item) => ({
          value: item.id,
          label: `${item.name} → ${item.psa.company?.name ?? ""}`,
        })),
      ]}
      onChange={(id) => {
        if (id !== null) {
          navigate(`/connectwise/matching/${id}`);
        }
      }}
    />
  );
}
