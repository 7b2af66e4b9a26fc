//! What the import takes, what it rejects, and what it refuses whole.

use proptest::prelude::*;
use sitebook_domain::{AgentField, DeviceField, FieldValue};

use sitebook_store::ReportedPosition;

use super::*;

fn read(path: &Path) -> Result<Parsed, AppError> {
    let work = Work::unwatched();
    parse(path, &file::read(path, &work)?.content, &[], Parsed::default(), &work)
}

fn read_text(name: &str, content: &[u8]) -> Result<Parsed, AppError> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(name);
    std::fs::write(&path, content).unwrap();
    read(&path)
}

fn reasons(parsed: &Parsed) -> Vec<(String, String)> {
    parsed.rejected.iter().map(|rejected| (rejected.r#where.clone(), rejected.reason.clone())).collect()
}

const EXAMPLE: &str = r#"{"agents":[{
  "id":"A-1","name":"Northside Dental","status":"online","platform":"domotz-box","public_ip":"81.2.69.142",
  "time_zone":"Europe/London","customer_id":"C-100","contract_id":"K-7","residential":false,
  "contact":{"email":"owner@example.com","first_name":"Ann","last_name":"Lee","phones":["+44 20 7946 0000"]},
  "note":"Key at reception","address":{"street":"1 High St","city":"London","postal_code":"","region":"","country":"GB"},
  "latitude":null,"longitude":null,
  "devices":[{"id":"D-1","name":"fw01","kind":"firewall","vendor":"Fortinet","model":"FG-60F","serial":"FGT60FTK20001234",
    "macs":["00:09:0F:AA:BB:01"],"ips":["10.0.0.1"],"zone":"Ground floor","room":"Comms","firmware":"7.4.3","os":"FortiOS",
    "status":"online","vlan":null,"power_controllable":true,"notes":"","first_seen":"2026-01-05T09:00:00Z"}]
}]}"#;

#[test]
fn the_documented_example_is_taken_whole() {
    let parsed = read_text("agents.json", EXAMPLE.as_bytes()).unwrap();
    assert_eq!(reasons(&parsed), []);
    let agent = &parsed.agents[0];
    assert_eq!(agent.values[&AgentField::ContactPhones], FieldValue::List(vec!["+44 20 7946 0000".to_owned()]));
    assert_eq!(agent.position, ReportedPosition::Cleared);
    assert_eq!(parsed.devices[0].values[&DeviceField::PowerControllable], FieldValue::Flag(true));
}

#[test]
fn csv_says_the_same_as_json() {
    let csv = "\u{feff}id,name,contact.phones,residential,latitude,longitude\r\nA-1,\"Lee, Ann\",+44 1;+44 2,yes,51.5,-0.1\r\n";
    let parsed = read_text("agents.csv", csv.as_bytes()).unwrap();
    let agent = &parsed.agents[0];
    assert_eq!(agent.values[&AgentField::Name], FieldValue::Text("Lee, Ann".to_owned()));
    assert_eq!(agent.values[&AgentField::ContactPhones].as_list().len(), 2);
    assert_eq!(agent.values[&AgentField::Residential], FieldValue::Flag(true));
    assert!(matches!(agent.position, ReportedPosition::At(position) if position.lat > 51.4));
    assert!(!agent.values.contains_key(&AgentField::Note), "an absent column is untouched");
}

#[test]
fn a_file_with_an_agent_column_holds_devices() {
    let parsed = read_text("stock.csv", b"agent;id;name;macs\nA-1;D-1;fw01;00:09:0F:AA:BB:01\n").unwrap();
    assert_eq!((parsed.agents.len(), parsed.devices.len()), (0, 1));
}

