import { Drawer } from "@mantine/core";
import { useLocation } from "wouter";
import type { HeldView } from "../../../backend/generated";
import { useHeld, useReleaseHeld } from "../../../backend/queries";
import { Button, EmptyState, ErrorState, Loading, notifyFailure, Time } from "../../../components";
import { fieldName } from "../words";

function HeldItem({ item, onRelease }: { item: HeldView; onRelease: () => void }) {
  const [, navigate] = useLocation();
  const name = fieldName(item.field);
  return (
    <li className="row">
      <span className="grow">
        <span className="el block">
          <b className="md">{item.device_name}</b> <span className="m">{name}</span>
        </span>
        <span className="sub2 el" title={item.value}>
          here: {item.value === "" ? "empty" : item.value}
        </span>
        <span className="sub2">
          put back <Time at={item.since} withClock />{" "}
          <Button kind="link" className="gap" onClick={() => navigate(`/activity/${item.run}`)}>
            Open the undo
          </Button>
        </span>
      </span>
      <Button small aria-label={`Release ${name} of ${item.device_name}`} onClick={onRelease}>
        Release
      </Button>
    </li>
  );
}

function HeldList({ agent, onReleased }: { agent: string; onReleased: () => void }) {
  const held = useHeld(agent);
  const release = useReleaseHeld();
  const letGo = (item: Pick<HeldView, "device" | "field" | "device_name">) =>
    release.mutate(
      { device: item.device, field: item.field },
      {
        onSuccess: onReleased,
        onError: (reason) => notifyFailure(`${fieldName(item.field)} of ${item.device_name} was not released.`, reason),
      },
    );
  if (held.error) {
    return <ErrorState title="The list could not be read" error={held.error} onRetry={() => void held.refetch()} />;
  }
  if (held.data === undefined) {
    return <Loading what="held fields" />;
  }
  if (held.data.held.length === 0) {
    return <EmptyState icon="check" title="No field is held" />;
  }
  return (
    <ul className="picklist heldlist" aria-label="Held fields">
      {held.data.held.map((item) => (
        <HeldItem key={`${item.device}/${item.field}`} item={item} onRelease={() => letGo(item)} />
      ))}
    </ul>
  );
}

interface Props {
  opened: boolean;
  agent: string;
  /** A field was let go: the plan is another one now. */
  onReleased: () => void;
  onClose: () => void;
}

/** The fields that an undo put back and that automatic runs leave alone. */
export function HeldFields({ opened, agent, onReleased, onClose }: Props) {
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      title="Held fields"
      size={460}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {opened && (
        <div className="col g12">
          <p className="m t13">
            An undo put these back. Automatic runs leave each alone until its value changes here, or until you release
            it. A sync by hand writes it, and ends the hold.
          </p>
          <HeldList agent={agent} onReleased={onReleased} />
        </div>
      )}
    </Drawer>
  );
}
