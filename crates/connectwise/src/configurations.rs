//! Reading configurations: whole lists, what changed since, counts, and single records.

use std::collections::HashSet;
use std::sync::atomic::Ordering;

use jiff::{SignedDuration, Timestamp};
use sitebook_psa::{Changes, Configuration, ConfigurationQuery, PsaError, PsaErrorKind};

use crate::call::Call;
use crate::client::Client;
use crate::conditions::{CONDITION_LIMIT, Condition, Values};
use crate::listing::List;
use crate::operations::none_if_missing;
use crate::transport::Transport;
use crate::wire::{self, Row};
use sitebook_service_client::Pace;

pub(crate) const CONFIGURATIONS: &str = "company/configurations";
/// How far a reading of changes reaches back before the last one: servers compare `lastUpdated` in their own ways, and
/// a record shows up some time after its stamp.
const OVERLAP: SignedDuration = SignedDuration::from_mins(5);

impl<T: Transport, P: Pace> Client<T, P> {
    /// The configurations of a company, those that meet a further condition alone.
    pub(crate) async fn read_configurations(
        &self,
        query: &ConfigurationQuery,
        also: Option<&Condition>,
    ) -> Result<Vec<Configuration>, PsaError> {
        let of_company = Condition::reference("company", query.company);
        let conditions = also.map_or(of_company.clone(), |also| of_company.and(also));
        let fields = wire::Configuration::fields(query.answers, query.custom_fields);
        let last_count = query.last_count.filter(|_| also.is_none());
        let list = List { last_count, ..List::all(CONFIGURATIONS, &fields).with(conditions) };
        let configurations = self.list::<wire::Configuration>(&list).await?;
        // A server that ignored the condition would hand over every customer's devices.
        let is_foreign =
            |found: &Configuration| found.company.as_ref().is_some_and(|company| company.id != query.company);
        if configurations.iter().any(is_foreign) {
            let why = format!("GET /{CONFIGURATIONS}: the list holds records of other companies");
            return Err(PsaErrorKind::Unreadable { why }.into());
        }
        Ok(configurations)
    }

    /// What changed since; the whole list where the server refuses the condition, or the moment cannot be read.
    pub(crate) async fn read_changes(&self, query: &ConfigurationQuery, since: &str) -> Result<Changes, PsaError> {
        let refused = &self.learnt.refuses_last_updated;
        let from = since.parse::<Timestamp>().ok().and_then(|time| time.checked_sub(OVERLAP).ok());
        if let Some(from) = from.filter(|_| !refused.load(Ordering::Relaxed)) {
            match self.read_configurations(query, Some(&Condition::since("lastUpdated", from))).await {
                Ok(configurations) => return Ok(Changes { configurations, is_whole: false }),
                Err(error) if matches!(error.kind, PsaErrorKind::Rejected { .. }) => {
                    tracing::debug!("lastUpdated is refused as a condition; the whole list is read");
                    refused.store(true, Ordering::Relaxed);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(Changes { configurations: self.read_configurations(query, None).await?, is_whole: true })
    }

    pub(crate) async fn read_by_identifier(
        &self,
        company: i64,
        device_identifier: &str,
    ) -> Result<Vec<Configuration>, PsaError> {
        let query = ConfigurationQuery::of(company);
        let condition = Condition::text("deviceIdentifier", device_identifier).and_then(Condition::fitting).ok();
        let found = self.read_configurations(&query, condition.as_ref()).await?;
        // The server compares in any case, and knows nothing of trailing spaces.
        Ok(found.into_iter().filter(|record| record.device_identifier == device_identifier).collect())
    }

    /// The configurations with these ids that exist, in any company, in as few requests as URLs allow.
    pub async fn configurations_with_ids(&self, ids: &[i64]) -> Result<Vec<Configuration>, PsaError> {
        let mut seen = HashSet::new();
        let ids: Vec<i64> = ids.iter().copied().filter(|id| seen.insert(*id)).collect();
        let conditions = Condition::one_of("id", Values::Ids(&ids), CONDITION_LIMIT).unwrap_or_default();
        let mut found = Vec::new();
        for condition in conditions {
            let list = List::all(CONFIGURATIONS, wire::Configuration::FIELDS).with(condition);
            found.extend(self.list::<wire::Configuration>(&list).await?);
        }
        Ok(found)
    }

    pub(crate) async fn read_count(&self, company: i64) -> Result<u64, PsaError> {
        let path = format!("{CONFIGURATIONS}/count");
        let call = Call::get(&path).with("conditions", Condition::reference("company", company).to_string());
        let count: wire::Count = self.json(&call).await?;
        u64::try_from(count.count.0)
            .map_err(|_| PsaErrorKind::Unreadable { why: format!("GET /{path}: the count is negative") }.into())
    }

    pub(crate) async fn read_configuration(&self, id: i64) -> Result<Option<Configuration>, PsaError> {
        let path = format!("{CONFIGURATIONS}/{id}");
        let fields = wire::Configuration::fields(true, true);
        let call = Call::get(&path).with("fields", fields);
        let configuration: Option<wire::Configuration> = none_if_missing(self.json(&call).await)?;
        Ok(configuration.map(Row::into_record))
    }
}
