import { cleanup, fireEvent, render } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import type { KeyAct } from "../matching/keys";
import { matchingRows } from "../matching/rows";
import { useMatchingKeys } from "../matching/useMatchingKeys";
import { configuration, device, match, report } from "./sample";

const rows = matchingRows(
  report({
    devices: [device({ id: "proposed" })],
    matches: [match({ device: "proposed", configuration: 1, state: "proposed", rule: "ip" })],
    configurations: [configuration({ id: 1 })],
  }),
);

function Page({ enabled, acts }: { enabled: boolean; acts: KeyAct[] }) {
  useMatchingKeys({ rows, focus: 0, open: null, selected: 1, confirmable: false, undoable: false }, enabled, (act) =>
    acts.push(act),
  );
  return (
    <>
      <input aria-label="text" />
      <input type="checkbox" aria-label="box" />
      <button type="button">Match</button>
      <div role="dialog" aria-label="above">
        <button type="button">Inside</button>
      </div>
    </>
  );
}

afterEach(cleanup);

describe("where the keys of the matching page act", () => {
  const press = (key: string, on: (view: ReturnType<typeof render>) => Element, more: object = {}) => {
    const acts: KeyAct[] = [];
    const view = render(<Page enabled acts={acts} />);
    fireEvent.keyDown(on(view), { key, ...more });
    cleanup();
    return acts;
  };
  const body = () => document.body;

  it("act anywhere on the page", () => {
    expect(press("Enter", body)).toEqual([{ act: "match" }]);
    expect(press("x", body)).toEqual([{ act: "unlink" }]);
    expect(press("x", (view) => view.getByLabelText("box"))).toEqual([{ act: "unlink" }]);
  });

  it("leave texts and dialogs alone", () => {
    expect(press("x", (view) => view.getByLabelText("text"))).toEqual([]);
    expect(press("x", (view) => view.getByText("Inside"))).toEqual([]);
  });

  it("leave Enter and Space to the control that has them, but not Shift and Enter", () => {
    expect(press("Enter", (view) => view.getByText("Match"))).toEqual([]);
    expect(press(" ", (view) => view.getByLabelText("box"))).toEqual([]);
    expect(press("Enter", (view) => view.getByText("Match"), { shiftKey: true })).toEqual([{ act: "match-selected" }]);
  });

  it("do nothing while they are switched off, nor with Control", () => {
    const acts: KeyAct[] = [];
    render(<Page enabled={false} acts={acts} />);
    fireEvent.keyDown(document.body, { key: "Enter" });
    expect(acts).toEqual([]);
    expect(press("x", body, { ctrlKey: true })).toEqual([]);
  });
});
