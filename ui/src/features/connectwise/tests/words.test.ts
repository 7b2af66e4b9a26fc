import { describe, expect, it } from "vitest";
import { formatPerson } from "../../../components";
import { creationWords, evidenceWords, reasonWords, recordText, runName, sentence } from "../words";

describe("words for reasons", () => {
  it("says a known code in words, with what to do", () => {
    expect(reasonWords("no_identifying_value").text).toBe("No serial number, MAC or IP address that identifies it");
    expect(reasonWords("changed_since_plan").advice).toBe("Plan again to see the new value");
  });

  it("shows an unknown code as it is", () => {
    expect(reasonWords("brand_new_reason")).toEqual({ text: "brand_new_reason", advice: "" });
    expect(reasonWords("constructor").text).toBe("constructor");
  });

  it("puts ConnectWise's own words in quotation marks, and only those", () => {
    expect(recordText("rejected", "The Site field is required.")).toBe("ConnectWise: “The Site field is required.”");
    expect(recordText("changed_since_plan", "Changed at 09:42.")).toBe("Changed at 09:42.");
    expect(recordText("changed_since_plan", "")).toBe("Changed after the plan; left as it is");
  });

  it("says which values agree", () => {
    const serial = { rule: "serial", device_value: "A1", configuration_value: "a1", agrees: true } as const;
    const mac = { rule: "mac", device_value: "00", configuration_value: "00", agrees: true } as const;
    expect(evidenceWords("serial", [serial])).toBe("Serial number agrees");
    expect(evidenceWords("serial", [serial, mac])).toBe("Serial and MAC agree");
    expect(evidenceWords("serial", [serial, { ...mac, agrees: false }])).toBe("Serial number agrees");
    expect(evidenceWords("manual", [])).toBe("Matched by hand");
  });

  it("names a sync by its mode, and other runs by what they did", () => {
    expect(runName({ kind: "sync", mode: "custom" })).toBe("Customized");
    expect(runName({ kind: "create", mode: "to-connectwise" })).toBe("Create configurations");
    expect(runName({ kind: "retire", mode: "to-connectwise" })).toBe("Set inactive");
  });

  it("says of a device that is not created what to do about it, not what a sync would need", () => {
    expect(creationWords("in_review").advice).toBe("Decide in Matching first");
    expect(creationWords("no_type").advice).toBe("Choose a type for its kind");
    expect(creationWords("brand_new_reason")).toEqual({ text: "brand_new_reason", advice: "" });
  });

  it("leaves a person's e-mail out, and nothing else", () => {
    expect(formatPerson("Desk 2 <desk2@example.com>")).toBe("Desk 2");
    expect(formatPerson("Desk 2")).toBe("Desk 2");
    expect(formatPerson("<img src=x>")).toBe("<img src=x>");
    expect(sentence("stopped by a person")).toBe("Stopped by a person");
  });
});
