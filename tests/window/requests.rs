//! What the front end sends for each command. A command without a line here fails the test that invokes all of them.

use serde_json::{Value, json};
use sitebook_connectwise_sim::{CLIENT_ID, LOGIN_COMPANY, PRIVATE_KEY, PUBLIC_KEY};

use crate::sample;

/// A request as the front end sends it.
pub fn request(command: &str) -> Value {
    let agent = json!({ "agent": "no such agent" });
    match command {
        "workspace_status"
        | "secrets_status"
        | "connectwise_check"
        | "connectwise_status"
        | "connectwise_disconnect"
        | "connectwise_types"
        | "connectwise_statuses"
        | "connectwise_company_filters"
        | "public_ip"
        | "match_all"
        | "fields_targets"
        | "write_back_show"
        | "fields_example"
        | "placeholders_show"
        | "match_options_show"
        | "link_suggestions"
        | "sample_leave"
        | "type_map_show"
        | "sync_status"
        | "runs_kept_show"
        | "violet_settings_show"
        | "violet_address_check"
        | "mail_settings_show"
        | "domotz_status"
        | "domotz_check"
        | "domotz_agents"
        | "domotz_unkept"
        | "domotz_refresh"
        | "domotz_disconnect"
        | "domotz_connect_sample"
        | "sample_reset"
        | "sample_remove"
        | "geocoder_show"
        | "map_home_show"
        | "streets_show"
        | "streets_off"
        | "geoip_update_show"
        // Refused: no account was named.
        | "geoip_update_run"
        | "geoip_remake_preview"
        | "views_list"
        | "violet_overview"
        | "violet_preview"
        | "violet_settings_set"
        | "mail_outbox"
        | "domotz_keep_matches" => json!({}),
        // Refused, since that is no directory: the other commands want the workspace that they began with.
        "sample_start" => json!({ "directory": sample() }),
        "staff_set" => json!({ "name": "Sam Carter", "email": "" }),
        "geoip_use" => json!({ "path": "no such file.mmdb" }),
        "geoip_update_set" => json!({ "account_id": "", "license_key": "" }),
        "geoip_remake" => json!({ "remake": false }),
        "geoip_lookup" => json!({ "ip": "81.2.69.142" }),
        "agents_import" => json!({ "path": sample(), "source": "", "dry_run": true }),
        "agents_list" | "connectwise_companies" => json!({ "search": "" }),
        "agents_show"
        | "devices_list"
        | "locate_reset"
        | "locate_estimate"
        | "locate_site"
        | "link_remove"
        | "match_show"
        | "configurations_duplicates"
        | "sync_stop"
        | "sync_options_show"
        | "held_list"
        | "domotz_agent_details"
        | "domotz_read_matches"
        | "violet_sessions"
        | "violet_see_as_owner"
        | "violet_show"
        | "violet_invite"
        | "violet_revoke"
        | "sync_resume" => agent,
        "agents_set" => json!({ "agent": "no such agent", "changes": { "note": "" } }),
        "agents_take_source" => json!({ "agent": "no such agent", "field": "note" }),
        "devices_set" => json!({ "device": "no such device", "changes": { "notes": "" } }),
        "locate_pin" => json!({ "agent": "no such agent", "lat": 53.74, "lon": -0.33 }),
        "locate_address" => json!({ "agent": "no such agent", "text": "Hull", "ask_geocoder": false }),
        "geocoder_set" => json!({ "kind": "nominatim", "url": "" }),
        // Nobody listens there.
        "streets_use_service" => json!({ "name": "Streets", "template": "http://127.0.0.1:1/{z}/{x}/{y}",
            "attribution": "Nobody", "max_zoom": 19, "key": "" }),
        "streets_use_file" => json!({ "path": "no such file.pmtiles" }),
        "place_find" => json!({ "text": "53.74, -0.33", "ask_geocoder": false }),
        "agents_places" => json!({ "query": every_agent() }),
        "agents_rows" => json!({ "agents": [] }),
        "map_home_set" => json!({ "look": null }),
        "map_labels" => json!({ "west": -1.0, "south": 53.0, "east": 0.0, "north": 54.0, "limit": 50 }),
        // Nobody listens there.
        "connectwise_connect" => json!({ "site": "http://127.0.0.1:1", "company": LOGIN_COMPANY,
            "public_key": PUBLIC_KEY, "private_key": PRIVATE_KEY, "client_id": CLIENT_ID }),
        "connectwise_sites" | "connectwise_company" => json!({ "company": "NorthsideDental" }),
        "link_set" => json!({ "agent": "no such agent", "company": "NorthsideDental", "site": null }),
        "link_many" => json!({ "links": [] }),
        "match_run" => json!({ "agent": "no such agent", "accept_list": false }),
        "match_confirm" => json!({ "device": "no such device", "configuration": 1 }),
        "match_confirm_many" => json!({ "pairs": [{ "device": "no such device", "configuration": 1 }] }),
        "match_remove" | "match_retire" | "held_release" | "domotz_device_details" => json!({ "device": "no such device" }),
        "match_move" => json!({ "from": "no such device", "to": "no such device" }),
        "removal_undo" => json!({ "undo": "no such removal" }),
        "configurations_duplicates_export" => json!({ "agent": "no such agent", "path": "duplicates.csv" }),
        "placeholders_set" => json!({ "kind": "serial", "value": "LAB-SPARE", "listed": true }),
        "match_options_set" => json!({ "accept_ip": false }),
        "create" => json!({ "agent": "no such agent", "devices": ["fw01"], "type": null, "status": null, "site": null,
            "answers": [], "all_unmatched": false, "dry_run": true }),
        "type_map_set" => json!({ "kind": "printer", "type": null }),
        "type_questions" => json!({ "type": "no such type" }),
        "fields_show" | "sync_runs" => json!({ "agent": null }),
        "fields_set" => json!({ "field": "serial", "direction": null, "allow_empty": null, "agent": null }),
        "type_change" => json!({ "device": "no such device", "type": "no such type", "answers": [] }),
        "sync_options_set" => json!({ "agent": "no such agent", "create_unmatched": true }),
        "sync_plan" => json!({ "agent": "no such agent", "mode": "to-connectwise" }),
        "sync_run" => json!({ "agent": "no such agent", "mode": "to-connectwise", "plan": null }),
        "sync_auto" => json!({ "agents": ["no such agent"], "on": true, "plan": null }),
        // Nobody listens there.
        "domotz_connect" => json!({ "endpoint": "http://127.0.0.1:1", "key": "a-key" }),
        "domotz_set" => json!({ "hourly": false }),
        "domotz_power" | "domotz_power_reach" => json!({ "device": "no such device", "action": "off" }),
        "violet_session_end" => json!({ "agent": "no such agent", "session": "none" }),
        "violet_set" => json!({ "agent": "no such agent", "owner_email": "owner@example.com" }),
        "violet_grant" => {
            json!({ "agent": "no such agent", "devices": ["no such device"], "grant": "visible", "on": true })
        }
        "violet_preset" => json!({ "agent": "no such agent", "preset": "tvs_and_consoles", "grants": ["visible"] }),
        "violet_invite_many" => json!({ "agents": ["no such agent"] }),
        "mail_settings_set" => json!({ "host": "" }),
        "mail_test" => json!({ "to": "desk@example.com" }),
        "mail_retry" | "mail_cancel" => json!({ "mail": "no such mail" }),
        "domotz_take_vlans" => json!({ "vlans": [] }),
        "device_write_back" => json!({ "device": "no such device", "field": "name" }),
        "runs_kept_set" => json!({ "days": 400 }),
        "sync_run_show" | "sync_run_plan" | "sync_undo_preview" | "sync_undo" | "sync_retry_plan" | "sync_retry" => {
            json!({ "run": "no such run" })
        }
        "write_back_set" => json!({ "source": "no such source", "allowed": true }),
        "sync_plan_export" => json!({ "plan": "no such plan", "agent": "no such agent", "path": "plan.csv" }),
        "search" => json!({ "text": "north" }),
        "import_stop" => json!({ "work": "none" }),
        "devices_ignore" => json!({ "devices": ["no such device"], "ignored": true }),
        "import_inspect" => json!({ "path": "no such file.json" }),
        "agents_export" => json!({ "query": every_agent(), "only": [], "columns": ["name"], "devices": false,
            "format": "csv", "path": "/no such folder/agents.csv" }),
        "agent_export" => json!({ "agent": "no such agent", "format": "json", "path": "agent.json" }),
        "agents_table" => json!({ "query": every_agent(), "offset": 0, "limit": 100 }),
        "views_save" => json!({ "name": "All", "query": every_agent(), "columns": [{ "column": "name" }], "by": "" }),
        "views_remove" => json!({ "name": "no such view" }),
        "agents_add" => json!({ "values": { "name": "" } }),
        "agents_duplicate" => json!({ "agent": "no such agent", "name": "Copy" }),
        "agents_archive" => json!({ "selection": nobody(), "archived": true }),
        "agents_delete" => json!({ "agent": "no such agent", "confirm": "" }),
        "agents_change" => json!({ "selection": nobody(), "add_tags": ["north"] }),
        "changes_undo" => json!({ "undo": "no such act" }),
        "history_list" => json!({ "limit": 100 }),
        "history_restore" => json!({ "entry": "no such change" }),
        other => panic!("{other} is new: write down what the front end sends"),
    }
}

/// The query of a table without any condition.
fn every_agent() -> Value {
    json!({ "search": "", "filter": {}, "sort": "name", "descending": false })
}

/// A selection that finds no agent.
fn nobody() -> Value {
    json!({ "agents": ["no such agent"], "query": null })
}
