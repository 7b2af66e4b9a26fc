import { describe, expect, it } from "vitest";
import { kindIcon } from "../src/components/KindIcon";

describe("the picture of a kind", () => {
  it("is that of what it does, in any spelling", () => {
    expect(["label_printer", "Label printer", "Access Point", "access_point"].map(kindIcon)).toEqual([
      "printer",
      "printer",
      "wifi",
      "wifi",
    ]);
    expect(["ups", "TV", "speaker", "console", "thermostat", "lighting"].map(kindIcon)).toEqual([
      "battery",
      "screen",
      "speaker",
      "gamepad",
      "thermometer",
      "lamp",
    ]);
  });

  it("is that of a device for a kind that nobody knows, and none where none is said", () => {
    expect(kindIcon("toaster")).toBe("device");
    expect(kindIcon(" ")).toBeNull();
  });
});
