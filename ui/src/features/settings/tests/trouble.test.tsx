import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { fakeBackend } from "../../../../tests/fake-backend";
import { CONNECTED, NOT_CONNECTED, REFRESHED } from "../../../../tests/fake-domotz";
import { renderWith } from "../../../../tests/render";
import { Rail } from "../../../app/Rail";
import { TopState } from "../../../app/Shell";
import type { DomotzStatus } from "../../../backend/generated";
import { domotzTrouble } from "../sources/trouble";

const NOW = new Date("2026-11-21T14:12:00Z");
const hours = (count: number): string => new Date(NOW.getTime() - count * 3_600_000).toISOString();

const refreshed = (at: string, error: string | null = null) => ({ ...REFRESHED, started_at: at, ended_at: at, error });
/** Connected, and refreshed whole at the time of its last refresh, where that did not fail. */
function connected(change: Partial<DomotzStatus> = {}): DomotzStatus {
  const status = { ...CONNECTED, last: refreshed(hours(0.2)), ...change };
  const refreshed_at = status.last === null || status.last.error !== null ? null : status.last.ended_at;
  return { ...status, refreshed_at: change.refreshed_at ?? refreshed_at };
}
const paused = (change: Partial<DomotzStatus> = {}): DomotzStatus =>
  connected({
    connection: CONNECTED.connection && {
      ...CONNECTED.connection,
      paused: "Domotz refused the API key. Make a new one in the Domotz portal.",
    },
    ...change,
  });
const words = (status: DomotzStatus): string | null => domotzTrouble(status, NOW)?.words ?? null;

describe("what is wrong with Domotz", () => {
  it("is nothing where it is refreshed, not connected, or refreshed by hand only", () => {
    expect(words(connected())).toBeNull();
    expect(words(NOT_CONNECTED)).toBeNull();
    expect(words(connected({ last: refreshed(hours(30)), hourly: false }))).toBeNull();
    expect(words(connected({ last: refreshed(hours(1.9)) }))).toBeNull();
  });

  it("is a pause, with its reason and since when nothing was refreshed", () => {
    expect(words(paused())).toBe("Domotz paused: Domotz refused the API key");
    expect(words(paused({ last: refreshed(hours(5)) }))).toBe(
      "Domotz paused, not refreshed for 5 h: Domotz refused the API key",
    );
    expect(words(paused({ last: null }))).toBe("Domotz paused: Domotz refused the API key");
    expect(domotzTrouble(paused(), NOW)?.title).toContain("Make a new one");
  });

  it("is age, where it should be refreshed every hour", () => {
    expect(words(connected({ last: refreshed(hours(5)) }))).toBe("Domotz not refreshed for 5 h");
    const never = CONNECTED.connection && { ...CONNECTED.connection, connected_at: hours(3) };
    expect(words(connected({ last: null, connection: never }))).toBe("Domotz not refreshed for 3 h");
  });

  it("is a refresh that failed, and since when none has come to its end", () => {
    const last = refreshed(hours(0.1), "Domotz is in trouble at the moment.");
    expect(words(connected({ last }))).toMatch(/^Domotz refresh failed today \d\d:\d\d$/);
    expect(words(connected({ last, refreshed_at: hours(0.9) }))).toMatch(/^Domotz refresh failed/);
    expect(words(connected({ last, refreshed_at: hours(5) }))).toBe("Domotz not refreshed for 5 h");
    expect(words(paused({ last, refreshed_at: hours(5) }))).toBe(
      "Domotz paused, not refreshed for 5 h: Domotz refused the API key",
    );
  });
});

describe("the top bar", () => {
  it("says that Domotz is paused, beside ConnectWise, and leads to the sources", async () => {
    const backend = fakeBackend();
    backend.answers.domotz_status = () => paused();
    renderWith(<TopState />, backend);
    const link = await screen.findByRole("link", { name: /^Domotz paused/ });
    expect(link.getAttribute("href")).toBe("#/settings/sources");
    expect(screen.getByText(/^ConnectWise/)).toBeTruthy();
  });

  it("says nothing of Domotz where it is not connected", async () => {
    const backend = fakeBackend();
    renderWith(<TopState />, backend);
    await screen.findByText(/^ConnectWise/);
    expect(screen.queryByText(/Domotz/)).toBeNull();
  });

  it("is backed by a mark in the rail", async () => {
    const backend = fakeBackend();
    backend.answers.domotz_status = () => connected({ last: refreshed(new Date(Date.now() - 9e6 * 2).toISOString()) });
    renderWith(<Rail onStaff={() => undefined} />, backend);
    expect(await screen.findByRole("link", { name: /^Settings.*Domotz not refreshed/ })).toBeTruthy();
  });
});
