import { Modal } from "@mantine/core";
import { useState } from "react";
import type { VioletInviteManyReply, VioletOverviewRow } from "../../../backend/generated";
import { useInviteMany } from "../../../backend/queries";
import { Button, ConfirmDialog, FailedList, Note, notifyDone, plural } from "../../../components";

interface Props {
  rows: readonly VioletOverviewRow[];
  onClear(): void;
}

const wasInvited = ({ state }: VioletOverviewRow): boolean => state === "invited" || state === "expired";

/** Sends the invitation to the selected owners, for the first time or again. */
export function InviteBulk({ rows, onClear }: Props) {
  const invite = useInviteMany();
  const [asking, setAsking] = useState(false);
  const [reply, setReply] = useState<VioletInviteManyReply | null>(null);
  if (rows.length === 0 && reply === null) return null;
  const again = rows.filter(wasInvited).length;
  const verb = again === rows.length ? "Send again to" : "Invite";
  const action = `${verb} ${plural(rows.length, "owner")}`;
  const without = rows.filter(({ granted }) => granted === 0).length;

  async function send(): Promise<void> {
    const done = await invite.mutateAsync({ agents: rows.map(({ agent }) => agent) });
    if (done.failed.length > 0) setReply(done);
    else notifyDone(`${plural(done.invited, "invitation")} on the way`);
    onClear();
  }

  return (
    <>
      {rows.length === 0 ? null : (
        <section className="bulk" aria-label="Selected">
          <b className="md t13">{plural(rows.length, "owner")} selected</b>
          <Button kind="primary" icon="send" onClick={() => setAsking(true)}>
            {action}
          </Button>
          <Button kind="quiet" className="end" onClick={onClear}>
            Clear
          </Button>
        </section>
      )}
      <ConfirmDialog
        opened={asking}
        title={`${action}?`}
        action={action}
        onConfirm={send}
        onClose={() => setAsking(false)}
      >
        <div className="col g8">
          <span>
            Each gets a mail with a link that holds for 72 hours and opens once.
            {again > 0 ? ` ${plural(again, "earlier link")} no longer ${again === 1 ? "opens" : "open"}.` : ""}
          </span>
          {without === 0 ? null : (
            <Note tone="warn">
              {plural(without, "of them is", "of them are")} granted no device yet: the page will be empty until
              something is.
            </Note>
          )}
        </div>
      </ConfirmDialog>
      <NotInvited reply={reply} onClose={() => setReply(null)} />
    </>
  );
}

/** Whom nothing was sent to, and why. */
function NotInvited({ reply, onClose }: { reply: VioletInviteManyReply | null; onClose(): void }) {
  return (
    <Modal
      opened={reply !== null}
      onClose={onClose}
      title={`${plural(reply?.failed.length ?? 0, "owner was", "owners were")} not invited`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <div className="col g12">
        <span>
          {reply === null || reply.invited === 0
            ? "No invitation was sent."
            : `${plural(reply.invited, "invitation is", "invitations are")} on the way. Nothing was sent to these:`}
        </span>
        <FailedList label="Not invited" items={reply?.failed ?? []} />
        <div className="dialog-foot">
          <Button kind="primary" onClick={onClose}>
            Close list
          </Button>
        </div>
      </div>
    </Modal>
  );
}
