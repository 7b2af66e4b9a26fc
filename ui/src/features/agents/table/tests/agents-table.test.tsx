import { Notifications } from "@mantine/notifications";
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { type FakeBackend, failure, fakeBackend } from "../../../../../tests/fake-backend";
import { makeAgent, makeAgents } from "../../../../../tests/fake-data";
import { renderWith } from "../../../../../tests/render";
import type { AgentsTableRequest } from "../../../../backend/generated";
import { AgentsPage } from "../../AgentsPage";
import { NO_FILTER, NO_QUERY } from "../address";

const PATIENT = 60_000;

beforeEach(() => {
  window.localStorage.clear();
});

/** Three agents of which one is archived. */
function office(): FakeBackend {
  return fakeBackend([
    makeAgent("a", "Quayside Dental", { customer_id: "QUAY", tags: ["vip"], plan: "Premium" }),
    makeAgent("b", "Pennine Textiles", { customer_id: "PENN", status: "down" }),
    makeAgent("c", "Saltmarsh Yachts", { archived_since: "2026-11-01T10:00:00Z" }),
  ]);
}

const sent = (backend: FakeBackend, name: string) =>
  backend.calls.filter((call) => call.name === name).map((call) => call.request);
const asked = (backend: FakeBackend) => sent(backend, "agents_table") as AgentsTableRequest[];
const names = () =>
  screen
    .getAllByRole("row")
    .slice(1)
    .map((row) => row.querySelector(".rowlink")?.textContent);

describe("the table of agents", () => {
  it(
    "reads only the rows in sight, however many there are",
    async () => {
      const backend = fakeBackend(makeAgents(3000));
      renderWith(<AgentsPage />, backend, "/agents");
      const grid = await screen.findByRole("grid", { name: "Agents" });
      expect(grid.getAttribute("aria-rowcount")).toBe("3001");
      expect(screen.getByText(/^3,000 agents/)).toBeTruthy();
      expect(asked(backend).every(({ limit }) => limit === 100)).toBe(true);
      expect(asked(backend).length).toBeLessThanOrEqual(2);
      expect(sent(backend, "agents_list")).toEqual([]);
    },
    PATIENT,
  );

  it(
    "is sorted by the core, and shows the rows before until the answer comes",
    async () => {
      const backend = office();
      const answer = backend.answers.agents_table;
      let release: () => void = () => undefined;
      renderWith(<AgentsPage />, backend, "/agents");
      await screen.findByRole("link", { name: "Quayside Dental" });
      expect(names()).toEqual(["Pennine Textiles", "Quayside Dental"]);
      backend.answers.agents_table = async (request) => {
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        if (answer === undefined) throw new Error("there is no answer");
        return answer(request);
      };
      await userEvent.click(screen.getByRole("button", { name: "Name" }));
      expect(names()).toEqual(["Pennine Textiles", "Quayside Dental"]);
      await waitFor(() => expect(asked(backend).at(-1)?.query).toMatchObject({ sort: "name", descending: true }));
      release();
      await waitFor(() => expect(names()).toEqual(["Quayside Dental", "Pennine Textiles"]));
    },
    PATIENT,
  );

  it(
    "keeps what it shows in the address",
    async () => {
      const { location } = renderWith(<AgentsPage />, office(), "/agents");
      await userEvent.click(await screen.findByRole("button", { name: /^Down/ }));
      await screen.findByRole("link", { name: "Pennine Textiles" });
      await waitFor(() => expect(screen.queryByRole("link", { name: "Quayside Dental" })).toBeNull());
      expect(location.history.at(-1)).toBe("/agents?status=down");
    },
    PATIENT,
  );

  it(
    "says that a filter leaves nothing, and clears it",
    async () => {
      renderWith(<AgentsPage />, office(), "/agents?linked=yes&search=nothing");
      await screen.findByText("No agents for this search or filter");
      expect(screen.getByRole("button", { name: "Remove filter: Linked to a company" })).toBeTruthy();
      await userEvent.click(screen.getByRole("button", { name: "Clear filter" }));
      await screen.findByRole("link", { name: "Quayside Dental" });
      expect(screen.getByRole<HTMLInputElement>("searchbox", { name: "Search agents" }).value).toBe("");
    },
    PATIENT,
  );

  it(
    "offers import and adding by hand where there is no agent yet",
    async () => {
      const backend = fakeBackend([]);
      const { location } = renderWith(<AgentsPage />, backend, "/agents");
      await screen.findByText("There are no agents yet");
      expect(screen.getByRole("button", { name: "Import agents" })).toBeTruthy();
      await userEvent.click(screen.getByRole("button", { name: "Add an agent by hand" }));
      const dialog = await screen.findByRole("dialog", { name: "Add an agent" });
      await userEvent.type(within(dialog).getByLabelText("Agent name"), "New site");
      await userEvent.type(within(dialog).getByLabelText("Contact e-mail"), "nobody");
      await userEvent.click(within(dialog).getByRole("button", { name: "Add agent" }));
      expect(within(dialog).getByRole("alert").textContent).toContain("@");
      expect(sent(backend, "agents_add")).toEqual([]);
      await userEvent.clear(within(dialog).getByLabelText("Contact e-mail"));
      await userEvent.type(within(dialog).getByLabelText("Customer ID"), " NEW ");
      await userEvent.click(within(dialog).getByRole("button", { name: "Add agent" }));
      await waitFor(() => expect(location.history.at(-1)).toBe("/agents/hand-1"));
      expect(sent(backend, "agents_add")).toEqual([{ values: { name: "New site", customer_id: "NEW" } }]);
    },
    PATIENT,
  );

  it(
    "has the columns that a person chose, on this computer",
    async () => {
      const { unmount } = renderWith(<AgentsPage />, office(), "/agents");
      await screen.findByRole("link", { name: "Quayside Dental" });
      await userEvent.click(screen.getByRole("button", { name: "Columns" }));
      const drawer = await screen.findByRole("dialog", { name: "Columns" });
      await userEvent.click(within(drawer).getByRole("checkbox", { name: "Plan" }));
      await userEvent.click(within(drawer).getByRole("checkbox", { name: "Company" }));
      await userEvent.click(within(drawer).getByRole("button", { name: "Move Plan up" }));
      expect(within(drawer).getByRole<HTMLInputElement>("checkbox", { name: "Name" }).disabled).toBe(true);
      unmount();
      renderWith(<AgentsPage />, office(), "/agents");
      await screen.findByText("Premium");
      const heads = screen.getAllByRole("columnheader").map((head) => head.textContent);
      expect(heads.slice(-4)).toEqual(["Devices", "Plan", "Sync", "Actions"]);
      expect(heads).not.toContain("Company");
    },
    PATIENT,
  );
});

