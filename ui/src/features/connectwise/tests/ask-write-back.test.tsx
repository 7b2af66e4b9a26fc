import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { failure, fakeBackend } from "../../../../tests/fake-backend";
import { renderWith } from "../../../../tests/render";
import { AskWriteBack } from "../plan/AskWriteBack";

const ask = (onDecided: (allowed: boolean) => void) => (
  <AskWriteBack opened source="domotz" values={2} plans={1} onDecided={onDecided} onClose={() => undefined} />
);

describe("the first values from ConnectWise", () => {
  it.each([
    ["Keep them in Sitebook", false],
    ["Also write to Domotz", true],
  ])("go where the person says: %s", async (button, allowed) => {
    const backend = fakeBackend();
    backend.answers.write_back_set = ({ source }) => ({
      sources: [{ source, takes: ["name"], allowed, decided: true }],
    });
    const onDecided = vi.fn();
    renderWith(ask(onDecided), backend);
    expect(await screen.findByText(/takes 2 values from ConnectWise/)).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: button }));
    await vi.waitFor(() => expect(onDecided).toHaveBeenCalledWith(allowed));
    expect(backend.calls).toContainEqual({ name: "write_back_set", request: { source: "domotz", allowed } });
  });

  it("are asked about again where the answer was not kept", async () => {
    const backend = fakeBackend();
    backend.answers.write_back_set = () => {
      throw failure("storage", "The disk is full.");
    };
    const onDecided = vi.fn();
    renderWith(ask(onDecided), backend);
    await userEvent.click(await screen.findByRole("button", { name: "Also write to Domotz" }));
    expect(await screen.findByText("The disk is full.")).toBeTruthy();
    expect(onDecided).not.toHaveBeenCalled();
  });
});
