import { describe, expect, it } from "vitest";
import { compareLines } from "../matching/compare";
import { configuration, device } from "./sample";

const candidate = {
  id: 5,
  view: {
    configuration: 5,
    evidence: [
      { rule: "serial", device_value: "52J1873", configuration_value: "52J1837", agrees: false },
      { rule: "mac", device_value: "00:07:4D:81:F5:2D", configuration_value: "00074D81F52C", agrees: false },
      { rule: "mac", device_value: "00:07:4D:81:F5:2C", configuration_value: "00074D81F52C", agrees: true },
    ] as const,
  },
  configuration: configuration({ id: 5, name: "Old", serial: "52J1837", mac: "00074D81F52C", model: "zt411" }),
};
const own = device({ id: "d", name: "printer", serial: "52J1873", macs: ["00:07:4D:81:F5:2D"], model: "ZT411" });

describe("comparing candidates", () => {
  const lines = compareLines(own, [
    { ...candidate, view: { ...candidate.view, evidence: [...candidate.view.evidence] } },
  ]);
  const cell = (label: string) => lines.find((line) => line.label === label)?.cells[0];

  it("tells agreement and contradiction of identifying values", () => {
    expect(cell("Serial number")).toEqual({ value: "52J1837", verdict: "contradicts" });
    expect(cell("MAC address")).toEqual({ value: "00074D81F52C", verdict: "agrees" });
    expect(lines.find((line) => line.label === "MAC address")?.device).toBe("00:07:4D:81:F5:2C");
  });

  it("says neither for what is empty or was not compared", () => {
    expect(cell("IP address")).toEqual({ value: "", verdict: "neither" });
  });

  it("lets a name or model support, never contradict", () => {
    expect(cell("Name")?.verdict).toBe("neither");
    expect(cell("Model")?.verdict).toBe("agrees");
    expect(cell("Vendor")?.verdict).toBe("neither");
  });
});
