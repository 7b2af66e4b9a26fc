import { Notifications, notifications } from "@mantine/notifications";
import { act, configure, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, describe, expect, it } from "vitest";
import { type FakeBackend, failure, fakeBackend } from "../../../../tests/fake-backend";
import { renderWith } from "../../../../tests/render";
import { Routes } from "../../../app/Routes";
import type { ImportRequest } from "../../../backend/generated";
import { reportImportProgress } from "../../../backend/progress";
import { Button } from "../../../components";
import { ImportPage } from "../ImportPage";

/** The page, and a way to leave it and come back. */
function Window() {
  const [away, setAway] = useState(false);
  return (
    <>
      <Notifications />
      <Button onClick={() => setAway(!away)}>{away ? "Come back" : "Go away"}</Button>
      {away ? null : <ImportPage />}
    </>
  );
}

function open(backend: FakeBackend = fakeBackend()): FakeBackend {
  renderWith(<Window />, backend, "/import");
  return backend;
}

// Nothing on the page is hidden; looking whether it is would take most of the time.
configure({ defaultHidden: true });
// Messages outlive the page.
afterEach(() => notifications.clean());

const user = userEvent.setup({ delay: null });
const button = (name: string | RegExp) => screen.getByRole("button", { name });
const press = (name: string | RegExp) => user.click(button(name));
const findButton = (name: string | RegExp) => screen.findByRole("button", { name });
const type = (label: string, text: string) => {
  fireEvent.change(screen.getByLabelText(label), { target: { value: text } });
};

async function read(path: string): Promise<void> {
  type("File or folder", path);
  await press("Read file");
}

async function preview(): Promise<void> {
  await user.click(await findButton("Preview"));
  await screen.findByRole("grid", { name: "Preview" });
}

async function pick(select: string, option: string): Promise<void> {
  await user.click(await screen.findByRole("combobox", { name: select }));
  await user.click(await screen.findByRole("option", { name: option }));
}

const imports = (backend: FakeBackend): ImportRequest[] =>
  backend.calls.filter((call) => call.name === "agents_import").map((call) => call.request as ImportRequest);
const written = (backend: FakeBackend): ImportRequest[] => imports(backend).filter((request) => !request.dry_run);

describe("the import of a list as people have it", () => {
  it("asks where the columns go, previews exactly that, and imports exactly that", async () => {
    const backend = open();
    await read("/data/customers.csv");
    expect(await screen.findByRole("combobox", { name: "Field for Customer" })).toHaveProperty("value", "Name");
    await pick("Field for Colour", "Tags");
    await preview();
    expect(button(/^New 412/)).toBeTruthy();
    expect(screen.getByText("SLA-2026-0113")).toBeTruthy();
    expect(written(backend)).toEqual([]);

    await press("Import 415 records");
    await screen.findByText("Imported: 412 new records, 3 changed");
    const [asked] = imports(backend);
    expect(asked?.mapping?.[0]?.columns["Colour"]).toBe("tags");
    expect(asked?.mapping?.[0]?.id_from).toBe("Customer number");
    const sent = { ...asked, dry_run: false, changes: false, fingerprint: "of /data/customers.csv" };
    expect(written(backend)).toEqual([{ ...sent, work: expect.stringMatching(/^import-/) }]);
  });

  it("holds the preview back while a needed field is missing, and says which", async () => {
    open();
    await read("/data/customers.csv");
    await pick("Field for Customer", "Left out");
    expect(await screen.findByText("No column goes to Name. Each agent needs it.")).toBeTruthy();
    expect(button("Preview")).toHaveProperty("disabled", true);
    await pick("Field for Customer", "Name");
    await waitFor(() => expect(button("Preview")).toHaveProperty("disabled", false));
  });

  it("says which columns want the same field", async () => {
    open();
    await read("/data/customers.csv");
    await pick("Field for Colour", "Name");
    expect(await screen.findByText(/^Customer and Colour both go to Name/)).toBeTruthy();
    expect(button("Preview")).toHaveProperty("disabled", true);
  });

  it("marks what was chosen for such a file before", async () => {
    const backend = open();
    const inspect = backend.answers.import_inspect;
    backend.answers.import_inspect = async (request) => {
      const inspection = await inspect?.(request);
      if (inspection === undefined) throw new Error("the fake core lost its answer");
      const [table] = inspection.tables;
      for (const column of table?.columns ?? []) column.remembered = true;
      return inspection;
    };
    await read("/data/customers.csv");
    expect((await screen.findAllByText("Remembered")).length).toBeGreaterThan(5);
  });
});

describe("the address of the import", () => {
  it("is also the one that pages and bookmarks have", async () => {
    const { location } = renderWith(<Routes />, undefined, "/agents?import");
    await screen.findByRole("heading", { name: "Import agents and devices" });
    expect(location.history?.at(-1)).toBe("/import");
  });
});

