import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { App } from "../src/app/App";
import { setBackend } from "../src/backend/backend";
import { isSwitching, startOver, whileSwitching } from "../src/backend/workspace-switch";
import { keepDraft, readDraft } from "../src/components/drafts";
import { fakeBackend } from "./fake-backend";

beforeEach(() => {
  window.location.hash = "#/settings";
});

const typed = (): Promise<HTMLInputElement> => screen.findByLabelText<HTMLInputElement>("Add a serial number");

describe("another workspace in the same window", () => {
  it("begins without anything that was read or typed in the one before", async () => {
    const backend = fakeBackend();
    setBackend(backend);
    render(<App />);
    await screen.findByText("/home/desk/Northgate IT", {}, { timeout: 10_000 });
    await userEvent.type(await typed(), "10.0.0.1");

    backend.status = { ...backend.status, directory: "/srv/other" };
    act(startOver);

    expect(screen.queryByText("/home/desk/Northgate IT")).toBeNull();
    await screen.findByText("/srv/other");
    expect((await typed()).value).toBe("");
  }, 20_000);

  it("keeps what was typed but not saved for its own workspace: nothing else has the same agents", () => {
    const draft = { text: "typed", base: "", at: "2026-11-18T09:12:00Z" };
    keepDraft("agent-1/note", draft);
    startOver();
    expect(readDraft("agent-1/note")).toEqual(draft);
    expect(readDraft("agent-2/note")).toBeNull();
  });

  it("is being opened until the act has ended, also where it fails", async () => {
    const act = vi.fn(async () => {
      expect(isSwitching()).toBe(true);
      throw new Error("no");
    });
    await expect(whileSwitching(act)).rejects.toThrow("no");
    expect(isSwitching()).toBe(false);
  });
});
