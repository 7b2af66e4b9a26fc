import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { failure, fakeBackend } from "../../../../tests/fake-backend";
import { renderWith } from "../../../../tests/render";
import { startOver } from "../../../backend/workspace-switch";
import { ConnectForm } from "../manage/ConnectForm";
import { SetupHelp } from "../manage/SetupHelp";
import { forgetConnectSession } from "../manage/session";
import { nextStep, stepName } from "../manage/setup-steps";

beforeEach(forgetConnectSession);

const form = <ConnectForm connection={null} onDone={() => undefined} />;
const typed = (label: string): string => screen.getByLabelText<HTMLInputElement>(label).value;

describe("the steps in ConnectWise", () => {
  it("go on with the next one that is not done", () => {
    expect(nextStep("role", ["role"])).toBe("member");
    expect(nextStep("address", ["address", "role"])).toBe("member");
    expect(nextStep("keys", ["role", "member", "keys", "client_id", "address"])).toBeNull();
    expect(stepName("keys")).toBe("Step 3");
  });

  it("fold up when they are ticked, and stay ticked while other pages are looked at", async () => {
    const first = renderWith(<SetupHelp />);
    expect(screen.getByText("Sitebook API")).toBeTruthy();
    await userEvent.click(screen.getByRole("checkbox", { name: "Make a security role: done" }));
    expect(screen.getByRole("button", { name: /Make an API member/ }).getAttribute("aria-expanded")).toBe("true");
    first.unmount();
    renderWith(<SetupHelp />);
    expect(screen.getByText("1 of 5 done")).toBeTruthy();
    expect(screen.getByRole<HTMLInputElement>("checkbox", { name: "Make a security role: done" }).checked).toBe(true);
  });

  it("ask for the public address only when somebody presses the button", async () => {
    const { backend } = renderWith(<SetupHelp />);
    await userEvent.click(screen.getByRole("button", { name: /Allow this office's address/ }));
    expect(screen.getByText(/Asks api\.ipify\.org once/)).toBeTruthy();
    expect(backend.calls).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "Show this office's public address" }));
    expect(await screen.findByText("203.0.113.27")).toBeTruthy();
  });
});

describe("what was typed into the form", () => {
  it("is there again after a look at another page, but for the private key", async () => {
    const first = renderWith(form);
    await userEvent.type(screen.getByLabelText("Site"), "na.myconnectwise.net");
    await userEvent.type(screen.getByLabelText("Public key"), "public");
    await userEvent.type(screen.getByLabelText("Private key"), "hunter2");
    first.unmount();
    renderWith(form);
    expect(typed("Site")).toBe("na.myconnectwise.net");
    expect(typed("Public key")).toBe("public");
    expect(typed("Private key")).toBe("");
    expect(screen.getByText(/Enter it again/)).toBeTruthy();
    expect(JSON.stringify({ ...window.localStorage, ...window.sessionStorage })).not.toContain("hunter2");
  });

  it("does not go along into another workspace", async () => {
    const first = renderWith(form);
    await userEvent.type(screen.getByLabelText("Site"), "na.myconnectwise.net");
    first.unmount();
    startOver();
    renderWith(form);
    expect(typed("Site")).toBe("");
  });

  it("is checked on leaving a field, and brings the keyboard to the first wrong one", async () => {
    const { backend } = renderWith(form);
    await userEvent.type(screen.getByLabelText("Site"), "http://cw.example.com");
    await userEvent.tab();
    expect(screen.getByText(/Use https/)).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Connect" }));
    expect(document.activeElement).toBe(screen.getByLabelText("Site"));
    expect(backend.calls.filter(({ name }) => name === "connectwise_connect")).toEqual([]);
  });
});

describe("a refused connection", () => {
  it("says what was refused, what is missing, and offers the public address", async () => {
    const backend = fakeBackend();
    backend.answers.connectwise_connect = () => {
      throw failure("missing_right", "ConnectWise refused GET /company/configurations.", {
        rights: [{ right: "Companies > Configurations: Inquire All", granted: false }],
        path: "GET /company/configurations",
      });
    };
    renderWith(form, backend);
    const values = {
      Site: "na.myconnectwise.net",
      "Company login": "northgate",
      "Public key": "public",
      "Private key": "private",
      "Client ID": "1a2b3c4d-0000-1111-2222-333344445555",
    };
    for (const [label, value] of Object.entries(values)) {
      await userEvent.type(screen.getByLabelText(label), value);
    }
    await userEvent.click(screen.getByRole("button", { name: "Connect" }));
    expect(await screen.findByText("GET /company/configurations")).toBeTruthy();
    expect(screen.getByText("Nothing can be matched, planned or synced.")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Show this office's public address" })).toBeTruthy();
    expect(typed("Private key")).toBe("private");
  });
});
