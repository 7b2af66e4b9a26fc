import { useCallback, useState } from "react";
import type { AgentSummary, AgentsChangedReply, AgentsSelection } from "../../../backend/generated";
import { useArchiveAgents, useDeleteAgent, useDomotzStatus } from "../../../backend/queries";
import { ConfirmDialog, notifyDone, notifyFailure, plural, Switch } from "../../../components";

/** Agents that are to be archived. */
export interface Archiving {
  selection: AgentsSelection;
  count: number;
  /** Where it is one. */
  name?: string;
}

interface Props {
  archiving: Archiving | null;
  onDone(): void;
  onClose(): void;
}

/** The first reason for all that failed stands for the others. */
function failedWords({ failed }: AgentsChangedReply, what: string): string {
  const [first] = failed;
  if (first === undefined) return "";
  const more = failed.length > 1 ? ` And ${plural(failed.length - 1, "more agent")}.` : "";
  return `${first.name} was not ${what}: ${first.reason}${more}`;
}

/** Archives agents, after saying what that means. */
export function ArchiveDialog({ archiving, onDone, onClose }: Props) {
  const archive = useArchiveAgents();
  const what = archiving === null ? "" : (archiving.name ?? plural(archiving.count, "agent"));
  const one = archiving?.count === 1;
  const run = async (wanted: Archiving): Promise<void> => {
    const reply = await archive.mutateAsync({ selection: wanted.selection, archived: true });
    onDone();
    if (reply.failed.length > 0) throw new Error(failedWords(reply, "archived"));
    notifyDone(`Archived ${wanted.name ?? plural(reply.changed, "agent")}`);
  };
  return (
    <ConfirmDialog
      opened={archiving !== null}
      title={`Archive ${what}?`}
      action={`Archive ${archiving === null ? "" : plural(archiving.count, "agent")}`}
      onConfirm={() => (archiving === null ? undefined : run(archiving))}
      onClose={onClose}
    >
      <div className="col g8">
        <ul className="dots">
          <li>{one ? "It leaves" : "They leave"} the map, the lists and the search for ConnectWise companies.</li>
          <li>
            {one ? "Its company link is" : "Their company links are"} frozen: matches stay as they are, and nothing is
            read from ConnectWise or written to it.
          </li>
          <li>Automatic sync is switched off, and stays off when {one ? "the agent comes" : "they come"} back.</li>
        </ul>
        <p className="m">
          Nothing is deleted, and <b className="md">nothing is changed in ConnectWise.</b>{" "}
          {one ? "It stands" : "They stand"} in the archive (Filter, Archived agents) and can be taken out at any time.
        </p>
      </div>
    </ConfirmDialog>
  );
}

/** Takes agents out of the archive; nothing is lost by it, so nobody is asked. */
export function useTakeOut(onDone: () => void): (archived: Archiving) => void {
  const { mutate } = useArchiveAgents();
  return useCallback(
    ({ selection, count, name }) =>
      mutate(
        { selection, archived: false },
        {
          onSuccess: (reply) => {
            onDone();
            if (reply.changed > 0) {
              notifyDone(`Took ${name ?? plural(reply.changed, "agent")} out of the archive; automatic sync is off`);
            }
            if (reply.failed.length > 0) {
              notifyFailure("Not all came out of the archive.", new Error(failedWords(reply, "taken out")));
            }
          },
          onError: (reason) => notifyFailure(`${name ?? plural(count, "agent")} stayed in the archive.`, reason),
        },
      ),
    [mutate, onDone],
  );
}

/** Removes an archived agent for good: the one act here that cannot be undone, hence its name is typed. */
export function DeleteDialog({ agent, onClose }: { agent: AgentSummary | null; onClose(): void }) {
  const remove = useDeleteAgent();
  const connected = useDomotzStatus().data?.connection?.source;
  const [leaveOut, setLeaveOut] = useState(true);
  // The words stay while the dialog closes.
  const [last, setLast] = useState(agent);
  if (agent !== null && agent !== last) setLast(agent);
  const comesBack = last !== null && connected !== undefined && last.source === connected;
  return (
    <ConfirmDialog
      opened={agent !== null}
      title={last === null ? "" : `Delete ${last.name} for good?`}
      action="Delete agent"
      danger
      {...(last === null ? {} : { typed: { label: "Type the name of the agent to confirm", value: last.name.trim() } })}
      onConfirm={() =>
        agent === null
          ? undefined
          : remove
              .mutateAsync({ agent: agent.id, confirm: agent.name, leave_out: comesBack && leaveOut })
              .then(() => notifyDone(`Deleted ${agent.name}`))
      }
      onClose={onClose}
    >
      {last === null ? null : (
        <div className="col g8">
          <p>
            The agent, its {plural(last.device_count, "device")}, matches, runs and history are removed from this
            workspace. <b className="md">That cannot be undone.</b> Nothing is changed in ConnectWise.
          </p>
          {comesBack ? (
            <>
              <p>
                Domotz still has this agent: the next refresh would bring it back, as a new one. Nothing is deleted in
                Domotz.
              </p>
              <Switch label={`Leave ${last.name} out of refreshes`} on={leaveOut} onChange={setLeaveOut}>
                Leave it out of refreshes from now on (Settings, Sources takes it again)
              </Switch>
            </>
          ) : null}
        </div>
      )}
    </ConfirmDialog>
  );
}
