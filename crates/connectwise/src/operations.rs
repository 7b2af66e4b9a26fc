//! The contract, operation by operation; what each one means to ConnectWise stands in the module of its subject.

use std::sync::atomic::Ordering;

use sitebook_psa::{
    Changes, Company, CompanyQuery, Configuration, ConfigurationChange, ConfigurationQuery, CustomFieldDefinition,
    Manufacturer, NewConfiguration, PreFlight, Psa, PsaError, PsaErrorKind, Reference, Site, Status, TypeQuestion,
};

use crate::client::Client;
use crate::transport::Transport;
use sitebook_service_client::Pace;

impl<T: Transport, P: Pace> Psa for Client<T, P> {
    async fn check(&self) -> Result<PreFlight, PsaError> {
        self.pre_flight().await
    }

    async fn companies(&self, query: &CompanyQuery) -> Result<Vec<Company>, PsaError> {
        self.read_companies(query).await
    }

    async fn company(&self, id: i64) -> Result<Option<Company>, PsaError> {
        self.read_company(id).await
    }

    async fn company_statuses(&self) -> Result<Vec<Reference>, PsaError> {
        self.read_company_statuses().await
    }

    async fn company_types(&self) -> Result<Vec<Reference>, PsaError> {
        self.read_company_types().await
    }

    async fn sites(&self, company: i64) -> Result<Vec<Site>, PsaError> {
        self.read_sites(company).await
    }

    async fn configuration_types(&self) -> Result<Vec<Reference>, PsaError> {
        self.read_configuration_types().await
    }

    async fn configuration_statuses(&self) -> Result<Vec<Status>, PsaError> {
        self.read_configuration_statuses().await
    }

    async fn type_questions(&self, type_id: i64) -> Result<Vec<TypeQuestion>, PsaError> {
        self.read_type_questions(type_id).await.map(|questions| questions.as_ref().clone())
    }

    async fn custom_fields(&self) -> Result<Vec<CustomFieldDefinition>, PsaError> {
        self.read_custom_fields().await.map(|fields| fields.as_ref().clone())
    }

    async fn count_configurations(&self, company: i64) -> Result<u64, PsaError> {
        self.read_count(company).await
    }

    async fn configurations(&self, query: &ConfigurationQuery) -> Result<Vec<Configuration>, PsaError> {
        self.read_configurations(query, None).await
    }

    async fn configurations_since(&self, query: &ConfigurationQuery, since: &str) -> Result<Changes, PsaError> {
        self.read_changes(query, since).await
    }

    async fn configurations_by_identifier(
        &self,
        company: i64,
        device_identifier: &str,
    ) -> Result<Vec<Configuration>, PsaError> {
        self.read_by_identifier(company, device_identifier).await
    }

    async fn configuration(&self, id: i64) -> Result<Option<Configuration>, PsaError> {
        self.read_configuration(id).await
    }

    async fn update_configuration(&self, id: i64, changes: &[ConfigurationChange]) -> Result<Configuration, PsaError> {
        self.write_changes(id, changes).await
    }

    async fn create_configuration(&self, new: &NewConfiguration) -> Result<Configuration, PsaError> {
        self.write_new(new).await
    }

    async fn change_type(&self, id: i64, type_id: i64, answers: &[(i64, String)]) -> Result<Configuration, PsaError> {
        self.write_type(id, type_id, answers).await
    }

    async fn manufacturer(&self, name: &str) -> Result<Manufacturer, PsaError> {
        self.find_or_create_manufacturer(name).await
    }

    fn requests_sent(&self) -> u32 {
        self.requests.load(Ordering::Relaxed)
    }
}

/// A record, or none when there is none.
pub(crate) fn none_if_missing<R>(result: Result<R, PsaError>) -> Result<Option<R>, PsaError> {
    match result {
        Ok(record) => Ok(Some(record)),
        Err(error) if matches!(error.kind, PsaErrorKind::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
