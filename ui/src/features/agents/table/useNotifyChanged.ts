import type { AgentsChangedReply, ChangesUndoReply } from "../../../backend/generated";
import { useUndoChanges } from "../../../backend/queries";
import { formatField, formatNumber, notifyDone, notifyFailure, plural } from "../../../components";

/** "Changed 22 agents, 2 were so already". */
export function changedWords({ changed, unchanged }: AgentsChangedReply): string {
  if (changed === 0) return unchanged === 0 ? "No agent was changed" : "Nothing to change: the agents are so already";
  const already = unchanged === 0 ? "" : `, ${formatNumber(unchanged)} were so already`;
  return `Changed ${plural(changed, "agent")}${already}`;
}

/** What an undo put back, and what it had to leave. */
export function undoneWords({ restored, left }: ChangesUndoReply): string {
  const back = `Put back ${plural(restored, "agent")}`;
  if (left.length === 0) return back;
  const [first] = left;
  const example = first ? `: ${first.name}${first.field === "" ? "" : `, ${formatField(first.field)}`}` : "";
  return `${back}. Left as it is, because it was changed since${example}${left.length > 1 ? `, and ${formatNumber(left.length - 1)} more` : ""}`;
}

/** Says what was changed; Undo takes it back. */
export function useNotifyChanged(): (reply: AgentsChangedReply) => void {
  const undo = useUndoChanges();
  return (reply) => {
    const name = reply.undo;
    notifyDone(
      changedWords(reply),
      name === null
        ? undefined
        : () => {
            // Not through callbacks of the mutation: the dialog that changed the agents is closed by now.
            undo.mutateAsync({ undo: name }).then(
              (done) => notifyDone(undoneWords(done)),
              (reason: unknown) => notifyFailure("The change was not taken back.", reason),
            );
          },
    );
  };
}
