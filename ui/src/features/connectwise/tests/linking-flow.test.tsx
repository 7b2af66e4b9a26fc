import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { fakeBackend } from "../../../../tests/fake-backend";
import { makeAgent } from "../../../../tests/fake-data";
import { syncStatus } from "../../../../tests/fake-sync";
import { renderWith } from "../../../../tests/render";
import type { AgentPsa, LinkSuggestionView } from "../../../backend/generated";
import { CompaniesPage } from "../companies/CompaniesPage";

const PATIENT = 30_000;

const linked: AgentPsa = {
  company: { id: 5, identifier: "HARBOURMI", name: "Harbour Mill Foods" },
  site: null,
  matched: 0,
  matchable: 36,
  last_run: null,
  last_success_at: null,
  sync: syncStatus(),
};
const suggestion = (agent: string, part: Partial<LinkSuggestionView> = {}): LinkSuggestionView => ({
  agent,
  company: { id: 0, identifier: "QUAYDENT", name: "Quayside Dental Care" },
  reason: "customer_id",
  score: 1,
  others: [],
  ...part,
});

function office() {
  const backend = fakeBackend([
    makeAgent("a", "Quayside Dental"),
    makeAgent("b", "Pennine fails"),
    makeAgent("c", "Saltmarsh Yachts"),
    makeAgent("d", "Harbour Mill, plant", { psa: linked }),
  ]);
  const pennine = { id: 1, identifier: "PENNTEX", name: "Pennine Textiles" };
  backend.answers.link_suggestions = () => ({
    suggestions: [suggestion("a"), suggestion("b", { company: pennine, reason: "name", score: 0.71 })],
    companies: 260,
  });
  return backend;
}

const sent = (backend: ReturnType<typeof office>, name: string) =>
  backend.calls.filter((call) => call.name === name).map((call) => call.request);

describe("linking agents to companies", () => {
  it(
    "links nothing before the dialog has listed it, and says which one failed",
    async () => {
      const backend = office();
      renderWith(<CompaniesPage />, backend);
      await userEvent.click(await screen.findByRole("checkbox", { name: "Select Quayside Dental" }));
      await userEvent.click(screen.getByRole("checkbox", { name: "Select Pennine fails" }));
      await userEvent.click(screen.getByRole("button", { name: "Link 2 as suggested" }));
      const dialog = await screen.findByRole("dialog");
      expect(within(dialog).getByText("Quayside Dental Care")).toBeTruthy();
      expect(within(dialog).getByText("name is similar, 71 %")).toBeTruthy();
      expect(sent(backend, "link_many")).toEqual([]);

      await userEvent.click(within(dialog).getByRole("button", { name: "Link 2 agents" }));
      await within(dialog).findByText(/1 agent not linked/);
      expect(within(dialog).getByText("Pennine fails")).toBeTruthy();
      // What a person has to look at stands first; every link goes to the default site.
      expect(sent(backend, "link_many")).toEqual([
        {
          links: [
            { agent: "b", company: "1", site: null },
            { agent: "a", company: "0", site: null },
          ],
        },
      ]);
    },
    PATIENT,
  );

  it(
    "cannot select an agent for which there is nothing to do for many: neither suggested nor linked",
    async () => {
      renderWith(<CompaniesPage />, office());
      await screen.findByRole("checkbox", { name: "Select Quayside Dental" });
      const box = (name: string) => screen.getByRole<HTMLInputElement>("checkbox", { name });
      expect(box("Select Saltmarsh Yachts").disabled).toBe(true);
      expect(box("Select Harbour Mill, plant").disabled).toBe(false);
    },
    PATIENT,
  );

  it(
    "opens the companies of the agent that another page asks for, with why one could be missing",
    async () => {
      renderWith(<CompaniesPage />, office(), "/connectwise/companies?agent=c");
      const drawer = await screen.findByRole("dialog", { name: "Company for Saltmarsh Yachts" });
      await within(drawer).findByRole("list", { name: "Companies" });
      expect(within(drawer).getByText(/Deleted companies are not listed/)).toBeTruthy();
      expect(within(drawer).getByText(/There are more than are shown/)).toBeTruthy();
    },
    PATIENT,
  );

  it(
    "unlinks an agent without matches at once",
    async () => {
      const backend = office();
      renderWith(<CompaniesPage />, backend);
      await userEvent.click(await screen.findByRole("button", { name: "More for Harbour Mill, plant" }));
      await userEvent.click(await screen.findByRole("menuitem", { name: "Unlink" }));
      await waitFor(() => expect(sent(backend, "link_remove")).toEqual([{ agent: "d" }]));
    },
    PATIENT,
  );
});
