//! Workbooks as people have them, and as they should not be.

use std::io::Write;

use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use zip::write::SimpleFileOptions;

use super::*;

fn read(content: Vec<u8>) -> Result<Vec<Table>, AppError> {
    tables(Path::new("stock.xlsx"), content, &Work::unwatched()).map(|(_, tables)| tables)
}

fn refusal(content: Vec<u8>) -> String {
    read(content).unwrap_err().message
}

fn rows(table: &Table) -> Vec<(u64, Vec<String>)> {
    let mut rows = Vec::new();
    table.for_each_row(|row| rows.push((row.number, row.cells.clone())));
    rows
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn saved(mut workbook: Workbook) -> Vec<u8> {
    workbook.save_to_buffer().unwrap()
}

/// A ZIP archive of these parts.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn cells_are_read_as_people_see_them() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_string(0, 0, "Customers of the office").unwrap();
    for (column, head) in (0..).zip(["Customer number", "Site name", "Phone", "Activated", "Lat", "Residential"]) {
        sheet.write_string(2, column, head).unwrap();
    }
    let date = Format::new().set_num_format("dd/mm/yyyy");
    let time = Format::new().set_num_format("dd/mm/yyyy hh:mm");
    sheet.write_number(3, 0, 42.0).unwrap();
    sheet.write_string(3, 1, " Northside ").unwrap();
    sheet.write_number(3, 2, 2_079_460_000.0).unwrap();
    let day = ExcelDateTime::parse_from_str("2026-01-05").unwrap();
    sheet.write_datetime_with_format(3, 3, &day, &date).unwrap();
    sheet.write_number(3, 4, 0.1 + 0.2).unwrap();
    sheet.write_boolean(3, 5, true).unwrap();
    sheet.write_string(5, 0, "0042").unwrap();
    let evening = ExcelDateTime::parse_from_str("2026-01-05 18:59:59.9").unwrap();
    sheet.write_datetime_with_format(5, 3, &evening, &time).unwrap();
    let tables = read(saved(workbook)).unwrap();
    assert_eq!(tables.len(), 1);
    assert_eq!(tables[0].heads.len(), 6, "the title above is no head");
    let expected = [
        (4, texts(&["42", " Northside ", "2079460000", "2026-01-05", "0.3", "yes"])),
        (6, texts(&["0042", "", "", "2026-01-05T19:00:00"])),
    ];
    assert_eq!(rows(&tables[0]), expected);
}

#[test]
fn noughts_that_a_cell_shows_before_its_number_are_read() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, head) in (0..).zip(["id", "name", "Zip"]) {
        sheet.write_string(0, column, head).unwrap();
    }
    let format = |code: &str| Format::new().set_num_format(code);
    sheet.write_number_with_format(1, 0, 123.0, &format("00000000")).unwrap();
    sheet.write_number_with_format(1, 1, 1.5, &format("0")).unwrap();
    sheet.write_number_with_format(1, 2, 1234.0, &format("00000")).unwrap();
    sheet.write_number_with_format(2, 0, 7.0, &format("0.00")).unwrap();
    sheet.write_string_with_format(2, 1, "7", &format("@")).unwrap();
    sheet.write_number_with_format(2, 2, 123_456.0, &format("00000")).unwrap();
    let expected = [(2, texts(&["00000123", "1.5", "01234"])), (3, texts(&["7", "7", "123456"]))];
    assert_eq!(rows(&read(saved(workbook)).unwrap()[0]), expected);
}

#[test]
fn hidden_and_empty_sheets_are_left_out() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("Agents").unwrap().write_string(0, 0, "id").unwrap();
    workbook.add_worksheet().set_name("Empty").unwrap();
    workbook.add_worksheet().set_name("Hidden").unwrap().set_hidden(true).write_string(0, 0, "id").unwrap();
    let names: Vec<String> = read(saved(workbook)).unwrap().into_iter().map(|table| table.name).collect();
    assert_eq!(names, ["Agents"]);
}

