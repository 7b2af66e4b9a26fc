import { Notifications } from "@mantine/notifications";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { type FakeBackend, failure, fakeBackend } from "../../../../tests/fake-backend";
import { invited, makeViolet, OWNER_PAGE, violetDevice } from "../../../../tests/fake-violet-data";
import { renderWith } from "../../../../tests/render";
import type { VioletView } from "../../../backend/generated";
import { SeeAsOwner } from "../agent/SeeAsOwner";
import { VioletPanel } from "../agent/VioletPanel";

const requests = (backend: FakeBackend, name: string): unknown[] =>
  backend.calls.filter((call) => call.name === name).map(({ request }) => request);

function show(view?: VioletView, backend: FakeBackend = fakeBackend()): FakeBackend {
  if (view) backend.answers.violet_show = () => view;
  renderWith(
    <>
      <VioletPanel agent="a1" />
      <Notifications />
    </>,
    backend,
    "/agents/a1/violet",
  );
  return backend;
}

describe("the owner's access", () => {
  it("goes from ready to invited, with what was sent and until when", async () => {
    const backend = show();
    await userEvent.click(await screen.findByRole("button", { name: "Invite owner" }));
    expect(requests(backend, "violet_invite")).toEqual([{ agent: "a1" }]);
    expect(await screen.findByText(/not opened yet/)).toBeTruthy();
    expect(screen.getByText(/Link expires/)).toBeTruthy();
    expect(screen.getByRole("button", { name: "Send again" })).toBeTruthy();
  });

  it("cannot be sent while something is missing, and says where that is put right", async () => {
    show(
      makeViolet({
        can_invite: false,
        checks: [{ check: "mail", state: "missing", text: "Mail cannot be sent yet." }],
      }),
    );
    expect(await screen.findByRole("button", { name: "Invite owner" })).toHaveProperty("disabled", true);
    expect(screen.getByRole("link", { name: "Mail settings" }).getAttribute("href")).toBe("/settings/mail");
  });

  it("shows the mail server's words while the mail has not left", async () => {
    const view = invited();
    const mail = view.invitation?.mail;
    if (!view.invitation || !mail) throw new Error("the sample has a mail");
    const waiting = { ...mail, state: "waiting" as const, attempts: 2, answer: "451 4.7.1 Come back later" };
    show({ ...view, invitation: { ...view.invitation, mail: waiting } });
    expect(await screen.findByText(/Tried 2 times/)).toBeTruthy();
    expect(screen.getByText(/451 4.7.1 Come back later/)).toBeTruthy();
  });

  it("is revoked after a question that says what ends and what stays", async () => {
    const backend = show(invited());
    await userEvent.click(await screen.findByRole("button", { name: "Revoke" }));
    const dialog = await screen.findByRole("dialog");
    expect(dialog.textContent).toContain("the link in the mail no longer opens");
    expect(dialog.textContent).toContain("What was granted on devices is kept");
    expect(requests(backend, "violet_revoke")).toEqual([]);
    await userEvent.click(within(dialog).getByRole("button", { name: "Revoke access" }));
    expect(requests(backend, "violet_revoke")).toEqual([{ agent: "a1" }]);
  });

  it("takes another address than the contact's, and the contact's again", async () => {
    const backend = show();
    const field = await screen.findByLabelText("Owner e-mail");
    expect(screen.getByText("Taken from the contact")).toBeTruthy();
    await userEvent.clear(field);
    await userEvent.type(field, "robin@home.example{Enter}");
    await userEvent.click(await screen.findByRole("button", { name: "Take it" }));
    expect(requests(backend, "violet_set")).toEqual([
      { agent: "a1", owner_email: "robin@home.example" },
      { agent: "a1", owner_email: "" },
    ]);
  });

  it("keeps what was typed when the address belongs to one of the staff", async () => {
    const backend = fakeBackend();
    backend.answers.violet_set = () => {
      throw failure("invalid_input", "desk2@northgate.example belongs to one of the staff.");
    };
    show(undefined, backend);
    const field = await screen.findByLabelText<HTMLInputElement>("Owner e-mail");
    await userEvent.clear(field);
    await userEvent.type(field, "desk2@northgate.example{Enter}");
    expect(await screen.findByText(/belongs to one of the staff/)).toBeTruthy();
    expect(field.value).toBe("desk2@northgate.example");
  });

  it("lists where an active owner is signed in, and ends one of them", async () => {
    const backend = show(invited({ state: "active", active_since: "2026-11-21T09:20:00Z" }));
    const sessions = await screen.findByRole("list", { name: "Where the owner is signed in" });
    await userEvent.click(within(sessions).getByRole("button", { name: "End session: Safari on iPhone" }));
    await userEvent.click(await screen.findByRole("button", { name: "End session" }));
    expect(requests(backend, "violet_session_end")).toEqual([{ agent: "a1", session: "s1" }]);
    await waitFor(() => expect(screen.queryByText("Safari on iPhone")).toBeNull());
  });

  it("points a commercial network to field operators", async () => {
    show(makeViolet({ residential: false, state: "not_residential", granted: 0 }));
    expect(await screen.findByText(/add a field operator/)).toBeTruthy();
    expect(screen.queryByRole("switch")).toBeNull();
  });
});

