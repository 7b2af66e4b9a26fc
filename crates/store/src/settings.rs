//! Settings of the workspace by name.

use sqlx::SqliteConnection;

use crate::{Store, StoreError};

impl Store {
    /// The setting with this name.
    pub async fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        Ok(sqlx::query_scalar("SELECT value FROM setting WHERE name = $1")
            .bind(name)
            .fetch_optional(self.read())
            .await?)
    }

    /// Whether there is a setting with this name, without reading it.
    pub async fn has_setting(&self, name: &str) -> Result<bool, StoreError> {
        let found: Option<i64> =
            sqlx::query_scalar("SELECT 1 FROM setting WHERE name = $1").bind(name).fetch_optional(self.read()).await?;
        Ok(found.is_some())
    }

    /// The setting with this name, which is made with this value unless it is there: of two programs that ask at the same
    /// time both get the same.
    pub async fn setting_or_new(&self, name: &str, value: &str) -> Result<String, StoreError> {
        let mut transaction = self.write().await?;
        sqlx::query("INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
            .bind(name)
            .bind(value)
            .execute(&mut *transaction)
            .await?;
        let kept = sqlx::query_scalar("SELECT value FROM setting WHERE name = $1")
            .bind(name)
            .fetch_one(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(kept)
    }

    /// The values of all settings whose names begin so.
    pub async fn settings_beginning_with(&self, beginning: &str) -> Result<Vec<String>, StoreError> {
        let pattern = format!("{}%", beginning.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
        Ok(sqlx::query_scalar("SELECT value FROM setting WHERE name LIKE $1 ESCAPE '\\' ORDER BY name")
            .bind(pattern)
            .fetch_all(self.read())
            .await?)
    }

    /// Changes a setting from what it is at that moment, under the write lock: of two programs that change it at the same time
    /// neither loses what the other one did. `change` says the new value; none = it stays as it is. Returns whether it was
    /// changed.
    pub async fn change_setting<E: From<StoreError>>(
        &self,
        name: &str,
        change: impl FnOnce(Option<&str>) -> Result<Option<String>, E> + Send,
    ) -> Result<bool, E> {
        let mut transaction = self.write().await?;
        let kept: Option<String> = sqlx::query_scalar("SELECT value FROM setting WHERE name = $1")
            .bind(name)
            .fetch_optional(&mut *transaction)
            .await
            .map_err(StoreError::from)?;
        let Some(value) = change(kept.as_deref())? else { return Ok(false) };
        set(&mut transaction, name, &value).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(true)
    }

    /// Forgets a setting.
    pub async fn remove_setting(&self, name: &str) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        sqlx::query("DELETE FROM setting WHERE name = $1").bind(name).execute(&mut *transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// Keeps a setting.
    pub async fn set_setting(&self, name: &str, value: &str) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        set(&mut transaction, name, value).await?;
        Ok(transaction.commit().await?)
    }
}

async fn set(connection: &mut SqliteConnection, name: &str, value: &str) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )
    .bind(name)
    .bind(value)
    .execute(connection)
    .await?;
    Ok(())
}
