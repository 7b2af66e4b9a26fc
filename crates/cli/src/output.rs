//! What is printed: one JSON document, or a few lines for people.
#![expect(clippy::print_stderr, reason = "printing is what this module is for")]

use std::fmt::Write as _;
use std::io::Write as _;

use serde::Serialize;
use sitebook_app::dto::*;
use sitebook_app::{AppError, ErrorCode};
use sitebook_domain::{MatchState, SyncTarget};

/// Prints a reply and returns the exit code 0. A reader that closed the pipe is no failure.
pub(crate) fn print<T: Serialize>(reply: &T, json: bool, text: impl FnOnce() -> String) -> Result<u8, AppError> {
    let line = if json {
        serde_json::to_string_pretty(reply).map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?
    } else {
        for_terminal(&text())
    };
    let _ = writeln!(std::io::stdout(), "{}", line.trim_end());
    Ok(0)
}

/// Prints an error to standard error.
pub(crate) fn error(error: &AppError, json: bool) {
    if json {
        match serde_json::to_string(error) {
            Ok(document) => eprintln!("{document}"),
            Err(_) => eprintln!(
                "{{\"code\":\"internal\",\"message\":\"the error could not be written\",\"retryable\":false}}"
            ),
        }
        return;
    }
    eprintln!("{} [{}]", for_terminal(&error.message), error.code.as_str());
    let candidates =
        error.details.as_ref().and_then(|details| details.get("candidates")).and_then(|list| list.as_array());
    for candidate in candidates.into_iter().flatten() {
        eprintln!("  {}", for_terminal(&candidate.to_string()));
    }
}

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

pub(crate) fn connected(reply: &ConnectReply) -> String {
    let mut text = format!("Connected to {} ({}).\n", reply.base_url, reply.version);
    for right in &reply.rights {
        let granted = match right.granted {
            Some(true) => "granted",
            Some(false) => "missing",
            None => "unknown",
        };
        let _ = writeln!(text, "  {granted:<8} {}", right.right);
    }
    text
}

pub(crate) fn companies(reply: &CompaniesReply) -> String {
    table(
        &["ID", "IDENTIFIER", "NAME", "STATUS", "CITY"],
        reply.companies.iter().map(|company| {
            vec![
                company.id.to_string(),
                company.identifier.clone(),
                company.name.clone(),
                company.status.clone(),
                company.city.clone(),
            ]
        }),
    )
}

pub(crate) fn sites(reply: &SitesReply) -> String {
    table(
        &["ID", "NAME", "ADDRESS"],
        reply.sites.iter().map(|site| vec![site.id.to_string(), site.name.clone(), site.address.clone()]),
    )
}

pub(crate) fn types(reply: &TypesReply) -> String {
    table(&["ID", "NAME"], reply.types.iter().map(|found| vec![found.id.to_string(), found.name.clone()]))
}

pub(crate) fn link(reply: &LinkReply) -> String {
    let company = reply.agent.psa.company.as_ref().map(|company| company.name.as_str()).unwrap_or_default();
    let site = reply.agent.psa.site.as_ref().map_or("default site", |site| site.name.as_str());
    format!("{} is linked to {company}, {site}.", reply.agent.name)
}

pub(crate) fn matches(reply: &MatchReport) -> String {
    let name = |id: &str| {
        reply.devices.iter().find(|device| device.id == id).map(|device| device.name.clone()).unwrap_or_default()
    };
    let configuration = |id: i64| {
        reply.configurations.iter().find(|found| found.id == id).map(|found| found.name.clone()).unwrap_or_default()
    };
    let mut rows: Vec<Vec<String>> = reply
        .matches
        .iter()
        .map(|found| {
            let why = if found.state == MatchState::Proposed { found.reason.clone() } else { word(&found.rule) };
            vec![
                name(&found.device),
                word(&found.state),
                why,
                found.configuration.to_string(),
                configuration(found.configuration),
            ]
        })
        .collect();
    rows.extend(reply.review.iter().map(|review| {
        let ids: Vec<String> = review.candidates.iter().map(|candidate| candidate.configuration.to_string()).collect();
        vec![name(&review.device), "review".to_owned(), review.reason.clone(), ids.join(" "), String::new()]
    }));
    rows.extend(reply.unmatched.iter().map(|unmatched| {
        vec![name(&unmatched.device), "unmatched".to_owned(), unmatched.reason.clone(), String::new(), String::new()]
    }));
    let mut text = table(&["DEVICE", "STATE", "WHY", "CONFIGURATION", "NAME"], rows.into_iter());
    text += &undoable(reply.undo.as_deref());
    text
}

pub(crate) fn unlinked(reply: &LinkReply) -> String {
    let removed = format!("{} is not linked. {} matches removed.\n", reply.agent.name, reply.matches_removed);
    removed + &undoable(reply.undo.as_deref())
}

/// How to take a removal back; nothing when there is nothing to take back.
fn undoable(token: Option<&str>) -> String {
    token.map(|token| format!("To put it back: sitebookctl match undo {token}\n")).unwrap_or_default()
}

