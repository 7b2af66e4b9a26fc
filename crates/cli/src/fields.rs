//! The commands about field mapping, types, and what a sync may do.

use sitebook_app::dto::*;
use sitebook_app::{AppError, Workspace};
use sitebook_domain::FieldTargetKind;

use crate::arguments::{Fields, FieldsSet, Switch, Type};
use crate::output::{self, table, word};

pub(crate) async fn run(workspace: &Workspace, command: Fields, json: bool) -> Result<u8, AppError> {
    let reply = match command {
        Fields::Show { agent } => workspace.fields_show(FieldsShowRequest { agent }).await?,
        Fields::Set(set) => workspace.fields_set(request(set)).await?,
        Fields::Targets => {
            let reply = workspace.fields_targets(Nothing {}).await?;
            return output::print(&reply, json, || targets(&reply));
        }
        Fields::WriteBack { source, switch } => {
            let reply = match source.zip(switch) {
                Some((source, switch)) => {
                    workspace.write_back_set(WriteBackRequest { source, allowed: switch == Switch::On }).await?
                }
                None => workspace.write_back_show(Nothing {}).await?,
            };
            return output::print(&reply, json, || sources(&reply));
        }
    };
    output::print(&reply, json, || fields(&reply))
}

fn request(set: FieldsSet) -> FieldsSetRequest {
    let is_on = |switch: Option<Switch>| switch.map(|switch| switch == Switch::On);
    FieldsSetRequest {
        field: set.field,
        direction: set.direction.map(Into::into),
        allow_empty: is_on(set.allow_empty),
        agent: set.agent,
        target: set.target,
        online: set.online,
        offline: set.offline,
        overwrite_conflicts: is_on(set.overwrite_conflicts),
        follow: set.follow.then_some(true),
    }
}

/// What of ConnectWise reaches each source.
fn sources(reply: &WriteBackReply) -> String {
    let row = |source: &WriteBackSource| {
        let takes: Vec<&str> = source.takes.iter().map(|field| field.key()).collect();
        let takes = if takes.is_empty() { "nothing".to_owned() } else { takes.join(" ") };
        vec![source.source.clone(), takes, if source.allowed { "yes" } else { "no" }.to_owned()]
    };
    table(&["SOURCE", "TAKES BACK", "WRITTEN BACK"], reply.sources.iter().map(row))
}

pub(crate) async fn change_type(workspace: &Workspace, command: Type, json: bool) -> Result<u8, AppError> {
    let Type::Change { device, type_name, answers } = command;
    let answers = answers.into_iter().map(|(question, value)| CreateAnswer { question, value }).collect();
    let reply = workspace.type_change(TypeChangeRequest { device, r#type: type_name, answers }).await?;
    output::print(&reply, json, || {
        let words: Vec<&str> = reply.written.iter().map(|record| record.message.as_str()).collect();
        words.join("\n") + "\n"
    })
}

pub(crate) async fn options(
    workspace: &Workspace,
    agent: String,
    create_unmatched: Option<Switch>,
    json: bool,
) -> Result<u8, AppError> {
    let reply = match create_unmatched {
        None => workspace.sync_options_show(AgentRequest { agent }).await?,
        Some(switch) => {
            let create_unmatched = Some(switch == Switch::On);
            workspace.sync_options_set(SyncOptionsRequest { agent, create_unmatched }).await?
        }
    };
    output::print(&reply, json, || {
        let does = if reply.create_unmatched { "creates" } else { "does not create" };
        format!("A sync of this agent {does} configurations for devices that have none.")
    })
}

fn fields(reply: &FieldsReply) -> String {
    let yes_or_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    table(
        &["FIELD", "DIRECTION", "TARGET", "EMPTY MAY OVERWRITE", "CONFLICTS OVERWRITTEN", "LONGEST"],
        reply.fields.iter().map(|rule| {
            vec![
                word(&rule.field),
                word(&rule.direction),
                target(rule),
                yes_or_no(rule.allow_empty),
                yes_or_no(rule.overwrite_conflicts),
                rule.max_length.map(|length| length.to_string()).unwrap_or_default(),
            ]
        }),
    )
}

/// The target, with the statuses that were picked.
fn target(rule: &FieldRuleView) -> String {
    let Some(statuses) = &rule.statuses else { return rule.target.clone() };
    let picked = [("online", &statuses.online), ("offline", &statuses.offline)];
    let picked: Vec<String> =
        picked.into_iter().filter_map(|(when, status)| Some(format!("{when}: {}", status.as_ref()?.name))).collect();
    if picked.is_empty() { rule.target.clone() } else { format!("{} ({})", rule.target, picked.join(", ")) }
}

fn targets(reply: &FieldTargetsReply) -> String {
    let kind = |kind| match kind {
        FieldTargetKind::Question => "question",
        FieldTargetKind::CustomField => "custom field",
    };
    let targets = table(
        &["KIND", "ID", "NAME", "TYPES", "CHOICES"],
        reply.targets.iter().map(|target| {
            vec![
                kind(target.kind).to_owned(),
                target.id.to_string(),
                target.name.clone(),
                target.type_name.clone(),
                target.choices.join(", "),
            ]
        }),
    );
    let statuses = table(
        &["STATUS", "NAME"],
        reply.statuses.iter().map(|status| vec![status.id.to_string(), status.name.clone()]),
    );
    format!("{targets}\n{statuses}")
}