describe("the switches", () => {
  it("give and take at once", async () => {
    const backend = show();
    await userEvent.click(await screen.findByRole("switch", { name: "Power: Bedroom TV" }));
    expect(requests(backend, "violet_grant")).toEqual([
      { agent: "a1", devices: ["bedroom-tv"], grant: "power", on: true, confirm: "" },
    ]);
    // Power implies sight.
    await waitFor(() =>
      expect(screen.getByRole("switch", { name: "Visible: Bedroom TV" })).toHaveProperty("checked", true),
    );
  });

  it("cannot be turned where it is not possible, with the reason in words", async () => {
    show();
    const fixed = await screen.findByRole("switch", { name: "Power: Games console" });
    expect(fixed).toHaveProperty("disabled", true);
    const row = fixed.closest("tr");
    expect(row?.textContent).toContain("Not switchable");
    expect(fixed.closest("label")?.title).toBe("Games console: nothing can switch its power.");
  });

  it("can be taken away where it was given and has no effect", async () => {
    const backend = show();
    const given = await screen.findByRole("switch", { name: "Block internet: Drive camera" });
    expect(given).toHaveProperty("disabled", false);
    expect(given.closest("tr")?.textContent).toContain("No effect: Tagged VLAN");
    await userEvent.click(given);
    expect(requests(backend, "violet_grant")).toEqual([
      { agent: "a1", devices: ["drive-camera"], grant: "block", on: false, confirm: "" },
    ]);
  });

  it("ask for the name of what others hang on before it is given", async () => {
    const backend = show();
    await userEvent.click(await screen.findByRole("switch", { name: "Power: Home router" }));
    const dialog = await screen.findByRole("dialog");
    const give = within(dialog).getByRole<HTMLButtonElement>("button", { name: "Give power on 1 device" });
    expect(give.disabled).toBe(true);
    expect(requests(backend, "violet_grant")).toEqual([]);
    await userEvent.type(within(dialog).getByRole("textbox"), "Home router");
    await userEvent.click(give);
    expect(requests(backend, "violet_grant")).toEqual([
      { agent: "a1", devices: ["home-router"], grant: "power", on: true, confirm: "Home router" },
    ]);
  });

  it("ask for the name of the agent where several such devices are selected", async () => {
    const backend = show();
    await userEvent.click(await screen.findByRole("checkbox", { name: "Select Home router" }));
    await userEvent.click(screen.getByRole("checkbox", { name: "Select Landing access point" }));
    const bulk = screen.getByRole("region", { name: "Selected devices" });
    await userEvent.click(within(bulk).getByRole("button", { name: "Give power" }));
    const dialog = await screen.findByRole("dialog");
    await userEvent.type(within(dialog).getByRole("textbox"), "Gable House");
    await userEvent.click(within(dialog).getByRole("button", { name: "Give power on 2 devices" }));
    expect(requests(backend, "violet_grant")).toMatchObject([{ confirm: "Gable House" }]);
  });

  it("of many are given where possible; what was left is named", async () => {
    show();
    for (const name of ["Games console", "Bedroom TV"]) {
      await userEvent.click(await screen.findByRole("checkbox", { name: `Select ${name}` }));
    }
    const bulk = screen.getByRole("region", { name: "Selected devices" });
    await userEvent.click(within(bulk).getByRole("button", { name: "Give power" }));
    expect(await screen.findByText(/Power given on 1 device. Left as it is: Games console/)).toBeTruthy();
    await userEvent.click(within(bulk).getByRole("button", { name: "Take all away" }));
    await waitFor(() =>
      expect(screen.getByRole("switch", { name: "Visible: Games console" })).toHaveProperty("checked", false),
    );
  });

  it("are given by a preset after it said what would change", async () => {
    const backend = show();
    await userEvent.click(await screen.findByRole("button", { name: "Presets" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "TVs and consoles" }));
    const dialog = await screen.findByRole("dialog");
    await userEvent.click(within(dialog).getByRole("checkbox", { name: "Power" }));
    await userEvent.click(await within(dialog).findByRole("button", { name: /Give on 1 device/ }));
    expect(requests(backend, "violet_preset")).toContainEqual({
      agent: "a1",
      preset: "tvs_and_consoles",
      grants: ["visible", "power"],
      dry_run: false,
    });
  });

  it("are filtered to those that have no effect", async () => {
    show(makeViolet({ devices: [violetDevice({ name: "Lamp", kind: "light" }), ...makeViolet().devices] }));
    await userEvent.click(await screen.findByRole("button", { name: "Without effect 1" }));
    expect(screen.getByText("Drive camera")).toBeTruthy();
    expect(screen.queryByText("Lamp")).toBeNull();
  });
});

describe("see as owner", () => {
  it("shows the very document of the owners' app, which may run and send nothing", async () => {
    renderWith(<SeeAsOwner agent="a1" />);
    await userEvent.click(screen.getByRole("button", { name: "See as owner" }));
    const page = await screen.findByTitle<HTMLIFrameElement>("The owner's page");
    expect(page.getAttribute("srcdoc")).toBe(OWNER_PAGE.html);
    expect(page.getAttribute("sandbox")).toBe("");
  });
});
