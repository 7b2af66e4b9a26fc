import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { Route } from "wouter";
import { failure, fakeBackend } from "../../../../tests/fake-backend";
import { makeAgent } from "../../../../tests/fake-data";
import { syncStatus } from "../../../../tests/fake-sync";
import { renderWith } from "../../../../tests/render";
import type { AgentPsa, AgentSyncStatus, MappedField } from "../../../backend/generated";
import { RunPage } from "../../activity/RunPage";
import { CompaniesPage } from "../companies/CompaniesPage";
import { FieldsPage } from "../fields/FieldsPage";
import { PlanPage } from "../plan/PlanPage";

const PATIENT = 30_000;

const psa = (sync: Partial<AgentSyncStatus> = {}): AgentPsa => ({
  company: { id: 5, identifier: "HARBOURMI", name: "Harbour Mill Foods" },
  site: null,
  matched: 27,
  matchable: 36,
  last_run: null,
  last_success_at: null,
  sync: syncStatus({ agent: "a", agent_name: "Harbour Mill", ...sync }),
});

function office(sync: Partial<AgentSyncStatus> = {}) {
  return fakeBackend([
    makeAgent("a", "Harbour Mill", { psa: psa(sync) }),
    makeAgent("b", "Castlegate", { psa: { ...psa(), sync: syncStatus({ agent: "b", agent_name: "Castlegate" }) } }),
  ]);
}

type Office = ReturnType<typeof office>;

const sent = (backend: Office, name: string) =>
  backend.calls.filter((call) => call.name === name).map((call) => call.request);

function show(backend: Office, at = "/connectwise/plan/a") {
  return renderWith(
    <>
      <Route path="/connectwise/companies" component={CompaniesPage} />
      <Route path="/connectwise/plan/:agent" component={PlanPage} />
      <Route path="/connectwise/fields/:agent?" component={FieldsPage} />
      <Route path="/activity/:run" component={RunPage} />
    </>,
    backend,
    at,
  );
}

const press = async (name: string | RegExp) => userEvent.click(await screen.findByRole("button", { name }));

describe("a sync by hand", () => {
  it(
    "asks for the mode, and in a customized sync for the direction of every field",
    async () => {
      const backend = office();
      show(backend, "/connectwise/companies");
      await press("Sync now Harbour Mill");
      await userEvent.click(await screen.findByRole("menuitem", { name: /^Customized/ }));
      const dialog = await screen.findByRole("dialog", { name: "Customized synchronization" });
      const notes = await within(dialog).findByRole("group", { name: "Direction of Notes" });
      await userEvent.click(within(notes).getByRole("button", { name: "Notes: from ConnectWise" }));
      // Only the source knows an address: there is nothing to choose.
      const mac = within(dialog).getByRole("group", { name: "Direction of MAC address" });
      expect(within(mac).getByRole<HTMLButtonElement>("button", { name: /from ConnectWise: / }).disabled).toBe(true);
      expect(within(dialog).getByRole<HTMLInputElement>("checkbox", { name: /Keep for next time/ }).checked).toBe(
        false,
      );
      await userEvent.click(within(dialog).getByRole("button", { name: "Show the plan" }));
      await screen.findByText(/1 field otherwise than in Match Fields/);
      await waitFor(() =>
        expect(sent(backend, "sync_plan")).toEqual([
          { agent: "a", mode: "custom", directions: { notes: "from-connectwise" }, automatic: false },
        ]),
      );
    },
    PATIENT,
  );

  it(
    "writes what is ticked, and sends what was excluded",
    async () => {
      const backend = office();
      show(backend);
      await screen.findByRole("button", { name: "Run 7 changes" });
      await userEvent.click(screen.getByRole("checkbox", { name: "Write Name of hm-fw01" }));
      await userEvent.click(screen.getByRole("checkbox", { name: "Write hm-nas01" }));
      expect(screen.getByRole<HTMLInputElement>("checkbox", { name: "Write hm-fw01" }).indeterminate).toBe(true);
      expect(screen.getByText(/3 changes excluded/)).toBeTruthy();
      await press("Run 4 changes");
      await screen.findByRole("heading", { name: "Sync result" });
      expect(sent(backend, "sync_run")).toMatchObject([
        { agent: "a", exclude: [{ device: "a-hm-fw01", field: "name" }, { device: "a-hm-nas01" }] },
      ]);
    },
    PATIENT,
  );

  it(
    "says that a plan no longer holds, and plans again",
    async () => {
      const backend = office();
      const run = backend.answers.sync_run;
      backend.answers.sync_run = () => {
        throw failure("plan_outdated", "The field mapping was changed since the plan was made.");
      };
      show(backend);
      await press("Run 7 changes");
      await screen.findByText("The plan no longer holds. Nothing was written.");
      backend.answers.sync_run = run as NonNullable<typeof run>;
      const again = screen.getAllByRole("button", { name: "Plan again" })[0];
      if (again) await userEvent.click(again);
      await screen.findByRole("button", { name: "Run 7 changes" });
    },
    PATIENT,
  );

  it(
    "tries the failed records again, undoes a run, and leads from the run to its undo and back",
    async () => {
      const backend = office();
      show(backend);
      await press("Run 7 changes");
      await screen.findByText("ConnectWise: “The Site field is required.”");
      await press("Undo this run");
      const dialog = await screen.findByRole("dialog", { name: "Undo this run" });
      await within(dialog).findByText(/6 values of Harbour Mill are put back/);
      expect(within(dialog).getByText(/The manufacturer Synology was added/)).toBeTruthy();
      await userEvent.click(within(dialog).getByRole("button", { name: "Left alone 1" }));
      expect(within(dialog).getByText(/Somebody changed it in ConnectWise/)).toBeTruthy();
      expect(sent(backend, "sync_undo")).toEqual([]);
      await userEvent.click(within(dialog).getByRole("button", { name: "Put back 6 values" }));
      await userEvent.click(await screen.findByRole("link", { name: "See that run" }));
      await screen.findByText("This run was undone.");
      expect(screen.queryByRole("button", { name: "Undo this run" })).toBeNull();
      await press("Retry the failed one");
      await screen.findByText("Only the records that failed in an earlier run.");
      expect(sent(backend, "sync_retry_plan")).toEqual([{ run: "run-1" }]);
      expect(sent(backend, "sync_run")).toHaveLength(1);
      await press("Run 1 change");
      await waitFor(() => expect(sent(backend, "sync_run")).toHaveLength(2));
      expect(sent(backend, "sync_run")[1]).toMatchObject({ agent: "a", plan: "retry-run-1" });
    },
    PATIENT,
  );

  it(
    "lists what an undo holds, and lets go of it",
    async () => {
      const backend = office();
      show(backend);
      await press("Run 7 changes");
      await press("Undo this run");
      await press("Put back 6 values");
      await screen.findByRole("link", { name: "See that run" });
      await press("Plan again");
      await press("6 fields held by an undo");
      const list = await screen.findByRole("list", { name: "Held fields" });
      await userEvent.click(within(list).getByRole("button", { name: "Release IP address of hm-fw01" }));
      await waitFor(() => expect(sent(backend, "held_release")).toEqual([{ device: "a-hm-fw01", field: "ip" }]));
    },
    PATIENT,
  );
});