describe("saved views", () => {
  it(
    "are saved, seen to be changed, overwritten and left",
    async () => {
      const backend = office();
      const { location } = renderWith(<AgentsPage />, backend, "/agents?status=down");
      await screen.findByRole("link", { name: "Pennine Textiles" });
      await userEvent.click(screen.getByRole("button", { name: "Views" }));
      await userEvent.click(await screen.findByRole("menuitem", { name: "Save as a new view" }));
      await userEvent.type(await screen.findByLabelText("Name of the view"), "Down now");
      await userEvent.click(screen.getByRole("button", { name: "Save view" }));
      await screen.findByRole("button", { name: "Down now" });
      expect(sent(backend, "views_save")).toMatchObject([
        { name: "Down now", query: { ...NO_QUERY, filter: { ...NO_FILTER, status: ["down"] } } },
      ]);
      expect(screen.queryByText("changed")).toBeNull();

      await userEvent.click(screen.getByRole("button", { name: /^All/ }));
      await screen.findByText("changed");
      await userEvent.click(screen.getByRole("button", { name: "Down now" }));
      await userEvent.click(await screen.findByRole("menuitem", { name: "Save the changes to this view" }));
      await waitFor(() => expect(screen.queryByText("changed")).toBeNull());

      await userEvent.click(screen.getByRole("button", { name: "Down now" }));
      await userEvent.click(await screen.findByRole("menuitem", { name: "All agents" }));
      await screen.findByRole("button", { name: "Views" });
      expect(location.history.at(-1)).toBe("/agents");
    },
    PATIENT,
  );
});

