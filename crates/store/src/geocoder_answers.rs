//! What a geocoding service answered.

use sitebook_domain::Timestamp;

use crate::{Store, StoreError};

impl Store {
    /// The answer to a question, if it was asked since.
    pub async fn geocoder_answer(&self, question: &str, since: i64) -> Result<Option<String>, StoreError> {
        Ok(sqlx::query_scalar("SELECT answer FROM geocoder_answer WHERE question = $1 AND asked_at >= $2")
            .bind(question)
            .bind(since)
            .fetch_optional(self.read())
            .await?)
    }

    /// Keeps an answer, in place of an older one to the same question.
    pub async fn keep_geocoder_answer(&self, question: &str, answer: &str, at: Timestamp) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        sqlx::query(
            "INSERT INTO geocoder_answer (question, answer, asked_at) VALUES ($1, $2, $3) \
             ON CONFLICT (question) DO UPDATE SET answer = excluded.answer, asked_at = excluded.asked_at",
        )
        .bind(question)
        .bind(answer)
        .bind(at.0)
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }
}
