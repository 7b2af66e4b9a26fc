import { Notifications } from "@mantine/notifications";
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { type FakeBackend, failure, fakeBackend } from "../../../../tests/fake-backend";
import { renderWith } from "../../../../tests/render";
import type { GeoipUpdateReply } from "../../../backend/generated";
import { GeocoderCard, policyOf } from "../GeocoderCard";
import { GeoipCard } from "../GeoipCard";
import { GeoipRemake } from "../GeoipRemake";
import { GeoipUpdates } from "../GeoipUpdates";

describe("the service that finds addresses", () => {
  it("shows the policy of a public one before it is used", async () => {
    const { backend } = renderWith(<GeocoderCard />);
    const field = await screen.findByLabelText("Address of the service");
    await userEvent.type(field, "https://nominatim.openstreetmap.org");
    expect(screen.getByText(/occasional searches/)).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Use service" }));
    await waitFor(() =>
      expect(backend.calls).toContainEqual({
        name: "geocoder_set",
        request: { kind: "nominatim", url: "https://nominatim.openstreetmap.org" },
      }),
    );
  });

  it("has none for a server of one's own", () => {
    expect(policyOf("https://geo.example.com/search")).toBeNull();
    expect(policyOf("photon.komoot.io/api")).toContain("demonstration");
  });
});

/** A core that keeps the account; its download ends when a test says so. */
function updatingBackend(account = ""): {
  backend: FakeBackend;
  end: (reply: Partial<GeoipUpdateReply> | Error) => void;
} {
  const backend = fakeBackend();
  const { geoip } = backend.status;
  let kept: GeoipUpdateReply = {
    account_id: account,
    key_set: account !== "",
    checked_at: null,
    next_at: null,
    failure: "",
    geoip,
  };
  let end: (reply: Partial<GeoipUpdateReply> | Error) => void = () => undefined;
  backend.answers.geoip_update_show = () => kept;
  backend.answers.geoip_update_set = ({ account_id }) => {
    kept = { ...kept, account_id, key_set: account_id !== "" };
    return kept;
  };
  backend.answers.geoip_update_run = () =>
    new Promise((resolve, reject) => {
      end = (reply) => {
        kept = { ...kept, ...(reply instanceof Error ? { failure: reply.message } : reply) };
        if (reply instanceof Error) reject(reply);
        else resolve(kept);
      };
    });
  return { backend, end: (reply) => end(reply) };
}

async function giveAccount(): Promise<void> {
  await userEvent.type(await screen.findByLabelText("Account ID"), "123456");
  await userEvent.type(screen.getByLabelText("Licence key"), "secret");
  await userEvent.click(screen.getByRole("button", { name: "Download database" }));
}