describe("automatic sync", () => {
  it(
    "begins for one agent with the approval of its first plan",
    async () => {
      const backend = office();
      show(backend, "/connectwise/companies");
      await userEvent.click(await screen.findByRole("switch", { name: "Automatic sync of Harbour Mill" }));
      await screen.findByText(/Automatic sync of Harbour Mill is not on yet/);
      expect(sent(backend, "sync_auto")).toEqual([]);
      // Nothing can be excluded from what is approved.
      expect(screen.queryByRole("checkbox")).toBeNull();
      await press("Approve and switch on");
      await waitFor(() =>
        expect(sent(backend, "sync_auto")).toMatchObject(
          [{ agents: ["a"], on: true, plan: /./ }].map((each) => ({ ...each, plan: expect.stringMatching(each.plan) })),
        ),
      );
      expect(sent(backend, "sync_plan")).toEqual([{ agent: "a", mode: "custom", directions: {}, automatic: true }]);
      await screen.findByRole("heading", { name: "Companies" });
    },
    PATIENT,
  );

  it(
    "lists the first plans of many with their counts before it is switched on",
    async () => {
      const backend = office();
      show(backend, "/connectwise/companies");
      await userEvent.click(await screen.findByRole("checkbox", { name: "Select all" }));
      await press("Automatic on 2");
      const dialog = await screen.findByRole("dialog", { name: "Automatic sync of 2 agents" });
      await within(dialog).findByText("10 changes in 2 agents");
      expect(sent(backend, "sync_auto")).toEqual([]);
      await userEvent.click(within(dialog).getByRole("button", { name: "Approve and switch on 2 agents" }));
      const plan = expect.stringMatching(/./);
      await waitFor(() =>
        expect(sent(backend, "sync_auto")).toEqual([
          { agents: ["a", "b"], on: true, plan: null, plans: { a: plan, b: plan } },
        ]),
      );
    },
    PATIENT,
  );

  it(
    "tells why it switched itself off, and resumes with one press",
    async () => {
      const backend = office({
        state: "failed",
        reason: "the company is no longer in ConnectWise",
        switched_off_because: "the company is no longer in ConnectWise",
        last_success_at: "2026-11-18T09:00:00Z",
      });
      show(backend, "/connectwise/companies");
      await screen.findByText("Failed Sync");
      expect(screen.getByText(/The company is no longer in ConnectWise/)).toBeTruthy();
      expect(screen.getByText(/last success/)).toBeTruthy();
      await press("Resume Harbour Mill");
      await waitFor(() => expect(sent(backend, "sync_resume")).toEqual([{ agent: "a" }]));
      await screen.findByText("Postponed");
    },
    PATIENT,
  );
});

