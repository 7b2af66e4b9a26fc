import { Notifications } from "@mantine/notifications";
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Route } from "wouter";
import { fullPage } from "../../../../tests/fake-agent-page";
import { type FakeBackend, fakeBackend } from "../../../../tests/fake-backend";
import { makeAgent, makeDetail } from "../../../../tests/fake-data";
import { renderWith } from "../../../../tests/render";
import { NO_ADDRESS } from "../../map/address/postal";
import { AgentCard } from "../AgentCard";
import { CustomerCard } from "../CustomerCard";
import { addressLine } from "../LocationCard";
import { NotesCard } from "../NotesCard";
import { recordName } from "../sheet/RecordExport";
import { SheetPage } from "../sheet/SheetPage";
import { VioletCard } from "../VioletCard";

// There is no canvas to draw on here; the words beside the map say the same.
vi.mock("../../map/SmallMap", () => ({ SmallMap: () => null }));

const full = fullPage(makeDetail(makeAgent("a1", "Harbour Mill"), 3), [makeAgent("a2", "Cold Store")]);

function office(): FakeBackend {
  const fake = fakeBackend([makeAgent("a1", "Harbour Mill")]);
  fake.put(full);
  return fake;
}

const sent = (fake: FakeBackend): unknown[] =>
  fake.calls.filter(({ name }) => name === "agents_set").map(({ request }) => request);

afterEach(() => window.localStorage.clear());

describe("the customer", () => {
  it("has phone numbers with labels, how each is dialled from anywhere, and what is odd about it", () => {
    renderWith(<CustomerCard agent={full} />, office());
    expect(screen.getByLabelText("Label of phone number 2")).toHaveProperty("value", "Out of hours");
    expect(screen.getByLabelText("Phone number 2")).toHaveProperty("value", "01632 960 442");
    expect(screen.getByText("+441632960442")).toBeTruthy();
    expect(screen.getByText(/too short for a phone number/)).toBeTruthy();
  });

  it("saves all numbers together, as they were typed", async () => {
    const fake = office();
    renderWith(<CustomerCard agent={full} />, fake);
    await userEvent.click(screen.getByRole("button", { name: "Add phone number" }));
    expect(document.activeElement).toBe(screen.getByLabelText("Label of phone number 4"));
    await userEvent.type(screen.getByLabelText("Label of phone number 4"), "Mobile");
    await userEvent.type(screen.getByLabelText("Phone number 4"), "07700 900123{Enter}");
    const before = "Site: +44 1482 496 0110, Out of hours: 01632 960 442, Reception: 496";
    expect(sent(fake)).toEqual([
      {
        agent: "a1",
        changes: { "contact.phones": `${before}, Mobile: 07700 900123` },
        seen: { "contact.phones": before },
      },
    ]);
  });

  it("saves a number with commas and colons as one number, letter by letter", async () => {
    const fake = fakeBackend([makeAgent("a1", "Harbour Mill")]);
    const bare = { ...full, contact: { ...full.contact, phones: [] }, phones: [] };
    renderWith(<CustomerCard agent={bare} />, fake);
    await userEvent.type(screen.getByLabelText("Label of phone number 1"), "Weekend: desk");
    expect(screen.getByLabelText("Label of phone number 1")).toHaveProperty("value", "Weekend: desk");
    await userEvent.type(screen.getByLabelText("Phone number 1"), "020 7946 0000, ext: 12");
    expect(screen.getByLabelText("Phone number 1")).toHaveProperty("value", "020 7946 0000, ext: 12");
    await userEvent.keyboard("{Enter}");
    expect(sent(fake)).toMatchObject([
      { changes: { "contact.phones": '"Weekend: desk: 020 7946 0000, ext: 12"' }, seen: { "contact.phones": "" } },
    ]);
  });

  it("leads to the other agents of the same customer", () => {
    renderWith(<CustomerCard agent={full} />, office());
    expect(screen.getByRole("link", { name: "Cold Store" }).getAttribute("href")).toBe("/agents/a2");
  });

  it("does not send an e-mail address that is certainly wrong", async () => {
    const fake = office();
    renderWith(<CustomerCard agent={full} />, fake);
    const input = screen.getByLabelText("Contact e-mail");
    await userEvent.clear(input);
    await userEvent.type(input, "facilities{Enter}");
    expect(screen.getByRole("alert").textContent).toContain("one @");
    expect(sent(fake)).toEqual([]);
  });
});

describe("the agent", () => {
  it("takes a tag away with what was seen", async () => {
    const fake = office();
    renderWith(<AgentCard agent={full} />, fake);
    await userEvent.type(screen.getByRole("combobox", { name: "Tags" }), "{Backspace}");
    expect(sent(fake)).toEqual([{ agent: "a1", changes: { tags: "food" }, seen: { tags: "food, 24/7" } }]);
  });

  it("shows the clock at the customer's", () => {
    renderWith(<AgentCard agent={full} />, office());
    expect(screen.getByText(/^\w*\s?\d\d:\d\d there$/)).toBeTruthy();
  });
});

