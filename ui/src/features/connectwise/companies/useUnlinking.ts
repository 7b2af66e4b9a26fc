import type { AgentSummary, LinkReply } from "../../../backend/generated";
import { useUndoRemoval, useUnlink } from "../../../backend/queries";
import { notifyDone, notifyFailure, plural } from "../../../components";

function removedWords(matches: number): string {
  return matches > 0 ? `; ${plural(matches, "match", "matches")} removed` : "";
}

/** Says what linking or unlinking did, and offers to take back what it removed. */
export function useNotifyRemoved() {
  const undo = useUndoRemoval();
  return (words: string, reply: LinkReply, what: string): void => {
    const token = reply.undo;
    const takeBack = () =>
      undo.mutate(
        { undo: token ?? "" },
        {
          onSuccess: () => notifyDone(`${what} is as it was`),
          onError: (reason) => notifyFailure(`${what} was not put back.`, reason),
        },
      );
    notifyDone(`${words}${removedWords(reply.matches_removed)}`, token === null ? undefined : takeBack);
  };
}

/** Takes an agent's link away; its matches come back with Undo. `quietly` = it is itself an undo. */
export function useUnlinking() {
  const unlink = useUnlink();
  const notifyRemoved = useNotifyRemoved();
  return async (agent: Pick<AgentSummary, "id" | "name">, quietly = false): Promise<void> => {
    const reply = await unlink.mutateAsync({ agent: agent.id });
    if (!quietly) {
      notifyRemoved(`Unlinked ${agent.name}`, reply, `The link of ${agent.name}`);
    }
  };
}