describe("acts on many agents", () => {
  it(
    "change what was said, and are taken back with one press",
    async () => {
      const backend = office();
      renderWith(
        <>
          <Notifications limit={50} />
          <AgentsPage />
        </>,
        backend,
        "/agents",
      );
      await userEvent.click(await screen.findByRole("checkbox", { name: "Select all" }));
      await screen.findByText("2 selected");
      await userEvent.click(screen.getByRole("button", { name: "Change 2" }));
      const dialog = await screen.findByRole("dialog", { name: "Change 2 agents" });
      expect(within(dialog).getByRole<HTMLButtonElement>("button", { name: "Change 2 agents" }).disabled).toBe(true);
      await userEvent.click(within(dialog).getByRole("checkbox", { name: "Change contract ID" }));
      await userEvent.type(within(dialog).getByLabelText("New contract ID"), "SLA-7");
      expect(within(dialog).getByText("Contract ID becomes “SLA-7”")).toBeTruthy();
      await userEvent.click(within(dialog).getByRole("button", { name: "Change 2 agents" }));
      await waitFor(() =>
        expect(sent(backend, "agents_change")).toMatchObject([
          { selection: { agents: ["b", "a"], query: null }, contract_id: "SLA-7", plan: null },
        ]),
      );
      await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
      expect(screen.queryByRole("region", { name: "Selected" })).toBeNull();
      // Messages of other tests may still be there.
      const message = (await screen.findByText("Changed 2 agents")).closest<HTMLElement>("[role=alert]");
      if (message === null) throw new Error("there is no message");
      await userEvent.click(within(message).getByRole("button", { name: "Undo" }));
      await screen.findByText("Put back 2 agents");
      expect(sent(backend, "changes_undo")).toEqual([{ undo: "act-1" }]);
    },
    PATIENT,
  );

  it(
    "list what was not changed, with the reason",
    async () => {
      const backend = office();
      backend.answers.agents_change = () => ({
        changed: 1,
        unchanged: 0,
        failed: [{ agent: "a", name: "Quayside Dental", reason: "The note is too long." }],
        undo: "act-1",
      });
      renderWith(<AgentsPage />, backend, "/agents");
      await userEvent.click(await screen.findByRole("checkbox", { name: "Select all" }));
      await userEvent.click(await screen.findByRole("button", { name: "Change 2" }));
      const dialog = await screen.findByRole("dialog");
      await userEvent.type(within(dialog).getByLabelText("Append to the note"), "More");
      await userEvent.click(within(dialog).getByRole("button", { name: "Change 2 agents" }));
      const list = await within(dialog).findByRole("list", { name: "Not changed" });
      expect(list.textContent).toBe("Quayside Dental The note is too long.");
    },
    PATIENT,
  );

  it(
    "take the query where too many are found to be named",
    async () => {
      const agents = makeAgents(900);
      const backend = fakeBackend(agents);
      renderWith(<AgentsPage />, backend, "/agents?status=online");
      await userEvent.click(await screen.findByRole("checkbox", { name: "Select all" }));
      const bar = await screen.findByRole("region", { name: "Selected" });
      expect(bar.textContent).toMatch(/^All \d+ selected/);
      const boxes = screen.getAllByRole("checkbox", { name: /^Select (?!all)/ });
      const left = agents.find((agent) => boxes[0]?.getAttribute("aria-label") === `Select ${agent.name}`);
      await userEvent.click(boxes[0] as HTMLElement);
      expect(bar.textContent).toMatch(/^\d+ selected, 1 left out/);
      await userEvent.click(within(bar).getByRole("button", { name: /^Archive/ }));
      const dialog = await screen.findByRole("dialog");
      expect(dialog.textContent).toContain("company links are frozen");
      expect(dialog.textContent).toContain("Automatic sync is switched off");
      await userEvent.click(within(dialog).getByRole("button", { name: /^Archive \d+ agents$/ }));
      await waitFor(() =>
        expect(sent(backend, "agents_archive")).toEqual([
          {
            selection: {
              agents: [],
              query: { ...NO_QUERY, filter: { ...NO_FILTER, status: ["online"] } },
              except: [left?.id],
            },
            archived: true,
          },
        ]),
      );
    },
    PATIENT,
  );

  it(
    "take agents out of the archive, and delete one for good only with its name typed",
    async () => {
      const backend = office();
      renderWith(<AgentsPage />, backend, "/agents?archived");
      await screen.findByRole("link", { name: "Saltmarsh Yachts" });
      await userEvent.click(screen.getByRole("button", { name: "More for Saltmarsh Yachts" }));
      await userEvent.click(await screen.findByRole("menuitem", { name: "Delete for good" }));
      const dialog = await screen.findByRole("dialog");
      const button = within(dialog).getByRole<HTMLButtonElement>("button", { name: "Delete agent" });
      expect(button.disabled).toBe(true);
      await userEvent.type(within(dialog).getByLabelText(/Type the name/), "Saltmarsh");
      expect(button.disabled).toBe(true);
      await userEvent.click(within(dialog).getByRole("button", { name: "Cancel" }));

      await userEvent.click(screen.getByRole("checkbox", { name: "Select Saltmarsh Yachts" }));
      await userEvent.click(await screen.findByRole("button", { name: "Take 1 agent out of the archive" }));
      await screen.findByText("The archive is empty");
      expect(sent(backend, "agents_archive")).toEqual([{ selection: { agents: ["c"], query: null }, archived: false }]);
    },
    PATIENT,
  );

  it(
    "export the columns of the table",
    async () => {
      const backend = office();
      renderWith(<AgentsPage />, backend, "/agents?sort=-plan");
      await userEvent.click(await screen.findByRole("button", { name: "Export" }));
      const dialog = await screen.findByRole("dialog", { name: "Export 2 agents" });
      await userEvent.click(within(dialog).getByRole("button", { name: "Choose folder" }));
      await userEvent.click(within(dialog).getByRole("button", { name: "Excel (XLSX)" }));
      await userEvent.click(within(dialog).getByRole("checkbox", { name: "Devices too, in a second sheet" }));
      await userEvent.click(within(dialog).getByRole("button", { name: "Export" }));
      await waitFor(() =>
        expect(sent(backend, "agents_export")).toEqual([
          {
            query: { ...NO_QUERY, sort: "plan", descending: true },
            only: [],
            columns: ["status", "name", "customer_id", "contract_id", "place", "company", "devices", "sync"],
            devices: true,
            format: "xlsx",
            path: "/data/agents.xlsx",
          },
        ]),
      );
    },
    PATIENT,
  );

  it(
    "export the columns of the subscription where that is open",
    async () => {
      const backend = office();
      renderWith(<AgentsPage />, backend, "/agents?tab=subscription");
      await screen.findByRole("grid", { name: "Subscription of the agents" });
      await userEvent.click(screen.getByRole("button", { name: "Export" }));
      const dialog = await screen.findByRole("dialog", { name: "Export 2 agents" });
      expect(within(dialog).getByRole("radio", { name: "The 5 columns of the table, in their order" })).toBeTruthy();
      await userEvent.click(within(dialog).getByRole("button", { name: "Choose folder" }));
      await userEvent.click(within(dialog).getByRole("button", { name: "Export" }));
      await waitFor(() =>
        expect(sent(backend, "agents_export")).toMatchObject([
          { columns: ["name", "customer_id", "contract_id", "activated", "plan"] },
        ]),
      );
    },
    PATIENT,
  );

  it(
    "duplicate one agent under another name",
    async () => {
      const backend = office();
      const { location } = renderWith(<AgentsPage />, backend, "/agents");
      await userEvent.click(await screen.findByRole("button", { name: "More for Quayside Dental" }));
      await userEvent.click(await screen.findByRole("menuitem", { name: "Duplicate" }));
      const dialog = await screen.findByRole("dialog", { name: "Duplicate Quayside Dental" });
      const name = within(dialog).getByLabelText("Name of the new agent");
      await userEvent.clear(name);
      await userEvent.type(name, "Quayside Dental, annexe");
      await userEvent.click(within(dialog).getByRole("button", { name: "Duplicate agent" }));
      await waitFor(() => expect(location.history.at(-1)).toBe("/agents/hand-1"));
      expect(sent(backend, "agents_duplicate")).toEqual([{ agent: "a", name: "Quayside Dental, annexe" }]);
    },
    PATIENT,
  );
});