describe("many agents", () => {
  it(
    "are synchronized in turn after the mode was chosen once, and each result leads to its run",
    async () => {
      const backend = office();
      show(backend, "/connectwise/companies");
      await userEvent.click(await screen.findByRole("checkbox", { name: "Select all" }));
      await press("Sync now 2");
      await userEvent.click(await screen.findByRole("menuitem", { name: /^From Sitebook to ConnectWise/ }));
      const dialog = await screen.findByRole("dialog", { name: "Sync 2 agents" });
      await within(dialog).findByText("14 changes in 2 agents");
      expect(within(dialog).getByRole("button", { name: "Open the plan of Castlegate" })).toBeTruthy();
      expect(sent(backend, "sync_run")).toEqual([]);
      await userEvent.click(within(dialog).getByRole("button", { name: "Run 14 changes in 2 agents" }));
      await screen.findByText("0 agents synchronized");
      expect(screen.getByText("2 to look at")).toBeTruthy();
      expect(sent(backend, "sync_run")).toEqual([
        { agent: "a", mode: "to-connectwise", plan: expect.stringContaining("7f3a91c2") },
        { agent: "b", mode: "to-connectwise", plan: expect.stringContaining("7f3a91c2") },
      ]);
      await press("Show agents");
      await press("Open the run of Castlegate");
      await screen.findByRole("heading", { name: "Castlegate" });
    },
    PATIENT,
  );
});

describe("values that Domotz would take", () => {
  const undecided = () => {
    const backend = office();
    const takes: MappedField[] = ["name", "vendor", "model", "serial", "notes", "zone", "room"];
    const source = { source: "domotz", takes, decided: false, allowed: false };
    backend.answers.write_back_show = () => ({ sources: [{ ...source }] });
    backend.answers.write_back_set = ({ allowed }) => {
      Object.assign(source, { allowed, decided: true });
      return { sources: [{ ...source }] };
    };
    return backend;
  };

  const ask = async (backend: Office) => {
    show(backend, "/connectwise/companies");
    await userEvent.click(await screen.findByRole("checkbox", { name: "Select all" }));
    await press("Sync now 2");
    await userEvent.click(await screen.findByRole("menuitem", { name: /^From ConnectWise to Sitebook/ }));
    const dialog = await screen.findByRole("dialog", { name: "Sync 2 agents" });
    await userEvent.click(await within(dialog).findByRole("button", { name: /^Run \d+ changes in 2 agents/ }));
    return screen.findByRole("dialog", { name: "Shall values from ConnectWise also go to Domotz?" });
  };

  it(
    "are asked about before many agents are synchronized, and kept here they run at once",
    async () => {
      const backend = undecided();
      const question = await ask(backend);
      expect(within(question).getByText(/^These plans take \d+ values from ConnectWise/)).toBeTruthy();
      expect(sent(backend, "sync_run")).toEqual([]);
      await userEvent.click(within(question).getByRole("button", { name: "Keep them in Sitebook" }));
      await waitFor(() => expect(sent(backend, "sync_run").length).toBe(2));
      expect(sent(backend, "sync_plan").length).toBe(2);
    },
    PATIENT,
  );

  it(
    "are planned again where they are to go there, and run only then",
    async () => {
      const backend = undecided();
      const question = await ask(backend);
      await userEvent.click(within(question).getByRole("button", { name: "Also write to Domotz" }));
      await waitFor(() => expect(sent(backend, "sync_plan").length).toBe(4));
      expect(sent(backend, "sync_run")).toEqual([]);
      await press(/^Run \d+ changes in 2 agents/);
      await waitFor(() => expect(sent(backend, "sync_run").length).toBe(2));
    },
    PATIENT,
  );
});

describe("Match Fields", () => {
  it(
    "locks the directions of a field without a target, until one is picked",
    async () => {
      const backend = office();
      show(backend, "/connectwise/fields");
      const zone = await screen.findByRole("group", { name: "Direction of Zone" });
      expect(
        within(zone).getByRole<HTMLButtonElement>("button", { name: /to ConnectWise: pick a question/ }).disabled,
      ).toBe(true);
      await userEvent.click(await screen.findByRole("combobox", { name: "Zone in ConnectWise" }));
      await userEvent.click(await screen.findByRole("option", { name: "Floor" }));
      await userEvent.click(await screen.findByRole("button", { name: "Zone: to ConnectWise" }));
      expect(sent(backend, "fields_set")).toEqual([
        { field: "zone", direction: null, allow_empty: null, agent: null, target: "custom_field:4" },
        { field: "zone", direction: "to-connectwise", allow_empty: null, agent: null },
      ]);
    },
    PATIENT,
  );

  it(
    "shows what an agent has of its own, and follows the integration again",
    async () => {
      const backend = office();
      show(backend, "/connectwise/fields/a");
      await press("Notes: from ConnectWise");
      await press("Notes: follow the integration again");
      await waitFor(() =>
        expect(sent(backend, "fields_set").at(-1)).toEqual({
          field: "notes",
          direction: null,
          allow_empty: null,
          agent: "a",
          follow: true,
        }),
      );
      await waitFor(() => expect(screen.queryByText("own")).toBeNull());
    },
    PATIENT,
  );
});
