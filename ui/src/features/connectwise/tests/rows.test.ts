import { describe, expect, it } from "vitest";
import { countRows, matchingRows, onlyInConnectWise, selectConfigurations, selectRows } from "../matching/rows";
import { configuration, device, match, report } from "./sample";

const sample = report({
  devices: [
    device({ id: "automatic", serial: "FGT60" }),
    device({ id: "confirmed" }),
    device({ id: "proposed", ips: ["10.20.1.33"] }),
    device({ id: "review", macs: ["00:07:4D:81:F5:2C"] }),
    device({ id: "frozen" }),
    device({ id: "unmatched" }),
    device({ id: "ignored", ignored: true }),
    device({ id: "new" }),
  ],
  matches: [
    match({
      device: "automatic",
      configuration: 1,
      evidence: [{ rule: "serial", device_value: "FGT60", configuration_value: "fgt60", agrees: true }],
    }),
    match({ device: "confirmed", configuration: 2, state: "confirmed", by: "Desk 2" }),
    match({ device: "proposed", configuration: 3, state: "proposed", rule: "ip", reason: "only_ip" }),
  ],
  review: [
    {
      device: "frozen",
      device_source_id: "frozen",
      candidates: [{ configuration: 4, evidence: [] }],
      reason: "frozen_moved",
    },
    {
      device: "review",
      device_source_id: "review",
      candidates: [{ configuration: 5, evidence: [] }],
      reason: "contradiction",
    },
  ],
  unmatched: [{ device: "unmatched", device_source_id: "unmatched", reason: "no_candidate" }],
  configurations: [
    configuration({ id: 1, serial: "fgt60", matched_device: "automatic" }),
    configuration({ id: 2, matched_device: "confirmed" }),
    configuration({ id: 3 }),
    configuration({ id: 4, matched_device: "frozen" }),
    configuration({ id: 5, mac: "00074D81F52C" }),
    configuration({ id: 6, name: "Old router" }),
    configuration({ id: 7, matched_device: "device-of-another-agent" }),
  ],
});
const rows = matchingRows(sample);

describe("rows of the matching workspace", () => {
  it("gives every device its state and its words", () => {
    expect(rows.map((row) => [row.state, row.words])).toEqual([
      ["automatic", "Serial number agrees"],
      ["confirmed", "Confirmed by Desk 2"],
      ["proposed", "Only the IP address agrees"],
      ["review", "Its values contradict each other"],
      ["frozen", "Frozen: now in another company"],
      ["unmatched", "No configuration has these values"],
      ["ignored", "Ignored"],
      ["unmatched", "Not compared yet"],
    ]);
  });

  it("shows the value that agrees, and the configuration", () => {
    expect(rows[0]).toMatchObject({ values: "FGT60", configuration: { id: 1 } });
    expect(rows[3]).toMatchObject({ values: "1 candidate", candidates: [{ id: 5 }] });
  });

  it("keeps a frozen match a match, so that it can be unlinked or confirmed", () => {
    expect(rows[4]?.match).toMatchObject({ configuration: 4, state: "frozen" });
    expect(rows[4]?.candidates.map((candidate) => candidate.id)).toEqual([4]);
  });

  it("says of a match that a rule would make that it is not made yet", () => {
    const evidence = [{ rule: "serial" as const, device_value: "A", configuration_value: "a", agrees: true }];
    const [row] = matchingRows(
      report({
        devices: [device({ id: "d" })],
        matches: [match({ device: "d", configuration: 1, state: "proposed", reason: "new", evidence })],
      }),
    );
    expect(row?.words).toBe("Serial number agrees, not matched yet");
  });

  it("says before the first list that nothing was compared", () => {
    const unmatched = [{ device: "d", device_source_id: "d", reason: "no_candidate" }];
    const [row] = matchingRows(report({ read_at: null, devices: [device({ id: "d" })], unmatched }));
    expect(row?.words).toBe("Not compared yet");
  });

  it("lists configurations that nothing points to", () => {
    expect(onlyInConnectWise([sample]).map((item) => item.configuration.id)).toEqual([6]);
  });

  it("counts a configuration of the company once, and not when another agent's device has it", () => {
    const other = report({
      agent: "agent-2",
      matches: [match({ device: "elsewhere", configuration: 6, state: "proposed" })],
      configurations: [configuration({ id: 6 }), configuration({ id: 8 })],
    });
    const twice = report({ agent: "agent-3", configurations: [configuration({ id: 8 })] });
    expect(onlyInConnectWise([sample, other, twice]).map((item) => item.id)).toEqual(["19/8"]);
  });

  it("lets every match be compared with what it rests on", () => {
    expect(rows[0]?.candidates.map((candidate) => candidate.id)).toEqual([1]);
    expect(rows[2]?.candidates.map((candidate) => candidate.id)).toEqual([3]);
    expect(rows[5]?.candidates).toEqual([]);
  });

  it("finds devices by their agent where several agents stand together", () => {
    const named = matchingRows(sample, "Harbour Mill, plant");
    expect(selectRows(named, "unmatched", "mill, pl").map((row) => row.id)).toEqual(["unmatched", "new"]);
    expect(selectRows(rows, "unmatched", "mill, pl")).toEqual([]);
  });

  it("counts under each filter; frozen counts as review", () => {
    expect(countRows(rows, onlyInConnectWise([sample]))).toEqual({
      all: 8,
      matched: 2,
      proposed: 1,
      review: 2,
      unmatched: 2,
      ignored: 1,
      connectwise: 1,
    });
    expect(selectRows(rows, "review", "").map((row) => row.id)).toEqual(["review", "frozen"]);
  });

  it("finds any value, a MAC address in any spelling", () => {
    expect(selectRows(rows, "all", "10.20.1.33").map((row) => row.id)).toEqual(["proposed"]);
    expect(selectRows(rows, "all", "00-07-4d-81-f5-2c").map((row) => row.id)).toEqual(["review"]);
    expect(selectRows(rows, "all", "configuration 2").map((row) => row.id)).toEqual(["confirmed"]);
    expect(selectConfigurations(sample.configurations, "00:07:4d:81").map((item) => item.id)).toEqual([5]);
    expect(selectConfigurations(sample.configurations, "old rout").map((item) => item.id)).toEqual([6]);
  });
});
