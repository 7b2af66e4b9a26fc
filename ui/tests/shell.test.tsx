import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, it, vi } from "vitest";
import { Rail } from "../src/app/Rail";
import { StaffDialog } from "../src/app/StaffDialog";
import { workspaceName } from "../src/app/workspace-name";
import { Button, ConfirmDialog } from "../src/components";
import { renderWith } from "./render";

describe("the name of the workspace", () => {
  it("is the product's for the folder used by default on each system", () => {
    expect(workspaceName("/home/dana/.local/share/sitebook")).toBe("Sitebook");
    expect(workspaceName("/Users/dana/Library/Application Support/app.Sitebook/")).toBe("Sitebook");
    expect(workspaceName("C:\\Users\\dana\\AppData\\Local\\Sitebook\\data")).toBe("Sitebook");
  });

  it("is the folder's otherwise", () => {
    expect(workspaceName("/srv/northpoint")).toBe("northpoint");
    expect(workspaceName("/srv/northpoint/data")).toBe("data");
    expect(workspaceName("/")).toBe("Sitebook");
  });
});

describe("the rail", () => {
  it("marks Companies on the page of a plan", () => {
    renderWith(<Rail onStaff={() => undefined} />, undefined, "/connectwise/plan/a1");
    const rail = within(screen.getByRole("navigation", { name: "Main" }));
    expect(rail.getByRole("link", { name: "Companies" }).getAttribute("aria-current")).toBe("page");
    expect(rail.getByRole("link", { name: "Matching" }).getAttribute("aria-current")).toBeNull();
  });
});

describe("the rail on the page of the import", () => {
  it("marks Agents", () => {
    renderWith(<Rail onStaff={() => undefined} />, undefined, "/import");
    const rail = within(screen.getByRole("navigation", { name: "Main" }));
    expect(rail.getByRole("link", { name: /^Agents/ }).getAttribute("aria-current")).toBe("page");
  });
});

describe("a dialog", () => {
  it("adds no banner to the page", async () => {
    renderWith(
      <ConfirmDialog opened title="Unlink?" action="Unlink" onConfirm={() => undefined} onClose={() => undefined}>
        Nothing is changed in ConnectWise.
      </ConfirmDialog>,
    );
    await screen.findByRole("dialog", { name: "Unlink?" });
    expect(document.querySelector("header")).toBeNull();
  });
});

describe("the person at the desk", () => {
  it("is asked for a name, and for an e-mail address that can be one", async () => {
    const close = vi.fn();
    const { backend } = renderWith(<StaffDialog opened staff={null} mayTrySample={false} onClose={close} />);
    await userEvent.type(await screen.findByLabelText("Your name"), "Dana Whitfield");
    const email = screen.getByLabelText("Your e-mail");
    await userEvent.type(email, "dana@office{Enter}");
    expect(screen.getByRole("alert").textContent).toContain("needs a dot");
    expect(backend.calls.some(({ name }) => name === "staff_set")).toBe(false);
    await userEvent.type(email, ".example{Enter}");
    await waitFor(() => expect(close).toHaveBeenCalled());
    expect(backend.calls).toContainEqual({
      name: "staff_set",
      request: { name: "Dana Whitfield", email: "dana@office.example" },
    });
  });
});

/** Busy from the first press on. */
function Finding({ onPress }: { onPress: () => void }) {
  const [busy, setBusy] = useState(false);
  return (
    <Button
      busy={busy}
      onClick={() => {
        onPress();
        setBusy(true);
      }}
    >
      Find
    </Button>
  );
}

describe("a busy button", () => {
  it("refuses clicks and keeps the keyboard", async () => {
    const press = vi.fn();
    renderWith(<Finding onPress={press} />);
    screen.getByRole("button", { name: "Find" }).focus();
    await userEvent.keyboard("{Enter}{Enter}");
    expect(press).toHaveBeenCalledOnce();
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Find" }));
  });
});
