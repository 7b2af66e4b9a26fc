import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { failure, fakeBackend } from "../../../../tests/fake-backend";
import { CONNECTED, REFRESHED } from "../../../../tests/fake-domotz";
import { renderWith } from "../../../../tests/render";
import { SourcesPage } from "../sources/SourcesPage";
import { choiceWords, isQuotaShort, quotaWords, readWords, refreshWords } from "../sources/words";

const requests = (backend: ReturnType<typeof fakeBackend>, name: string) =>
  backend.calls.filter((call) => call.name === name).map((call) => call.request);

function connected() {
  const backend = fakeBackend();
  backend.answers.domotz_status = () => CONNECTED;
  return backend;
}

describe("connecting", () => {
  it("asks for what is missing, and forgets the key once it worked", async () => {
    const { backend } = renderWith(<SourcesPage />);
    await userEvent.click(await screen.findByRole("button", { name: "Connect Domotz" }));
    expect(screen.getByText("The endpoint is missing")).toBeTruthy();
    expect(requests(backend, "domotz_connect")).toEqual([]);
    await userEvent.type(screen.getByLabelText("API key endpoint"), "https://api.example");
    await userEvent.type(screen.getByLabelText("API key"), "a-key");
    await userEvent.click(screen.getByRole("button", { name: "Connect Domotz" }));
    expect(await screen.findByRole("button", { name: "Refresh now" })).toBeTruthy();
    expect(requests(backend, "domotz_connect")).toEqual([{ endpoint: "https://api.example", key: "a-key" }]);
  });

  it("keeps what was typed when it is refused", async () => {
    const backend = fakeBackend();
    backend.answers.domotz_connect = () => {
      throw failure("unauthorized", "Domotz refused the API key.");
    };
    renderWith(<SourcesPage />, backend);
    await userEvent.type(await screen.findByLabelText("API key endpoint"), "api.example");
    await userEvent.type(screen.getByLabelText("API key"), "wrong");
    await userEvent.click(screen.getByRole("button", { name: "Connect Domotz" }));
    expect(await screen.findByText("Domotz refused the API key.")).toBeTruthy();
    expect(screen.getByLabelText<HTMLInputElement>("API key").value).toBe("wrong");
  });
});

describe("the sample", () => {
  it("brings an account that takes one click", async () => {
    const backend = fakeBackend();
    backend.status = { ...backend.status, sample: true };
    renderWith(<SourcesPage />, backend);
    await userEvent.click(await screen.findByRole("button", { name: "Connect sample account" }));
    expect(await screen.findByRole("button", { name: "Refresh now" })).toBeTruthy();
    expect(requests(backend, "domotz_connect_sample")).toEqual([{}]);
  });

  it("is the only workspace that does", async () => {
    renderWith(<SourcesPage />);
    expect(await screen.findByRole("button", { name: "Connect Domotz" })).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Connect sample account" })).toBeNull();
  });
});

describe("a connected account", () => {
  it("shows the calls, the last refresh and whom it could not read", async () => {
    renderWith(<SourcesPage />, connected());
    expect(await screen.findByText(/1,250 of 20,000 used/)).toBeTruthy();
    const refresh = screen.getByRole("region", { name: "Refresh" });
    expect(within(refresh).getByText(/12 new, 3 changed, 40 unchanged, 1 gone/)).toBeTruthy();
    const failed = within(refresh).getByRole("list", { name: "Agents whose devices could not be read" });
    expect(failed.textContent).toContain("Old Mill");
  });

  it("takes the agents of a team", async () => {
    const { backend } = renderWith(<SourcesPage />, connected());
    await userEvent.click(await screen.findByRole("button", { name: "Choose agents" }));
    await userEvent.click(screen.getByRole("button", { name: "By team" }));
    const keep = screen.getByRole<HTMLButtonElement>("button", { name: "Keep choice" });
    expect(keep.disabled).toBe(true);
    await userEvent.click(await screen.findByRole("checkbox", { name: "Team South" }));
    await userEvent.click(keep);
    expect(requests(backend, "domotz_set")).toEqual([
      { choice: { kind: "teams", teams: ["Team South"], agents: [], except: [] } },
    ]);
  });

  it("says what removing leaves before it is done", async () => {
    const { backend } = renderWith(<SourcesPage />, connected());
    await userEvent.click(await screen.findByRole("button", { name: "Remove source" }));
    const dialog = await screen.findByRole("dialog");
    expect(dialog.textContent).toContain("Nothing changes in Domotz");
    expect(requests(backend, "domotz_disconnect")).toEqual([]);
    await userEvent.click(within(dialog).getByRole("button", { name: "Remove source" }));
    expect(requests(backend, "domotz_disconnect")).toEqual([{}]);
  });

  it("asks nothing while it is paused, and says why", async () => {
    const backend = fakeBackend();
    const paused = CONNECTED.connection && { ...CONNECTED.connection, paused: "Domotz refused the API key." };
    backend.answers.domotz_status = () => ({ ...CONNECTED, connection: paused });
    renderWith(<SourcesPage />, backend);
    expect(await screen.findByText(/Nothing is asked of Domotz/)).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Refresh now" }).disabled).toBe(true);
  });
});

