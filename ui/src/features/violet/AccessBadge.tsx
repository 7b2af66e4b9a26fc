import type { AccessState } from "../../backend/generated";
import { Badge } from "../../components";
import { ACCESS } from "./words";

/** How the access of an owner stands, in a word. */
export function AccessBadge({ state }: { state: AccessState }) {
  const { word, tone, icon } = ACCESS[state];
  return (
    <Badge tone={tone} icon={icon}>
      {word}
    </Badge>
  );
}
