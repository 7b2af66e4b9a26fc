import { Notifications } from "@mantine/notifications";
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { Route } from "wouter";
import { fakeBackend } from "../../../../tests/fake-backend";
import { makeAgent } from "../../../../tests/fake-data";
import { syncStatus } from "../../../../tests/fake-sync";
import { renderWith } from "../../../../tests/render";
import { CommandFailure } from "../../../backend/backend";
import type { CreateRequest, MatchReport } from "../../../backend/generated";
import { MatchingPage } from "../matching/MatchingPage";
import { configuration, device, match, report } from "./sample";

const PATIENT = 30_000;

const gone = "2026-11-03T08:00:00Z";
const sample = report({
  agent: "agent-1",
  devices: [
    device({ id: "d-auto", name: "fw01", serial: "FGT60" }),
    device({ id: "d-one", name: "ap01", ips: ["10.0.0.1"] }),
    device({ id: "d-two", name: "ap02", ips: ["10.0.0.2"] }),
    device({ id: "d-free", name: "cam01", kind: "camera" }),
    device({ id: "d-gone", name: "printer-old", kind: "printer", gone_since: gone }),
    device({ id: "d-new", name: "printer-new", kind: "printer" }),
  ],
  matches: [
    match({ device: "d-auto", configuration: 1 }),
    match({ device: "d-one", configuration: 2, state: "proposed", rule: "ip", reason: "only_ip" }),
    match({ device: "d-two", configuration: 3, state: "proposed", rule: "kept", reason: "only_kept" }),
    match({ device: "d-gone", configuration: 4 }),
  ],
  configurations: [1, 2, 3, 4].map((id) => configuration({ id, name: `configuration ${id}` })),
});

function workspace(shown: MatchReport = sample) {
  const psa = {
    company: shown.company,
    site: null,
    matched: 2,
    matchable: 6,
    last_run: null,
    last_success_at: null,
    sync: syncStatus(),
  };
  const backend = fakeBackend([{ ...makeAgent("agent-1", "Harbour Mill, plant"), psa }]);
  backend.answers.match_show = () => shown;
  backend.answers.match_all = () => ({ reports: [shown] });
  return backend;
}

function open(backend: ReturnType<typeof workspace>, at = "agent-1") {
  renderWith(
    <>
      <Notifications />
      <Route path="/connectwise/matching/:agent?" component={MatchingPage} />
    </>,
    backend,
    `/connectwise/matching/${at}`,
  );
}

const sent = (backend: ReturnType<typeof workspace>, name: string) =>
  backend.calls.filter((call) => call.name === name).map((call) => call.request);
const key = (name: string, more: object = {}) => fireEvent.keyDown(document.body, { key: name, ...more });

describe("the matching workspace", () => {
  it(
    "unlinks with a key without asking, and puts back exactly that removal with Control and Z",
    async () => {
      const backend = workspace();
      backend.answers.match_remove = () => ({ ...sample, undo: "token-7" });
      backend.answers.removal_undo = () => ({});
      open(backend);
      await screen.findByText("fw01");
      key("ArrowDown");
      key("x");
      await screen.findByRole("button", { name: "Undo unlink" });
      expect(screen.queryByRole("dialog")).toBeNull();
      key("z", { ctrlKey: true });
      await waitFor(() => expect(sent(backend, "removal_undo")).toEqual([{ undo: "token-7" }]));
      expect(screen.queryByRole("button", { name: "Undo unlink" })).toBeNull();
    },
    PATIENT,
  );

  it(
    "confirms a whole screen of proposals only after it was listed once more",
    async () => {
      const backend = workspace();
      backend.answers.match_confirm_many = ({ pairs }) => ({ confirmed: pairs.length, failed: [], undo: "token-8" });
      open(backend);
      await userEvent.click(await screen.findByRole("button", { name: /^Proposed/ }));
      key("Enter", { shiftKey: true });
      const dialog = await screen.findByRole("dialog");
      expect(
        within(dialog).getByText(
          /^1 rests on the IP address alone, which is handed on; 1 rests on the id kept in Domotz/,
        ),
      ).toBeTruthy();
      expect(sent(backend, "match_confirm_many")).toEqual([]);
      await userEvent.click(within(dialog).getByRole("button", { name: "Confirm 2 matches" }));
      await waitFor(() =>
        expect(sent(backend, "match_confirm_many")).toEqual([
          {
            pairs: [
              { device: "d-one", configuration: 2 },
              { device: "d-two", configuration: 3 },
            ],
          },
        ]),
      );
      backend.answers.removal_undo = () => ({});
      await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
      await waitFor(() => expect(sent(backend, "removal_undo")).toEqual([{ undo: "token-8" }]));
    },
    PATIENT,
  );

  it(
    "sets a configuration inactive only after the dialog has said what is written",
    async () => {
      const backend = workspace();
      backend.answers.match_retire = () => ({ ...sample, run: "run-3" });
      open(backend);
      await userEvent.click(await screen.findByRole("button", { name: /^Set inactive in ConnectWise: .*printer-old/ }));
      const dialog = await screen.findByRole("dialog");
      expect(within(dialog).getByText("activeFlag")).toBeTruthy();
      expect(sent(backend, "match_retire")).toEqual([]);
      await userEvent.click(within(dialog).getByRole("button", { name: "Set inactive in ConnectWise" }));
      await waitFor(() => expect(sent(backend, "match_retire")).toEqual([{ device: "d-gone" }]));
      backend.answers.sync_undo = () => new Promise(() => {});
      await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
      await waitFor(() => expect(sent(backend, "sync_undo")).toEqual([{ run: "run-3" }]));
    },
    PATIENT,
  );

  it(
    "offers the devices without a match to replace one that is gone, those of its kind first",
    async () => {
      const backend = workspace();
      backend.answers.match_move = () => sample;
      open(backend);
      await userEvent.click(await screen.findByRole("button", { name: "Replace the device printer-old" }));
      const drawer = await screen.findByRole("dialog");
      const offers = within(drawer).getAllByRole("button", { name: /^Replace with/ });
      expect(offers.map((offer) => offer.getAttribute("aria-label"))).toEqual([
        "Replace with printer-new",
        "Replace with ap01",
        "Replace with ap02",
        "Replace with cam01",
      ]);
      await userEvent.click(offers[0] as HTMLElement);
      await waitFor(() => expect(sent(backend, "match_move")).toEqual([{ from: "d-gone", to: "d-new" }]));
    },
    PATIENT,
  );

  it(
    "names agent and company of each row where all linked agents stand together",
    async () => {
      open(workspace(), "all");
      await screen.findByText("fw01");
      expect(screen.getAllByText(/^Harbour Mill, plant/).length).toBeGreaterThan(0);
      expect(screen.getAllByText(/ · Harbour Mill Foods$/).length).toBeGreaterThan(0);
    },
    PATIENT,
  );
});