#[test]
fn a_cell_with_an_error_is_told_and_no_empty_one() {
    let sheet = br#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
        <row r="1"><c r="A1" t="str"><v>id</v></c><c r="B1" t="str"><v>name</v></c></row>
        <row r="2"><c r="A2" t="str"><v>A</v></c><c r="B2" t="e"><v>#N/A</v></c></row></sheetData></worksheet>"#;
    let tables = read(workbook_of(sheet, None)).unwrap();
    let mut faults = Vec::new();
    tables[0].for_each_row(|row| faults.extend(row.cell_faults.clone()));
    assert_eq!(faults, [(1, "the error #N/A".to_owned())]);
}

/// A workbook with this sheet and list of strings.
fn workbook_of(sheet: &[u8], strings: Option<&[u8]>) -> Vec<u8> {
    let relations = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
        <Relationship Id="rId1" Target="worksheets/sheet1.xml"
         Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>"#;
    let workbook = br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
        <sheets><sheet name="Agents" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    let package = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
        <Relationship Id="rId1" Target="xl/workbook.xml"
         Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>"#;
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("_rels/.rels", package),
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", relations),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    parts.extend(strings.map(|strings| ("xl/sharedStrings.xml", strings)));
    archive(&parts)
}

#[test]
fn a_file_that_would_fill_the_memory_is_refused() {
    let small = archive(&[("xl/worksheets/sheet1.xml", &[b'x'; 4096]), ("xl/styles.xml", &[b'x'; 4096])]);
    assert!(small.len() < 1024);
    let path = Path::new("bomb.xlsx");
    assert!(check_unpacked(path, &small, 8192).is_ok());
    let error = check_unpacked(path, &small, 8191).unwrap_err();
    assert!(error.message.contains("unpacks to more"), "{}", error.message);

    let strings = br#"<sst uniqueCount = "99999999999999"><si><t>x</t></si></sst>"#;
    assert!(refusal(workbook_of(b"<worksheet><sheetData/></worksheet>", Some(strings))).contains("damaged"));

    // Two cells at both ends of a sheet are two cells, and the second one stands beside the table.
    let ends = br#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
        <row r="1"><c r="A1" t="str"><v>id</v></c></row>
        <row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row></sheetData></worksheet>"#;
    let tables = read(workbook_of(ends, None)).unwrap();
    tables[0].for_each_row(|row| panic!("{row:?}"));
}

#[test]
fn what_is_no_workbook_is_told() {
    let sound = {
        let mut workbook = Workbook::new();
        workbook.add_worksheet().write_string(0, 0, "id").unwrap();
        saved(workbook)
    };
    assert!(refusal(sound[..sound.len() / 2].to_vec()).contains("damaged"));
    assert!(refusal(archive(&[("word/document.xml", b"<x/>")])).contains("damaged"));
    assert!(refusal(compound_file("EncryptedPackage")).contains("password"));
    assert!(refusal(compound_file("Workbook")).contains("Excel 97 to 2003"));
    assert!(refusal(saved(Workbook::new())).contains("it is empty"));
    let wide = {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        for column in 0..10_000_u16 {
            sheet.write_string(0, column, format!("c{column}")).unwrap();
        }
        saved(workbook)
    };
    assert!(refusal(wide).contains("columns"));
    let twice = {
        let mut workbook = Workbook::new();
        workbook.add_worksheet().write_row(0, 0, ["id", "Name", "name"]).unwrap();
        saved(workbook)
    };
    assert!(refusal(twice).contains("the column \"name\" twice"));
    let beside = {
        let mut workbook = Workbook::new();
        workbook.add_worksheet().write_row(0, 0, ["id", "name"]).unwrap();
        workbook.add_worksheet().write_row(0, 0, ["Total", "Total"]).unwrap();
        saved(workbook)
    };
    assert_eq!(read(beside).unwrap().len(), 1, "what is no table of ours is in nobody's way");
}