describe("the subscription", () => {
  const cell = (name: string, column: string): HTMLElement => {
    const row = screen.getAllByRole("row").find((each) => each.textContent?.includes(name));
    const found = row?.querySelector<HTMLElement>(`[data-column=${column}]`);
    if (!found) throw new Error(`there is no ${column} of ${name}`);
    return found;
  };

  async function open(backend: FakeBackend): Promise<void> {
    renderWith(<AgentsPage />, backend, "/agents?tab=subscription");
    await screen.findByRole("grid", { name: "Subscription of the agents" });
    await screen.findByText("Quayside Dental");
  }

  it(
    "is edited by keys: Enter begins, saves with what was seen, and goes down",
    async () => {
      const backend = office();
      await open(backend);
      fireEvent.click(cell("Pennine", "contract_id"));
      const grid = screen.getByRole("grid");
      grid.focus();
      await userEvent.keyboard("{Enter}");
      const input = screen.getByRole<HTMLInputElement>("textbox", { name: "Contract ID of Pennine Textiles" });
      expect(document.activeElement).toBe(input);
      await userEvent.keyboard("SLA-9{Enter}");
      await waitFor(() =>
        expect(sent(backend, "agents_set")).toEqual([
          { agent: "b", changes: { contract_id: "SLA-9" }, seen: { contract_id: "SLA-2026-0418" } },
        ]),
      );
      expect(document.activeElement).toBe(grid);
      expect(cell("Quayside", "contract_id").classList.contains("cur")).toBe(true);
    },
    PATIENT,
  );

  it(
    "goes along the row with Tab, and Esc takes back",
    async () => {
      const backend = office();
      await open(backend);
      fireEvent.click(cell("Pennine", "customer_id"));
      screen.getByRole("grid").focus();
      await userEvent.keyboard("{F2}{Tab}");
      screen.getByRole("textbox", { name: "Contract ID of Pennine Textiles" });
      await userEvent.keyboard("x{Escape}");
      expect(screen.queryByRole("textbox", { name: /Pennine/ })).toBeNull();
      expect(cell("Pennine", "contract_id").textContent).toBe("SLA-2026-0418");
      expect(sent(backend, "agents_set")).toEqual([]);
    },
    PATIENT,
  );

  it(
    "begins with the very key that is typed on a cell",
    async () => {
      const backend = office();
      await open(backend);
      fireEvent.click(cell("Quayside", "plan"));
      screen.getByRole("grid").focus();
      await userEvent.keyboard("Basic{Enter}");
      await waitFor(() => expect(sent(backend, "agents_set")).toMatchObject([{ changes: { plan: "Basic" } }]));
    },
    PATIENT,
  );

  it(
    "says when somebody else was quicker, and loses neither value",
    async () => {
      const backend = office();
      const set = backend.answers.agents_set;
      let quicker = true;
      backend.answers.agents_set = (request) => {
        if (quicker) {
          quicker = false;
          throw failure("changed_meanwhile", "Somebody changed this meanwhile.", {
            conflicts: [
              {
                field: "plan",
                seen: "Premium",
                now: "Essential",
                wanted: "Basic",
                by: "Dana",
                at: "2026-11-28T09:00:00Z",
              },
            ],
          });
        }
        if (set === undefined) throw new Error("there is no answer");
        return set(request);
      };
      await open(backend);
      fireEvent.doubleClick(within(cell("Quayside", "plan")).getByText("Premium"));
      await userEvent.keyboard("Basic{Enter}");
      const note = await screen.findByText(/changed it to/);
      expect(note.textContent).toContain("Dana");
      expect(cell("Quayside", "plan").textContent).toContain("Basic");
      await userEvent.click(screen.getByRole("button", { name: "Keep mine" }));
      await waitFor(() => expect(sent(backend, "agents_set").at(-1)).toMatchObject({ seen: { plan: "Essential" } }));
    },
    PATIENT,
  );

  it(
    "takes the activation as a day, and keeps what was seen in the core's words",
    async () => {
      const backend = office();
      await open(backend);
      expect(cell("Quayside", "activated").textContent).toBe("2 Nov 2026");
      fireEvent.doubleClick(within(cell("Quayside", "activated")).getByText("2 Nov 2026"));
      const input = screen.getByRole<HTMLInputElement>("textbox", { name: "Activated of Quayside Dental" });
      expect(input.value).toBe("2026-11-02");
      await userEvent.keyboard("3.11.2026{Enter}");
      await screen.findByText(/such as 2026-01-31/);
      await userEvent.click(screen.getByRole("button", { name: "Take back what was typed" }));
      fireEvent.doubleClick(within(cell("Quayside", "activated")).getByText("2 Nov 2026"));
      await userEvent.keyboard("2026-11-03{Enter}");
      await waitFor(() =>
        expect(sent(backend, "agents_set")).toEqual([
          { agent: "a", changes: { activated_at: "2026-11-03" }, seen: { activated_at: "2026-11-02T10:00:00Z" } },
        ]),
      );
    },
    PATIENT,
  );

  it(
    "does not take away a name",
    async () => {
      const backend = office();
      await open(backend);
      fireEvent.doubleClick(within(cell("Quayside", "name")).getByText("Quayside Dental"));
      const input = screen.getByRole("textbox", { name: "Name of Quayside Dental" });
      await userEvent.clear(input);
      await userEvent.keyboard("{Enter}");
      await screen.findByText("Not saved. An agent needs a name.");
      expect(sent(backend, "agents_set")).toEqual([]);
      await userEvent.click(screen.getByRole("button", { name: "Take back what was typed" }));
      expect(screen.getByText("Quayside Dental")).toBeTruthy();
    },
    PATIENT,
  );
});
