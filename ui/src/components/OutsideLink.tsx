import { backend } from "../backend/backend";
import { Button } from "./Button";
import { CopyText } from "./CopyText";
import type { IconName } from "./icons";
import { isSafeAddress } from "./links";
import { notifyFailure } from "./notify";

/** The way out to the computer's own programs; null where the host has none, or the address is not one of a page, letter or call. */
function wayTo(address: string): (() => void) | null {
  const { openLink } = backend();
  if (openLink === null || !isSafeAddress(address)) return null;
  return () => void openLink(address).catch((reason: unknown) => notifyFailure(`${address} was not opened`, reason));
}

interface OutsideLinkProps {
  address: string;
  /** The address itself unless given. */
  words?: string;
}

/**
 * An address outside of Sitebook. The window itself never goes there: the host hands it to the computer's own programs
 * where it can, and everywhere it can be copied.
 */
export function OutsideLink({ address, words = address }: OutsideLinkProps) {
  const open = wayTo(address);
  if (open === null) return <CopyText text={words} mono={false} />;
  return (
    <span className="copytext">
      <Button kind="link" className="outside" title={address} onClick={open}>
        <span className="el">{words}</span>
      </Button>
      <CopyText text={words} bare />
    </span>
  );
}

interface ReachActsProps {
  address: string;
  /** What is copied. */
  text: string;
  /** What opening it does: "Call", "Write to". */
  verb: string;
  icon: IconName;
}

/** Beside a field that holds a number or an address: copies it, and calls or writes where the host can. */
export function ReachActs({ address, text, verb, icon }: ReachActsProps) {
  const open = wayTo(address);
  return (
    <span className="reach">
      {open === null ? null : (
        <Button iconOnly kind="quiet" icon={icon} aria-label={`${verb} ${text}`} onClick={open} />
      )}
      <CopyText text={text} bare />
    </span>
  );
}