/// An OLE compound file (MS-CFB, version 3) whose root storage has one empty stream with this name: the header, one sector
/// of the allocation table, one of the directory.
fn compound_file(stream: &str) -> Vec<u8> {
    let mut file = vec![0_u8; 3 * 512];
    file[..8].copy_from_slice(OLE);
    let numbers: [(usize, u32); 12] = [
        (24, 0x0003_003e), // version 3, minor version
        (28, 0x0009_fffe), // little-endian, sectors of 512 bytes
        (32, 6),           // small sectors of 64 bytes
        (44, 1),           // sectors of the allocation table
        (48, 1),           // first sector of the directory
        (56, 4096),        // below this size, streams are small
        (60, 0xffff_fffe), // no table of small sectors
        (68, 0xffff_fffe), // no further table of tables
        (76, 0),           // the allocation table is sector 0
        (512, 0xffff_fffd),
        (516, 0xffff_fffe),
        (520, 0xffff_ffff),
    ];
    for (place, number) in numbers {
        file[place..place + 4].copy_from_slice(&number.to_le_bytes());
    }
    for place in (80..512).step_by(4).chain((524..1024).step_by(4)) {
        file[place..place + 4].copy_from_slice(&0xffff_ffff_u32.to_le_bytes());
    }
    for (entry, (name, kind)) in [("Root Entry", 5_u8), (stream, 2)].into_iter().enumerate() {
        let entry = &mut file[1024 + entry * 128..1024 + (entry + 1) * 128];
        for (place, unit) in name.encode_utf16().enumerate() {
            entry[2 * place..2 * place + 2].copy_from_slice(&unit.to_le_bytes());
        }
        entry[64] = 2 * (name.len() as u8 + 1);
        entry[66] = kind;
        entry[67] = 1;
        entry[116..120].copy_from_slice(&0xffff_fffe_u32.to_le_bytes());
    }
    file
}

/// An ODS file with these rows in its one sheet.
fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        r#"<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
        xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
        <office:body><office:spreadsheet><table:table table:name="Agents">{rows}</table:table></office:spreadsheet></office:body>
        </office:document-content>"#
    );
    let manifest = br#"<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"#;
    archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", content.as_bytes()),
    ])
}

fn ods_cell(text: &str, attributes: &str) -> String {
    format!(r#"<table:table-cell office:value-type="string" {attributes}><text:p>{text}</text:p></table:table-cell>"#)
}

#[test]
fn a_sheet_of_libreoffice_is_read_as_well() {
    let number =
        r#"<table:table-cell office:value-type="float" office:value="7"><text:p>7</text:p></table:table-cell>"#;
    let rest = r#"<table:table-row table:number-rows-repeated="1048574"><table:table-cell
        table:number-columns-repeated="16384"/></table:table-row>"#;
    let file = ods(&format!(
        "<table:table-row>{}{}</table:table-row><table:table-row>{number}{}</table:table-row>{rest}",
        ods_cell("id", ""),
        ods_cell("name", ""),
        ods_cell("Northside", "")
    ));
    let (format, tables) = tables(Path::new("renamed.xlsx"), file, &Work::unwatched()).unwrap();
    assert_eq!((format, tables[0].name.as_str()), ("ods", "Agents"));
    assert_eq!(rows(&tables[0]), [(2, texts(&["7", "Northside"]))]);
}

#[test]
fn an_ods_file_that_would_fill_the_memory_is_refused() {
    let row = format!(
        r#"<table:table-row table:number-rows-repeated="100000">{}</table:table-row>"#,
        ods_cell("x", r#"table:number-columns-repeated="16384""#)
    );
    let file = ods(&row);
    assert!(file.len() < 2048);
    assert!(refusal(file).contains("too many cells"));
}

proptest! {
    /// A sound workbook in which some bytes are changed, or a part of its content, uncompressed so that it is reached.
    #[test]
    fn no_damage_makes_it_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        in_sheet: bool,
    ) {
        let mut sheet = br#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:B2"/>
            <sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>name</t></is></c></row>
            <row r="2"><c r="A2" s="1"><v>45000.5</v></c><c r="B2" t="b"><v>1</v></c></row></sheetData></worksheet>"#.to_vec();
        let strings = br#"<sst count="1" uniqueCount="1"><si><t>id_x000D_</t></si></sst>"#;
        if in_sheet {
            for (place, byte) in &changes {
                *place.get_mut(&mut sheet) = *byte;
            }
        }
        let mut file = workbook_of(&sheet, Some(strings));
        if !in_sheet {
            for (place, byte) in &changes {
                *place.get_mut(&mut file) = *byte;
            }
        }
        let _ = read(file);
    }
}
