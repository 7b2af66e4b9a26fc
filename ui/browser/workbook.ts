/** Writes a small XLSX file, as a spreadsheet program would: sheets of texts. */

import { writeFile } from "node:fs/promises";
import { crc32 } from "node:zlib";

export interface Sheet {
  name: string;
  rows: readonly (readonly string[])[];
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml";

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

function sheetXml({ rows }: Sheet): string {
  const cells = (row: readonly string[]) =>
    row.map((text) => `<c t="inlineStr"><is><t>${escaped(text)}</t></is></c>`).join("");
  const lines = rows.map((row, index) => `<row r="${index + 1}">${cells(row)}</row>`).join("");
  return `${HEAD}<worksheet xmlns="${SPREADSHEET}"><sheetData>${lines}</sheetData></worksheet>`;
}

function workbookParts(sheets: readonly Sheet[]): Record<string, string> {
  const each = (write: (number: number, sheet: Sheet) => string) =>
    sheets.map((sheet, index) => write(index + 1, sheet)).join("");
  const parts: Record<string, string> = {
    "[Content_Types].xml": `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${CONTENT}.sheet.main+xml"/>${each(
      (number) => `<Override PartName="/xl/worksheets/sheet${number}.xml" ContentType="${CONTENT}.worksheet+xml"/>`,
    )}</Types>`,
    "_rels/.rels": `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `${HEAD}<workbook xmlns="${SPREADSHEET}" xmlns:r="${OFFICE}"><sheets>${each(
      (number, { name }) => `<sheet name="${escaped(name)}" sheetId="${number}" r:id="rId${number}"/>`,
    )}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${each(
      (number) => `<Relationship Id="rId${number}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${number}.xml"/>`,
    )}</Relationships>`,
  };
  sheets.forEach((sheet, index) => {
    parts[`xl/worksheets/sheet${index + 1}.xml`] = sheetXml(sheet);
  });
  return parts;
}

/** Little-endian numbers of a zip header: each value with its size in bytes. */
function header(...fields: readonly [value: number, size: 2 | 4][]): Buffer {
  const bytes = Buffer.alloc(fields.reduce((sum, [, size]) => sum + size, 0));
  let at = 0;
  for (const [value, size] of fields) at = bytes.writeUIntLE(value, at, size);
  return bytes;
}

/** A zip archive whose files are stored as they are (APPNOTE.TXT, method 0). */
function zip(files: Record<string, string>): Buffer {
  const written: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, text] of Object.entries(files)) {
    const name = Buffer.from(path);
    const data = Buffer.from(text);
    // Version, flags, method, time, date (1 January 1980), checksum, both sizes, length of the name, of what is extra.
    const common = header([20, 2], [0, 2], [0, 2], [0, 2], [0x21, 2], [crc32(data), 4]);
    const sizes = header([data.length, 4], [data.length, 4], [name.length, 2], [0, 2]);
    const local = Buffer.concat([header([0x04034b50, 4]), common, sizes, name, data]);
    const place = header([0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]);
    directory.push(header([0x02014b50, 4], [20, 2]), common, sizes, place, name);
    written.push(local);
    offset += local.length;
  }
  const entries = Buffer.concat(directory);
  const count = Object.keys(files).length;
  const end = header([0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [entries.length, 4], [offset, 4], [0, 2]);
  return Buffer.concat([...written, entries, end]);
}

export async function writeWorkbook(path: string, sheets: readonly Sheet[]): Promise<void> {
  await writeFile(path, zip(workbookParts(sheets)));
}
