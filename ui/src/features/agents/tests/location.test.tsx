import { Notifications } from "@mantine/notifications";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { type FakeBackend, fakeBackend } from "../../../../tests/fake-backend";
import { estimate, makeAgent, makeDetail, NOWHERE } from "../../../../tests/fake-data";
import { renderWith } from "../../../../tests/render";
import type { AgentDetail, LocationFactView, LocationView } from "../../../backend/generated";
import { NO_ADDRESS } from "../../map/address/postal";
import { LocationCard } from "../LocationCard";
import { LocationHistoryCard } from "../LocationHistoryCard";

// There is no canvas to draw on here; the words beside the map say the same.
vi.mock("../../map/SmallMap", () => ({ SmallMap: () => null }));

const agent = makeDetail(makeAgent("a1", "Harbour Mill"), 0);
const [guessed] = agent.locations as [LocationFactView];
const postal = { ...NO_ADDRESS, street: "Quay St", house_number: "12", city: "Hull", region: "East Riding" };
const byAddress: LocationFactView = {
  ...guessed,
  kind: "person",
  lat: 53.74,
  lon: -0.33,
  accuracy_km: null,
  database: null,
  ip: null,
  method: "address",
  address: "12 Quay St, Hull",
  postal,
  by: "Desk 1",
  at: "2026-11-03T10:00:00Z",
};
const takenBack: LocationFactView = {
  ...guessed,
  kind: "reset",
  lat: null,
  lon: null,
  accuracy_km: null,
  city: null,
  country: null,
  database: null,
  ip: null,
  by: "Desk 1",
  at: "2026-11-04T10:00:00Z",
};

const at = (fact: LocationFactView): LocationView => ({
  ...estimate(0, 0, "Hull", "GB"),
  source: "person",
  confirmed: true,
  lat: fact.lat,
  lon: fact.lon,
  accuracy_km: fact.accuracy_km,
  address: fact.address,
});

function show(location: LocationView, locations: LocationFactView[]): FakeBackend {
  const detail: AgentDetail = { ...agent, location, locations };
  const fake = fakeBackend([makeAgent("a1", "Harbour Mill")]);
  fake.put(detail);
  renderWith(
    <>
      <Notifications />
      <LocationHistoryCard agent={detail} />
    </>,
    fake,
  );
  return fake;
}

const entry = (words: string): HTMLElement =>
  screen.getAllByRole("listitem").find((item) => item.textContent.includes(words)) as HTMLElement;
const again = { name: "Use this place again" };
const pinned = (fake: FakeBackend): unknown[] =>
  fake.calls.filter(({ name }) => name === "locate_pin" || name === "locate_reset").map(({ request }) => request);

describe("the history of locations", () => {
  it("confirms an earlier place again as it was said, and Undo takes that back", async () => {
    const fake = show(agent.location, [takenBack, byAddress, guessed]);
    await userEvent.click(within(entry("12 Quay St, Hull, Hull")).getByRole("button", again));
    await waitFor(() =>
      expect(pinned(fake)).toEqual([
        {
          agent: "a1",
          lat: 53.74,
          lon: -0.33,
          method: "address",
          address: "12 Quay St, Hull",
          postal,
          accuracy_km: null,
          city: "Hull",
          region: "East Riding",
          country: "GB",
        },
      ]),
    );
    const message = (await screen.findByText("Confirmed the place of Harbour Mill")).closest<HTMLElement>(
      "[role=alert]",
    );
    await userEvent.click(within(message as HTMLElement).getByRole("button", { name: "Undo" }));
    await waitFor(() => expect(pinned(fake).at(-1)).toEqual({ agent: "a1" }));
  });

  it("takes an estimate by its coordinates, and keeps how exact it is", async () => {
    const fake = show(at(byAddress), [byAddress, guessed]);
    await userEvent.click(within(entry("Estimate")).getByRole("button", again));
    await waitFor(() =>
      expect(pinned(fake)).toMatchObject([{ lat: 53.745, lon: -0.336, method: "coordinates", accuracy_km: 20 }]),
    );
  });

  it("offers no place that counts already, and none where no point is known", () => {
    show(at(byAddress), [byAddress, takenBack]);
    expect(within(entry("Confirmed")).queryByRole("button", again)).toBeNull();
    expect(within(entry("Back to estimate")).queryByRole("button", again)).toBeNull();
  });
});

describe("the card of the location", () => {
  it("leads to the history of an agent without a public address too", () => {
    renderWith(<LocationCard agent={{ ...agent, public_ip: "", location: NOWHERE }} />);
    expect(screen.getByRole("link", { name: "Location history" }).getAttribute("href")).toBe("/agents/a1/history");
    expect(screen.queryByRole("button", { name: "Re-estimate" })).toBeNull();
  });
});
