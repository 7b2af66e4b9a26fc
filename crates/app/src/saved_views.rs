//! Views of the table of agents that people keep.

use crate::dto::{Nothing, SavedView, SavedViewRequest, SavedViewsReply};
use crate::{AppError, ErrorCode, Workspace};

/// Setting with all views.
const VIEWS: &str = "agents_views";

/// Longest name of a view, in characters: it stands in a menu.
const LONGEST_NAME: usize = 60;

impl Workspace {
    /// All views, by name.
    pub async fn views_list(&self, _: Nothing) -> Result<SavedViewsReply, AppError> {
        let text = self.store().setting(VIEWS).await?;
        let views = text.map(|text| serde_json::from_str(&text)).transpose().map_err(|error: serde_json::Error| {
            AppError::new(ErrorCode::Storage, format!("The saved views cannot be read: {error}."))
        })?;
        Ok(SavedViewsReply { views: views.unwrap_or_default() })
    }

    /// Keeps a view, in place of the one with its name.
    pub async fn views_save(&self, view: SavedView) -> Result<SavedViewsReply, AppError> {
        let name = view.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
            let message = format!("Give the view a name of 1 to {LONGEST_NAME} characters. Nothing was saved.");
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        }
        let mut views = self.views_list(Nothing {}).await?.views;
        views.retain(|kept| !is_named(kept, &name));
        views.push(SavedView { name, by: self.who().await?, ..view });
        self.keep_views(views).await
    }

    /// Forgets a view.
    pub async fn views_remove(&self, request: SavedViewRequest) -> Result<SavedViewsReply, AppError> {
        let mut views = self.views_list(Nothing {}).await?.views;
        let before = views.len();
        views.retain(|kept| !is_named(kept, &request.name));
        if views.len() == before {
            let message = format!("There is no view \"{}\".", request.name.trim());
            return Err(AppError::new(ErrorCode::NotFound, message));
        }
        self.keep_views(views).await
    }

    async fn keep_views(&self, mut views: Vec<SavedView>) -> Result<SavedViewsReply, AppError> {
        views.sort_by_key(|view| view.name.to_lowercase());
        let text =
            serde_json::to_string(&views).map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        self.store().set_setting(VIEWS, &text).await?;
        self.changed();
        Ok(SavedViewsReply { views })
    }
}

fn is_named(view: &SavedView, name: &str) -> bool {
    view.name.to_lowercase() == name.trim().to_lowercase()
}
