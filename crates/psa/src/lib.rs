//! The connector contract that every PSA fulfils, and the one taxonomy of what can go wrong.
//!
//! The words are ConnectWise's (company, site, configuration), because the first PSA is ConnectWise; the shapes hold
//! only what Sitebook reads and writes. What must never be here: HTTP, URLs, retries, or anything a rule could not
//! be tested with.

mod error;
mod records;

use std::future::Future;

pub use error::{Action, Blame, FieldFault, PsaError, PsaErrorKind};
pub use records::{
    Company, CompanyQuery, Configuration, ConfigurationChange, ConfigurationField, Manufacturer, PreFlight, Reference,
    Right, Site,
};

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

    /// The sites of a company.
    fn sites(&self, company: i64) -> impl Future<Output = Result<Vec<Site>, PsaError>> + Send;

    /// All configuration types.
    fn configuration_types(&self) -> impl Future<Output = Result<Vec<Reference>, PsaError>> + Send;

    /// All configurations of a company, active or not.
    fn configurations(&self, company: i64) -> impl Future<Output = Result<Vec<Configuration>, PsaError>> + Send;

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

    /// The manufacturer with this name in any case, created if there is none.
    fn manufacturer(&self, name: &str) -> impl Future<Output = Result<Manufacturer, PsaError>> + Send;

    /// HTTP requests sent since this client was made, retries included.
    fn requests_sent(&self) -> u32;
}
