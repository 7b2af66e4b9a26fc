import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { SavedTags, SavedTextarea, SavedTextField, SaveState } from "../src/components";
import { dropDraft, readDraft } from "../src/components/drafts";
import { failure } from "./fake-backend";
import { renderWith } from "./render";

const never = vi.fn(async () => undefined);

function Elsewhere() {
  const [value, setValue] = useState("A");
  return (
    <>
      <SavedTextField label="Name" value={value} onSave={never} />
      <button type="button" onMouseDown={(event) => event.preventDefault()} onClick={() => setValue(`${value}B`)}>
        Change elsewhere
      </button>
    </>
  );
}

function Trimming() {
  const [value, setValue] = useState("A");
  return <SavedTextField label="Name" value={value} onSave={async (text) => setValue(text.trim())} />;
}

describe("a field that saves itself", () => {
  it("saves on leaving it, once", async () => {
    const save = vi.fn(async (_text: string, _seen: string) => undefined);
    renderWith(<SavedTextField label="Customer ID" value="OLD" onSave={save} />);
    const input = screen.getByLabelText("Customer ID");
    await userEvent.clear(input);
    await userEvent.type(input, "HARBMILL{Enter}");
    await userEvent.tab();
    expect(save.mock.calls).toEqual([["HARBMILL", "OLD"]]);
  });

  it("does not save what did not change", async () => {
    const save = vi.fn(async () => undefined);
    renderWith(<SavedTextField label="Customer ID" value="OLD" onSave={save} />);
    await userEvent.click(screen.getByLabelText("Customer ID"));
    await userEvent.tab();
    expect(save).not.toHaveBeenCalled();
  });

  it("goes back to the saved value on Esc", async () => {
    const save = vi.fn(async () => undefined);
    renderWith(<SavedTextField label="Customer ID" value="OLD" onSave={save} />);
    const input = screen.getByLabelText("Customer ID");
    await userEvent.type(input, "x{Escape}");
    expect(input).toHaveProperty("value", "OLD");
    await userEvent.tab();
    expect(save).not.toHaveBeenCalled();
  });

  it("keeps what was typed when saving fails, and says why, also in the head", async () => {
    const save = vi.fn(async () => {
      throw failure("storage", "The disk is full.");
    });
    renderWith(
      <>
        <SaveState />
        <SavedTextField label="Customer ID" value="OLD" onSave={save} />
      </>,
    );
    const input = screen.getByLabelText("Customer ID");
    await userEvent.type(input, "X");
    await userEvent.tab();
    expect((await screen.findByRole("alert")).textContent).toContain("The disk is full.");
    expect(input).toHaveProperty("value", "OLDX");
    expect(input.getAttribute("aria-invalid")).toBe("true");
    expect(screen.getByText(/Not saved: Customer ID/)).toBeTruthy();
  });

  it("does not send what is certainly wrong", async () => {
    const save = vi.fn(async () => undefined);
    renderWith(
      <SavedTextField label="Name" value="A" onSave={save} check={(text) => (text ? null : "A name is needed.")} />,
    );
    await userEvent.clear(screen.getByLabelText("Name"));
    await userEvent.tab();
    expect(save).not.toHaveBeenCalled();
    expect(screen.getByRole("alert").textContent).toContain("A name is needed.");
  });

  it("takes a value that somebody else changed, unless something is being typed", async () => {
    renderWith(<Elsewhere />);
    const change = screen.getByRole("button", { name: "Change elsewhere" });
    await userEvent.click(change);
    expect(screen.getByLabelText("Name")).toHaveProperty("value", "AB");
    await userEvent.type(screen.getByLabelText("Name"), "mine");
    await userEvent.click(change);
    expect(screen.getByLabelText("Name")).toHaveProperty("value", "ABmine");
  });

  it("shows a value as the core wrote it", async () => {
    renderWith(<Trimming />);
    await userEvent.type(screen.getByLabelText("Name"), "B  {Enter}");
    expect(screen.getByLabelText("Name")).toHaveProperty("value", "AB");
    expect(await screen.findByText("Saved")).toBeTruthy();
  });

  it("saves notes with Ctrl+S and keeps a draft that was not saved", async () => {
    const refused = vi.fn(async (_text: string, _seen: string) => {
      throw failure("storage", "No.");
    });
    const first = renderWith(<SavedTextarea label="Notes" value="" draftKey="agent/notes" onSave={refused} />);
    await userEvent.type(screen.getByLabelText("Notes"), "Key at the gate{Control>}s{/Control}");
    expect(refused.mock.calls).toEqual([["Key at the gate", ""]]);
    await screen.findByRole("alert");
    first.unmount();
    renderWith(<SavedTextarea label="Notes" value="" draftKey="agent/notes" onSave={refused} />);
    expect(screen.getByLabelText("Notes")).toHaveProperty("value", "Key at the gate");
  });
});

