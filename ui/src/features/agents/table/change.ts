import type { AgentsChangeRequest, AgentsSelection } from "../../../backend/generated";

/** What a person wants to change; null and empty leave it as it is. */
export interface ChangeWish {
  customerId: string | null;
  contractId: string | null;
  plan: string | null;
  addTags: string[];
  removeTags: string[];
  appendNote: string;
}

export const NO_CHANGE: ChangeWish = {
  customerId: null,
  contractId: null,
  plan: null,
  addTags: [],
  removeTags: [],
  appendNote: "",
};

/** As it is sent: without blanks around, and without a tag that is to be added and taken away. */
export function toChangeRequest(wish: ChangeWish, selection: AgentsSelection): AgentsChangeRequest {
  const note = wish.appendNote.trim();
  return {
    selection,
    customer_id: wish.customerId?.trim() ?? null,
    contract_id: wish.contractId?.trim() ?? null,
    plan: wish.plan?.trim() ?? null,
    add_tags: wish.addTags,
    remove_tags: wish.removeTags.filter((tag) => !wish.addTags.some((added) => sameTag(added, tag))),
    append_note: note === "" ? null : note,
  };
}

/** Tags are the same in any case. */
const sameTag = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

const quoted = (tags: readonly string[]): string => tags.map((tag) => `“${tag}”`).join(", ");

/** What will happen to each agent, in sentences; none when nothing will. */
export function changeSentences(wish: ChangeWish): string[] {
  const request = toChangeRequest(wish, { agents: [], query: null });
  const sentences: string[] = [];
  const text = (label: string, value: string | null): void => {
    if (value !== null) sentences.push(value === "" ? `${label} is cleared` : `${label} becomes “${value}”`);
  };
  text("Customer ID", request.customer_id);
  text("Contract ID", request.contract_id);
  text("Plan", request.plan);
  if (request.add_tags.length > 0) sentences.push(`Gets the tag ${quoted(request.add_tags)}`);
  if (request.remove_tags.length > 0) sentences.push(`Loses the tag ${quoted(request.remove_tags)}`);
  if (request.append_note !== null) sentences.push("The text is added below its note");
  return sentences;
}
