import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { ImportDialog } from "../src/features/import/ImportDialog";
import { failure, fakeBackend } from "./fake-backend";
import { renderWith } from "./render";

async function preview(): Promise<void> {
  await userEvent.type(screen.getByLabelText("File or folder"), "/data/agents.json");
  await userEvent.click(screen.getByRole("button", { name: "Preview" }));
}

describe("importing", () => {
  it("shows what would happen before anything is taken", async () => {
    const { backend } = renderWith(<ImportDialog opened onClose={() => undefined} />);
    await preview();
    const shown = await screen.findByRole("region", { name: "Preview" });
    expect(within(shown).getByText("412")).toBeTruthy();
    expect(within(shown).getByText("devices.csv line 7")).toBeTruthy();
    expect(within(shown).getByText(/2 fields the file says something else/)).toBeTruthy();
    expect(backend.calls.filter((call) => call.name === "agents_import").map((call) => call.request)).toEqual([
      { path: "/data/agents.json", source: "import", dry_run: true },
    ]);
  });

  it("takes exactly what was previewed", async () => {
    const { backend } = renderWith(<ImportDialog opened onClose={() => undefined} />);
    await preview();
    await userEvent.click(await screen.findByRole("button", { name: "Import 418 records" }));
    await screen.findByText("Imported.");
    expect(backend.calls.filter((call) => call.name === "agents_import").at(-1)?.request).toEqual({
      path: "/data/agents.json",
      source: "import",
      dry_run: false,
    });
  });

  it("asks for a new preview after the path was changed", async () => {
    renderWith(<ImportDialog opened onClose={() => undefined} />);
    await preview();
    await screen.findByRole("button", { name: "Import 418 records" });
    await userEvent.type(screen.getByLabelText("File or folder"), "x");
    expect(screen.queryByRole("button", { name: /^Import/ })).toBeNull();
    expect(screen.getByRole("button", { name: "Preview" })).toBeTruthy();
  });

  it("previews a file that was dropped on the window", async () => {
    const { backend } = renderWith(<ImportDialog opened onClose={() => undefined} />);
    await act(async () => backend.drop({ kind: "dropped", paths: ["/data/dropped.csv"] }));
    await screen.findByRole("region", { name: "Preview" });
    expect(screen.getByLabelText("File or folder")).toHaveProperty("value", "/data/dropped.csv");
  });

  it("says why a file cannot be read, with its code", async () => {
    const backend = fakeBackend();
    backend.answers.agents_import = vi.fn(() => {
      throw failure("bad_file", "agents.json is not JSON: line 3. Nothing was taken.");
    });
    renderWith(<ImportDialog opened onClose={() => undefined} />, backend);
    await preview();
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("line 3");
    expect(alert.textContent).toContain("bad_file");
  });
});
