import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import { type FakeBackend, failure, fakeBackend } from "../../../../tests/fake-backend";
import { VIOLET_SETTINGS } from "../../../../tests/fake-violet-data";
import { renderWith } from "../../../../tests/render";
import type { VioletServing, VioletSettings } from "../../../backend/generated";
import { contrast, contrastWords, readableOn } from "../../violet/colour";
import { checkAddress } from "../violet/AddressCard";
import { VioletSettingsPage } from "../violet/VioletSettingsPage";

const requests = (backend: FakeBackend, name: string): unknown[] =>
  backend.calls.filter((call) => call.name === name).map(({ request }) => request);

afterEach(() => window.localStorage.clear());

describe("the public address", () => {
  it("is https and a name, and nothing else", () => {
    expect(checkAddress("https://home.northgate.example")).toBeNull();
    expect(checkAddress("")).toBeNull();
    expect(checkAddress("http://home.northgate.example")).toMatch(/https/);
    expect(checkAddress("https://home.northgate.example/violet")).toMatch(/nothing after it/);
    expect(checkAddress("https://me@home.northgate.example")).toMatch(/nothing after it/);
  });

  it("is tested, and says what it answered", async () => {
    const backend = fakeBackend();
    const message = "home.northgate.example answered for another workspace.";
    backend.answers.violet_settings_show = () => ({ ...VIOLET_SETTINGS, address_check: null });
    backend.answers.violet_address_check = () => {
      const settings = { ...VIOLET_SETTINGS, address_check: { ok: false, at: "2026-11-21T09:12:00Z", message } };
      backend.answers.violet_settings_show = () => settings;
      return settings;
    };
    renderWith(<VioletSettingsPage />, backend);
    expect(await screen.findByText("Not tested")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Test address" }));
    expect(await screen.findByText("Does not answer")).toBeTruthy();
    expect(screen.getByText(message)).toBeTruthy();
  });
});

describe("where it runs", () => {
  it("names the computer, and how it is started on this workspace", async () => {
    renderWith(<VioletSettingsPage />);
    const card = await screen.findByRole("region", { name: "Where it runs" });
    expect(card.textContent).toContain("office-server");
    await waitFor(() => expect(card.textContent).toMatch(/sitebookctl --data .+ serve --listen 127\.0\.0\.1:8090/));
    expect(card.textContent).not.toContain("--behind-proxy");
    expect(card.textContent).toContain("cannot be on a network drive");
  });
});

describe("the reverse proxy", () => {
  const served = (proxies: Partial<VioletServing>, reverse_proxy = ""): VioletSettings => {
    if (VIOLET_SETTINGS.serving === null) throw new Error("nothing serves");
    return { ...VIOLET_SETTINGS, reverse_proxy, serving: { ...VIOLET_SETTINGS.serving, ...proxies } };
  };

  it("is named by its address", async () => {
    const { backend } = renderWith(<VioletSettingsPage />);
    const field = await screen.findByLabelText("Reverse proxy");
    expect(field).toHaveProperty("value", "127.0.0.1");
    await userEvent.clear(field);
    await userEvent.type(field, " ::1 {Enter}");
    expect(requests(backend, "violet_settings_set")).toEqual([{ reverse_proxy: "::1" }]);
  });

  it("is named with one press where requests come through one that is not", async () => {
    const backend = fakeBackend();
    backend.answers.violet_settings_show = () => served({ unnamed_proxy: "10.0.0.2" });
    renderWith(<VioletSettingsPage />, backend);
    expect(await screen.findByText(/look like one household/)).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Name 10.0.0.2" }));
    expect(requests(backend, "violet_settings_set")).toEqual([{ reverse_proxy: "10.0.0.2" }]);
  });

  it("is not named with one press where anybody nearby could say that they are one", async () => {
    const backend = fakeBackend();
    backend.answers.violet_settings_show = () => served({ unnamed_proxy: "10.0.0.2", https: true });
    renderWith(<VioletSettingsPage />, backend);
    expect(await screen.findByText(/If that is your proxy, name it:/)).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Name 10.0.0.2" })).toBeNull();
  });

  it("is that of the command, where the command names one", async () => {
    const backend = fakeBackend();
    backend.answers.violet_settings_show = () => served({ proxy_of_command: "10.0.0.3", unnamed_proxy: "10.0.0.2" });
    renderWith(<VioletSettingsPage />, backend);
    expect(await screen.findByText(/goes before this field/)).toBeTruthy();
    expect(screen.getByText(/name it in the command:/)).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Name 10.0.0.2" })).toBeNull();
  });

  it("is not spoken of as in use where nothing runs any more", async () => {
    const backend = fakeBackend();
    const proxies = { proxy_of_command: "10.0.0.3", unnamed_proxy: "10.0.0.2", running: false };
    backend.answers.violet_settings_show = () => served(proxies);
    renderWith(<VioletSettingsPage />, backend);
    expect(await screen.findByText("Not running")).toBeTruthy();
    expect(screen.queryByText(/10\.0\.0\./)).toBeNull();
  });
});

describe("the company", () => {
  it("has a colour that is refused where it is none", async () => {
    const { backend } = renderWith(<VioletSettingsPage />);
    const field = await screen.findByLabelText("Colour of buttons and switches");
    await userEvent.clear(field);
    await userEvent.type(field, "petrol{Enter}");
    expect(await screen.findByText(/six digits/)).toBeTruthy();
    expect(requests(backend, "violet_settings_set")).toEqual([]);
    await userEvent.clear(field);
    await userEvent.type(field, "#FFE34D{Enter}");
    expect(requests(backend, "violet_settings_set")).toEqual([{ colour: "#ffe34d" }]);
    expect(screen.getByText(/Too light/)).toBeTruthy();
  });

  it("has a logo from a file, which can be taken away", async () => {
    const { backend } = renderWith(<VioletSettingsPage />);
    await userEvent.click(await screen.findByRole("button", { name: "Choose logo" }));
    await userEvent.click(await screen.findByRole("button", { name: "Remove logo" }));
    expect(requests(backend, "violet_settings_set")).toEqual([{ logo_path: "/data/agents.json" }, { logo_path: "" }]);
  });
});

describe("contrast", () => {
  it("is that of WCAG", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
    expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
    expect(contrast("#ffffff", "#777777")).toBeCloseTo(4.48, 2);
  });

  it("chooses the words that are easier to read", () => {
    expect(readableOn("#0b6173")).toBe("#ffffff");
    expect(readableOn("#ffe34d")).toBe("#000000");
    expect(contrastWords("none")).toBeNull();
    expect(contrastWords("#2a7f8f")).toMatchObject({ isPoor: false });
    expect(contrastWords("#0b2030")?.words).toMatch(/On the dark page/);
  });
});

