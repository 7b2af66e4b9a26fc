/** The import of the fake core. What a file holds goes by its name; files with the same columns are remembered. */
import type {
  ImportChange,
  ImportColumn,
  ImportField,
  ImportInspection,
  ImportReply,
  ImportRequest,
  ImportTable,
  ImportValue,
  RejectedRecord,
} from "../src/backend/generated";
import type { Answers, FakeBackend } from "./fake-backend";

const field = (key: string): ImportField => ({ field: key, required: ["id", "name", "agent"].includes(key) });

const AGENT_FIELDS = [
  "id",
  "name",
  "contact.email",
  "contact.first_name",
  "contact.last_name",
  "contact.phones",
  "customer_id",
  "contract_id",
  "note",
  "platform",
  "residential",
  "status",
  "public_ip",
  "time_zone",
  "plan",
  "activated_at",
  "tags",
  "address.street",
  "address.city",
  "address.postal_code",
  "address.region",
  "address.country",
  "latitude",
  "longitude",
].map(field);

const DEVICE_FIELDS = [
  "id",
  "agent",
  "name",
  "kind",
  "vendor",
  "model",
  "serial",
  "macs",
  "ips",
  "zone",
  "room",
  "firmware",
  "os",
  "status",
  "vlan",
  "power_controllable",
  "important",
  "notes",
  "first_seen",
  "page_url",
].map(field);

type Column = [name: string, target: string | null, ...samples: string[]];

function table(
  name: string,
  holds: "agents" | "devices" | null,
  rows: number,
  columns: readonly Column[],
): ImportTable {
  return {
    name,
    holds,
    rows,
    columns: columns.map(([head, target, ...samples]): ImportColumn => {
      return { name: head, target, samples, remembered: false };
    }),
    id_from: null,
  };
}

/** A list as an office has it. */
const CUSTOMERS: ImportTable = {
  ...table("customers.csv", "agents", 449, [
    ["Customer", "name", "Northside Dental", "Harbour View Hotel", "Kestrel Logistics"],
    ["Customer number", "customer_id", "C-1001", "C-1002", "C-1003"],
    ["Agreement", "contract_id", "SLA-2026-0113", "SLA-2026-0114", "SLA-2025-0862"],
    ["First name", "contact.first_name", "Ann", "Piotr", "Lucía"],
    ["Surname", "contact.last_name", "Lee", "Nowak", "Fernández"],
    ["E-mail", "contact.email", "ann@northside.example", "p.nowak@harbour.example", "lucia@kestrel.example"],
    ["Phone", "contact.phones", "+44 1482 000113", "+44 1262 000870", "+34 600 000 000"],
    ["Mobile", "contact.phones", "+44 7700 900113"],
    ["Street", "address.street", "1 High Street", "12 The Quay"],
    ["Town", "address.city", "Hull", "Bridlington", "Leeds"],
    ["Post code", "address.postal_code", "HU1 1AA", "YO15 3AN"],
    ["Remarks", "note", "Key at reception, ask for Ann. The alarm code changes on the first of each month."],
    ["Colour", null, "red", "green"],
    ["Account manager", null, "Dana Whitfield", "Sam Carter"],
    ["Last invoice", null, "2026-10-31", "2026-10-31", "2026-09-30"],
  ]),
  id_from: "Customer number",
};

const DEVICES: ImportTable = {
  ...table("Devices", "devices", 2310, [
    ["Customer number", "agent", "C-1001", "C-1001", "C-1002"],
    ["Device name", "name", "fw01", "sw-core", "nas-backup"],
    ["Type", "kind", "firewall", "switch", "nas"],
    ["Manufacturer", "vendor", "Fortinet", "Cisco", "Synology"],
    ["Serial no.", "serial", "FGT60FTK20001234", "FOC2214X0AB", "2140QWN001122"],
    ["MAC", "macs", "00:09:0F:AA:BB:01", "00-1B-54-00-01-02"],
    ["Floor", "zone", "Ground floor", "First floor"],
    ["Bought", null, "2024-03-11"],
  ]),
  id_from: "Serial no.",
};

const INVOICES = table("Invoices 2026", null, 118, [
  ["Month", null, "January", "February", "March"],
  ["Turnover", null, "1234.50", "1180.00"],
]);

const own = (name: string, holds: "agents" | "devices", fields: readonly ImportField[], count: number): ImportTable =>
  table(
    name,
    holds,
    count,
    fields.slice(0, 14).map(({ field: key }): Column => [key, key, "1", "2"]),
  );

/** What a path holds, by how it ends. */
function inspected(path: string): ImportInspection {
  const fields = { agent_fields: AGENT_FIELDS, device_fields: DEVICE_FIELDS };
  if (path.endsWith(".json")) return { format: "json", tables: [], ...fields };
  if (path.endsWith(".xlsx")) {
    return { format: "xlsx", tables: [{ ...CUSTOMERS, name: "Customers" }, DEVICES, INVOICES], ...fields };
  }
  if (path.endsWith("export.csv")) {
    return { format: "csv", tables: [own("export.csv", "agents", AGENT_FIELDS, 412)], ...fields };
  }
  if (path.endsWith("unknown.csv")) {
    return { format: "csv", tables: [table("unknown.csv", null, 7, [["Bezeichnung", null, "Rathaus"]])], ...fields };
  }
  if (path.endsWith(".csv")) return { format: "csv", tables: [CUSTOMERS], ...fields };
  const tables = [own("agents.csv", "agents", AGENT_FIELDS, 40), own("devices.csv", "devices", DEVICE_FIELDS, 900)];
  return { format: "folder", tables, ...fields };
}

