import { QueryClient } from "@tanstack/react-query";
import { renderHook, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { setBackend } from "../src/backend/backend";
import { closeQueue, startQueue, useSyncQueue } from "../src/backend/sync-queue";
import { failure, fakeBackend } from "./fake-backend";

describe("many agents synchronized in turn", () => {
  it.each([
    ["unavailable", "postponed"],
    ["too_many_requests", "postponed"],
    ["stopped", "stopped"],
    ["guard_stopped", "failed"],
  ] as const)("tells a run that ended with %s as %s", async (code, outcome) => {
    const backend = fakeBackend();
    backend.call = () => Promise.reject(failure(code, "Words."));
    setBackend(backend);
    const { result } = renderHook(() => useSyncQueue());
    await startQueue(new QueryClient(), "custom", [{ id: "a", name: "Harbour Mill", plan: "p" }]);
    await waitFor(() => expect(result.current?.agents[0]?.outcome).toBe(outcome));
    closeQueue();
  });
});
