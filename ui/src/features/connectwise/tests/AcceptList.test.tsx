import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { Route } from "wouter";
import { fakeBackend } from "../../../../tests/fake-backend";
import { makeAgent } from "../../../../tests/fake-data";
import { syncStatus } from "../../../../tests/fake-sync";
import { renderWith } from "../../../../tests/render";
import { CommandFailure } from "../../../backend/backend";
import type { MatchRunRequest } from "../../../backend/generated";
import { AcceptList } from "../matching/AcceptList";
import { MatchingPage } from "../matching/MatchingPage";
import { PlanPage } from "../plan/PlanPage";
import { report } from "./sample";

const stopped = new CommandFailure({
  code: "guard_stopped",
  message: "11 of the 12 configurations that ConnectWise listed before are missing.",
  details: { before: 12, lost: 11 },
  retryable: false,
});
const ACCEPT = "The list is right, accept it";

/** A core whose guard stops the list until a person has looked. */
function guarded() {
  const backend = fakeBackend([
    {
      ...makeAgent("agent-1", "Harbour Mill, plant"),
      psa: {
        company: report({}).company,
        site: null,
        matched: 0,
        matchable: 0,
        last_run: null,
        last_success_at: null,
        sync: syncStatus(),
      },
    },
  ]);
  const looked: MatchRunRequest[] = [];
  backend.answers.match_show = () => report({});
  backend.answers.match_run = (request) => {
    looked.push(request);
    if (!request.accept_list) throw stopped;
    return report({});
  };
  return { backend, looked };
}

describe("a list that lost many records", () => {
  it("can be accepted, and says before what that means", async () => {
    const accept = vi.fn();
    renderWith(<AcceptList error={stopped} company="<b>Northside</b>" busy={false} onAccept={accept} />);
    expect(screen.getByText(/takes 11 configurations of <b>Northside<\/b> as gone/)).toBeTruthy();
    expect(screen.getByText(/would make duplicates/)).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: ACCEPT }));
    expect(accept).toHaveBeenCalledOnce();
  });

  it("is not offered for any other failure", () => {
    const other = new CommandFailure({ code: "unavailable", message: "No answer.", retryable: true });
    renderWith(<AcceptList error={other} company="" busy={false} onAccept={() => undefined} />);
    expect(screen.queryByRole("button", { name: ACCEPT })).toBeNull();
  });

  it("is accepted from the Matching page, once and for this agent", async () => {
    const { backend, looked } = guarded();
    renderWith(
      <Route path="/connectwise/matching/:agent?" component={MatchingPage} />,
      backend,
      "/connectwise/matching/agent-1",
    );
    await userEvent.click(await screen.findByRole("button", { name: "Find matches" }));
    await userEvent.click(await screen.findByRole("button", { name: ACCEPT }));
    await waitFor(() => expect(screen.queryByRole("button", { name: ACCEPT })).toBeNull());
    expect(looked).toEqual([{ agent: "agent-1" }, { agent: "agent-1", accept_list: true }]);
  });

  it("is accepted from the plan, which is then made again", async () => {
    const { backend, looked } = guarded();
    let plans = 0;
    backend.answers.sync_plan = () => {
      plans += 1;
      throw plans === 1 ? stopped : new CommandFailure({ code: "unavailable", message: "No answer.", retryable: true });
    };
    renderWith(<Route path="/connectwise/plan/:agent" component={PlanPage} />, backend, "/connectwise/plan/agent-1");
    await userEvent.click(await screen.findByRole("button", { name: ACCEPT }));
    await screen.findByText("unavailable");
    expect(plans).toBe(2);
    expect(looked).toEqual([{ agent: "agent-1", accept_list: true }]);
  });
});