/** A field on top of a value that a slow core keeps; `finish` lets the oldest save arrive. */
function slow(value: string) {
  const finish: (() => void)[] = [];
  const save = vi.fn(
    (_text: string, _seen: string) =>
      new Promise<void>((resolve) => {
        finish.push(resolve);
      }),
  );
  renderWith(<SavedTextField label="Name" value={value} onSave={save} draftKey="slow/name" />);
  return { save, finish };
}

/** As the core answers where somebody else was quicker. */
const changed = (now: string) =>
  failure("changed_meanwhile", "Somebody changed it.", {
    conflicts: [
      { field: "name", seen: "A", now, wanted: "x", by: "Dana <dana@x.example>", at: "2026-11-28T09:00:00Z" },
    ],
  });

afterEach(() => dropDraft("slow/name"));

describe("a value that somebody else changed meanwhile", () => {
  it("is sent with what was seen before typing", async () => {
    const save = vi.fn(async (_text: string, _seen: string) => undefined);
    renderWith(<SavedTextField label="Name" value="A" onSave={save} />);
    await userEvent.type(screen.getByLabelText("Name"), "mine{Enter}");
    expect(save.mock.calls).toEqual([["Amine", "A"]]);
  });

  it("is never in conflict with what was typed here a moment before", async () => {
    const { save, finish } = slow("A");
    const input = screen.getByLabelText("Name");
    await userEvent.type(input, "B{Enter}C{Enter}");
    expect(save.mock.calls).toEqual([["AB", "A"]]);
    await act(async () => finish[0]?.());
    expect(save.mock.calls).toEqual([
      ["AB", "A"],
      ["ABC", "AB"],
    ]);
  });

  it("keeps what is typed while a save is on its way", async () => {
    const { finish } = slow("A");
    await userEvent.type(screen.getByLabelText("Name"), "B{Enter}C");
    await act(async () => finish[0]?.());
    expect(readDraft("slow/name")).toMatchObject({ text: "ABC", base: "AB" });
  });

  it("says who made it what, and takes theirs", async () => {
    const save = vi.fn(async (_text: string, _seen: string) => {
      throw changed("THEIRS");
    });
    renderWith(<SavedTextField label="Name" value="A" onSave={save} draftKey="a1/name" />);
    const input = screen.getByLabelText<HTMLInputElement>("Name");
    await userEvent.type(input, "mine{Enter}");
    expect((await screen.findByRole("alert")).textContent).toContain("Dana changed it to THEIRS");
    expect(input.value).toBe("Amine");
    await userEvent.click(screen.getByRole("button", { name: "Take theirs" }));
    expect(input.value).toBe("THEIRS");
    expect(screen.queryByRole("alert")).toBeNull();
    expect(save).toHaveBeenCalledOnce();
    expect(readDraft("a1/name")).toBeNull();
  });

  it("keeps mine, on top of theirs", async () => {
    const save = vi
      .fn<(text: string, seen: string) => Promise<unknown>>()
      .mockRejectedValueOnce(changed("THEIRS"))
      .mockResolvedValue(undefined);
    renderWith(<SavedTextField label="Name" value="A" onSave={save} />);
    await userEvent.type(screen.getByLabelText("Name"), "mine{Enter}");
    await userEvent.click(await screen.findByRole("button", { name: "Keep mine" }));
    expect(save.mock.calls).toEqual([
      ["Amine", "A"],
      ["Amine", "THEIRS"],
    ]);
    expect(await screen.findByText("Saved")).toBeTruthy();
  });

  it("holds what was typed until one is chosen, also when the field is left", async () => {
    const save = vi.fn(async (_text: string, _seen: string) => {
      throw changed("THEIRS");
    });
    renderWith(<SavedTextField label="Name" value="A" onSave={save} draftKey="a2/name" />);
    await userEvent.type(screen.getByLabelText("Name"), "mine{Enter}");
    await screen.findByRole("alert");
    await userEvent.tab();
    expect(save).toHaveBeenCalledOnce();
    expect(readDraft("a2/name")).toMatchObject({ text: "Amine", base: "A" });
  });
});

describe("words that save themselves", () => {
  it("add one with Enter, and take away the last with Backspace", async () => {
    const save = vi.fn(async (_tags: string[], _seen: string[]) => undefined);
    renderWith(<SavedTags label="Tags" value={["food"]} onSave={save} />);
    const input = screen.getByRole("combobox", { name: "Tags" });
    await userEvent.type(input, "24/7{Enter}");
    expect(save).toHaveBeenLastCalledWith(["food", "24/7"], ["food"]);
    await userEvent.type(input, "{Backspace}");
    expect(save).toHaveBeenLastCalledWith(["food"], ["food", "24/7"]);
  });
});