#[test]
fn bad_records_are_rejected_one_by_one() {
    let csv = "id,name,public_ip,latitude,longitude,platform\n\
               A-1,Good,,,,\n\
               ,No id,,,,\n\
               A-3,,,,,\n\
               A-4,Bad address,1.2.3,,,\n\
               A-5,Bad place,,91,0,\n\
               A-6,Half a place,,51,,\n\
               A-7,Bad platform,,,,toaster\n\
               A-1,Twice,,,,\n\
               A-9,Too,many,,,,values,here\n";
    let parsed = read_text("agents.csv", csv.as_bytes()).unwrap();
    assert_eq!(parsed.agents.len(), 1);
    let places: Vec<String> = reasons(&parsed).into_iter().map(|(place, _)| place).collect();
    for line in 3..=10 {
        assert!(places.contains(&format!("agents.csv line {line}")), "{places:?}");
    }
}

#[test]
fn a_quotation_mark_that_is_never_closed_swallows_no_rows() {
    let error = read_text("a.csv", b"id,name,note\nA,aa,\"open\nB,bb,x\nC,cc,y\n").unwrap_err();
    assert_eq!(error.code, ErrorCode::BadFile);
    assert!(error.message.contains("line 2"), "{}", error.message);
    let sound = "id,name,note\nA,\"a \"\"b\"\"\",\"two\nlines\"\nB,17\" rack, \"x\nC,\"\",\"y\"z\"\n";
    assert_eq!(read_text("a.csv", sound.as_bytes()).unwrap().agents.len(), 2, "the empty name is missing");
}

#[test]
fn nested_values_are_objects_or_empty() {
    let json = r#"{"agents":[{"id":"A-1","name":"x","contact":null},{"id":"A-2","name":"x","contact":"Ann"},
        {"id":"A-3","name":"x","address":[]}]}"#;
    let parsed = read_text("a.json", json.as_bytes()).unwrap();
    assert_eq!(parsed.agents[0].values[&AgentField::ContactEmail], FieldValue::Text(String::new()));
    assert_eq!(parsed.agents[0].values[&AgentField::ContactPhones], FieldValue::List(Vec::new()));
    let found: Vec<String> = reasons(&parsed).into_iter().map(|(_, reason)| reason).collect();
    assert_eq!(found, ["contact must be an object", "address must be an object"]);
}

#[test]
fn ids_and_values_that_no_table_can_show_are_rejected() {
    let long = "x".repeat(100_001);
    let json = serde_json::json!({"agents": [
        {"id": "\u{1b}[31m", "name": "x"}, {"id": long, "name": "x"}, {"id": "A-3", "name": long},
        {"id": "A-4", "name": "a\u{7}b"}, {"id": "A-5", "name": "x", "contact": {"phones": ["1\n2"]}},
        {"id": "A-6", "name": "x", "note": "two\nlines"}]});
    let parsed = read_text("a.json", json.to_string().as_bytes()).unwrap();
    assert_eq!((parsed.agents.len(), parsed.rejected.len()), (1, 5), "{:?}", parsed.rejected);
}

#[test]
fn a_bad_device_does_not_take_its_agent_along() {
    let json = r#"{"agents":[{"id":"A-1","name":"Good","devices":[
        {"id":"D-1","name":"ok"},{"id":"D-2"},{"id":"D-3","name":"x","macs":["nonsense"]},{"id":"D-4","name":"x","vlan":"ten"},7]},
        "text",{"name":"no id","devices":[{"id":"D-1","name":"lost"}]}]}"#;
    let parsed = read_text("a.json", json.as_bytes()).unwrap();
    assert_eq!((parsed.agents.len(), parsed.devices.len()), (1, 1));
    let found = reasons(&parsed);
    assert_eq!(found.len(), 6, "{found:?}");
    assert_eq!(found[0], ("agents[0].devices[1]".to_owned(), "name is missing".to_owned()));
    assert!(found[5].1.contains("with its 1 devices"));
}

