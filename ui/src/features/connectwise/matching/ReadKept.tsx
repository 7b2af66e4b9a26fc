import { useState } from "react";
import type { AgentSummary } from "../../../backend/generated";
import { useDomotzReadMatches, useDomotzStatus } from "../../../backend/queries";
import { Button, ConfirmDialog, FailedList, notifyDone, notifyFailure, plural } from "../../../components";

/** Reads the ids that Domotz keeps with devices that have no match: only while somebody named the field. */
export function ReadKept({ agent }: { agent: AgentSummary | undefined }) {
  const status = useDomotzStatus().data;
  const preview = useDomotzReadMatches();
  const read = useDomotzReadMatches();
  const [calls, setCalls] = useState<number | null>(null);
  const isKept = status?.connection != null && status.inventory_field !== "";
  if (agent === undefined || !isKept || status.connection?.source !== agent.source) return null;
  const failed = read.data?.failed ?? [];
  const ask = () =>
    preview.mutate(
      { agent: agent.id, preview: true },
      {
        onSuccess: (reply) => {
          read.reset();
          setCalls(reply.calls);
        },
        onError: (reason) => notifyFailure("The ids kept in Domotz cannot be read.", reason),
      },
    );
  const start = async () => {
    const { found, failed: unread, error } = await read.mutateAsync({ agent: agent.id, preview: false });
    if (error !== null) throw new Error(`${error} What was read until then is kept.`);
    if (unread.length > 0)
      throw new Error(`${plural(unread.length, "device")} could not be read. The ids of the others are kept.`);
    notifyDone(`Domotz keeps ids with ${plural(found, "device")} that had no match`);
  };
  return (
    <>
      <Button busy={preview.isPending} onClick={ask}>
        Read ids kept in Domotz
      </Button>
      <ConfirmDialog
        opened={calls !== null}
        title="Read the ids kept in Domotz?"
        action={`Read ${plural(calls ?? 0, "id")}`}
        onConfirm={start}
        onClose={() => setCalls(null)}
      >
        {calls === 0
          ? "Every device of this agent has a match or is ignored: there is nothing to read."
          : `This takes ${plural(calls ?? 0, "call")} of the day's quota: one for each device without a match. An id that is found proposes a match; a person confirms it.`}
        {failed.length > 0 ? (
          <FailedList
            label="Devices that could not be read"
            items={failed.map(({ device_name, reason }) => ({ name: device_name, message: reason }))}
          />
        ) : null}
      </ConfirmDialog>
    </>
  );
}
