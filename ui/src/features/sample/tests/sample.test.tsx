import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type FakeBackend, failure, fakeBackend } from "../../../../tests/fake-backend";
import { renderWith } from "../../../../tests/render";
import { Rail } from "../../../app/Rail";
import { Shell } from "../../../app/Shell";
import { onStartOver } from "../../../backend/workspace-switch";
import { ErrorHelp, ErrorState } from "../../../components";
import { forgetTour } from "../../tour";
import { SampleCard, sampleHelp } from "..";

const forgotten = vi.fn();
onStartOver(forgotten);

beforeEach(() => {
  forgotten.mockClear();
  forgetTour();
});

const inSample = (): FakeBackend => {
  const backend = fakeBackend();
  const { staff } = backend.status;
  backend.answers.sample_start?.({ directory: null });
  backend.status = { ...backend.status, staff };
  return backend;
};
const rail = <Rail onStaff={() => undefined} />;
const names = (backend: FakeBackend): string[] =>
  backend.calls.map((call) => call.name).filter((name) => name.startsWith("sample") || name === "staff_set");

async function choose(item: string): Promise<void> {
  await userEvent.click(await screen.findByRole("button", { name: "Sample data" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: item }));
}

describe("the mark of the sample", () => {
  it("stands in the rail of the sample only", async () => {
    const own = renderWith(rail);
    await screen.findByText("Northgate IT");
    expect(screen.queryByText("Sample data")).toBeNull();
    own.unmount();
    renderWith(rail, inSample());
    expect(await screen.findByRole("button", { name: "Sample data" })).toBeTruthy();
  });

  it("leaves the sample for the start page, and drops what was read of it", async () => {
    const { backend, location } = renderWith(rail, inSample(), "/agents/agent-1");
    await choose("Leave sample data");
    await vi.waitFor(() => expect(forgotten).toHaveBeenCalledOnce());
    expect(location.history.at(-1)).toBe("/map");
    expect(backend.status.sample).toBe(false);
  });

  it("resets only after saying what is deleted, and keeps the name of who sits there", async () => {
    const { backend } = renderWith(rail, inSample());
    await choose("Reset sample data");
    const dialog = within(await screen.findByRole("dialog", { name: "Reset the sample data?" }));
    expect(dialog.getByText(/links, matches, runs, and edited values/)).toBeTruthy();
    expect(names(backend)).toEqual([]);
    await userEvent.click(dialog.getByRole("button", { name: "Reset sample" }));
    await vi.waitFor(() => expect(forgotten).toHaveBeenCalledOnce());
    expect(names(backend)).toEqual(["sample_reset", "staff_set"]);
  });

  it("stays where it is when a run forbids it, and says so", async () => {
    const backend = inSample();
    backend.answers.sample_remove = () => {
      throw failure("run_in_progress", "A sync is running in the sample. Stop it first.");
    };
    renderWith(rail, backend);
    await choose("Remove sample data");
    const dialog = within(await screen.findByRole("dialog", { name: "Remove the sample data?" }));
    expect(await dialog.findByText("/home/desk/Northgate IT/sample")).toBeTruthy();
    await userEvent.click(dialog.getByRole("button", { name: "Remove sample" }));
    expect(await dialog.findByText("A sync is running in the sample. Stop it first.")).toBeTruthy();
    expect(forgotten).not.toHaveBeenCalled();
  });
});

describe("the first start", () => {
  const shell = <Shell>page</Shell>;
  const nobody = (): FakeBackend => {
    const backend = fakeBackend();
    backend.status = { ...backend.status, staff: null };
    return backend;
  };

  it("begins with the own data unless the sample is chosen", async () => {
    const { backend } = renderWith(shell, nobody());
    await userEvent.type(await screen.findByLabelText("Your name"), "Sam Carter");
    await userEvent.click(screen.getByRole("button", { name: "Start with my own data" }));
    await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(names(backend)).toEqual(["staff_set"]);
  });

  it("opens the sample under the same name", async () => {
    const { backend } = renderWith(shell, nobody());
    await userEvent.type(await screen.findByLabelText("Your name"), "Sam Carter");
    await userEvent.click(screen.getByRole("radio", { name: "Try it with sample data" }));
    await userEvent.click(screen.getByRole("button", { name: "Try it with sample data" }));
    await vi.waitFor(() => expect(forgotten).toHaveBeenCalledOnce());
    expect(names(backend)).toEqual(["staff_set", "sample_start", "staff_set"]);
    expect(backend.status).toMatchObject({ sample: true, staff: { name: "Sam Carter" } });
  });

  it("keeps the name and the dialog where the sample could not be made", async () => {
    const backend = nobody();
    backend.answers.sample_start = () => {
      throw failure("disk_full", "The disk is full. Make room and try again.");
    };
    renderWith(shell, backend);
    await userEvent.type(await screen.findByLabelText("Your name"), "Sam Carter");
    await userEvent.click(screen.getByRole("radio", { name: "Try it with sample data" }));
    await userEvent.click(screen.getByRole("button", { name: "Try it with sample data" }));
    expect(await screen.findByText("The disk is full. Make room and try again.")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Try it with sample data" })).toBeTruthy();
    expect(forgotten).not.toHaveBeenCalled();
  });
});

describe("a workspace that somebody else switched", () => {
  it("is shown anew from its start page", async () => {
    const { backend, location } = renderWith(<Shell>page</Shell>, fakeBackend(), "/agents/agent-1");
    await screen.findByText("Northgate IT");
    backend.status = { ...backend.status, directory: "/srv/other" };
    // In the application the event does this; here nothing listens to it.
    await userEvent.click(screen.getByTitle("Change your name and e-mail"));
    await userEvent.click(await screen.findByRole("button", { name: "Save name" }));
    await vi.waitFor(() => expect(forgotten).toHaveBeenCalledOnce());
    expect(location.history.at(-1)).toBe("/map");
  });
});

describe("the card in Settings", () => {
  it("offers what fits the state", async () => {
    const backend = fakeBackend();
    const none = renderWith(<SampleCard status={backend.status} />, backend);
    expect(screen.getByRole("button", { name: "Try it with sample data" })).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Reset" })).toBeNull();
    none.unmount();
    const made = renderWith(<SampleCard status={{ ...backend.status, sample_exists: true }} />, backend);
    expect(screen.getByRole("button", { name: "Open sample data" })).toBeTruthy();
    expect(screen.getByRole("button", { name: "Remove" })).toBeTruthy();
    made.unmount();
    renderWith(<SampleCard status={inSample().status} />, backend);
    expect(screen.getByRole("button", { name: "Leave sample data" })).toBeTruthy();
  });
});

describe("a damaged sample", () => {
  it("offers to be reset wherever it shows", async () => {
    await act(async () => {
      renderWith(
        <ErrorHelp value={sampleHelp}>
          <ErrorState title="The companies could not be read" error={failure("sample_damaged", "It is damaged.")} />
        </ErrorHelp>,
        inSample(),
      );
    });
    await userEvent.click(screen.getByRole("button", { name: "Reset sample" }));
    expect(await screen.findByRole("dialog", { name: "Reset the sample data?" })).toBeTruthy();
  });
});
