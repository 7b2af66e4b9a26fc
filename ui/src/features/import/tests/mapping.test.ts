import { describe, expect, it } from "vitest";
import type { ImportInspection, ImportTable } from "../../../backend/generated";
import {
  choicesFor,
  isComplete,
  isOwnFormat,
  mappingOf,
  problemsOf,
  type TableChoice,
  withIdFrom,
  withTarget,
} from "../mapping";

const required = (...fields: string[]) => fields.map((field) => ({ field, required: true }));
const optional = (...fields: string[]) => fields.map((field) => ({ field, required: false }));

function file(...tables: ImportTable[]): ImportInspection {
  return {
    format: "csv",
    tables,
    agent_fields: [...required("id", "name"), ...optional("customer_id", "contact.phones", "status", "note")],
    device_fields: [...required("agent", "id", "name"), ...optional("serial", "macs", "status", "notes")],
  };
}

function table(
  holds: string | null,
  columns: Record<string, string | null>,
  part: Partial<ImportTable> = {},
): ImportTable {
  return {
    name: "customers.csv",
    holds,
    rows: 2,
    columns: Object.entries(columns).map(([name, target]) => ({ name, target, samples: [], remembered: false })),
    id_from: null,
    ...part,
  };
}

const CUSTOMERS = file(
  table(
    "agents",
    { Customer: "name", Number: "customer_id", Phone: "contact.phones", Mobile: "contact.phones", Colour: null },
    { id_from: "Number" },
  ),
);

const only = (choices: readonly TableChoice[]): TableChoice => {
  const [choice] = choices;
  if (choice === undefined || choices.length !== 1) throw new Error("there is not one table");
  return choice;
};

describe("the columns of a file", () => {
  it("go where the core proposes, and are sent as they stand on screen", () => {
    const choices = choicesFor(CUSTOMERS);
    expect(isComplete(CUSTOMERS, choices)).toBe(true);
    expect(mappingOf(choices)).toEqual([
      {
        table: "customers.csv",
        holds: "agents",
        columns: { Customer: "name", Number: "customer_id", Phone: "contact.phones", Mobile: "contact.phones" },
        id_from: "Number",
      },
    ]);
  });

  it("are left out when nobody says where they go", () => {
    const choice = withTarget(only(choicesFor(CUSTOMERS)), "Mobile", null);
    expect(mappingOf([choice])[0]?.columns).not.toHaveProperty("Mobile");
  });

  it("need no stand-in for the id once one of them is the id", () => {
    const choice = withTarget(only(choicesFor(CUSTOMERS)), "Colour", "id");
    expect(mappingOf([choice])[0]).not.toHaveProperty("id_from");
    expect(problemsOf(choice, CUSTOMERS)).toEqual([]);
  });

  it("may be called anything", () => {
    const odd = file(table("agents", { constructor: "name", toString: "id" }));
    const choice = withTarget(only(choicesFor(odd)), "hasOwnProperty", "note");
    expect(mappingOf([choice])[0]?.columns).toEqual({ constructor: "name", toString: "id", hasOwnProperty: "note" });
  });

  it("keep what was chosen when a file with the same columns is read again", () => {
    const choices = [withTarget(only(choicesFor(CUSTOMERS)), "Colour", "note")];
    const longer = { ...CUSTOMERS, tables: CUSTOMERS.tables.map((each) => ({ ...each, rows: 3 })) };
    expect(choicesFor(longer, { inspection: CUSTOMERS, choices })).toBe(choices);
    const other = file(table("agents", { Customer: "name" }));
    expect(choicesFor(other, { inspection: CUSTOMERS, choices })).not.toBe(choices);
  });
});

describe("what is wrong with the columns", () => {
  it("names each field that the records need", () => {
    const choice = withIdFrom(withTarget(only(choicesFor(CUSTOMERS)), "Customer", null), null);
    expect(problemsOf(choice, CUSTOMERS)).toEqual([
      { kind: "missing", field: "id" },
      { kind: "missing", field: "name" },
    ]);
    expect(isComplete(CUSTOMERS, [choice])).toBe(false);
  });

  it("names the columns that want the same field, unless it is a list", () => {
    const choice = withTarget(only(choicesFor(CUSTOMERS)), "Colour", "name");
    expect(problemsOf(choice, CUSTOMERS)).toEqual([{ kind: "twice", field: "name", columns: ["Customer", "Colour"] }]);
  });

  it("is nothing in a table that is left out, but one table has to be taken", () => {
    const choice: TableChoice = { ...only(choicesFor(file(table("agents", { Customer: null })))), holds: null };
    expect(problemsOf(choice, CUSTOMERS)).toEqual([]);
    expect(isComplete(CUSTOMERS, [choice])).toBe(false);
  });
});

describe("the kind of record", () => {
  it("is agents where a file has one table and its heads say nothing", () => {
    expect(only(choicesFor(file(table(null, { Bezeichnung: null })))).holds).toBe("agents");
    const two = file(table(null, { A: null }), table(null, { B: null }, { name: "Sheet2" }));
    expect(choicesFor(two).map(({ holds }) => holds)).toEqual([null, null]);
  });

  it("can be changed, and columns that name a field of the other kind go there", () => {
    const inspection = file(table("agents", { Name: "name", "Serial number": null, Status: "status", Note: "note" }));
    const choice: TableChoice = { ...only(choicesFor(inspection)), holds: "devices" };
    expect(mappingOf([choice])[0]?.columns).toEqual({ Name: "name", "Serial number": "serial", Status: "status" });
    expect(mappingOf([{ ...choice, holds: "agents" }])[0]?.columns).toHaveProperty("Note", "note");
  });
});

describe("a file in our own format", () => {
  it("names our fields in all of its columns, or is JSON", () => {
    expect(isOwnFormat(file(table("agents", { id: "id", name: "name", NOTE: "note" })))).toBe(true);
    expect(isOwnFormat({ ...file(), format: "json" })).toBe(true);
  });

  it("is none where a column is called otherwise, left out or missing", () => {
    expect(isOwnFormat(CUSTOMERS)).toBe(false);
    expect(isOwnFormat(file(table("agents", { id: "id", name: "name", colour: null })))).toBe(false);
    expect(isOwnFormat(file(table("agents", { name: "name" })))).toBe(false);
  });
});
