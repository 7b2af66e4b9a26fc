import type { CommandFailure } from "./backend";

/**
 * Does something once a change is made, also where the part of the page that asked for it is gone by then: callbacks of
 * `mutate` are forgotten together with their component. A failure stands at the mutation, unless it is told here.
 */
export function whenDone<Reply>(
  change: Promise<Reply>,
  done: (reply: Reply) => void,
  failed: (reason: CommandFailure) => void = () => undefined,
): void {
  void change.then(done, failed);
}
