import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { fakeBackend } from "../../../../tests/fake-backend";
import { makeAgents } from "../../../../tests/fake-data";
import { syncStatus } from "../../../../tests/fake-sync";
import { renderWith } from "../../../../tests/render";
import { type TourAgent, type TourStepId, tourSteps } from "../steps";
import { TourCard } from "../TourCard";
import { forgetTour, readTour } from "../tour";

beforeEach(forgetTour);

const step = (id: TourStepId) => {
  const found = tourSteps.find((item) => item.id === id);
  if (found === undefined) throw new Error(id);
  return found;
};
const untouched: TourAgent["psa"] = {
  company: null,
  site: null,
  matched: 0,
  matchable: 4,
  last_run: null,
  last_success_at: null,
  sync: syncStatus(),
};
const linked = { ...untouched, company: { id: 1, identifier: "C1", name: "One" } };
const agent = (id: string, psa: TourAgent["psa"]): TourAgent => ({ id, status: "online", psa });

describe("the steps of the tour", () => {
  it("are five, each of one or two sentences", () => {
    expect(tourSteps.map((item) => item.id)).toEqual(["map", "agent", "link", "match", "sync"]);
    for (const { text } of tourSteps) {
      expect(text.match(/[.]( |$)/g)?.length, text).toBeLessThanOrEqual(2);
    }
  });

  it("lead to an agent with which the step can be done", () => {
    const agents = [agent("a", untouched), agent("b", { ...linked, matched: 3 }), agent("c", linked)];
    expect(step("agent").address([{ ...agent("x", untouched), status: "attention" }])).toBe("/agents/x");
    expect(step("match").address(agents)).toBe("/connectwise/matching/c");
    expect(step("sync").address(agents)).toBe("/connectwise/plan/b");
  });

  it("lead to a page that helps where there is no such agent", () => {
    expect(step("agent").address([])).toBe("/agents");
    expect(step("match").address([agent("a", untouched)])).toBe("/connectwise/matching");
    expect(step("sync").address([agent("a", untouched)])).toBe("/connectwise/companies");
  });

  it("see what was done", () => {
    const nothing = [agent("a", untouched)];
    expect(tourSteps.map((item) => item.done(nothing))).toEqual([null, null, false, false, false]);
    const everything = [agent("a", { ...linked, matched: 2, last_run: {} as never })];
    expect(tourSteps.map((item) => item.done(everything))).toEqual([null, null, true, true, true]);
  });
});

describe("where somebody is in the tour", () => {
  it("begins anew where nothing sensible was kept", () => {
    for (const text of [null, "", "x", "[]", '{"step":9,"open":true}', '{"step":"1","open":true}']) {
      expect(readTour(text), String(text)).toEqual({ step: 0, open: true });
    }
    expect(readTour('{"step":3,"open":false}')).toEqual({ step: 3, open: false });
  });
});

describe("the card of the tour", () => {
  it("goes forth and back, and takes the window along", async () => {
    const { location } = renderWith(<TourCard />, fakeBackend(makeAgents(4)), "/map");
    expect(screen.getByText("Step 1 of 5")).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Back" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Next" }));
    await userEvent.click(screen.getByRole("button", { name: "Next" }));
    expect(screen.getByText("Link it to a company")).toBeTruthy();
    expect(location.history.at(-1)).toBe("/connectwise/companies");
    await userEvent.click(screen.getByRole("button", { name: "Back" }));
    expect(screen.getByText("Step 2 of 5")).toBeTruthy();
  });

  it("stays closed once it was closed, also after a restart", async () => {
    const first = renderWith(<TourCard />);
    await userEvent.click(screen.getByRole("button", { name: "Close the tour" }));
    expect(screen.queryByText(/Step/)).toBeNull();
    first.unmount();
    renderWith(<TourCard />);
    expect(screen.queryByText(/Step/)).toBeNull();
    expect(readTour(window.localStorage.getItem("sitebook.tour"))).toEqual({ step: 0, open: false });
  });

  it("closes on Esc when it has the keyboard", async () => {
    renderWith(<TourCard />);
    await userEvent.keyboard("{Escape}");
    expect(screen.getByText("Step 1 of 5")).toBeTruthy();
    screen.getByRole("button", { name: "Next" }).focus();
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByText(/Step/)).toBeNull();
  });
});
