//! What the field has shown of the API beside its reference, one row each.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use serde_json::{Value, json};
use sitebook_domain::{AgentField, DeviceField, FieldValue};
use sitebook_domotz::{Agent, Device, DeviceTypes, Protocol, agent_position, agent_values, device_values};

use crate::common::answering;

async fn agent(document: Value) -> Agent {
    answering(&document).agent(1).await.unwrap()
}

async fn device(document: Value) -> Device {
    answering(&document).device(1, 2).await.unwrap()
}

async fn types() -> DeviceTypes {
    let list = json!([{"id": 14, "label": "Firewall"}, {"id": 41, "identifier": "server"}, {"label": "no id"}]);
    answering(&list).device_types().await.unwrap()
}

fn text(value: &str) -> FieldValue {
    FieldValue::Text(value.to_owned())
}

#[tokio::test]
async fn oddities_of_agents() {
    use AgentField::{ActivatedAt, ContractId, CustomerId, Name, Plan, PublicIp, Status, TimeZone};
    let rows: Vec<(&str, Value, AgentField, &str)> = vec![
        ("nothing but an id", json!({"id": 7}), Name, "Agent 7"),
        ("null in place of a name", json!({"id": 7, "display_name": null}), Name, "Agent 7"),
        ("an id as a text", json!({"id": "7", "display_name": "Mill"}), Name, "Mill"),
        ("a name with line ends", json!({"id": 7, "display_name": " Old\r\nMill\u{7} "}), Name, "Old Mill"),
        ("online", json!({"id": 7, "status": {"value": "ONLINE"}}), Status, "online"),
        ("offline", json!({"id": 7, "status": {"value": "OFFLINE"}}), Status, "offline"),
        ("a status of a newer version", json!({"id": 7, "status": {"value": "SLEEPING"}}), Status, ""),
        ("no status", json!({"id": 7, "status": null}), Status, ""),
        ("a public address", json!({"id": 7, "wan_info": {"ip": "81.2.69.142"}}), PublicIp, "81.2.69.142"),
        ("what is no address", json!({"id": 7, "wan_info": {"ip": "unknown"}}), PublicIp, ""),
        ("references", json!({"id": 7, "installation_info": {"customer_id": "C-1"}}), CustomerId, "C-1"),
        ("a reference as a number", json!({"id": 7, "installation_info": {"contract_id": 42}}), ContractId, "42"),
        ("a time zone", json!({"id": 7, "timezone": "Europe/London"}), TimeZone, "Europe/London"),
        ("a licence's kind", json!({"id": 7, "licence": {"type": "pro"}}), Plan, "pro"),
        (
            "a licence without activation",
            json!({"id": 7, "licence": {}, "creation_time": "2025-11-01T08:00:00"}),
            ActivatedAt,
            "2025-11-01T08:00:00Z",
        ),
    ];
    for (what, document, field, expected) in rows {
        let agent = agent(document).await;
        assert_eq!(agent_values(&agent).get(&field), Some(&text(expected)), "{what}");
    }
}

#[tokio::test]
async fn oddities_of_places() {
    for (what, location, expected) in [
        ("texts", json!({"latitude": "51.5", "longitude": "-0.12"}), Some((51.5, -0.12))),
        ("numbers", json!({"latitude": 51.5, "longitude": -0.12}), Some((51.5, -0.12))),
        ("spaces", json!({"latitude": " 51.5 ", "longitude": "-0.12"}), Some((51.5, -0.12))),
        ("one without the other", json!({"latitude": "51.5"}), None),
        ("empty texts", json!({"latitude": "", "longitude": ""}), None),
        ("null", json!(null), None),
        ("nulls", json!({"latitude": null, "longitude": null}), None),
        ("zero and zero", json!({"latitude": "0.0", "longitude": "0"}), None),
        ("no place on the earth", json!({"latitude": "91", "longitude": "10"}), None),
        ("once round the world", json!({"latitude": "10", "longitude": "190"}), None),
        ("no numbers", json!({"latitude": "NaN", "longitude": "here"}), None),
    ] {
        let agent = agent(json!({"id": 7, "location": location})).await;
        let position = agent_position(&agent).map(|position| (position.lat, position.lon));
        assert_eq!(position, expected, "{what}");
    }
}

