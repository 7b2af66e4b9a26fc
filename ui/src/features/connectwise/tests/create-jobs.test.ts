import { describe, expect, it } from "vitest";
import type { CreateFailedView, CreateReply, KindView } from "../../../backend/generated";
import {
  askedOf,
  type CreateJob,
  companiesWords,
  kindsOf,
  noChoices,
  previewRows,
  requestOf,
  typesInUse,
  unansweredOf,
} from "../create/jobs";
import { againFor, brokenOff, ended, lookAgainFor, notBegun, resultRows } from "../create/outcomes";

const job = (part: Partial<CreateJob> = {}): CreateJob => ({
  agent: "agent-1",
  agentName: "",
  company: { id: 19, identifier: "HARBMILL", name: "Harbour Mill Foods" },
  site: null,
  devices: [
    { id: "d1", name: "hm-fw01", kind: "firewall" },
    { id: "d2", name: "hm-sw01", kind: "switch" },
    { id: "d3", name: "hm-sw02", kind: "switch" },
  ],
  allUnmatched: false,
  ...part,
});
const type = { id: 103, name: "Firewall" };
const map: KindView[] = [
  { kind: "firewall", devices: 9, type, set: true, own: false },
  { kind: "switch", devices: 40, type: null, set: false, own: false },
  { kind: "printer", devices: 3, type: { id: 106, name: "Printer" }, set: false, own: false },
];
const refused = (device: string, reason: string): CreateFailedView => ({
  device,
  device_source_id: device,
  device_name: device,
  reason,
  message: "",
  configuration: 0,
});
const reply = (part: Partial<CreateReply>): CreateReply => ({
  run: null,
  state: null,
  message: "",
  created: [],
  failed: [],
  pending: [],
  left_out: [],
  duplicates: [],
  preview: [],
  requests: 0,
  ...part,
});
const preview = (device: string): CreateReply["preview"][number] => ({
  device,
  device_source_id: device,
  device_name: device,
  made_before: null,
  sent_before: false,
  type,
  status: null,
  site: null,
  identifier: "sitebook:1",
  fields: [],
  answers: [],
  left_out: [],
});

describe("what is to be created", () => {
  it("names the devices, or all unmatched ones without naming them", () => {
    const nothing = new Set<string>();
    expect(requestOf(job(), noChoices, nothing)).toMatchObject({ devices: ["d1", "d2", "d3"], all_unmatched: false });
    expect(requestOf(job({ allUnmatched: true }), noChoices, nothing)).toMatchObject({
      devices: [],
      all_unmatched: true,
    });
  });

  it("sends only answers that say something", () => {
    const request = requestOf(job(), { ...noChoices, answers: { 11: " Gold ", 12: "  " } }, new Set(["11", "12"]));
    expect(request.answers).toEqual([{ question: "11", value: "Gold" }]);
  });

  it("sends an answer only to the agent whose types ask the question", () => {
    const question = { question: "?", field_type: "Text", required: true, choices: [], default: "" };
    const replies = [
      { type, questions: [{ ...question, id: 11 }] },
      { type: { id: 106, name: "Printer" }, questions: [{ ...question, id: 21 }] },
    ];
    const answered = { ...noChoices, answers: { 11: "Gold", 21: "yes" } };
    expect(requestOf(job(), answered, askedOf(job(), answered, map, replies)).answers).toEqual([
      { question: "11", value: "Gold" },
    ]);
    const printers = { ...answered, type: "106" };
    expect([...askedOf(job(), printers, map, replies)]).toEqual(["21"]);
  });

  it("counts the kinds of these devices, those without a type first", () => {
    expect(kindsOf([job()], map)).toEqual([
      { kind: "switch", devices: 2, type: null, set: false, own: false },
      { kind: "firewall", devices: 1, type, set: true, own: false },
    ]);
  });

  it("knows a kind that the map has not heard of", () => {
    const unknown = job({ devices: [{ id: "d", name: "thing", kind: "thing" }] });
    expect(kindsOf([unknown], map)).toEqual([{ kind: "thing", devices: 1, type: null, set: false, own: false }]);
  });

  it("asks the questions of the types in use, of one type alone when it is chosen for all", () => {
    expect(typesInUse(noChoices, kindsOf([job()], map))).toEqual(["103"]);
    expect(typesInUse({ ...noChoices, type: "106" }, kindsOf([job()], map))).toEqual(["106"]);
  });

  it("says in which company, or in how many", () => {
    const other = job({ agent: "agent-2", company: { id: 20, identifier: "B", name: "B" } });
    expect(companiesWords([job(), job({ agent: "agent-3" })])).toBe("Harbour Mill Foods");
    expect(companiesWords([job(), other])).toBe("2 companies");
  });
});

