import type { MailEncryption, MailKind, MailState } from "../../../backend/generated";
import type { IconName, Tone } from "../../../components";

export const ENCRYPTION_WORD: Record<MailEncryption, string> = {
  tls: "TLS from the first byte",
  start_tls: "STARTTLS, required",
  none: "None, only on this computer",
};

export const USUAL_PORT: Record<MailEncryption, number> = { tls: 465, start_tls: 587, none: 25 };

/** Whether a server's name means this very computer: only then mail may go there in the open. */
export const isOwnComputer = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host.trim());

export const MAIL_KIND: Record<MailKind, string> = { invitation: "Invitation", code: "Sign-in code" };

export const MAIL_STATE: Record<MailState, { word: string; tone: Tone; icon: IconName }> = {
  waiting: { word: "Waiting", tone: "accent", icon: "clock" },
  sent: { word: "Sent", tone: "ok", icon: "check" },
  failed: { word: "Not delivered", tone: "bad", icon: "error" },
  cancelled: { word: "Cancelled", tone: "dashed", icon: "stop" },
};
