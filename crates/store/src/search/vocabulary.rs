//! Whether a term can be found at all. The index gathers everything that a beginning stands for before it gives the first
//! row; its vocabulary tells in a fraction of that that there is nothing.

use super::text::SearchTerm;
use crate::{Store, StoreError};

/// Beginnings of so many letters are indexed themselves (`prefix` in the migration).
const LONGEST_PREFIX: usize = 3;

/// So many words at most are worth to be looked up: one takes a tenth of what it spares.
const MOST_BEGUN: usize = 4;

/// Where a vocabulary is kept.
#[derive(Debug, Clone, Copy)]
pub(super) enum Vocabulary {
    Agents,
    Devices,
}

impl Vocabulary {
    fn table(self) -> &'static str {
        match self {
            Self::Agents => "agent_word",
            Self::Devices => "device_word",
        }
    }
}

impl Store {
    /// For each term, whether the words it needs occur anywhere. That they stand together is not said.
    pub(super) async fn occurring(
        &self,
        vocabulary: Vocabulary,
        terms: &[SearchTerm],
    ) -> Result<Vec<bool>, StoreError> {
        let mut occurring = Vec::with_capacity(terms.len());
        for term in terms {
            occurring.push(self.occurs(vocabulary, term).await?);
        }
        Ok(occurring)
    }

    async fn occurs(&self, vocabulary: Vocabulary, term: &SearchTerm) -> Result<bool, StoreError> {
        if let Some((last, before)) = term.words.split_last() {
            let mut all = self.begins_word(vocabulary, last).await?;
            for word in before {
                all = all && self.is_word(vocabulary, word).await?;
            }
            if all {
                return Ok(true);
            }
        }
        for word in &term.instead {
            if self.is_word(vocabulary, word).await? {
                return Ok(true);
            }
        }
        for beginning in [term.mac.clone(), term.ending()].into_iter().flatten() {
            if self.begins_word(vocabulary, &beginning).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The words that the term's last one begins; none where they are many, no word at all, or not worth to be looked up.
    pub(super) async fn begun_words(
        &self,
        vocabulary: Vocabulary,
        term: &SearchTerm,
    ) -> Result<Option<Vec<String>>, StoreError> {
        let Some(beginning) = term.words.last().filter(|word| word.chars().count() > LONGEST_PREFIX) else {
            return Ok(None);
        };
        let statement = format!("SELECT term FROM {} WHERE term >= $1 LIMIT 1", vocabulary.table());
        let mut words = Vec::new();
        let mut from = beginning.clone();
        while words.len() <= MOST_BEGUN {
            let next: Option<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(statement.clone()))
                .bind(&from)
                .fetch_optional(self.read())
                .await?;
            let Some(word) = next.filter(|word| word.starts_with(beginning.as_str())) else {
                return Ok((!words.is_empty()).then_some(words));
            };
            // The least text that is greater: no word holds this character.
            from = format!("{word}\u{1}");
            words.push(word);
        }
        Ok(None)
    }

    async fn begins_word(&self, vocabulary: Vocabulary, beginning: &str) -> Result<bool, StoreError> {
        self.has_word(vocabulary, "term >= $1 AND term < $1 || char(1114111)", beginning).await
    }

    async fn is_word(&self, vocabulary: Vocabulary, word: &str) -> Result<bool, StoreError> {
        self.has_word(vocabulary, "term = $1", word).await
    }

    async fn has_word(&self, vocabulary: Vocabulary, condition: &str, word: &str) -> Result<bool, StoreError> {
        let statement = format!("SELECT 1 FROM {} WHERE {condition} LIMIT 1", vocabulary.table());
        let found: Option<i64> =
            sqlx::query_scalar(sqlx::AssertSqlSafe(statement)).bind(word).fetch_optional(self.read()).await?;
        Ok(found.is_some())
    }
}
