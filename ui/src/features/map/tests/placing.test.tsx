import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { fakeBackend } from "../../../../tests/fake-backend";
import { makeAgents, makeDetail } from "../../../../tests/fake-data";
import { renderWith } from "../../../../tests/render";
import { PlacingBar } from "../PlacingBar";

const FIELD = "Or an address, a town, or coordinates";

function bar(isLinked = false, backend = fakeBackend()) {
  const place = vi.fn();
  const cancel = vi.fn();
  renderWith(
    <PlacingBar
      agent={{ id: "a1", name: "Hull", isLinked, country: "GB", postal: null }}
      onPlace={place}
      onCancel={cancel}
    />,
    backend,
  );
  return { place, cancel, backend };
}

describe("setting the exact place", () => {
  it("finds places for what was typed, and takes the one that is chosen with its precision", async () => {
    const { place } = bar();
    await userEvent.type(await screen.findByLabelText(FIELD), "1 High St, Hull{Enter}");
    const found = await screen.findByRole("list", { name: "Places found" });
    expect(found.textContent).toContain("Kingston upon Hull, England, United Kingdom");
    expect(found.textContent).toContain("somewhere in the town ±12 km");
    expect(screen.getByText(/GeoNames/)).toBeTruthy();
    await userEvent.click(within(found).getByRole("button"));
    expect(place).toHaveBeenCalledWith({
      lat: 53.7446,
      lon: -0.3352,
      method: "address",
      address: "1 High St, Hull",
      postal: null,
      accuracy_km: 12,
      city: "Kingston upon Hull",
      region: "England",
      country: "GB",
    });
  });

  it("takes an address in its parts, called as people there call them, and keeps the parts", async () => {
    const { place, backend } = bar();
    await userEvent.click(await screen.findByRole("button", { name: "Write the address in fields" }));
    await userEvent.type(screen.getByLabelText("House number"), "1");
    await userEvent.type(screen.getByLabelText("Street"), "High St");
    await userEvent.type(screen.getByLabelText("Town"), "Hull");
    await userEvent.type(screen.getByLabelText("Postcode"), "HU1 1NE{Enter}");
    const found = await screen.findByRole("list", { name: "Places found" });
    expect(backend.calls).toContainEqual({
      name: "place_find",
      request: { text: "1 High St, Hull, HU1 1NE, United Kingdom", ask_geocoder: false },
    });
    await userEvent.click(within(found).getByRole("button"));
    expect(place.mock.calls[0]?.[0]).toMatchObject({
      address: "1 High St, Hull, HU1 1NE, United Kingdom",
      postal: { street: "High St", house_number: "1", postal_code: "HU1 1NE", city: "Hull", region: "", country: "GB" },
    });
  });

  it("takes coordinates at once", async () => {
    const { place, backend } = bar();
    backend.answers.place_find = ({ text }) => ({
      text,
      search: "coordinates",
      attribution: "",
      trouble: "",
      places: [
        {
          label: "53.74430, -0.33250",
          lat: 53.7443,
          lon: -0.3325,
          precision: "exact",
          accuracy_km: null,
          address: { street: "", city: "", postal_code: "", region: "", country: "" },
          postal: null,
          named: true,
        },
      ],
    });
    await userEvent.type(await screen.findByLabelText(FIELD), "53.7443N 0.3325W{Enter}");
    await waitFor(() => expect(place).toHaveBeenCalledOnce());
    expect(place.mock.calls[0]?.[0]).toMatchObject({ method: "coordinates", address: null, lat: 53.7443 });
  });

  it("takes the address that a file or the source brought with one press", async () => {
    const [agent] = makeAgents(1);
    if (agent === undefined) throw new Error("there is no agent");
    const address = { street: "1 High St", city: "Hull", postal_code: "HU1 1NE", region: "", country: "GB" };
    const backend = fakeBackend();
    backend.answers.agents_show = () => ({ ...makeDetail(agent), address });
    const { place } = bar(false, backend);
    await userEvent.click(await screen.findByRole("button", { name: "Take the imported address" }));
    await waitFor(() => expect(place).toHaveBeenCalledOnce());
    expect(place.mock.calls[0]?.[0]).toMatchObject({
      method: "address",
      address: "1 High St, Hull, HU1 1NE, United Kingdom",
      accuracy_km: 12,
    });
  });

  it("takes the address that ConnectWise has with one press, where the agent is linked", async () => {
    const { place, backend } = bar(true);
    await userEvent.click(await screen.findByRole("button", { name: "Take the address from ConnectWise" }));
    await waitFor(() => expect(place).toHaveBeenCalledOnce());
    expect(place.mock.calls[0]?.[0]).toMatchObject({ method: "site", address: expect.stringContaining("Sammy Point") });
    expect(backend.calls.filter(({ name }) => name === "place_find")).toHaveLength(1);
  });

  it("lets one choose where the address that ConnectWise has may mean several places", async () => {
    const { place, backend } = bar(true);
    const at = (label: string) => ({
      label,
      lat: 53.7446,
      lon: -0.3352,
      precision: "town" as const,
      accuracy_km: 12,
      address: { street: "", city: label, postal_code: "", region: "", country: "GB" },
      postal: null,
      named: true,
    });
    backend.answers.place_find = ({ text }) => ({
      text,
      search: "gazetteer",
      attribution: "",
      trouble: "",
      places: [at("Hull, England"), at("Hull, Quebec")],
    });
    await userEvent.click(await screen.findByRole("button", { name: "Take the address from ConnectWise" }));
    const found = await screen.findByRole("list", { name: "Places found" });
    expect((screen.getByLabelText(FIELD) as HTMLInputElement).value).toContain("Sammy Point");
    await userEvent.click(within(found).getByRole("button", { name: /Quebec/ }));
    expect(place.mock.calls[0]?.[0]).toMatchObject({ method: "site" });
  });

  it("takes no town that is only called like a word of the street", async () => {
    const backend = fakeBackend();
    const towns = backend.answers.place_find;
    if (towns === undefined) throw new Error("no place is found");
    backend.answers.place_find = async (request) => {
      const reply = await towns(request);
      return { ...reply, places: reply.places.map((place) => ({ ...place, named: false })) };
    };
    const { place } = bar(true, backend);
    await userEvent.click(await screen.findByRole("button", { name: "Take the address from ConnectWise" }));
    const found = await screen.findByRole("list", { name: "Places found" });
    expect(screen.getByText(/called like words in it/)).toBeTruthy();
    expect(place).not.toHaveBeenCalled();
    await userEvent.click(within(found).getByRole("button"));
    expect(place).toHaveBeenCalledOnce();
  });

  it("does not replace what is typed by what ConnectWise answers late", async () => {
    const backend = fakeBackend();
    const read = backend.answers.locate_site;
    if (read === undefined) throw new Error("no site is read");
    let answer = (): void => undefined;
    const asked = new Promise<void>((done) => {
      answer = done;
    });
    backend.answers.locate_site = async (request) => {
      await asked;
      return read(request);
    };
    const { place } = bar(true, backend);
    await userEvent.click(await screen.findByRole("button", { name: "Take the address from ConnectWise" }));
    await userEvent.type(screen.getByLabelText(FIELD), "Leeds");
    answer();
    await userEvent.keyboard("{Enter}");
    await screen.findByRole("list", { name: "Places found" });
    expect((screen.getByLabelText(FIELD) as HTMLInputElement).value).toBe("Leeds");
    expect(place).not.toHaveBeenCalled();
  });

  it("says that the service did not answer, and takes no town for a house then", async () => {
    const backend = fakeBackend();
    const towns = backend.answers.place_find;
    if (towns === undefined) throw new Error("no place is found");
    const trouble = "geo.example.com did not find the address: it cannot be reached. Only towns were searched.";
    backend.answers.place_find = async (request) => ({ ...(await towns(request)), trouble });
    const { place } = bar(true, backend);
    await userEvent.click(await screen.findByRole("button", { name: "Take the address from ConnectWise" }));
    const found = await screen.findByRole("list", { name: "Places found" });
    expect(screen.getByText(trouble)).toBeTruthy();
    expect(place).not.toHaveBeenCalled();
    await userEvent.click(within(found).getByRole("button"));
    expect(place).toHaveBeenCalledOnce();
  });

  it("asks the service only where one was set up, and never while somebody types", async () => {
    const backend = fakeBackend();
    backend.answers.geocoder_show = () => ({ kind: "photon", url: "https://geo.example.com/" });
    bar(false, backend);
    await userEvent.type(await screen.findByLabelText(FIELD), "Hull");
    expect(backend.calls.some(({ name }) => name === "place_find")).toBe(false);
    await userEvent.keyboard("{Enter}");
    await screen.findByRole("list", { name: "Places found" });
    expect(backend.calls.filter(({ name }) => name === "place_find")).toMatchObject([
      { request: { text: "Hull", ask_geocoder: true } },
    ]);
    expect(screen.queryByRole("button", { name: /ConnectWise/ })).toBeNull();
  });

  it("says what to do where nothing was found, and is left by Esc", async () => {
    const { cancel, backend } = bar();
    const nothing = { search: "gazetteer" as const, places: [], attribution: "", trouble: "" };
    backend.answers.place_find = ({ text }) => ({ text, ...nothing });
    await userEvent.type(await screen.findByLabelText(FIELD), "nowhere at all{Enter}");
    expect((await screen.findByRole("status")).textContent).toContain("No town of this name");
    await userEvent.keyboard("{Escape}");
    expect(cancel).toHaveBeenCalledOnce();
  });
});
