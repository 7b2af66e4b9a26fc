//! Agents, devices and where they are, in words.

use std::fmt::Write as _;

use sitebook_app::AppError;
use sitebook_app::dto::*;

use super::{print, table, word};

pub(crate) fn devices(reply: &DevicesReply, json: bool) -> Result<u8, AppError> {
    print(reply, json, || {
        table(
            &["ID", "NAME", "KIND", "SERIAL", "MAC", "IP", "STATUS"],
            reply.devices.iter().map(|device| {
                vec![
                    device.source_id.clone(),
                    device.name.clone(),
                    device.kind.clone(),
                    device.serial.clone(),
                    device.macs.first().cloned().unwrap_or_default(),
                    device.ips.first().cloned().unwrap_or_default(),
                    device.status.clone(),
                ]
            }),
        )
    })
}

pub(crate) fn agents(reply: &AgentsListReply) -> String {
    table(
        &["ID", "NAME", "STATUS", "CUSTOMER", "CONTRACT", "PLACE", "COMPANY", "MATCHED"],
        reply.agents.iter().map(|agent| {
            vec![
                agent.source_id.clone(),
                agent.name.clone(),
                word(&agent.status),
                agent.customer_id.clone(),
                agent.contract_id.clone(),
                place(&agent.location),
                agent.psa.company.as_ref().map(|company| company.identifier.clone()).unwrap_or_default(),
                format!("{}/{}", agent.psa.matched, agent.psa.matchable),
            ]
        }),
    )
}

pub(crate) fn agent(reply: &AgentDetail) -> String {
    let mut text = format!("{}\n", reply.summary.name);
    for field in &reply.fields {
        if !field.value.is_empty() {
            let own = field.own_by.as_deref().map(|by| format!("  (set by {by})")).unwrap_or_default();
            let _ = writeln!(text, "  {:<20} {}{own}", field.field, field.value);
        }
    }
    let _ = writeln!(text, "  {:<20} {}", "location", location(&reply.summary.location));
    let _ = writeln!(text, "  {:<20} {}", "devices", reply.devices.len());
    text
}

pub(crate) fn archived(reply: &AgentsChangedReply, archived: bool) -> String {
    let done = if archived { "put into the archive" } else { "taken out of the archive" };
    let mut text = format!("{} {done}, {} were there already.\n", reply.changed, reply.unchanged);
    for failed in &reply.failed {
        let _ = writeln!(text, "  {}: {}", failed.name, failed.reason);
    }
    text
}

pub(crate) fn changes_undone(reply: &ChangesUndoReply) -> String {
    let mut text = format!("{} taken back, {} left as they are.\n", reply.restored, reply.left.len());
    for left in &reply.left {
        let field = if left.field.is_empty() { String::new() } else { format!(", {}", left.field) };
        let _ = writeln!(text, "  {}{field}: {}", left.name, left.reason);
    }
    text
}

pub(crate) fn history(reply: &HistoryReply) -> String {
    table(
        &["TIME", "WHO", "DEVICE", "FIELD", "OLD", "NEW"],
        reply.entries.iter().map(|entry| {
            vec![
                entry.at.clone(),
                entry.by.clone(),
                entry.device_name.clone().unwrap_or_default(),
                entry.field.clone(),
                entry.old.clone(),
                entry.new.clone(),
            ]
        }),
    )
}

pub(crate) fn location(location: &LocationView) -> String {
    match (location.lat, location.lon) {
        (Some(lat), Some(lon)) => {
            let accuracy = location.accuracy_km.map(|km| format!(" (±{km} km)")).unwrap_or_default();
            format!("{lat:.5}, {lon:.5}{accuracy}, {}", word(&location.source))
        }
        _ => match &location.country {
            Some(country) => format!("only country known: {country}"),
            None => "not known".to_owned(),
        },
    }
}

fn place(location: &LocationView) -> String {
    let name = location.city.clone().or_else(|| location.country.clone()).unwrap_or_default();
    if location.confirmed { format!("{name} confirmed").trim().to_owned() } else { name }
}

pub(crate) fn lookup(reply: &GeoipLookupReply) -> String {
    if !reply.public {
        return format!("{} is not a public address.", reply.ip);
    }
    let parts: Vec<&str> =
        [&reply.city, &reply.region, &reply.country].into_iter().flatten().map(String::as_str).collect();
    match (parts.is_empty(), reply.lat.zip(reply.lon)) {
        (true, _) => format!("{}: nothing known ({}).", reply.ip, reply.database),
        (false, Some((lat, lon))) => {
            format!("{}: {} at {lat}, {lon} ({}).", reply.ip, parts.join(", "), reply.database)
        }
        (false, None) => format!("{}: {} ({}).", reply.ip, parts.join(", "), reply.database),
    }
}

pub(crate) fn import(reply: &ImportReply, dry_run: bool) -> String {
    let mut text = format!(
        "{}{} new, {} changed, {} unchanged, {} rejected.\n",
        if dry_run { "Would be: " } else { "" },
        reply.created,
        reply.updated,
        reply.unchanged,
        reply.rejected.len()
    );
    for rejected in &reply.rejected {
        let _ = writeln!(text, "  {}: {}", rejected.r#where, rejected.reason);
    }
    for change in &reply.changes {
        let what = if change.new { format!("new {}", change.what) } else { change.what.clone() };
        let _ = writeln!(text, "  {what} {} ({})", change.name, change.source_id);
        for value in &change.values {
            let kept = if value.kept { "  (the value set here still counts)" } else { "" };
            let _ = writeln!(text, "    {}: \"{}\" -> \"{}\"{kept}", value.field, value.from, value.to);
        }
    }
    if reply.more_changes > 0 {
        let _ = writeln!(text, "  and {} more records.", reply.more_changes);
    }
    if reply.differing > 0 {
        let fields: Vec<String> =
            reply.differing_fields.iter().map(|field| format!("{} {}", field.records, field.field)).collect();
        let _ = writeln!(
            text,
            "{} values differ from values set here, which still count ({}); take the file's with --take FIELD.",
            reply.differing,
            fields.join(", ")
        );
    }
    if let Some(undo) = &reply.undo {
        let _ = writeln!(text, "Take it back: sitebookctl changes undo {undo}");
    }
    text
}

pub(crate) fn exported(reply: &ExportReply) -> String {
    let devices = if reply.devices > 0 { format!(" with {} devices", reply.devices) } else { String::new() };
    format!("{} agents{devices} written to {}.", reply.agents, reply.paths.join(" and "))
}
