import { Notifications } from "@mantine/notifications";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { type FakeBackend, fakeBackend } from "../../../../tests/fake-backend";
import { MAIL_SETTINGS, overviewRow } from "../../../../tests/fake-violet-data";
import { renderWith } from "../../../../tests/render";
import { VioletPage } from "../overview/VioletPage";

const requests = (backend: FakeBackend, name: string): unknown[] =>
  backend.calls.filter((call) => call.name === name).map(({ request }) => request);

function show(backend: FakeBackend = fakeBackend(), at = "/violet") {
  return renderWith(
    <>
      <VioletPage />
      <Notifications />
    </>,
    backend,
    at,
  );
}

describe("the overview", () => {
  it("counts each state, and shows those that a filter means", async () => {
    const { backend } = show();
    await userEvent.click(await screen.findByRole("button", { name: "Never opened 2" }));
    await waitFor(() => expect(screen.queryByText("Orchard Cottage")).toBeNull());
    expect(screen.getByText("Gable House")).toBeTruthy();
    expect(screen.getByText("Mill Lane 12")).toBeTruthy();
    expect(requests(backend, "violet_overview").at(-1)).toMatchObject({ never_opened: true, states: [] });
  });

  it("takes its filter from the address", async () => {
    const { backend } = show(fakeBackend(), "/violet?show=expired");
    expect(await screen.findByText("Mill Lane 12")).toBeTruthy();
    expect(requests(backend, "violet_overview")).toMatchObject([{ states: ["expired"] }]);
  });

  it("sends again to many, after it said what the mail does", async () => {
    const { backend } = show();
    for (const name of ["Gable House", "Mill Lane 12"]) {
      await userEvent.click(await screen.findByRole("checkbox", { name: `Select ${name}` }));
    }
    await userEvent.click(screen.getByRole("button", { name: "Send again to 2 owners" }));
    const dialog = await screen.findByRole("dialog");
    expect(dialog.textContent).toContain("2 earlier links no longer open");
    await userEvent.click(within(dialog).getByRole("button", { name: "Send again to 2 owners" }));
    expect(requests(backend, "violet_invite_many")).toEqual([{ agents: ["a1", "a3"] }]);
    expect(await screen.findByText("2 invitations on the way")).toBeTruthy();
  });

  it("names whom nothing was sent to", async () => {
    const backend = fakeBackend();
    backend.answers.violet_invite_many = () => ({
      invited: 0,
      failed: [{ agent: "a4", name: "Station Road 4", code: "not_ready", message: "Mail cannot be sent yet." }],
    });
    show(backend);
    await userEvent.click(await screen.findByRole("checkbox", { name: "Select Station Road 4" }));
    await userEvent.click(screen.getByRole("button", { name: "Invite 1 owner" }));
    await userEvent.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Invite 1 owner" }));
    const list = await screen.findByRole("list", { name: "Not invited" });
    expect(list.textContent).toContain("Mail cannot be sent yet.");
  });

  it("does not let those be selected to whom nothing can be sent", async () => {
    show();
    for (const name of ["Orchard Cottage", "Hillside"]) {
      expect(await screen.findByRole("checkbox", { name: `Select ${name}` })).toHaveProperty("disabled", true);
    }
  });

  it("says what keeps everybody from being invited", async () => {
    show();
    expect(await screen.findByText(/No mail server is set up/)).toBeTruthy();
    expect(screen.getByRole("link", { name: "Mail settings" })).toBeTruthy();
  });

  it("says nothing of the kind once mail and address were tested", async () => {
    const backend = fakeBackend();
    backend.answers.mail_settings_show = () => MAIL_SETTINGS;
    show(backend);
    expect(await screen.findByText("Gable House")).toBeTruthy();
    expect(screen.queryByText("Nobody can be invited yet.")).toBeNull();
  });

  it("says what to do where there is no home yet", async () => {
    const backend = fakeBackend();
    backend.answers.violet_overview = () => ({ counts: [], never_opened: 0, found: 0, offset: 0, rows: [] });
    show(backend);
    expect(await screen.findByText("No network of a home yet")).toBeTruthy();
  });

  it("reads further rows as they come into sight", async () => {
    const backend = fakeBackend();
    const all = Array.from({ length: 250 }, (_, index) => overviewRow(`h${index}`, `Home ${index}`, "ready"));
    backend.answers.violet_overview = ({ offset }) => ({
      counts: [{ state: "ready", agents: all.length }],
      never_opened: 0,
      found: all.length,
      offset,
      rows: all.slice(offset, offset + 10),
    });
    show(backend);
    expect(await screen.findByText("Home 15")).toBeTruthy();
  });
});