describe("matches kept in Domotz", () => {
  const card = () => screen.findByRole("region", { name: "Matches kept in Domotz" });

  it("are off until the field is named; then the ids are written with their number said before", async () => {
    const { backend } = renderWith(<SourcesPage />, fakeBackend());
    await userEvent.type(await screen.findByLabelText("API key endpoint"), "https://api.example");
    await userEvent.type(screen.getByLabelText("API key"), "a-key");
    await userEvent.click(screen.getByRole("button", { name: "Connect Domotz" }));
    expect(within(await card()).queryByRole("button", { name: /to Domotz/ })).toBeNull();
    await userEvent.click(within(await card()).getByRole("button", { name: "Keep ids in this field" }));
    expect(requests(backend, "domotz_set")).toEqual([{ inventory_field: "ConnectWise configuration" }]);
    await userEvent.click(await screen.findByRole("button", { name: "Write 2 ids to Domotz" }));
    expect(requests(backend, "domotz_keep_matches")).toEqual([{}]);
    const none = await screen.findByRole<HTMLButtonElement>("button", { name: "Write 0 ids to Domotz" });
    expect(none.disabled).toBe(true);
  });

  it("tell what Domotz refused, and why it ended early", async () => {
    const backend = fakeBackend();
    backend.answers.domotz_status = () => ({ ...CONNECTED, inventory_field: "Configuration" });
    backend.answers.domotz_unkept = () => ({ count: 1 });
    backend.answers.domotz_keep_matches = () => ({
      written: 0,
      devices: [{ device: "d1", device_name: "fw01", configuration: 7, trouble: "Domotz refused it." }],
      error: "Domotz is in trouble.",
    });
    renderWith(<SourcesPage />, backend);
    await userEvent.click(await screen.findByRole("button", { name: "Write 1 id to Domotz" }));
    const refused = await screen.findByRole("list", { name: "Ids that Domotz does not keep" });
    expect(refused.textContent).toContain("fw01");
    expect((await card()).textContent).toContain(
      "Domotz is in trouble. What was not written is written the next time.",
    );
  });
});

describe("words", () => {
  it("say what a refresh did", () => {
    expect(refreshWords({ ...REFRESHED, gone: 0 })).toBe("12 new, 3 changed, 40 unchanged");
    expect(refreshWords({ ...REFRESHED, returned: 2 })).toBe("12 new, 3 changed, 40 unchanged, 1 gone, 2 back");
    expect(readWords({ ...REFRESHED, agents_left: 0 })).toBe("Devices of 2 agents read with 5 calls.");
    expect(readWords(REFRESHED)).toContain("nearly used up");
    expect(readWords({ ...REFRESHED, by_hand: false })).toContain("nothing can have changed");
  });

  it("say how many calls are used, and when they run short", () => {
    expect(quotaWords({ limit: null, used: 3, at: "" })).toBe("");
    expect(quotaWords(null)).toBe("");
    expect(isQuotaShort({ limit: 100, used: 89, at: "" })).toBe(false);
    expect(isQuotaShort({ limit: 100, used: 90, at: "" })).toBe(true);
  });

  it("say which agents are taken", () => {
    const choice = (
      kind: "all" | "teams" | "agents",
      teams: string[] = [],
      agents: string[] = [],
      except: string[] = [],
    ) => choiceWords({ choice: { kind, teams, agents, except } });
    expect(choice("teams", ["North"], [], ["7"])).toBe("Agents of North, but for 1 agent left out");
    expect(choice("all")).toContain("added later");
    expect(choice("teams", ["North", "South"])).toBe("Agents of North, South");
    expect(choice("agents", [], ["1"])).toBe("1 agent");
    expect(choice("agents")).toBe("No agent yet");
  });
});