#[test]
fn files_that_are_no_such_files_are_refused_whole() {
    for (name, content) in [
        ("a.json", &b"{\"agents\":"[..]),
        ("a.json", b"{\"sites\":[]}"),
        ("a.json", b"[]"),
        ("a.csv", b"name\nx\n"),
        ("a.csv", b""),
        ("a.csv", b"id,name,name\n1,a,b\n"),
        ("a.csv", b"id,name\n1,\xff\xfe\n"),
        ("a.csv", b"\x00\x01\x02"),
        ("a.csv", b"id,name,Name\n1,a,b\n"),
        ("a.csv", b"Customer;Customer number\nNorthside;C-1\n"),
        ("a.xlsx", b"no workbook"),
        ("a.xlsx", b"PK\x03\x04 and no more"),
        ("a.json", b"PK\x03\x04 and no more"),
    ] {
        let error = read_text(name, content).unwrap_err();
        assert_eq!(error.code, ErrorCode::BadFile, "{name} {content:?}");
        assert!(error.message.contains("Nothing was changed"), "{}", error.message);
    }
    assert_eq!(read(Path::new("/nowhere/at/all.json")).unwrap_err().code, ErrorCode::BadFile);
    assert_eq!(read(tempfile::tempdir().unwrap().path()).unwrap_err().code, ErrorCode::BadFile);
}

#[test]
fn a_table_without_rows_holds_nothing_and_a_very_wide_one_is_refused() {
    let parsed = read_text("a.csv", b"id,name\n").unwrap();
    assert_eq!((parsed.agents.len(), parsed.rejected.len()), (0, 0));
    let heads: Vec<String> = (0..10_000).map(|number| format!("c{number}")).collect();
    let error = read_text("a.csv", format!("id,name,{}\n", heads.join(",")).as_bytes()).unwrap_err();
    assert!(error.message.contains("10002 columns"), "{}", error.message);
}

#[test]
fn of_a_table_under_our_own_keys_nothing_else_is_read_unless_a_person_says_so() {
    let csv = "id,name,IP address,Serial no.,Model\nA-1,Northside,none,S-1,M\n";
    let parsed = read_text("devices of ours.csv", csv.as_bytes()).unwrap();
    assert_eq!((parsed.agents.len(), parsed.agents[0].values.len(), parsed.rejected.len()), (1, 1, 0));
}

#[test]
fn devices_as_spreadsheets_have_them() {
    let csv = "agent,id,name,macs,ips,first_seen\nA,1,x,\"00:09:0f:aa:bb:01, 00:09:0f:aa:bb:02\",10.0.0.1,2026-01-05\nA,2,x,,,soon\n";
    let parsed = read_text("a.csv", csv.as_bytes()).unwrap();
    let values = &parsed.devices[0].values;
    assert_eq!(values[&DeviceField::Macs].as_list().len(), 2);
    assert_eq!(values[&DeviceField::FirstSeen], FieldValue::Text("2026-01-05T00:00:00Z".to_owned()));
    assert_eq!((parsed.devices.len(), parsed.rejected.len()), (1, 1));
}

#[test]
fn the_guard_of_an_export_is_taken_off_again() {
    let csv = "id,name,note,contact.phones\n'-7,'=Sum,'quoted',\"'+44 1;\"\"a;b\"\"\"\n";
    let parsed = read_text("a.csv", csv.as_bytes()).unwrap();
    let agent = &parsed.agents[0];
    assert_eq!(
        (agent.source_id.as_str(), &agent.values[&AgentField::Name]),
        ("-7", &FieldValue::Text("=Sum".to_owned()))
    );
    assert_eq!(agent.values[&AgentField::Note], FieldValue::Text("'quoted'".to_owned()));
    assert_eq!(agent.values[&AgentField::ContactPhones].as_list(), ["+44 1", "a;b"]);
}

#[test]
fn deeply_nested_json_is_refused_and_does_not_overflow() {
    let deep = format!("{{\"agents\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(read_text("a.json", deep.as_bytes()).unwrap_err().code, ErrorCode::BadFile);
}

proptest! {
    #[test]
    fn no_file_makes_it_panic(content in prop::collection::vec(any::<u8>(), 0..400), json: bool) {
        let _ = read_text(if json { "a.json" } else { "a.csv" }, &content);
    }
}