describe("a file in our own format", () => {
  it("is previewed at once, and its columns can be looked at", async () => {
    open();
    await read("/data/export.csv");
    await screen.findByRole("grid", { name: "Preview" });
    expect(screen.getByText(/All 14 columns are known/)).toBeTruthy();
    await press("Look at them");
    expect(await screen.findByRole("combobox", { name: "Field for name" })).toHaveProperty("value", "Name");
  });

  it("has no columns to choose when it is JSON", async () => {
    const backend = open();
    await read("/data/agents.json");
    await screen.findByRole("grid", { name: "Preview" });
    expect(imports(backend)[0]?.mapping).toEqual([]);
  });
});

describe("a workbook", () => {
  it("shows each sheet, and leaves out what is neither agents nor devices", async () => {
    const backend = open();
    await read("/data/office.xlsx");
    const sheets = within(await screen.findByRole("navigation", { name: "Tables of the file" }));
    await user.click(sheets.getByRole("button", { name: /Invoices 2026 left out/ }));
    expect(screen.getByText("Invoices 2026 is left out")).toBeTruthy();
    await user.click(sheets.getByRole("button", { name: /Devices/ }));
    expect(screen.getByRole("combobox", { name: "Field for Customer number" })).toHaveProperty(
      "value",
      "ID of its agent",
    );
    await preview();
    expect(imports(backend)[0]?.mapping?.map(({ table, holds }) => [table, holds])).toEqual([
      ["Customers", "agents"],
      ["Devices", "devices"],
      ["Invoices 2026", null],
    ]);
  });
});

describe("where the file differs from values set here", () => {
  it("keeps those unless the file's are taken, field by field", async () => {
    const backend = open();
    await read("/data/customers.csv");
    await preview();
    const side = within(screen.getByRole("complementary", { name: "Differs from values set here" }));
    expect(screen.getByText("the file says p.nowak@harbour.example")).toBeTruthy();
    const note = within(side.getByRole("group", { name: "Note" }));
    await user.click(note.getByRole("button", { name: "Take the file's" }));
    // A third record changes now; the field stays in the list, so that it can be kept after all.
    await findButton("Import 416 records");
    expect(side.getByText("2 records")).toBeTruthy();
    await press("Import 416 records");
    await screen.findByText(/^Imported:/);
    expect(written(backend)[0]?.take).toEqual(["note"]);
  });
});

describe("rejected records", () => {
  it("are listed with their place and the reason", async () => {
    open();
    await read("/data/export.csv");
    await screen.findByRole("grid", { name: "Preview" });
    await press(/^Rejected 3/);
    const row = within(screen.getByRole("grid", { name: "Rejected records" })).getByRole("row", { name: /line 7/ });
    expect(row.textContent).toContain('Vlan takes a whole number, not "guest"');
    expect(button("Copy 3 records as CSV")).toBeTruthy();
  });
});

describe("a long list", () => {
  it("says how many records it does not show", async () => {
    open();
    await read("/data/many.csv");
    await preview();
    expect(screen.getByText(/The first 2,000 records are listed; 104 more change/)).toBeTruthy();
  });
});

describe("after the import", () => {
  async function imported(): Promise<FakeBackend> {
    const backend = open();
    await read("/data/export.csv");
    await user.click(await findButton("Import 415 records"));
    await screen.findByText(/^Imported:/);
    return backend;
  }

  it("one button takes it back, and what had to stay is named", async () => {
    const backend = await imported();
    await press("Undo import");
    const left = await screen.findByRole("list", { name: "Left as it is" });
    expect(left.textContent).toContain("Northside Dental, Contract ID");
    expect(backend.calls.at(-1)).toEqual({ name: "changes_undo", request: { undo: "import-1" } });
    expect(screen.queryByRole("button", { name: "Undo import" })).toBeNull();
  });

  it("the message takes it back from any other page", async () => {
    const backend = await imported();
    await press("Go away");
    await press("Undo");
    await screen.findByText(/^Import taken back/);
    expect(backend.calls.filter((call) => call.name === "changes_undo")).toHaveLength(1);
  });

  it("says why it could not be taken back", async () => {
    const backend = await imported();
    backend.answers.changes_undo = () => {
      throw failure("not_found", "There is nothing to take back: it was done too long ago.");
    };
    await press("Undo import");
    expect(await screen.findByText(/too long ago/)).toBeTruthy();
    expect(button("Undo import")).toBeTruthy();
  });

  it("another file can follow, from the same source", async () => {
    await imported();
    await press("Import another file");
    expect(screen.getByLabelText("File or folder")).toHaveProperty("value", "");
  });
});

