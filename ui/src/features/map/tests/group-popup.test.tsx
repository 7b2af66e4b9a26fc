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
    expect(screen.queryByRole("button", { name: /Show all/ })).toBeNull();
    await userEvent.click(screen.getByText("Agent 1"));
    expect(select).toHaveBeenCalledWith(expect.objectContaining({ id: "1" }));
  });

  it("begins with two hundred, and shows all when it is asked to", async () => {
    popup(230);
    expect(rows()).toHaveLength(200);
    await userEvent.click(screen.getByRole("button", { name: "Show all 230" }));
    expect(rows()).toHaveLength(230);
    expect(screen.queryByRole("button", { name: /Show all/ })).toBeNull();
    expect(document.activeElement?.textContent).toContain("Agent 200");
  });
});