describe("the GeoIP database of one's own account", () => {
  it("is shown as being downloaded after the account was given, until it is in use", async () => {
    const { backend, end } = updatingBackend();
    renderWith(
      <>
        <Notifications />
        <GeoipUpdates />
      </>,
      backend,
    );
    await giveAccount();
    const button = await screen.findByRole("button", { name: "Downloading" });
    expect(screen.queryByLabelText("Account ID"), "the account is kept").toBeNull();
    await userEvent.click(button);
    expect(backend.calls.filter(({ name }) => name === "geoip_update_run")).toHaveLength(1);
    end({ geoip: { ...backend.status.geoip, database_type: "GeoLite2-City", build_date: "2026-11-24" } });
    expect(await screen.findByText("GeoLite2-City 2026-11-24 is in use, the newest there is")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Look for a newer database" })).toBeTruthy();
  });

  it("says once why the download failed that began with the account", async () => {
    const { backend, end } = updatingBackend();
    renderWith(<GeoipUpdates />, backend);
    await giveAccount();
    await screen.findByRole("button", { name: "Downloading" });
    end(failure("invalid_input", "MaxMind refused this account ID and licence key."));
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("No newer database was taken into use");
    await waitFor(() => expect(backend.calls.at(-1)?.name).toBe("geoip_update_show"));
    expect(screen.getAllByText(/MaxMind refused/)).toHaveLength(1);
  });

  it("says why a look for a newer one is not made", async () => {
    const { backend } = updatingBackend("123456");
    backend.answers.geoip_update_run = () => {
      throw failure("invalid_input", "The database is being downloaded at this moment.");
    };
    renderWith(<GeoipUpdates />, backend);
    await userEvent.click(await screen.findByRole("button", { name: "Look for a newer database" }));
    expect((await screen.findByRole("alert")).textContent).toContain("being downloaded at this moment");
  });

  it("says why the account was not forgotten", async () => {
    const { backend } = updatingBackend("123456");
    backend.answers.geoip_update_set = () => {
      throw failure("secret_store_failed", "The keychain refused.");
    };
    renderWith(<GeoipUpdates />, backend);
    await userEvent.click(await screen.findByRole("button", { name: "Forget account" }));
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("The account was not forgotten");
    expect(alert.textContent).toContain("The keychain refused.");
  });

  it("tells what became of its download where the account was forgotten meanwhile, which is no failure", async () => {
    const { backend, end } = updatingBackend("123456");
    renderWith(<GeoipUpdates />, backend);
    await userEvent.click(await screen.findByRole("button", { name: "Look for a newer database" }));
    await userEvent.click(screen.getByRole("button", { name: "Forget account" }));
    await screen.findByLabelText("Account ID");
    expect(screen.getByRole("button", { name: "Downloading" }), "the download goes on being shown").toBeTruthy();
    end(failure("stopped", "The MaxMind account was forgotten while its database was downloaded."));
    expect(await screen.findByText(/was forgotten while its database was downloaded/)).toBeTruthy();
    expect(screen.queryByRole("alert")).toBeNull();
    expect(screen.getByRole("button", { name: "Download database" })).toBeTruthy();
  });

  it("is downloaded when account and key are given", async () => {
    const { backend } = renderWith(<GeoipUpdates />);
    await userEvent.type(await screen.findByLabelText("Account ID"), "123456");
    await userEvent.type(screen.getByLabelText("Licence key"), "secret");
    await userEvent.click(screen.getByRole("button", { name: "Download database" }));
    await waitFor(() => expect(backend.calls.some(({ name }) => name === "geoip_update_run")).toBe(true));
    expect(backend.calls).toContainEqual({
      name: "geoip_update_set",
      request: { account_id: "123456", license_key: "secret" },
    });
  });

  it("says why the last attempt failed", async () => {
    const backend = fakeBackend();
    backend.answers.geoip_update_show = () => ({
      account_id: "123456",
      key_set: true,
      checked_at: null,
      next_at: "2026-11-29T09:00:00Z",
      failure: "MaxMind refused this account ID and licence key.",
      geoip: backend.status.geoip,
    });
    renderWith(<GeoipUpdates />, backend);
    expect(await screen.findByText(/MaxMind refused/)).toBeTruthy();
  });

  it.each([
    ["before an account was entered", ""],
    ["after it", "123456"],
  ])("tells the duties of its licence %s", async (_, account) => {
    const backend = fakeBackend();
    const update = { key_set: true, checked_at: null, next_at: null, failure: "", geoip: backend.status.geoip };
    backend.answers.geoip_update_show = () => ({ ...update, account_id: account });
    renderWith(<GeoipUpdates />, backend);
    const duties = await screen.findByText(/By its licence/);
    for (const duty of ["household or a street address", "passed on to others", "must be deleted"]) {
      expect(duties.textContent).toContain(duty);
    }
  });

  it("is to be deleted where it is old, which is told of GeoLite2 only", () => {
    const geoip = { ...fakeBackend().status.geoip, build_date: "2020-01-07" };
    const { unmount } = renderWith(<GeoipCard geoip={geoip} />);
    expect(screen.getByText(/days old/).textContent).toContain("wants a file older than 30 days deleted");
    unmount();
    renderWith(<GeoipCard geoip={{ ...geoip, database_type: "DBIP-City" }} />);
    expect(screen.getByText(/days old/).textContent).not.toContain("deleted");
  });
});

describe("after a better database", () => {
  it("one offer shows what would move, and makes the estimates again only when asked", async () => {
    const backend = fakeBackend();
    const offer = {
      database: "GeoLite2-City 2026-11-24",
      agents: 3,
      moved: 1,
      moves: [{ agent: "a1", name: "Harbour Mill", km: 62, from: "Leeds, GB", to: "Hull, GB" }],
      offered: true,
    };
    backend.answers.geoip_remake_preview = () => offer;
    backend.answers.geoip_remake = () => ({ ...offer, agents: 0, moved: 0, moves: [], offered: false });
    renderWith(<GeoipRemake />, backend);
    expect(await screen.findByText(/1 would move, by up to 62 km/)).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Show the moves" }));
    expect(screen.getByRole("list", { name: "Estimates that would move" }).textContent).toContain(
      "Leeds, GB → Hull, GB",
    );
    backend.answers.geoip_remake_preview = () => ({ ...offer, offered: false });
    await userEvent.click(screen.getByRole("button", { name: "Make 3 estimates again" }));
    await waitFor(() => expect(backend.calls).toContainEqual({ name: "geoip_remake", request: { remake: true } }));
    await waitFor(() => expect(screen.queryByText(/would move/)).toBeNull());
  });

  it("the moves are in miles where people reckon in miles", async () => {
    const language = vi.spyOn(navigator, "language", "get").mockReturnValue("en-GB");
    const backend = fakeBackend();
    backend.answers.geoip_remake_preview = () => ({
      database: "GeoLite2-City 2026-11-24",
      agents: 3,
      moved: 1,
      moves: [{ agent: "a1", name: "Harbour Mill", km: 62, from: "Leeds, GB", to: "Hull, GB" }],
      offered: true,
    });
    renderWith(<GeoipRemake />, backend);
    expect(await screen.findByText(/1 would move, by up to 39 mi/)).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Show the moves" }));
    expect(screen.getByText("39 mi")).toBeTruthy();
    language.mockRestore();
  });
});
