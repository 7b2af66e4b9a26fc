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
    import_inspect(ImportInspectRequest) -> ImportInspection;
    agents_export(AgentsExportRequest) -> ExportReply;
    agent_export(AgentExportRequest) -> ExportReply;
    agents_add(AgentAddRequest) -> AgentDetail;
    agents_duplicate(AgentDuplicateRequest) -> AgentDetail;
    agents_archive(AgentsArchiveRequest) -> AgentsChangedReply;
    agents_delete(AgentDeleteRequest) -> Nothing;
    agents_change(AgentsChangeRequest) -> AgentsChangedReply;
    changes_undo(ChangesUndoRequest) -> ChangesUndoReply;
    history_list(HistoryRequest) -> HistoryReply;
    history_restore(HistoryRestoreRequest) -> HistoryReply;
}
