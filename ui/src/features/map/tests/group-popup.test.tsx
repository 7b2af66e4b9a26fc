import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { renderWith } from "../../../../tests/render";
import { GroupPopup } from "../AgentPopup";
import type { AgentPlace } from "../places";

const agents = (count: number): AgentPlace[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `${at}`,
    name: `Agent ${at}`,
    status: "online",
    source: "geoip-country",
    lat: null,
    lon: null,
    accuracy_km: null,
    country: "IE",
    distance_km: null,
  }));

function popup(count: number) {
  const select = vi.fn();
  renderWith(<GroupPopup title="At this place" agents={agents(count)} onClose={() => undefined} onSelect={select} />);
  return select;
}

const rows = () => within(screen.getByRole("list")).getAllByText(/^Agent/);

describe("the list of agents at one place", () => {
  it("has all of them, and one press selects one", async () => {
    const select = popup(3);
    expect(rows()).toHaveLength(3);
    await userEvent.click(screen.getByText("Agent 1"));
    expect(select).toHaveBeenCalledWith(expect.objectContaining({ id: "1" }));
  });

  it("keeps in the document those in sight only, and says how many there are", () => {
    popup(100_000);
    expect(rows().length).toBeLessThan(60);
    expect(screen.getByText("100,000")).toBeTruthy();
    expect(screen.getAllByRole("listitem")[0]?.getAttribute("aria-setsize")).toBe("100000");
  });
});
