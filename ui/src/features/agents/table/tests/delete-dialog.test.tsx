import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { fakeBackend } from "../../../../../tests/fake-backend";
import { makeAgents } from "../../../../../tests/fake-data";
import { CONNECTED } from "../../../../../tests/fake-domotz";
import { renderWith } from "../../../../../tests/render";
import type { AgentSummary } from "../../../../backend/generated";
import { DeleteDialog } from "../ArchiveDialog";

const agent = makeAgents(1)[0] as AgentSummary;

/** Opens the dialog for an agent of this source, with Domotz connected, and types the name. */
async function deleting(source: string) {
  const backend = fakeBackend([agent]);
  backend.answers.domotz_status = () => CONNECTED;
  backend.answers.agents_delete = () => ({});
  renderWith(<DeleteDialog agent={{ ...agent, source }} onClose={() => undefined} />, backend);
  await userEvent.type(await screen.findByLabelText(/Type the name/), agent.name);
  const sent = () => backend.calls.find(({ name }) => name === "agents_delete")?.request;
  return { sent, confirm: () => userEvent.click(screen.getByRole("button", { name: "Delete agent" })) };
}

describe("deleting an agent that Domotz still has", () => {
  it("says that it would come back, and leaves it out", async () => {
    const { sent, confirm } = await deleting("domotz");
    expect(await screen.findByText(/the next refresh would bring it back/)).toBeTruthy();
    await confirm();
    expect(sent()).toEqual({ agent: agent.id, confirm: agent.name, leave_out: true });
  });

  it("leaves it in where the person wants it back", async () => {
    const { sent, confirm } = await deleting("domotz");
    await userEvent.click(await screen.findByRole("switch", { name: /^Leave .* out of refreshes$/ }));
    await confirm();
    expect(sent()).toEqual({ agent: agent.id, confirm: agent.name, leave_out: false });
  });

  it("says nothing of the kind for an agent of a file", async () => {
    const { sent, confirm } = await deleting("import");
    await confirm();
    expect(screen.queryByText(/would bring it back/)).toBeNull();
    expect(sent()).toEqual({ agent: agent.id, confirm: agent.name, leave_out: false });
  });
});