describe("the notes", () => {
  it("list their links, and say who saved them", () => {
    renderWith(<NotesCard agent={full} />, office());
    const links = screen.getByRole("list", { name: "Links in the note" });
    expect(links.textContent).toContain("https://wiki.northgate.example/harbour-mill");
    expect(links.textContent).toContain("plans@harbourmill.example");
    expect(screen.getByText(/Saved by Desk 2/)).toBeTruthy();
  });

  it("open a link through the host, where it can", async () => {
    const opened: string[] = [];
    const fake = Object.assign(office(), { openLink: async (address: string) => void opened.push(address) });
    renderWith(<NotesCard agent={full} />, fake);
    await userEvent.click(screen.getByRole("button", { name: "https://wiki.northgate.example/harbour-mill" }));
    expect(opened).toEqual(["https://wiki.northgate.example/harbour-mill"]);
  });
});

describe("Violet", () => {
  it("points a commercial network to field operators", () => {
    renderWith(<VioletCard agent={full} />);
    expect(screen.getByText(/field operator/)).toBeTruthy();
  });

  it("says of a home how far its owner has come", async () => {
    renderWith(<VioletCard agent={{ ...full, residential: true }} />);
    expect(await screen.findByText("owner@gablehouse.example")).toBeTruthy();
    expect(screen.getByText("Ready")).toBeTruthy();
    expect(screen.getByText("5 of 8 devices")).toBeTruthy();
  });
});

describe("the site sheet", () => {
  async function show(fake: FakeBackend): Promise<void> {
    renderWith(<Route path="/agents/:id/sheet" component={SheetPage} />, fake, "/agents/a1/sheet");
    await screen.findByRole("article", { name: "Site sheet of Harbour Mill" });
  }

  it("has contact, references, notes and devices on it", async () => {
    await show(office());
    const text = screen.getByRole("article").textContent;
    for (const words of ["SLA-2026-0418", "+441632960442", "Key at the gatehouse", "hm-firewall-0", "3 devices"]) {
      expect(text).toContain(words);
    }
  });

  it("prints a phone number as it was typed, with the international form beside it where it differs", async () => {
    await show(office());
    expect(screen.getByText("01632 960 442 (+441632960442)")).toBeTruthy();
    expect(screen.getByText("+44 1482 496 0110")).toBeTruthy();
  });

  it("says so when the system refuses to print", async () => {
    vi.spyOn(window, "print").mockImplementation(() => Promise.reject(new Error("no printer")) as unknown as undefined);
    renderWith(
      <>
        <Notifications />
        <Route path="/agents/:id/sheet" component={SheetPage} />
      </>,
      office(),
      "/agents/a1/sheet",
    );
    await userEvent.click(await screen.findByRole("button", { name: "Print site sheet" }));
    expect(await screen.findByText("The site sheet was not printed.")).toBeTruthy();
  });

  it("has the address that a person set, before the one that the source reports", async () => {
    const placed = (part: Partial<typeof full.location>): FakeBackend => {
      const fake = office();
      fake.put({ ...full, location: { ...full.location, confirmed: true, ...part } });
      return fake;
    };
    const shown = async (fake: FakeBackend): Promise<string> => {
      const { unmount } = renderWith(
        <Route path="/agents/:id/sheet" component={SheetPage} />,
        fake,
        "/agents/a1/sheet",
      );
      const text = (await screen.findByRole("article", { name: "Site sheet of Harbour Mill" })).textContent;
      unmount();
      return text;
    };
    expect(await shown(placed({ address: "12 Quay St, Hull", postal: null }))).toContain("12 Quay St, Hull");
    const postal = { ...NO_ADDRESS, street: "Quay St", house_number: "12", city: "Hull", country: "GB" };
    expect(await shown(placed({ address: "12 Quay St", postal }))).toContain("12 Quay St, Hull, United Kingdom");
    expect(await shown(placed({ address: null, postal: null }))).toContain(addressLine(full));
  });

  it("exports the whole record in the format that was chosen", async () => {
    const fake = office();
    await show(fake);
    await userEvent.click(screen.getByRole("button", { name: "Export record" }));
    await userEvent.click(await screen.findByRole("button", { name: "Choose folder" }));
    await userEvent.click(screen.getByRole("button", { name: "JSON" }));
    await userEvent.click(screen.getByRole("button", { name: "Export" }));
    await waitFor(() =>
      expect(fake.calls).toContainEqual({
        name: "agent_export",
        request: { agent: "a1", format: "json", path: "/data/harbour-mill.json" },
      }),
    );
  });

  it("names its file after the agent", () => {
    expect(recordName("Café Müller / <b>", "csv")).toBe("cafe-muller-b.csv");
    expect(recordName("مكتب", "json")).toBe("agent.json");
  });
});