describe("creating from the workspace", () => {
  const previewed = {
    device: "d-free",
    device_source_id: "d-free",
    device_name: "cam01",
    type: { id: 102, name: "Camera" },
    status: null,
    site: null,
    identifier: "sitebook:1",
    made_before: null,
    sent_before: false,
    fields: [{ field: "serialNumber", value: "AXIS-1" }],
    answers: [],
    left_out: [],
  };
  const nothing = {
    run: null,
    state: null,
    message: "",
    created: [],
    failed: [],
    pending: [],
    left_out: [],
    duplicates: [],
    preview: [],
    requests: 0,
  };
  const made = (at: string) => ({ device: at, device_source_id: at, device_name: "cam01", configuration: 7001 });

  it(
    "previews exactly what is sent, creates it only then, and says what became of it",
    async () => {
      const backend = workspace();
      backend.answers.create = (request: CreateRequest) =>
        request.dry_run
          ? { ...nothing, preview: [previewed] }
          : {
              ...nothing,
              run: "run-9",
              state: "done",
              created: [{ ...made("d-free"), adopted: false, differences: [], message: "" }],
            };
      open(backend);
      await screen.findByText("cam01");
      for (let row = 0; row < 4; row += 1) key("ArrowDown");
      key("c");
      await screen.findByText("AXIS-1");
      const real = () => (sent(backend, "create") as CreateRequest[]).filter((request) => !request.dry_run);
      expect(real()).toEqual([]);
      await userEvent.click(await screen.findByRole("button", { name: "Create 1 configuration" }));
      await screen.findByText("1 configuration created");
      expect(real()).toMatchObject([{ agent: "agent-1", devices: ["d-free"], all_unmatched: false }]);
    },
    PATIENT,
  );

  it(
    "says what had been created when the run was broken off",
    async () => {
      const backend = workspace();
      backend.answers.create = (request: CreateRequest) => {
        if (request.dry_run) return { ...nothing, preview: [previewed] };
        throw new CommandFailure({
          code: "unavailable",
          message: "ConnectWise does not answer.",
          details: {
            run: "run-9",
            created: [],
            failed: [],
            pending: [{ ...made("d-free"), reason: "outcome_unknown", message: "" }],
          },
          retryable: true,
        });
      };
      open(backend);
      await userEvent.click(await screen.findByRole("button", { name: "Create a configuration for cam01" }));
      await userEvent.click(await screen.findByRole("button", { name: "Create 1 configuration" }));
      await screen.findByText("0 of 1 configuration created");
      expect(screen.getByText(/ConnectWise does not answer/)).toBeTruthy();
      expect(screen.getByText(/1 device not known yet/)).toBeTruthy();
      // What may be there already is never offered to be created again.
      expect(screen.queryByRole("button", { name: "Preview the failed again" })).toBeNull();
    },
    PATIENT,
  );
});
