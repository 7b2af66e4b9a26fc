import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { fakeBackend } from "../../../../tests/fake-backend";
import { renderWith } from "../../../../tests/render";
import { StreetsCard } from "../StreetsCard";
import { presetOf } from "../streets-presets";

describe("streets on the map", () => {
  it("are nobody's until somebody chooses, and each known service says what it asks for", async () => {
    const { backend } = renderWith(<StreetsCard />);
    expect(await screen.findByText(/paid by donations/)).toBeTruthy();
    await userEvent.click(screen.getByText("MapTiler"));
    expect(screen.getByText(/an office needs a paid one/)).toBeTruthy();
    expect(backend.calls.some(({ name }) => name === "streets_use_service")).toBe(false);
    await userEvent.type(screen.getByLabelText("Key"), "open sesame");
    await userEvent.click(screen.getByRole("button", { name: "Show these streets" }));
    await waitFor(() =>
      expect(backend.calls.find(({ name }) => name === "streets_use_service")?.request).toMatchObject({
        name: "MapTiler",
        key: "open sesame",
        attribution: "© MapTiler, © OpenStreetMap contributors",
      }),
    );
  });

  it("show the policy of a known service also where its address is typed", () => {
    expect(presetOf("https://tile.openstreetmap.org/{z}/{x}/{y}.png")?.name).toBe("OpenStreetMap");
    expect(presetOf("https://tiles.example.com/{z}/{x}/{y}.png")).toBeNull();
  });

  it("come from a file that tells nobody", async () => {
    const { backend } = renderWith(<StreetsCard />);
    await userEvent.click(await screen.findByText("A file"));
    await userEvent.type(screen.getByLabelText(/PMTiles or MBTiles/), "/maps/hull.mbtiles{Enter}");
    await waitFor(() =>
      expect(backend.calls).toContainEqual({ name: "streets_use_file", request: { path: "/maps/hull.mbtiles" } }),
    );
    expect(await screen.findByText("/maps/hull.mbtiles")).toBeTruthy();
  });

  it("say why they are missing, and are removed with one press", async () => {
    const backend = fakeBackend();
    const chosen = {
      name: "Town streets",
      attribution: "©",
      template: "https://t.example/{z}/{x}/{y}",
    };
    const rest = {
      file: "",
      min_zoom: 0,
      max_zoom: 19,
      bounds: null,
      key_set: false,
      version: "2",
      trouble: "it asks for fewer requests",
    };
    backend.answers.streets_show = () => ({ ...chosen, kind: "service", tiles: "raster", ...rest });
    renderWith(<StreetsCard />, backend);
    expect(await screen.findByText(/it asks for fewer requests/)).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Remove streets" }));
    await waitFor(() => expect(backend.calls.some(({ name }) => name === "streets_off")).toBe(true));
  });
});