const value = (key: string, from: string, to: string, kept = false): ImportValue => ({ field: key, from, to, kept });

function change(part: Partial<ImportChange> & Pick<ImportChange, "source_id" | "name">): ImportChange {
  return { what: "agent", source: "import", agent: part.source_id, new: false, counts: true, values: [], ...part };
}

/** Records that are here already, and what a file says about them. */
const KNOWN: readonly ImportChange[] = [
  change({
    source_id: "C-1001",
    name: "Northside Dental",
    values: [
      value("contract_id", "SLA-2025-0007", "SLA-2026-0113"),
      value("contact.phones", "+44 1482 000100", "+44 1482 000113, Mobile: +44 7700 900113"),
      value("note", "Key at reception", "Key at reception, ask for Ann. The alarm code changes each month.", true),
    ],
  }),
  change({
    source_id: "C-1002",
    name: "Harbour View Hotel",
    values: [
      value("contact.email", "reception@harbour.example", "p.nowak@harbour.example", true),
      value("address.postal_code", "", "YO15 3AN"),
    ],
  }),
  change({
    source_id: "C-1003",
    name: "Kestrel Logistics",
    values: [value("note", "Gate code from Sam", "", true)],
  }),
  change({
    what: "device",
    agent: "C-1001",
    source_id: "FGT60FTK20001234",
    name: "fw01",
    values: [
      value("firmware", "7.4.3", "7.4.5"),
      value("macs", "00:09:0f:aa:bb:01", "00:09:0f:aa:bb:01, 00:09:0f:aa:bb:02"),
    ],
  }),
];

function made(number: number): ImportChange {
  const id = `C-${2000 + number}`;
  const name = `New customer ${number}`;
  return change({
    source_id: id,
    name,
    new: true,
    values: [
      value("name", "", name),
      value("customer_id", "", id),
      value("contact.email", "", `desk${number}@customer.example`),
      value("address.city", "", "Leeds"),
    ],
  });
}

const REJECTED: readonly RejectedRecord[] = [
  { where: "devices.csv line 7", reason: 'vlan takes a whole number, not "guest"' },
  { where: "agents.csv line 31", reason: "the agent has no id" },
  {
    where: "devices.csv line 812",
    reason: 'there is no agent with the id "d-99" in the file or in the source "import"',
  },
];

const MOST = 2000;

/** What an import of the made-up file does: the file's value counts where it is taken. */
function replyTo(request: ImportRequest): ImportReply {
  const created = request.path.endsWith("many.csv") ? 2100 : 412;
  const take = new Set(request.take ?? []);
  const known = KNOWN.map((record) => ({
    ...record,
    values: record.values.map((each) => ({ ...each, kept: each.kept && !take.has(each.field) })),
  }));
  const kept = known.flatMap(({ values }) => values.filter((each) => each.kept));
  const keys = [...new Set(kept.map((each) => each.field))].sort();
  const counting = known.map((record) => ({ ...record, counts: record.values.some((each) => !each.kept) }));
  const updated = counting.filter(({ counts }) => counts).length;
  const changes = [...counting, ...Array.from({ length: created }, (_, index) => made(index + 1))];
  return {
    created,
    updated,
    updated_beneath: 0,
    unchanged: 35 - updated,
    rejected: [...REJECTED],
    differing: kept.length,
    differing_fields: keys.map((key) => ({ field: key, records: kept.filter((each) => each.field === key).length })),
    changes: request.changes ? changes.slice(0, MOST) : [],
    more_changes: request.changes ? Math.max(0, changes.length - MOST) : 0,
    undo: request.dry_run ? null : "import-1",
    fingerprint: `of ${request.path}`,
  };
}

export function importAnswers(fake: Pick<FakeBackend, "emit">): Answers {
  let remembered = false;
  return {
    import_inspect: ({ path }) => {
      const inspection = inspected(path);
      if (!remembered) return inspection;
      return {
        ...inspection,
        tables: inspection.tables.map((each) => ({
          ...each,
          columns: each.columns.map((column) => ({ ...column, remembered: true })),
        })),
      };
    },
    import_stop: () => ({}),
    agents_import: (request) => {
      if (!request.dry_run) {
        remembered = true;
        fake.emit({ kind: "changed" });
      }
      return replyTo(request);
    },
    changes_undo: () => {
      fake.emit({ kind: "changed" });
      return {
        restored: 414,
        left: [{ agent: "a-1", name: "Northside Dental", field: "contract_id", reason: "It was changed since." }],
      };
    },
  };
}
