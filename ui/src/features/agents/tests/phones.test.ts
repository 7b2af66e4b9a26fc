import { describe, expect, it } from "vitest";
import { phoneView } from "../../../../tests/fake-agent-page";
import { listItems, listText } from "../../../backend/list-text";
import { callAddress, checkPhones, joinPhone, splitPhone, withoutEmpty } from "../phones";

describe("a phone number with a label", () => {
  it("is taken apart as the core read it, else at the colon", () => {
    const office = { ...phoneView("Office +44 20 7946 0000"), label: "Office", number: "+44 20 7946 0000" };
    expect(splitPhone("Office +44 20 7946 0000", [office])).toEqual({ label: "Office", number: "+44 20 7946 0000" });
    expect(splitPhone("Mobile: 07700 900123", [])).toEqual({ label: "Mobile", number: "07700 900123" });
    expect(splitPhone("07700 900123", [])).toEqual({ label: "", number: "07700 900123" });
  });

  it("keeps its label where the core reads no number in it", () => {
    const unread = { ...phoneView("Reception: 12"), label: "", number: "Reception: 12" };
    expect(splitPhone("Reception: 12", [unread])).toEqual({ label: "Reception", number: "12" });
  });

  it("comes back as it was typed, letter by letter", () => {
    for (const [label, number] of [
      ["Mobile", "07700 "],
      ["Out of hours", "+44 (0)1632 960 442 ext 5"],
      ["", "x"],
      ["Smith, Ann; desk", "020 7946 0000, ext. 12"],
      ["Weekend: desk", "07700 900123"],
      ["Weekend: desk", ""],
      ["Office", "020 7946 0000 ext: 12"],
    ] as const) {
      expect(splitPhone(joinPhone({ label, number }), [])).toEqual({ label, number });
    }
  });

  it("keeps commas and colons, and comes back whole from the list", () => {
    const entry = joinPhone({ label: "A: b,c", number: "0123;2" });
    expect(entry).toBe("A: b,c: 0123;2");
    expect(listItems(listText([entry, "Site: 1"]))).toEqual([entry, "Site: 1"]);
  });

  it("stays on one line, because the list has one number a line", () => {
    expect(joinPhone({ label: "A\nb", number: "1\r\n2" })).toBe("A b: 1 2");
  });

  it("is not saved while it has no number", () => {
    expect(withoutEmpty(["Mobile: ", " ", "Site: 1"])).toEqual(["Mobile:", "Site: 1"]);
    expect(checkPhones(["Mobile:", "Site: 1"], [])).toContain('"Mobile" has no number yet');
    expect(checkPhones(["Weekend: desk:"], [])).toContain('"Weekend: desk" has no number yet');
    expect(checkPhones(["Site: 1"], [])).toBeNull();
  });

  it("is called in its international form", () => {
    expect(callAddress(phoneView("Site: 01482 496 011"))).toBe("tel:+441482496011");
  });
});