#[tokio::test]
async fn whose_devices_may_be_asked_for() {
    for (what, right, expected) in [
        ("owned", json!({"status": "OWNED", "api_enabled": true}), true),
        ("of the team", json!({"status": "ASSIGNED"}), true),
        ("nothing said", json!(null), true),
        ("a plan without the API", json!({"status": "OWNED", "api_enabled": false}), false),
        ("offered and not accepted", json!({"status": "PROPOSED", "api_enabled": true}), false),
    ] {
        assert_eq!(agent(json!({"id": 7, "access_right": right})).await.is_readable(), expected, "{what}");
    }
}

#[tokio::test]
async fn the_four_kinds_of_devices() {
    for (what, document, expected) in [
        ("on the network", json!({"id": 2, "protocol": "IP", "hw_address": "00:09:0F:AA:BB:01"}), Protocol::Local),
        ("behind a router", json!({"id": 2, "protocol": "IP", "ip_addresses": ["10.1.0.1"]}), Protocol::Routed),
        ("on the internet", json!({"id": 2, "protocol": "IP_EXTERNAL"}), Protocol::External),
        ("added by hand", json!({"id": 2, "protocol": "DUMMY"}), Protocol::Dummy),
        ("not paid for", json!({"id": 2, "protocol": "IP", "mac": "00:09:0F:AA:BB:01"}), Protocol::Local),
        ("a kind of a newer version", json!({"id": 2, "protocol": "MESH"}), Protocol::Routed),
    ] {
        let device = device(document).await;
        assert_eq!(device.protocol, expected, "{what}");
        assert!(device_values(&device, &DeviceTypes::default()).contains_key(&DeviceField::Status), "{what}");
    }
}

#[tokio::test]
async fn oddities_of_devices() {
    use DeviceField::{Firmware, FirstSeen, Ips, Kind, Macs, Model, Name, Notes, Os, Room, Serial, Status, Vendor};
    let list = |items: &[&str]| FieldValue::List(items.iter().map(|item| (*item).to_owned()).collect());
    let rows: Vec<(&str, Value, DeviceField, FieldValue)> = vec![
        ("nothing but an id", json!({"id": 2}), Name, text("Device 2")),
        (
            "a name that a person gave",
            json!({"id": 2, "display_name": "x", "user_data": {"name": "fw01"}}),
            Name,
            text("fw01"),
        ),
        ("no name but one by DNS", json!({"id": 2, "names": {"host": "fw01.local"}}), Name, text("fw01.local")),
        (
            "a maker that a person gave wins",
            json!({"id": 2, "vendor": "OEM", "user_data": {"vendor": "Fortinet"}}),
            Vendor,
            text("Fortinet"),
        ),
        (
            "an empty own maker does not",
            json!({"id": 2, "vendor": "OEM", "user_data": {"vendor": ""}}),
            Vendor,
            text("OEM"),
        ),
        ("a model as a number", json!({"id": 2, "model": 9300}), Model, text("9300")),
        ("no user data at all", json!({"id": 2, "model": "FG-60F", "user_data": null}), Model, text("FG-60F")),
        (
            "a type that a person gave wins, by the live list",
            json!({"id": 2, "type": {"id": 14, "label": "Firewall"}, "user_data": {"type": 41}}),
            Kind,
            text("server"),
        ),
        (
            "a type that the list does not know",
            json!({"id": 2, "type": {"id": 14, "label": "Firewall"}, "user_data": {"type": 999}}),
            Kind,
            text("Firewall"),
        ),
        ("a type without a label", json!({"id": 2, "type": {"id": 14}}), Kind, text("Firewall")),
        ("a type that is not recognised", json!({"id": 2, "type": null}), Kind, text("")),
        ("a serial number as a number", json!({"id": 2, "details": {"serial": 12345}}), Serial, text("12345")),
        ("details that are missing", json!({"id": 2}), Room, text("")),
        ("notes keep their lines", json!({"id": 2, "details": {"notes": "one\r\ntwo"}}), Notes, text("one\ntwo")),
        ("firmware", json!({"id": 2, "details": {"firmware_version": "7.4.3"}}), Firmware, text("7.4.3")),
        (
            "a system in parts",
            json!({"id": 2, "os": {"name": "FortiOS", "version": "7.4", "build": null}}),
            Os,
            text("FortiOS 7.4"),
        ),
        ("online", json!({"id": 2, "status": "ONLINE"}), Status, text("online")),
        ("an important device that is down", json!({"id": 2, "status": "DOWN"}), Status, text("offline")),
        ("hidden", json!({"id": 2, "status": "HIDDEN"}), Status, text("")),
        (
            "a hardware address in another spelling",
            json!({"id": 2, "hw_address": "00-09-0f-aa-bb-01"}),
            Macs,
            list(&["00-09-0f-aa-bb-01"]),
        ),
        ("what is no hardware address", json!({"id": 2, "hw_address": "unknown"}), Macs, list(&[])),
        ("no addresses", json!({"id": 2, "ip_addresses": null}), Ips, list(&[])),
        ("one address outside of a list", json!({"id": 2, "ip_addresses": "10.0.0.1"}), Ips, list(&["10.0.0.1"])),
        (
            "an odd address among others",
            json!({"id": 2, "ip_addresses": ["10.0.0.1", "", null, "x"]}),
            Ips,
            list(&["10.0.0.1"]),
        ),
        (
            "first seen without a zone",
            json!({"id": 2, "first_seen_on": "2026-01-05T09:00:00"}),
            FirstSeen,
            text("2026-01-05T09:00:00Z"),
        ),
        (
            "first seen under its other name",
            json!({"id": 2, "first_seen_at": "2026-01-05T09:00:00Z"}),
            FirstSeen,
            text("2026-01-05T09:00:00Z"),
        ),
        ("a time that is none", json!({"id": 2, "first_seen_on": "never"}), FirstSeen, text("")),
    ];
    let types = types().await;
    for (what, document, field, expected) in rows {
        let values = device_values(&device(document).await, &types);
        assert_eq!(values.get(&field), Some(&expected), "{what}");
    }
}

