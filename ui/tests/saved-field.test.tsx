import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, it, vi } from "vitest";
import { SavedList, SavedTextarea, SavedTextField, SaveState } from "../src/components";
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
    const save = vi.fn(async () => undefined);
    renderWith(<SavedTextField label="Customer ID" value="OLD" onSave={save} />);
    const input = screen.getByLabelText("Customer ID");
    await userEvent.clear(input);
    await userEvent.type(input, "HARBMILL{Enter}");
    await userEvent.tab();
    expect(save.mock.calls).toEqual([["HARBMILL"]]);
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
    const refused = vi.fn(async () => {
      throw failure("storage", "No.");
    });
    const first = renderWith(<SavedTextarea label="Notes" value="" draftKey="agent/notes" onSave={refused} />);
    await userEvent.type(screen.getByLabelText("Notes"), "Key at the gate{Control>}s{/Control}");
    expect(refused.mock.calls).toEqual([["Key at the gate"]]);
    await screen.findByRole("alert");
    first.unmount();
    renderWith(<SavedTextarea label="Notes" value="" draftKey="agent/notes" onSave={refused} />);
    expect(screen.getByLabelText("Notes")).toHaveProperty("value", "Key at the gate");
  });
});

describe("a list that saves itself", () => {
  it("adds, leaves out empty entries, and removes", async () => {
    const save = vi.fn(async () => undefined);
    renderWith(<SavedList label="Phone numbers" item="phone number" value={["1", "2"]} onSave={save} />);
    await userEvent.click(screen.getByRole("button", { name: "Add a phone number" }));
    await userEvent.type(screen.getByLabelText("phone number 3"), "3{Enter}");
    expect(save).toHaveBeenLastCalledWith(["1", "2", "3"]);
    await userEvent.click(screen.getByRole("button", { name: "Remove phone number 1" }));
    expect(save).toHaveBeenLastCalledWith(["2", "3"]);
  });
});
