import { Modal } from "@mantine/core";
import type { SyncPlanReply, WriteBackSource } from "../../../backend/generated";
import { useSetWriteBack, useWriteBack } from "../../../backend/queries";
import { whenDone } from "../../../backend/when-done";
import { Button, ErrorState, plural } from "../../../components";

/** A plan with the source of its agent. */
interface Planned {
  source: string | undefined;
  plan: SyncPlanReply | undefined;
}

/** The source to ask about before plans are run: it takes values that they bring here, and nobody said yes or no yet. */
export function useUndecidedSource(plans: readonly Planned[]): { source: WriteBackSource; values: number } | null {
  const sources = useWriteBack().data?.sources ?? [];
  for (const source of sources.filter(({ decided }) => !decided)) {
    const updates = plans.flatMap((each) => (each.source === source.source ? (each.plan?.updates ?? []) : []));
    const values = updates.filter(({ target, field }) => target === "local" && source.takes.includes(field)).length;
    if (values > 0) return { source, values };
  }
  return null;
}

interface Props {
  opened: boolean;
  source: string;
  /** Values of the plans that Domotz would take. */
  values: number;
  /** How many plans are about to run. */
  plans: number;
  /** The answer is kept; the plans are others where values are written there, too. */
  onDecided(allowed: boolean): void;
  onClose(): void;
}

/** Asked once: whether values that come from ConnectWise also reach the source of their device. */
export function AskWriteBack({ opened, source, values, plans, onDecided, onClose }: Props) {
  const set = useSetWriteBack();
  const decide = (allowed: boolean) => whenDone(set.mutateAsync({ source, allowed }), () => onDecided(allowed));
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Shall values from ConnectWise also go to Domotz?"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <div className="col g12">
        <p>
          {plans === 1 ? "This plan takes" : "These plans take"} {plural(values, "value")} from ConnectWise that Domotz
          could have as well.
        </p>
        <dl className="dl">
          <dt>In Sitebook</dt>
          <dd>Here they count before what Domotz says. Domotz stays as it is.</dd>
          <dt>Also in Domotz</dt>
          <dd>
            Each is written there and read back, and so is what people set at a device here. An undo takes it back
            there, too.
          </dd>
        </dl>
        <p className="d t12">The answer holds for all agents of this source. Settings, Sources changes it.</p>
        {set.error ? <ErrorState title="The answer was not kept" error={set.error} /> : null}
        <div className="dialog-foot">
          <Button kind="primary" busy={set.isPending} onClick={() => decide(false)}>
            Keep them in Sitebook
          </Button>
          <Button busy={set.isPending} onClick={() => decide(true)}>
            Also write to Domotz
          </Button>
        </div>
      </div>
    </Modal>
  );
}
