import { act, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WaitingNotice } from "../src/app/WaitingNotice";
import { createQueryClient, followEvents } from "../src/backend/query-client";
import { endWaiting, longer, secondsLeft } from "../src/backend/waiting";
import { renderWith } from "./render";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  endWaiting();
  vi.useRealTimers();
});

describe("a pause in the requests to ConnectWise", () => {
  it("is told with its length and what is left of it, and goes away by itself", () => {
    const { backend } = renderWith(<WaitingNotice />);
    const stop = followEvents(createQueryClient());
    expect(screen.queryByRole("status")).toBeNull();
    act(() => backend.emit({ kind: "waiting", seconds: 30, reason: "too_many_requests" }));
    expect(screen.getByRole("status").textContent).toBe("ConnectWise asked for a pause of 30 s");
    act(() => vi.advanceTimersByTime(12_000));
    expect(screen.getByText("18 s").getAttribute("aria-hidden")).toBe("true");
    act(() => vi.advanceTimersByTime(18_250));
    expect(screen.queryByRole("status")).toBeNull();
    stop();
  });

  it("is no reason to read anything again", () => {
    const { backend } = renderWith(<WaitingNotice />);
    const client = createQueryClient();
    const read = vi.spyOn(client, "invalidateQueries");
    const stop = followEvents(client);
    act(() => backend.emit({ kind: "waiting", seconds: 5, reason: "unavailable" }));
    expect(read).not.toHaveBeenCalled();
    expect(screen.getByRole("status").textContent).toContain("does not answer");
    stop();
  });

  it("is the one that ends last, where several requests wait", () => {
    const short = { reason: "unavailable", seconds: 5, until: 5000 } as const;
    const long = { reason: "too_many_requests", seconds: 30, until: 30_000 } as const;
    expect(longer(long, short)).toBe(long);
    expect(longer(short, long)).toBe(long);
    expect(longer(null, short)).toBe(short);
    expect(secondsLeft(long, 29_100)).toBe(1);
    expect(secondsLeft(long, 31_000)).toBe(0);
  });
});
