//! What goes wrong, and how a script can tell.

use serde_json::json;
use sitebook_connectwise_sim::{Fault, Function, Level, PRIVATE_KEY, Simulator, Verb};

use crate::desk::{A_PERSON_MUST_LOOK, BAD_INPUT, DONE, Desk, FAILED, each};

#[tokio::test(flavor = "multi_thread")]
async fn wrong_usage_and_bad_input_are_2() {
    let desk = Desk::new().await;
    for (arguments, code) in [
        (&[][..], "invalid_input"),
        (&["bogus"], "invalid_input"),
        (&["agents", "set", "A-1"], "invalid_input"),
        (&["agents", "set", "A-1", "name"], "invalid_input"),
        (&["agents", "set", "A-1", "name="], "invalid_input"),
        (&["agents", "set", "A-1", "name=\u{1b}[31m"], "invalid_input"),
        (&["agents", "set", "A-1", "platform=toaster"], "invalid_input"),
        (&["agents", "set", "A-1", "status=online"], "invalid_input"),
        (&["agents", "set", "A-1", "colour=red"], "invalid_input"),
        (&["devices", "set", "A-1/fw01", "macs=00:11:22:33:44:55"], "invalid_input"),
        (&["devices", "set", "A-1/fw01", "vlan=4095"], "invalid_input"),
        (&["devices", "set", "A-1/fw01", "ignored=maybe"], "invalid_input"),
        (&["locate", "A-1", "--pin", "91,0"], "invalid_input"),
        (&["locate", "A-1", "--pin", "0,181"], "invalid_input"),
        (&["locate", "A-1"], "invalid_input"),
        (&["geoip", "lookup", "banana"], "invalid_input"),
        (&["geoip", "use", "/nowhere.mmdb"], "bad_database_file"),
        (&["agents", "import", "/nowhere.json"], "bad_file"),
        (&["fields", "set", "ip", "from-connectwise"], "invalid_input"),
        (&["connectwise", "check"], "not_connected"),
        (&["connectwise", "companies"], "not_connected"),
        (&["match", "run", "A-1"], "not_linked"),
        (&["sync", "plan", "A-1", "--mode", "to-connectwise"], "not_linked"),
        (&["sync", "plan", "A-1", "--mode", "sideways"], "invalid_input"),
    ] {
        let error = desk.run(arguments).code_is(BAD_INPUT).error();
        assert_eq!(error["code"], code, "{arguments:?}: {error}");
        assert_eq!(error["retryable"], false);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_unknown_or_ambiguous_lists_candidates() {
    let desk = Desk::new().await;
    let file = desk.write(
        "more.json",
        r#"{"agents":[{"id":"B/2","name":"Northside Dental","devices":[{"id":"eth0/1","name":"fw01"}]}]}"#,
    );
    desk.done(&["agents", "import", &file]);
    for (arguments, code, expected) in [
        (&["agents", "show", "Northside Dental"][..], "ambiguous", &["A-1", "B/2"][..]),
        (&["agents", "show", "northside"], "not_found", &["A-1", "B/2"]),
        (&["devices", "set", "fw01", "room=x"], "ambiguous", &["D-1", "eth0/1"]),
        (&["devices", "set", "A-1/nothing", "room=x"], "not_found", &["D-1", "D-2", "D-3"]),
        (&["devices", "set", "sw", "room=x"], "not_found", &["D-2"]),
    ] {
        let error = desk.run(arguments).code_is(BAD_INPUT).error();
        let mut found = each(&error["details"]["candidates"], "source_id");
        found.sort_unstable();
        assert_eq!((error["code"].as_str().unwrap(), found.as_slice()), (code, expected), "{arguments:?}");
    }
    for reference in ["B/2/eth0/1", "B/2/fw01", "eth0/1", "A-1/fw01"] {
        desk.done(&["devices", "set", reference, "room=x"]);
    }

    desk.connect(PRIVATE_KEY).code_is(DONE);
    let error = desk.run(&["link", "A-1", "Nobody"]).code_is(BAD_INPUT).error();
    assert_eq!(each(&error["details"]["candidates"], "identifier"), ["NSD"]);
    let error = desk.run(&["link", "A-1", "NSD", "--site", "Moon"]).code_is(BAD_INPUT).error();
    assert_eq!(each(&error["details"]["candidates"], "name"), ["Main"]);
    let plan = ["sync", "run", "A-1", "--mode", "custom", "--plan", "no such plan"];
    desk.done(&["link", "A-1", "NSD"]);
    assert_eq!(desk.run(&plan).code_is(BAD_INPUT).error()["code"], "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_and_rights_that_are_refused_are_7_and_pause() {
    let desk = Desk::matched().await;
    assert_eq!(desk.connect("wrong").code_is(A_PERSON_MUST_LOOK).error()["code"], "unauthorized");
    desk.done(&["connectwise", "check"]);

    let run = ["sync", "run", "A-1", "--mode", "to-connectwise"];
    desk.connectwise.with(|simulator| simulator.revoke_right(Function::Configurations, Verb::Edit));
    let rights = json!([{ "right": "Companies > Configurations: Edit All", "granted": false }]);
    for arguments in [&run[..], &["connectwise", "check"]] {
        let error = desk.run(arguments).code_is(A_PERSON_MUST_LOOK).error();
        assert_eq!((&error["code"], &error["details"]["rights"]), (&json!("missing_right"), &rights), "{error}");
    }
    assert_eq!(desk.run(&run).code_is(A_PERSON_MUST_LOOK).error()["code"], "connection_paused");
    desk.connectwise.with(|simulator| {
        simulator.set_right(Function::Configurations, Verb::Edit, Level::All);
    });
    desk.done(&["connectwise", "check"]);
    desk.done(&run);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_company_that_is_gone_and_a_list_that_is_empty_are_7() {
    let desk = Desk::matched().await;
    let run = ["sync", "run", "A-1", "--mode", "to-connectwise"];
    desk.connectwise.with(|simulator| {
        simulator.delete_company(desk.company);
        simulator.clear_log();
    });
    let error = desk.run(&run).code_is(A_PERSON_MUST_LOOK).error();
    assert_eq!(error["code"], "company_gone", "although its configurations are still listed");
    assert!(error["details"]["run"].is_string());
    desk.connectwise.with(|simulator| {
        assert!(simulator.request_log().iter().all(|request| request.method == "GET"));
        simulator.edit_company(desk.company, |company| company.deleted = false);
        for id in [desk.firewall, desk.switch, desk.camera] {
            simulator.move_configuration(id, 0);
        }
    });
    for arguments in [&run[..], &["match", "run", "A-1"]] {
        assert_eq!(desk.run(arguments).code_is(A_PERSON_MUST_LOOK).error()["code"], "guard_stopped");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_was_postponed_or_failed_is_1_with_the_error_on_the_error_stream() {
    let desk = Desk::matched().await;
    let run = ["sync", "run", "A-1", "--mode", "to-connectwise"];
    for fault in [Fault::Html(503), Fault::Html(200), Fault::Status(500, json!({}))] {
        desk.connectwise.with(|simulator| simulator.fail_next(50, fault));
        let error = desk.run(&run).code_is(FAILED).error();
        assert_eq!((&error["code"], &error["retryable"]), (&json!("unavailable"), &json!(true)), "{error}");
        desk.connectwise.with(Simulator::heal);
    }
    let runs = desk.done(&["sync", "runs", "A-1"]);
    assert_eq!(each(&runs["runs"], "state"), ["postponed"; 3]);

    let refusal = json!({"code":"InvalidObject","message":"configuration object is invalid","errors":[]});
    desk.connectwise.with(|simulator| simulator.fail_next_on(50, Fault::Status(400, refusal), "PATCH", ""));
    let error = desk.run(&run).code_is(FAILED).error();
    assert_eq!(
        (&error["details"]["state"], &error["details"]["failed"].as_array().unwrap().len()),
        (&json!("failed"), &2)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_are_out_of_reach_without_their_key_and_not_forgotten() {
    let desk = Desk::new().await;
    desk.connect(PRIVATE_KEY).code_is(DONE);
    let without_key = |arguments: &[&str]| {
        let mut command = desk.command();
        let output = command.env_remove("SITEBOOK_SECRETS_KEY").arg("--json").args(arguments).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    for arguments in [["connectwise", "check"], ["connectwise", "disconnect"]] {
        let (code, error) = without_key(&arguments);
        assert_eq!(code, Some(BAD_INPUT), "{error}");
        assert!(error.contains("no_secret_store") && error.contains("SITEBOOK_SECRETS_KEY"), "{error}");
    }
    assert_eq!(without_key(&["secrets", "status"]).0, Some(DONE));
    desk.done(&["connectwise", "check"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_runs_on_one_company_do_not_meet() {
    let desk = Desk::matched().await;
    let spawn = || {
        let mut command = desk.command();
        command.args(["--json", "sync", "run", "A-1", "--mode", "to-connectwise"]).spawn().unwrap()
    };
    let both = [spawn(), spawn()].map(|child| child.wait_with_output().unwrap());
    for output in &both {
        let error = String::from_utf8_lossy(&output.stderr);
        match output.status.code() {
            Some(DONE) => {}
            Some(A_PERSON_MUST_LOOK) => assert!(error.contains("run_in_progress"), "{error}"),
            other => panic!("{other:?}: {error}"),
        }
    }
    let writes = desk
        .connectwise
        .with(|simulator| simulator.request_log().iter().filter(|request| request.method == "PATCH").count());
    assert_eq!(writes, 2, "each record once");
}
