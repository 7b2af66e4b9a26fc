import { Notifications } from "@mantine/notifications";
import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { fakeBackend } from "../../../../tests/fake-backend";
import { makeAgents, makeDetail } from "../../../../tests/fake-data";
import { renderWith } from "../../../../tests/render";
import type { AgentSummary, DeviceView } from "../../../backend/generated";
import { DeviceSays } from "../device-fields";

const agents = makeAgents(1);
const device = makeDetail(agents[0] as AgentSummary).devices[0] as DeviceView;

/** The device with an own room, and what the source says and why. */
function withRoom(source_says: string, not_in_source: string | null): DeviceView {
  const own = [{ field: "room", by: "Ann", at: "2026-11-20T09:00:00Z", source_says, not_in_source }];
  return { ...device, room: "Cellar", own };
}

/** What stands below the field, and where messages come up. */
const below = (shown: DeviceView, source = "domotz") => (
  <>
    <Notifications />
    <DeviceSays device={shown} field="room" source={source} />
  </>
);

function backendThat(allowed: boolean) {
  const backend = fakeBackend();
  const domotz = { source: "domotz", takes: ["room" as const], allowed, decided: true };
  backend.answers.write_back_show = () => ({ sources: [domotz] });
  return backend;
}

describe("a value that was set here", () => {
  it("is said to be in Domotz where Domotz says the same", () => {
    renderWith(below(withRoom("Cellar", null)), backendThat(true));
    expect(screen.getByText("Also in Domotz")).toBeTruthy();
  });

  it("says nothing of the kind for a file", () => {
    renderWith(below(withRoom("Cellar", null), "import"), backendThat(false));
    expect(screen.queryByText("Also in Domotz")).toBeNull();
  });

  it("says why it is not there, and goes there with one click", async () => {
    const backend = backendThat(true);
    backend.answers.device_write_back = ({ field }) => ({
      ...withRoom("Cellar", null),
      written_back: [{ field, trouble: null }],
    });
    renderWith(below(withRoom("Attic", "Domotz is in trouble.")), backend);
    expect(screen.getByText("Not in Domotz: Domotz is in trouble.")).toBeTruthy();
    await userEvent.click(await screen.findByRole("button", { name: "Write to Domotz: Room" }));
    const sent = backend.calls.find(({ name }) => name === "device_write_back");
    expect(sent?.request).toEqual({ device: device.id, field: "room" });
    expect(await screen.findByText(/^Room of .*: also in Domotz$/)).toBeTruthy();
  });

  it("is told as kept where Domotz does not take it", async () => {
    const backend = backendThat(true);
    backend.answers.device_write_back = ({ field }) => ({
      ...withRoom("Attic", "Domotz refused it."),
      written_back: [{ field, trouble: "Domotz refused it." }],
    });
    renderWith(below(withRoom("Attic", null)), backend);
    await userEvent.click(await screen.findByRole("button", { name: "Write to Domotz: Room" }));
    expect(await screen.findByText(/is kept here, and not in Domotz/)).toBeTruthy();
  });

  it("offers no way there where nobody allowed it", async () => {
    renderWith(below(withRoom("Attic", null)), backendThat(false));
    expect(await screen.findByText(/Domotz says/)).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Write to Domotz: Room" })).toBeNull();
  });
});
