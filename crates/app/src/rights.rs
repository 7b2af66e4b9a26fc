//! The rights of the API key as last checked, kept so that the page shows them without asking again.

use serde::{Deserialize, Serialize};
use sitebook_domain::Timestamp;
use sitebook_psa::{PreFlight, Right, RightWarning};

use crate::dto::{self, RightView};
use crate::{AppError, ErrorCode, Workspace};

/// Setting: the last pre-flight.
const CHECKED_RIGHTS: &str = "connectwise_checked_rights";

/// What the last pre-flight said of the rights.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct CheckedRights {
    pub(crate) at: Timestamp,
    pub(crate) rights: Vec<Right>,
    pub(crate) warnings: Vec<RightWarning>,
}

impl Workspace {
    /// Keeps what a pre-flight said, or forgets it for none.
    pub(crate) async fn keep_pre_flight(&self, pre_flight: Option<&PreFlight>) -> Result<(), AppError> {
        let kept = pre_flight.map(|found| CheckedRights {
            at: self.now(),
            rights: found.rights.clone(),
            warnings: found.warnings.clone(),
        });
        let text =
            serde_json::to_string(&kept).map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        Ok(self.store().set_setting(CHECKED_RIGHTS, &text).await?)
    }

    /// What the last pre-flight said; none before the first, and after one that another version kept in another shape.
    pub(crate) async fn kept_pre_flight(&self) -> Result<Option<CheckedRights>, AppError> {
        let kept = self.store().setting(CHECKED_RIGHTS).await?;
        Ok(kept.and_then(|text| serde_json::from_str(&text).unwrap_or_default()))
    }
}

/// Rights and warnings as they are shown.
pub(crate) fn shown(rights: Vec<Right>, warnings: Vec<RightWarning>) -> (Vec<RightView>, Vec<dto::RightWarning>) {
    let rights = rights.into_iter().map(|right| RightView { right: right.right, granted: right.granted }).collect();
    (rights, warnings.into_iter().map(warning).collect())
}

fn warning(warning: RightWarning) -> dto::RightWarning {
    match warning {
        RightWarning::TypesHidden { hidden, visible, total } => {
            dto::RightWarning::TypesHidden { hidden, visible: visible as u32, total: total as u32 }
        }
        RightWarning::LevelMy { right } => dto::RightWarning::LevelMy { right },
        RightWarning::MayDelete { right } => dto::RightWarning::MayDelete { right },
        RightWarning::NotReadable => dto::RightWarning::NotReadable,
    }
}