describe("the invitation", () => {
  it("is shown while it is written, and saved on leaving", async () => {
    const { backend } = renderWith(<VioletSettingsPage />);
    const subject = await screen.findByLabelText("Subject");
    await userEvent.clear(subject);
    await userEvent.type(subject, "From {{company}");
    const preview = screen.getByRole("region", { name: "Preview" });
    expect(await within(preview).findByText("From Northgate IT")).toBeTruthy();
    expect(requests(backend, "violet_settings_set")).toEqual([]);
    await userEvent.tab();
    expect(requests(backend, "violet_settings_set")).toEqual([{ invitation_subject: "From {company}" }]);
  });

  it("is a page with a button, or plain text, of the same words", async () => {
    renderWith(<VioletSettingsPage />);
    const page = await screen.findByRole("article", { name: "As a page" });
    expect(page.textContent).toContain("Hello Robin,");
    expect(page.textContent).toContain("Open Violet");
    await userEvent.click(screen.getByRole("button", { name: "Plain text" }));
    const plain = screen.getByRole("region", { name: "Plain text" });
    expect(plain.textContent).toContain("https://home.northgate.example/invitation/");
  });

  it("says what is wrong with a text of which no mail can be made", async () => {
    const backend = fakeBackend();
    backend.answers.violet_preview = () => {
      throw failure("invalid_input", "The text needs the placeholder {link}: without it nobody can sign in.");
    };
    renderWith(<VioletSettingsPage />, backend);
    expect(await screen.findByText(/without it nobody can sign in/)).toBeTruthy();
  });

  it("gets Sitebook's own words back", async () => {
    const backend = fakeBackend();
    backend.answers.violet_settings_show = () => ({ ...VIOLET_SETTINGS, invitation_is_default: false });
    renderWith(<VioletSettingsPage />, backend);
    await userEvent.click(await screen.findByRole("button", { name: "Use Sitebook's words" }));
    expect(requests(backend, "violet_settings_set")).toEqual([{ invitation_subject: "", invitation_text: "" }]);
  });
});