describe("going to and fro", () => {
  it("loses nothing on the way back and forth, nor on another page", async () => {
    const backend = open();
    type("Source name", "erp");
    await read("/data/customers.csv");
    await pick("Field for Colour", "Tags");
    await press("Back");
    expect(screen.getByLabelText("File or folder")).toHaveProperty("value", "/data/customers.csv");
    await press("Read file");
    expect(await screen.findByRole("combobox", { name: "Field for Colour" })).toHaveProperty("value", "Tags");
    await press("Go away");
    await press("Come back");
    expect(screen.getByRole("combobox", { name: "Field for Colour" })).toHaveProperty("value", "Tags");
    await preview();
    expect(imports(backend)[0]?.source).toBe("erp");
  });

  it("shows the end of an import that went on meanwhile", async () => {
    const backend = open();
    const answer = backend.answers.agents_import;
    let finish: () => void = () => undefined;
    backend.answers.agents_import = async (request) => {
      if (!request.dry_run) await new Promise<void>((done) => (finish = done));
      const reply = await answer?.(request);
      if (reply === undefined) throw new Error("the fake core lost its answer");
      return reply;
    };
    await read("/data/export.csv");
    await user.click(await findButton("Import 415 records"));
    await press("Go away");
    await press("Come back");
    expect(button("Importing").getAttribute("aria-busy")).toBe("true");
    await act(async () => finish());
    await screen.findByText(/^Imported:/);
    expect(written(backend)).toHaveLength(1);
  });
});

describe("a file", () => {
  it("that is dropped on the window is read", async () => {
    const backend = open();
    await act(async () => backend.drop({ kind: "dropped", paths: ["/data/dropped.csv"] }));
    await screen.findByRole("combobox", { name: "Field for Customer" });
    const request = { path: "/data/dropped.csv", work: expect.stringMatching(/^look-/) };
    expect(backend.calls).toEqual([{ name: "import_inspect", request }]);
  });

  it("that cannot be read says why, with its code, until another path is typed", async () => {
    const backend = open();
    backend.answers.import_inspect = () => {
      throw failure("bad_file", "customers.csv cannot be imported: it is not UTF-8 text. Nothing was changed.");
    };
    await read("/data/customers.csv");
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("not UTF-8");
    expect(alert.textContent).toContain("bad_file");
    type("File or folder", "/data/customers.txt");
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("that changed since it was read leaves a way back to its columns", async () => {
    const backend = open();
    await read("/data/customers.csv");
    backend.answers.agents_import = () => {
      throw failure("invalid_input", 'The columns of "customers.csv" cannot be read so. Nothing was changed.');
    };
    await user.click(await findButton("Preview"));
    expect((await screen.findByRole("alert")).textContent).toContain("There is no preview. Nothing was written.");
    await press("Choose columns");
    expect(await screen.findByRole("combobox", { name: "Field for Customer" })).toBeTruthy();
  });
});

describe("long work on a file", () => {
  it("tells how far the preview has come, and is stopped", async () => {
    const backend = open();
    const { agents_import: answer } = backend.answers;
    let end = (_: unknown): void => undefined;
    backend.answers.agents_import = () =>
      new Promise((_, reject) => {
        end = reject;
      });
    await read("/data/export.csv");
    await screen.findByText("Reading the file");
    const work = imports(backend)[0]?.work ?? "";
    act(() => reportImportProgress({ work, step: "taking", done: 1000, total: 100_000 }));
    expect(screen.getByText("Comparing with what is here: 1,000 of 100,000 records")).toBeTruthy();
    await press("Stop");
    expect(backend.calls.filter(({ name }) => name === "import_stop").map(({ request }) => request)).toEqual([
      { work },
    ]);
    await act(async () => end(failure("stopped", "The import was stopped. Nothing was changed.")));
    await screen.findByText("The preview was stopped");
    if (answer) backend.answers.agents_import = answer;
    await press("Preview again");
    await screen.findByRole("grid", { name: "Preview" });
  });

  it("says that a stopped import wrote nothing, and offers it again", async () => {
    const backend = open();
    const { agents_import: answer } = backend.answers;
    backend.answers.agents_import = (request) => {
      if (request.dry_run) return answer?.(request) as never;
      throw failure("stopped", "The import was stopped. Nothing was changed.");
    };
    await read("/data/export.csv");
    await user.click(await findButton(/^Import \d+ records/));
    await screen.findByText("The import was stopped. Nothing was written.");
    expect(await findButton(/^Import \d+ records/)).toHaveProperty("disabled", false);
  });

  it("previews a file anew that changed since its preview", async () => {
    const backend = open();
    const { agents_import: answer } = backend.answers;
    backend.answers.agents_import = (request) => {
      if (request.dry_run) return answer?.(request) as never;
      throw failure("file_changed", "export.csv was changed since its preview.");
    };
    await read("/data/export.csv");
    await user.click(await findButton(/^Import \d+ records/));
    await screen.findByText(/The file was changed since its preview/);
    await waitFor(() => expect(imports(backend).filter(({ dry_run }) => dry_run)).toHaveLength(2));
    await screen.findByRole("grid", { name: "Preview" });
    expect(backend.calls.filter(({ name }) => name === "import_inspect")).toHaveLength(2);
  });
});