#[tokio::test]
async fn facts_beside_the_values() {
    let known = device(json!({
        "id": 2, "is_jammed": "true", "importance": "VITAL", "agent_reachable": false, "is_excluded": true,
        "open_ports": {"tcp": [22, "443", null], "udp": null}, "main_id": 9, "status": "HIDDEN",
    }))
    .await;
    assert_eq!((known.is_jammed, known.is_vital, known.is_hidden), (Some(true), Some(true), true));
    assert_eq!((known.tcp_ports, known.udp_ports.len(), known.main_device), (vec![22, 443], 0, Some(9)));
    let unknown = device(json!({"id": 2})).await;
    assert_eq!((unknown.is_jammed, unknown.is_vital, unknown.agent_reachable), (None, None, None));
}

#[tokio::test]
async fn uptime_in_every_spelling() {
    for (what, document, expected) in [
        ("seconds", json!({"uptime": "1", "online_seconds": 50, "total_seconds": 200}), Some(25.0)),
        ("a text", json!({"uptime": "98.5"}), Some(98.5)),
        ("a text with its sign", json!({"uptime": "98.5 %"}), Some(98.5)),
        ("a number", json!({"uptime": 98.5, "total_seconds": 0, "online_seconds": 0}), Some(98.5)),
        ("nothing", json!({}), None),
    ] {
        let uptime = answering(&document).agent_uptime(1).await.unwrap();
        assert_eq!(uptime.percent, expected, "{what}");
    }
}

#[tokio::test]
async fn one_odd_record_does_not_hide_the_others() {
    let list = json!([{"id": 1, "display_name": "a"}, {"display_name": "no id"}, 7, {"id": 2}]);
    let listed = answering(&list).devices(1).await.unwrap();
    assert_eq!(listed.records.len(), 2);
    assert_eq!(listed.unread.iter().map(|unread| unread.row).collect::<Vec<_>>(), [1, 2]);
}

#[tokio::test]
async fn connections_in_every_spelling() {
    for (what, document, expected) in [
        ("numbers", json!({"edges": [{"from": 1, "to": 2}]}), (vec![(1, 2)], 0)),
        ("texts", json!({"edges": [{"from": "1", "to": " 2 "}]}), (vec![(1, 2)], 0)),
        (
            "members of a newer version",
            json!({"edges": [{"from": 1, "to": 2, "port": "8"}], "nodes": []}),
            (vec![(1, 2)], 0),
        ),
        ("none", json!({"edges": []}), (vec![], 0)),
        ("null in place of a list", json!({"edges": null}), (vec![], 0)),
        ("nothing", json!({}), (vec![], 0)),
        ("an end that is missing", json!({"edges": [{"from": 1}, null, 7, {"from": 1, "to": 2}]}), (vec![(1, 2)], 3)),
    ] {
        let topology = answering(&document).topology(1).await.unwrap();
        assert_eq!((topology.edges, topology.unread), expected, "{what}");
    }
    for none in [json!([]), json!({"edges": "none"}), json!(7)] {
        assert!(answering(&none).topology(1).await.is_err(), "{none}");
    }
}
