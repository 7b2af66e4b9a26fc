//! Files in, and what lies on the disk.

use std::net::IpAddr;

use mmdb_writer::Writer;
use serde_json::json;

use crate::desk::{AGENTS, BAD_INPUT, DONE, Desk, FAILED, SOME, has};

#[tokio::test(flavor = "multi_thread")]
async fn an_import_counts_rejects_and_refuses() {
    let desk = Desk::new().await;
    let import = |name: &str, content: &[u8], more: &[&str]| {
        let path = desk.write(name, content);
        desk.run(&[&["agents", "import", &path], more].concat())
    };
    let mut again = import("agents.json", AGENTS.as_bytes(), &[]).code_is(DONE).reply();
    let fingerprint = again.as_object_mut().unwrap().remove("fingerprint").unwrap();
    assert_eq!(fingerprint.as_str().unwrap().len(), 64, "a SHA-256: {fingerprint}");
    let expected = json!({"created": 0, "updated": 0, "updated_beneath": 0, "unchanged": 4, "rejected": [], "differing": 0,
        "differing_fields": [], "changes": [], "more_changes": 0, "undo": null});
    assert_eq!(again, expected);

    let bad = br#"{"agents":[{"id":"A-2","name":"Good"},{"name":"no id"},{"id":"A-2","name":"twice"}]}"#;
    let reply = import("bad.json", bad, &["--dry-run"]).code_is(SOME).reply();
    assert_eq!((&reply["created"], reply["rejected"].as_array().unwrap().len()), (&json!(1), 2));
    has(&reply["rejected"][0], &["where", "reason"]);
    desk.run(&["agents", "show", "A-2"]).code_is(BAD_INPUT);
    import("bad.json", bad, &["--source", "Other"]).code_is(SOME);
    assert_eq!(desk.done(&["agents", "show", "A-2"])["source"], "Other");

    // A folder, with byte order marks; one file of devices of known agents; one of agents.
    desk.write("folder/agents.csv", "\u{feff}id,name,contact.phones\nA-3,Folder,+44 1;+44 2\n");
    let devices =
        desk.write("folder/devices.csv", "\u{feff}agent,id,name,ips\nA-3,D-1,ap,10.0.0.1;10.0.0.2\nA-9,D-1,x,\n");
    let folder = devices.strip_suffix("/devices.csv").unwrap();
    let reply = desk.run(&["agents", "import", folder]).code_is(SOME).reply();
    assert_eq!((&reply["created"], &reply["rejected"][0]["where"]), (&json!(2), &json!("devices.csv line 3")));
    import("stock.csv", b"agent;id;name;vendor\nA-3;D-1;ap;Ubiquiti\n", &[]).code_is(DONE);
    let device = desk.done(&["devices", "list", "A-3"])["devices"][0].clone();
    assert_eq!((&device["vendor"], &device["ips"]), (&json!("Ubiquiti"), &json!(["10.0.0.1", "10.0.0.2"])));
    import("stock.csv", b"agent,id,name,ips\nA-3,D-1,ap,\n", &[]).code_is(DONE);
    assert_eq!(desk.done(&["devices", "list", "A-3"])["devices"][0]["ips"], json!([]), "empty clears");

    for (name, content) in [
        ("latin.csv", &b"id,name\nA-1,Caf\xe9\n"[..]),
        ("broken.json", b"{\"agents\":["),
        ("open.csv", b"id,name,note\nA-1,x,\"never closed\nA-2,y,\n"),
        ("empty.csv", b""),
    ] {
        assert_eq!(import(name, content, &[]).code_is(BAD_INPUT).error()["code"], "bad_file", "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_that_are_named_otherwise_can_be_mapped_and_own_values_given_up() {
    let desk = Desk::new().await;
    let path = desk.write("list.csv", "Customer;Customer number;Tel.;Colour\nNorthside;A-1;'+44 1;red\n");
    desk.run(&["agents", "import", &path]).code_is(BAD_INPUT);
    let map = ["agents", "import", &path, "--map", "Customer number=id", "--map", "Tel.=contact.phones"];
    desk.done(&["agents", "set", "A-1", "name=Ours"]);
    let preview = desk.done(&[&map[..], &["--map", "Colour=tags", "--dry-run", "--changes"]].concat());
    let values = &preview["changes"][0]["values"];
    let name = values.as_array().unwrap().iter().find(|value| value["field"] == "name").unwrap();
    assert_eq!((&name["from"], &name["to"], &name["kept"]), (&json!("Ours"), &json!("Northside"), &json!(true)));
    assert_eq!(preview["differing_fields"], json!([{"field": "name", "records": 1}]));

    let reply = desk.done(&[&map[..], &["--map", "Customer=", "--map", "Colour=name", "--take", "name"]].concat());
    assert_eq!((&reply["updated"], &reply["differing"]), (&json!(1), &json!(0)));
    let shown = desk.done(&["agents", "show", "A-1"]);
    assert_eq!(
        (&shown["name"], &shown["customer_id"]),
        (&json!("red"), &json!("A-1")),
        "the id is a reference as well"
    );
    assert_eq!(shown["contact"]["phones"], json!(["+44 1"]));
    assert!(reply["undo"].is_string(), "it can be taken back");

    for wrong in [["--map", "Nothing=name"], ["--map", "Colour=serial"], ["--take", "nothing"]] {
        desk.run(&[&map[..], &wrong].concat()).code_is(BAD_INPUT).error();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_exported_can_be_imported_again() {
    let desk = Desk::new().await;
    let crm = desk.write("crm.json", r#"{"agents":[{"id":"X-1","name":"Of another system"}]}"#);
    desk.done(&["agents", "import", &crm, "--source", "crm"]);
    let folder = desk.write("out/agents.txt", "").replace("/agents.txt", "");
    for (format, files) in [("csv", 2), ("xlsx", 1), ("json", 1)] {
        let reply = desk.done(&["agents", "export", &folder, "--format", format, "--devices"]);
        assert_eq!((&reply["agents"], &reply["devices"]), (&json!(2), &json!(3)));
        let paths = reply["paths"].as_array().unwrap();
        assert_eq!(paths.len(), files, "{reply}");
        for path in paths {
            let again = desk.done(&["agents", "import", path.as_str().unwrap()]);
            assert_eq!((&again["created"], &again["updated"]), (&json!(0), &json!(0)), "{path}");
        }
    }
    assert_eq!(desk.done(&["agents", "show", "X-1"])["source"], "crm");
    let file = format!("{folder}/one.xlsx");
    let reply = desk.done(&["agents", "export-one", "A-1", &file]);
    assert_eq!(reply["paths"], json!([file]));
    assert!(std::fs::read(&file).unwrap().starts_with(b"PK"), "the name says the format");
    assert_eq!(desk.done(&["agents", "export", &file, "--search", "nothing has this"])["agents"], 0);
    let error = desk.run(&["agents", "export", &format!("{folder}/missing/a.csv")]).code_is(BAD_INPUT).error();
    assert_eq!(error["code"], "bad_file");
    desk.run(&["agents", "export-one", "nobody", &file]).code_is(BAD_INPUT);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_file_is_checked_used_and_asked() {
    let desk = Desk::new().await;
    let mut nested = Writer::builder("GeoLite2-City").build();
    let record = json!({
        "city": {"names": {"en": "London"}},
        "country": {"iso_code": "GB"},
        "registered_country": {"iso_code": "US"},
        "location": {"latitude": 51.5, "longitude": -0.1, "accuracy_radius": 20, "time_zone": "Europe/London"},
    });
    let ip = |text: &str| text.parse::<IpAddr>().unwrap();
    nested.insert(ip("81.2.69.142"), &record).unwrap();
    nested.insert(ip("8.8.8.8"), &json!({"registered_country": {"iso_code": "US"}})).unwrap();
    let nested = desk.write("nested.mmdb", nested.to_bytes().unwrap());
    has(&desk.done(&["geoip", "use", &nested]), &["database_type", "build_date", "nodes"]);
    let found = desk.done(&["geoip", "lookup", "81.2.69.142"]);
    let keys = ["ip", "public", "lat", "lon", "accuracy_km", "city", "region", "country", "time_zone", "database"];
    has(&found, &keys);
    assert_eq!(
        (&found["city"], &found["country"], &found["accuracy_km"]),
        (&json!("London"), &json!("GB"), &json!(20))
    );
    assert_eq!(desk.done(&["geoip", "lookup", "8.8.8.8"])["country"], json!(null), "registered elsewhere says nothing");
    for private in ["10.0.0.1", "100.64.0.1", "fe80::1"] {
        let found = desk.done(&["geoip", "lookup", private]);
        assert_eq!((&found["public"], &found["country"], &found["lat"]), (&json!(false), &json!(null), &json!(null)));
    }
    assert_eq!(desk.done(&["locate", "A-1", "--estimate"])["source"], "geoip-city");

    let broken = desk.write("broken.mmdb", b"not a database");
    desk.run(&["geoip", "use", &broken]).code_is(BAD_INPUT);
    assert_eq!(desk.done(&["geoip", "lookup", "81.2.69.142"])["city"], "London", "the good one is still in use");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_name_reaches_the_terminal_as_a_command() {
    let desk = Desk::new().await;
    desk.connectwise.with(|simulator| {
        simulator.add_company("EVIL", "\u{1b}]0;owned\u{7}\u{202e}Evil <b>");
    });
    desk.connect(sitebook_connectwise_sim::PRIVATE_KEY).code_is(DONE);
    let file = desk.write("long.json", format!(r#"{{"agents":[{{"id":"L","name":"{}"}}]}}"#, "x".repeat(70_000)));
    desk.done(&["agents", "import", &file]);
    let file = desk.write("twice.json", r#"{"agents":[{"id":"a\u001b[2J","name":"x"}]}"#);
    for arguments in [
        &["connectwise", "companies"][..],
        &["link", "A-1", "EVIL"],
        &["agents", "list"],
        &["agents", "import", &file],
        &["agents", "show", "\u{1b}[31mnobody"],
    ] {
        let output = desk.command().args(arguments).output().unwrap();
        assert_ne!(output.status.code(), Some(101), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        let shown = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(!shown.is_empty() && !shown.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{arguments:?}: {shown:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workspace_that_cannot_be_says_so() {
    let desk = Desk::new().await;
    let file = desk.write("a file", "");
    desk.run(&["--data", &file, "agents", "list"]).code_is(BAD_INPUT).error();
    let damaged = desk.write("damaged/sitebook.db", [b'x'; 8192]);
    let error =
        desk.run(&["--data", damaged.strip_suffix("/sitebook.db").unwrap(), "agents", "list"]).code_is(FAILED).error();
    assert_eq!(error["code"], "storage");
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_that_begin_together_in_a_new_workspace_all_succeed() {
    let desk = Desk::new().await;
    let data = desk.directory.path().join("new");
    let children: Vec<_> = (0..4)
        .map(|number| {
            let agents = json!({"agents": [{"id": format!("A-{number}"), "name": "x"}]});
            let path = desk.write(&format!("{number}.json"), agents.to_string());
            desk.command().arg("--data").arg(&data).args(["--json", "agents", "import", &path]).spawn().unwrap()
        })
        .collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let list = desk.done(&["--data", data.to_str().unwrap(), "agents", "list"]);
    assert_eq!(list["agents"].as_array().unwrap().len(), 4);
}

#[expect(clippy::disallowed_methods, reason = "the moment of the kill is what is tried out")]
#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_is_killed_leaves_all_or_nothing() {
    let desk = Desk::new().await;
    let devices: Vec<_> = (0..20).map(|number| json!({"id": format!("D-{number}"), "name": "x"})).collect();
    let agents: Vec<_> =
        (0..100).map(|number| json!({"id": format!("K-{number}"), "name": "x", "devices": devices})).collect();
    let path = desk.write("many.json", json!({ "agents": agents }).to_string());
    for millis in [50, 200, 400] {
        let mut child = desk.command().args(["--json", "agents", "import", &path]).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(millis));
        // One that has ended already cannot be killed.
        let _ = child.kill();
        child.wait().unwrap();
        let list = desk.done(&["agents", "list"]);
        let count = list["agents"].as_array().unwrap().len();
        assert!(count == 1 || count == 101, "{count} agents after {millis} ms");
    }
    let reply = desk.done(&["agents", "import", &path]);
    let number = |key: &str| reply[key].as_u64().unwrap();
    assert_eq!(number("created") + number("unchanged"), 2100, "{reply}");
}
