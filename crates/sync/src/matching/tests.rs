//! The rules of matching: one test for each sentence (`rules`), properties that hold for any input (`properties`),
//! and what an index of devices says after changes (`changes`).

use sitebook_domain::{DeviceField, FieldValue, Layers, MatchId, OwnValue, Timestamp};
use sitebook_psa::Reference;
use uuid::Uuid;

use super::*;

mod changes;
mod properties;
mod rules;

const AGENT: AgentId = AgentId(Uuid::from_u128(1));

/// A device with serial, MACs (separated by commas) and IP; empty for none.
fn device(id: u128, serial: &str, macs: &str, ip: &str) -> Device {
    let list = |text: &str| {
        FieldValue::List(text.split(',').filter(|item| !item.is_empty()).map(|item| item.trim().to_owned()).collect())
    };
    let mut layers = Layers::default();
    layers.set_source(DeviceField::Name, FieldValue::Text(format!("device {id}")));
    layers.set_source(DeviceField::Serial, FieldValue::Text(serial.to_owned()));
    layers.set_source(DeviceField::Macs, list(macs));
    layers.set_source(DeviceField::Ips, list(ip));
    Device {
        id: DeviceId(Uuid::from_u128(id)),
        agent: AGENT,
        source_id: id.to_string(),
        layers,
        ignored: false,
        created_at: Timestamp(0),
        gone_since: None,
    }
}

fn configuration(id: i64, serial: &str, mac: &str, ip: &str) -> Configuration {
    Configuration {
        id,
        name: format!("configuration {id}"),
        serial_number: serial.to_owned(),
        mac_address: mac.to_owned(),
        ip_address: ip.to_owned(),
        active: true,
        ..Configuration::default()
    }
}

fn run(devices: &[Device], configurations: &[Configuration]) -> MatchOutcome {
    run_with(devices, configurations, &[], &[])
}

fn run_with(
    devices: &[Device],
    configurations: &[Configuration],
    matches: &[Match],
    unlinks: &[RememberedUnlink],
) -> MatchOutcome {
    let sites = HashMap::from([(AGENT, 7)]);
    match_devices(
        MatchInput { devices, sites: &sites, configurations, matches, unlinks, kept: &[] },
        &MatchOptions::default(),
    )
}

/// The one proposal of an outcome.
fn only(outcome: &MatchOutcome) -> (MatchState, MatchRule, &'static str) {
    assert_eq!(outcome.proposals.len(), 1, "{outcome:?}");
    let proposal = &outcome.proposals[0];
    (proposal.state, proposal.rule, proposal.reason)
}

const MAC: &str = "00:09:0F:AA:BB:01";
const OTHER_MAC: &str = "00:09:0F:AA:BB:02";

fn matched(device: &Device, configuration: &Configuration, state: MatchState, evidence: Vec<Evidence>) -> Match {
    Match {
        id: MatchId(Uuid::from_u128(9)),
        device: device.id,
        configuration: configuration.id,
        company: 1,
        state,
        rule: MatchRule::Serial,
        evidence,
        frozen_reason: None,
        by: String::new(),
        at: Timestamp(0),
    }
}
