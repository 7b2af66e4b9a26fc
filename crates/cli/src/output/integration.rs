//! What Sitebook is connected to, in words.

use std::fmt::Write as _;

use sitebook_app::dto::*;

use super::table;

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
