import type { AgentSummary } from "../../backend/generated";
import { isDay, toDay } from "../../components";

/** What a person or the source said; empty where the time of the first contact stands in for it. */
const said = (agent: AgentSummary): string => (agent.activation_said ? agent.activated_at : "");

/** The activation date as it is edited: a day, or nothing. */
export const activationDay = (agent: AgentSummary): string => toDay(said(agent));

/** What the core has to know was seen: a source may say a time, of which only the day is edited. */
export const activationSeen = (agent: AgentSummary, seen: string): string =>
  seen === activationDay(agent) ? said(agent) : seen;

/** What is wrong with a typed day, in words. */
export const checkDay = (text: string): string | null =>
  text.trim() === "" || isDay(text.trim()) ? null : "Write the day as year-month-day, such as 2026-01-31.";
