//! Violet, the office's side: who owns a network, what they may see and do, and how they are invited.

mod tokens;

use crate::dto::*;
use crate::{AppError, ErrorCode, Workspace};

pub use tokens::ChallengeAnswer;
pub(crate) use tokens::{SECRET, VioletSecret, token_hash};

fn pending() -> AppError {
    AppError::new(ErrorCode::Internal, "Violet is not built yet.")
}

macro_rules! pending {
    ($($name:ident($request:ty) -> $reply:ty;)*) => {
        impl Workspace {$(
            /// To be built.
            #[allow(clippy::unused_async)]
            pub async fn $name(&self, _: $request) -> Result<$reply, AppError> { Err(pending()) }
        )*}
    };
}

pending! {
            violet_show(AgentRequest) -> VioletView;
            violet_set(VioletSetRequest) -> VioletView;
            violet_grant(VioletGrantRequest) -> VioletGrantReply;
            violet_preset(VioletPresetRequest) -> VioletGrantReply;
            violet_invite(AgentRequest) -> VioletView;
            violet_invite_many(VioletInviteManyRequest) -> VioletInviteManyReply;
            violet_revoke(AgentRequest) -> VioletView;
            violet_overview(VioletOverviewRequest) -> VioletOverviewReply;
            violet_settings_show(Nothing) -> VioletSettings;
            violet_settings_set(VioletSettingsSetRequest) -> VioletSettings;
            violet_address_check(Nothing) -> VioletSettings;
            violet_preview(VioletPreviewRequest) -> VioletPreview;
            mail_settings_show(Nothing) -> MailSettings;
            mail_settings_set(MailSettingsSetRequest) -> MailSettings;
            mail_test(MailTestRequest) -> MailSettings;
            mail_outbox(MailOutboxRequest) -> MailOutboxReply;
            mail_retry(MailRequest) -> MailOutboxReply;
            mail_cancel(MailRequest) -> MailOutboxReply;
}
