import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ClusterCounter } from "../cluster-counter";
import { pointsOf } from "../cluster-index";
import type { ClusterReply } from "../cluster-messages";

const place = (lat: number, lon: number) => ({ lat, lon, status: "online" as const });
const leeds = place(53.8, -1.55);
const york = place(53.96, -1.08);
const suva = place(-18.1, 178.4);
const world = { west: -180, south: -85, east: 180, north: 85 };

const counting = (...agents: ReturnType<typeof place>[]) => countingFor(4, agents);

/** They are likely to be looked at from this zoom first. */
function countingFor(zoom: number, agents: readonly ReturnType<typeof place>[]) {
  const replies: ClusterReply[] = [];
  const counter = new ClusterCounter((reply) => replies.push(reply));
  counter.hear({ kind: "load", load: 1, points: pointsOf(agents), zoom });
  return { counter, replies };
}

/** How many ranges of zooms were counted by now: counting reads each agent once. */
function countsOf(counter: ClusterCounter): number {
  return (counter as unknown as { index: { counted: unknown[] } }).index.counted.filter(Boolean).length;
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("the counter of clusters", () => {
  it("answers only about the agents that it holds", () => {
    const { counter, replies } = counting(leeds, york);
    counter.hear({ kind: "view", load: 7, view: { ...world, zoom: 4 }, maxZoom: 12 });
    counter.hear({ kind: "members", load: 7, cluster: 1, zoom: 4 });
    expect(replies).toEqual([]);
  });

  it("tells in which cluster some of them stand, and who is in it", () => {
    const { counter, replies } = counting(leeds, suva, york);
    counter.hear({ kind: "holders", load: 1, zoom: 4, of: Int32Array.of(2, 1) });
    const [told] = replies;
    if (told?.kind !== "holders") throw new Error("nothing was told");
    const [cluster = -1, alone] = told.holders;
    expect([cluster > 0, alone]).toEqual([true, -1]);
    counter.hear({ kind: "members", load: 1, cluster, zoom: 4 });
    expect(replies.at(-1)).toMatchObject({ kind: "members", members: [0, 2] });
  });

  it("has counted where they are likely to be looked at before anybody asks", () => {
    const { counter, replies } = countingFor(10, [leeds, suva]);
    expect([countsOf(counter), replies]).toEqual([1, []]);
    counter.hear({ kind: "view", load: 1, view: { ...world, zoom: 10 }, maxZoom: 12 });
    expect(countsOf(counter)).toBe(1);
    expect(replies).toMatchObject([{ kind: "items", items: [{ index: 0 }, { index: 1 }] }]);
  });

  it("counts ahead once nothing was asked for a while, and begins that while anew with each question", () => {
    const { counter } = counting(leeds, suva, york);
    const look = (zoom: number) => counter.hear({ kind: "view", load: 1, view: { ...world, zoom }, maxZoom: 12 });
    look(8);
    vi.advanceTimersByTime(300);
    expect(countsOf(counter)).toBe(1);
    look(7);
    vi.advanceTimersByTime(300);
    expect(countsOf(counter)).toBe(1);
    vi.advanceTimersByTime(200);
    expect(countsOf(counter)).toBe(2);
  });
});
