//! Plans and runs, in words.

use std::fmt::Write as _;

use sitebook_app::dto::*;
use sitebook_domain::SyncTarget;

use super::{one_line, table, word};

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
