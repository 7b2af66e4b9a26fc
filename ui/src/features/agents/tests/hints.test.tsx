import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { makeAgents, makeDetail } from "../../../../tests/fake-data";
import { renderWith } from "../../../../tests/render";
import type { AgentSummary } from "../../../backend/generated";
import { DomotzCard } from "../domotz/DomotzCard";

const agents = makeAgents(1);
const agent = { ...makeDetail(agents[0] as AgentSummary), source: "domotz" };

describe("hints", () => {
  it("are told with their reason and taken with one click each", async () => {
    const { backend } = renderWith(<DomotzCard agent={agent} />);
    await userEvent.click(screen.getByRole("button", { name: "Ask Domotz" }));
    expect(await screen.findByText("Platform: Domotz Box?")).toBeTruthy();
    expect(screen.getByText(/The agent runs on box01/)).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Set platform" }));
    expect(backend.calls).toContainEqual({
      name: "agents_set",
      request: { agent: agent.id, changes: { platform: "domotz-box" }, seen: { platform: "" } },
    });
    await userEvent.click(await screen.findByRole("button", { name: "Set VLAN of 1 device to 10" }));
    expect(backend.calls).toContainEqual({
      name: "domotz_take_vlans",
      request: { vlans: [{ device: "a1-device-0", vlan: 10 }] },
    });
  });
});