describe("the preview", () => {
  it("shows what cannot be created first, and what is left out last", () => {
    const rows = previewRows(
      [job(), job({ agent: "agent-2", agentName: "Depot" })],
      [
        reply({ preview: [preview("d1")], failed: [refused("d2", "no_type")] }),
        reply({ preview: [preview("d9")], left_out: [refused("d8", "in_review")] }),
      ],
    );
    expect(rows.map((row) => [row.id, row.outcome, row.agentName])).toEqual([
      ["d2", "refused", ""],
      ["d1", "ready", ""],
      ["d9", "ready", "Depot"],
      ["d8", "left-out", "Depot"],
    ]);
  });

  it("shows what was sent before, once, whatever agents of the company wish", () => {
    const found = { ...refused("d3", "sent_before"), configuration: 812 };
    const rows = previewRows(
      [job(), job({ agent: "agent-2", agentName: "Depot", devices: [] })],
      [
        reply({ preview: [preview("d1"), { ...preview("d2"), sent_before: true }], pending: [found] }),
        reply({ pending: [found] }),
      ],
    );
    expect(rows.map((row) => [row.id, row.outcome, row.reason?.configuration])).toEqual([
      ["d2", "sent-before", undefined],
      ["d3", "sent-before", 812],
      ["d1", "ready", undefined],
    ]);
  });

  it("knows which required questions nobody has answered", () => {
    const question = { question: "?", field_type: "Text", required: true, choices: [], default: "" };
    const replies = [
      {
        type,
        questions: [
          { ...question, id: 11 },
          { ...question, id: 12, default: "Gold" },
          { ...question, id: 13, required: false },
          { ...question, id: 14 },
        ],
      },
    ];
    const answered = { ...noChoices, answers: { 11: "Silver", 14: " " } };
    expect(unansweredOf(replies, answered).map(({ id }) => id)).toEqual([14]);
  });

  it("waits for agents whose preview is not there yet", () => {
    expect(previewRows([job(), job()], [undefined, reply({ preview: [preview("d1")] })])).toHaveLength(1);
  });
});

describe("the result", () => {
  const created = { device_source_id: "s", device_name: "n", differences: [], message: "" };
  const outcomes = [
    {
      job: job(),
      message: "",
      stopped: false,
      reply: reply({
        run: "run-1",
        created: [
          { ...created, device: "d1", configuration: 7001, adopted: false },
          { ...created, device: "d4", configuration: 7002, adopted: true },
        ],
        failed: [refused("d2", "rejected")],
        pending: [refused("d3", "outcome_unknown")],
      }),
    },
  ];

  it("shows what needs a person first, and tells what was there already from what is new", () => {
    expect(resultRows(outcomes).map((row) => [row.id, row.outcome])).toEqual([
      ["d2", "failed"],
      ["d3", "pending"],
      ["d1", "created"],
      ["d4", "adopted"],
    ]);
  });

  it("tries again only what was refused, never what may have been created", () => {
    expect(againFor(outcomes).map((again) => again.devices.map((device) => device.id))).toEqual([["d2"]]);
  });

  it("looks for what is not known yet with the same wishes, for these devices only", () => {
    const wanted = requestOf(job({ allUnmatched: true }), { ...noChoices, status: "9" }, new Set());
    const look = lookAgainFor([notBegun(job({ agent: "agent-2" })), ...outcomes], [wanted, wanted]);
    expect(look.jobs).toMatchObject([{ agent: "agent-1", allUnmatched: false, devices: [{ id: "d3" }] }]);
    expect(look.wanted).toEqual([{ ...wanted, devices: ["d3"], all_unmatched: false }]);
  });

  it("lists the devices whose turn did not come when a person stopped, and offers them again", () => {
    const made = { ...created, device: "d1", configuration: 7001, adopted: false };
    const stopped = ended(job(), reply({ run: "run-1", state: "stopped", message: "stopped", created: [made] }));
    const later = notBegun(job({ agent: "agent-2", agentName: "Depot", devices: [{ id: "d9", name: "n", kind: "" }] }));
    expect(resultRows([stopped, later]).map((row) => [row.id, row.outcome, row.agentName])).toEqual([
      ["d2", "not-reached", ""],
      ["d3", "not-reached", ""],
      ["d9", "not-reached", "Depot"],
      ["d1", "created", ""],
    ]);
    expect(againFor([stopped, later]).map((again) => again.devices.map((device) => device.id))).toEqual([
      ["d2", "d3"],
      ["d9"],
    ]);
    expect(stopped.message).toBe("");
  });

  it("says nothing of devices that a run which came to its end did not name", () => {
    expect(resultRows([ended(job(), reply({ state: "done" }))])).toEqual([]);
  });

  it("keeps what had been created when the run was broken off", () => {
    const details = { run: "run-2", state: "postponed", created: outcomes[0]?.reply.created, failed: [], pending: "?" };
    const broken = brokenOff(job(), "ConnectWise does not answer.", details);
    expect(broken.reply).toMatchObject({ run: "run-2", pending: [], failed: [] });
    expect(broken.reply.created).toHaveLength(2);
    expect(brokenOff(job(), "Not linked.", {}).reply).toMatchObject({ run: null, created: [] });
  });
});
