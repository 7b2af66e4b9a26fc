//! Questions and custom fields that zone and room go to: which of them must be read, and what they take.

use std::collections::{BTreeMap, BTreeSet};

use sitebook_domain::{FieldTargetKind, MatchState};
use sitebook_psa::{ConfigurationQuery, CustomFieldDefinition, Psa, PsaError, PsaErrorKind, TypeQuestion};
use sitebook_sync::KnownTargets;

use crate::connectwise::ConnectWise;
use crate::reading::Scope;
use crate::{AppError, Workspace};

/// Which of the two a company's agents need.
#[derive(Debug, Clone, Copy, Default)]
struct Needs {
    answers: bool,
    custom_fields: bool,
}

impl Workspace {
    /// What is asked for with a company's list. Answers and custom fields make it many times larger: they are read only
    /// where the mapping of an agent linked to the company uses them.
    pub(crate) async fn list_query(&self, company: i64) -> Result<ConfigurationQuery, AppError> {
        let Needs { answers, custom_fields } = self.needs(company).await?;
        Ok(ConfigurationQuery { answers, custom_fields, ..ConfigurationQuery::of(company) })
    }

    /// What the questions of the matched configurations' types, and the custom fields, take; nothing is read where no
    /// mapping needs it.
    pub(crate) async fn read_targets(&self, client: &ConnectWise, scope: &Scope) -> Result<KnownTargets, AppError> {
        let needs = self.needs(scope.link.company.id).await?;
        let mut types = BTreeSet::new();
        if needs.answers {
            let written = |state| matches!(state, MatchState::Automatic | MatchState::Confirmed);
            let matched: BTreeSet<i64> =
                scope.matches.iter().filter(|found| written(found.state)).map(|found| found.configuration).collect();
            let configurations = scope.configurations.iter().filter(|found| matched.contains(&found.id));
            types.extend(configurations.filter_map(|found| found.type_ref.as_ref()).map(|reference| reference.id));
        }
        let custom_fields = needs.custom_fields && !scope.matches.is_empty();
        Ok(KnownTargets {
            questions: self.questions_of_types(client, &types).await?,
            custom_fields: if custom_fields { self.custom_fields_if_shown(client).await? } else { None },
        })
    }

    /// The questions of each type whose questions the key may read.
    pub(crate) async fn questions_of_types(
        &self,
        client: &ConnectWise,
        types: &BTreeSet<i64>,
    ) -> Result<BTreeMap<i64, Vec<TypeQuestion>>, AppError> {
        let mut questions = BTreeMap::new();
        for type_id in types {
            if let Some(asked) = self.contact(unless_hidden(client.type_questions(*type_id).await)).await? {
                questions.insert(*type_id, asked);
            }
        }
        Ok(questions)
    }

    /// The custom fields of configurations, if the key may read them.
    pub(crate) async fn custom_fields_if_shown(
        &self,
        client: &ConnectWise,
    ) -> Result<Option<Vec<CustomFieldDefinition>>, AppError> {
        self.contact(unless_hidden(client.custom_fields().await)).await
    }

    async fn needs(&self, company: i64) -> Result<Needs, AppError> {
        let mut needs = Needs::default();
        for link in self.store().links().await?.into_iter().filter(|link| link.company.id == company) {
            let mapping = self.mapping(Some(link.agent)).await?;
            needs.answers |= mapping.uses(FieldTargetKind::Question);
            needs.custom_fields |= mapping.uses(FieldTargetKind::CustomField);
        }
        Ok(needs)
    }
}

/// A set-up table that the key may not read, or that is gone, is no reason to stop: the records alone are gone by then.
fn unless_hidden<R>(result: Result<R, PsaError>) -> Result<Option<R>, PsaError> {
    match result {
        Ok(read) => Ok(Some(read)),
        Err(error) if matches!(error.kind, PsaErrorKind::Forbidden { .. } | PsaErrorKind::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
