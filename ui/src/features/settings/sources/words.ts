import type { DomotzChoice, DomotzQuota, DomotzRefreshReply, DomotzStatus } from "../../../backend/generated";
import { formatNumber, plural } from "../../../components";

/** What a refresh did, in one line. */
export function refreshWords(refresh: DomotzRefreshReply): string {
  const parts = [
    `${formatNumber(refresh.created)} new`,
    `${formatNumber(refresh.updated)} changed`,
    `${formatNumber(refresh.unchanged)} unchanged`,
  ];
  if (refresh.gone > 0) parts.push(`${formatNumber(refresh.gone)} gone`);
  if (refresh.returned > 0) parts.push(`${formatNumber(refresh.returned)} back`);
  return parts.join(", ");
}

/** Whose devices were read, and whose were not and why. */
export function readWords(refresh: DomotzRefreshReply): string {
  const read = `Devices of ${plural(refresh.agents_read, "agent")} read with ${plural(refresh.requests, "call")}`;
  if (refresh.agents_left === 0) return `${read}.`;
  const why = refresh.by_hand
    ? "the day's calls are nearly used up"
    : "nothing can have changed there, or the hour's share of calls is used";
  return `${read}; ${formatNumber(refresh.agents_left)} left for later: ${why}.`;
}

/** Calls of the last 24 hours; empty where Domotz did not say. */
export function quotaWords(quota: DomotzQuota | null): string {
  if (quota?.limit == null || quota.used === null) return "";
  return `${formatNumber(quota.used)} of ${formatNumber(quota.limit)} used in 24 hours`;
}

/** Whether so much of the quota is used that a refresh by hand may not reach everybody. */
export function isQuotaShort(quota: DomotzQuota | null): boolean {
  return quota?.limit != null && quota.used !== null && quota.used >= quota.limit * 0.9;
}

/** Which agents are taken, in a few words. */
export function choiceWords({ choice }: Pick<DomotzStatus, "choice">): string {
  const except = choice.except.length === 0 ? "" : `, but for ${plural(choice.except.length, "agent")} left out`;
  return `${pickedWords(choice)}${except}`;
}

function pickedWords(choice: DomotzChoice): string {
  switch (choice.kind) {
    case "all":
      return "All agents of the account, also those that are added later";
    case "teams":
      return choice.teams.length === 0 ? "No team yet" : `Agents of ${choice.teams.join(", ")}`;
    case "agents":
      return choice.agents.length === 0 ? "No agent yet" : plural(choice.agents.length, "agent");
  }
}
