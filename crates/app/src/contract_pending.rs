//! Commands whose implementation is being written.

use crate::dto::*;
use crate::{AppError, ErrorCode, Workspace};

macro_rules! pending {
    ($($name:ident($request:ty) -> $reply:ty;)*) => {
        impl Workspace {
            $(
                /// Pending.
                #[allow(clippy::unused_async)]
                pub async fn $name(&self, _: $request) -> Result<$reply, AppError> {
                    Err(AppError::new(ErrorCode::Internal, "pending"))
                }
            )*
        }
    };
}

pending! {
    search(SearchRequest) -> SearchReply;
    agents_table(AgentsTableRequest) -> AgentsTableReply;
    views_list(Nothing) -> SavedViewsReply;
    views_save(SavedView) -> SavedViewsReply;
    views_remove(SavedViewRequest) -> SavedViewsReply;
}