pub(crate) fn duplicates(reply: &DuplicatesReply) -> String {
    if reply.groups.is_empty() {
        return format!("No duplicates among the configurations of {}.", reply.company.name);
    }
    table(
        &["SHARED", "VALUE", "CONFIGURATION", "NAME", "STATUS", "ACTIVE", "UPDATED"],
        reply.groups.iter().flat_map(|group| {
            group.configurations.iter().map(|configuration| {
                vec![
                    word(&group.key),
                    group.value.clone(),
                    configuration.id.to_string(),
                    configuration.name.clone(),
                    configuration.status.clone(),
                    if configuration.active { "yes" } else { "no" }.to_owned(),
                    configuration.updated.clone(),
                ]
            })
        }),
    )
}

pub(crate) fn placeholders(reply: &PlaceholdersReply, all: bool) -> String {
    let changed = |entry: &PlaceholderView| entry.removed || entry.origin == PlaceholderOrigin::Own;
    table(
        &["KIND", "VALUE", "ORIGIN", "DEVICES", "CONFIGURATIONS", "WHY"],
        reply.lists.iter().flat_map(|list| {
            let shown = list
                .entries
                .iter()
                .filter(move |entry| all || changed(entry) || entry.devices > 0 || entry.configurations > 0);
            shown.map(|entry| {
                let origin = if entry.removed { "removed".to_owned() } else { word(&entry.origin) };
                vec![
                    word(&list.kind),
                    entry.value.clone(),
                    origin,
                    entry.devices.to_string(),
                    entry.configurations.to_string(),
                    entry.why.clone(),
                ]
            })
        }),
    )
}

pub(crate) fn plan(reply: &SyncPlanReply) -> String {
    let mut text = table(
        &["DEVICE", "FIELD", "", "FROM", "TO", ""],
        reply.updates.iter().map(|update| {
            let arrow = if update.target == SyncTarget::Connectwise { "->" } else { "<-" };
            let conflict = if update.conflict { "conflict" } else { "" };
            vec![
                update.device_name.clone(),
                word(&update.field),
                arrow.to_owned(),
                one_line(&update.from),
                one_line(&update.to),
                conflict.to_owned(),
            ]
        }),
    );
    for create in &reply.creates {
        let _ = writeln!(text, "to be created: {} ({})", create.name, create.type_name);
        let named = |view: &TypeView| if view.name.is_empty() { view.id.to_string() } else { view.name.clone() };
        let status = create.status.iter().map(|status| ("status", named(status)));
        let site = create.site.iter().map(|site| ("site", named(site)));
        let fields = create.fields.iter().map(|field| (field.field.as_str(), one_line(&field.value)));
        let answers = create.answers.iter().map(|answer| (answer.label.as_str(), one_line(&answer.value)));
        for (field, value) in fields.chain(status).chain(site).chain(answers) {
            let _ = writeln!(text, "  {field}: {value}");
        }
        for unsent in &create.left_out {
            let _ = writeln!(text, "  {} is not sent [{}]", unsent.field, unsent.reason);
        }
    }
    for skip in &reply.skips {
        let what = [skip.device_name.as_str(), skip.field.as_str()];
        let what: Vec<&str> = what.into_iter().filter(|part| !part.is_empty()).collect();
        let _ = writeln!(text, "skipped: {}: {}", what.join(" "), skip.message);
    }
    let _ = writeln!(
        text,
        "{} values in {} records to write, {} records equal already. Plan {}",
        reply.updates.len(),
        reply.records,
        reply.equal,
        reply.plan
    );
    text
}

pub(crate) fn ran(reply: &SyncRunReply) -> String {
    let nothing = reply.applied == 0 && reply.failed.is_empty() && reply.skipped.is_empty();
    let mut text = if nothing && reply.created.is_empty() {
        format!("Nothing to write: both sides say the same ({} requests).\n", reply.requests)
    } else {
        format!(
            "{} records written, {} failed, {} skipped ({} requests).\n",
            reply.applied,
            reply.failed.len(),
            reply.skipped.len(),
            reply.requests
        )
    };
    for created in &reply.created {
        let _ = writeln!(text, "  created: {} ({})", created.configuration_name, created.configuration);
    }
    for record in reply.failed.iter().chain(&reply.skipped) {
        let _ = writeln!(text, "  {}: {} [{}]", record.device_name, record.message, record.reason);
    }
    text
}

