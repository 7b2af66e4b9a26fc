//! Pairs of devices and configurations, in words.

use std::fmt::Write as _;

use sitebook_app::dto::*;
use sitebook_domain::MatchState;

use super::{one_line, table, word};

pub(crate) fn link(reply: &LinkReply) -> String {
    let company = reply.agent.psa.company.as_ref().map(|company| company.name.as_str()).unwrap_or_default();
    let site = reply.agent.psa.site.as_ref().map_or("default site", |site| site.name.as_str());
    format!("{} is linked to {company}, {site}.", reply.agent.name)
}

pub(crate) fn unlinked(reply: &LinkReply) -> String {
    let removed = format!("{} is not linked. {} matches removed.\n", reply.agent.name, reply.matches_removed);
    removed + &undoable(reply.undo.as_deref())
}

/// How to take a removal back; nothing when there is nothing to take back.
fn undoable(token: Option<&str>) -> String {
    token.map(|token| format!("To put it back: sitebookctl match undo {token}\n")).unwrap_or_default()
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
