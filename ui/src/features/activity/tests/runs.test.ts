import { describe, expect, it } from "vitest";
import { run } from "../../connectwise/tests/sample";
import { countRuns, durationText, runSeconds, selectRuns } from "../runs";

describe("runs in Activity", () => {
  it("tells how long a run took", () => {
    expect(runSeconds(run({}))).toBe(65);
    expect(runSeconds(run({ ended_at: null }))).toBeNull();
    expect(runSeconds(run({ ended_at: "2026-11-20T09:40:00Z" }))).toBeNull();
    expect([null, 0.42, 4.21, 12.3, 65, 3725].map(durationText)).toEqual([
      "",
      "under 1 s",
      "4.2 s",
      "12 s",
      "1 min 05 s",
      "1 h 02 min",
    ]);
  });

  it("counts and filters", () => {
    const runs = [
      run({ run: "a", state: "done" }),
      run({ run: "b", state: "partial" }),
      run({ run: "c", state: "running" }),
    ];
    expect(countRuns(runs)).toEqual({ all: 3, attention: 1, running: 1 });
    expect(selectRuns(runs, "attention").map((item) => item.run)).toEqual(["b"]);
    expect(selectRuns(runs, "running").map((item) => item.run)).toEqual(["c"]);
    expect(selectRuns(runs, "all").map((item) => item.run)).toEqual(["a", "b", "c"]);
  });
});
