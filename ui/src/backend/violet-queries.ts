/** Violet and outgoing mail as hooks; pages take them from `queries`. */
import type { QueryClient } from "@tanstack/react-query";
import type {
  MailOutboxRequest,
  MailSettings,
  VioletGrantReply,
  VioletOverviewRequest,
  VioletPresetRequest,
  VioletPreviewRequest,
  VioletSettings,
  VioletView,
} from "./generated";
import { type CommandMutation, type CommandPages, type CommandQuery, usePages, useRead, useWrite } from "./use-command";

/* Violet, on the office's side */

function rememberViolet(client: QueryClient, view: VioletView): void {
  client.setQueryData(["violet_show", { agent: view.agent }], view);
}
function rememberGrants(client: QueryClient, { violet }: VioletGrantReply): void {
  rememberViolet(client, violet);
}
function rememberVioletSettings(client: QueryClient, reply: VioletSettings): void {
  client.setQueryData(["violet_settings_show", {}], reply);
}
function rememberMail(client: QueryClient, reply: MailSettings): void {
  client.setQueryData(["mail_settings_show", {}], reply);
}

export const useViolet = (agent: string): CommandQuery<"violet_show"> => useRead("violet_show", { agent });
export const useSetViolet = (): CommandMutation<"violet_set"> => useWrite("violet_set", rememberViolet);
export const useGrant = (): CommandMutation<"violet_grant"> => useWrite("violet_grant", rememberGrants);
export const useGrantPreset = (): CommandMutation<"violet_preset"> => useWrite("violet_preset", rememberGrants);
/** What a preset would give. */
export const usePresetPreview = (request: Omit<VioletPresetRequest, "dry_run">): CommandQuery<"violet_preset"> =>
  useRead("violet_preset", { ...request, dry_run: true }, { keepPrevious: true });
export const useInvite = (): CommandMutation<"violet_invite"> => useWrite("violet_invite", rememberViolet);
export const useInviteMany = (): CommandMutation<"violet_invite_many"> => useWrite("violet_invite_many");
export const useRevokeViolet = (): CommandMutation<"violet_revoke"> => useWrite("violet_revoke", rememberViolet);
/** Owners and their access, in parts. */
export const useVioletOverview = (
  filter: Omit<VioletOverviewRequest, "offset" | "limit">,
): CommandPages<"violet_overview"> =>
  usePages("violet_overview", { ...filter, offset: 0, limit: 200 }, ({ offset, rows, found }, request) => {
    const read = offset + rows.length;
    return rows.length === 0 || read >= found ? null : { ...request, offset: read };
  });
/** The page that the owner sees. */
export const useSeeAsOwner = (agent: string): CommandQuery<"violet_see_as_owner"> =>
  useRead("violet_see_as_owner", { agent });
/** Where the owner is signed in. */
export const useVioletSessions = (agent: string): CommandQuery<"violet_sessions"> =>
  useRead("violet_sessions", { agent });
export const useEndVioletSession = (): CommandMutation<"violet_session_end"> =>
  useWrite("violet_session_end", (client, reply, { agent }) =>
    client.setQueryData(["violet_sessions", { agent }], reply),
  );
export const useVioletSettings = (): CommandQuery<"violet_settings_show"> => useRead("violet_settings_show", {});
export const useSetVioletSettings = (): CommandMutation<"violet_settings_set"> =>
  useWrite("violet_settings_set", rememberVioletSettings);
/** Asks the public address whether it answers for this workspace. */
export const useCheckAddress = (): CommandMutation<"violet_address_check"> =>
  useWrite("violet_address_check", rememberVioletSettings);
/** An invitation as it would be sent; asked for while it is typed, hence soon forgotten. */
export const useInvitationPreview = (request: VioletPreviewRequest): CommandQuery<"violet_preview"> =>
  useRead("violet_preview", request, { keepPrevious: true, gcTime: PREVIEW_KEPT });
const PREVIEW_KEPT = 1000;

/* Mail */

export const useMailSettings = (): CommandQuery<"mail_settings_show"> => useRead("mail_settings_show", {});
export const useSetMail = (): CommandMutation<"mail_settings_set"> => useWrite("mail_settings_set", rememberMail);
/** Sends a test mail; takes as long as the mail server. */
export const useTestMail = (): CommandMutation<"mail_test"> => useWrite("mail_test", rememberMail);
export const useOutbox = (request: MailOutboxRequest): CommandQuery<"mail_outbox"> =>
  useRead("mail_outbox", request, { keepPrevious: true });
export const useRetryMail = (): CommandMutation<"mail_retry"> => useWrite("mail_retry");
export const useCancelMail = (): CommandMutation<"mail_cancel"> => useWrite("mail_cancel");
