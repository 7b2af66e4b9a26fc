//! By what the table of agents is sorted.

use std::cmp::Ordering;

use icu_collator::options::{AlternateHandling, CollatorOptions};
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};
use sitebook_domain::{AgentStatus, LocationSource, SyncState};

use crate::dto::{AgentColumn, AgentSummary};

/// Compares texts as people expect it of a list: without regard to case, accents after letters, numbers by their value.
/// One order for every language, so that an office that shares a workspace sees the same.
pub(crate) fn collator() -> CollatorBorrowed<'static> {
    let mut preferences = CollatorPreferences::default();
    preferences.numeric_ordering = Some(CollationNumericOrdering::True);
    let mut options = CollatorOptions::default();
    options.alternate_handling = Some(AlternateHandling::NonIgnorable);
    // The data of the root order is compiled in; it cannot be missing.
    #[expect(clippy::expect_used, reason = "the data is part of the program")]
    Collator::try_new(preferences, options).expect("the root collation")
}

/// What a column is sorted by.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Value<'s> {
    Text(&'s str),
    Joined(String),
    Number(i64),
    /// There is nothing: such rows stand last, whichever way the others are sorted.
    Nothing,
}

impl<'s> Value<'s> {
    fn text(text: &'s str) -> Self {
        if text.is_empty() { Self::Nothing } else { Self::Text(text) }
    }

    fn joined(parts: &[&str]) -> Self {
        let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
        if parts.is_empty() { Self::Nothing } else { Self::Joined(parts.join(" ")) }
    }

    fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Joined(text) => Some(text),
            Self::Number(_) | Self::Nothing => None,
        }
    }
}

/// Compares two agents by a column, then by name, then by id. Those without a value come last.
pub(crate) fn compare(
    collator: &CollatorBorrowed<'_>,
    column: AgentColumn,
    one: &AgentSummary,
    other: &AgentSummary,
) -> Ordering {
    let (first, second) = (value(column, one), value(column, other));
    let by_column = match (&first, &second) {
        (Value::Nothing, Value::Nothing) => Ordering::Equal,
        (Value::Nothing, _) => Ordering::Greater,
        (_, Value::Nothing) => Ordering::Less,
        (Value::Number(first), Value::Number(second)) => first.cmp(second),
        _ => collator.compare(first.as_text().unwrap_or_default(), second.as_text().unwrap_or_default()),
    };
    by_column.then_with(|| collator.compare(&one.name, &other.name)).then_with(|| one.id.cmp(&other.id))
}

/// Whether an agent has a value in a column.
pub(crate) fn has_value(column: AgentColumn, agent: &AgentSummary) -> bool {
    value(column, agent) != Value::Nothing
}

fn value(column: AgentColumn, agent: &AgentSummary) -> Value<'_> {
    match column {
        AgentColumn::Status => Value::Number(match agent.status {
            AgentStatus::Down => 0,
            AgentStatus::Attention => 1,
            AgentStatus::NoContact => 2,
            AgentStatus::Online => 3,
        }),
        AgentColumn::Name => Value::Text(&agent.name),
        AgentColumn::CustomerId => Value::text(&agent.customer_id),
        AgentColumn::ContractId => Value::text(&agent.contract_id),
        AgentColumn::Contact => match Value::joined(&[&agent.contact.first_name, &agent.contact.last_name]) {
            Value::Nothing => Value::text(&agent.contact.email),
            name => name,
        },
        AgentColumn::Email => Value::text(&agent.contact.email),
        AgentColumn::Place => {
            let part = |part: &'_ Option<String>| part.clone().unwrap_or_default();
            Value::joined(&[&part(&agent.location.city), &part(&agent.location.country)])
        }
        AgentColumn::Precision => match agent.location.source {
            LocationSource::Person => Value::Number(0),
            LocationSource::Source => Value::Number(1),
            LocationSource::GeoipCity => Value::Number(2 + i64::from(agent.location.accuracy_km.unwrap_or(0))),
            LocationSource::GeoipCountry => Value::Number(1_000_000),
            LocationSource::None => Value::Nothing,
        },
        AgentColumn::Company => Value::text(agent.psa.company.as_ref().map_or("", |company| &company.name)),
        AgentColumn::Site => Value::text(agent.psa.site.as_ref().map_or("", |site| &site.name)),
        AgentColumn::Devices => Value::Number(i64::from(agent.device_count)),
        AgentColumn::Offline => Value::Number(i64::from(agent.devices_offline)),
        AgentColumn::Matched => match agent.psa.company {
            Some(_) => Value::Number(i64::from(agent.psa.matched)),
            None => Value::Nothing,
        },
        AgentColumn::Sync => match agent.psa.company {
            Some(_) => Value::Number(match agent.psa.sync.state {
                SyncState::Failed => 0,
                SyncState::Partly => 1,
                SyncState::Postponed => 2,
                SyncState::Stopped => 3,
                SyncState::InProgress => 4,
                SyncState::Never => 5,
                SyncState::Synchronized => 6,
            }),
            None => Value::Nothing,
        },
        AgentColumn::LastSync => Value::text(agent.psa.last_success_at.as_deref().unwrap_or_default()),
        AgentColumn::Platform => Value::text(&agent.platform),
        AgentColumn::Residential => Value::Number(i64::from(!agent.residential)),
        AgentColumn::PublicIp => Value::text(&agent.public_ip),
        AgentColumn::Source => Value::joined(&[&agent.source, &agent.source_id]),
        AgentColumn::Plan => Value::text(&agent.plan),
        AgentColumn::Activated => Value::text(&agent.activated_at),
        AgentColumn::Tags => Value::joined(&agent.tags.iter().map(String::as_str).collect::<Vec<_>>()),
        // It depends on the point that is asked for, and is no order of the board.
        AgentColumn::Distance => Value::Nothing,
        AgentColumn::Gone => Value::text(agent.gone_since.as_deref().unwrap_or_default()),
    }
}
