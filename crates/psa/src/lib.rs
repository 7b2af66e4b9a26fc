//! The connector contract that every PSA fulfils, and the one taxonomy of what can go wrong.
//!
//! The words are ConnectWise's (company, site, configuration), because the first PSA is ConnectWise; the shapes hold
//! only what Sitebook reads and writes. What must never be here: HTTP, URLs, retries, or anything a rule could not
//! be tested with.

mod company;
mod configuration;
mod differences;
mod error;
mod pre_flight;
mod reference;
mod setup;

use std::future::Future;

pub use company::{Company, CompanyQuery, Site};
pub use configuration::{
    Changes, Configuration, ConfigurationChange, ConfigurationField, ConfigurationQuery, NewConfiguration,
};
pub use differences::{Difference, DifferenceKind, WrittenField, creation_differences, differences, text_of};
pub use error::{Action, Blame, FieldFault, PsaError, PsaErrorKind};
pub use pre_flight::{PreFlight, Right, RightWarning};
pub use reference::Reference;
pub use setup::{Answer, CustomField, CustomFieldDefinition, Manufacturer, Status, TypeQuestion};

/// What Sitebook asks of a PSA.
///
/// Every list is complete or an error: a reading that broke off half-way is never returned as if it were all.
/// No method deletes anything.
pub trait Psa: Send + Sync {
    /// Signs in, and finds out which of the needed rights the key has.
    fn check(&self) -> impl Future<Output = Result<PreFlight, PsaError>> + Send;

    /// Companies that are not deleted, by name or identifier.
    fn companies(&self, query: &CompanyQuery) -> impl Future<Output = Result<Vec<Company>, PsaError>> + Send;

    /// One company, or none when it does not exist (any more).
    fn company(&self, id: i64) -> impl Future<Output = Result<Option<Company>, PsaError>> + Send;

    /// The statuses that companies can have.
    fn company_statuses(&self) -> impl Future<Output = Result<Vec<Reference>, PsaError>> + Send;

    /// The types that companies can have.
    fn company_types(&self) -> impl Future<Output = Result<Vec<Reference>, PsaError>> + Send;

    /// The sites of a company.
    fn sites(&self, company: i64) -> impl Future<Output = Result<Vec<Site>, PsaError>> + Send;

    /// All configuration types.
    fn configuration_types(&self) -> impl Future<Output = Result<Vec<Reference>, PsaError>> + Send;

    /// The statuses that configurations can have.
    fn configuration_statuses(&self) -> impl Future<Output = Result<Vec<Status>, PsaError>> + Send;

    /// The questions of a configuration type that are in use, in their order.
    fn type_questions(&self, type_id: i64) -> impl Future<Output = Result<Vec<TypeQuestion>, PsaError>> + Send;

    /// The custom fields that configurations have.
    fn custom_fields(&self) -> impl Future<Output = Result<Vec<CustomFieldDefinition>, PsaError>> + Send;

    /// How many configurations a company has, active or not.
    fn count_configurations(&self, company: i64) -> impl Future<Output = Result<u64, PsaError>> + Send;

    /// All configurations of a company, active or not.
    fn configurations(
        &self,
        query: &ConfigurationQuery,
    ) -> impl Future<Output = Result<Vec<Configuration>, PsaError>> + Send;

    /// The configurations of a company that were changed since a reading at `since` (as the PSA wrote it in
    /// [`Configuration::last_updated`]) with an overlap before it, or the whole list where it cannot be asked that.
    fn configurations_since(
        &self,
        query: &ConfigurationQuery,
        since: &str,
    ) -> impl Future<Output = Result<Changes, PsaError>> + Send;

    /// The configurations of a company that carry this `deviceIdentifier`: more than one after two creations.
    fn configurations_by_identifier(
        &self,
        company: i64,
        device_identifier: &str,
    ) -> impl Future<Output = Result<Vec<Configuration>, PsaError>> + Send;

    /// One configuration, or none when it does not exist (any more).
    fn configuration(&self, id: i64) -> impl Future<Output = Result<Option<Configuration>, PsaError>> + Send;

    /// Writes the given fields of one configuration and returns the record as the PSA holds it afterwards.
    ///
    /// The caller compares what came back with what was sent: a PSA may answer "done" without having done it.
    fn update_configuration(
        &self,
        id: i64,
        changes: &[ConfigurationChange],
    ) -> impl Future<Output = Result<Configuration, PsaError>> + Send;

    /// Creates one configuration and returns it as the PSA holds it. Sent once: after an error whose outcome is unknown
    /// the caller looks for the identifier before anything else.
    fn create_configuration(
        &self,
        new: &NewConfiguration,
    ) -> impl Future<Output = Result<Configuration, PsaError>> + Send;

    /// Gives a configuration another type, and answers questions of the new one by their ids. Answers to questions of the
    /// old type may be lost there. Questions that must be answered and are not are an error; then nothing is sent.
    fn change_type(
        &self,
        id: i64,
        type_id: i64,
        answers: &[(i64, String)],
    ) -> impl Future<Output = Result<Configuration, PsaError>> + Send;

    /// The manufacturer with this name in any case, created if there is none.
    fn manufacturer(&self, name: &str) -> impl Future<Output = Result<Manufacturer, PsaError>> + Send;

    /// HTTP requests sent since this client was made, retries included.
    fn requests_sent(&self) -> u32;
}
