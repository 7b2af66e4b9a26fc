import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { type FakeBackend, fakeBackend } from "../../../../tests/fake-backend";
import { MAIL_SETTINGS } from "../../../../tests/fake-violet-data";
import { renderWith } from "../../../../tests/render";
import { MailPage } from "../mail/MailPage";
import { isOwnComputer } from "../mail/words";

const requests = (backend: FakeBackend, name: string): unknown[] =>
  backend.calls.filter((call) => call.name === name).map(({ request }) => request);

function setUp(): FakeBackend {
  const backend = fakeBackend();
  backend.answers.mail_settings_show = () => MAIL_SETTINGS;
  return backend;
}

describe("the mail server", () => {
  it("asks for what is missing before anything is sent", async () => {
    const { backend } = renderWith(<MailPage />);
    await userEvent.click(await screen.findByRole("button", { name: "Keep mail settings" }));
    expect(screen.getByText("The name of the server is missing")).toBeTruthy();
    expect(screen.getByText("The sender's address is missing")).toBeTruthy();
    expect(requests(backend, "mail_settings_set")).toEqual([]);
  });

  it("is kept with its password, which does not come back", async () => {
    const { backend } = renderWith(<MailPage />);
    await userEvent.type(await screen.findByLabelText("Server (SMTP)"), "smtp.office.example");
    await userEvent.type(screen.getByLabelText("Login"), "violet");
    await userEvent.type(screen.getByLabelText("Password"), "a secret");
    await userEvent.type(screen.getByLabelText("Sender's e-mail"), "violet@office.example");
    await userEvent.click(screen.getByRole("button", { name: "Keep mail settings" }));
    expect(await screen.findByText("smtp.office.example:465")).toBeTruthy();
    expect(requests(backend, "mail_settings_set")).toMatchObject([{ password: "a secret", encryption: "tls" }]);
    expect(screen.getByText(/password kept/)).toBeTruthy();
    expect(document.body.textContent).not.toContain("a secret");
  });

  it("keeps the password that is there when none is typed", async () => {
    const { backend } = renderWith(<MailPage />, setUp());
    await userEvent.click(await screen.findByRole("button", { name: "Change settings" }));
    expect(screen.getByLabelText<HTMLInputElement>("Password").value).toBe("");
    await userEvent.click(screen.getByRole("button", { name: "Keep mail settings" }));
    expect(requests(backend, "mail_settings_set")).toMatchObject([{ host: MAIL_SETTINGS.host, password: "" }]);
  });

  it("moves the port with the encryption as long as it is the usual one", async () => {
    renderWith(<MailPage />);
    const port = await screen.findByLabelText<HTMLInputElement>("Port");
    expect(port.value).toBe("465");
    await userEvent.click(screen.getByRole("combobox", { name: "Encryption" }));
    await userEvent.click(await screen.findByRole("option", { name: "STARTTLS, required" }));
    expect(port.value).toBe("587");
  });

  it("is reached in the open only on this very computer", () => {
    expect(["localhost", "127.0.0.1", "::1"].every(isOwnComputer)).toBe(true);
    expect(["127.example.com", "localhost.example", "smtp.example.com"].some(isOwnComputer)).toBe(false);
  });

  it("says what ends before it is removed", async () => {
    const { backend } = renderWith(<MailPage />, setUp());
    await userEvent.click(await screen.findByRole("button", { name: "Remove server" }));
    const dialog = await screen.findByRole("dialog");
    expect(dialog.textContent).toContain("owners get no codes");
    await userEvent.click(within(dialog).getByRole("button", { name: "Remove server" }));
    expect(requests(backend, "mail_settings_set")).toMatchObject([{ host: "" }]);
  });
});

describe("the test mail", () => {
  it("goes to the person at the desk unless another is named, and shows the server's words", async () => {
    const backend = setUp();
    backend.answers.mail_test = ({ to }) => {
      const test = { ok: false, at: "2026-11-21T09:12:00Z", to, message: "535 5.7.8 Bad user name or password" };
      backend.answers.mail_settings_show = () => ({ ...MAIL_SETTINGS, test });
      return { ...MAIL_SETTINGS, test };
    };
    renderWith(<MailPage />, backend);
    await userEvent.click(await screen.findByRole("button", { name: "Send a test mail" }));
    expect(requests(backend, "mail_test")).toEqual([{ to: backend.status.staff?.email }]);
    expect(await screen.findByText("535 5.7.8 Bad user name or password")).toBeTruthy();
    expect(screen.getByText("Failed")).toBeTruthy();
  });

  it("waits for a server", async () => {
    renderWith(<MailPage />);
    expect(await screen.findByRole("button", { name: "Send a test mail" })).toHaveProperty("disabled", true);
  });
});

describe("outgoing mail", () => {
  it("shows each with its attempts and the server's words, and tries again", async () => {
    const { backend } = renderWith(<MailPage />, setUp());
    expect(await screen.findByText("tried 2 times")).toBeTruthy();
    expect(screen.getByText(/Greylisting in action/)).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Retry mail to nobody@mill-lane.example" }));
    expect(requests(backend, "mail_retry")).toEqual([{ mail: "m1" }]);
  });

  it("is cancelled after a question", async () => {
    const { backend } = renderWith(<MailPage />, setUp());
    await userEvent.click(await screen.findByRole("button", { name: "Cancel mail to someone@orchard.example" }));
    const dialog = await screen.findByRole("dialog");
    expect(dialog.textContent).toContain("invite them anew");
    await userEvent.click(within(dialog).getByRole("button", { name: "Cancel mail" }));
    expect(requests(backend, "mail_cancel")).toEqual([{ mail: "m3" }]);
  });

  it("is filtered by state", async () => {
    renderWith(<MailPage />, setUp());
    await userEvent.click(await screen.findByRole("button", { name: /Not delivered/ }));
    expect(await screen.findByText(/does not exist/)).toBeTruthy();
    expect(screen.queryByText(/Greylisting/)).toBeNull();
  });
});
