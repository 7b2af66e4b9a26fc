import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { SavedTextarea, SavedTextField } from "../src/components";
import { forgetDraftsHere } from "../src/components/drafts";
import { renderWith } from "./render";

const save = vi.fn(async (_text: string, _seen: string) => undefined);

function note(value: string): void {
  renderWith(<SavedTextarea label="Note" value={value} draftKey="a1/note" onSave={save} />);
}

/** The window goes away without leaving the field, and a new one comes. */
function restart(): void {
  cleanup();
  forgetDraftsHere();
}

const input = (): HTMLTextAreaElement => screen.getByLabelText("Note");

afterEach(() => {
  forgetDraftsHere();
  window.localStorage.clear();
  save.mockClear();
});

describe("a note that was typed and not saved", () => {
  it("comes back after a restart, and says that it is a draft", async () => {
    note("Key at reception.");
    await userEvent.type(input(), " Ask for Tim.");
    restart();
    note("Key at reception.");
    expect(input().value).toBe("Key at reception. Ask for Tim.");
    expect(screen.getByText("Draft")).toBeTruthy();
    expect(save).not.toHaveBeenCalled();
  });

  it("says when the saved text was changed since", async () => {
    note("Key at reception.");
    await userEvent.type(input(), " Ask for Tim.");
    restart();
    note("Key at the gate.");
    expect(input().value).toBe("Key at reception. Ask for Tim.");
    expect(screen.getByText(/the saved text was changed since/)).toBeTruthy();
  });

  it("is no draft any more once it is saved", async () => {
    note("Key at reception.");
    await userEvent.type(input(), " Ask for Tim.");
    restart();
    note("Key at reception.");
    await userEvent.click(input());
    await userEvent.keyboard("{Control>}s{/Control}");
    expect(save).toHaveBeenCalledWith("Key at reception. Ask for Tim.", "Key at reception.");
    expect(screen.queryByText("Draft")).toBeNull();
    expect(window.localStorage.length).toBe(0);
  });

  it("is given up with Esc", async () => {
    note("Key at reception.");
    await userEvent.type(input(), " Ask for Tim.");
    restart();
    note("Key at reception.");
    await userEvent.click(input());
    await userEvent.keyboard("{Escape}");
    expect(input().value).toBe("Key at reception.");
    expect(screen.queryByText("Draft")).toBeNull();
    expect(window.localStorage.length).toBe(0);
  });

  it("is not upset by what somebody else left in the storage", () => {
    window.localStorage.setItem("sitebook.draft/a1/note", "{broken");
    note("Key at reception.");
    expect(input().value).toBe("Key at reception.");
    restart();
    window.localStorage.setItem("sitebook.draft/a1/note", '{"text":7}');
    note("Key at reception.");
    expect(input().value).toBe("Key at reception.");
  });
});

describe("every other field with a draft", () => {
  const contract = (value = ""): void => {
    renderWith(<SavedTextField label="Contract" value={value} draftKey="a1/contract" onSave={save} />);
  };

  it("also comes back after a restart, and leaves nothing behind once it is saved", async () => {
    contract();
    await userEvent.type(screen.getByLabelText("Contract"), "K-7");
    restart();
    contract();
    expect(screen.getByLabelText("Contract")).toHaveProperty("value", "K-7");
    await userEvent.type(screen.getByLabelText("Contract"), "{Enter}");
    expect(save).toHaveBeenLastCalledWith("K-7", "");
    expect(window.localStorage.length).toBe(0);
  });

  it("is sent on top of what was seen when it was typed, so that nobody is overwritten unseen", async () => {
    contract("OLD");
    await userEvent.type(screen.getByLabelText("Contract"), "-7");
    restart();
    contract("NEW");
    await userEvent.type(screen.getByLabelText("Contract"), "{Enter}");
    expect(save).toHaveBeenLastCalledWith("OLD-7", "OLD");
  });
});