pub(crate) fn created(reply: &CreateReply) -> String {
    let mut text = String::new();
    for preview in &reply.preview {
        let _ = writeln!(text, "{}: {}", preview.device_name, preview.r#type.name);
        if preview.sent_before {
            let _ = writeln!(text, "  sent before, its answer was lost; it is looked up first");
        }
        for field in &preview.fields {
            let _ = writeln!(text, "  {}: {}", field.field, one_line(&field.value));
        }
        for answer in &preview.answers {
            let _ = writeln!(text, "  {}: {}", answer.label, one_line(&answer.value));
        }
        for unsent in &preview.left_out {
            let _ = writeln!(text, "  {} is not sent [{}]", unsent.field, unsent.reason);
        }
    }
    if reply.run.is_some() {
        let _ = writeln!(
            text,
            "{} created, {} failed, {} unknown ({} requests).",
            reply.created.len(),
            reply.failed.len(),
            reply.pending.len(),
            reply.requests
        );
    } else {
        if !reply.pending.is_empty() {
            let _ = writeln!(text, "{} were sent before and are there.", reply.pending.len());
        }
        let _ = writeln!(
            text,
            "{} would be created, {} would fail. Nothing was sent.",
            reply.preview.len(),
            reply.failed.len()
        );
    }
    for created in &reply.created {
        let _ =
            writeln!(text, "  {}: configuration {} {}", created.device_name, created.configuration, created.message);
    }
    for failed in reply.failed.iter().chain(&reply.pending) {
        let _ = writeln!(text, "  {}: {} [{}]", failed.device_name, failed.message, failed.reason);
    }
    for duplicate in &reply.duplicates {
        let _ = writeln!(
            text,
            "  {}: configuration {} is used; made twice, by two computers in the same moment: {:?}. Look at them in \
             ConnectWise.",
            duplicate.device_name, duplicate.kept, duplicate.others
        );
    }
    for left_out in &reply.left_out {
        let _ = writeln!(text, "  {}: left out. {} [{}]", left_out.device_name, left_out.message, left_out.reason);
    }
    text
}

pub(crate) fn runs(reply: &RunsReply) -> String {
    table(
        &["STARTED", "KIND", "MODE", "STATE", "WRITTEN", "FAILED", "SKIPPED", "REQUESTS", "BY", "RUN"],
        reply.runs.iter().map(|run| {
            vec![
                run.started_at.clone(),
                word(&run.kind),
                word(&run.mode),
                word(&run.state),
                run.applied.to_string(),
                run.failed.to_string(),
                run.skipped.to_string(),
                run.requests.to_string(),
                run.by.clone(),
                run.run.clone(),
            ]
        }),
    )
}

pub(crate) fn secrets(reply: &SecretsStatus) -> String {
    let mut text = format!("{}: {}\n", reply.place, reply.description);
    for secret in &reply.secrets {
        let _ = writeln!(text, "  {} {}", secret.name, if secret.set { "is set" } else { "is not set" });
    }
    text
}

pub(crate) fn sample(reply: &SampleReply) -> String {
    let data = shell_word(&reply.directory);
    format!(
        "Sample workspace in {}: {} agents with {} devices, all made up.\n\
         Its simulated ConnectWise ({}, company {}, public key {}, client ID {}) runs while a command needs it.\n\
         Go on with:\n  sitebookctl --data {data} agents list\n  sitebookctl --data {data} connectwise companies\n  \
         sitebookctl --data {data} link AGENT COMPANY\n",
        reply.directory, reply.agents, reply.devices, reply.site, reply.company, reply.public_key, reply.client_id
    )
}

/// A text as one word of a command line that can be copied.
fn shell_word(text: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "/\\:._-~".contains(letter);
    if text.chars().all(is_plain) { text.to_owned() } else { format!("\"{text}\"") }
}

/// The word that JSON has for a value with few of them.
pub(crate) fn word<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

pub(crate) fn one_line(text: &str) -> String {
    if text.is_empty() { "(empty)".to_owned() } else { text.replace('\n', " / ") }
}

/// A text without what a terminal would obey instead of showing: control characters but the end of a line, and those
/// that turn the direction of writing.
pub(crate) fn for_terminal(text: &str) -> String {
    let turns = |character| matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|character| *character == '\n' || !(character.is_control() || turns(*character))).collect()
}

/// The widest column, in characters. A longer value would push all others out of sight.
const WIDEST: usize = 60;

/// Columns as wide as their longest value. A value with several lines stands in one, and a very long one is cut.
pub(crate) fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let cell = |text: String| {
        let text = for_terminal(&text.replace('\n', " / "));
        match text.char_indices().nth(WIDEST) {
            Some((end, _)) => format!("{}...", &text[..end]),
            None => text,
        }
    };
    let mut lines = vec![head.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()];
    lines.extend(rows.map(|row| row.into_iter().map(cell).collect::<Vec<_>>()));
    let widths: Vec<usize> = (0..head.len())
        .map(|column| {
            lines.iter().map(|line| line.get(column).map_or(0, |cell| cell.chars().count())).max().unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for line in lines {
        let cells: Vec<String> =
            line.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}", width = *width)).collect();
        let _ = writeln!(text, "{}", cells.join("  ").trim_end());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_shows_what_a_terminal_would_obey_and_survives_endless_values() {
        let row = vec!["\u{1b}[31mred\u{202e}".to_owned(), "x".repeat(70_000), "two\nlines".to_owned()];
        let text = table(&["A", "B", "C"], std::iter::once(row));
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text}");
        assert!(text.contains("[31mred") && text.contains("two / lines") && text.len() < 300, "{text}");
    }
}
