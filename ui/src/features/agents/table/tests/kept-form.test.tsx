import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { type FakeBackend, failure, fakeBackend } from "../../../../../tests/fake-backend";
import { makeAgent } from "../../../../../tests/fake-data";
import { renderWith } from "../../../../../tests/render";
import { forgetDraftsHere } from "../../../../components/drafts";
import { AddDialog } from "../AddDialog";
import { ChangeDialog } from "../ChangeDialog";

beforeEach(() => {
  forgetDraftsHere();
  window.localStorage.clear();
});

const office = (): FakeBackend => fakeBackend([makeAgent("a", "Quayside Dental")]);

/** A dialog that opens anew each time, and goes away as its page does. */
function opening(dialog: (onClose: () => void) => React.ReactNode, backend: FakeBackend) {
  let closed = 0;
  return async (): Promise<{ dialog: HTMLElement; isClosed(): boolean; leave(): void }> => {
    const before = closed;
    const { unmount } = renderWith(
      dialog(() => {
        closed += 1;
      }),
      backend,
    );
    return { dialog: await screen.findByRole("dialog"), isClosed: () => closed > before, leave: unmount };
  };
}

const field = (dialog: HTMLElement, label: string): Promise<HTMLInputElement> =>
  within(dialog).findByLabelText<HTMLInputElement>(label);

describe("what was typed for a new agent", () => {
  const adding = (backend: FakeBackend) =>
    opening((onClose) => <AddDialog opened onAdded={onClose} onClose={onClose} />, backend);

  it("is there again after Esc, also after a restart", async () => {
    const open = adding(office());
    const first = await open();
    await userEvent.type(await field(first.dialog, "Agent name"), "New site");
    await userEvent.type(await field(first.dialog, "Note"), "Key at the gatehouse{Escape}");
    expect(first.isClosed()).toBe(true);
    first.leave();
    forgetDraftsHere();
    const { dialog } = await open();
    expect((await field(dialog, "Agent name")).value).toBe("New site");
    expect((await field(dialog, "Note")).value).toBe("Key at the gatehouse");
    expect(within(dialog).getByRole("status").textContent).toContain("not saved");
  });

  it("is gone once the agent was added", async () => {
    const open = adding(office());
    const first = await open();
    await userEvent.type(await field(first.dialog, "Agent name"), "New site{Enter}");
    await waitFor(() => expect(first.isClosed()).toBe(true));
    first.leave();
    const { dialog } = await open();
    expect((await field(dialog, "Agent name")).value).toBe("");
    expect(within(dialog).queryByRole("status")).toBeNull();
  });

  it("stays where the agent could not be added", async () => {
    const backend = office();
    backend.answers.agents_add = () => {
      throw failure("invalid_input", "The name is too long.");
    };
    const open = adding(backend);
    const first = await open();
    await userEvent.type(await field(first.dialog, "Agent name"), "New site{Enter}");
    await within(first.dialog).findByText("The agent was not added");
    first.leave();
    expect((await field((await open()).dialog, "Agent name")).value).toBe("New site");
  });

  it("is given up with Cancel", async () => {
    const open = adding(office());
    const first = await open();
    await userEvent.type(await field(first.dialog, "Agent name"), "New site");
    await userEvent.click(within(first.dialog).getByRole("button", { name: "Cancel" }));
    first.leave();
    expect((await field((await open()).dialog, "Agent name")).value).toBe("");
  });

  it("belongs to its workspace", async () => {
    const backend = office();
    const open = adding(backend);
    const first = await open();
    await userEvent.type(await field(first.dialog, "Agent name"), "New site");
    first.leave();
    backend.status = { ...backend.status, directory: "/home/desk/Another" };
    expect((await field((await open()).dialog, "Agent name")).value).toBe("");
  });
});

describe("what was typed to change many agents", () => {
  const changing = (backend: FakeBackend) =>
    opening(
      (onClose) => (
        <ChangeDialog
          opened
          picked={{ kind: "some", ids: new Set(["a"]) }}
          count={1}
          tags={[]}
          onDone={() => undefined}
          onClose={onClose}
        />
      ),
      backend,
    );

  it("is there again after Esc, and gone once they were changed", async () => {
    const open = changing(office());
    const first = await open();
    await userEvent.click(await within(first.dialog).findByRole("checkbox", { name: "Change plan" }));
    await userEvent.type(await field(first.dialog, "New plan"), "Premium");
    await userEvent.type(await field(first.dialog, "Append to the note"), "Moved in May{Escape}");
    expect(first.isClosed()).toBe(true);
    first.leave();
    const second = await open();
    expect((await field(second.dialog, "Append to the note")).value).toBe("Moved in May");
    expect((await field(second.dialog, "New plan")).value).toBe("Premium");
    await userEvent.click(within(second.dialog).getByRole("button", { name: "Change 1 agent" }));
    await waitFor(() => expect(second.isClosed()).toBe(true));
    second.leave();
    expect((await field((await open()).dialog, "Append to the note")).value).toBe("");
  });

  it("is passed over where it was kept in another form", async () => {
    const open = changing(office());
    const first = await open();
    await userEvent.type(await field(first.dialog, "Append to the note"), "Moved");
    first.leave();
    const key = Object.keys(window.localStorage).find((each) => each.endsWith("agents_change")) ?? "";
    const draft = JSON.parse(window.localStorage.getItem(key) ?? "{}");
    window.localStorage.setItem(
      key,
      JSON.stringify({ ...draft, text: '{"plan":7,"appendNote":"Moved","addTags":"x"}' }),
    );
    forgetDraftsHere();
    const { dialog } = await open();
    expect((await field(dialog, "Append to the note")).value).toBe("Moved");
    expect(within(dialog).getByRole<HTMLInputElement>("checkbox", { name: "Change plan" }).checked).toBe(false);
  });
});
