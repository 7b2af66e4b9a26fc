import { useAgentsTable } from "../../backend/queries";
import { NO_QUERY } from "./table/address";

/** The tags that agents carry, by name, as suggestions; none while they are not read yet. */
export function useTags(): string[] {
  return useAgentsTable({ query: NO_QUERY, offset: 0, limit: 0 }).data?.tags.map(({ tag }) => tag) ?? [];
}
